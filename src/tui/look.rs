//! How the desk looks in this terminal: the theme that is chosen, the ground that the terminal answered, its colours, its characters.
//!
//! Not here: what a theme or a set is (`ui`), asking (`ask`).
//! Invariant: what the settings or the person chose is never changed by an answer of the terminal.

use crate::config::{AUTO_THEME, Colours, GlyphSet, Settings};
use crate::tui::ask::{Learned, Questions};
use crate::tui::guard;
use crate::ui::glyphs::Glyphs;
use crate::ui::theme::{Depth, Ground, Theme, Themes};

/// What the terminal says of itself in the environment.
#[derive(Clone, Debug, Default)]
pub struct LookOf {
    pub term: String,
    pub colorterm: String,
    pub colorfgbg: String,
    /// `NO_COLOR` is set to something.
    pub no_color: bool,
    /// The locale, by the first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set.
    pub locale: String,
}

impl LookOf {
    /// Reads the environment.
    pub fn environment() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        LookOf {
            term: set("TERM").unwrap_or_default(),
            colorterm: set("COLORTERM").unwrap_or_default(),
            colorfgbg: set("COLORFGBG").unwrap_or_default(),
            no_color: set("NO_COLOR").is_some(),
            locale: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default(),
        }
    }

    /// How many colours the terminal says it has.
    fn depth(&self) -> Depth {
        match self.colorterm.as_str() {
            _ if self.term == "dumb" => Depth::None,
            "truecolor" | "24bit" => Depth::Rgb,
            _ if self.term.contains("direct") => Depth::Rgb,
            _ if self.term.contains("256color") => Depth::Indexed,
            _ => Depth::Ansi,
        }
    }

    /// The ground by `COLORFGBG` ("15;0"), which some terminals set: one of the 16 colours, the last that is named.
    fn ground(&self) -> Option<Ground> {
        match self.colorfgbg.rsplit(';').next()?.parse::<u8>().ok()? {
            0..=6 | 8 => Some(Ground::Dark),
            7 | 9..=15 => Some(Ground::Light),
            _ => None,
        }
    }

    /// Whether it reads UTF-8. A locale that doesn't say is taken to: most containers set none.
    fn utf8(&self) -> bool {
        let locale = self.locale.to_ascii_lowercase();
        match locale.split_once('.') {
            Some((_, charset)) => charset.replace('-', "").starts_with("utf8"),
            None => locale != "c" && locale != "posix",
        }
    }
}

/// The look, with what is still open of it.
#[derive(Clone, Debug)]
pub struct Look {
    themes: Themes,
    theme: String,
    depth: Depth,
    ground: Option<Ground>,
    glyphs: Glyphs,
    /// The settings say how wide characters of ambiguous width are, or which set is to be taken.
    fixed_width: bool,
    fixed_set: bool,
    pub still: bool,
    /// The terminal can be asked.
    answers: bool,
}

impl Look {
    /// The look by the settings, and by what the terminal says where they say nothing. `NO_COLOR` wins over a theme of the settings, but
    /// not over `colours`, which is said of this one program.
    pub fn new(of: &LookOf, settings: &Settings, themes: Themes) -> Self {
        let depth = match settings.colours {
            Some(Colours::All) => Depth::Rgb,
            Some(Colours::Indexed) => Depth::Indexed,
            Some(Colours::Ansi) => Depth::Ansi,
            Some(Colours::None) => Depth::None,
            None if of.no_color => Depth::None,
            None => of.depth(),
        };
        let utf8 = of.utf8();
        let ambiguous = settings.ambiguous.map_or(1, u16::from);
        let by_width = if ambiguous == 2 { GlyphSet::Safe } else { GlyphSet::Line };
        let set = settings.glyphs.unwrap_or(if utf8 { by_width } else { GlyphSet::Ascii });
        Look {
            themes,
            theme: settings.theme.clone().unwrap_or_else(|| AUTO_THEME.into()),
            depth,
            ground: of.ground(),
            glyphs: Glyphs { set, ambiguous, utf8 },
            fixed_width: settings.ambiguous.is_some() || !utf8,
            fixed_set: settings.glyphs.is_some() || !utf8,
            still: settings.motion.is_some_and(|motion| !motion.0),
            answers: of.term != "dumb" && !guard::is_console(),
        }
    }

    /// What is worth asking the terminal.
    pub fn questions(&self) -> Questions {
        Questions { ground: self.answers && self.depth != Depth::None, width: self.answers && !self.fixed_width }
    }

    /// Takes in what the terminal answered; tells whether anything looks different now.
    pub fn learn(&mut self, learned: Learned) -> bool {
        match learned {
            Learned::Ground(ground) => {
                let before = self.theme();
                self.ground = Some(ground);
                self.theme() != before
            }
            Learned::Wide(wide) => {
                let before = self.glyphs;
                self.glyphs.ambiguous = if wide { 2 } else { 1 };
                if !self.fixed_set {
                    self.glyphs.set = if wide { GlyphSet::Safe } else { GlyphSet::Line };
                }
                self.glyphs != before
            }
        }
    }

    /// Bits of colour: 24, 8, 4 or none.
    pub const fn colour_bits(&self) -> u8 {
        match self.depth {
            Depth::Rgb => 24,
            Depth::Indexed => 8,
            Depth::Ansi => 4,
            Depth::None => 0,
        }
    }

    pub const fn glyphs(&self) -> Glyphs {
        self.glyphs
    }

    pub fn theme(&self) -> Theme {
        self.themed(&self.theme)
    }

    /// Another theme in this look.
    pub fn themed(&self, id: &str) -> Theme {
        self.themes.get(id, self.depth, self.ground)
    }

    pub fn choose(&mut self, id: &str) {
        self.theme = id.into();
    }

    pub fn next_theme(&mut self) {
        self.theme = self.themes.next(&self.theme).into();
    }

    pub const fn themes(&self) -> &Themes {
        &self.themes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(term: &str, colorterm: &str) -> LookOf {
        LookOf { term: term.into(), colorterm: colorterm.into(), locale: "zh_CN.UTF-8".into(), ..LookOf::default() }
    }

    fn look(of: &LookOf, settings: &Settings) -> Look {
        Look::new(of, settings, Themes::default())
    }

    #[test]
    fn the_terminal_says_how_many_colours_it_has_and_settings_win() {
        let usual = Settings::default();
        let depth = |of: &LookOf, settings: &Settings| look(of, settings).depth;
        assert_eq!(depth(&of("xterm-256color", "truecolor"), &usual), Depth::Rgb);
        assert_eq!(depth(&of("xterm-256color", ""), &usual), Depth::Indexed);
        assert_eq!(depth(&of("xterm", ""), &usual), Depth::Ansi);
        assert_eq!(depth(&of("dumb", "truecolor"), &usual), Depth::None);
        let no_color = LookOf { no_color: true, ..of("xterm-256color", "truecolor") };
        assert_eq!(depth(&no_color, &usual), Depth::None);
        assert_eq!(look(&no_color, &Settings { theme: Some("ye".into()), ..usual.clone() }).theme().id, "mo");
        assert_eq!(depth(&no_color, &Settings { colours: Some(Colours::Ansi), ..usual }), Depth::Ansi);
    }

    #[test]
    fn an_answer_changes_only_what_is_left_to_the_terminal() {
        let terminal = of("xterm-256color", "truecolor");
        let mut free = look(&terminal, &Settings::default());
        assert_eq!(free.theme().id, "ansi");
        assert!(free.learn(Learned::Ground(Ground::Light)) && free.theme().id == "zhou");
        assert!(free.learn(Learned::Wide(true)) && free.glyphs().set == GlyphSet::Safe);
        assert!(!free.learn(Learned::Wide(true)), "the same again");
        let mut fixed = look(&terminal, &Settings { theme: Some("ye".into()), glyphs: Some(GlyphSet::Ascii), ..Settings::default() });
        assert!(!fixed.learn(Learned::Ground(Ground::Light)) && fixed.theme().id == "ye");
        fixed.learn(Learned::Wide(true));
        assert_eq!((fixed.glyphs().set, fixed.glyphs().ambiguous), (GlyphSet::Ascii, 2));
    }

    #[test]
    fn what_needs_no_answer_is_not_asked() {
        let terminal = of("xterm-256color", "truecolor");
        let asked = |of: &LookOf, settings: Settings| look(of, &settings).questions();
        assert_eq!(asked(&terminal, Settings::default()), Questions { ground: true, width: true });
        assert!(!asked(&terminal, Settings { ambiguous: Some(1), ..Settings::default() }).width);
        assert!(!asked(&terminal, Settings { colours: Some(Colours::None), ..Settings::default() }).ground);
        assert_eq!(asked(&of("dumb", ""), Settings::default()), Questions::default());
    }

    #[test]
    fn a_locale_without_utf8_gets_ascii() {
        let of = |locale: &str| LookOf { locale: locale.into(), ..of("xterm", "") };
        for (locale, utf8) in
            [("zh_CN.UTF-8", true), ("zh_CN.utf8", true), ("C.UTF-8", true), ("", true), ("C", false), ("zh_CN.GB18030", false)]
        {
            let glyphs = look(&of(locale), &Settings::default()).glyphs();
            assert_eq!((glyphs.utf8, glyphs.set == GlyphSet::Ascii), (utf8, !utf8), "{locale}");
        }
    }

    #[test]
    fn the_ground_that_the_environment_tells_is_the_first_guess() {
        let said = |said: &str| LookOf { colorfgbg: said.into(), ..of("xterm", "") }.ground();
        assert_eq!((said("15;0"), said("0;15"), said("0;default;15")), (Some(Ground::Dark), Some(Ground::Light), Some(Ground::Light)));
        assert_eq!((said(""), said("x;y"), said("1;200")), (None, None, None));
    }
}
