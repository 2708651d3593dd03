// A panic whose value cannot be printed traps with Go's message; the instance goes on working, and prints the next one.
package main

type wrong struct{ p *int }

func (w wrong) Error() string {
	counts["asked"]++
	return string(rune(*w.p))
}

type fine struct{}

func (fine) Error() string { return "fine" }

var (
	data   = make([]byte, 5000)
	counts = map[string]int32{"kept": 7}
)

//go:wasmexport fails_to_print
func failsToPrint() { panic(wrong{}) }

//go:wasmexport fails
func fails() { panic(fine{}) }

//go:wasmexport seen
func seen() int32 { return int32(len(data)) + int32(data[1000]) + counts["kept"] + counts["asked"] }

func main() {}

// Call: seen() = 5007
// Call: fails_to_print traps
// Call: seen() = 5008
// Call: fails traps
// Call: fails_to_print traps
// Call: seen() = 5009
// Output:
// fatal error: panic while printing panic value: type runtime.errorString
//
// panic: fine
//
// fatal error: panic while printing panic value: type runtime.errorString
