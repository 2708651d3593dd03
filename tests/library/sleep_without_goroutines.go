// A program that starts no goroutine sleeps, yields and locks in place.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	start := time.Now()
	for i := range 3 {
		time.Sleep(time.Millisecond)
		runtime.Gosched()
		fmt.Println(i, time.Since(start) >= time.Duration(i+1)*time.Millisecond)
	}
	var lock sync.RWMutex
	lock.RLock()
	lock.RUnlock()
	lock.Lock()
	fmt.Println(lock.TryRLock())
	lock.Unlock()
}

// Output:
// 0 true
// 1 true
// 2 true
// false
