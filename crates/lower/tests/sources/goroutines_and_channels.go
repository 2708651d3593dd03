package main

var results = make(chan int32, 1)

//go:wasmexport f
func f(n int32) int32 {
	go func() { results <- n * 2 }()
	select {
	case v := <-results:
		return v
	}
}
