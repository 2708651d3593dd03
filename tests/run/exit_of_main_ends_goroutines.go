// The program ends when main returns, whatever other goroutines do.
package main

func main() {
	go func() {
		for {
		}
	}()
	go func() { select {} }()
	println("end")
}

// Output:
// end
