// Timers that the program has forgotten are collected; those that it can still tell of are not: by the timer, by its channel
// alone, by a goroutine that waits, by the function they call.
package main

import (
	"fmt"
	"runtime"
	"time"
	"weak"
)

const many = 200

// live is the number of objects after a few collections.
func live() int64 {
	for range 3 {
		runtime.GC()
	}
	var statistics runtime.MemStats
	runtime.ReadMemStats(&statistics)
	return int64(statistics.Mallocs - statistics.Frees)
}

func forgets(what string, start func()) {
	before := live()
	for range many {
		start()
	}
	fmt.Println(what, live()-before < many)
}

var timers []*time.Timer

//go:noinline
func reached(at int) weak.Pointer[time.Timer] {
	return weak.Make(timers[at])
}

func main() {
	forgets("After", func() { time.After(time.Hour) })
	forgets("Tick", func() { time.Tick(time.Hour) })
	forgets("NewTimer", func() { time.NewTimer(time.Hour) })
	forgets("NewTicker", func() { time.NewTicker(time.Hour) })
	forgets("Stop", func() { time.NewTimer(time.Hour).Stop() })
	forgets("a select that another case ends", func() {
		done := make(chan bool, 1)
		done <- true
		select {
		case <-time.After(time.Hour):
		case <-done:
		}
	})

	for i := range 8 {
		timers = append(timers, time.NewTimer(time.Hour+time.Duration(7-i)*time.Minute))
	}
	pointers := make([]weak.Pointer[time.Timer], len(timers))
	for i := range pointers {
		pointers[i] = reached(i)
	}
	channel := timers[5].C
	for i := range timers {
		if i%4 != 0 {
			timers[i] = nil
		}
	}
	live()
	for i, pointer := range pointers {
		fmt.Println(i, pointer.Value() != nil)
	}
	fmt.Println(len(channel), timers[0].Stop(), timers[4].Reset(time.Millisecond), timers[0].Reset(2*time.Millisecond))
	runtime.GC()
	<-timers[4].C
	<-timers[0].C

	// By the channel alone, with and without somebody who waits.
	after, tick := time.After(3*time.Millisecond), time.Tick(time.Millisecond)
	runtime.GC()
	<-tick
	runtime.GC()
	<-tick
	<-after
	done := make(chan string)
	go func() {
		<-time.After(2 * time.Millisecond)
		done <- "waited"
	}()
	go func() {
		select {
		case <-time.After(time.Hour):
		case <-time.NewTimer(4 * time.Millisecond).C:
		}
		done <- "selected"
	}()
	time.AfterFunc(6*time.Millisecond, func() { done <- "called" })
	for range 3 {
		runtime.Gosched()
		runtime.GC()
		fmt.Println(<-done)
	}

	// Nobody waits for what this timer sends: it does not put off the deadlock.
	timers[0].Reset(time.Hour)
	select {}
}

// Exit: 2
// Output:
// After true
// Tick true
// NewTimer true
// NewTicker true
// Stop true
// a select that another case ends true
// 0 true
// 1 false
// 2 false
// 3 false
// 4 true
// 5 true
// 6 false
// 7 false
// 0 true true false
// waited
// selected
// called
// fatal error: all goroutines are asleep - deadlock!
