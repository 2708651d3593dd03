package main

import _ "unsafe"

//go:linkname linked other.linked
//go:linkname linked
//go:linkname absent other.absent
//go:linkname T
//go:linkname number runtime.number
//go:linkname number
var number int

type T int

func linked() {}

func main() {}
