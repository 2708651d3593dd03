// Maps whose types are made at run time keep their keys and elements, large ones too.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type large [200]byte

type pair struct {
	A *int
	B string
}

func main() {
	one := 1
	keys := []any{int8(7), "key", 3.5, large{1, 199: 2}, pair{&one, "b"}, [0]int{}, struct{}{}, [3]string{1: "x"}}
	for _, k := range keys {
		for _, e := range keys {
			m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(k), reflect.TypeOf(e)))
			m.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(e))
			if _, ok := k.(string); ok {
				for i := range 10 {
					m.SetMapIndex(reflect.ValueOf(fmt.Sprint(i)), reflect.ValueOf(e))
				}
			}
			runtime.GC()
			fmt.Println(m.Type(), m.Len(), m.MapIndex(reflect.ValueOf(k)).Interface() == e)
			if m.Len() > 1 {
				for i := range 10 {
					if m.MapIndex(reflect.ValueOf(fmt.Sprint(i))).Interface() != e {
						fmt.Println("lost", i)
					}
				}
			}
		}
	}
}

// Output:
// map[int8]int8 1 true
// map[int8]string 1 true
// map[int8]float64 1 true
// map[int8]main.large 1 true
// map[int8]main.pair 1 true
// map[int8][0]int 1 true
// map[int8]struct {} 1 true
// map[int8][3]string 1 true
// map[string]int8 11 true
// map[string]string 11 true
// map[string]float64 11 true
// map[string]main.large 11 true
// map[string]main.pair 11 true
// map[string][0]int 11 true
// map[string]struct {} 11 true
// map[string][3]string 11 true
// map[float64]int8 1 true
// map[float64]string 1 true
// map[float64]float64 1 true
// map[float64]main.large 1 true
// map[float64]main.pair 1 true
// map[float64][0]int 1 true
// map[float64]struct {} 1 true
// map[float64][3]string 1 true
// map[main.large]int8 1 true
// map[main.large]string 1 true
// map[main.large]float64 1 true
// map[main.large]main.large 1 true
// map[main.large]main.pair 1 true
// map[main.large][0]int 1 true
// map[main.large]struct {} 1 true
// map[main.large][3]string 1 true
// map[main.pair]int8 1 true
// map[main.pair]string 1 true
// map[main.pair]float64 1 true
// map[main.pair]main.large 1 true
// map[main.pair]main.pair 1 true
// map[main.pair][0]int 1 true
// map[main.pair]struct {} 1 true
// map[main.pair][3]string 1 true
// map[[0]int]int8 1 true
// map[[0]int]string 1 true
// map[[0]int]float64 1 true
// map[[0]int]main.large 1 true
// map[[0]int]main.pair 1 true
// map[[0]int][0]int 1 true
// map[[0]int]struct {} 1 true
// map[[0]int][3]string 1 true
// map[struct {}]int8 1 true
// map[struct {}]string 1 true
// map[struct {}]float64 1 true
// map[struct {}]main.large 1 true
// map[struct {}]main.pair 1 true
// map[struct {}][0]int 1 true
// map[struct {}]struct {} 1 true
// map[struct {}][3]string 1 true
// map[[3]string]int8 1 true
// map[[3]string]string 1 true
// map[[3]string]float64 1 true
// map[[3]string]main.large 1 true
// map[[3]string]main.pair 1 true
// map[[3]string][0]int 1 true
// map[[3]string]struct {} 1 true
// map[[3]string][3]string 1 true
