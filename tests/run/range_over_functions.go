// Range over functions: no, one and two values, break and continue, nested loops, labels, goto, assigned variables,
// generic iterators, method values, closures in bodies, iteration variables of each iteration.
package main

type seq[V any] = func(yield func(V) bool)
type seq2[K, V any] func(yield func(K, V) bool)

func count(n int) seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				println("stopped at", i)
				return
			}
		}
	}
}

func thrice(yield func() bool) {
	for i := 0; i < 3 && yield(); i++ {
	}
}

func entries[K comparable, V any](keys []K, values []V) seq2[K, V] {
	return func(yield func(K, V) bool) {
		for i, k := range keys {
			if !yield(k, values[i]) {
				return
			}
		}
	}
}

func mapped[A, B any](s seq[A], f func(A) B) seq[B] {
	return func(yield func(B) bool) {
		for a := range s {
			if !yield(f(a)) {
				return
			}
		}
	}
}

func gather[V any](s seq[V]) (list []V) {
	for v := range s {
		list = append(list, v)
	}
	return
}

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) all(yield func(int) bool) {
	t.push(yield)
}

func (t *tree) push(yield func(int) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.value) && t.right.push(yield)
}

func generic[F ~func(func(T) bool), T any](f F) (n int) {
	for range f {
		n++
	}
	return
}

type point struct{ x, y int }

func main() {
	sum := 0
	for i := range count(5) {
		if i == 1 {
			continue
		}
		if i == 4 {
			break
		}
		sum += i
	}
	println(sum)
	n := 0
	for range thrice {
		n++
	}
	println(n)
	for k, v := range entries([]string{"a", "b"}, []float64{1.5, 2.5}) {
		println(k, v)
	}
	for k := range entries([]string{"c"}, []point{{1, 2}}) {
		println(k)
	}
	for _, p := range entries([]string{"c"}, []point{{1, 2}}) {
		println(p.x + p.y)
	}

outer:
	for i := range count(3) {
		for j := range count(3) {
			for k := 0; ; k++ {
				if j == 1 {
					continue outer
				}
				if i == 2 {
					break outer
				}
				if k == 1 {
					break
				}
			}
			println("inner", i, j)
		}
	}

	var k int
	var p point
	for k, p.y = range entries([]int{7, 8}, []int{70, 80}) {
	}
	println(k, p.y)

	var funcs []func() int
	for i := range count(3) {
		i *= 10
		funcs = append(funcs, func() int { i++; sum++; return i })
	}
	println(funcs[0](), funcs[2](), funcs[2](), sum)

	t := &tree{&tree{nil, nil, 1}, &tree{nil, nil, 3}, 2}
	for v := range t.all {
		if v == 3 {
			goto end
		}
		println("tree", v)
	}
end:
	for _, s := range gather(mapped(count(3), func(i int) string { return "xyz"[i:] })) {
		println(s)
	}
	println(generic(count(4)), generic(t.all))

	retry := 0
again:
	for i := range count(2) {
		switch {
		case i == 1 && retry < 2:
			retry++
			goto again
		case i == 1:
			break again
		}
	}
	println("retries", retry)
	for i := range count(3) {
		var large [40]int
		large[i] = i
		for j := range t.all {
			large[i] += j
		}
		println(large[i])
	}
}

// Output:
// stopped at 4
// 5
// 3
// a 1.5
// b 2.5
// c
// 3
// inner 0 0
// stopped at 1
// inner 1 0
// stopped at 1
// stopped at 0
// stopped at 2
// 8 80
// 1 21 22 8
// tree 1
// tree 2
// xyz
// yz
// z
// 4 3
// stopped at 1
// stopped at 1
// stopped at 1
// retries 2
// 6
// 7
// 8
