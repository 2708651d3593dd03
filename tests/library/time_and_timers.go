// Package time: clocks, sleep, timers and tickers; the order in which they wake goroutines.
package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 20*time.Millisecond, elapsed < 10*time.Second, start.Year() > 2000)

	order := make(chan string, 3)
	for _, d := range []int{30, 10, 20} {
		go func() {
			time.Sleep(time.Duration(d) * time.Millisecond)
			order <- fmt.Sprint(d)
		}()
	}
	fmt.Println(<-order, <-order, <-order)

	ticker := time.NewTicker(2 * time.Millisecond)
	for range 3 {
		<-ticker.C
	}
	ticker.Stop()

	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Stop(), timer.Stop(), timer.Reset(time.Millisecond))
	<-timer.C
	timer.Reset(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	fmt.Println("a value that nobody received is taken back:", timer.Stop())
	select {
	case <-timer.C:
		fmt.Println("received")
	default:
		fmt.Println("nothing")
	}

	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("after")
	case <-make(chan int):
	}

	at := time.Date(2024, time.February, 29, 12, 34, 56, 789e6, time.UTC)
	fmt.Println(at, at.Weekday(), at.YearDay(), at.Add(24*time.Hour).Format(time.RFC1123))
	parsed, err := time.Parse(time.RFC3339Nano, "2023-01-02T03:04:05.000000006+07:00")
	fmt.Println(parsed, err, parsed.Unix())
	_, err = time.Parse("2006", "x")
	fmt.Println(err)
	d, err := time.ParseDuration("1h15m30.918s")
	fmt.Println(d, err, d.Round(time.Minute))
}

// Output:
// true true true
// 10 20 30
// true false false
// a value that nobody received is taken back: true
// nothing
// after
// 2024-02-29 12:34:56.789 +0000 UTC Thursday 60 Fri, 01 Mar 2024 12:34:56 UTC
// 2023-01-02 03:04:05.000000006 +0700 +0700 <nil> 1672603445
// parsing time "x" as "2006": cannot parse "x" as "2006"
// 1h15m30.918s <nil> 1h16m0s
