// A panic in any goroutine ends the program.
package main

func main() {
	go func() {
		var s []int
		_ = s[0]
	}()
	select {}
}

// Exit: 2
// Output:
// panic: runtime error: index out of range [0] with length 0
