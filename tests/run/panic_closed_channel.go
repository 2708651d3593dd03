// A send on a closed channel.
package main

func main() {
	c := make(chan int)
	close(c)
	c <- 1
}

// Exit: 2
// Output:
// panic: send on closed channel
