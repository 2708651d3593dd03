// Defer in the body of a range over a function: the calls run when the function around the loop ends, the last first;
// recover in a body has no effect.
package main

func each(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("iterator's own", n)
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func plain(yield func() bool) { yield() }

func order() (result string) {
	defer func() { println("first deferred, last run", result) }()
	for i := range each(2) {
		defer func() { result += string(rune('0' + i)) }()
		for j := range each(2) {
			defer println("body", i, j)
		}
		println("end of", i)
	}
	defer println("deferred behind the loop")
	println("end of function")
	return "r"
}

func recovering() (err any) {
	for i := range each(3) {
		defer func() {
			if r := recover(); r != nil {
				err = r
				println("recovered", i)
			}
		}()
		if i == 1 {
			panic("in the body")
		}
	}
	return "not reached"
}

func acting() (text string) {
	defer func() {
		for range plain {
			if r := recover(); r != nil {
				text = "recovered in a body"
			}
		}
		text += recover().(string)
	}()
	panic("acting")
}

func twice() {
	for k := 0; k < 2; k++ {
		for i := range each(1) {
			defer println("loop", k, i)
		}
	}
	defer func() { println("recovered", recover().(string)) }()
	for range each(1) {
		defer func() { panic("second") }()
		panic("first")
	}
}

func early() int {
	for i := range each(5) {
		defer println("early", i)
		if i == 1 {
			return i
		}
	}
	return -1
}

func main() {
	println(order())
	println(recovering().(string))
	println(acting())
	twice()
	println(early())
}

// Output:
// iterator's own 2
// end of 0
// iterator's own 2
// end of 1
// iterator's own 2
// end of function
// deferred behind the loop
// body 1 1
// body 1 0
// body 0 1
// body 0 0
// first deferred, last run r10
// r10
// iterator's own 3
// recovered 1
// in the body
// acting
// iterator's own 1
// iterator's own 1
// iterator's own 1
// recovered second
// loop 1 0
// loop 0 0
// iterator's own 5
// early 1
// early 0
// 1
