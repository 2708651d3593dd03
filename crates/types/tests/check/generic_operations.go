package main

import "unsafe"

type Integer interface{ ~int | ~uint8 }
type Text interface{ ~string | ~[]byte }
type Pair interface{ struct{ a, b int } }

func arithmetic[T Integer, F float32 | float64, A any, C comparable](t T, f F, a A, c C, shift uint) {
	_ = t + t*2<<shift
	_ = t + 300
	_ = t + 1.5
	_ = f % 2
	_ = a + a
	_ = a == a
	_ = c == c
	_ = c < c
	_ = t == f
	_ = -t + ^t
	_ = !t
	t++
	a++
	const size = unsafe.Sizeof(t)
	var array [unsafe.Sizeof(f)]int
	_ = array
	if t {
	}
}

func conversions[T Integer, S Text, A any](t T, s S, a A) {
	_ = T(1)
	_ = T(256)
	_ = T(1.5)
	_ = float64(t)
	_ = string(s)
	_ = []byte(s)
	_ = []rune(s)
	_ = A(1)
	_ = any(a)
	_ = S("text")
	_ = T(s)
	const c = T(1)
	var _ int = t
	var _ T = 1
	var _ T = 1000
	var _ A = nil
	_ = a.(int)
	switch a.(type) {
	}
	switch any(a).(type) {
	case A, T:
	case []A:
	}
}

func elements[S ~[]E, E any, M ~map[string]E, B Text, L []int | map[int]int, P ~*E, N int](
	s S, m M, b B, l L, p P, n N, c chan<- E, q Pair,
) {
	var _ E = s[0]
	var _ E = m["a"]
	var _ byte = b[0]
	b[0] = 1
	_ = l[0]
	_ = n[0]
	_ = b[1:2]
	_ = l[1:]
	_ = *p
	_ = *n
	_ = len(s) + len(m) + len(b) + len(l) + len(n)
	_ = cap(s) + cap(m)
	_ = append(s, s...)
	_ = append([]byte(nil), b...)
	_ = append(l, 1)
	copy([]byte(nil), b)
	delete(m, "a")
	delete(l, 1)
	clear(l)
	clear(n)
	_ = make(S, 1)
	_ = make(M)
	_ = make(L)
	_ = S{}
	_ = M{"a": s[0]}
	_ = L{}
	for range b {
	}
	for _, x := range s {
		_ = x
	}
	for range l {
	}
	<-c
	close(c)
	_ = max(n, 1)
	_ = min(s, s)
	_ = new(E)
}

type Stringer interface{ String() string }
type Named struct{ name string }

func (n *Named) String() string { return n.name }

func methods[T Stringer, P interface {
	*T2
	Stringer
}, T2 any, F func(int) string, G func(int) | func(string), Q Pair](t T, p P, f F, g G, q Q) {
	_ = t.String()
	_ = p.String()
	_ = t.Missing()
	_ = (&t).String()
	_ = f(1)
	_ = g(1)
	_ = q.a
	_ = T.String
	_ = Q{1, 2}
}

func callers() {
	methods[Named]
	methods[*Named, *Named](nil, nil, nil, nil, Named{})
	_ = unsafe.Sizeof(0)
}

func main() {}
