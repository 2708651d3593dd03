// Settings of GODEBUG follow the environment that the program gives itself.
package main

import (
	"fmt"
	"math/rand"
	"os"
)

func sequence() [3]int {
	rand.Seed(1)
	return [3]int{rand.Intn(1000), rand.Intn(1000), rand.Intn(1000)}
}

func main() {
	fmt.Println(sequence() == sequence())
	os.Setenv("GODEBUG", "other=1,randseednop=0")
	fmt.Println(sequence(), sequence() == sequence())
	os.Setenv("GODEBUG", "randseednop=0,randseednop=1")
	fmt.Println(sequence() == sequence())
	os.Setenv("GODEBUG", "randseednop=0")
	os.Unsetenv("GODEBUG")
	fmt.Println(sequence() == sequence())
}

// Output:
// false
// [81 887 847] true
// false
// false
