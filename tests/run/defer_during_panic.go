// A function with deferred calls that returns while a panic goes on leaves the panic to those it belongs to.
package main

func helper(name string) {
	defer println("left", name)
	println("in", name)
}

func recovers() {
	defer func() {
		helper("first")
		if r := recover(); r != nil {
			println("recovered", r.(string))
		}
		helper("second")
	}()
	panic("boom")
}

func nested() {
	defer func() {
		defer func() {
			helper("inner")
			println("inner", recover().(string))
		}()
		helper("outer")
		defer helper("deferred")
		panic(recover().(string) + " again")
	}()
	panic("nested")
}

func main() {
	recovers()
	nested()
	helper("last")
	println(recover() == nil)
}

// Output:
// in first
// left first
// recovered boom
// in second
// left second
// in outer
// left outer
// in deferred
// left deferred
// in inner
// left inner
// inner nested again
// in last
// left last
// true
