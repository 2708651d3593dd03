// Many goroutines that wait on one channel.
package main

var (
	gate = make(chan int32)
	sum  int64
)

//go:wasmexport spawn
func spawn(n int32) {
	for range n {
		go func() { sum += int64(<-gate) }()
	}
}

//go:wasmexport release
func release(n int32) {
	for i := range n {
		gate <- i
	}
}

//go:wasmexport total
func total() int64 { return sum }

func main() {}
