// The process under Go's wasm_exec.js: arguments and environment lie in memory, and events call the program.

package runtime

import "unsafe"

// GOOS is the system that programs are compiled for.
const GOOS = "js"

//go:linkname exit gowex.gojs_exit
func exit(code int32)

//go:linkname argumentList gowex.gojs_arguments
func argumentList() (count int32, list unsafe.Pointer)

//go:linkname timeoutHasCome gowex.gojs_timeout
func timeoutHasCome() bool

// cStrings copies the zero-terminated strings that a list of addresses names, up to its end, an address of zero, and returns
// where that list ends.
func cStrings(list unsafe.Pointer) ([]string, unsafe.Pointer) {
	var texts []string
	for {
		address := *(*unsafe.Pointer)(list)
		list = unsafe.Add(list, unsafe.Sizeof(address))
		if address == nil {
			return texts, list
		}
		n := 0
		for *(*byte)(unsafe.Add(address, n)) != 0 {
			n++
		}
		texts = append(texts, string(unsafe.Slice((*byte)(address), n)))
	}
}

func arguments() []string {
	_, list := argumentList()
	if list == nil {
		return nil
	}
	texts, _ := cStrings(list)
	return texts
}

func environment() []string {
	_, list := argumentList()
	if list == nil {
		return nil
	}
	_, list = cStrings(list)
	texts, _ := cStrings(list)
	return texts
}

// eventHandler calls the function that the pending event is for; whether there was an event.
var eventHandler func() bool

//go:linkname setEventHandler syscall/js.setEventHandler
func setEventHandler(handler func() bool) { eventHandler = handler }

// resume is what the host calls for each event, and when a time-out has come. The scheduler runs timers that are due and
// every goroutine that can run before it returns.
//
//go:wasmexport resume
func resume() {
	if eventHandler != nil && eventHandler() || timeoutHasCome() || eventHandler != nil {
		return
	}
	// The host has nothing left to wait for, and a program without package syscall/js cannot ask it for more.
	select {}
}
