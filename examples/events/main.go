// Package main is an event plugin: a goroutine waits on a channel for the events that the host sends one call at a time.
//
// When process_a returns, the goroutine has processed the event.
package main

var (
	events = make(chan int32)
	number int32
)

//go:wasmexport start
func start() {
	go func() {
		for v := range events {
			println("processed", v)
			number++
		}
	}()
}

//go:wasmexport process_a
func processA(v int32) {
	events <- v
}

//go:wasmexport seen
func seen() int32 { return number }

func main() {}
