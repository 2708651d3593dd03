// deep: two goroutines, each under 100 calls, hand an int back and forth.
//
// Operations: 1000000 hand-overs
package main

func under(depth int, f func()) int {
	if depth == 0 {
		f()
		return 0
	}
	return under(depth-1, f) + 1
}

func main() {
	there, back := make(chan int), make(chan int)
	go under(100, func() {
		for value := range there {
			back <- value + 1
		}
		close(back)
	})
	value := 0
	depth := under(100, func() {
		for i := 0; i < 500_000; i++ {
			there <- value
			value = <-back
		}
	})
	close(there)
	println(value, depth)
}
