// `recover` that is deferred itself stops the panic of the function below the one that defers it, not one of that function.
package main

func direct() {
	defer func() { println("direct:", recover() != nil) }()
	defer recover()
	panic(1)
}

func within() {
	defer func() { println("within:", recover() != nil) }()
	defer func() {
		defer recover()
	}()
	panic(2)
}

func deeper() {
	defer func() { println("deeper:", recover() != nil) }()
	defer func() {
		func() {
			defer recover()
		}()
	}()
	panic(3)
}

func own() {
	defer func() { println("own:", recover() != nil) }()
	defer func() {
		defer func() { println("own, within:", recover() != nil) }()
		defer recover()
		panic(5)
	}()
	panic(4)
}

func main() {
	direct()
	within()
	deeper()
	own()
	go recover()
}

// Output:
// direct: true
// within: false
// deeper: true
// own, within: true
// own: true
