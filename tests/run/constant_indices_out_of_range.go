package main

// Constant indices of slices are checked when the program runs, however large they are.

const most = 1<<63 - 1

func try(name string, f func() int) {
	defer func() {
		if r := recover(); r != nil {
			println(name, "panics:", r.(error).Error())
		}
	}()
	println(name, f())
}

type pair struct{ a, b, c int }

func main() {
	ints := []int{1, 2, 3}
	pairs := []pair{{1, 2, 3}}
	try("within", func() int { return ints[2] })
	try("int", func() int { return ints[most] })
	try("int above 32 bits", func() int { return ints[1<<32] })
	try("int at half", func() int { return ints[1<<31-1] })
	try("pair", func() int { return pairs[most].b })
	try("pair whose offset wraps", func() int { return pairs[1<<61].c })
	try("stored", func() int { pairs[most-1].c = 1; return 0 })
	try("address", func() int { return *(&ints[most]) })
	try("sliced", func() int { return len(ints[most:]) })
	try("sliced to", func() int { return len(pairs[:most]) })
	try("string", func() int { return int("text"[len(ints):][most]) })
}

// Output:
// within 3
// int panics: runtime error: index out of range [9223372036854775807] with length 3
// int above 32 bits panics: runtime error: index out of range [4294967296] with length 3
// int at half panics: runtime error: index out of range [2147483647] with length 3
// pair panics: runtime error: index out of range [9223372036854775807] with length 1
// pair whose offset wraps panics: runtime error: index out of range [2305843009213693952] with length 1
// stored panics: runtime error: index out of range [9223372036854775806] with length 1
// address panics: runtime error: index out of range [9223372036854775807] with length 3
// sliced panics: runtime error: slice bounds out of range [9223372036854775807:3]
// sliced to panics: runtime error: slice bounds out of range [:9223372036854775807] with capacity 1
// string panics: runtime error: index out of range [9223372036854775807] with length 1
