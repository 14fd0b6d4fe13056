//! No text of a plan file is blank, neither half of what people read, nor a clause, nor a name; and none would do anything to a terminal.

use serde_json::Value;

use crate::domain::fault::FaultKind;
use crate::rules::document::each_text;

/// What may be blank: numbers of contracts may begin with nothing.
const MAY_BE_BLANK: &str = "prefix";

/// Finds every text that is blank or steers a terminal, whatever it is called, as JSON pointers: what is added to plans later is looked
/// at, too.
pub(super) fn unfit(file: &Value) -> Vec<(String, FaultKind)> {
    let mut found = Vec::new();
    each_text(file, &mut |way, text| {
        let kind = match text {
            _ if text.trim().is_empty() => FaultKind::Empty,
            _ if steers(text) => FaultKind::Form,
            _ => return,
        };
        if !way.is_through(MAY_BE_BLANK) {
            found.push((way.pointer(), kind));
        }
    });
    found
}

/// Whether a text steers a terminal or turns the order in which it is read.
fn steers(text: &str) -> bool {
    // Most texts have no character that could, so their bytes are looked at first: those characters begin with one of a few.
    let may = |byte: u8| byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef);
    let does =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.bytes().any(may) && text.chars().any(does)
}
