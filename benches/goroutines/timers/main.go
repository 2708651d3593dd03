// timers: timers that are started and fire at once, and as many that are stopped before they do.
//
// Operations: 200000 timers
package main

import "time"

func main() {
	const count = 100_000
	fired := make(chan int, count)
	for i := range count {
		time.AfterFunc(time.Microsecond, func() { fired <- i })
	}
	total := 0
	for range count {
		total += <-fired
	}
	stopped := 0
	for range count {
		if time.AfterFunc(time.Hour, func() {}).Stop() {
			stopped++
		}
	}
	println(total, stopped)
}
