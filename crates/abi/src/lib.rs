//! Sizes, layouts and the table of runtime functions shared by the compiler and the runtime.
