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
			ticker.Stop()
		})
	}
	fmt.Println(missed, early, ticks)
}

// Output:
// 0 0 50
