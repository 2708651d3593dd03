// Recursion through instances: functions that call themselves with other type arguments, mutual recursion, local types.
package main

func gcd[T ~int | ~uint8](a, b T) T {
	if b == 0 {
		return a
	}
	return gcd(b, a%b)
}

func even[T ~int](n T) bool { return n == 0 || odd(n-1) }
func odd[T ~int](n T) bool  { return n != 0 && even(n-1) }

func swapped[A, B any](a A, b B, n int) string {
	if n == 0 {
		switch any(a).(type) {
		case int:
			return "int first"
		}
		return "int second"
	}
	return swapped(b, a, n-1)
}

func quick[T any](list []T, less func(a, b T) bool) []T {
	if len(list) < 2 {
		return list
	}
	var low, high []T
	for _, x := range list[1:] {
		if less(x, list[0]) {
			low = append(low, x)
		} else {
			high = append(high, x)
		}
	}
	return append(append(quick(low, less), list[0]), quick(high, less)...)
}

func local[T any](x T) any {
	type pair struct{ a, b T }
	return pair{x, x}
}

func depth[T any](n int, x T) any {
	type wrap struct{ inner any }
	if n == 0 {
		return x
	}
	return wrap{depth(n-1, x)}
}

type rose[T any] struct {
	value    T
	children []rose[T]
}

func (r rose[T]) size() int {
	n := 1
	for _, c := range r.children {
		n += c.size()
	}
	return n
}

type graph[N interface{ edges() []E }, E interface{ to() N }] struct{ nodes []N }

type place struct{ roads []road }
type road struct{ end *place }

func (p *place) edges() []road { return p.roads }
func (r road) to() *place      { return r.end }

func (g graph[N, E]) reached() (n int) {
	for _, node := range g.nodes {
		for _, e := range node.edges() {
			n += len(e.to().edges())
		}
	}
	return
}

func main() {
	println(gcd(12, 18), gcd[uint8](200, 75))
	println(even(10), odd(10))
	println(swapped(1, "s", 4), swapped(1, "s", 3))
	for _, s := range quick([]string{"b", "c", "a"}, func(a, b string) bool { return a < b }) {
		println(s)
	}
	println(local(1) == local(1), local(1) == local("1"), local(2) == local(3))
	println(depth(3, "x") == depth(3, "x"), depth(1, 1) == depth(1, "1"))
	println(rose[int]{1, []rose[int]{{2, nil}, {3, []rose[int]{{4, nil}}}}}.size())
	a := &place{}
	b := &place{[]road{{a}, {a}}}
	a.roads = []road{{b}}
	println(graph[*place, road]{[]*place{a, b}}.reached())
}

// Output:
// 6 25
// true false
// int first int second
// a
// b
// c
// true false false
// true false
// 4
// 4
