package main

const (
	a int8 = 128
	b      = iota
	c
	d uint = -1
	e      = 1 << 600
	f      = 1 << 500 << 12
	g      = "x" + 1
	h      = len([3]int{})
	k      = len(v)
	l      = 1.5
	m int  = l
	n byte = 'a' * 3
	o      = ^0
	p      = uint8(^0)
	q      = -1 >> 1
	r      = 10 / 4
	s      = 10 / 4.0
	t int  = s
	u      = 1 / 0
	w      = string(65)
	x []int = nil
	y, z   = 1
)

const (
	aa, bb = iota, iota * 2
	cc, dd
	ee
)

var v []int

var array [f]int

var negative [-1]int

var fraction [1.5]int

var variable [v]int

var exact float32 = 0.1

var overflow float32 = 1e39

var big = 1 << 63

var fits uint64 = 1<<64 - 1

var converted = int8(200)

var complexes = real(1.5i) + imag(2)

var misplaced = iota
