//! The characters that structure is drawn with, for terminals and fonts that don't have them all, or draw some of them too wide.
//!
//! Not here: which set a terminal needs (`tui`). Invariant: every character of a set is one column wide in every terminal that the set
//! is for, so that drawing needs no other sums.

use crate::config::GlyphSet;

/// How this terminal is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub set: GlyphSet,
    /// Columns of characters of ambiguous width, 1 or 2.
    pub ambiguous: u16,
    /// The terminal reads UTF-8; where it doesn't, nothing but ASCII is sent to it.
    pub utf8: bool,
}

impl Default for Glyphs {
    fn default() -> Self {
        Glyphs { set: GlyphSet::Line, ambiguous: 1, utf8: true }
    }
}

/// What a text that was cut ends in.
const CUT: &str = "..";

impl Glyphs {
    /// The character that is drawn for one of ours, or of anybody's that looks the same.
    pub const fn of(self, c: char) -> char {
        match self.set {
            GlyphSet::Line => c,
            GlyphSet::Safe => match c {
                '─' => '╌',
                '━' => '╍',
                '│' => '╎',
                '▓' => '░',
                '█' | '▁'..='▇' | '▉'..='▏' => '▐',
                c => c,
            },
            GlyphSet::Ascii => match c {
                '─' | '╌' => '-',
                '━' | '╍' | '▓' | '░' => '=',
                '│' | '╎' => '|',
                '█' | '▁'..='▇' | '▉'..='▏' => '#',
                '✓' => '+',
                '✗' => 'x',
                '▸' => '>',
                '▹' => '-',
                '▐' => '*',
                '⠀'..='⣿' => '*',
                '…' => '.',
                c => c,
            },
        }
    }

    /// What a text that was cut ends in.
    pub const fn cut(self) -> &'static str {
        match self.set {
            GlyphSet::Line => "…",
            GlyphSet::Safe | GlyphSet::Ascii => CUT,
        }
    }
}
