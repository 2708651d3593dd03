//! Prints the tokens of the text on standard input, one a line: place, kind, text.

use diagnostics::Sink;
use source::{FileId, LineIndex};

fn main() -> std::io::Result<()> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let lines = LineIndex::new(&text);
    let mut sink = Sink::new();
    for lexeme in lexer::lex(FileId(0), &text, &mut sink).tokens {
        let at = lines.line_column(lexeme.start);
        let written = &text[lexeme.start as usize..lexeme.end as usize];
        println!("{}:{} {:?} {written:?}", at.line, at.column, lexeme.token);
    }
    for error in sink.into_sorted() {
        let at = lines.line_column(error.span.start);
        println!("{}:{}: {}", at.line, at.column, error.message);
    }
    Ok(())
}
