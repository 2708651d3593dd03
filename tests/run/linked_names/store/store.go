// Package store has what other packages reach by its symbols.
package store

var count = 40

var names []string

func add(n int, name string) (int, bool) {
	count += n
	names = append(names, name)
	return count, len(names) > 1
}

// Len says how many names there are.
func Len() int { return len(names) }
