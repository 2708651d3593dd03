// Package a is imported by b.
package a

// Value is changed by main.
var Value = initial()

// Shape has an area.
type Shape interface{ Area() int }

func initial() int { println("a"); return 40 }

func init() { println("init a") }

// Get returns Value.
func Get() int { return Value }
