// Handles of equal values are equal, making one for a value that is known allocates nothing, and what nothing refers to is
// dropped by the collection that the program asks for, although variables of the function held it.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unique"
	"weak"
)

type link struct {
	next unique.Handle[link]
	rest [6]int
}

type pair [2]string

var (
	text  unique.Handle[string]
	texts unique.Handle[pair]
	words = []byte("some words, more than fit into a short buffer, in bytes that may change")
)

//go:noinline
func hold(l link) link { return link{unique.Make(l), l.rest} }

func chain() (weak.Pointer[[6]int], int) {
	first := link{rest: [6]int{1, 2, 3}}
	second := hold(first)
	third := hold(second)
	fmt.Println(third.next.Value() == second, second.next.Value() == first)
	held := &[6]int{4, 5, 6}
	holder := struct {
		rest *[6]int
		n    int
	}{held, 7}
	kept := &holder
	observed := weak.Make(held)
	fmt.Println(kept.rest[1], kept.n, observed.Value() == held)
	runtime.GC()
	return observed, first.rest[2]
}

// What a deferred call uses is alive although nothing else refers to it.
func deferred() {
	held := &[6]int{7, 8, 9}
	observed := weak.Make(held)
	holder := struct{ rest *[6]int }{held}
	defer func() { fmt.Println(holder.rest[1], observed.Value() != nil) }()
	holder.rest[1]++
	runtime.GC()
}

func main() {
	words[0] = 'S'
	fmt.Println(testing.AllocsPerRun(10, func() { text = unique.Make(string(words)) }))
	fmt.Println(text.Value(), text == unique.Make(strings.Clone(string(words))))
	was := text.Value()
	words[0] = 's'
	fmt.Println(was == text.Value(), text == unique.Make(string(words)))
	fmt.Println(testing.AllocsPerRun(10, func() {
		var b [16]byte
		b[3] = 'x'
		text = unique.Make(string(b[:]))
	}))
	fmt.Println(testing.AllocsPerRun(10, func() {
		var b [16]byte
		b[3] = 'x'
		texts = unique.Make(pair{string(b[:]), string(b[:4])})
	}))
	fmt.Printf("%q %q\n", text.Value(), texts.Value())
	inAny := unique.Make[any](string(words))
	words[0] = 'S'
	fmt.Println(inAny.Value().(string) == text.Value(), inAny == unique.Make[any]("s"+string(words[1:])))
	observed, n := chain()
	fmt.Println(observed.Value() == nil, n)
	deferred()
}

// Output:
// 0
// Some words, more than fit into a short buffer, in bytes that may change true
// true false
// 0
// 0
// "\x00\x00\x00x\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" ["\x00\x00\x00x\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" "\x00\x00\x00x"]
// false true
// true true
// 5 7 true
// true 3
// 9 true
