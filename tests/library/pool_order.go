// A pool gives back the value that was put first, then the latest; what two collections pass over is gone.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	made := 0
	p := sync.Pool{New: func() any { made--; return made }}
	for i := range 4 {
		p.Put(i)
	}
	p.Put(nil)
	for range 6 {
		fmt.Print(p.Get(), " ")
	}
	fmt.Println()

	for i := range 6 {
		p.Put(i)
	}
	runtime.GC()
	p.Put(10)
	fmt.Println(p.Get(), p.Get(), p.Get())
	runtime.GC()
	fmt.Println(p.Get())

	// Values that nobody has elsewhere go without further use of the pool.
	gone := make(chan int, 3)
	for i := range 3 {
		x := &[4]int{i}
		runtime.AddCleanup(x, func(i int) { gone <- i }, i)
		p.Put(x)
	}
	runtime.GC()
	runtime.GC()
	fmt.Println(<-gone+<-gone+<-gone, p.Get())
}

// Flags: no-stress
// Output:
// 0 3 2 1 -1 -2 
// 10 0 1
// -3
// 3 -4
