//! Themes as data: a style for each role, at each depth of colour.
//!
//! Not here: who uses a role. Invariant: every theme has every role, and the ground itself is never painted.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::str::FromStr;

use crate::app::palette::ThemeName;
use crate::config::THEMES;
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
    rgb: String,
    indexed: u8,
    /// One of the terminal's own colours, `default`, `reverse` or `underline`.
    ansi: String,
    #[serde(default)]
    bold: bool,
}

/// What is wrong with a theme file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ThemeFault(String);

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

const FILES: &[(&str, &str)] = &[("ye", include_str!("../../themes/ye.toml")), ("zhou", include_str!("../../themes/zhou.toml"))];
const NO_COLOUR: &str = "mo";
/// The terminal's own colours on its own ground: readable where nobody said which ground that is.
const OWN_COLOURS: &str = "ansi";

impl Theme {
    /// Gives a built-in theme: `ye` (dark), `zhou` (light), `ansi` (the terminal's own colours), `mo` (no colour); an unknown name is
    /// `ansi`. Without colours it is always `mo`.
    pub fn builtin(name: &str, depth: Depth) -> Theme {
        if name == NO_COLOUR || depth == Depth::None {
            return Theme::without_colour();
        }
        let own = FILES.first().map(|(_, text)| Theme::load(OWN_COLOURS, text, Depth::Ansi));
        let named = FILES.iter().find(|(id, _)| *id == name).map(|(id, text)| Theme::load(id, text, depth));
        named.or(own).and_then(Result::ok).unwrap_or_else(Theme::without_colour)
    }

    /// Every built-in theme with its names, for the palette.
    pub fn names() -> Vec<ThemeName> {
        let named = |id: &'static str| {
            let name = if id == OWN_COLOURS { Theme::own_colours() } else { Theme::builtin(id, Depth::Rgb).name };
            ThemeName { id, zh: format!("{} {id}", name.zh), en: format!("{} {id}", name.en) }
        };
        THEMES.iter().copied().map(named).collect()
    }

    /// Its colours are not those of the file that it is read from, nor is its name.
    fn own_colours() -> Bilingual {
        Bilingual { zh: "终端的颜色".into(), en: "The terminal's colours".into() }
    }

    /// The name of the theme after this one.
    pub fn next(name: &str) -> &'static str {
        let at = THEMES.iter().position(|known| *known == name);
        at.and_then(|at| THEMES.get(at + 1)).copied().unwrap_or(THEMES[0])
    }

    fn load(id: &'static str, text: &str, depth: Depth) -> Result<Theme, ThemeFault> {
        let file: ThemeFile = toml::from_str(text).map_err(|fault| ThemeFault(fault.to_string()))?;
        let ink = |ink: &Ink| ink.style(depth, false);
        let ground = |ink: &Ink| ink.style(depth, true);
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
    fn style(&self, depth: Depth, ground: bool) -> Result<Style, ThemeFault> {
        let paint = |colour| if ground { Style::new().bg(colour) } else { Style::new().fg(colour) };
        let style = match (depth, self.ansi.as_str()) {
            (Depth::Rgb, _) => paint(Color::from_str(&self.rgb).map_err(|_| ThemeFault(format!("{} is no colour", self.rgb)))?),
            (Depth::Indexed, _) => paint(Color::Indexed(self.indexed)),
            (_, "default") | (Depth::None, _) => Style::new(),
            (_, "reverse") => Style::new().add_modifier(Modifier::REVERSED),
            (_, "underline") => Style::new().add_modifier(Modifier::UNDERLINED),
            (_, name) => paint(Color::from_str(&name.replace('-', "")).map_err(|_| ThemeFault(format!("{name} is no colour")))?),
        };
        Ok(if self.bold { style.add_modifier(Modifier::BOLD) } else { style })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_know_every_theme() {
        for name in THEMES {
            assert_eq!(Theme::builtin(name, Depth::Rgb).id, name);
        }
        assert_eq!(Theme::next("mo"), "ye");
    }

    #[test]
    fn every_shipped_theme_loads_at_every_depth() {
        for (id, text) in FILES {
            for depth in [Depth::Rgb, Depth::Indexed, Depth::Ansi] {
                let theme = Theme::load(id, text, depth).unwrap();
                assert_eq!(theme.id, *id);
                assert_ne!(theme.bad, theme.text, "{id} {depth:?}: bad can't be told from text");
                assert_ne!(theme.sel, Style::new(), "{id} {depth:?}: the selection can't be seen");
            }
        }
        assert!(Theme::load("x", "name = { zh = '', en = '' }", Depth::Rgb).is_err(), "a theme without roles");
    }

    #[test]
    fn no_colour_means_none() {
        let theme = Theme::builtin("ye", Depth::None);
        for style in [theme.text, theme.accent, theme.bad, theme.warn, theme.ok, theme.sel, theme.input] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert!(theme.sel.add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn the_next_theme_comes_round() {
        let mut met = vec![THEMES[0]];
        while Theme::next(met[met.len() - 1]) != THEMES[0] {
            met.push(Theme::next(met[met.len() - 1]));
            assert!(met.len() <= THEMES.len(), "{met:?}");
        }
        assert_eq!(met, THEMES);
    }

    /// Muted text, and the three meanings, keep a contrast of at least 4.5 to a usual ground (screens.md §1).
    #[test]
    fn text_can_be_read_on_its_ground() {
        for (id, ground) in [("ye", [0x12, 0x14, 0x18]), ("zhou", [0xff, 0xff, 0xff])] {
            let theme = Theme::builtin(id, Depth::Rgb);
            for style in [theme.text, theme.strong, theme.muted, theme.accent, theme.ok, theme.warn, theme.bad] {
                let Some(Color::Rgb(r, g, b)) = style.fg else { panic!("{id}: not a 24-bit colour") };
                let (light, dark) = (luminance([r, g, b]), luminance(ground));
                let ratio = (light.max(dark) + 50_000) * 10 / (light.min(dark) + 50_000);
                assert!(ratio >= 45, "{id} {:?}: {ratio}", style.fg);
            }
        }
    }

    /// The relative luminance (WCAG), in millionths; a cubic stands for the curve of sRGB.
    fn luminance(rgb: [u8; 3]) -> u64 {
        let linear = |c: u8| {
            let c = u64::from(c) * 1_000_000 / 255;
            c * (c * (c * 305_306 / 1_000_000 + 682_171) / 1_000_000 + 12_523) / 1_000_000
        };
        (linear(rgb[0]) * 2126 + linear(rgb[1]) * 7152 + linear(rgb[2]) * 722) / 10_000
    }
}
