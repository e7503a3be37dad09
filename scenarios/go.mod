module gmpsim

go 1.27
