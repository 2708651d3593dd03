// Generic types: methods on values and pointers, recursive types, embedding, aliases, method values and expressions.
package main

type pair[A, B any] struct {
	first  A
	second B
}

func (p pair[A, B]) swap() pair[B, A] { return pair[B, A]{p.second, p.first} }
func (p *pair[A, B]) set(a A, b B)    { p.first, p.second = a, b }
func (pair[_, B]) none() (b B)        { return }

type list[T any] struct {
	head  *node[T]
	count int
}

type node[T any] struct {
	value T
	next  *node[T]
}

func (l *list[T]) push(values ...T) *list[T] {
	for _, v := range values {
		l.head = &node[T]{v, l.head}
		l.count++
	}
	return l
}

func (l *list[T]) each(f func(int, T)) {
	i := 0
	for n := l.head; n != nil; n = n.next {
		f(i, n.value)
		i++
	}
}

type tree[K ~int | ~string, V any] struct {
	left, right *tree[K, V]
	pair[K, V]
}

func (t *tree[K, V]) insert(k K, v V) *tree[K, V] {
	switch {
	case t == nil:
		return &tree[K, V]{pair: pair[K, V]{k, v}}
	case k < t.first:
		t.left = t.left.insert(k, v)
	default:
		t.right = t.right.insert(k, v)
	}
	return t
}

func (t *tree[K, V]) walk(f func(K, V)) {
	if t == nil {
		return
	}
	t.left.walk(f)
	f(t.first, t.second)
	t.right.walk(f)
}

type named[T any] struct {
	*list[T]
	name string
}

type vector[T any] = []T
type ints = list[int]
type bag[K comparable] map[K]int

func (b bag[K]) add(k K) { b[k]++ }

type big[T any] struct{ parts [20]T }

func (b big[T]) with(i int, t T) big[T] { b.parts[i] = t; return b }

func main() {
	p := pair[int, string]{1, "one"}
	q := p.swap()
	println(q.first, q.second, p.none() == "")
	p.set(2, "two")
	println(p.first, p.second)
	var l list[string]
	l.push("a").push("b", "c").each(func(i int, s string) { println(i, s) })
	var t *tree[string, int]
	for i, k := range (vector[string]{"m", "c", "z", "a"}) {
		t = t.insert(k, i)
	}
	t.walk(func(k string, v int) { println(k, v) })
	println(t.left.swap().first)
	n := named[bool]{new(list[bool]), "n"}
	n.push(true)
	println(n.count, n.head.value)
	swap := p.swap
	p.first = 99
	println(swap().second)
	set := (*pair[int, string]).set
	set(&p, 3, "three")
	println(p.first, pair[int, string].swap(p).first)
	var i ints
	i.push(4)
	println(i.head.value)
	b := bag[celsius]{}
	b.add(1)
	b.add(1)
	println(b[1])
	large := big[string]{}.with(3, "x")
	println(large.parts[3], large.with(3, "y").parts[3], large.parts[3])
}

type celsius float64

// Output:
// one 1 true
// 2 two
// 0 c
// 1 b
// 2 a
// a 3
// c 1
// m 0
// z 2
// 1
// 1 true
// 2
// 3 three
// 4
// 2
// x y x
