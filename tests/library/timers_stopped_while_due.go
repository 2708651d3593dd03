package main

import (
	"runtime"
	"time"
)

// A timer that is stopped or set anew sends nothing any more, also if it was due and only had not sent yet.

func until(when time.Time) {
	for time.Now().Before(when) {
	}
}

func yield(n int) {
	for range n {
		runtime.Gosched()
	}
}

func hasTick(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func main() {
	var stopped, reset, ticker, after, both int
	for i := range 80 {
		due := time.Now().Add(20 * time.Microsecond)

		t := time.NewTimer(time.Until(due))
		until(due)
		yield(i)
		t.Stop()
		yield(40)
		if hasTick(t.C) {
			stopped++
		}

		due = time.Now().Add(20 * time.Microsecond)
		t.Reset(time.Until(due))
		until(due)
		yield(i)
		t.Reset(time.Hour)
		yield(40)
		if hasTick(t.C) {
			reset++
		}
		t.Stop()

		k := time.NewTicker(20 * time.Microsecond)
		until(time.Now().Add(20 * time.Microsecond))
		yield(i)
		k.Stop()
		yield(40)
		if hasTick(k.C) {
			ticker++
		}
		time.Sleep(50 * time.Microsecond)
		yield(40)
		if hasTick(k.C) {
			ticker++
		}

		// The function runs, or Stop says that it does not.
		runs := make(chan bool, 1)
		due = time.Now().Add(20 * time.Microsecond)
		f := time.AfterFunc(time.Until(due), func() { runs <- true })
		until(due)
		yield(i)
		wasStopped := f.Stop()
		time.Sleep(50 * time.Microsecond)
		yield(40)
		select {
		case <-runs:
			if wasStopped {
				both++
			}
		default:
			if !wasStopped {
				after++
			}
		}
	}
	println("ticks of stopped timers:", stopped)
	println("ticks of timers set anew:", reset)
	println("ticks of stopped tickers:", ticker)
	println("functions that are lost:", after)
	println("functions that run though they were stopped:", both)
}

// A suspension between a timer's decision to send and its sending, which no program has, would let Stop come between them.
// Flags: no-suspend
// Output:
// ticks of stopped timers: 0
// ticks of timers set anew: 0
// ticks of stopped tickers: 0
// functions that are lost: 0
// functions that run though they were stopped: 0
