module example.com/initialization

go 1.27
