// Types of run-time errors. The image makes the values: each is a string in memory that holds the whole text.

package runtime

// Error is a run-time error, as opposed to an ordinary one.
type Error interface {
	error
	// RuntimeError does nothing: it tells run-time errors apart.
	RuntimeError()
}

type errorString string

func (e errorString) Error() string { return string(e) }

func (errorString) RuntimeError() {}

// Package math/bits panics with these.
var (
	overflowError = error(errorString("runtime error: integer overflow"))
	divideError   = error(errorString("runtime error: integer divide by zero"))
)

type plainError string

func (e plainError) Error() string { return string(e) }

func (plainError) RuntimeError() {}

type boundsError string

func (e boundsError) Error() string { return string(e) }

func (boundsError) RuntimeError() {}

// A TypeAssertionError is what a failed type assertion panics with.
type TypeAssertionError struct{ text string }

// Error is the text of the error.
func (e *TypeAssertionError) Error() string { return e.text }

// RuntimeError marks run-time errors.
func (*TypeAssertionError) RuntimeError() {}

// A PanicNilError is what panic(nil) panics with.
type PanicNilError struct {
	// No other struct has the same fields, so that none can be converted.
	_ [0]*PanicNilError
}

// Error is the text of the error.
func (*PanicNilError) Error() string { return "runtime error: panic called with nil argument" }

// RuntimeError marks run-time errors.
func (*PanicNilError) RuntimeError() {}
