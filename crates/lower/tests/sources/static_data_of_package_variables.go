package main

type point struct{ x, y int32 }

var (
	table  = [...]int32{1, 2, 3}
	origin = point{4, 5}
	name   = "gowex"
	later  = table[1] + origin.y
)

//go:wasmexport f
func f(i int32) int32 { return table[i] + origin.x + later + int32(len(name)) }
