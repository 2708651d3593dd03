// A panic that ends the program prints the text of a Stringer, but that of an error first.
package main

type number int

func (n number) String() string { return "number " + string(rune('0'+n)) }

type both struct{}

func (*both) String() string { return "as a Stringer" }
func (*both) Error() string  { println("asked"); return "as an error" }

func main() {
	defer func() {
		defer func() {
			panic(number(2))
		}()
		panic(&both{})
	}()
	panic(number(1))
}

// Exit: 2
// Output:
// panic: number 1
// asked
// 	panic: as an error
// 	panic: number 2
