//! Test functions. Owns which functions of test files are tests, benchmarks, fuzz targets and examples, and what an
//! example must print; makes no package of them.
//!
//! Rules of Go's `go help testfunc` and of package `go/doc` for examples.

use ast::{Decl, ExprId, ExprKind, File, FuncDecl};
use source::Span;

/// An example whose output is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Example {
    /// The function's name.
    pub name: String,
    /// What it must print.
    pub output: String,
    /// Whether its lines may come in any order.
    pub is_unordered: bool,
}

/// The test functions of one package, in order of file and text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct TestFunctions {
    pub tests: Vec<String>,
    pub benchmarks: Vec<String>,
    pub fuzz_targets: Vec<String>,
    pub examples: Vec<Example>,
    /// Whether there is a function `TestMain` that runs the tests.
    pub has_main: bool,
}

impl TestFunctions {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == TestFunctions::default()
    }

    /// Adds those of `file`, whose text is `text`; returns the functions whose signature does not fit their name.
    pub fn add(&mut self, file: &File, text: &str) -> Vec<(Span, String)> {
        let mut faults = Vec::new();
        let functions = file.decls.iter().filter_map(|decl| match decl {
            Decl::Func(func) if func.recv.is_none() => Some(func),
            _ => None,
        });
        for func in functions {
            let symbol = file.name(func.name);
            let name = symbol.as_str();
            let mut take = |list: &mut Vec<String>, parameter: &str, variable: &str| {
                if takes_pointer(file, func, parameter) && func.type_params.is_empty() {
                    list.push(name.to_owned());
                    return;
                }
                let message = if func.type_params.is_empty() {
                    format!("wrong signature for {name}, must be: func {name}({variable} *testing.{parameter})")
                } else {
                    format!("wrong signature for {name}, test functions cannot have type parameters")
                };
                faults.push((file.at(func.span.start), message));
            };
            if name == "TestMain" && !takes_pointer(file, func, "T") {
                let mut mains = Vec::new();
                take(&mut mains, "M", "m");
                self.has_main |= !mains.is_empty();
            } else if is_test_name(name, "Test") {
                take(&mut self.tests, "T", "t");
            } else if is_test_name(name, "Benchmark") {
                take(&mut self.benchmarks, "B", "b");
            } else if is_test_name(name, "Fuzz") {
                take(&mut self.fuzz_targets, "F", "f");
            } else if is_test_name(name, "Example") {
                self.examples.extend(example(file, func, text));
            }
        }
        faults
    }
}

/// Whether `name` is `prefix`, or goes on with anything but a lower-case letter.
fn is_test_name(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

/// Whether the one parameter is a pointer to a type called `name`, and there is no result.
fn takes_pointer(file: &File, func: &FuncDecl, name: &str) -> bool {
    let [parameter] = &func.signature.params[..] else { return false };
    let ExprKind::Star(pointee) = file[parameter.ty].kind else { return false };
    let is_named = |ty: ExprId| match file[ty].kind {
        ExprKind::Name(ident) => file.name(ident).as_str() == name,
        ExprKind::Selector { sel, .. } => file.name(sel).as_str() == name,
        _ => false,
    };
    func.signature.results.is_empty() && parameter.names.len() <= 1 && is_named(pointee)
}

/// The example that `func` is, if its last comment says what it prints.
fn example(file: &File, func: &FuncDecl, text: &str) -> Option<Example> {
    let has_plain_signature =
        func.signature.params.is_empty() && func.signature.results.is_empty() && func.type_params.is_empty();
    let body = func.body.as_ref().filter(|_| has_plain_signature)?;
    let body = text.get(body.span.start as usize..body.span.end as usize)?;
    let comment = comment_text(&last_comments(body));
    let trimmed = comment.trim_start();
    let without = |text: &'_ str, prefix: &str| {
        let head = text.get(..prefix.len())?;
        head.eq_ignore_ascii_case(prefix).then_some(prefix.len())
    };
    let unordered = without(trimmed, "unordered ").unwrap_or(0);
    let output = &trimmed[unordered + without(&trimmed[unordered..], "output:")?..];
    let output = output.trim_start_matches(' ');
    let output = output.strip_prefix('\n').unwrap_or(output);
    let name = file.name(func.name).to_string();
    Some(Example { name, output: output.to_owned(), is_unordered: unordered != 0 })
}

/// The last comments of `body` with nothing but single line ends between them.
fn last_comments(body: &str) -> Vec<&str> {
    let mut group = Vec::new();
    let mut rest = body;
    // Whether code came since the last comment.
    let mut is_apart = true;
    // Whether the group began behind code, in whose line it ends.
    let mut is_trailing = false;
    let mut has_code_before = true;
    let mut line_ends = 0;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else {
            match first {
                '"' | '\'' => quoted_length(rest, first),
                '`' => rest[1..].find('`').map_or(rest.len(), |at| at + 2),
                _ => first.len_utf8(),
            }
        };
        if rest.starts_with("//") || rest.starts_with("/*") {
            if is_apart || line_ends > usize::from(!is_trailing) {
                group.clear();
                is_trailing = has_code_before;
            }
            group.push(rest[..length].trim_end_matches('\r'));
            (is_apart, line_ends) = (false, 0);
        } else if first == '\n' {
            line_ends += 1;
            has_code_before = false;
        } else if !first.is_ascii_whitespace() {
            is_apart = true;
            has_code_before = true;
        }
        rest = &rest[length..];
    }
    group
}

/// The length of the literal that begins `text`, quotes included.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return at,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What comments say: without their marks, directives, blanks at line ends, and empty lines at either end or repeated.
fn comment_text(comments: &[&str]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for comment in comments {
        if let Some(line) = comment.strip_prefix("//") {
            if !is_directive(line) {
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            }
        } else {
            let inner = comment.strip_prefix("/*").unwrap_or(comment);
            lines.extend(inner.strip_suffix("*/").unwrap_or(inner).split('\n').map(str::trim_end));
        }
    }
    let mut text = String::new();
    let mut is_pending = false;
    for line in lines {
        if line.is_empty() {
            is_pending = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut is_pending) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Whether the line comment of this text is one for tools: `//line`, `//extern`, `//export`, `//word:word`.
fn is_directive(line: &str) -> bool {
    if ["line ", "extern ", "export "].iter().any(|prefix| line.starts_with(prefix)) {
        return true;
    }
    let is_word_character = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    line.split_once(':').is_some_and(|(word, rest)| {
        !word.is_empty() && word.chars().all(is_word_character) && rest.starts_with(is_word_character)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnostics::Sink;
    use source::SourceMap;

    fn find(text: &str) -> (TestFunctions, Vec<String>) {
        let file = SourceMap::new().add("x_test.go".to_owned(), text);
        let tree = parser::parse_file(file, text, &mut Sink::new());
        let mut functions = TestFunctions::default();
        let faults = functions.add(&tree, text).into_iter().map(|(_, message)| message).collect();
        (functions, faults)
    }

    #[test]
    fn names_and_signatures_make_tests() {
        let text = "package p\nfunc TestA(t *testing.T) {}\nfunc Testify(x int) {}\nfunc Test(*T) {}\n\
                    func BenchmarkB(b *testing.B) {}\nfunc FuzzF(f *testing.F) {}\nfunc TestMain(m *testing.M) {}\n\
                    func (x X) TestM(t *testing.T) {}\nfunc TestBad(t testing.T) {}\nfunc Test_G[T any](t *testing.T) {}\n";
        let (functions, faults) = find(text);
        assert_eq!(functions.tests, ["TestA", "Test"]);
        assert_eq!(
            (&functions.benchmarks[..], &functions.fuzz_targets[..]),
            (&["BenchmarkB".to_owned()][..], &["FuzzF".to_owned()][..])
        );
        assert!(functions.has_main);
        assert_eq!(
            faults,
            [
                "wrong signature for TestBad, must be: func TestBad(t *testing.T)",
                "wrong signature for Test_G, test functions cannot have type parameters",
            ]
        );
    }

    #[test]
    fn the_last_comment_of_an_example_is_its_output() {
        let text = "package p\nfunc Example() {\n\tprint(\"// Output: no\", '\"')\n\n\t// Output:\n\t// a\n\t//\n\t//\n\t//   b  \n}\n\
                    func Example_x() {\n\t/* unordered output: c\n d */\n}\nfunc ExampleY() {\n\t// Output: x\n\tprint()\n\t// none\n}\n\
                    func Example_empty() {\n\t// Output:\n}\nfunc Example_two() {\n\t// Output: x\n\n\t// apart\n}\n\
                    func Example_behind() {\n\tprint() // behind\n\t// Output: x\n}\n";
        let (functions, faults) = find(text);
        let example = |name: &str, output: &str, is_unordered| Example {
            name: name.to_owned(),
            output: output.to_owned(),
            is_unordered,
        };
        let expected = [
            example("Example", "a\n\n  b\n", false),
            example("Example_x", "c\n d\n", true),
            example("Example_empty", "", false),
            example("Example_behind", "x\n", false),
        ];
        assert_eq!((&functions.examples[..], faults.len()), (&expected[..], 0));
    }
}
