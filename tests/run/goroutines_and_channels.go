// Channels: unbuffered, buffered, closed, nil, ranged over, directional; goroutines that hand values on.
package main

type message struct {
	id   int
	text string
	back chan<- string
}

func producer(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func filter(in <-chan int, p int, out chan<- int) {
	for v := range in {
		if v%p != 0 {
			out <- v
		}
	}
	close(out)
}

func main() {
	sum := 0
	for v := range producer(100) {
		sum += v
	}
	println(sum)
	b := make(chan string, 3)
	b <- "x"
	b <- "y"
	println(len(b), cap(b), <-b)
	close(b)
	v, ok := <-b
	println(v, ok)
	v, ok = <-b
	println(v == "", ok, len(b))
	done := make(chan struct{})
	total := 0
	mutex := make(chan bool, 1)
	for i := range 10 {
		go func() {
			mutex <- true
			total += i
			<-mutex
			done <- struct{}{}
		}()
	}
	for range 10 {
		<-done
	}
	println(total)
	server := make(chan message)
	go func() {
		for m := range server {
			m.back <- m.text + "!"
		}
		close(done)
	}()
	reply := make(chan string)
	for i, s := range []string{"hello", "world"} {
		server <- message{i, s, reply}
		println(<-reply)
	}
	close(server)
	<-done
	primes := producer(30)
	<-primes
	<-primes
	for range 4 {
		p := <-primes
		print(p, " ")
		next := make(chan int)
		go filter(primes, p, next)
		primes = next
	}
	println()
	chans := make(chan chan int, 1)
	inner := make(chan int, 1)
	chans <- inner
	inner <- 5
	println(<-<-chans)
	big := make(chan [100]int, 2)
	var arr [100]int
	arr[99] = 9
	big <- arr
	arr[99] = 0
	println((<-big)[99])
	try(func() { close(inner); inner <- 1 })
	try(func() { close(inner) })
	try(func() { var c chan int; close(c) })
	try(func() { n := -1; _ = make(chan int, n) })
	results := make(chan any)
	go func() {
		defer func() { results <- recover() }()
		var m map[string]int
		m["x"] = 1
	}()
	println((<-results).(error).Error())
	var recur func(n int, out chan<- int)
	recur = func(n int, out chan<- int) {
		if n < 2 {
			out <- n
			return
		}
		c := make(chan int)
		go recur(n-1, c)
		go recur(n-2, c)
		out <- <-c + <-c
	}
	c := make(chan int)
	go recur(12, c)
	println(<-c)
}

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

// Output:
// 4950
// 2 3 x
// y true
// true false 0
// 45
// hello!
// world!
// 2 3 5 7
// 5
// 9
// send on closed channel
// close of closed channel
// close of nil channel
// makechan: size out of range
// assignment to entry in nil map
// 144
