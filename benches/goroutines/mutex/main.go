// mutex: four goroutines share a counter; whoever holds its lock lets the others run first, so that every lock waits.
//
// Operations: 400000 locks
package main

import (
	"runtime"
	"sync"
)

func main() {
	const workers, count = 4, 100_000
	var lock sync.Mutex
	var all sync.WaitGroup
	total := 0
	for range workers {
		all.Add(1)
		go func() {
			defer all.Done()
			for range count {
				lock.Lock()
				total++
				runtime.Gosched()
				lock.Unlock()
			}
		}()
	}
	all.Wait()
	println(total)
}
