// buffered: one goroutine hands ints to another through a buffer of 64.
//
// Operations: 5000000 hand-overs
package main

func main() {
	values, sum := make(chan int, 64), make(chan int)
	go func() {
		total := 0
		for value := range values {
			total += value
		}
		sum <- total
	}()
	for i := 0; i < 5_000_000; i++ {
		values <- i
	}
	close(values)
	println(<-sum)
}
