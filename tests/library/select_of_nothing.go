// reflect.Select without a case waits for ever.
package main

import "reflect"

func main() {
	c := make(chan int, 1)
	cases := []reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}, {Dir: reflect.SelectDefault}}
	chosen, _, ok := reflect.Select(cases)
	println(chosen, ok)
	c <- 3
	chosen, value, ok := reflect.Select(cases)
	println(chosen, value.Int(), ok)
	reflect.Select(nil)
}

// Exit: 2
// Output:
// 1 false
// 0 3 true
// fatal error: all goroutines are asleep - deadlock!
