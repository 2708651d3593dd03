// Timers of Go between events of JavaScript.
package main

import (
	"fmt"
	"sync/atomic"
	"syscall/js"
	"time"
)

func main() {
	start := time.Now()
	order, timeout := make(chan string, 10), make(chan string, 1)
	for i, name := range []string{"late", "early"} {
		go func() {
			time.Sleep(time.Duration(30-20*i) * time.Millisecond)
			order <- name
		}()
	}
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		timeout <- "timeout"
		return nil
	}), 20)
	fmt.Println(<-order, <-order, <-timeout, time.Since(start) >= 30*time.Millisecond)

	var ticks atomic.Int32
	ticker := time.NewTicker(5 * time.Millisecond)
	for range ticker.C {
		if ticks.Add(1) == 3 {
			ticker.Stop()
			break
		}
	}
	fmt.Println(ticks.Load(), "ticks")

	never := time.AfterFunc(time.Hour, func() { panic("an hour is over") })
	fired := make(chan bool)
	time.AfterFunc(2*time.Millisecond, func() { close(fired) })
	<-fired
	fmt.Println(never.Stop(), never.Stop())

	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("time is up")
	case <-order:
		fmt.Println("an order")
	}

	// A callback that sleeps holds up JavaScript, not Go.
	other := make(chan string, 1)
	go func() {
		time.Sleep(5 * time.Millisecond)
		other <- "other"
	}()
	sleeper := js.FuncOf(func(js.Value, []js.Value) any {
		time.Sleep(20 * time.Millisecond)
		return "slept, then " + <-other
	})
	fmt.Println(sleeper.Invoke())
	year := time.Now().Year()
	fmt.Println(year > 2020, time.UnixMilli(0).UTC().Year(), js.Global().Get("Date").New().Call("getFullYear").Int()-year)
}

// Output:
// early late timeout true
// 3 ticks
// true false
// time is up
// slept, then other
// true 1970 0
