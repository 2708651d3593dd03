// Programs with sockets wait for them.

package net

import "internal/poll"

func init() { poll.WaitForDescriptors() }
