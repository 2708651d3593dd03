// In a bubble, a timer that is due sends when somebody looks, however equal times are ordered.
package main

import (
	"fmt"
	"testing/synctest"
	"time"
	_ "unsafe"
)

//go:linkname run internal/synctest.Run
func run(f func())

var _ = synctest.Wait

func main() {
	missed, early, ticks := 0, 0, 0
	for range 50 {
		run(func() {
			timer, ticker := time.NewTimer(time.Second), time.NewTicker(time.Second)
			select {
			case <-timer.C:
				early++
			default:
			}
			time.Sleep(time.Second)
			select {
			case <-timer.C:
			default:
				missed++
			}
			select {
			case at := <-ticker.C:
				if at.Equal(time.Now()) {
					ticks++
				}
			case <-timer.C:
				early++
			default:
				missed++
			}
			// Of ticks that nobody took one is left.
			time.Sleep(5 * time.Second)
			<-ticker.C
			select {
			case <-ticker.C:
				early++
			default:
			}
			ticker.Stop()
		})
	}
	fmt.Println(missed, early, ticks)

	// A timer from outside goes by the clock outside, whoever looks.
	outside := time.NewTimer(time.Millisecond)
	start := time.Now()
	run(func() {
		for {
			select {
			case at := <-outside.C:
				fmt.Println(at.After(start), time.Now().Year())
				return
			default:
			}
		}
	})
}

// Output:
// 0 0 50
// true 2000
