// Package deep is imported for its effects.
package deep

func init() { println("init deep") }
