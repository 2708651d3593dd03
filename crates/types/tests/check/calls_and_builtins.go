package main

import "unsafe"

func f(a int, b string)       {}
func v(a int, rest ...string) {}
func g() (int, string)        { return 0, "" }

type T struct {
	a byte
	b int64
}

func (t *T) pointer() {}

func calls(m map[string]int, c chan int, rc <-chan int, s []int, str string, t T) {
	f()
	f(1)
	f(1, 2)
	f(1, "", 3)
	f(g())
	v(g())
	v()
	v(1, []string{}...)
	v(1, "", []string{}...)
	f(1, []string{}...)
	str()
	int()
	int(1, 2)
	int("x")
	int8(300)
	string(1.5)
	_ = T{}.pointer
	t.pointer()
	T{}.pointer()
	_ = append(s, 1, "x")
	_ = append(str, 'x')
	_ = append([]byte{}, str...)
	_ = append(s)
	append(s, 1)
	_ = cap(m)
	_ = len(5)
	_ = len(s, s)
	clear(str)
	close(s)
	close(rc)
	copy(s, str)
	copy([]byte(str), str)
	delete(s, 1)
	delete(m, 1)
	_ = make(int)
	_ = make([]int)
	_ = make([]int, 5, 2)
	_ = make([]int, -1)
	_ = make(map[string]int, "x")
	_ = max(1, 2.5, 'a')
	_ = max(1, str)
	_ = min(c)
	_ = new(int) == new(5)
	_ = complex(1, 2) + complex(str, 1)
	_ = real(str)
	panic()
	print(nil)
	println(1<<40, str)
	_ = recover() == nil
	var size [unsafe.Sizeof(t)]int = [16]int{}
	const offset = unsafe.Offsetof(t.b) + unsafe.Alignof(t.a)
	var check [offset - 9]int
	_ = unsafe.Offsetof(t)
	_ = unsafe.Offsetof(t.pointer)
	_ = unsafe.Slice(&s[0], 3)[0] + "x"
	_ = unsafe.Pointer(t)
	_ = uintptr(unsafe.Pointer(&t))
	_, _ = size, check
	x := len
	len := 5
	_ = len(s)
}
