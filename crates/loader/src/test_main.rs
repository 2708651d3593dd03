//! The main package that runs the tests of a package. Owns its text; what it needs of Go's `testing` is `MainStart`.
//!
//! It implements the services that `testing` asks its main package for with what WebAssembly has: no profiles, no
//! coverage, and no workers for fuzzing. So a program of tests has neither `runtime/pprof` nor, without fuzz targets,
//! `internal/fuzz`.

use std::fmt::Write as _;

use crate::test_functions::TestFunctions;

/// What a main package of tests is made of.
#[derive(Debug)]
pub(crate) struct TestMain<'a> {
    /// The import path of the package under test.
    pub path: &'a str,
    /// The path of its module.
    pub module: &'a str,
    /// The functions of the tests inside the package.
    pub internal: &'a TestFunctions,
    /// The functions of those outside.
    pub external: Option<&'a TestFunctions>,
    /// Whether there are tests inside the package, or nothing but it.
    pub has_internal: bool,
}

const SERVICES: &str = r#"
type services struct{}

var (
	pattern string
	matcher *regexp.Regexp
)

func (services) ImportPath() string     { return importPath }
func (services) ModulePath() string     { return modulePath }
func (services) SetPanicOnExit0(v bool) { testlog.SetPanicOnExit0(v) }

func (services) MatchString(text, name string) (bool, error) {
	if matcher == nil || pattern != text {
		compiled, err := regexp.Compile(text)
		if err != nil {
			return false, err
		}
		pattern, matcher = text, compiled
	}
	return matcher.MatchString(name), nil
}

func (services) StartCPUProfile(io.Writer) error { return errors.New("there are no profiles in WebAssembly") }
func (services) StopCPUProfile()                 {}

func (services) WriteProfileTo(name string, _ io.Writer, _ int) error {
	return errors.New("there is no profile " + name + " in WebAssembly")
}

func (services) StartTestLog(w io.Writer) { testLogFile = w }

func (services) StopTestLog() error {
	if testLogFile == nil {
		return nil
	}
	return errors.New("there is no log of what tests read")
}

var testLogFile io.Writer

func (services) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []seed, []reflect.Type, string, string) error {
	return errNoWorkers
}
func (services) RunFuzzWorker(func(seed) error) error { return errNoWorkers }
func (services) ResetCoverage()                       {}
func (services) SnapshotCoverage()                    {}

func (services) InitRuntimeCoverage() (mode string, finish func(string, string) (string, error), share func() float64) {
	return "", nil, nil
}

var errNoWorkers = errors.New("fuzzing needs processes, which WebAssembly does not have; seeds are run as tests")
"#;

const SEEDS_OF_PACKAGE_FUZZ: &str = r#"
type seed = fuzz.CorpusEntry

func (services) ReadCorpus(directory string, types []reflect.Type) ([]seed, error) {
	return fuzz.ReadCorpus(directory, types)
}
func (services) CheckCorpus(values []any, types []reflect.Type) error {
	return fuzz.CheckCorpus(values, types)
}
"#;

const NO_SEEDS: &str = r#"
type seed = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

func (services) ReadCorpus(string, []reflect.Type) ([]seed, error) { return nil, nil }
func (services) CheckCorpus([]any, []reflect.Type) error           { return nil }
"#;

impl TestMain<'_> {
    /// The text of the package's one file.
    pub fn text(&self) -> String {
        let halves = [("inside", Some(self.internal)), ("outside", self.external)];
        let halves = || halves.iter().filter_map(|(name, functions)| Some((*name, (*functions)?)));
        let has_fuzz_targets = halves().any(|(_, functions)| !functions.fuzz_targets.is_empty());
        let mut text = String::from("package main\n\nimport (\n");
        for import in ["errors", "internal/testlog", "io", "os", "reflect", "regexp", "testing", "time"] {
            let _ = writeln!(text, "\t{import:?}");
        }
        if has_fuzz_targets {
            text.push_str("\t\"internal/fuzz\"\n");
        }
        let local = |name: &'static str, functions: &TestFunctions| if functions.is_empty() { "_" } else { name };
        if self.has_internal {
            let _ = writeln!(text, "\t{} {}", local("inside", self.internal), go_string(self.path));
        }
        if let Some(external) = self.external {
            let _ = writeln!(text, "\t{} {}", local("outside", external), go_string(&format!("{}_test", self.path)));
        }
        let _ =
            writeln!(text, ")\n\nconst importPath, modulePath = {}, {}", go_string(self.path), go_string(self.module));
        text.push_str(SERVICES);
        text.push_str(if has_fuzz_targets { SEEDS_OF_PACKAGE_FUZZ } else { NO_SEEDS });

        type Select = fn(&TestFunctions) -> &Vec<String>;
        let lists: [(&str, &str, Select); 3] = [
            ("tests", "InternalTest", |functions| &functions.tests),
            ("benchmarks", "InternalBenchmark", |functions| &functions.benchmarks),
            ("fuzzTargets", "InternalFuzzTarget", |functions| &functions.fuzz_targets),
        ];
        for (variable, ty, select) in lists {
            let _ = writeln!(text, "\nvar {variable} = []testing.{ty}{{");
            for (package, functions) in halves() {
                for name in select(functions) {
                    let _ = writeln!(text, "\t{{{name:?}, {package}.{name}}},");
                }
            }
            text.push_str("}\n");
        }
        text.push_str("\nvar examples = []testing.InternalExample{\n");
        for (package, functions) in halves() {
            for example in &functions.examples {
                let (name, output) = (&example.name, go_string(&example.output));
                let _ = writeln!(text, "\t{{{name:?}, {package}.{name}, {output}, {}}},", example.is_unordered);
            }
        }
        text.push_str(
            "}\n\nfunc main() {\n\tm := testing.MainStart(services{}, tests, benchmarks, fuzzTargets, examples)\n",
        );
        match halves().find(|(_, functions)| functions.has_main) {
            // TestMain may return without exiting; the status is then the one that M has kept.
            Some((package, _)) => {
                let _ = writeln!(text, "\t{package}.TestMain(m)");
                text.push_str(
                    "\tstatus := reflect.ValueOf(m).Elem().FieldByName(\"exitCode\")\n\tos.Exit(int(status.Int()))\n",
                );
            }
            None => text.push_str("\tos.Exit(m.Run())\n"),
        }
        text.push_str("}\n");
        text
    }
}

/// `text` as a Go string literal.
fn go_string(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            c if c.is_control() || c == '\u{feff}' => {
                let _ = write!(literal, "\\U{:08x}", c as u32);
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_functions::Example;

    #[test]
    fn the_text_is_go() {
        let internal = TestFunctions { tests: vec!["TestA".to_owned()], has_main: true, ..TestFunctions::default() };
        let example = Example { name: "Example".to_owned(), output: "a\t\"b\"\n".to_owned(), is_unordered: true };
        let external = TestFunctions {
            fuzz_targets: vec!["FuzzF".to_owned()],
            examples: vec![example],
            ..TestFunctions::default()
        };
        let main =
            TestMain { path: "m/p", module: "m", internal: &internal, external: Some(&external), has_internal: true };
        let text = main.text();
        for part in [
            "inside \"m/p\"",
            "outside \"m/p_test\"",
            "{\"TestA\", inside.TestA}",
            "{\"FuzzF\", outside.FuzzF}",
            "{\"Example\", outside.Example, \"a\\U00000009\\\"b\\\"\\n\", true}",
            "inside.TestMain(m)",
            "\"internal/fuzz\"",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
        let mut sink = diagnostics::Sink::new();
        let file = source::SourceMap::new().add("main.go".to_owned(), text.clone());
        parser::parse_file(file, &text, &mut sink);
        assert!(!sink.has_errors(), "{text}");
    }
}
