// Assignments, calls, returns and operators with the wrong types.
package main

func two() (int, string) { return 1, "a" }

func f(a int, b ...string) {}

func g() int {
	for {
		break
	}
} // ERROR "missing return"

func main() {
	var s string = 1 // ERROR "cannot use 1 \(untyped int constant\) as string value in variable declaration"
	a, b := two()
	a = b // ERROR "cannot use b \(variable of type string\) as int value in assignment"
	f("x") // ERROR "cannot use \"x\" \(untyped string constant\) as int value in argument to f"
	f() // ERROR "not enough arguments in call to f"
	_ = s + a // ERROR "invalid operation: s \+ a \(mismatched types string and int\)"
	undefined() // ERROR "undefined: undefined"
	var i8 int8 = 200 // ERROR "cannot use 200 \(untyped int constant\) as int8 value in variable declaration \(overflows\)"
	_ = i8
	_ = 1 / 0 // ERROR "invalid operation: division by zero"
	return 1 // ERROR "too many return values"
}
