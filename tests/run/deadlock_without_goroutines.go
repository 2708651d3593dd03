// A program that starts no goroutine never suspends: what would block for ever is reported where it stands, and what can go
// on does.
package main

func pass(c chan int, n int) int {
	c <- n
	select {
	case c <- 2 * n:
	default:
	}
	return <-c
}

func wait(c chan int) int {
	defer println("not reached")
	return <-c
}

func main() {
	c := make(chan int, 1)
	println(pass(c, 20)+pass(c, 1), len(c))
	println(wait(c))
}

// Flags: traces
// Exit: 2
// Output:
// 21 0
// fatal error: all goroutines are asleep - deadlock!
//
// goroutine 1 [chan receive]:
// main.wait(...)
// 	./deadlock_without_goroutines.go:16
// main.main(...)
// 	./deadlock_without_goroutines.go:22
