// Goroutines of a bubble that nothing can wake: a panic, and time that stops with the bubble's first goroutine.
package main

import (
	"fmt"
	"runtime"
	_ "testing/synctest"
	"time"
	_ "unsafe"
)

//go:linkname run internal/synctest.Run
func run(f func())

func left(release chan bool) (what any) {
	defer func() { what = recover() }()
	run(func() {
		go func() {
			time.AfterFunc(time.Hour, func() { fmt.Println("not reached") })
			tick := time.Tick(time.Second)
			<-tick
			fmt.Println("not reached")
		}()
		go func() {
			// This one waits for the outside, and so does Run.
			defer fmt.Println("ended")
			for range 3 {
				time.AfterFunc(time.Second, func() { fmt.Println("not reached") })
				runtime.GC()
				time.AfterFunc(0, func() { fmt.Println("at once") })
				runtime.Gosched()
			}
			<-release
		}()
		<-release
	})
	return
}

func main() {
	release := make(chan bool)
	go func() {
		for range 2 {
			time.Sleep(time.Millisecond)
			release <- true
		}
	}()
	fmt.Println(left(release))
	for range 5 {
		runtime.GC()
		runtime.Gosched()
	}
	run(func() {
		select {
		case <-make(chan int):
		case <-time.After(time.Second):
			fmt.Println("another")
		}
	})
	run(func() {
		<-make(chan int)
	})
}

// Exit: 2
// Output:
// at once
// at once
// at once
// ended
// deadlock: main bubble goroutine has exited but blocked goroutines remain
// another
// panic: deadlock: all goroutines in bubble are blocked
