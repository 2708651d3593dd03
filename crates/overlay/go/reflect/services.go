// What the runtime does for this package: memory, maps and channels.

package reflect

import (
	"internal/abi"
	"internal/unsafeheader"
	"unsafe"
)

// Offsets in type descriptors are addresses; those of functions are indices in the table.

func resolveNameOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(uintptr(uint32(off)))
}

func resolveTypeOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(uintptr(uint32(off)))
}

func resolveTextOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(uintptr(uint32(off)))
}

// What a descriptor made here refers to by an offset stays reachable for good.
var offsetTargets []unsafe.Pointer

// Every descriptor made here has a name, and so comes by. The image knows the pointers of made types only in programs that ask
// for a layout.
func addReflectOff(ptr unsafe.Pointer) int32 {
	layoutOf(TypeFor[uintptr]().common())
	offsetTargets = append(offsetTargets, ptr)
	return int32(uint32(uintptr(ptr)))
}

func adjustAIXGCDataForRuntime(data *byte) *byte { return data }

var smallIntegers [256]uint64

func getStaticuint64s() *[256]uint64 {
	if smallIntegers[1] == 0 {
		for i := range smallIntegers {
			smallIntegers[i] = uint64(i)
		}
	}
	return &smallIntegers
}

// typeLinks is the address of a count and the descriptors that the compiler has made of types without a name.
//
//go:linkname typeLinks gowex.compiler.type_links
func typeLinks() unsafe.Pointer

func compiledTypelinks() ([]*abi.Type, [][]*abi.Type) {
	links := typeLinks()
	return unsafe.Slice((**abi.Type)(unsafe.Add(links, 8)), *(*int)(links)), nil
}

//go:linkname unsafe_New gowex.alloc_type
func unsafe_New(*abi.Type) unsafe.Pointer

//go:linkname makeArray gowex.make_slice
func makeArray(layout unsafe.Pointer, size int32, length, capacity int) unsafe.Pointer

//go:linkname growArray gowex.slice_grow
func growArray(layout unsafe.Pointer, size int32, data unsafe.Pointer, length, capacity, needed int) (unsafe.Pointer, int)

//go:linkname layoutOf gowex.type_layout
func layoutOf(t *abi.Type) unsafe.Pointer

//go:linkname heapObject gowex.heap_object
func heapObject(address unsafe.Pointer) (base unsafe.Pointer, bytes int64)

//go:linkname objectLayout gowex.object_layout
func objectLayout(address unsafe.Pointer) unsafe.Pointer

// gcbits says for each word of the heap object at a pointer, up to the last pointer, whether it is one. Tests of the package
// ask.
func gcbits(pointer any) []byte {
	address := (*[2]unsafe.Pointer)(unsafe.Pointer(&pointer))[1]
	layout := objectLayout(address)
	if layout == nil {
		return []byte{}
	}
	const (
		wordBytes    = 8
		bytesOffset  = 0
		wordsOffset  = 4
		bitmapOffset = 16
	)
	_, size := heapObject(address)
	elementWords := int(*(*uint32)(unsafe.Add(layout, bytesOffset))) / wordBytes
	mayPoint := int(*(*uint32)(unsafe.Add(layout, wordsOffset)))
	bits := make([]byte, int(size)/wordBytes/elementWords*elementWords)
	end := 0
	for i := range bits {
		if at := i % elementWords; at < mayPoint {
			bits[i] = *(*byte)(unsafe.Add(layout, bitmapOffset+at/8)) >> (at % 8) & 1
		}
		if bits[i] != 0 {
			end = i + 1
		}
	}
	return bits[:end]
}

func unsafe_NewArray(t *abi.Type, n int) unsafe.Pointer {
	if n < 0 {
		panic("reflect: negative length of an array")
	}
	return makeArray(layoutOf(t), int32(t.Size_), n, n)
}

func growslice(t *abi.Type, old unsafeheader.Slice, num int) unsafeheader.Slice {
	data, capacity := growArray(layoutOf(t), int32(t.Size_), old.Data, old.Len, old.Cap, old.Cap+num)
	return unsafeheader.Slice{Data: data, Len: old.Len, Cap: capacity}
}

func unsafeslice(t *abi.Type, ptr unsafe.Pointer, n int) {
	if n < 0 {
		panic("unsafe.Slice: len out of range")
	}
	if ptr == nil && n > 0 {
		panic("unsafe.Slice: ptr is nil and len is not zero")
	}
	// Addresses have 32 bits.
	if room := 1<<32 - uintptr(ptr); t.Size_ > 0 && uintptr(n) > room/t.Size_ {
		panic("unsafe.Slice: len out of range")
	}
}

func bytesAt(ptr unsafe.Pointer, size uintptr) []byte { return unsafe.Slice((*byte)(ptr), size) }

func memmove(dst, src unsafe.Pointer, size uintptr) { copy(bytesAt(dst, size), bytesAt(src, size)) }

func typedmemmove(t *abi.Type, dst, src unsafe.Pointer) { memmove(dst, src, t.Size_) }

func typedmemclr(t *abi.Type, ptr unsafe.Pointer) { clear(bytesAt(ptr, t.Size_)) }

func typedmemclrpartial(t *abi.Type, ptr unsafe.Pointer, off, size uintptr) {
	clear(bytesAt(ptr, size))
}

func typedslicecopy(t *abi.Type, dst, src unsafeheader.Slice) int {
	n := min(dst.Len, src.Len)
	memmove(dst.Data, src.Data, uintptr(n)*t.Size_)
	return n
}

func typedarrayclear(t *abi.Type, ptr unsafe.Pointer, n int) { clear(bytesAt(ptr, uintptr(n)*t.Size_)) }

//go:linkname valueHash gowex.value_hash
func valueHash(t *abi.Type, p unsafe.Pointer, seed int64) int64

func typehash(t *abi.Type, p unsafe.Pointer, h uintptr) uintptr {
	return uintptr(valueHash(t, p, int64(h)))
}

func verifyNotInHeapPtr(uintptr) bool { return true }

//go:linkname findItab gowex.find_itab
func findItab(want, have *abi.Type) unsafe.Pointer

func ifaceE2I(t *abi.Type, src any, dst unsafe.Pointer) {
	from := (*[2]unsafe.Pointer)(unsafe.Pointer(&src))
	to := (*[2]unsafe.Pointer)(dst)
	itab := findItab(t, (*abi.Type)(from[0]))
	if itab == nil {
		panic("reflect: " + stringFor((*abi.Type)(from[0])) + " does not implement " + stringFor(t))
	}
	to[0], to[1] = itab, from[1]
}

//go:linkname mapNew gowex.map_new
func mapNew(t *abi.Type, hint int, buffer unsafe.Pointer) unsafe.Pointer

func makemap(t *abi.Type, hint int) unsafe.Pointer { return mapNew(t, hint, nil) }

//go:linkname mapaccess gowex.map_get
func mapaccess(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapAssign gowex.map_assign
func mapAssign(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapdelete gowex.map_delete
func mapdelete(t *abi.Type, m, key unsafe.Pointer)

//go:linkname mapclear gowex.map_clear
func mapclear(t *abi.Type, m unsafe.Pointer)

func mapaccess_faststr(t *abi.Type, m unsafe.Pointer, key string) unsafe.Pointer {
	return mapaccess(t, m, unsafe.Pointer(&key))
}

func mapassign0(t *abi.Type, m, key, val unsafe.Pointer) {
	typedmemmove((*abi.MapType)(unsafe.Pointer(t)).Elem, mapAssign(t, m, key), val)
}

func mapassign_faststr0(t *abi.Type, m unsafe.Pointer, key string, val unsafe.Pointer) {
	mapassign0(t, m, unsafe.Pointer(&key), val)
}

func mapdelete_faststr(t *abi.Type, m unsafe.Pointer, key string) {
	mapdelete(t, m, unsafe.Pointer(&key))
}

// The first words of maps and channels are their lengths, the second of a channel is its capacity.

func maplen(m unsafe.Pointer) int {
	if m == nil {
		return 0
	}
	return *(*int)(m)
}

// channelWord is a word of a channel that is no timer's.
func channelWord(ch unsafe.Pointer, offset int) int {
	const timerOffset = 40
	if ch == nil || *(*unsafe.Pointer)(unsafe.Add(ch, timerOffset)) != nil {
		return 0
	}
	return *(*int)(unsafe.Add(ch, offset))
}

func chanlen(ch unsafe.Pointer) int { return channelWord(ch, 0) }

func chancap(ch unsafe.Pointer) int {
	const capacityOffset = 8
	return channelWord(ch, capacityOffset)
}

//go:linkname chanNew gowex.chan_new
func chanNew(layout unsafe.Pointer, size int32, capacity int) unsafe.Pointer

//go:linkname chanclose gowex.chan_close
func chanclose(ch unsafe.Pointer)

//go:linkname chanSend gowex.chan_send
func chanSend(ch, elem unsafe.Pointer)

//go:linkname chanTrySend gowex.chan_try_send
func chanTrySend(ch, elem unsafe.Pointer) bool

//go:linkname chanReceive gowex.chan_recv
func chanReceive(ch unsafe.Pointer) (elem unsafe.Pointer, wasSent bool)

//go:linkname chanTryReceive gowex.chan_try_recv
func chanTryReceive(ch unsafe.Pointer) (chosen bool, elem unsafe.Pointer, wasSent bool)

func makechan(t *abi.Type, size int) unsafe.Pointer {
	elem := t.Elem()
	return chanNew(layoutOf(elem), int32(elem.Size_), size)
}

func chansend0(ch, val unsafe.Pointer, isNonBlocking bool) bool {
	if isNonBlocking {
		return chanTrySend(ch, val)
	}
	chanSend(ch, val)
	return true
}

//go:linkname callerName runtime.callerName
func callerName(skip int) string

// valueMethodName is the exported method of Value that is being called.
func valueMethodName() string {
	const prefix = "reflect.Value."
	for skip := range 4 {
		name := callerName(skip)
		if len(name) > len(prefix) && name[:len(prefix)] == prefix && 'A' <= name[len(prefix)] && name[len(prefix)] <= 'Z' {
			return name
		}
	}
	return "unknown method"
}
