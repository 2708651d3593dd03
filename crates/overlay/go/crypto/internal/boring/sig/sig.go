// Functions that do nothing, where other machines have marks in the code.

package sig

// BoringCrypto does nothing.
func BoringCrypto() {}

// FIPSOnly does nothing.
func FIPSOnly() {}

// StandardCrypto does nothing.
func StandardCrypto() {}
