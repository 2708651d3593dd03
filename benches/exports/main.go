// exports: what a call of an export costs that cannot block, that wakes a goroutine, and that starts one.
package main

var (
	events = make(chan int32)
	total  int32
)

func init() {
	go func() {
		for v := range events {
			total += v
		}
	}()
}

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

//go:wasmexport wake
func wake(v int32) int32 {
	events <- v
	return total
}

//go:wasmexport spawn
func spawn(v int32) int32 {
	go func() { total += v }()
	return total
}

func main() {}
