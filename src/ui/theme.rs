//! Themes as data: a style for each role.

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Rgb,
    Indexed,
    Ansi,
    /// `NO_COLOR`, or a terminal without colours.
    None,
}

/// A theme at one depth.
#[derive(Clone, Debug)]
pub struct Theme {}

impl Theme {
    /// Gives a built-in theme: `ye` (dark), `zhou` (light), `mo` (no colour); an unknown name is `ye`.
    pub fn builtin(_name: &str, _depth: Depth) -> Theme {
        Theme {}
    }

    /// The name of the theme after this one.
    pub fn next(_name: &str) -> &'static str {
        "ye"
    }
}
