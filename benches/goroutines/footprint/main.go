// footprint: what memory a goroutine takes that waits on a channel, of a million.
//
// Prints: bytes of a parked goroutine
package main

import "runtime"

func main() {
	const count = 1_000_000
	start, done := make(chan int), make(chan int)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range count {
		go func() {
			<-start
			done <- 1
		}()
	}
	runtime.Gosched()
	runtime.ReadMemStats(&after)
	close(start)
	total := 0
	for range count {
		total += <-done
	}
	println((after.Sys - before.Sys) / uint64(total))
}
