// Package reflect: kinds, fields and tags, maps, slices, settable values, deep equality, types made of others.
package main

import (
	"fmt"
	"reflect"
	"sort"
)

type inner struct {
	A int `json:"a" x:"y"`
	b string
}

type outer struct {
	inner
	P *inner
	M map[string][]int
	F func(int) error
	C <-chan int
	I any
	U [3]uint8
}

func main() {
	o := outer{inner: inner{1, "two"}, M: map[string][]int{"k": {1}, "j": nil}, I: 4.5}
	t := reflect.TypeOf(o)
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Type.Kind(), f.Offset, f.Index, f.Anonymous, f.IsExported())
	}
	f, ok := t.FieldByName("A")
	fmt.Println(f.Tag.Get("x"), f.Index, ok, t.PkgPath(), t.Name(), t.Size(), t.NumMethod())
	v := reflect.ValueOf(&o).Elem()
	v.FieldByName("A").SetInt(9)
	v.Field(1).Set(reflect.ValueOf(&inner{5, "six"}))
	v.FieldByName("U").Index(1).SetUint(7)
	fmt.Println(o.A, o.P.A, o.U, v.Field(0).Field(1).CanSet(), v.Field(0).CanSet())
	m := v.FieldByName("M")
	m.SetMapIndex(reflect.ValueOf("new"), reflect.ValueOf([]int{3, 4}))
	keys := m.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	fmt.Println(keys, m.MapIndex(reflect.ValueOf("new")), m.MapIndex(reflect.ValueOf("none")).IsValid())
	count := 0
	for it := m.MapRange(); it.Next(); {
		count += it.Value().Len() + it.Key().Len()
	}
	fmt.Println(count, m.Len())
	m.SetMapIndex(reflect.ValueOf("k"), reflect.Value{})
	fmt.Println(len(o.M))

	s := reflect.MakeSlice(reflect.TypeFor[[]string](), 0, 1)
	s = reflect.Append(s, reflect.ValueOf("a"), reflect.ValueOf("b"), reflect.ValueOf("c"))
	fmt.Println(s, s.Len(), s.Slice(1, 3))
	p := reflect.New(reflect.TypeFor[map[int]bool]())
	p.Elem().Set(reflect.MakeMap(p.Type().Elem()))
	p.Elem().SetMapIndex(reflect.ValueOf(1), reflect.ValueOf(true))
	fmt.Println(p.Elem(), p.Type())
	fmt.Println(reflect.DeepEqual(o, o), reflect.DeepEqual([]any{1, "x", map[string]int{"a": 1}}, []any{1, "x", map[string]int{"a": 1}}), reflect.DeepEqual(1, 1.0))
	fmt.Println(reflect.ValueOf(3).Convert(reflect.TypeFor[float64]()), reflect.ValueOf("abc").Convert(reflect.TypeFor[[]byte]()))
	fmt.Println(reflect.TypeFor[error]().Kind(), reflect.TypeFor[*inner]().Implements(reflect.TypeFor[fmt.Stringer]()))
	fmt.Println(reflect.PointerTo(t), reflect.SliceOf(t), reflect.MapOf(reflect.TypeFor[string](), t), reflect.ChanOf(reflect.SendDir, t), reflect.ArrayOf(5, t))
	defer func() { fmt.Println(recover() != nil) }()
	reflect.ValueOf(o).Field(1).SetInt(1)
}

// Output:
// inner main.inner struct 0 [0] true false
// P *main.inner ptr 24 [1] false true
// M map[string][]int map 32 [2] false true
// F func(int) error func 40 [3] false true
// C <-chan int chan 48 [4] false true
// I interface {} interface 56 [5] false true
// U [3]uint8 array 72 [6] false true
// y [0 0] true main outer 80 0
// 9 5 [0 7 0] false false
// [j k new] [3 4] false
// 8 3
// 2
// [a b c] 3 [b c]
// map[1:true] *map[int]bool
// true true false
// 3 [97 98 99]
// interface false
// *main.outer []main.outer map[string]main.outer chan<- main.outer [5]main.outer
// true
