package debug

func SetMaxStack(bytes int) int

func SetGCPercent(percent int) int

func Stack() []byte
