// A deadlock shows where every goroutine waits, for what, and which one made it.
package main

func worker(c chan int, n int) {
	if n > 0 {
		worker(c, n-1)
		return
	}
	<-c
}

type box[P any] struct{ x P }

func (b *box[P]) wait() {
	select {}
}

func main() {
	c := make(chan int)
	for i := range 2 {
		go worker(c, i)
	}
	go (&box[int]{}).wait()
	go func() {
		c := make(chan string)
		select {
		case c <- "":
		case <-c:
		}
	}()
	var m chan int
	m <- 1
}

// Flags: traces
// Exit: 2
// Output:
// fatal error: all goroutines are asleep - deadlock!
//
// goroutine 1 [chan send (nil chan)]:
// main.main(...)
// 	./stack_trace_of_a_deadlock.go:32
//
// goroutine 2 [chan receive]:
// main.worker(...)
// 	./stack_trace_of_a_deadlock.go:9
// created by main.main in goroutine 1
// 	./stack_trace_of_a_deadlock.go:21
//
// goroutine 3 [chan receive]:
// main.worker(...)
// 	./stack_trace_of_a_deadlock.go:9
// main.worker(...)
// 	./stack_trace_of_a_deadlock.go:6
// created by main.main in goroutine 1
// 	./stack_trace_of_a_deadlock.go:21
//
// goroutine 4 [select (no cases)]:
// main.(*box[...]).wait(...)
// 	./stack_trace_of_a_deadlock.go:15
// created by main.main in goroutine 1
// 	./stack_trace_of_a_deadlock.go:23
//
// goroutine 5 [select]:
// main.main.func1(...)
// 	./stack_trace_of_a_deadlock.go:26
// created by main.main in goroutine 1
// 	./stack_trace_of_a_deadlock.go:24
