// A constant string may be long, since nobody has to look at it, but not too long.
package main

const a0 = "0123456789012345678901234567890123456789"
const a1 = a0 + a0 + a0 + a0 + a0 + a0 + a0 + a0 + a0 + a0
const a2 = a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1
const a3 = a2 + a2 + a2 + a2 + a2 + a2 + a2 + a2 + a2 + a2
const a4 = a3 + a3 + a3 + a3 + a3 + a3 + a3 + a3 + a3 + a3
const a5 = a4 + a4 + a4 + a4 + a4 + a4 + a4 + a4 + a4 + a4
const a6 = a5 + a5 + a5 + a5 + a5 + a5 + a5 + a5 + a5 + a5
const a7 = a6 + a6 + a6 + a6 + a6 + a6 + a6 + a6 + a6 + a6
const a8 = a7 + a7 + a7 + a7 + a7 + a7 + a7 + a7 + a7 + a7 // ERROR "constant string too long \(2400000000 bytes > 2000000000 bytes\)"

const t0 string = a7
const t1 = t0 + t0 + t0 + t0 + t0 + t0 + t0 + t0 + t0 + t0

var _ [len(t1)/1000000000 - 4]int

func main() {}
