// Deferred calls: order, arguments evaluated early, changes of named results, recovery, panics in deferred calls, Goexit-free
// nesting, defer in loops and closures.
package main

func named() (n int, text string) {
	defer func() {
		n *= 2
		text += "!"
	}()
	n, text = 20, "deferred"
	return n + 1, text
}

func order() {
	for i := 0; i < 3; i++ {
		defer println("loop", i)
	}
	x := 1
	defer println("early", x)
	x = 2
	defer func() { println("late", x) }()
	x = 3
}

func recovered() (err any) {
	defer func() { err = recover() }()
	var p *int
	println(*p)
	return "unreachable"
}

func replaced() (last any) {
	defer func() { last = recover() }()
	defer func() {
		panic("second")
	}()
	panic("first")
}

func nested() {
	defer println("nested: outer deferred")
	func() {
		defer func() {
			println("nested: recovered", recover().(string))
		}()
		func() {
			defer println("nested: inner deferred")
			panic("inner")
		}()
		println("never")
	}()
	println("nested: goes on")
}

func notDirect() {
	defer func() {
		helper := func() any { return recover() }
		println("indirect recover:", helper() == nil)
	}()
	defer func() {
		recover()
	}()
	panic("direct")
}

type resource struct{ name string }

func (r *resource) close()     { println("close", r.name) }
func (r resource) show(n int)  { println("show", r.name, n) }
func (r *resource) rename()    { r.name += "'" }
func values() (string, int)    { return "values", 7 }
func takes(text string, n int) { println("takes", text, n) }
func deepPanic(n int) {
	if n == 0 {
		panic(n)
	}
	defer func() { depth++ }()
	deepPanic(n - 1)
}

var depth int

func conditional(flag bool) (result string) {
	result = "none"
	if flag {
		defer func() { result = "deferred" }()
	}
	return
}

func big() (out [20]int, err error) {
	defer func() {
		if r := recover(); r != nil {
			out[3] = 33
			err = r.(error)
		}
	}()
	out[1] = 11
	zero := 0
	out[2] = 1 / zero
	return
}

func main() {
	println(named())
	order()
	println(recovered().(error).Error())
	println(replaced().(string))
	nested()
	notDirect()
	r := &resource{"r"}
	defer r.close()
	defer r.show(1)
	r.rename()
	defer takes(values())
	func() {
		defer func() { println("deep", recover().(int), depth) }()
		deepPanic(50)
	}()
	println(conditional(true), conditional(false))
	out, err := big()
	println(out[1], out[2], out[3], err.Error())
}

// Output:
// 42 deferred!
// late 3
// early 1
// loop 2
// loop 1
// loop 0
// runtime error: invalid memory address or nil pointer dereference
// second
// nested: inner deferred
// nested: recovered inner
// nested: goes on
// nested: outer deferred
// indirect recover: true
// deep 0 50
// deferred none
// 11 0 33 runtime error: integer divide by zero
// takes values 7
// show r 1
// close r'
