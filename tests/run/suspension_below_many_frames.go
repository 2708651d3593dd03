package main

// Goroutines are suspended below many frames with objects, which callees may point to while they are suspended, or not.

type table [20]int

var c = make(chan int)

func send(c chan int, t *table, n int) {
	c <- t[n%20]
}

// Holds what may be in the caller's frame while it is suspended.
func exchange(t *table, n int) {
	u := new(table)
	u[n%20] = n
	go send(c, u, n)
	t[n%20] += <-c
}

func sum(t table) (s int) {
	for _, v := range t {
		s += v
	}
	return s
}

func recurse(n int) int {
	var t table
	t[0] = n
	// The copy is only read by a function that never suspends.
	before := sum(t)
	go send(c, &table{5, 5, 5}, n%3)
	before += <-c - 5
	if n > 0 {
		before += recurse(n-1) & 1
	}
	return before + sum(t)
}

func pointed(n int) int {
	var t table
	for i := range 2 {
		exchange(&t, n+i)
	}
	if n > 0 {
		t[1] += pointed(n-1) & 1
	}
	return sum(t)
}

// The address comes by way of a loop and of a choice.
func chosen(n int) int {
	var a, b table
	p := &a
	for i := range 3 {
		if (n+i)%2 == 0 {
			p = &b
		}
		exchange(p, n+i)
	}
	if n > 0 {
		b[1] += chosen(n-1) & 1
	}
	return sum(a) - sum(b)
}

func main() {
	println(recurse(300))
	println(pointed(100))
	println(chosen(100))
	for range 3 {
		println(recurse(10), pointed(10), chosen(11))
	}
}

// Output:
// 600
// 201
// -303
// 20 21 -14
// 20 21 -14
// 20 21 -14
