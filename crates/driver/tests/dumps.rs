//! Snapshots of the dumps and of a failure, over files in memory. Owns their text; a change shows in review.

use driver::{Failure, Form, MemoryFiles, Options, Stage, compile, dump};

const PROGRAM: &str = r#"package main

const limit = 1 << 3

type point struct{ x, y int32 }

func (p *point) move(d int32) { p.x += d }

var origin, other = point{}, origin

//go:wasmexport run
func run(n int32) int32 {
	p := origin
	for range n {
		p.move(limit)
	}
	return p.x
}

func main() {}
"#;

fn files(text: &str) -> MemoryFiles {
    let mut files = MemoryFiles::new();
    files.add("/m/main.go", text);
    files
}

fn shown(stage: Stage) -> Result<String, String> {
    dump(&Options::new("/m"), &files(PROGRAM), &[], stage).map_err(|failure| failure.render(Form::Concise))
}

#[test]
fn tokens_are_dumped() {
    insta::assert_snapshot!(shown(Stage::Tokens).unwrap_or_else(|error| error));
}

#[test]
fn trees_are_dumped() {
    insta::assert_snapshot!(shown(Stage::Ast).unwrap_or_else(|error| error));
}

#[test]
fn types_are_dumped() {
    insta::assert_snapshot!(shown(Stage::Types).unwrap_or_else(|error| error));
}

#[test]
fn the_text_of_ir_reads_back_as_the_same_text() -> Result<(), String> {
    for stage in [Stage::Ir, Stage::Opt] {
        let text = shown(stage)?;
        let module = ir::text::parse_module(&text).map_err(|error| format!("{error:?}"))?;
        assert_eq!(ir::text::write_module(&module), text);
    }
    Ok(())
}

#[test]
fn the_module_in_text_form_has_the_export() -> Result<(), String> {
    assert!(shown(Stage::Wat)?.contains("(export \"run\""));
    Ok(())
}

fn failure(text: &str, all_errors: bool) -> Failure {
    let options = Options { all_errors, ..Options::new("/m") };
    compile(&options, &files(text), &[]).err().unwrap_or_default()
}

#[test]
fn errors_are_shown_as_go_build_shows_them() {
    let mut text = "package main\n\nfunc main() {\n".to_owned();
    for i in 0..12 {
        text += &format!("\tx{i} := {i}\n");
    }
    text += "}\n";
    insta::assert_snapshot!(failure(&text, false).render(Form::Concise));
    assert_eq!(failure(&text, true).diagnostics().count(), 12);
    insta::assert_snapshot!(failure("package main\n\nfunc main() { a }\n", false).render(Form::Rich { color: false }));
    insta::assert_snapshot!(failure("package main\n\nfunc main() { a }\n", false).render_json());
}

#[test]
fn programs_need_a_main() {
    let text = failure("package main\n", false).render(Form::Concise);
    assert_eq!(text, "# command-line-arguments\nfunction main is undeclared in the main package\n");
    let text = failure("package p\n", false).render(Form::Concise);
    assert_eq!(text, "package command-line-arguments is not a main package\n");
}
