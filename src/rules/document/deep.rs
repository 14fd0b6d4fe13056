//! Keys of very many parts: `a.a.a…` of a hundred thousand is a hundred thousand tables, one in the other, and no parser bounds them.
//!
//! Invariant: where no key is found here, no key of the text has more than [`MOST_PARTS`] parts, so that what either parser makes of it
//! can be walked and dropped on any stack. A line that is taken for such a key and is none costs only the list of its further faults.

/// A key of a plan or a claim has two or three.
const MOST_PARTS: usize = 16;
/// How far things stand within others; a plan's stand within six.
pub(super) const MOST_DEEP: usize = 80;
/// What is said of more; it begins like the words of the parser that counts brackets.
pub(super) const TOO_DEEP: &str = "cannot recurse further: it is nested too deeply";

/// The byte at which the first line begins that may have such a key: one cannot go beyond its line.
pub(super) fn long_key(text: &str) -> Option<usize> {
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        if is_long(line.as_bytes()) {
            return Some(from);
        }
        from += line.len();
    }
    None
}

fn is_long(line: &[u8]) -> bool {
    let dots = line.iter().filter(|byte| **byte == b'.').count();
    if dots < MOST_PARTS {
        return false;
    }
    // Between its quotes a part of a key has anything in it, so all dots of such a line are counted.
    if has_quoted_part(line) {
        return true;
    }
    let mut parts = 0;
    line.iter().any(|byte| {
        match byte {
            b'.' => parts += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b' ' | b'\t' => {}
            _ => parts = 0,
        }
        parts >= MOST_PARTS
    })
}

/// Whether a quote and a dot stand side by side, blanks aside.
fn has_quoted_part(line: &[u8]) -> bool {
    let mut before = b' ';
    line.iter().filter(|byte| !matches!(byte, b' ' | b'\t')).any(|byte| {
        let pair = (std::mem::replace(&mut before, *byte), *byte);
        matches!(pair, (b'"' | b'\'', b'.') | (b'.', b'"' | b'\''))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_many_parts_are_found_and_prose_is_not() {
        for part in ["a", "'='", "\"]\"", " b "] {
            let key = vec![part; 20].join(".");
            for text in [format!("x = 1\n[{key}]"), format!("x = 1\n{key} = 1"), format!("x = 1\ny = {{ z = [{{ {key} = 1 }}] }}")] {
                assert_eq!(long_key(&text), Some(6), "{text}");
            }
        }
        let dots = "一.二.三.".repeat(20);
        let numbers = "1.5, ".repeat(20);
        for text in [format!("x = \"{dots}四\""), format!("x = [{numbers}]"), "a.b.c = 1".to_owned(), "a.b = 1\n".repeat(100)] {
            assert_eq!(long_key(&text), None, "{text}");
        }
    }
}
