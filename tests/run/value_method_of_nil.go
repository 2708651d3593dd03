// A method with a value receiver, called through an interface that holds a nil pointer.
package main

type S struct{ a int }

func (s S) N() int { return s.a }

type Big [100]int

func (b Big) N() int { return b[1] }

type I interface{ N() int }

type E struct{ *S }

func try(f func() int) {
	defer func() { println(recover().(error).Error()) }()
	println(f())
}

func main() {
	var p *S
	var b *Big
	all := []I{p, b, E{}, &E{}}
	for _, i := range all {
		try(func() int { return i.N() })
		try(func() int { f := i.N; return f() })
	}
	for _, f := range []func(*S) int{(*S).N} {
		try(func() int { return f(p) })
	}
	try(func() int { return p.N() })
}


// Output:
// value method main.S.N called using nil *S pointer
// value method main.S.N called using nil *S pointer
// value method main.Big.N called using nil *Big pointer
// value method main.Big.N called using nil *Big pointer
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// value method main.S.N called using nil *S pointer
// runtime error: invalid memory address or nil pointer dereference
