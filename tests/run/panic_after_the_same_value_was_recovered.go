// A panic with the value of the one before that was recovered does not hide the one behind it.
package main

func main() {
	one := any(1)
	defer func() {
		func() {
			defer func() { println(recover() == one) }()
			panic(one)
		}()
		panic(2)
	}()
	panic(one)
}

// Exit: 2
// Output:
// true
// panic: 1
// 	panic: 2
