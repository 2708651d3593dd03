//! Tokens of the Go language: literals, automatic semicolons and directives.
