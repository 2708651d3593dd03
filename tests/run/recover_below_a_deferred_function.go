// recover works in a deferred function only, not in what it calls, however small either is.
package main

func help(name string) {
	if r := recover(); r != nil {
		println(name, "recovered in a function below:", r.(string))
	}
}

func deferred() { help("named") }

func twice() { deferred() }

func literal() {
	defer func() { help("literal") }()
	panic("a")
}

func named() {
	defer deferred()
	panic("b")
}

func below() {
	defer func() { twice() }()
	panic("c")
}

func direct() {
	defer help("direct")
	panic("d")
}

func nested() {
	defer func() {
		defer func() { help("inner") }()
		help("outer")
		panic("f")
	}()
	panic("e")
}

// What runs while a deferred function does has its own panics.
func own() {
	defer func() { println("own", recover().(string)) }()
	defer func() {
		direct()
	}()
	panic("g")
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, "goes on with", r.(string))
		}
	}()
	f()
	println(name, "returns")
}

func main() {
	try("literal", literal)
	try("named", named)
	try("below", below)
	try("direct", direct)
	try("nested", nested)
	try("own", own)
}

// Output:
// literal goes on with a
// named goes on with b
// below goes on with c
// direct recovered in a function below: d
// direct returns
// nested goes on with f
// direct recovered in a function below: d
// own g
// own returns
