// Calls of functions that are known at run time only, functions made at run time, and methods as values.
//
// The compiler makes two functions for each function type that has a descriptor and puts their closure objects behind it:
// one calls a function of the type with arguments in memory, the other is the code of functions that MakeFunc makes.

package reflect

import (
	"internal/abi"
	"unsafe"
)

// functionAdapters tells the compiler that adapters are needed.
//
//go:linkname functionAdapters gowex.compiler.function_adapters
func functionAdapters()

// listMethods tells the compiler that every exported method may be called.
//
//go:linkname listMethods gowex.compiler.list_methods
func listMethods()

// embeddedMethods tells the compiler that structs made here may have methods of interfaces embedded in them.
//
//go:linkname embeddedMethods gowex.compiler.embedded_methods
func embeddedMethods()

// embeddedIfaceMethStub stands for such a method; it has no code that interfaces could call.
func embeddedIfaceMethStub() { embeddedMethods() }

const noEmbedded = 0

// callEmbedded is what the compiler has interfaces call instead.
func callEmbedded() { panic("reflect: StructOf does not support methods of embedded interfaces") }

// An adapter calls the function with the table index code: a closure with its object as context, or a method with the data
// word of its receiver. args and results are addresses of values.
type adapter func(code uintptr, context unsafe.Pointer, args, results *unsafe.Pointer, isMethod bool)

// The flag of function types behind which are adapters.
const hasAdapters abi.TFlag = 1 << 6

// adaptersOf is the address behind a function type.
func adaptersOf(t *funcType) unsafe.Pointer {
	if t.TFlag&hasAdapters == 0 {
		return nil
	}
	offset := unsafe.Sizeof(*t) + uintptr(t.NumIn()+t.NumOut())*8
	if t.TFlag&abi.TFlagUncommon != 0 {
		offset += unsafe.Sizeof(uncommonType{})
	}
	return unsafe.Add(unsafe.Pointer(t), offset)
}

// A madeFunction is the closure object of a function that MakeFunc has made.
type madeFunction struct {
	code uintptr
	typ  *funcType
	fn   func([]Value) []Value
}

// The code of made functions whose type the compiler has not seen: compiled code cannot call them.
const noCode = 1<<32 - 1

// MakeFunc makes a function of a type that calls fn with its arguments and returns what it returns.
func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	functionAdapters()
	t := typ.common()
	if t.Kind() != abi.Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	ftyp := (*funcType)(unsafe.Pointer(t))
	made := &madeFunction{code: noCode, typ: ftyp, fn: fn}
	if adapters := adaptersOf(ftyp); adapters != nil {
		made.code = *(*uintptr)(unsafe.Add(adapters, 8))
	}
	return Value{t, unsafe.Pointer(made), flag(Func)}
}

// callMade is what the code of made functions calls.
func callMade(made *madeFunction, args, results *unsafe.Pointer) {
	in := make([]Value, made.typ.NumIn())
	for i, p := range unsafe.Slice(args, len(in)) {
		in[i] = valueAt(made.typ.In(i), p)
	}
	out := made.checkedCall(in)
	for i, p := range unsafe.Slice(results, len(out)) {
		out[i].storeAt(made.typ.Out(i), p)
	}
}

// checkedCall calls what was made into a function; the results have the types of the function's.
func (made *madeFunction) checkedCall(in []Value) []Value {
	out := made.fn(in)
	if len(out) != made.typ.NumOut() {
		panic("reflect: wrong return count from function created by MakeFunc")
	}
	for i, v := range out {
		if v.typ() == nil {
			panic("reflect: function created by MakeFunc using closure returned zero Value")
		}
		if v.flag&flagRO != 0 {
			panic("reflect: function created by MakeFunc using closure returned value obtained from unexported field")
		}
		out[i] = v.assignTo("reflect.MakeFunc", made.typ.Out(i), nil)
	}
	return out
}

// valueAt is the value of a type in memory that nothing else changes.
func valueAt(t *abi.Type, p unsafe.Pointer) Value {
	if t.IsDirectIface() {
		return Value{t, *(*unsafe.Pointer)(p), flag(t.Kind())}
	}
	return Value{t, p, flag(t.Kind()) | flagIndir}
}

// storeAt puts a value of type t into memory.
func (v Value) storeAt(t *abi.Type, p unsafe.Pointer) {
	if v.flag&flagIndir != 0 {
		typedmemmove(t, p, v.ptr)
	} else {
		*(*unsafe.Pointer)(p) = v.ptr
	}
}

// variadicSlice makes a slice of type t of the arguments that a call gives one by one.
func variadicSlice(op string, t *abi.Type, rest []Value) Value {
	slice := MakeSlice(toRType(t), len(rest), len(rest))
	elem := toRType(t).Elem()
	for i, x := range rest {
		if !x.Type().AssignableTo(elem) {
			panic("reflect: cannot use " + x.Type().String() + " as type " + elem.String() + " in " + op)
		}
		slice.Index(i).Set(x)
	}
	return slice
}

// arguments checks the arguments of a call and makes the last one of a variadic function.
func arguments(op string, t *funcType, in []Value) []Value {
	fixed, isSlice := t.NumIn(), op == "CallSlice"
	if isSlice && !t.IsVariadic() {
		panic("reflect: CallSlice of non-variadic function")
	}
	spreads := t.IsVariadic() && !isSlice
	if spreads {
		fixed--
	}
	if len(in) < fixed {
		panic("reflect: " + op + " with too few input arguments")
	}
	if len(in) > fixed && !spreads {
		panic("reflect: " + op + " with too many input arguments")
	}
	for i, x := range in {
		if x.Kind() == Invalid {
			panic("reflect: " + op + " using zero Value argument")
		}
		if i < fixed && !x.Type().AssignableTo(toRType(t.In(i))) {
			panic("reflect: " + op + " using " + x.Type().String() + " as type " + stringFor(t.In(i)))
		}
	}
	given := make([]Value, t.NumIn())
	copy(given, in[:fixed])
	if spreads {
		given[fixed] = variadicSlice(op, t.In(fixed), in[fixed:])
	}
	for i, x := range given {
		x.mustBeExported()
		given[i] = x.assignTo("reflect.Value.Call", t.In(i), nil)
	}
	return given
}

func (v Value) call(op string, in []Value) []Value {
	functionAdapters()
	t := (*funcType)(unsafe.Pointer(v.typ()))
	isMethod := v.flag&flagMethod != 0
	var code uintptr
	var context unsafe.Pointer
	if isMethod {
		var at unsafe.Pointer
		_, t, at = methodReceiver(op, v, int(v.flag)>>flagMethodShift)
		code = *(*uintptr)(at)
		if code == noEmbedded {
			callEmbedded()
		}
		storeRcvr(v, unsafe.Pointer(&context))
	} else {
		context = v.ptr
		if v.flag&flagIndir != 0 {
			context = *(*unsafe.Pointer)(v.ptr)
		}
		if context == nil {
			panic("reflect.Value.Call: call of nil function")
		}
		code = *(*uintptr)(context)
	}
	given := arguments(op, t, in)
	if !isMethod && code == noCode {
		return (*madeFunction)(context).checkedCall(given)
	}
	adapters := adaptersOf(t)
	if adapters == nil {
		panic("reflect: " + op + " of a function of type " + stringFor(&t.Type) + ", which compiled code does not use")
	}
	args, results := make([]unsafe.Pointer, len(given)+1), make([]unsafe.Pointer, t.NumOut()+1)
	for i, x := range given {
		args[i] = unsafe_New(t.In(i))
		x.storeAt(t.In(i), args[i])
	}
	for i := range t.NumOut() {
		results[i] = unsafe_New(t.Out(i))
	}
	(*(*adapter)(unsafe.Pointer(&adapters)))(code, context, &args[0], &results[0], isMethod)
	out := make([]Value, t.NumOut())
	for i := range out {
		out[i] = valueAt(t.Out(i), results[i])
	}
	return out
}

// methodFunction makes functions of methods. It is set when a method is asked for, so that programs that do not ask need
// no functions made at run time.
var methodFunction func(op string, v Value) Value

func makeMethodValue(op string, v Value) Value { return methodFunction(op, v) }

func boundMethod(op string, v Value) Value {
	receiver := Value{v.typ(), v.ptr, v.flag&(flagRO|flagAddr|flagIndir) | flag(v.typ().Kind())}
	index := int(v.flag) >> flagMethodShift
	methodReceiver(op, receiver, index)
	typ := v.Type()
	bound := MakeFunc(typ, func(in []Value) []Value {
		if typ.IsVariadic() {
			return receiver.Method(index).CallSlice(in)
		}
		return receiver.Method(index).Call(in)
	})
	bound.flag |= v.flag & flagRO
	return bound
}

// Method is the i-th exported method of v with v as its receiver, in order of name.
func (v Value) Method(i int) Value {
	listMethods()
	methodFunction = boundMethod
	if v.typ() == nil {
		panic(&ValueError{"reflect.Value.Method", Invalid})
	}
	if v.flag&flagMethod != 0 || uint(i) >= uint(toRType(v.typ()).NumMethod()) {
		panic("reflect: Method index out of range")
	}
	if v.typ().Kind() == abi.Interface && v.IsNil() {
		panic("reflect: Method on nil interface value")
	}
	return Value{v.typ(), v.ptr, v.flag.ro() | v.flag&flagIndir | flag(Func) | flag(i)<<flagMethodShift | flagMethod}
}

// Method is the i-th exported method of the type, in order of name. Its function has the receiver as first parameter.
func (t *rtype) Method(i int) (m Method) {
	if t.Kind() == Interface {
		return (*interfaceType)(unsafe.Pointer(t)).Method(i)
	}
	listMethods()
	methods := t.exportedMethods()
	if i < 0 || i >= len(methods) {
		panic("reflect: Method index out of range")
	}
	ftyp := (*funcType)(unsafe.Pointer(t.typeOff(methods[i].Mtyp)))
	in, out := []Type{t}, []Type{}
	for _, param := range ftyp.InSlice() {
		in = append(in, toRType(param))
	}
	for _, result := range ftyp.OutSlice() {
		out = append(out, toRType(result))
	}
	m.Name, m.Index = t.nameOff(methods[i].Name).Name(), i
	m.Type = FuncOf(in, out, ftyp.IsVariadic())
	m.Func = MakeFunc(m.Type, func(in []Value) []Value {
		if ftyp.IsVariadic() {
			return in[0].Method(i).CallSlice(in[1:])
		}
		return in[0].Method(i).Call(in[1:])
	})
	made := (*madeFunction)(m.Func.ptr)
	if expression := uintptr(uint32(methods[i].Tfn)); methods[i].Tfn != methods[i].Ifn && made.code != noCode {
		// Compiled code has this method as an expression: it is the same function.
		made.code = expression
	}
	return m
}

func makeFuncStub() {}

func methodValueCall() {}

func methodValueCallCodePtr() uintptr { return noCode }

func call(*abi.Type, unsafe.Pointer, unsafe.Pointer, uint32, uint32, uint32, *abi.RegArgs) {
	panic("reflect: functions are called by adapters")
}

// A selectCase is what the image knows of a case of a select statement.
type selectCase struct {
	channel, element unsafe.Pointer
	sends            uint32
}

//go:linkname selectChannels gowex.select
func selectChannels(cases *selectCase, count int32) (chosen int32, elem unsafe.Pointer, wasSent bool)

//go:linkname trySelectChannels gowex.select_try
func trySelectChannels(cases *selectCase, count int32) (chosen int32, elem unsafe.Pointer, wasSent bool)

func rselect(given []runtimeSelect) (chosen int, wasSent bool) {
	cases, indices := make([]selectCase, 0, len(given)+1), make([]int, 0, len(given))
	otherwise := -1
	for i, c := range given {
		if c.dir == SelectDefault {
			otherwise = i
			continue
		}
		sends := uint32(0)
		if c.dir == SelectSend {
			sends = 1
		}
		cases, indices = append(cases, selectCase{c.ch, c.val, sends}), append(indices, i)
	}
	var at int32
	var elem unsafe.Pointer
	if otherwise < 0 {
		at, elem, wasSent = selectChannels(unsafe.SliceData(cases), int32(len(cases)))
	} else {
		at, elem, wasSent = trySelectChannels(unsafe.SliceData(cases), int32(len(cases)))
	}
	if at < 0 {
		return otherwise, false
	}
	i := indices[at]
	if given[i].dir == SelectRecv {
		t := given[i].typ.Elem().common()
		if wasSent {
			typedmemmove(t, given[i].val, elem)
		} else {
			typedmemclr(t, given[i].val)
		}
	}
	return i, given[i].dir == SelectRecv && wasSent
}

func chanrecv(unsafe.Pointer, bool, unsafe.Pointer) (selected, received bool) {
	panic("reflect: elements are received by their type")
}

func (v Value) recv(isNonBlocking bool) (Value, bool) {
	t := (*chanType)(unsafe.Pointer(v.typ()))
	if ChanDir(t.Dir)&RecvDir == 0 {
		panic("reflect: recv on send-only channel")
	}
	p := unsafe_New(t.Elem)
	var elem unsafe.Pointer
	isChosen, wasSent := true, false
	if isNonBlocking {
		isChosen, elem, wasSent = chanTryReceive(v.pointer())
	} else {
		elem, wasSent = chanReceive(v.pointer())
	}
	if !isChosen {
		return Value{}, false
	}
	if wasSent {
		typedmemmove(t.Elem, p, elem)
	}
	return valueAt(t.Elem, p), wasSent
}
