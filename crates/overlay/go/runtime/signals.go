// Signals: WebAssembly has none. What package os/signal asks for is as if none ever came.

package runtime

import _ "unsafe" // for linkname

//go:linkname signal_enable os/signal.signal_enable
func signal_enable(signal uint32) { ignoredSignals[signal/32] &^= 1 << (signal & 31) }

//go:linkname signal_disable os/signal.signal_disable
func signal_disable(uint32) {}

// ignoredSignals has a bit for each signal that is ignored.
var ignoredSignals [3]uint32

//go:linkname signal_ignore os/signal.signal_ignore
func signal_ignore(signal uint32) { ignoredSignals[signal/32] |= 1 << (signal & 31) }

//go:linkname signal_ignored os/signal.signal_ignored
func signal_ignored(signal uint32) bool { return ignoredSignals[signal/32]>>(signal&31)&1 != 0 }

// signal_recv waits for a signal, as it happens for ever.
//
//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32 { select {} }

//go:linkname signalWaitUntilIdle os/signal.signalWaitUntilIdle
func signalWaitUntilIdle() {}
