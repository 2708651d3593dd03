// Channels and select: buffering, closing, ranging, directions, nil channels, default, large and pointer elements, fairness,
// several receivers and senders, a channel of channels.
package main

type message struct {
	id    int
	text  string
	reply chan *message
	data  [40]int
}

func producer(n int, out chan<- int) {
	for i := 0; i < n; i++ {
		out <- i
	}
	close(out)
}

func main() {
	c := make(chan int, 3)
	println(len(c), cap(c))
	c <- 1
	c <- 2
	println(len(c), cap(c))
	close(c)
	v, ok := <-c
	println(v, ok)
	v, ok = <-c
	println(v, ok)
	v, ok = <-c
	println(v, ok)

	numbers := make(chan int)
	go producer(100, numbers)
	sum := 0
	for n := range numbers {
		sum += n
	}
	println(sum)

	requests := make(chan message)
	done := make(chan struct{})
	go func() {
		for m := range requests {
			m.data[39]++
			m.text += "?"
			copied := m
			m.reply <- &copied
		}
		close(done)
	}()
	for i := 0; i < 5; i++ {
		m := message{id: i, text: "request", reply: make(chan *message)}
		m.data[39] = i * 10
		requests <- m
		answer := <-m.reply
		println(answer.id, answer.text, answer.data[39], m.data[39])
	}
	close(requests)
	<-done

	var never chan int
	select {
	case <-never:
		println("nil channel")
	default:
		println("default")
	}
	a, b := make(chan int), make(chan string)
	quit := make(chan bool)
	go func() {
		for i := 0; i < 3; i++ {
			a <- i
		}
		for i := 0; i < 3; i++ {
			b <- "s"
		}
		quit <- true
	}()
	counts := [2]int{}
	for running := true; running; {
		select {
		case n := <-a:
			counts[0] += n
		case s := <-b:
			counts[1] += len(s)
		case never <- 1:
			println("never")
		case running = <-quit:
			running = false
		}
	}
	println(counts[0], counts[1])

	left, right := make(chan int, 100), make(chan int, 100)
	for i := 0; i < 100; i++ {
		left <- i
		right <- i
	}
	fromLeft := 0
	fromLeftOnly := []int{1}
	for i := 0; i < 100; i++ {
		select {
		case <-left:
			fromLeft++
		case <-right:
		}
	}
	println(fromLeft > 10, fromLeft < 90)

	results := make(chan chan int, 4)
	for i := 0; i < 4; i++ {
		r := make(chan int, 1)
		results <- r
		go func() { r <- i * i }()
	}
	close(results)
	for r := range results {
		print(<-r, " ")
	}
	println("end")

	out := make(chan int)
	for i := range 4 {
		go func() {
			for j := range 25 {
				select {
				case out <- i*25 + j:
				}
			}
		}()
	}
	total := 0
	for range 100 {
		total += <-out
	}
	println(total)

	for _, f := range []func(){
		func() { close(never) },
		func() { x := make(chan int); close(x); close(x) },
		func() { x := make(chan int, 1); close(x); x <- 1 },
		func() { n := -len(fromLeftOnly); _ = make(chan int, n) },
	} {
		func() {
			defer func() { println(recover().(error).Error()) }()
			f()
		}()
	}
}

// Output:
// 0 3
// 2 3
// 1 true
// 2 true
// 0 false
// 4950
// 0 request? 1 0
// 1 request? 11 10
// 2 request? 21 20
// 3 request? 31 30
// 4 request? 41 40
// default
// 3 3
// true true
// 0 1 4 9 end
// 4950
// close of nil channel
// close of closed channel
// send on closed channel
// makechan: size out of range
