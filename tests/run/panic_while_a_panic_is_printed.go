// The method that a panic's value is printed with panics itself.
package main

type wrong struct{ p *int }

func (w wrong) Error() string { return string(rune(*w.p)) }

func main() {
	defer println("deferred")
	panic(wrong{})
}

// Exit: 2
// Output:
// deferred
// fatal error: panic while printing panic value: type runtime.errorString
