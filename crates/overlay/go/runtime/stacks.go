// Call stacks. Compiled code keeps no places, so that no caller is known; every function says so.

package runtime

import _ "unsafe" // for linkname

// Caller says which call is skip levels up the stack. It is not known.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) { return 0, "", 0, false }

// Callers fills pcs with the callers. They are not known.
func Callers(skip int, pcs []uintptr) int { return 0 }

// A Frame is a call on a stack.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int

	startLine int
	Entry     uintptr
}

// Frames are calls of a stack.
type Frames struct{}

// CallersFrames translates what Callers has found, which is nothing.
func CallersFrames([]uintptr) *Frames { return &Frames{} }

// Next is the next frame and whether there are more.
func (*Frames) Next() (frame Frame, more bool) { return Frame{}, false }

// A Func is a function of the program.
type Func struct{}

// FuncForPC finds a function. None is known.
func FuncForPC(uintptr) *Func { return nil }

// Name is the function's name.
func (f *Func) Name() string { return "" }

// Entry is where the function begins.
func (f *Func) Entry() uintptr { return 0 }

// FileLine is the place of an instruction.
func (f *Func) FileLine(uintptr) (file string, line int) { return "?", 0 }

// Stack writes the stack of the running goroutine: its first line only.
func Stack(buf []byte, all bool) int {
	return copy(buf, "goroutine "+decimal(goroutineNumber())+" [running]:\n")
}

//go:linkname goroutineNumber gowex.goid
func goroutineNumber() int64

func decimal(value int64) string {
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + value%10)
		value /= 10
		if value == 0 {
			return string(digits[at:])
		}
	}
}
