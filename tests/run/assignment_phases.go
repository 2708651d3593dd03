// The phases of an assignment: calls on the left, right sides, operands on the left, then one assignment after the other.
package main

type inner struct{ n int }

type outer struct {
	*inner
	k int
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	f()
}

func say(text string, n int) int {
	println("  evaluates", text)
	return n
}

func main() {
	short, long := make([]int, 3), make([]int, 4)
	var fixed [5]int
	var p *inner
	var m map[int]int
	a, b := 10, 20
	try("index", func() { short[a] = long[b] })
	try("call in index", func() { short[say("index", a)] = long[b] })
	try("call on the right", func() { short[a] = say("right", long[b]) })
	try("calls on both sides", func() { short[say("left", a)] = say("right", 1) })
	try("array", func() { fixed[a] = long[b] })
	try("field", func() { p.n = long[b] })
	try("map", func() { m[a] = say("right", 1) })
	try("map of index", func() { m[long[b]] = short[a] })
	try("division", func() { short[a] = 1 / len(long[:0]) })
	try("nested", func() { var q [][]int; q[a][b] = long[b] })
	try("operator", func() { short[a] += long[b] })
	try("operator and call", func() { short[a] += say("right", 1) })
	try("shift and call", func() { short[a] <<= say("right", 1) })

	// What stands to the left of the assignment that panics has been assigned.
	x := []int{1, 2, 3}
	try("second of two", func() { x[1], x[a] = 4, 5 })
	println(x[0], x[1], x[2])
	try("pointer second", func() { x[2], p.n = 6, 7 })
	println(x[0], x[1], x[2])
	var y [3]int
	try("array second", func() { y[0], y[a-8], y[a] = 1, 2, 3 })
	println(y[0], y[1], y[2])
	try("map second", func() { x[0], m[1] = 9, 9 })
	println(x[0], x[1], x[2])

	// Operands are those from before the first assignment.
	i := 0
	i, x[i] = 2, 100
	println(i, x[0], x[1], x[2])
	x, x[0] = []int{7, 8}, 200
	println(len(x), x[0], x[1])
	o := outer{inner: &inner{1}, k: 2}
	old := o.inner
	o.inner, o.n = &inner{3}, 4
	println(o.inner.n, old.n)
	o.inner, o.inner.n = old, 5
	println(o.inner.n, old.n)
	q := &outer{k: 1}
	r := q
	q, q.k = nil, 6
	println(q == nil, r.k)
	grid := [2][]int{{1}, {2}}
	grid[0], grid[0][0] = grid[1], 9
	println(grid[0][0], grid[1][0])
	i, fixed[i] = 1, 3
	println(i, fixed[1], fixed[2])

	// A call on the right changes what the left denotes.
	z := []int{1, 2, 3}
	j := 0
	z[j] = func() int { j = 1; z = []int{4, 5, 6}; return 50 }()
	println(z[0], z[1], z[2])
	z[j] += func() int { j = 2; return 50 }()
	println(z[0], z[1], z[2])

	k := map[string]int{}
	for j, k["value"] = range []int{5, 6} {
	}
	println(j, k["value"])
	var ok bool
	z[say("index", 0)], ok = k["value"]
	println(z[0], ok)
	try("found outside", func() { ok, z[a] = false, say("right", 8) })
	println(ok)
}

// Output:
// index runtime error: index out of range [20] with length 4
//   evaluates index
// call in index runtime error: index out of range [20] with length 4
// call on the right runtime error: index out of range [20] with length 4
//   evaluates left
//   evaluates right
// calls on both sides runtime error: index out of range [10] with length 3
// array runtime error: index out of range [20] with length 4
// field runtime error: index out of range [20] with length 4
//   evaluates right
// map assignment to entry in nil map
// map of index runtime error: index out of range [10] with length 3
// division runtime error: integer divide by zero
// nested runtime error: index out of range [20] with length 4
// operator runtime error: index out of range [10] with length 3
//   evaluates right
// operator and call runtime error: index out of range [10] with length 3
//   evaluates right
// shift and call runtime error: index out of range [10] with length 3
// second of two runtime error: index out of range [10] with length 3
// 1 4 3
// pointer second runtime error: invalid memory address or nil pointer dereference
// 1 4 6
// array second runtime error: index out of range [10] with length 3
// 1 0 2
// map second assignment to entry in nil map
// 9 4 6
// 2 100 4 6
// 2 7 8
// 3 4
// 4 4
// true 6
// 2 2
// 1 0 3
// 4 50 6
// 4 50 56
// 1 6
//   evaluates index
// 6 true
//   evaluates right
// found outside runtime error: index out of range [10] with length 3
// false
