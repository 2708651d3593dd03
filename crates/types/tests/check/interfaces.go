package main

type Reader interface {
	Read(p []byte) (n int, err error)
}

type ReadCloser interface {
	Reader
	Close() error
}

type file struct{}

func (f *file) Read(p []byte) (n int, err error) { return 0, nil }

type wrong struct{}

func (wrong) Read(p []byte) int { return 0 }

type cased struct{}

func (cased) read(p []byte) (n int, err error) { return 0, nil }

type field struct{ Read int }

type embedded struct{ *file }

type both struct {
	*file
	embedded2
}

type embedded2 struct{ *file }

type left struct{ x int }
type right struct{ x int }
type ambiguous struct {
	left
	right
}

func interfaces(rc ReadCloser, e any, err error) {
	var r Reader = file{}
	r = &file{}
	r = wrong{}
	r = cased{}
	r = field{}
	r = embedded{}
	r = both{}
	r = rc
	rc = r
	_ = r.(*file)
	_ = r.(file)
	_ = r.(ReadCloser)
	_ = file{}.Read
	_ = file{}.(Reader)
	(&r).Read(nil)
	var pr *Reader = &r
	r = pr
	_ = ambiguous{}.x
	_ = rc.close
	_ = err.error
	_ = (*file).Read
	_ = file.Read
	_ = Reader.Read
	_ = left.x
	switch x := e.(type) {
	case int, string:
	case file:
	case int:
	case nil:
	}
	switch r.(type) {
	case file:
	case *file:
	case int:
	}
	switch y := e.(type) {
	case int:
		_ = y + 1
	default:
		_ = y.(error)
	}
	switch rc := rc; z := rc.(type) {
	}
	switch _ := e.(type) {
	}
	switch err := 5; err.(type) {
	}
}
