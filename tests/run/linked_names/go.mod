module linked

go 1.27
