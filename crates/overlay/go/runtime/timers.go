// Clocks and timers: what package time builds on.

package runtime

import "unsafe"

//go:linkname nanotime gowex.nanotime
func nanotime() int64

//go:linkname wallNanoseconds gowex.walltime
func wallNanoseconds() int64

//go:linkname timeSleep gowex.sleep
func timeSleep(ns int64)

//go:linkname timerStart gowex.timer_start
func timerStart(timer *timer, when int64, action func())

//go:linkname timerStop gowex.timer_stop
func timerStop(timer *timer) bool

//go:linkname time_Sleep time.Sleep
func time_Sleep(ns int64) { timeSleep(ns) }

// haveHighResSleep says to tests of package time that a sleep of a millisecond takes about one.
var haveHighResSleep = true

func walltime() (sec int64, nsec int32) {
	ns := wallNanoseconds()
	return ns / 1e9, int32(ns % 1e9)
}

//go:linkname time_now time.now
func time_now() (sec int64, nsec int32, mono int64) {
	sec, nsec = walltime()
	return sec, nsec, nanotime()
}

//go:linkname time_runtimeNow time.runtimeNow
func time_runtimeNow() (sec int64, nsec int32, mono int64) {
	if ns := bubbleNow(); ns != 0 {
		return ns / 1e9, int32(ns % 1e9), 0
	}
	return time_now()
}

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 {
	if ns := bubbleNow(); ns != 0 {
		return ns
	}
	return nanotime()
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return bubbleCurrent() != nil }

//go:linkname syscall_now syscall.now
func syscall_now() (sec int64, nsec int32) { return walltime() }

// A timer begins with what time.Timer and time.Ticker have: the channel, and that it was set up. If it has a channel, the image
// forgets it when the program has neither the channel nor the timer.
type timer struct {
	channel unsafe.Pointer
	isSetUp bool

	// Not zero while the image has the timer, which knows where this is, and the channel.
	pending uint64
	// The bubble whose clock it goes by, or nil.
	bubble unsafe.Pointer
	// Whether it is to call send: a goroutine that the image has started for it may still have to run.
	isArmed bool
	when    int64
	period  int64
	send    func(arg any, seq uintptr, delta int64)
	arg     any
	fire    func()
}

//go:linkname channelTryReceive gowex.chan_try_recv
func channelTryReceive(channel unsafe.Pointer) (chosen bool, element unsafe.Pointer, wasSent bool)

// newTimer starts a timer that calls send at when and, if period is not zero, again and again. channel is the one that
// send sends to, or nil.
//
//go:linkname newTimer time.newTimer
func newTimer(when, period int64, send func(any, uintptr, int64), arg any, channel unsafe.Pointer) *timer {
	if channel != nil {
		// The program does not see whether a value waits: a Stop or Reset would take it back.
		const isTimerOffset = 38
		*(*uint16)(unsafe.Add(channel, isTimerOffset)) = 1
	}
	t := &timer{channel: channel, isSetUp: true, bubble: bubbleCurrent(), when: when, period: period, send: send, arg: arg}
	t.fire = t.expire
	t.start()
	return t
}

func (t *timer) start() {
	t.isArmed = true
	if t.channel != nil && t.when <= time_runtimeNano() {
		// Whoever looks finds the value.
		t.expire()
		return
	}
	timerStart(t, t.when, t.fire)
}

// expire runs in a goroutine of its own or when a timer is started that is due, and does nothing if the timer was stopped or set anew before that.
func (t *timer) expire() {
	if !t.isArmed || t.pending != 0 {
		return
	}
	t.isArmed = false
	late := time_runtimeNano() - t.when
	if t.period > 0 {
		t.when += t.period * (1 + max(late, 0)/t.period)
		t.isArmed = true
		timerStart(t, t.when, t.fire)
	}
	t.send(t.arg, 0, late)
}

// stop stops the timer and takes back a value that nobody has received; whether either had an effect.
func (t *timer) stop() bool {
	timerStop(t)
	wasArmed := t.isArmed
	t.isArmed = false
	if t.channel != nil && *(*int)(t.channel) != 0 {
		channelTryReceive(t.channel)
		return true
	}
	return wasArmed
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timer) bool {
	if !t.isSetUp {
		panic(plainError("time: Stop called on uninitialized Timer"))
	}
	if t.bubble != nil && bubbleCurrent() == nil {
		throw("stop of synctest timer from outside bubble")
	}
	return t.stop()
}

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timer, when, period int64) bool {
	if !t.isSetUp {
		panic(plainError("time: Reset called on uninitialized Timer"))
	}
	if t.bubble != nil && bubbleCurrent() == nil {
		throw("reset of synctest timer from outside bubble")
	}
	wasPending := t.stop()
	if t.bubble != nil {
		t.bubble = bubbleCurrent()
	}
	t.when, t.period = when, period
	t.start()
	return wasPending
}
