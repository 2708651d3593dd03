// reflect.Select says of a value that was sent that none was received.
package main

import "reflect"

func main() {
	ints, texts := make(chan int, 100), make(chan string)
	cases := []reflect.SelectCase{
		{Dir: reflect.SelectSend, Chan: reflect.ValueOf(ints), Send: reflect.ValueOf(7)},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(texts)},
	}
	for range 50 {
		go func() { texts <- "text" }()
		chosen, value, received := reflect.Select(cases)
		if received != (chosen == 1) || value.IsValid() != received {
			println("case", chosen, received, value.IsValid())
		}
	}
	println("done")
}

// Output:
// done
