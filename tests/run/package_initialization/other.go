package main

var second = trace2()

func trace2() string { println("second, of the file other.go"); return "second" }

func init() { println("init of other.go") }
