// Package c is imported with a dot.
package c

// Dotted is used without qualification.
const Dotted = "dotted"

func init() { println("init c") }
