// An export that blocks for ever traps with the deadlock report; the instance goes on working.
package main

var (
	events = make(chan int32)
	sum    int32
)

//go:wasmexport start
func start() {
	go func() {
		for v := range events {
			sum += v
		}
	}()
}

//go:wasmexport block
func block() { select {} }

//go:wasmexport wait_for
func waitFor(v int32) int32 {
	defer println("not run: the goroutine stays as it is")
	c := make(chan int32)
	return <-c + v
}

//go:wasmexport process_a
func processA(v int32) { events <- v }

//go:wasmexport seen
func seen() int32 { return sum }

func main() {}

// Call: start
// Call: process_a(1)
// Call: block traps
// Call: process_a(2)
// Call: wait_for(7) traps
// Call: process_a(3)
// Call: seen() = 6
// Output:
// fatal error: all goroutines are asleep - deadlock!
//
// fatal error: all goroutines are asleep - deadlock!
