// A channel made in a bubble is only for the bubble's goroutines; one made outside is for all.
package main

import (
	"fmt"
	"sync"
	_ "testing/synctest"
	_ "unsafe"
)

//go:linkname run internal/synctest.Run
func run(f func())

func main() {
	outside := make(chan chan int, 2)
	run(func() {
		inside := make(chan int, 1)
		inside <- 1
		outside <- inside
		fmt.Println(<-inside, len(outside))
	})
	inside := <-outside
	fmt.Println(len(inside), cap(inside))

	var group sync.WaitGroup
	group.Go(func() {
		run(func() {
			select {
			case <-inside:
				fmt.Println("not reached")
			default:
			}
		})
	})
	group.Wait()
}

// Exit: 2
// Output:
// 1 1
// 0 1
// fatal error: receive on synctest channel from outside bubble
