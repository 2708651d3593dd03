//! Files that `//go:embed` puts into a module, over files in memory.

use driver::{Failure, Form, MemoryFiles, Options, compile};

const PROGRAM: &str = r#"package main

import _ "embed"

//go:embed greeting.txt
var greeting string

//go:embed table.bin
var table []byte

//go:embed unused.txt
var unused string

func main() {
	table[0]++
	println(greeting, len(table))
}
"#;

fn compiled(program: &str) -> Result<Vec<u8>, Failure> {
    let mut files = MemoryFiles::new();
    files.add("/w/go.mod", "module example.com/w\n\ngo 1.27\n");
    files.add("/w/main.go", program);
    files.add("/w/greeting.txt", "good morning, embedded");
    files.add("/w/table.bin", "0123456789abcdef");
    files.add("/w/unused.txt", "nobody reads this");
    files.add(
        "/goroot/src/embed/embed.go",
        "package embed\n\ntype FS struct{ files *[]file }\n\ntype file struct{ name, data string }\n",
    );
    let mut options = Options::new("/w");
    options.goroot = Some("/goroot".to_owned());
    compile(&options, &files, &[".".to_owned()]).map(|output| output.wasm)
}

fn contains(wasm: &[u8], text: &str) -> bool {
    wasm.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn files_are_in_the_module_if_their_variable_is_used() {
    let wasm = compiled(PROGRAM).unwrap_or_else(|failure| panic!("{}", failure.render(Form::Concise)));
    assert!(contains(&wasm, "good morning, embedded"));
    assert!(contains(&wasm, "0123456789abcdef"));
    assert!(!contains(&wasm, "nobody reads this"));
}

#[test]
fn a_tree_of_files_is_in_the_module() {
    let program = "package main\n\nimport \"embed\"\n\n//go:embed *.txt\nvar tree embed.FS\n\nvar read *embed.FS\n\n\
                   func main() { read = &tree }\n";
    let wasm = compiled(program).unwrap_or_else(|failure| panic!("{}", failure.render(Form::Concise)));
    assert!(contains(&wasm, "good morning, embedded"));
    assert!(contains(&wasm, "unused.txt"));
    assert!(!contains(&wasm, "0123456789abcdef"));
}
