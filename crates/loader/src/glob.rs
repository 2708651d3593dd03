//! Patterns of file names. Owns `*`, `?`, `[a-z]` and `\x`, as in Go's package `path`.

/// The pattern is malformed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadPattern;

/// One character of a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Item {
    Any,
    One,
    Literal(char),
    Class { is_negated: bool, ranges: Vec<(char, char)> },
}

fn parse(pattern: &str) -> Result<Vec<Item>, BadPattern> {
    let mut items = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        items.push(match c {
            '*' => Item::Any,
            '?' => Item::One,
            '\\' => Item::Literal(chars.next().ok_or(BadPattern)?),
            '[' => {
                let is_negated = chars.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                loop {
                    if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
                        break;
                    }
                    let mut bound = || match chars.next() {
                        None | Some('-' | ']') => Err(BadPattern),
                        Some('\\') => chars.next().ok_or(BadPattern),
                        Some(c) => Ok(c),
                    };
                    let low = bound()?;
                    let is_range = chars.next_if_eq(&'-').is_some();
                    let mut bound = || match chars.next() {
                        None | Some('-' | ']') => Err(BadPattern),
                        Some('\\') => chars.next().ok_or(BadPattern),
                        Some(c) => Ok(c),
                    };
                    ranges.push((low, if is_range { bound()? } else { low }));
                }
                Item::Class { is_negated, ranges }
            }
            c => Item::Literal(c),
        });
    }
    Ok(items)
}

/// Whether `name`, which has no `/`, matches `pattern`.
pub(crate) fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let items = parse(pattern)?;
    let name: Vec<char> = name.chars().collect();
    // The last star seen and what it stood for so far; one star is enough to come back to.
    let (mut item, mut at) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        let fits = match items.get(item) {
            Some(Item::Any) => {
                star = Some((item, at));
                item += 1;
                continue;
            }
            Some(Item::One) => true,
            Some(Item::Literal(c)) => *c == name[at],
            Some(Item::Class { is_negated, ranges }) => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&name[at])) != *is_negated
            }
            None => false,
        };
        if fits {
            item += 1;
            at += 1;
        } else if let Some((position, from)) = star {
            star = Some((position, from + 1));
            item = position + 1;
            at = from + 1;
        } else {
            return Ok(false);
        }
    }
    Ok(items[item..].iter().all(|item| *item == Item::Any))
}

/// Whether the pattern is well-formed.
pub(crate) fn is_valid(pattern: &str) -> bool {
    pattern.split('/').all(|element| parse(element).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_as_in_go() {
        for (pattern, name, expected) in [
            ("*.txt", "a.txt", Ok(true)),
            ("*.txt", "a.txt.go", Ok(false)),
            ("a*b*c", "aXbYbZc", Ok(true)),
            ("?", "ä", Ok(true)),
            ("[a-c]x", "bx", Ok(true)),
            ("[^a-c]x", "bx", Ok(false)),
            ("\\*", "*", Ok(true)),
            ("*", "", Ok(true)),
            ("[", "a", Err(BadPattern)),
            ("[]a]", "]", Err(BadPattern)),
            ("a\\", "a", Err(BadPattern)),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
