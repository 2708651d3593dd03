// A program in which every goroutine waits ends with the deadlock report.
package main

func main() {
	c := make(chan int)
	go func() { c <- <-c }()
	println("before")
	<-c
	println("not reached")
}

// Exit: 2
// Output:
// before
// fatal error: all goroutines are asleep - deadlock!
