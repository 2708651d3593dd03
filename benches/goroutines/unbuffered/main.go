// unbuffered: one goroutine hands ints to another.
//
// Operations: 2000000 hand-overs
package main

func main() {
	values, sum := make(chan int), make(chan int)
	go func() {
		total := 0
		for value := range values {
			total += value
		}
		sum <- total
	}()
	for i := 0; i < 2_000_000; i++ {
		values <- i
	}
	close(values)
	println(<-sum)
}
