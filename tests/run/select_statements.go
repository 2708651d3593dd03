// select: ready cases, default, blocking until one is ready, send and receive, nil and closed channels, loops.
package main

func main() {
	a, b := make(chan int, 1), make(chan string)
	select {
	case v := <-a:
		println("unexpected", v)
	default:
		println("default")
	}
	a <- 1
	select {
	case v, ok := <-a:
		println("received", v, ok)
	case s := <-b:
		println("unexpected", s)
	}
	select {
	case a <- 2:
		println("sent")
	default:
		println("unexpected")
	}
	select {
	case a <- 3:
		println("unexpected")
	default:
		println("full")
	}
	go func() { b <- "from a goroutine" }()
	<-a
	select {
	case v := <-a:
		println("unexpected", v)
	case s := <-b:
		println(s)
	}
	go func() { println("got", <-a+<-a) }()
	for i := 0; i < 2; i++ {
		select {
		case a <- 20 + i:
		case b <- "nobody receives":
			println("unexpected")
		}
	}
	var never chan int
	close(b)
	select {
	case <-never:
	case never <- 1:
	case s, ok := <-b:
		println(s == "", ok)
	}
	quit := make(chan bool)
	data := make(chan int)
	go func() {
		for i := range 3 {
			data <- i
		}
		quit <- true
	}()
	n := 0
loop:
	for {
		select {
		case v := <-data:
			n += v
		case <-quit:
			break loop
		}
	}
	println(n)
	counts := [2]int{}
	x, y := make(chan int, 200), make(chan int, 200)
	for range 200 {
		x <- 1
		y <- 1
	}
	for range 200 {
		select {
		case <-x:
			counts[0]++
		case <-y:
			counts[1]++
		}
	}
	println(counts[0]+counts[1], counts[0] > 20, counts[1] > 20)
	arr := [3]int{}
	index := func() int { print("index "); return 1 }
	c := make(chan int, 1)
	c <- 8
	select {
	case arr[index()] = <-c:
		println(arr[1])
	}
	done := make(chan bool)
	go func() {
		defer func() {
			println(recover().(error).Error())
			done <- true
		}()
		closed := make(chan int)
		close(closed)
		select {
		case closed <- 1:
		}
	}()
	<-done
	go func() { select {} }()
	println("end")
}

// Output:
// default
// received 1 true
// sent
// full
// from a goroutine
// got 41
// true false
// 3
// 200 true true
// index 8
// send on closed channel
// end
