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

// A timer begins with what time.Timer and time.Ticker have: a channel, which the program may set, and that it was set up. If it has
// a channel of its own, the image forgets it when the program has neither the channel nor the timer.
type timer struct {
	_       unsafe.Pointer
	isSetUp bool

	// Not zero while the image has the timer, which knows where this is, and the channel.
	pending uint64
	// The bubble whose clock it goes by, or nil.
	bubble unsafe.Pointer
	when   int64
	// Whether it is to call send: a goroutine that the image has started for it may still have to run, and if nobody waits for
	// what it sends to its channel, the image calls fire when somebody looks.
	isArmed bool
	fire    func()
	// What it sends to, or nil: it calls a function.
	channel unsafe.Pointer

	period int64
	send   func(arg any, seq uintptr, delta int64)
	arg    any
}

//go:linkname time_sendTime time.sendTime
func time_sendTime(channel any, seq uintptr, delta int64)

//go:linkname channelTryReceive gowex.chan_try_recv
func channelTryReceive(channel unsafe.Pointer) (chosen bool, element unsafe.Pointer, wasSent bool)

// newTimer starts a timer that calls send at when and, if period is not zero, again and again. channel is the one that
// send sends to, or nil.
//
//go:linkname newTimer time.newTimer
func newTimer(when, period int64, send func(any, uintptr, int64), arg any, channel unsafe.Pointer) *timer {
	t := &timer{channel: channel, isSetUp: true, bubble: bubbleCurrent(), when: when, period: period, send: send, arg: arg}
	t.fire = t.call
	if channel != nil {
		// The program does not see whether a value waits: a Stop or Reset would take it back.
		const timerOffset = 40
		*(**timer)(unsafe.Add(channel, timerOffset)) = t
		t.fire = t.tick
	}
	t.start()
	return t
}

func (t *timer) start() {
	t.isArmed = true
	if t.channel != nil && t.when <= time_runtimeNano() {
		// Whoever looks finds the value.
		t.tick()
		return
	}
	timerStart(t, t.when, t.fire)
}

// expire begins what happens when the timer is due, unless it was stopped or set anew before that; how late that is.
func (t *timer) expire() (late int64, isDue bool) {
	if !t.isArmed || t.pending != 0 {
		return 0, false
	}
	t.isArmed = false
	now := nanotime()
	if t.bubble != nil {
		now = time_runtimeNano()
	}
	late = now - t.when
	if t.period > 0 {
		t.when += t.period * (1 + max(late, 0)/t.period)
		t.isArmed = true
		timerStart(t, t.when, t.fire)
	}
	return late, true
}

// tick sends to the channel. It runs in a goroutine of its own, when a timer is started that is due, or called by the image in
// an operation on the channel: it must not wait, nor allocate.
func (t *timer) tick() {
	if late, isDue := t.expire(); isDue {
		time_sendTime(t.arg, 0, late)
	}
}

// call calls send in a goroutine of its own.
func (t *timer) call() {
	if late, isDue := t.expire(); isDue {
		t.send(t.arg, 0, late)
	}
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
