//! Stack traces in what programs print. Owns how they are left out.

/// The text without what Go prints behind a fatal message: the stacks of goroutines, which no program depends on.
pub fn without_traces(text: &str) -> String {
    let mut out = String::new();
    let mut in_trace = false;
    for line in text.lines() {
        let starts_trace = line.starts_with("goroutine ") && line.ends_with("]:");
        let is_frame = line.starts_with('\t') || line.starts_with("created by ") || line.ends_with(')');
        let is_elision = line.starts_with("...") && line.ends_with("frames elided...");
        in_trace = starts_trace || in_trace && (is_frame || is_elision || line.is_empty());
        if !in_trace && !line.starts_with("[signal ") {
            out += line.trim_end();
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
