//! Themes as data: a style for each role, at each depth of colour.
//!
//! Not here: who uses a role. Invariant: every theme has every role, and the ground itself is never painted.

use std::borrow::Cow;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use toml::Spanned;

use crate::app::palette::ThemeName;
use crate::config::{AUTO_THEME, Place};
use crate::domain::people::{Bilingual, Lang};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Rgb,
    Indexed,
    Ansi,
    /// `NO_COLOR`, or a terminal without colours: weight, underline and reverse are left.
    None,
}

/// The ground of the terminal, which is never painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Dark,
    Light,
}

impl Ground {
    /// Tells which one a colour is: light where black is read better on it than white.
    pub fn of([red, green, blue]: [u8; 3]) -> Self {
        let weighed = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
        if weighed >= 128_000 { Ground::Light } else { Ground::Dark }
    }
}

/// The file of a theme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    name: Bilingual,
    text: Ink,
    strong: Ink,
    muted: Ink,
    faint: Ink,
    accent: Ink,
    key: Ink,
    key_off: Ink,
    ok: Ink,
    warn: Ink,
    bad: Ink,
    minor: Ink,
    masked: Ink,
    sel: Ink,
    input: Ink,
}

/// One role's values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ink {
    rgb: Spanned<String>,
    indexed: u8,
    /// One of the terminal's own colours, `default`, `reverse` or `underline`.
    ansi: Spanned<String>,
    #[serde(default)]
    bold: bool,
}

/// What is wrong with a theme file, and where: line and column from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {what}", at.line, at.column)]
pub struct ThemeFault {
    pub at: Place,
    pub what: String,
}

/// A theme at one depth.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub id: &'static str,
    pub name: Bilingual,
    pub text: Style,
    pub strong: Style,
    pub muted: Style,
    pub faint: Style,
    pub accent: Style,
    pub key: Style,
    pub key_off: Style,
    pub ok: Style,
    pub warn: Style,
    pub bad: Style,
    pub minor: Style,
    pub masked: Style,
    /// The bar over the selected row.
    pub sel: Style,
    /// The ground of a text field.
    pub input: Style,
}

/// The files of the built-in themes. `gao` has one for each ground.
const FILES: &[(&str, &str)] = &[
    ("ye", include_str!("../../themes/ye.toml")),
    ("zhou", include_str!("../../themes/zhou.toml")),
    ("gao", include_str!("../../themes/gao.toml")),
    ("gao-zhou", include_str!("../../themes/gao-zhou.toml")),
];
const NO_COLOUR: &str = "mo";
/// The terminal's own colours on its own ground: readable where nobody said which ground that is.
const OWN_COLOURS: &str = "ansi";
const HIGH: &str = "gao";
/// A person's own themes beyond this are left out.
const MOST_OWN: usize = 32;

/// The themes to choose from: the built-in ones in the order of switching, then a person's own.
#[derive(Clone, Debug)]
pub struct Themes {
    sources: Vec<(&'static str, Cow<'static, str>)>,
}

impl Default for Themes {
    fn default() -> Self {
        Themes { sources: FILES.iter().map(|(id, text)| (*id, Cow::Borrowed(*text))).collect() }
    }
}

impl Themes {
    /// Adds a person's own theme by the name of its file; one with a fault isn't added. It goes before a built-in one of its name.
    pub fn add(&mut self, id: &str, text: String) -> Result<(), ThemeFault> {
        Theme::load("", &text, Depth::Rgb)?;
        Theme::load("", &text, Depth::Ansi)?;
        if self.sources.len() < FILES.len() + MOST_OWN {
            // Themes are read once, at the start, and known until the end.
            self.sources.insert(0, (String::leak(id.to_owned()), text.into()));
        }
        Ok(())
    }

    /// The names of the themes, in the order of switching.
    pub fn ids(&self) -> Vec<&'static str> {
        let mut ids = vec![AUTO_THEME, "ye", "zhou", OWN_COLOURS, NO_COLOUR, HIGH];
        ids.extend(self.sources.iter().rev().skip(FILES.len()).map(|(id, _)| *id).filter(|id| !FILES.iter().any(|(known, _)| known == id)));
        ids
    }

    /// Every theme with its names, for the palette.
    pub fn names(&self) -> Vec<ThemeName> {
        let named = |id: &'static str| {
            let name = match id {
                AUTO_THEME => Bilingual { zh: "随终端".into(), en: "As the terminal".into() },
                id => self.get(id, Depth::Rgb, Some(Ground::Dark)).name,
            };
            ThemeName { id, zh: format!("{} {id}", name.zh), en: format!("{} {id}", name.en) }
        };
        self.ids().into_iter().map(named).collect()
    }

    /// The name of the theme after this one.
    pub fn next(&self, id: &str) -> &'static str {
        let ids = self.ids();
        let at = ids.iter().position(|known| *known == id);
        at.and_then(|at| ids.get(at + 1)).copied().unwrap_or(AUTO_THEME)
    }

    /// Gives a theme by its name. `auto` is `ye` or `zhou` by the ground, and `ansi` as long as nobody said which it is; an unknown name
    /// is `ansi`; without colours it is always `mo`.
    pub fn get(&self, id: &str, depth: Depth, ground: Option<Ground>) -> Theme {
        if id == NO_COLOUR || depth == Depth::None {
            return Theme::without_colour();
        }
        let file = |id: &str| self.sources.iter().find(|(known, _)| *known == id);
        let found = match (id, ground) {
            (AUTO_THEME, Some(Ground::Dark)) => file("ye").map(|source| (source, depth)),
            (AUTO_THEME, Some(Ground::Light)) => file("zhou").map(|source| (source, depth)),
            (HIGH, Some(Ground::Light)) => file("gao-zhou").map(|source| (source, depth)),
            // Nothing is sure to stand out on a ground that isn't known, but the terminal's own colour for text.
            (HIGH, None) => file(HIGH).map(|source| (source, Depth::Ansi)),
            (AUTO_THEME | OWN_COLOURS, _) => None,
            (id, _) => file(id).map(|source| (source, depth)),
        };
        // Its colours are not those of the file that it is read from, nor is its name.
        let own = || {
            let theme = Theme::load(OWN_COLOURS, FILES.first().map_or("", |(_, text)| text), Depth::Ansi)?;
            Ok(Theme { name: Bilingual { zh: "终端的颜色".into(), en: "The terminal's colours".into() }, ..theme })
        };
        let theme: Result<Theme, ThemeFault> =
            found.map_or_else(own, |((id, text), depth)| Theme::load(if *id == "gao-zhou" { HIGH } else { id }, text, depth));
        theme.unwrap_or_else(|_| Theme::without_colour())
    }
}

impl Theme {
    /// Gives a built-in theme on a dark ground.
    pub fn builtin(name: &str, depth: Depth) -> Theme {
        Themes::default().get(name, depth, Some(Ground::Dark))
    }

    fn load(id: &'static str, text: &str, depth: Depth) -> Result<Theme, ThemeFault> {
        let fault = |offset: usize, what: String| ThemeFault { at: Place::of(text, offset), what };
        let file: ThemeFile =
            toml::from_str(text).map_err(|error| fault(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let style = |ink: &Ink, ground| ink.style(depth, ground).map_err(|(offset, what)| fault(offset, what));
        let ink = |ink: &Ink| style(ink, false);
        let ground = |ink: &Ink| style(ink, true);
        Ok(Theme {
            id,
            text: ink(&file.text)?,
            strong: ink(&file.strong)?,
            muted: ink(&file.muted)?,
            faint: ink(&file.faint)?,
            accent: ink(&file.accent)?,
            key: ink(&file.key)?,
            key_off: ink(&file.key_off)?,
            ok: ink(&file.ok)?,
            warn: ink(&file.warn)?,
            bad: ink(&file.bad)?,
            minor: ink(&file.minor)?,
            masked: ink(&file.masked)?,
            sel: ground(&file.sel)?,
            input: ground(&file.input)?,
            name: file.name,
        })
    }

    /// 墨: what colours would say is said by weight, underline and reverse.
    fn without_colour() -> Theme {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Theme {
            id: NO_COLOUR,
            name: Bilingual { zh: "墨".into(), en: "Ink".into() },
            text: plain,
            strong: bold,
            muted: plain,
            faint: plain,
            accent: bold,
            key: bold,
            key_off: plain,
            ok: plain,
            warn: bold,
            bad: bold,
            minor: plain,
            masked: plain,
            sel: plain.add_modifier(Modifier::REVERSED),
            input: plain.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// The theme's name for people.
    pub fn title(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }
}

impl Ink {
    /// The style at a depth; where it can't be read, the offset in the file and why.
    fn style(&self, depth: Depth, ground: bool) -> Result<Style, (usize, String)> {
        let paint = |colour| if ground { Style::new().bg(colour) } else { Style::new().fg(colour) };
        let read = |value: &Spanned<String>| {
            let colour = Color::from_str(&value.get_ref().replace('-', ""));
            colour.map(paint).map_err(|_| (value.span().start, format!("{:?} is no colour", value.get_ref())))
        };
        let style = match (depth, self.ansi.get_ref().as_str()) {
            (Depth::Rgb, _) => read(&self.rgb)?,
            (Depth::Indexed, _) => paint(Color::Indexed(self.indexed)),
            (_, "default") | (Depth::None, _) => Style::new(),
            (_, "reverse") => Style::new().add_modifier(Modifier::REVERSED),
            (_, "underline") => Style::new().add_modifier(Modifier::UNDERLINED),
            _ => read(&self.ansi)?,
        };
        Ok(if self.bold { style.add_modifier(Modifier::BOLD) } else { style })
    }
}

#[cfg(test)]
mod tests;
