// Package trace has the interface of execution traces. None is kept: starting one is an error, and what would be noted
// in it is dropped.
package trace

import (
	"context"
	"errors"
	"io"
	"time"
)

var errNoTraces = errors.New("runtime/trace: there are no execution traces in WebAssembly")

// Start fails.
func Start(io.Writer) error { return errNoTraces }

// Stop does nothing, as no trace is being kept.
func Stop() {}

// IsEnabled reports whether a trace is being kept: never.
func IsEnabled() bool { return false }

// A Task is an operation that several goroutines take part in.
type Task struct{}

// NewTask returns a task that is noted nowhere, and its context.
func NewTask(parent context.Context, taskType string) (ctx context.Context, task *Task) {
	return parent, &Task{}
}

// End ends the task.
func (t *Task) End() {}

// Log drops the message.
func Log(ctx context.Context, category, message string) {}

// Logf drops the message.
func Logf(ctx context.Context, category, format string, args ...any) {}

// A Region is a time in which a goroutine does one thing.
type Region struct{}

// StartRegion returns a region that is noted nowhere.
func StartRegion(ctx context.Context, regionType string) *Region { return &Region{} }

// End ends the region.
func (r *Region) End() {}

// WithRegion calls fn.
func WithRegion(ctx context.Context, regionType string, fn func()) { fn() }

// A FlightRecorder would keep the last part of a trace.
type FlightRecorder struct{}

// FlightRecorderConfig says how much a FlightRecorder keeps.
type FlightRecorderConfig struct {
	MinAge   time.Duration
	MaxBytes uint64
}

// NewFlightRecorder returns a recorder that cannot be started.
func NewFlightRecorder(FlightRecorderConfig) *FlightRecorder { return &FlightRecorder{} }

// Start fails.
func (fr *FlightRecorder) Start() error { return errNoTraces }

// Stop does nothing.
func (fr *FlightRecorder) Stop() {}

// Enabled reports whether the recorder is running: never.
func (fr *FlightRecorder) Enabled() bool { return false }

// WriteTo fails.
func (fr *FlightRecorder) WriteTo(io.Writer) (n int64, err error) { return 0, errNoTraces }
