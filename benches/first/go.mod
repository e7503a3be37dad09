module a

go 1.27
