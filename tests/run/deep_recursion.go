// Recursion is as deep as the host's stack allows, with and without frames.
package main

type node struct {
	next  *node
	value int
}

func list(n int) *node {
	if n == 0 {
		return nil
	}
	return &node{list(n - 1), n}
}

func sum(n int, f func(int)) int {
	if n == 0 {
		return 0
	}
	var a [2]int
	p := &a
	p[n&1] = n
	f(n)
	return sum(n-1, f) + p[n&1]
}

// Suspends at the bottom: all frames are moved away and put back.
func ask(n int, c chan int) int {
	if n == 0 {
		return <-c
	}
	return ask(n-1, c) + 1
}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func main() {
	total := 0
	for n := list(100000); n != nil; n = n.next {
		total += n.value
	}
	println(total)
	println(sum(300000, func(int) {}))
	println(even(300001))
	c := make(chan int)
	go func() { c <- 7 }()
	println(ask(50000, c))
}

// Flags: no-stress
// Output:
// 5000050000
// 45000150000
// false
// 50007
