// Assertions to interfaces of values whose type the compiler knows: those that hold and those that fail, also where the method is
// promoted, unexported or of a value.
package main

type hash interface{ Write(b byte) }
type marshaler interface{ Marshal() ([]byte, error) }
type resetter interface {
	Reset()
	hash
}
type hidden interface{ secret() int }

type digest struct{ sum int }

func (d *digest) Write(b byte)             { d.sum += int(b) }
func (d *digest) Reset()                   { d.sum = 0 }
func (d *digest) Marshal() ([]byte, error) { return d.Append(make([]byte, 0, 10)) }
func (d *digest) secret() int              { return d.sum * 2 }

//go:noinline
func (d *digest) Append(b []byte) ([]byte, error) { return append(b, byte(d.sum)), nil }

type wider struct {
	*digest
	name string
}

type value int

func (v value) Write(b byte) { written += int(v) + int(b) }

var written int

func newHash() hash { return &digest{} }

//go:noinline
func use() int {
	h := newHash()
	h.Write(7)
	m, _ := h.(marshaler).Marshal()
	h.(resetter).Write(1)
	sum := int(m[0])*100 + h.(hidden).secret()
	h.(resetter).Reset()
	return sum + h.(hidden).secret()
}

//go:noinline
func promoted() int {
	var h hash = wider{&digest{}, "wide"}
	h.(resetter).Write(5)
	return h.(hidden).secret() + len(h.(wider).name)
}

//go:noinline
func fails() (text string) {
	defer func() { text += recover().(error).Error() }()
	var h hash = value(3)
	h.Write(4)
	if _, ok := h.(marshaler); !ok {
		text = "no marshaler; "
	}
	return h.(resetter).(interface{ String() string }).String()
}

//go:noinline
func keep() ([]byte, hash) {
	h := newHash()
	h.Write(9)
	m, _ := h.(marshaler).Marshal()
	return m, h
}

func main() {
	println(use(), promoted())
	println(fails(), written)
	m, h := keep()
	println(m[0], cap(m), h.(*digest).sum)
	var list []any = []any{h, value(1), wider{h.(*digest), ""}, nil, 5}
	for _, x := range list {
		_, a := x.(hash)
		_, b := x.(marshaler)
		_, c := x.(hidden)
		println(a, b, c)
	}
}

// Output:
// 716 14
// no marshaler; interface conversion: main.value is not main.resetter: missing method Reset 7
// 9 10 9
// true true true
// true false false
// true true true
// false false false
// false false false
