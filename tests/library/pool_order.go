// A pool gives back the value that was put first, then the latest.
package main

import (
	"fmt"
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
}

// Flags: no-stress
// Output:
// 0 3 2 1 -1 -2 
