// A timer sends when somebody looks, although no other goroutine has run since it was due. If nobody looked, Stop and Reset take
// that back.
package main

import (
	"context"
	"errors"
	"runtime"
	"time"
)

func main() {
	// Nothing here lets another goroutine run.
	for timer := time.NewTimer(3 * time.Millisecond); ; {
		select {
		case <-timer.C:
		default:
			continue
		}
		break
	}
	println("timer")

	ticks := 0
	ticker := time.NewTicker(2 * time.Millisecond)
	start := time.Now()
	for ticks < 5 {
		select {
		case at := <-ticker.C:
			ticks++
			if at.Before(start) || time.Since(at) > time.Minute {
				println("wrong time")
			}
			start = at
		default:
		}
	}
	println("ticks", ticks)

	// A case that is always ready.
	always := make(chan int)
	close(always)
	after := time.After(2 * time.Millisecond)
	for done := false; !done; {
		select {
		case <-always:
		case <-after:
			done = true
		}
	}
	println("after")

	// A tick waits for whoever comes late.
	ticker.Reset(time.Millisecond)
	for begin := time.Now(); time.Since(begin) < 20*time.Millisecond; {
	}
	<-ticker.C
	ticker.Stop()
	select {
	case <-ticker.C:
		println("stopped and ticks")
	default:
	}

	// Due, looked at by nobody.
	timer := time.NewTimer(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	println("len", len(timer.C), cap(timer.C))
	println("stop", timer.Stop())
	select {
	case <-timer.C:
		println("stopped and fires")
	default:
		println("empty")
	}
	println("reset", timer.Reset(time.Millisecond))
	time.Sleep(5 * time.Millisecond)
	println("reset", timer.Reset(time.Hour))
	select {
	case <-timer.C:
		println("set anew and fires")
	default:
		println("empty")
	}
	timer.Reset(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	runtime.GC()
	for range 100 {
		_ = make([]byte, 10000)
	}
	runtime.GC()
	<-timer.C
	println("received")
	lapsed := time.After(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	runtime.GC()
	garbage := make([]*int, 0)
	for i := range 10000 {
		garbage = append(garbage, &i)
	}
	runtime.GC()
	_, ok := <-lapsed
	println("lapsed", ok, len(garbage))

	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	println(errors.Is(ctx.Err(), context.DeadlineExceeded))
}

// Output:
// timer
// ticks 5
// after
// len 0 0
// stop true
// empty
// reset false
// reset true
// empty
// received
// lapsed true 10000
// true
