// choose: a select over two channels that two goroutines feed.
//
// Operations: 1000000 selects
package main

func feed(values chan<- int, count int) {
	for i := 0; i < count; i++ {
		values <- i
	}
}

func main() {
	const count = 500_000
	a, b := make(chan int), make(chan int)
	go feed(a, count)
	go feed(b, count)
	total := 0
	for i := 0; i < 2*count; i++ {
		select {
		case value := <-a:
			total += value
		case value := <-b:
			total -= value
		}
	}
	println(total)
}
