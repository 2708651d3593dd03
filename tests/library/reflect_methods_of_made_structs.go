// Methods that a struct made at run time takes from an interface embedded in it: it has them, and they panic when called.
// The function that reflection gives for a method is the one of the method's expression.
package main

import (
	"fmt"
	"reflect"
)

type Named interface {
	Name() string
}

type Sized interface {
	Size(scale int) (int, error)
}

type Both interface {
	Named
	Sized
}

type city struct{ name string }

func (c city) Name() string { return c.name }

type counter struct{ n int }

func (c *counter) Add(n int) int {
	c.n += n
	return c.n
}

func (c *counter) Get() int { return c.n }

func try(what string, f func()) {
	defer func() { fmt.Println(what+":", recover()) }()
	f()
}

func main() {
	for _, embedded := range []reflect.Type{reflect.TypeFor[Named](), reflect.TypeFor[Both]()} {
		typ := reflect.StructOf([]reflect.StructField{{Name: embedded.Name(), Type: embedded, Anonymous: true}})
		v := reflect.New(typ).Elem()
		for i := range typ.NumMethod() {
			fmt.Println(typ.Method(i).Name)
		}
		x := v.Interface()
		_, isSized := x.(Sized)
		fmt.Println("sized:", isSized)
		try("called", func() { fmt.Println(x.(Named).Name()) })
		if isSized {
			try("called", func() { fmt.Println(x.(Sized).Size(2)) })
		}
		try("called by reflection", func() { v.Method(0).Call(nil) })
	}

	// The methods of other types are called as before.
	var named Named = city{"Ulm"}
	fmt.Println(named.Name(), reflect.ValueOf(named).Method(0).Call(nil)[0])

	typ := reflect.TypeFor[*counter]()
	c := &counter{1}
	add, get := typ.Method(0).Func, typ.Method(1).Func
	fmt.Println(add.UnsafePointer() == reflect.ValueOf((*counter).Add).UnsafePointer())
	fmt.Println(add.Call([]reflect.Value{reflect.ValueOf(c), reflect.ValueOf(4)})[0].Int())
	fmt.Println(add.Interface().(func(*counter, int) int)(c, 5))
	fmt.Println(get.Call([]reflect.Value{reflect.ValueOf(c)})[0].Int(), c.n)
}

// Output:
// Name
// sized: false
// called: reflect: StructOf does not support methods of embedded interfaces
// called by reflection: reflect: StructOf does not support methods of embedded interfaces
// Name
// Size
// sized: true
// called: reflect: StructOf does not support methods of embedded interfaces
// called: reflect: StructOf does not support methods of embedded interfaces
// called by reflection: reflect: StructOf does not support methods of embedded interfaces
// Ulm Ulm
// true
// 5
// 10
// 10 10
