//! The text form: what is printed parses to what prints the same, and what does not parse says where.

use std::path::{Path, PathBuf};

use ir::text::{parse_module, write_module};

/// Every `.ir` file of the repository. The part behind a line `; EXPECT` is a module of its own.
fn modules() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut work =
        vec![crates.join("tests/modules"), crates.join("../../tests/ir"), crates.join("../emit/tests/modules")];
    while let Some(directory) = work.pop() {
        for entry in std::fs::read_dir(&directory).expect("directory of modules") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                work.push(path);
            } else if path.extension().is_some_and(|e| e == "ir") {
                let text = std::fs::read_to_string(&path).expect("module");
                found.extend(text.split("; EXPECT\n").map(|part| (path.clone(), part.to_owned())));
            }
        }
    }
    found
}

#[test]
fn printing_what_was_parsed_gives_the_same_text() {
    let modules = modules();
    assert!(modules.len() >= 60, "{} modules: inputs are missing", modules.len());
    for (path, text) in modules {
        let module = parse_module(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let printed = write_module(&module);
        let again = parse_module(&printed).unwrap_or_else(|e| panic!("{}: {e}\n{printed}", path.display()));
        assert_eq!(write_module(&again), printed, "{}", path.display());
    }
}

#[test]
fn every_kind_of_item_is_printed_as_it_was_written() {
    let text = include_str!("modules/everything.ir");
    let module = parse_module(text).expect("module");
    ir::verify::verify_module(&module).expect("verified");
    let (_comment, items) = text.split_once('\n').expect("a comment comes first");
    assert_eq!(write_module(&module), items);
}

#[test]
fn numbers_are_given_in_order_of_appearance() {
    let text = "func f0 \"f\" () -> (i32) {\nb9:\n  v40 = iconst.i32 1\n  jump b4(v40)\nb4(v2: i32):\n  return v2\n}\n";
    let printed = write_module(&parse_module(text).expect("module"));
    assert!(printed.contains("b0:\n  v0 = iconst.i32 1\n  jump b1(v0)\nb1(v1: i32):\n  return v1\n"), "{printed}");
}

#[test]
fn errors_name_the_line() {
    let body = |lines: &str| format!("func f0 \"f\" () {{\nb0:\n{lines}\n}}\n");
    for (text, wanted) in [
        ("hello".to_owned(), "1: unexpected hello"),
        ("\n\n?".to_owned(), "3: unexpected '?'"),
        ("func f1 \"f\" () {\n}\n".to_owned(), "1: f1 is declared twice or leaves a gap"),
        ("runtime f0 \"f\" () [eats]\n".to_owned(), "1: unknown effect eats"),
        ("func f0 \"f\" () [odd] {\n}\n".to_owned(), "1: unknown flag odd"),
        ("func f0 \"f\" (i128) {\n}\n".to_owned(), "1: unknown type i128"),
        ("func f0 \"f\" () {\n  return\n}\n".to_owned(), "2: instruction outside a block"),
        ("func f0 \"unfinished".to_owned(), "1: unfinished string"),
        ("class cl1 \"c\" () {}\n".to_owned(), "1: cl1 is out of order"),
        ("data d0 \"d\" size 8 align 8 bytes \"0g\" pointers \"\" {}".to_owned(), "1: bad bytes"),
        ("data d0 \"d\" size 99999999999 align 8".to_owned(), "1: 99999999999 is out of range"),
        (body("  v0 = frobnicate"), "3: unknown instruction frobnicate"),
        (body("  v0 = add.i31 v1, v1"), "3: unknown type i31"),
        (body("  v0 = load.i7 +0, v1"), "3: unknown access i7"),
        (body("  gc_poll\n  v0 = eqz.i32 v1"), "4: unknown value v1"),
        (body("  v0 = gc_poll"), "3: gc_poll has 0 results"),
        (body("  v0 = iconst.i32 1\n  v0 = iconst.i32 2"), "4: v0 is defined twice"),
        (body("  return\nb0:\n  return"), "4: b0 is defined twice"),
        (body("  gc_poll\n  jump b7"), "4: unknown block b7"),
        (body("  call f9"), "3: unknown f9"),
        (body("  call_indirect cl3, v0"), "3: unknown cl3"),
        (body("  v0 = iconst.i32 0x1g"), "3: bad number 0x1g"),
        ("func f0 \"f\" () {\n  landing b5\nb0:\n  return\n}\n".to_owned(), "5: unknown block b5"),
    ] {
        match parse_module(&text) {
            Ok(_) => panic!("parsed, although {wanted:?} was expected:\n{text}"),
            Err(error) => assert!(error.to_string().starts_with(wanted), "{error}, not {wanted}:\n{text}"),
        }
    }
}
