// Arrays and structs of frames survive suspensions far below them, whether callees hold their addresses or not.
package main

type grid struct {
	cells [8]int
	name  string
	next  *grid
}

var ticks = make(chan grid)

// Waits with an array of its caller at hand.
func wait(depth int, cells [8]int, g grid) int {
	if depth == 0 {
		ticks <- g
		return cells[3] + len(g.name)
	}
	var own [4]string
	own[depth&3] = g.name
	cells[depth&7] += depth
	n := wait(depth-1, cells, grid{cells: cells, name: g.name + "x", next: &g})
	if own[depth&3] != g.name {
		println("lost", own[depth&3], g.name)
	}
	return n + cells[depth&7]
}

// Waits with nothing but its own objects.
func alone(depth int, out chan<- [4]int) int {
	var local [4]int
	local[depth&3] = depth
	if depth == 0 {
		out <- [4]int{1, 2, 3, 4}
		return 1
	}
	n := alone(depth-1, out)
	out <- local
	return n + local[depth&3]
}

func main() {
	done := make(chan int)
	for i := range 3 {
		go func() { done <- wait(20+i, [8]int{1, 2, 3, 4, 5, 6, 7, 8}, grid{name: "g"}) }()
	}
	for range 3 {
		g := <-ticks
		length, last := 0, ""
		for p := &g; p != nil; p = p.next {
			length, last = length+1, p.name
		}
		println(length, last, len(g.name), g.cells[2])
	}
	sum := 0
	for range 3 {
		sum += <-done
	}
	println(sum)

	out := make(chan [4]int)
	go func() { done <- alone(50, out) }()
	total := 0
	for range 51 {
		a := <-out
		total += a[0] + a[1] + a[2] + a[3]
	}
	println(total, <-done)
}

// Flags: no-suspend
// Output:
// 23 g 23 33
// 21 g 21 33
// 22 g 22 33
// 2020
// 1285 1276
