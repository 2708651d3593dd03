// Return from the body of a range over a function: results of all shapes, named results, nested loops, literals.
package main

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("iterator done")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func find(n, want int) (int, string, bool) {
	for i := range upTo(n) {
		if i == want {
			return i, "found", true
		}
	}
	return -1, "missing", false
}

func named(want int) (index int, err error) {
	index = -1
	for i := range upTo(3) {
		if i == want {
			index = i
			return
		}
		index--
	}
	return index * 100, nil
}

type matrix struct{ rows [4][4]int }

func large(i int) (m matrix) {
	for a := range upTo(3) {
		for b := range upTo(3) {
			m.rows[a][b] = a * b
			if a+b == i {
				return matrix{m.rows}
			}
		}
	}
	return
}

func nothing() {
	for i := range upTo(2) {
		for range upTo(2) {
			println("leaving", i)
			return
		}
	}
	println("not reached")
}

func deferred() (x int) {
	defer func() { x *= 2 }()
	for i := range upTo(10) {
		if i == 2 {
			return i + 5
		}
	}
	return 0
}

func literal() func() int {
	return func() int {
		for i := range upTo(2) {
			f := func() int {
				for j := range upTo(2) {
					return j + 100
				}
				return 0
			}
			return f() + i
		}
		return 0
	}
}

func first[T any](s func(func(T) bool)) (zero T, ok bool) {
	for v := range s {
		return v, true
	}
	return zero, false
}

func main() {
	println(find(3, 1))
	println(find(1, 1))
	println(named(1))
	println(named(5))
	m := large(3)
	println(m.rows[1][2], m.rows[2][1])
	nothing()
	println(deferred())
	println(literal()())
	println(first(upTo(1)))
	println(first(func(func(string) bool) {}))
}

// Output:
// iterator done
// 1 found true
// iterator done
// -1 missing false
// iterator done
// 1 (0x0,0x0)
// iterator done
// -400 (0x0,0x0)
// iterator done
// iterator done
// iterator done
// 2 0
// leaving 0
// iterator done
// iterator done
// iterator done
// 14
// iterator done
// iterator done
// 100
// iterator done
// 0 true
//  false
