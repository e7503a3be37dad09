package math

const (
	Pi       = 3.14159265358979323846264338327950288419716939937510582097494459
	MaxFloat64 = 0x1p1023 * (1 + (1 - 0x1p-52))
	MaxInt32 = 1<<31 - 1
	MaxInt64 = 1<<63 - 1
)

func Sqrt(x float64) float64
func Pow(x, y float64) float64
func Floor(x float64) float64
func Inf(sign int) float64
