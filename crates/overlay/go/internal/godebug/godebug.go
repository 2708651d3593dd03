// Package godebug reads settings from the environment variable GODEBUG, each when it is asked for. Nothing counts their uses.
package godebug

import (
	_ "runtime" // for what the package links to
	_ "unsafe"  // for linkname
)

//go:linkname debugSettings runtime.debugSettings
func debugSettings() string

// A Setting is one setting of GODEBUG.
type Setting struct {
	name string
	// Whether other packages need not know of it: the name was given with a # in front.
	isUndocumented bool
}

// New is the setting of a name.
func New(name string) *Setting {
	if name != "" && name[0] == '#' {
		return &Setting{name[1:], true}
	}
	return &Setting{name, false}
}

// Name is the setting's name.
func (s *Setting) Name() string { return s.name }

// Undocumented says whether the setting is one that is not documented.
func (s *Setting) Undocumented() bool { return s.isUndocumented }

// String is the setting with its value.
func (s *Setting) String() string { return s.name + "=" + s.Value() }

// IncNonDefault does nothing.
func (s *Setting) IncNonDefault() {}

// Value is the last value that GODEBUG gives the setting, or "".
func (s *Setting) Value() string {
	text := debugSettings()
	end := len(text)
	for start := len(text); start >= 0 && end > 0; start-- {
		if start > 0 && text[start-1] != ',' {
			continue
		}
		entry := text[start:end]
		if len(entry) > len(s.name) && entry[len(s.name)] == '=' && entry[:len(s.name)] == s.name {
			value := entry[len(s.name)+1:]
			for i := range len(value) {
				if value[i] == '#' {
					return value[:i]
				}
			}
			return value
		}
		end = start - 1
	}
	return ""
}
