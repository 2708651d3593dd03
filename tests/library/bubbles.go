// Bubbles of testing/synctest: a clock that goes on when all goroutines wait for each other, and what counts as that.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	_ "testing/synctest"
	"time"
	_ "unsafe"
)

//go:linkname run internal/synctest.Run
func run(f func())

//go:linkname wait internal/synctest.Wait
func wait()

//go:linkname isInBubble internal/synctest.IsInBubble
func isInBubble() bool

func clock() string { return time.Now().UTC().Format("15:04:05.000") }

func panicOf(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return
}

func sleeping() {
	start := time.Now()
	fmt.Println(start.UTC(), isInBubble())
	var order []string
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(3-i) * time.Hour)
			order = append(order, fmt.Sprint(i, " at ", clock()))
		}()
	}
	time.Sleep(24 * time.Hour)
	fmt.Println(order, time.Since(start))
}

func timers() {
	timer := time.NewTimer(time.Minute)
	at := <-timer.C
	fmt.Println(at.UTC().Format("15:04:05"), timer.Stop(), timer.Reset(time.Second), timer.Stop())
	timer.Reset(0)
	select {
	case <-timer.C:
		fmt.Println("at once")
	default:
	}
	ticker := time.NewTicker(time.Second)
	for range 3 {
		<-ticker.C
	}
	ticker.Stop()
	fmt.Println(clock())

	called := false
	time.AfterFunc(time.Second, func() {
		time.AfterFunc(time.Second, func() { called = isInBubble() })
	})
	time.Sleep(time.Second + time.Millisecond)
	wait()
	fmt.Println(called)
	time.Sleep(time.Second)
	wait()
	fmt.Println(called, clock())

	// Time does not pass for a timer that nobody waits for; its value says when it was due.
	forgotten, late := time.NewTimer(time.Hour), time.NewTimer(time.Second)
	runtime.GC()
	time.Sleep(2 * time.Second)
	fmt.Println((<-late.C).UTC().Format("15:04:05.000"), clock())
	_ = forgotten
}

func waiting() {
	var mutex sync.Mutex
	condition := sync.NewCond(&mutex)
	var group sync.WaitGroup
	values, done := make(chan int), make(chan bool)
	var nothing chan int
	states := make([]string, 5)
	start := func(i int, f func()) {
		go func() {
			states[i] = "waits"
			f()
			states[i] = "runs"
		}()
	}
	group.Add(1)
	start(0, func() { <-values })
	start(1, func() { group.Wait() })
	start(2, func() {
		mutex.Lock()
		condition.Wait()
		mutex.Unlock()
	})
	start(3, func() {
		select {
		case values <- 1:
		case <-done:
		case <-nothing:
		}
	})
	start(4, func() {
		next, stop := iter.Pull(func(yield func(int) bool) {
			<-done
			yield(1)
		})
		next()
		stop()
	})
	wait()
	fmt.Println(states)
	group.Done()
	mutex.Lock()
	condition.Broadcast()
	mutex.Unlock()
	wait()
	fmt.Println(states)
	close(done)
	wait()
	fmt.Println(states, clock())
}

func main() {
	run(sleeping)
	run(timers)
	run(waiting)
	fmt.Println(isInBubble(), time.Now().Year() > 2000)

	fmt.Println(panicOf(wait))
	fmt.Println(panicOf(func() { run(func() { select {} }) }))
	fmt.Println(panicOf(func() { run(func() { go func() { <-time.Tick(time.Second) }() }) }))
	run(func() {
		fmt.Println(panicOf(func() { run(func() {}) }))
		go wait()
		runtime.Gosched()
		fmt.Println(panicOf(wait))
	})
	run(func() { defer fmt.Println("exits"); runtime.Goexit() })

	// What comes from outside: neither a channel's value nor a lock is the bubble's to wait for.
	outside, locked := make(chan int), new(sync.Mutex)
	locked.Lock()
	timer := time.NewTimer(3 * time.Millisecond)
	go func() {
		time.Sleep(time.Millisecond)
		outside <- 1
		locked.Unlock()
	}()
	run(func() {
		go func() {
			time.Sleep(time.Hour)
		}()
		fmt.Println(<-outside, clock())
		locked.Lock()
		<-timer.C
		fmt.Println(clock())
		time.Sleep(2 * time.Hour)
		fmt.Println(clock())
	})

	// Bubbles do not see each other's time.
	var group sync.WaitGroup
	times := make([]string, 4)
	for i := range times {
		group.Go(func() {
			run(func() {
				for range 50 * (i + 1) {
					time.Sleep(time.Second)
				}
				times[i] = clock()
			})
		})
	}
	group.Wait()
	fmt.Println(times)
	var shared sync.WaitGroup
	for range 2 {
		run(func() {
			shared.Add(1)
			go shared.Wait()
			wait()
			shared.Done()
		})
	}
	fmt.Println(runtime.NumGoroutine() - 2)
}

// Output:
// 2000-01-01 00:00:00 +0000 UTC true
// [2 at 01:00:00.000 1 at 02:00:00.000 0 at 03:00:00.000] 24h0m0s
// 00:01:00 false false true
// at once
// 00:01:03.000
// false
// true 00:01:05.001
// 00:01:06.001 00:01:07.001
// [runs waits waits runs waits]
// [runs runs runs runs waits]
// [runs runs runs runs runs] 00:00:00.000
// false true
// goroutine is not in a bubble
// deadlock: all goroutines in bubble are blocked
// deadlock: main bubble goroutine has exited but blocked goroutines remain
// synctest.Run called from within a synctest bubble
// wait already in progress
// exits
// 1 00:00:00.000
// 00:00:00.000
// 02:00:00.000
// [00:00:50.000 00:01:40.000 00:02:30.000 00:03:20.000]
// 1
