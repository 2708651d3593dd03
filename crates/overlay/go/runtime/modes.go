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
