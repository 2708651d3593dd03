// The standard files have no finalizers: a program that prints has nothing of what closes files and calls finalizers, and the
// descriptors stay open when nothing refers to the files any more.

package os

import (
	"internal/poll"
	"internal/syscall/unix"
	_ "runtime" // for what the package links to
	"syscall"
)

// The files that a program starts with.
var (
	Stdin  = standardFile(syscall.Stdin, "/dev/stdin")
	Stdout = standardFile(syscall.Stdout, "/dev/stdout")
	Stderr = standardFile(syscall.Stderr, "/dev/stderr")
)

func standardFile(fd int, name string) *File {
	flags, err := unix.Fcntl(fd, syscall.F_GETFL, 0)
	if err != nil {
		flags = 0
	}
	own := &file{name: name, stdoutOrErr: fd != syscall.Stdin, appendMode: flags&syscall.O_APPEND != 0}
	own.pfd = poll.FD{Sysfd: fd, IsStream: true, ZeroReadIsEOF: true}
	own.pfd.Init("file", unix.HasNonblockFlag(flags))
	return &File{own}
}
