// parked: a million goroutines wait on one channel, then go on.
//
// Operations: 1000000 goroutines
package main

func main() {
	const count = 1_000_000
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
