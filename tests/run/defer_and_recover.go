// Deferred calls run in reverse order with arguments evaluated early; recover stops panics only where Go lets it.
package main

func order() {
	for i := 0; i < 3; i++ {
		defer println("deferred", i)
	}
	println("body")
}

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
			n *= 2
		}
	}()
	n = 21
	var p *int
	*p = 1
	return 0, nil
}

func result() (n int) {
	defer func() { n++ }()
	return 41
}

func nested() (s string) {
	defer func() {
		s += "outer:" + recover().(string)
	}()
	defer func() {
		defer func() { s += "inner:" + recover().(string) + " " }()
		panic("second")
	}()
	panic("first")
}

func replaced() (s string) {
	defer func() { s = recover().(string) }()
	defer func() { panic("new") }()
	panic("old")
}

func helper() any { return recover() }

func notDirect() (s string) {
	defer func() { s = recover().(string) }()
	defer func() {
		println(helper() == nil)
		func() { println(recover() == nil) }()
	}()
	panic("kept")
}

func viaHelper() {
	defer helper()
	panic("recovered by a declared function")
}

type t struct{ name string }

func (x t) done()       { println("done", x.name) }
func (x *t) doneLater() { println("later", x.name) }
func (x *t) rescue()    { println("rescued", recover().(string)) }

func methods() {
	x := t{"a"}
	defer x.done()
	defer x.doneLater()
	x.name = "b"
}

type rescuer interface{ rescue() }

func viaInterface() {
	var r rescuer = &t{}
	defer r.rescue()
	panic("through an interface")
}

func loop() {
	for i := range 5 {
		func() {
			defer func() {
				if r := recover(); r != nil {
					print(r.(int), " ")
				}
			}()
			if i%2 == 0 {
				panic(i)
			}
		}()
	}
	println()
}

func deep(n int) {
	if n == 0 {
		panic("deep")
	}
	defer func() { depth++ }()
	deep(n - 1)
}

var depth int

func conditional(b bool) {
	if b {
		defer println("conditional")
	}
	println("cond", b)
}

func early(n int) int {
	defer func() { print("early ") }()
	if n > 0 {
		return n
	}
	for {
		defer func() { print("loop ") }()
		n--
		if n < -2 {
			return n
		}
	}
}

func again() {
	defer func() {
		println(recover().(string))
		println(recover() == nil)
	}()
	defer func() {
		println(recover().(string))
		panic("again")
	}()
	panic("once")
}

func noPanic() { println(recover() == nil) }

func main() {
	order()
	n, err := named()
	println(n, err.Error())
	println(result())
	println(nested())
	println(replaced())
	println(notDirect())
	viaHelper()
	methods()
	viaInterface()
	loop()
	func() {
		defer func() { println(recover().(string), depth) }()
		deep(100)
	}()
	conditional(true)
	conditional(false)
	println(early(1), early(0))
	again()
	noPanic()
	defer noPanic()
	func() {
		defer func() {
			r := recover()
			err, ok := r.(error)
			println(ok, err.Error())
		}()
		panic(nil)
	}()
	defer func() {
		defer func() { println("last", recover() == nil) }()
	}()
}

// Output:
// body
// deferred 2
// deferred 1
// deferred 0
// 42 runtime error: invalid memory address or nil pointer dereference
// 42
// inner:second outer:first
// new
// true
// true
// kept
// later b
// done a
// rescued through an interface
// 0 2 4
// deep 100
// cond true
// conditional
// cond false
// early loop loop loop early 1 -3
// once
// again
// true
// true
// true runtime error: panic called with nil argument
// last true
// true
