// Maps of at most eight entries that stay in their function lie in its frame. They grow out of it, are iterated over meanwhile, and
// are kept whole while their goroutine is suspended.
package main

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
)

type point struct{ x, y int }

type large struct{ words [40]int }

//go:noinline
func add(m map[string]int, keys ...string) {
	for i, key := range keys {
		m[key] += i + 1
	}
}

func count(text string) (distinct, most int) {
	m := map[rune]int{}
	for _, r := range text {
		m[r]++
	}
	for _, n := range m {
		most = max(most, n)
	}
	return len(m), most
}

// grow fills a map beyond its first group while an iteration goes on.
func grow(limit int) (int, int) {
	m := make(map[int]*point, 4)
	for i := range 6 {
		m[i] = &point{i, i}
	}
	sum, turns := 0, 0
	for key, p := range m {
		turns++
		sum += p.x
		delete(m, key)
		if turns == 2 {
			for i := range limit {
				m[100+i] = &point{1000, i}
			}
		}
		if turns > 5 {
			break
		}
	}
	return turns, len(m)
}

func each(text string) string {
	var all []string
	for word := range strings.FieldsSeq(text) {
		letters := map[byte]bool{}
		for i := range len(word) {
			letters[word[i]] = true
		}
		if len(letters) != 0 {
			all = append(all, fmt.Sprint(len(letters)))
		}
	}
	return strings.Join(all, " ")
}

func leaves(n int) map[string]int {
	m := map[string]int{"n": n}
	return m
}

//go:noinline
func wait(m map[string]*point, key string) int {
	runtime.Gosched()
	m[key].x++
	runtime.Gosched()
	return m[key].x + len(m)
}

func suspended(i int) int {
	m := map[string]*point{"a": {x: i}}
	n := wait(m, "a")
	m["b"] = &point{x: 10 * i}
	for range i {
		m[fmt.Sprint(len(m))] = &point{x: 5}
	}
	runtime.GC()
	return n + wait(m, "b")
}

func main() {
	fmt.Println(testing.AllocsPerRun(10, func() {
		m := map[string]int{}
		add(m, "a", "b", "a")
		if m["a"] != 4 || len(m) != 2 {
			panic(len(m))
		}
		seen := map[point]bool{{1, 2}: true}
		if !seen[point{1, 2}] || seen[point{2, 1}] {
			panic("seen")
		}
		clear(m)
		delete(seen, point{1, 2})
		if len(m)+len(seen) != 0 {
			panic("cleared")
		}
	}))
	fmt.Println(count("a short text with many different letters"))
	fmt.Println(count("aabbb"))
	fmt.Println(grow(0))
	turns, left := grow(30)
	fmt.Println(turns, left)
	fmt.Println(each("one three aaaaa bookkeeper x"))
	m := leaves(3)
	fmt.Println(m, leaves(4), m)
	big := map[string]large{"x": {}}
	held := big["x"]
	held.words[3] = 4
	big["y"] = held
	clone := maps.Clone(big)
	delete(big, "y")
	fmt.Println(len(big), clone["y"].words[3], slices.Sorted(maps.Keys(clone)))
	done := make(chan int)
	for i := range 4 {
		go func() { done <- suspended(3 * i) }()
	}
	total := 0
	for range 4 {
		total += <-done
	}
	fmt.Println(total)
	defer func() { fmt.Println(recover()) }()
	unhashable := map[any]int{}
	unhashable[[]int{1}] = 2
}

// Output:
// 0
// 17 7
// 2 3
// 6 0
// 6 30
// 3 4 1 6 1
// map[n:3] map[n:4] map[n:3]
// 1 4 [x y]
// 236
// runtime error: hash of unhashable type []int
