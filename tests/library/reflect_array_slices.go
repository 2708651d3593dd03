// A slice of an array that reflection makes has a type, although the program names none.
package main

import (
	"fmt"
	"reflect"
)

func main() {
	var array [3]int8
	v := reflect.ValueOf(&array).Elem()
	s := v.Slice(1, 3)
	s.Index(0).SetInt(7)
	fmt.Println(s.Type(), s.Len(), s.Cap(), array)
}

// Output:
// []int8 2 2 [0 7 0]
