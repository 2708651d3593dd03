// Objects in frames that hold each other's addresses survive suspensions: linked by callees, given back by them, made in turns of
// loops, hidden in closures, and short strings and arrays of arguments.
package main

type node struct {
	value int
	next  *node
	name  string
}

var tick = make(chan int)

func pause() { tick <- 1 }

//go:noinline
func link(to, next *node) *node {
	to.next = next
	pause()
	return to
}

//go:noinline
func last(n *node) *node {
	for n.next != nil {
		n = n.next
	}
	return n
}

//go:noinline
func sum(values ...*node) (total int) {
	for _, n := range values {
		pause()
		for ; n != nil; n = n.next {
			total += n.value
		}
	}
	return total
}

//go:noinline
func count(s string, b []byte) int {
	pause()
	n := 0
	for i := range s {
		if s[i] == b[i] {
			n++
		}
	}
	return n
}

type chain struct {
	head, tail *node
	spare      node
}

//go:noinline
func (c *chain) push(n *node) {
	if c.tail == nil {
		c.head = n
	} else {
		c.tail.next = n
	}
	c.tail = n
	pause()
}

func work(id int, done chan<- int) {
	var a, b, c node
	a.value, b.value, c.value = id, 10*id, 100*id
	first := link(&a, link(&b, &c))
	last(first).value++
	total := sum(first, &node{value: 1000}, last(&b))

	var ch chain
	ch.push(&a)
	ch.spare.value = 5
	ch.push(&ch.spare)
	for n := ch.head; n != nil; n = n.next {
		total += n.value
	}

	var held *node
	for i := range 4 {
		n := node{value: i}
		m := node{value: 2 * i, next: &n}
		total += sum(&m)
		if i == 2 {
			held = &n
		}
	}
	total += held.value

	add := func(n *node) { total += n.value; pause(); total += last(n).value }
	add(&b)

	text := []byte("abcd")
	text[id&3] = 'x'
	total += count(string(text), []byte("abcd")) + count(string(rune('a'+id))+"b", text)
	done <- total
}

func main() {
	done := make(chan int)
	for id := range 5 {
		go work(id, done)
	}
	results := [5]int{}
	for got := 0; got < 5; {
		select {
		case <-tick:
			garbage := make([]*node, 0)
			for i := range 10 {
				garbage = append(garbage, &node{value: i})
			}
		case total := <-done:
			results[got] = total
			got++
		}
	}
	for i := range results {
		for j := range i {
			if results[j] > results[i] {
				results[i], results[j] = results[j], results[i]
			}
		}
	}
	for _, total := range results {
		println(total)
	}
}

// Output:
// 1032
// 1353
// 1676
// 1998
// 2320
