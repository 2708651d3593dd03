// Many timers, stopped and set anew in every order, fire when they are due and only then.
package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

func main() {
	random := rand.New(rand.NewPCG(1, 2))
	const count = 500
	start := time.Now()
	timers := make([]*time.Timer, count)
	due := make([]time.Duration, count)
	for i := range timers {
		timers[i] = time.NewTimer(time.Hour + time.Duration(random.IntN(1000))*time.Second)
	}
	stopped := 0
	for round := range 4 * count {
		i := random.IntN(count)
		switch random.IntN(3) {
		case 0:
			if timers[i].Stop() {
				stopped++
			}
			due[i] = 0
		case 1:
			due[i] = time.Duration(1+random.IntN(20)) * time.Millisecond
			timers[i].Reset(due[i])
		default:
			timers[i].Reset(time.Hour + time.Duration(round)*time.Second)
			due[i] = 0
		}
	}
	time.Sleep(30 * time.Millisecond)
	wrong := 0
	for i, timer := range timers {
		select {
		case at := <-timer.C:
			if due[i] == 0 || at.Sub(start) < due[i] {
				wrong++
			}
		default:
			if due[i] != 0 {
				wrong++
			}
		}
	}
	fmt.Println(stopped > count/2, wrong)

	// In the order in which they are worst to find.
	many := make([]*time.Timer, 2000)
	for i := range many {
		many[i] = time.NewTimer(time.Hour + time.Duration(i))
	}
	all := true
	for i := len(many) - 1; i >= 0; i-- {
		all = many[i].Stop() && all
	}
	fmt.Println(all)

	done := make(chan int)
	for i := range 100 {
		time.AfterFunc(time.Duration(random.IntN(5))*time.Millisecond, func() { done <- i })
		time.AfterFunc(time.Hour, func() { done <- -1000 }).Stop()
	}
	sum := 0
	for range 100 {
		sum += <-done
	}
	fmt.Println(sum)
}

// Output:
// true 0
// true
// 4950
