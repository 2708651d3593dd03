// Functions for the host: JavaScript calls them in the middle of a call, and goroutines run before they return.
package main

import (
	"fmt"
	"syscall/js"
)

//go:wasmimport _gotest callExport
func callExport(a int32, b int64) int64

//go:wasmimport _gotest add
func add(a, b uint32) uint32

var events = make(chan int32)
var seen []int32

//go:wasmexport testExport0
func testExport0() { events <- 7 }

//go:wasmexport testExport
func testExport(a int32, b int64) int64 {
	result := make(chan int64)
	go func() {
		events <- a
		result <- b * int64(len(seen))
	}()
	return <-result
}

func main() {
	done := make(chan bool)
	go func() {
		for event := range events {
			seen = append(seen, event)
		}
		close(done)
	}()
	fmt.Println(add(40, 2))
	fmt.Println(callExport(3, 10), seen)
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		println(callExport(4, 100), len(seen))
		close(events)
		return nil
	}), 1)
	<-done
	fmt.Println(seen)
}

// Output:
// 42
// 10 [7 3]
// [7 3 7 4]
// 300 4
