// recover works in a deferred function only, not in what it calls, also if so few are deferred that they can be told apart.
package main

func help() {
	if r := recover(); r != nil {
		println("recovered in a function below")
	}
}

func fail() {
	defer func() { help() }()
	panic("a")
}

func main() {
	defer func() { println("recovered", recover().(string)) }()
	fail()
}

// Output:
// recovered a
