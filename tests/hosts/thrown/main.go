// Exports whose calls end in the host: functions that they import throw through them.
package main

// Refuse throws if n is odd, and returns n otherwise.
//
//go:wasmimport host refuse
func refuse(n int32) int32

// Attempt calls the export of that number with n; the result is what that returns, or -1 if it is cut off.
//
//go:wasmimport host attempt
func attempt(export, n int32) int32

var (
	questions = make(chan int32)
	answers   = make(chan int32)
	gate      = make(chan int32)
	passed    int32
	kept      *[4]int32
)

//go:wasmexport start
func start() {
	go func() {
		for n := range questions {
			answers <- 2 * n
		}
	}()
	go func() {
		for n := range gate {
			passed += n
		}
	}()
}

// Add needs no goroutine.
//
//go:wasmexport add
func add(a, b int32) int32 { return a + b }

// Ask calls the host, and waits for nobody.
//
//go:wasmexport ask
func ask(n int32) int32 {
	buffer := make([]int32, 100)
	buffer[n%100] = n
	kept = &[4]int32{n, n, n, n}
	return refuse(n) + buffer[n%100]
}

func answer(n int32) int32 {
	questions <- n
	return <-answers
}

// Discuss waits for another goroutine before and after it calls the host.
//
//go:wasmexport discuss
func discuss(n int32) int32 {
	local := [3]int32{n, answer(n), 3 * n}
	p := &local[2]
	said := refuse(n)
	return local[1] + answer(*p) + said
}

// Try lets the host make calls, of which some are cut off, while it has values in its frame.
//
//go:wasmexport try
func try(export, times int32) int32 {
	local := [3]int32{1, 2, 3}
	p := &local[1]
	var failed int32
	for n := range times {
		if attempt(export, n) == -1 {
			failed++
		}
		kept = &[4]int32{n, failed, 0, 0}
	}
	return failed*1000 + local[0] + *p + local[2]
}

// TryTalking does the same in a call that other goroutines run in.
//
//go:wasmexport try_talking
func tryTalking(export, times int32) int32 {
	before := answer(times)
	failed := try(export, times)
	gate <- failed
	return failed + before - answer(times)
}

// Pass wakes a goroutine in whatever call is in progress.
//
//go:wasmexport pass
func pass(n int32) int32 {
	gate <- n
	return n
}

//go:wasmexport total
func total() int32 { return passed }

var wake chan bool

// Surprise returns 5 more than refuse, which it calls once it has been woken, in a call that the host makes meanwhile.
//
//go:wasmexport surprise
func surprise(n int32) int32 {
	wake = make(chan bool)
	go attempt(3, n)
	<-wake
	return refuse(n) + 5
}

// Open wakes it.
//
//go:wasmexport open
func open(n int32) int32 {
	wake <- true
	return n
}

func descend(n int64) int64 {
	if n == 0 {
		return 0
	}
	return descend(n-1) + n%3
}

// Exhaust traps in the host, if n is odd, since its stack is too small.
//
//go:wasmexport exhaust
func exhaust(n int32) int32 {
	buffer := [8]int32{n}
	p := &buffer[n&7]
	return int32(descend(1e12*int64(n&1))) + *p - *p
}

// Deepen calls the host, which calls it again, n times.
//
//go:wasmexport deepen
func deepen(n int32) int32 {
	if n == 0 {
		return 0
	}
	inner := attempt(5, n-1)
	if inner < 0 {
		return inner
	}
	return inner + 1
}

func main() {}
