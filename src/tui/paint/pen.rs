//! How characters are written, and the control codes from one way to another: only what is different is named.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What a blank shows of a style, besides its ground.
const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);
/// Attributes, the code that sets each and the one that takes it away. Bold and dim are taken away together.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How characters are being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// The terminal's own colours and no attribute.
pub(super) const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Pen {
    /// The pen that a cell needs: a blank takes what it doesn't show from this one.
    pub(super) fn needed_for(self, cell: &Cell) -> Pen {
        let wanted = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if cell.symbol() == " " && !wanted.modifier.intersects(SEEN_ON_BLANKS) && !self.modifier.intersects(SEEN_ON_BLANKS) {
            return Pen { bg: wanted.bg, ..self };
        }
        wanted
    }

    /// Adds the codes that make this pen of another, each after a semicolon.
    pub(super) fn add_codes(self, from: Pen, codes: &mut String) {
        let gone = from.modifier - self.modifier;
        let mut new = self.modifier - from.modifier;
        // The code that takes bold away takes dim away too, and the other way round.
        if gone.intersects(Modifier::BOLD | Modifier::DIM) {
            new |= self.modifier & (Modifier::BOLD | Modifier::DIM);
        }
        for (attribute, _, off) in ATTRIBUTES {
            if gone.contains(attribute) {
                let _ = write!(codes, ";{off}");
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if new.contains(attribute) {
                let _ = write!(codes, ";{on}");
            }
        }
        if from.fg != self.fg {
            colour(codes, self.fg, 30);
        }
        if from.bg != self.bg {
            colour(codes, self.bg, 40);
        }
    }
}

/// Adds the codes of a colour; `base` is 30 for the text and 40 for the ground.
fn colour(codes: &mut String, colour: Color, base: u8) {
    let named = match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::Reset => 9,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => {
            let _ = write!(codes, ";{};5;{index}", base + 8);
            return;
        }
        Color::Rgb(red, green, blue) => {
            let _ = write!(codes, ";{};2;{red};{green};{blue}", base + 8);
            return;
        }
    };
    let _ = write!(codes, ";{}", base + named);
}
