// spawn: a goroutine is started and finishes, one at a time.
//
// Operations: 1000000 goroutines
package main

func main() {
	done, total := make(chan int), 0
	for i := 0; i < 1_000_000; i++ {
		go func() { done <- i & 3 }()
		total += <-done
	}
	println(total)
}
