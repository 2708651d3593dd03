// The process: environment, exit, and what was built. Arguments come from where the system has them.

package runtime

import _ "unsafe" // for linkname

// Compiler is the name of the toolchain whose library this is.
const Compiler = "gc"

// GOARCH is the architecture that programs are compiled for.
const GOARCH = "wasm"

// GOROOT is the environment's GOROOT.
func GOROOT() string { return environmentValue("GOROOT") }

// The version of the library, from the compiler.
var version string

// Version is the version of the library.
func Version() string { return version }

//go:linkname fatalError gowex.fatal_error
func fatalError(text string)

func throw(text string) { fatalError(text) }

//go:linkname sync_throw sync.throw
func sync_throw(text string) { fatalError(text) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(text string) { fatalError(text) }

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(text string) { fatalError(text) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(text string) { fatalError(text) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(text string) { fatalError(text) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(text string) { fatalError(text) }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(text string) { fatalError(text) }

func environmentValue(name string) string { return valueIn(environment(), name) }

// valueIn is the value of a variable of the environment, or nothing.
func valueIn(environment []string, name string) string {
	for _, entry := range environment {
		if len(entry) > len(name) && entry[len(name)] == '=' && entry[:len(name)] == name {
			return entry[len(name)+1:]
		}
	}
	return ""
}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return arguments() }

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string {
	list := environment()
	readGoals(list)
	return list
}

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { exit(int32(code)) }

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return 65536 }

// The settings of GODEBUG: those of the environment until the program sets others.
var (
	debugSettingsKnown bool
	debugSettingsText  string
)

func debugSettings() string {
	if !debugSettingsKnown {
		setDebugSettings("GODEBUG", environmentValue("GODEBUG"))
	}
	return debugSettingsText
}

// setDebugSettings hears of every variable of the environment that changes. The runtime reads no other.
func setDebugSettings(key, value string) {
	if key == "GODEBUG" {
		debugSettingsKnown, debugSettingsText = true, value
	}
}

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(key, value string) { setDebugSettings(key, value) }

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(key string) { setDebugSettings(key, "") }

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(map[string]int) { setDebugSettings("GODEBUG", "") }

//go:linkname os_runtime_beforeExit os.runtime_beforeExit
func os_runtime_beforeExit(int) {}

//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() { exit(2) }
