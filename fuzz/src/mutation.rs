//! How texts are changed. Owns [`mutate`], which moves tokens, so that most texts get past the lexer: deep inside a parser
//! faults are found by texts that are nearly right. The rest is left to libFuzzer's own mutations.
//!
//! The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").

use diagnostics::Sink;
use source::FileId;

/// What is put between tokens; now and then many times.
const INSERTED: [&str; 28] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    "\n",
    " func ",
    " chan ",
    " <-",
    "...",
    " type ",
    " struct{",
    " interface{",
    "//line x:1:1\n",
    "/*line :2:2*/",
    "0x_p",
    "'",
    "`",
    "\u{feff}",
    "\0",
    " T[T] ",
    " := range ",
    " go1.21 ",
    "//go:build ",
    " iota ",
    " var _ = ",
];

/// Changes the first `size` bytes of `data` as `seed` says and returns the number of bytes there are then, at most
/// `max_size`. Half of the time nothing is done but `default`, libFuzzer's own mutation.
pub fn mutate(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    default: impl FnOnce(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut random = Random { state: u64::from(seed) };
    if random.below(2) == 0 {
        return default(data, size, max_size);
    }
    let text = changed(&String::from_utf8_lossy(&data[..size]), &mut random);
    let mut length = text.len().min(max_size);
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    data[..length].copy_from_slice(&text.as_bytes()[..length]);
    length
}

struct Random {
    state: u64,
}

impl Random {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// The tokens, each with the white space and comments before it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for lexeme in lexer::lex(FileId(0), text, &mut Sink::new()).tokens {
        pieces.push(&text[from..lexeme.end as usize]);
        from = lexeme.end as usize;
    }
    pieces.push(&text[from..]);
    pieces
}

fn changed(text: &str, random: &mut Random) -> String {
    let mut pieces = pieces(text);
    for _ in 0..=random.below(5) {
        let at = random.below(pieces.len());
        let end = (at + 1 + random.below(6)).min(pieces.len());
        let from = random.below(pieces.len());
        let to = (from + 1 + random.below(12)).min(pieces.len());
        match random.below(8) {
            0 => drop(pieces.drain(at..end)),
            1 => {
                let copied = pieces[at..end].to_vec();
                pieces.splice(at..at, copied);
            }
            2 | 3 => {
                let copied = pieces[from..to].to_vec();
                pieces.splice(at..end, copied);
            }
            4 => pieces.swap(at, from),
            5 => {
                let inserted = INSERTED[random.below(INSERTED.len())];
                let times = if random.below(20) == 0 { 2_000 } else { 1 };
                pieces.splice(at..at, std::iter::repeat_n(inserted, times));
            }
            // One name for another, which the checker then finds to be something else.
            6 => pieces[at] = pieces[from],
            _ => pieces.truncate(pieces.len().max(20) - random.below(20).min(pieces.len() / 2)),
        }
        if pieces.is_empty() {
            pieces.push("");
        }
    }
    pieces.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_texts_within_the_limit() {
        let text = b"package p\n\nfunc f(x int) { g(x, \"\xc3\xa9\") }\n";
        for seed in 0..500 {
            let run = || {
                let mut data = text.to_vec();
                data.resize(100, 0);
                let length = mutate(&mut data, text.len(), 100, seed, |_, size, _| size);
                data[..length].to_vec()
            };
            assert_eq!(run(), run());
            assert!(std::str::from_utf8(&run()).is_ok());
        }
    }
}
