//! Handing a text to the terminal's clipboard (OSC 52). The terminal may refuse; it doesn't say so.

use std::io;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// Gives what is written to hand a text over; inside tmux once more in its wrapper, for it hands on only what is wrapped or what it
/// is set to.
pub fn sequence(text: &str, in_tmux: bool) -> io::Result<Vec<u8>> {
    let mut plain = String::new();
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain).map_err(io::Error::other)?;
    let wrapped = if in_tmux { format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")) } else { String::new() };
    Ok((plain + &wrapped).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, in_tmux: bool) -> String {
        String::from_utf8(sequence(text, in_tmux).unwrap()).unwrap()
    }

    #[test]
    fn a_text_is_handed_over_in_base64() {
        assert_eq!(written("ZJ24-001873", false), "\x1b]52;c;WkoyNC0wMDE4NzM=\x1b\\");
    }

    #[test]
    fn tmux_gets_it_wrapped_too() {
        assert!(written("a", true).ends_with("\x1bPtmux;\x1b\x1b]52;c;YQ==\x1b\x1b\\\x1b\\"));
    }
}
