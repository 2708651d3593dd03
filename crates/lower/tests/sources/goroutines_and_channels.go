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

var further = make(chan int32)

//go:wasmexport poll
func poll() int32 {
	select {
	case v := <-results:
		return v
	default:
	}
	select {
	case further <- 1:
	default:
		return 1
	}
	select {
	case v, ok := <-results:
		if ok {
			return v
		}
	case further <- 2:
	default:
	}
	return 0
}
