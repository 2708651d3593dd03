// Places of messages. Compiled code keeps none, so that messages of tests have no file and line, and helpers, whose
// calls are left out of places, need not be noted.

package testing

import "runtime"

func callerName(skip int) string { return "" }

// Helper marks the calling function as one that messages do not name as their place. They name none.
func (c *common) Helper() {}

// Helper marks the calling function as one that messages do not name as their place. They name none.
func (f *F) Helper() {
	if f.inFuzzFn {
		panic("testing: f.Helper was called inside the fuzz target, use t.Helper instead")
	}
}

func (c *common) frameSkip(skip int) runtime.Frame { return runtime.Frame{} }
