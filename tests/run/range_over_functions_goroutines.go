// Bodies of ranges over functions that block: iterators over channels, goroutines started in bodies.
package main

func received[T any](c <-chan T) func(func(T) bool) {
	return func(yield func(T) bool) {
		for v := range c {
			if !yield(v) {
				return
			}
		}
	}
}

func total(c chan int, done chan bool) (sum int) {
	for v := range received(c) {
		if v < 0 {
			return
		}
		done <- true
		sum += v
	}
	return sum * 1000
}

func main() {
	c, done := make(chan int), make(chan bool)
	go func() {
		for i := range 4 {
			c <- i * i
			<-done
		}
		c <- -1
	}()
	println(total(c, done))
	results := make(chan int)
	for i := range func(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) } {
		go func() { results <- i * 10 }()
		select {
		case v := <-results:
			println(v)
			if v == 20 {
				break
			}
			continue
		}
		println("behind the select", i)
	}
}

// Output:
// 14
// 10
// 20
// behind the select 2
// 30
