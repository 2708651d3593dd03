// Channels of timers and tickers have neither length nor capacity for the program, although a value may wait in them.
package main

import (
	"fmt"
	"reflect"
	"time"
)

func main() {
	timer := time.NewTimer(time.Nanosecond)
	ticker := time.NewTicker(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(timer.C), cap(timer.C), len(ticker.C), cap(ticker.C))
	fmt.Println(reflect.ValueOf(timer.C).Len(), reflect.ValueOf(timer.C).Cap())
	fmt.Println(timer.Stop())
	select {
	case <-timer.C:
		fmt.Println("a value after Stop")
	default:
		fmt.Println("nothing after Stop")
	}
	<-ticker.C
	own := make(chan time.Time, 3)
	own <- time.Time{}
	fmt.Println(len(own), cap(own), reflect.ValueOf(own).Len(), reflect.ValueOf(own).Cap())
	var none chan time.Time
	fmt.Println(len(none), cap(none))
}

// Output:
// 0 0 0 0
// 0 0
// true
// nothing after Stop
// 1 3 1 3
// 0 0
