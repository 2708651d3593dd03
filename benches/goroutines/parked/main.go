// parked: a hundred thousand goroutines wait on one channel, then go on.
//
// Operations: 100000 goroutines
package main

func main() {
	const count = 100_000
	start, done := make(chan int), make(chan int)
	for i := 0; i < count; i++ {
		go func() {
			<-start
			done <- 1
		}()
	}
	close(start)
	total := 0
	for i := 0; i < count; i++ {
		total += <-done
	}
	println(total)
}
