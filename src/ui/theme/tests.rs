#![expect(clippy::float_arithmetic, reason = "contrast is defined by a power of 2.4; no money is near")]

use super::*;

const DEPTHS: [Depth; 3] = [Depth::Rgb, Depth::Indexed, Depth::Ansi];
const GROUNDS: [Ground; 2] = [Ground::Dark, Ground::Light];

/// The colours of text of a theme, with their names.
fn inks(theme: &Theme) -> [(&'static str, Style); 12] {
    [
        ("text", theme.text),
        ("strong", theme.strong),
        ("muted", theme.muted),
        ("accent", theme.accent),
        ("key", theme.key),
        ("key_off", theme.key_off),
        ("ok", theme.ok),
        ("warn", theme.warn),
        ("bad", theme.bad),
        ("minor", theme.minor),
        ("masked", theme.masked),
        ("faint", theme.faint),
    ]
}

#[test]
fn every_theme_loads_at_every_depth() {
    let themes = Themes::default();
    for id in themes.ids() {
        for (depth, ground) in DEPTHS.into_iter().flat_map(|depth| GROUNDS.map(|ground| (depth, ground))) {
            let theme = themes.get(id, depth, Some(ground));
            let wanted = match (id, ground) {
                ("auto", Ground::Dark) => "ye",
                ("auto", Ground::Light) => "zhou",
                (id, _) => id,
            };
            assert_eq!(theme.id, wanted);
            assert_ne!(theme.sel, Style::new(), "{id} {depth:?}: the selection can't be seen");
            if id != "mo" {
                assert_ne!(theme.bad, theme.text, "{id} {depth:?}: bad can't be told from text");
            }
        }
    }
}

#[test]
fn the_ground_decides_and_nobody_saying_it_is_safe() {
    let themes = Themes::default();
    assert_eq!(themes.get("auto", Depth::Rgb, None).id, "ansi");
    assert_eq!(themes.get("nonesuch", Depth::Rgb, Some(Ground::Dark)).id, "ansi");
    for (id, style) in inks(&themes.get("gao", Depth::Rgb, None)) {
        assert!(id == "faint" || style.fg.is_none(), "{id}: a colour on a ground that isn't known");
    }
    assert_eq!([Ground::of([0x12, 0x14, 0x18]), Ground::of([0xfd, 0xf6, 0xe3])], GROUNDS);
    assert_eq!([Ground::of([0x30, 0x0a, 0x24]), Ground::of([0xc0, 0xc0, 0xc0])], GROUNDS);
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
    let themes = Themes::default();
    let mut met = vec![AUTO_THEME];
    while themes.next(met[met.len() - 1]) != AUTO_THEME {
        met.push(themes.next(met[met.len() - 1]));
        assert!(met.len() <= 10, "{met:?}");
    }
    assert_eq!(met, themes.ids());
    assert_eq!(met, crate::config::THEMES, "settings know every built-in theme");
}

#[test]
fn an_own_theme_is_read_and_a_faulty_one_is_told_with_its_line() {
    let mut themes = Themes::default();
    let own = FILES[0].1.replace("#79b8ff", "#ff00ff").replace("夜", "某");
    themes.add("mine", own.clone()).unwrap();
    assert_eq!(themes.ids().last(), Some(&"mine"));
    assert_eq!(themes.get("mine", Depth::Rgb, None).accent.fg, Some(Color::Rgb(0xff, 0, 0xff)));
    themes.add("ye", own.clone()).unwrap();
    assert_eq!(themes.get("auto", Depth::Rgb, Some(Ground::Dark)).accent.fg, Some(Color::Rgb(0xff, 0, 0xff)), "an own one goes first");
    assert_eq!(themes.ids().iter().filter(|id| **id == "ye").count(), 1);
    let told = |text: &str| themes.clone().add("x", text.to_owned()).unwrap_err().to_string();
    let line = own.lines().position(|line| line.contains("#ff00ff")).unwrap() + 1;
    assert_eq!(told(&own.replacen("#ff00ff", "#ff00fz", 1)), format!("{line}:7: \"#ff00fz\" is no colour"));
    assert!(told(&own.replace("[muted]", "[mutd]")).contains("mutd"));
    assert!(told("name = { zh = '', en = '' }").contains("missing field `text`"));
}

/// The terminal's 256 colours, as xterm has them; the first 16 are the terminal's own and not known.
fn rgb(colour: Color) -> Option<[u8; 3]> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(grey @ 232..) => Some([8 + (grey - 232) * 10; 3]),
        Color::Indexed(index @ 16..) => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
            Some([level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6)])
        }
        _ => None,
    }
}

/// The relative luminance (WCAG).
fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Every text of every theme keeps its contrast to the usual grounds, to the selection bar and to a text field, in 24 bits and in 256
/// colours (screens.md §1). In 16 colours the terminal's own are taken, which nobody but the terminal knows.
#[test]
fn text_can_be_read_on_its_ground() {
    let grounds = |ground| match ground {
        Ground::Dark => [[0, 0, 0], [0x12, 0x14, 0x18], [0x1e, 0x1e, 0x1e]],
        Ground::Light => [[255, 255, 255], [0xfa, 0xfa, 0xfa], [0xf7, 0xf7, 0xf5]],
    };
    let themes = Themes::default();
    let mut faults = Vec::new();
    for (id, ground, least) in [
        ("ye", Ground::Dark, 4.5),
        ("zhou", Ground::Light, 4.5),
        ("auto", Ground::Dark, 4.5),
        ("auto", Ground::Light, 4.5),
        ("gao", Ground::Dark, 7.0),
        ("gao", Ground::Light, 7.0),
    ] {
        for depth in [Depth::Rgb, Depth::Indexed] {
            let theme = themes.get(id, depth, Some(ground));
            let bar = theme.sel.bg.and_then(rgb);
            let field = theme.input.bg.and_then(rgb);
            for (role, style) in inks(&theme) {
                let Some(ink) = style.fg.and_then(rgb) else { panic!("{id} {depth:?} {role}: {style:?}") };
                for under in grounds(ground) {
                    // Rules are no words: they only have to be seen.
                    let least = if role == "faint" { 1.3 } else { least };
                    if contrast(ink, under) < least {
                        faults.push(format!("{id} {depth:?} {role} on {under:02x?}: {:.2} < {least}", contrast(ink, under)));
                    }
                }
                // On the bar muted text becomes strong; what keeps its colour is read there too.
                if let ("strong" | "accent" | "ok" | "warn" | "bad", Some(bar)) = (role, bar)
                    && contrast(ink, bar) < least.min(4.5)
                {
                    faults.push(format!("{id} {depth:?} {role} on the bar: {:.2}", contrast(ink, bar)));
                }
                if let ("strong", Some(field)) = (role, field)
                    && contrast(ink, field) < 7.0
                {
                    faults.push(format!("{id} {depth:?} {role} in a field: {:.2}", contrast(ink, field)));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
