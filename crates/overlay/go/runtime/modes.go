// States that packages keep with a goroutine in Go's runtime. They are the program's here.

package runtime

import "unsafe"

var (
	fipsIndicator uint8
	fipsBypassed  bool
)

//go:linkname fips_getIndicator crypto/internal/fips140.getIndicator
func fips_getIndicator() uint8 { return fipsIndicator }

//go:linkname fips_setIndicator crypto/internal/fips140.setIndicator
func fips_setIndicator(indicator uint8) { fipsIndicator = indicator }

//go:linkname fips_setBypass crypto/fips140.setBypass
func fips_setBypass() { fipsBypassed = true }

//go:linkname fips_unsetBypass crypto/fips140.unsetBypass
func fips_unsetBypass() { fipsBypassed = false }

//go:linkname fips_isBypassed crypto/fips140.isBypassed
func fips_isBypassed() bool { return fipsBypassed }

// There is no mode of data-independent timing to switch.

//go:linkname subtle_setDITEnabled crypto/subtle.setDITEnabled
func subtle_setDITEnabled() bool { return false }

//go:linkname subtle_setDITDisabled crypto/subtle.setDITDisabled
func subtle_setDITDisabled() {}

//go:linkname isInBubble internal/synctest.IsInBubble
func isInBubble() bool { return false }

// Bubbles of testing/synctest are not supported: nothing is ever in one.

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(func()) { throw("testing/synctest is not supported") }

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() { throw("testing/synctest is not supported") }

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(unsafe.Pointer) int { return 0 }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(unsafe.Pointer) {}

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(unsafe.Pointer) bool { return false }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any { return nil }

//go:linkname synctest_release internal/synctest.release
func synctest_release(any) {}

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(_ any, f func()) { f() }
