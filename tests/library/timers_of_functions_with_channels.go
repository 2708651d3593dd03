// The program may put a channel into a timer that calls a function, and take that of another away: neither changes what the
// timer does.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	called := make(chan time.Time, 1)
	timer := time.AfterFunc(time.Hour, func() { called <- time.Now() })
	timer.C = make(chan time.Time, 1)
	for _, d := range []time.Duration{0, time.Millisecond} {
		fmt.Println(timer.Reset(d))
		runtime.GC()
		<-called
	}
	timer.C = called
	timer.Reset(0)
	<-timer.C
	fmt.Println(timer.Stop(), len(timer.C), cap(timer.C))

	other := time.NewTimer(time.Millisecond)
	channel := other.C
	other.C = nil
	runtime.GC()
	<-channel
	fmt.Println(other.Reset(time.Hour), other.Stop(), len(channel))
}

// Output:
// true
// false
// false 0 1
// false true 0
