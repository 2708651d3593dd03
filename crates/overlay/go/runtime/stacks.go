// Call stacks. What the image knows are places: records of lines, which package abi of the compiler describes.
//
// A program counter is one of two things: a number in the function table, which is what function values hold, or
// placeBit and twice an address in a record, plus one, so that the counter minus one means the same.

package runtime

import "unsafe"

//go:linkname stackPlaces gowex.callers
func stackPlaces(goroutine unsafe.Pointer, skip int64, places unsafe.Pointer, count int64) int64

//go:linkname goroutineAfter gowex.goroutine_after
func goroutineAfter(goroutine unsafe.Pointer) unsafe.Pointer

//go:linkname goroutineState gowex.goroutine_state
func goroutineState(goroutine unsafe.Pointer) (id int64, reason int32, madeAt unsafe.Pointer, parent int64)

//go:linkname functionPlaces gowex.function_places
func functionPlaces() unsafe.Pointer

const (
	placeBit = 1 << 33
	// Of the counter where a function begins that is not in the function table.
	entryBit = 1 << 34
)

// Places that are no addresses.
const (
	panicPlace = 1 + iota
	mainPlace
	endPlace
	firstAddress
)

// A place is a line of a function.
type place struct {
	function uintptr
	line     int
}

// number reads a number in LEB128.
func number(at uintptr) (value, next uintptr) {
	for shift := 0; ; shift += 7 {
		b := *(*byte)(unsafe.Pointer(at))
		at++
		value |= uintptr(b&0x7f) << shift
		if b < 0x80 {
			return value, at
		}
	}
}

// text is the text that ends with a zero byte.
func text(at uintptr) string {
	n := 0
	for *(*byte)(unsafe.Pointer(at + uintptr(n))) != 0 {
		n++
	}
	return unsafe.String((*byte)(unsafe.Pointer(at)), n)
}

func placeAt(record uintptr) place {
	head, next := number(record)
	function, _ := number(next)
	return place{function, int(head >> 2)}
}

// fileOf is the file of a function record.
func fileOf(function uintptr) string {
	file, _ := number(function)
	return text(file)
}

// nameOf is the name of a function record.
func nameOf(function uintptr) string {
	_, name := number(function)
	return text(name)
}

// counter is the program counter for an address in a record or one of the other places.
func counter(address uintptr) uintptr { return placeBit | address<<1 | 1 }

// places fills pcs with the calls of a goroutine, without the first skip. Of the running one, which is nil, 0 is the function
// that calls places.
func places(goroutine unsafe.Pointer, skip int, pcs []uintptr) int {
	if len(pcs) == 0 {
		return 0
	}
	skip = max(skip, 0)
	if goroutine == nil {
		// The innermost call is the one below.
		skip++
	}
	n := int(stackPlaces(goroutine, int64(skip), unsafe.Pointer(unsafe.SliceData(pcs)), int64(len(pcs))))
	for i, address := range pcs[:n] {
		pcs[i] = counter(address)
	}
	return n
}

// Caller says which call is skip levels up the stack, where 0 is the caller of Caller.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if places(nil, skip+1, pcs[:]) == 0 {
		return 0, "", 0, false
	}
	file, line = fileLine(pcs[0])
	return pcs[0], file, line, true
}

// Callers fills pcs with the calls on the stack and returns how many there are; 0 is the call of Callers itself.
func Callers(skip int, pcs []uintptr) int { return places(nil, skip, pcs) }

// callerName is the name of the function skip calls up the stack, where 0 is the caller of callerName, or nothing.
func callerName(skip int) string {
	var pcs [1]uintptr
	if places(nil, skip+1, pcs[:]) == 0 || pcs[0] < counter(firstAddress) {
		return ""
	}
	return nameOf(placeAt(pcs[0] &^ placeBit >> 1).function)
}

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
type Frames struct{ counters []uintptr }

// CallersFrames translates what Callers has found.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next is the next frame and whether there are more.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.counters) > 0 {
		pc := f.counters[0]
		f.counters = f.counters[1:]
		if function := FuncForPC(pc); function != nil {
			file, line := fileLine(pc)
			return Frame{
				PC: pc - 1, Func: function, Function: function.name, File: file, Line: line,
				startLine: function.line, Entry: function.entry,
			}, len(f.counters) > 0
		}
	}
	return Frame{}, false
}

// A Func is a function of the program.
type Func struct {
	name, file string
	line       int
	entry      uintptr
}

// functions are those that were asked for, by record or other place.
var functions map[uintptr]*Func

// recordOf is the record of the function that a program counter is in, or a place that is no address, or 0.
func recordOf(pc uintptr) uintptr {
	switch {
	case pc&placeBit != 0:
		if address := pc &^ placeBit >> 1; address >= firstAddress {
			return placeAt(address).function
		} else {
			return address
		}
	case pc&entryBit != 0:
		return pc &^ entryBit >> 1
	}
	if record := startOf(pc); record != 0 {
		return placeAt(record).function
	}
	return 0
}

// functionTable is the first number in the function table that has a place, and the places; 0 is the place of none.
func functionTable() (first uintptr, places []uint32) {
	table := (*[2]uint32)(functionPlaces())
	if table == nil {
		return 0, nil
	}
	return uintptr(table[1]), unsafe.Slice((*uint32)(unsafe.Add(unsafe.Pointer(table), 8)), table[0])
}

// startOf is the place where the function begins that has a number in the function table, or 0.
func startOf(index uintptr) uintptr {
	if first, places := functionTable(); index-first < uintptr(len(places)) {
		return uintptr(places[index-first])
	}
	return 0
}

// FuncForPC finds the function that pc, a result of Callers or the value of a function, is in.
func FuncForPC(pc uintptr) *Func {
	record := recordOf(pc)
	if record == 0 {
		return nil
	}
	if known := functions[record]; known != nil {
		return known
	}
	f := newFunc(record)
	if functions == nil {
		functions = map[uintptr]*Func{}
	}
	functions[record] = f
	return f
}

func newFunc(record uintptr) *Func {
	switch record {
	case panicPlace:
		return &Func{name: "runtime.gopanic", file: ownFile("panic.go"), entry: entryBit | record<<1}
	case mainPlace:
		return &Func{name: "runtime.main", file: ownFile("proc.go"), entry: entryBit | record<<1}
	case endPlace:
		return &Func{name: "runtime.goexit", file: ownFile("asm_wasm.s"), entry: entryBit | record<<1}
	}
	f := &Func{name: nameOf(record), file: fileOf(record), entry: entryBit | record<<1}
	if functionPlaces() != nil {
		_, name := number(record)
		line, _ := number(name + uintptr(len(f.name)) + 1)
		f.line = int(line)
	}
	first, places := functionTable()
	for i, start := range places {
		if start != 0 && placeAt(uintptr(start)).function == record {
			f.entry = first + uintptr(i)
			break
		}
	}
	return f
}

// ownFile is the path of a file of this package.
func ownFile(name string) string {
	_, file, _, _ := Caller(0)
	end := len(file)
	for end > 0 && file[end-1] != '/' {
		end--
	}
	return file[:end] + name
}

// fileLine is the place of a program counter.
func fileLine(pc uintptr) (file string, line int) {
	address := pc &^ placeBit >> 1
	if pc&placeBit != 0 && address >= firstAddress {
		place := placeAt(address)
		return fileOf(place.function), place.line
	}
	if f := FuncForPC(pc); f != nil {
		return f.file, f.line
	}
	return "?", 0
}

// Name is the function's name.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry is where the function begins.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine is the place of an instruction.
func (f *Func) FileLine(pc uintptr) (file string, line int) { return fileLine(pc) }

// A report is text that fills a buffer.
type report struct {
	buf []byte
	n   int
}

func (r *report) add(text string) { r.n += copy(r.buf[r.n:], text) }

func (r *report) addLine(file string, line int) {
	r.add("\n\t")
	r.add(file)
	r.add(":")
	r.add(decimal(int64(line)))
	r.add("\n")
}

//go:linkname bubbleOf gowex.bubble_of
func bubbleOf(goroutine unsafe.Pointer) (id int64, isDurable bool)

// What goroutines wait for, by the image's number; the last runs.
var reasons = [...]string{
	"runnable", "chan receive", "chan send", "select", "sleep", "semacquire", "chan receive (nil chan)",
	"chan send (nil chan)", "select (no cases)", "waiting", "IO wait", "sync.Cond.Wait", "coroutine", "sync.WaitGroup.Wait",
	"synctest.Run", "synctest.Wait", "running",
}

// How many calls reports show at either end.
const shownCalls = 50

// addGoroutine adds what a goroutine does and its calls; of the running one, which is nil, without the first skip.
func (r *report) addGoroutine(goroutine unsafe.Pointer, skip int) {
	record := goroutine
	if record == nil {
		record = currentGoroutine()
	}
	id, reason, madeAt, parent := goroutineState(record)
	r.add("goroutine ")
	r.add(decimal(id))
	r.add(" [")
	r.add(reasons[reason])
	if bubble, isDurable := bubbleOf(record); bubble != 0 {
		if isDurable {
			r.add(" (durable)")
		}
		r.add(", synctest bubble ")
		r.add(decimal(bubble))
	}
	r.add("]:\n")
	pcs := make([]uintptr, 2*shownCalls+16)
	n := places(goroutine, skip, pcs)
	for n == len(pcs) {
		pcs = make([]uintptr, 2*len(pcs))
		n = places(goroutine, skip, pcs)
	}
	for n > 0 && pcs[n-1]&^placeBit>>1 < firstAddress && pcs[n-1]&^placeBit>>1 != panicPlace {
		n--
	}
	for i, pc := range pcs[:n] {
		if i >= shownCalls && i < n-shownCalls {
			if i == shownCalls {
				r.add("...")
				r.add(decimal(int64(n - 2*shownCalls)))
				r.add(" frames elided...\n")
			}
			continue
		}
		if pc == counter(panicPlace) {
			r.add("panic(...)\n")
			continue
		}
		r.add(nameOf(recordOf(pc)))
		r.add("(...)")
		r.addLine(fileLine(pc))
	}
	if madeAt != nil {
		place := placeAt(uintptr(madeAt))
		r.add("created by ")
		r.add(nameOf(place.function))
		r.add(" in goroutine ")
		r.add(decimal(parent))
		r.addLine(fileOf(place.function), place.line)
	}
}

// Stack writes the stack of the running goroutine, and with all those of the others, and returns how many bytes it wrote.
func Stack(buf []byte, all bool) int {
	r := report{buf: buf}
	r.addGoroutine(nil, 2)
	if all {
		current := currentGoroutine()
		for g := goroutineAfter(nil); g != nil; g = goroutineAfter(g) {
			if g != current {
				r.add("\n")
				r.addGoroutine(g, 0)
			}
		}
	}
	return r.n
}

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
