// Finalizers, cleanups and weak pointers: what the image records beside objects.

package runtime

import "unsafe"

// Kinds of records.
const (
	finalizerKind = iota
	cleanupKind
	weakKind
)

//go:linkname heapObject gowex.heap_object
func heapObject(address unsafe.Pointer) (base unsafe.Pointer, bytes int64)

//go:linkname specialAdd gowex.special_add
func specialAdd(address uint32, kind int32, data unsafe.Pointer) int64

//go:linkname specialRemove gowex.special_remove
func specialRemove(address uint32, kind int32, id int64) bool

//go:linkname specialFind gowex.special_find
func specialFind(address uint32, kind int32) unsafe.Pointer

//go:linkname specialRunner gowex.special_runner
func specialRunner(closure unsafe.Pointer)

//go:linkname specialNext gowex.special_next
func specialNext() (call, object unsafe.Pointer)

//go:linkname findItab gowex.find_itab
func findItab(interfaceType, concreteType unsafe.Pointer) unsafe.Pointer

// finalizerAdapters is a table of the number of function types whose values may be finalizers, and for each its descriptor
// and a finalizerAdapter.
//
//go:linkname finalizerAdapters gowex.compiler.finalizer_adapters
func finalizerAdapters() unsafe.Pointer

// A finalizerAdapter calls the function with this code and closure object with the argument that is in memory.
type finalizerAdapter func(code uint64, closure, argument unsafe.Pointer)

// asFunction is the function behind a closure object.
func asFunction[F any](closure unsafe.Pointer) F { return *(*F)(unsafe.Pointer(&closure)) }

// closureOf is the closure object of a function.
func closureOf(f func(object unsafe.Pointer)) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&f)) }

var hasRunner bool

// addCall has the image call f once the object at p is dead. f must not refer to it.
func addCall(p unsafe.Pointer, kind int32, f func(object unsafe.Pointer)) (id int64) {
	if !hasRunner {
		hasRunner = true
		run := runCalls
		specialRunner(*(*unsafe.Pointer)(unsafe.Pointer(&run)))
	}
	id = specialAdd(uint32(uintptr(p)), kind, closureOf(f))
	KeepAlive(p)
	return id
}

// runCalls is what the image starts a goroutine for when calls are due.
func runCalls() {
	for {
		call, object := specialNext()
		if call == nil {
			return
		}
		asFunction[func(unsafe.Pointer)](call)(object)
	}
}

// A descriptor is what descriptors of all types begin with, and what follows in those of pointers.
type descriptor struct {
	size, pointerBytes uintptr
	hash               uint32
	flags              uint8
	align, fieldAlign  uint8
	kind               uint8
	equal              unsafe.Pointer
	gcData             unsafe.Pointer
	name, toPointer    uint32
	element            *descriptor
}

// Flags and kinds of descriptors, and where the parameters of a function begin.
const (
	hasMethods      = 1
	hasExtraStar    = 2
	functionKind    = 19
	interfaceKind   = 20
	pointerKind     = 22
	kindMask        = 31
	parametersAt    = 56
	methodsBytes    = 16
	methodCountAt   = 64
	parameterCounts = 48
)

// text is the type as Go writes it.
func (d *descriptor) text() string {
	length, at := number(uintptr(d.name) + 1)
	s := unsafe.String((*byte)(unsafe.Pointer(at)), int(length))
	if d.flags&hasExtraStar != 0 {
		s = s[1:]
	}
	return s
}

// parameter is the one parameter of a function type and whether that is variadic; nil if it has not one.
func (d *descriptor) parameter() (parameter *descriptor, isVariadic bool) {
	counts := (*[2]uint16)(unsafe.Add(unsafe.Pointer(d), parameterCounts))
	at := uintptr(parametersAt)
	if d.flags&hasMethods != 0 {
		at += methodsBytes
	}
	isVariadic = counts[1]&(1<<15) != 0
	if counts[0] != 1 {
		return nil, isVariadic
	}
	return *(**descriptor)(unsafe.Add(unsafe.Pointer(d), at)), isVariadic
}

// words are the parts of a value of type any.
func words(x *any) (typ *descriptor, data unsafe.Pointer) {
	parts := (*[2]unsafe.Pointer)(unsafe.Pointer(x))
	return (*descriptor)(parts[0]), parts[1]
}

// SetFinalizer says that finalizer is to be called with obj, in a goroutine, once nothing refers to it. A nil finalizer
// takes it back.
func SetFinalizer(obj, finalizer any) {
	typ, data := words(&obj)
	if typ == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if typ.kind&kindMask != pointerKind {
		throw("runtime.SetFinalizer: first argument is " + typ.text() + ", not pointer")
	}
	if typ.element.size == 0 {
		return
	}
	base, _ := heapObject(data)
	if base == nil {
		if data != nil {
			// A static object.
			return
		}
		throw("runtime.SetFinalizer: pointer not in heap")
	}
	if base != data {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	function, closure := words(&finalizer)
	if function == nil {
		specialRemove(uint32(uintptr(data)), finalizerKind, 0)
		KeepAlive(data)
		return
	}
	if function.kind&kindMask != functionKind {
		throw("runtime.SetFinalizer: second argument is " + function.text() + ", not a function")
	}
	parameter, isVariadic := function.parameter()
	why := ""
	if isVariadic {
		why, parameter = " because dotdotdot", nil
	}
	word, isInterface, ok := finalizerWord(typ, parameter)
	if !ok {
		throw("runtime.SetFinalizer: cannot pass " + typ.text() + " to finalizer " + function.text() + why)
	}
	adapter := adapterOf(function)
	code := *(*uint64)(closure)
	call := func(object unsafe.Pointer) {
		argument := [2]unsafe.Pointer{object}
		if isInterface {
			argument = [2]unsafe.Pointer{word, object}
		}
		adapter(code, closure, unsafe.Pointer(&argument))
	}
	if addCall(data, finalizerKind, call) == 0 {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

// finalizerWord says whether a value of a pointer type can be passed for a parameter and, if that is an interface, what
// stands before the pointer there.
func finalizerWord(typ, parameter *descriptor) (word unsafe.Pointer, isInterface, ok bool) {
	switch {
	case parameter == nil:
		return nil, false, false
	case parameter == typ:
		return nil, false, true
	case parameter.kind&kindMask == pointerKind:
		isUnnamed := parameter.flags&hasMethods == 0 || typ.flags&hasMethods == 0
		return nil, false, isUnnamed && parameter.element == typ.element
	case parameter.kind&kindMask != interfaceKind:
		return nil, false, false
	case *(*int)(unsafe.Add(unsafe.Pointer(parameter), methodCountAt)) == 0:
		return unsafe.Pointer(typ), true, true
	}
	itab := findItab(unsafe.Pointer(parameter), unsafe.Pointer(typ))
	return itab, true, itab != nil
}

func adapterOf(function *descriptor) finalizerAdapter {
	table := finalizerAdapters()
	for i := range *(*int)(table) {
		entry := (*[2]unsafe.Pointer)(unsafe.Add(table, 8+16*i))
		if entry[0] == unsafe.Pointer(function) {
			return asFunction[finalizerAdapter](entry[1])
		}
	}
	throw("runtime.SetFinalizer: the function's type was made at run time")
	return nil
}

// A Cleanup is a call that AddCleanup has asked for.
type Cleanup struct {
	id      int64
	address uint32
}

// AddCleanup says that cleanup is to be called with arg, in a goroutine, once nothing refers to ptr.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	var referred unsafe.Pointer
	boxed := any(arg)
	if typ, data := words(&boxed); typ != nil && (typ.kind&kindMask == pointerKind || typ.kind&kindMask == unsafePointerKind) {
		referred = data
	}
	return addCleanup(unsafe.Pointer(ptr), referred, closureWord(unsafe.Pointer(&cleanup)), func(unsafe.Pointer) { cleanup(arg) })
}

const unsafePointerKind = 26

// closureWord is the closure object of the function in memory.
func closureWord(function unsafe.Pointer) unsafe.Pointer { return *(*unsafe.Pointer)(function) }

// addCleanup is AddCleanup for a call whose argument, if it is a pointer, is referred.
func addCleanup(p, referred, function unsafe.Pointer, call func(unsafe.Pointer)) Cleanup {
	if referred == p {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	base, bytes := heapObject(p)
	if base == nil {
		// A static object.
		return Cleanup{}
	}
	if uintptr(referred)-uintptr(base) < uintptr(bytes) {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	if captured, size := heapObject(function); captured != nil {
		for at := int64(8); at+8 <= size; at += 8 {
			if *(*uintptr)(unsafe.Add(captured, at))-uintptr(base) < uintptr(bytes) {
				panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
			}
		}
	}
	return Cleanup{addCall(p, cleanupKind, call), uint32(uintptr(p))}
}

// Stop takes the call back, unless it is due already.
func (c Cleanup) Stop() {
	if c.id != 0 {
		specialRemove(c.address, cleanupKind, c.id)
	}
}

// A weak pointer refers to a word that holds the address until the object dies.

//go:linkname weak_registerWeakPointer weak.runtime_registerWeakPointer
func weak_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer {
	if known := specialFind(uint32(uintptr(p)), weakKind); known != nil {
		return known
	}
	word := new(uint64)
	*word = uint64(uintptr(p))
	specialAdd(uint32(uintptr(p)), weakKind, unsafe.Pointer(word))
	KeepAlive(p)
	return unsafe.Pointer(word)
}

//go:linkname weak_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func weak_makeStrongFromWeak(word unsafe.Pointer) unsafe.Pointer {
	if word == nil {
		return nil
	}
	return unsafe.Pointer(uintptr(*(*uint64)(word)))
}
