//! The help: keys of here or of everywhere, from the keymap as it is loaded, found by typing a key or an action.
//!
//! Not here: how a line is drawn; going back to what the help was asked for in (`sheets`).

use crate::app::action::Action;
use crate::app::case::Tab;
use crate::app::palette::{KeyName, layer_name};
use crate::app::sheet::Help;
use crate::app::{Desk, Place};
use crate::domain::people::Lang;
use crate::domain::search::Search;
use crate::text::{actions, amend, desk as words, palette as texts, sheets};

/// A line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLine {
    /// The place of its keys, told once above the first of them.
    pub heading: Option<&'static str>,
    pub keys: String,
    pub does: String,
}

impl Desk {
    /// The lines of the help, as far as they fit what was typed.
    pub fn help(&self, help: &Help) -> Vec<HelpLine> {
        let lang = self.lang;
        let keys = if help.all { self.commands.all_keys() } else { self.keys_of(help.of) };
        let mut lines: Vec<(&'static str, Action, Vec<String>)> = Vec::new();
        for KeyName { layer, action, printed } in keys {
            let digit = matches!(action, Action::Digit(_));
            let action = if digit { Action::Digit(1) } else { action };
            match lines.iter_mut().find(|(of, known, _)| *of == layer && *known == action) {
                Some(_) if digit => {}
                Some((.., printed_so_far)) => printed_so_far.push(printed),
                None => lines.push((layer, action, vec![if digit { "1-9".to_owned() } else { printed }])),
            }
        }
        let typed = help.finder.field.value().trim();
        let search = Search::new(typed);
        let squeezed = |text: &str| text.replace(' ', "");
        let by_key = |keys: &[String]| keys.iter().any(|key| squeezed(key) == squeezed(typed));
        let named = |layer: &'static str, action: Action| match action {
            Action::Digit(_) => [words::digits(Lang::Zh), words::digits(Lang::En), "digit"],
            // Beside the papers nothing is judged: the same key takes a change back.
            Action::Clear if matches!(layer, "summary" | "checks") => {
                [amend::takes_change_back(Lang::Zh), amend::takes_change_back(Lang::En), action.name()]
            }
            Action::Clear if layer == "views-sheet" => {
                [sheets::hint_remove_view(Lang::Zh), sheets::hint_remove_view(Lang::En), action.name()]
            }
            _ => [actions::long(Lang::Zh, action.name()), actions::long(Lang::En, action.name()), action.name()],
        };
        lines.retain(|(layer, action, keys)| by_key(keys) || search.finds(&named(layer, *action)));
        // Who types a key looks for that very key.
        lines.sort_by_key(|(.., keys)| !typed.is_empty() && !by_key(keys));
        let mut found: Vec<HelpLine> = Vec::new();
        let mut last = "";
        for (layer, action, keys) in lines {
            let heading = (layer != last).then(|| layer_name(lang, layer));
            last = layer;
            found.push(HelpLine { heading, keys: keys.join("  "), does: named(layer, action)[usize::from(lang == Lang::En)].to_owned() });
        }
        found.extend(hints(lang).into_iter().filter(|hint| search.finds(&[&hint.keys, &hint.does])));
        found
    }

    /// The keys of a place; where a decision begins, the one that confirms it in its sheet too.
    fn keys_of(&self, place: Place) -> Vec<KeyName> {
        let mut keys = self.commands.keys_at(place);
        // What takes something back or out is told where there is something to take.
        let idle = |action| match action {
            Action::Clear if place != Place::Case(Tab::Materials) => place.is_case() && self.change_to_undo().is_none(),
            Action::RemoveEntry => place.is_case() && self.why_not(action).is_some(),
            _ => false,
        };
        keys.retain(|key| !idle(key.action));
        if !place.is_sheet() && !place.is_field() {
            keys.extend(self.commands.all_keys().into_iter().find(|key| key.action.commits()));
        }
        keys
    }
}

/// What no keymap tells: the mouse, and how the terminal itself selects.
fn hints(lang: Lang) -> Vec<HelpLine> {
    let line = |heading, keys: &str, does: &str| HelpLine { heading, keys: keys.to_owned(), does: does.to_owned() };
    vec![
        line(Some(texts::mouse(lang)), texts::mouse_click(lang), texts::mouse_select(lang)),
        line(None, "Y", texts::mouse_never(lang)),
        line(None, "Shift", texts::select_text_how(lang)),
    ]
}
