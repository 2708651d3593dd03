// Methods of constraints: value and pointer receivers, promoted methods, interfaces as type arguments, method values.
package main

type stringer interface{ String() string }

type id int

func (i id) String() string { return "id" + string(rune('0'+i)) }

type base struct{ name string }

func (b *base) String() string { return "base " + b.name }

type derived struct {
	*base
	extra int
}

type wide struct {
	a, b, c, d, e, f, g, h, i, j int
}

func (w wide) String() string { return string(rune('a' + w.j)) }

func join[S stringer](list ...S) (text string) {
	for _, x := range list {
		text += x.String() + ";"
	}
	return
}

func bound[S stringer](x S) func() string { return x.String }

func expression[S stringer]() func(S) string { return S.String }

type settable[T any] interface {
	*T
	Set(string)
}

type option struct{ value string }

func (o *option) Set(s string) { o.value = s }

func parse[T any, P settable[T]](texts []string) []T {
	out := make([]T, len(texts))
	for i, s := range texts {
		P(&out[i]).Set(s)
	}
	return out
}

type ordered[T any] interface{ less(T) bool }

type age int

func (a age) less(b age) bool { return a < b }

func smallest[T ordered[T]](first T, more ...T) T {
	for _, x := range more {
		if x.less(first) {
			first = x
		}
	}
	return first
}

type stack[T stringer] struct{ items []T }

func (s stack[T]) String() string { return "[" + join(s.items...) + "]" }

func main() {
	println(join(id(1), id(2)))
	println(join(&base{"x"}))
	println(join(derived{&base{"y"}, 1}, derived{&base{"z"}, 2}))
	println(join[stringer](id(3), &base{"w"}))
	println(join(wide{j: 3}))
	println(bound(id(4))(), bound[stringer](&base{"v"})(), bound(wide{j: 4})())
	println(expression[id]()(5), expression[*base]()(&base{"u"}), expression[stringer]()(id(6)))
	for _, o := range parse[option]([]string{"p", "q"}) {
		println(o.value)
	}
	println(smallest(age(3), 1, 2))
	println(join(stack[id]{[]id{7, 8}}))
}

// Output:
// id1;id2;
// base x;
// base y;base z;
// id3;base w;
// d;
// id4 base v e
// id5 base u id6
// p
// q
// 1
// [id7;id8;];
