//! The palette: every action and command by its name, its pinyin or its key; the best first, and what can't be done now with the reason.
//!
//! Not here: what an action does, how a line is drawn, which key is bound to what (the keymap tells it through [`KeyNames`]).
//! Invariants: the reason is the one that the key itself would give; moving over a theme shows it, and leaving takes it back.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::case::Tab;
use crate::app::effect::Effect;
use crate::app::sheet::{Finder, Sheet};
use crate::app::{Desk, Place, Screen};
use crate::domain::identity::mask_name;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::people::Lang;
use crate::domain::queue::View;
use crate::domain::search::Search;
use crate::text::{actions, desk as words, palette as texts};

/// Commands that are remembered as the last used ones.
const REMEMBERED: usize = 8;
/// Characters of the shortest thing that is taken for a case's number.
const SHORTEST_CASE: usize = 6;

/// Something that the palette can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Act(Action),
    Theme(&'static str),
    Lang(Lang),
    View(View),
    Tab(Tab),
    Person(UserId),
    /// A case by its number.
    Go(CaseId),
}

/// A line of the palette.
#[derive(Clone, Debug)]
pub struct Line {
    pub command: Command,
    pub name: String,
    /// The key as people write it; empty where none is bound.
    pub key: String,
    /// Where the key acts, or what else is to be known of it.
    pub remark: String,
    /// Why it can't be done now.
    pub why: Option<String>,
    /// How well it fits what was typed; less is better.
    rank: u8,
}

/// A key of the keymap, with the layer in which it acts.
#[derive(Clone, Debug)]
pub struct KeyName {
    pub layer: &'static str,
    pub action: Action,
    pub printed: String,
}

/// What the keymap tells of itself, so that actions are found by their keys.
pub trait KeyNames: Send + Sync {
    /// The keys that act at a place, the nearest layer first.
    fn at(&self, place: Place) -> Vec<KeyName>;
    /// Every key of every layer.
    fn all(&self) -> Vec<KeyName>;
}

/// A theme by its id, with its names.
#[derive(Clone, Debug)]
pub struct ThemeName {
    pub id: &'static str,
    pub zh: String,
    pub en: String,
}

/// What palette and help know besides the desk, and what was used last.
#[derive(Default)]
pub struct Commands {
    keys: Option<Arc<dyn KeyNames>>,
    themes: Vec<ThemeName>,
    recent: Vec<Command>,
    previewed: Option<&'static str>,
}

impl Commands {
    pub(super) fn keys_at(&self, place: Place) -> Vec<KeyName> {
        self.keys.as_ref().map_or_else(Vec::new, |keys| keys.at(place))
    }

    pub(super) fn all_keys(&self) -> Vec<KeyName> {
        self.keys.as_ref().map_or_else(Vec::new, |keys| keys.all())
    }
}

/// The names under which a command is looked for, and the one that is shown.
struct Names {
    shown: String,
    others: Vec<String>,
}

impl Desk {
    /// Tells the desk which keys and themes there are.
    pub fn learn(&mut self, keys: Arc<dyn KeyNames>, themes: Vec<ThemeName>) {
        self.commands.keys = Some(keys);
        self.commands.themes = themes;
    }

    /// Names the nearest layer of a place.
    pub fn layer_at(&self, place: Place) -> &'static str {
        self.commands.keys_at(place).first().map_or("", |key| layer_name(self.lang, key.layer))
    }

    /// The lines of the palette for what was typed.
    pub fn palette(&self, typed: &str) -> Vec<Line> {
        let typed = typed.trim().trim_start_matches([':', '：']);
        let search = Search::new(typed);
        let (here, all) = (self.commands.keys_at(self.place_below()), self.commands.all_keys());
        let mut lines: Vec<Line> = self.known_case(typed).into_iter().map(|case| self.line(Command::Go(case), &here, &all)).collect();
        for command in self.every_command() {
            let names = self.names(&command);
            let mut line = self.line(command, &here, &all);
            let found = if typed.is_empty() { Some(0) } else { rank(&names, &line.key, typed, &search) };
            let Some(rank) = found else { continue };
            line.rank = rank;
            lines.push(line);
        }
        let recent = |line: &Line| self.commands.recent.iter().position(|used| *used == line.command).unwrap_or(REMEMBERED);
        // The keys of here before those of everywhere, and what only moves the cursor last: nobody types its name.
        let near = |line: &Line| match &line.command {
            Command::Act(action) if action.moves() => usize::MAX,
            Command::Act(action) => here.iter().position(|key| key.action == *action).unwrap_or(usize::MAX - 1),
            _ => usize::MAX - 1,
        };
        lines.sort_by_key(|line| (line.why.is_some(), line.rank, recent(line), near(line)));
        lines
    }

    /// How many lines the palette has in all.
    pub fn palette_size(&self) -> usize {
        self.every_command().count()
    }

    fn every_command(&self) -> impl Iterator<Item = Command> {
        let moves = [Action::Palette, Action::Open, Action::Back, Action::Down, Action::Up];
        let acts = Action::ALL.iter().copied().filter(move |action| !action.commits() && !moves.contains(action)).map(Command::Act);
        let people = if self.may_switch { self.people.as_slice() } else { &[] };
        acts.chain(View::ALL.iter().copied().map(Command::View))
            .chain(Tab::ALL.into_iter().map(Command::Tab))
            .chain(self.commands.themes.iter().map(|theme| Command::Theme(theme.id)))
            .chain([Command::Lang(Lang::Zh), Command::Lang(Lang::En)])
            .chain(people.iter().map(|person| Command::Person(person.user.clone())))
    }

    /// Takes what was typed for a case's number where it has the form of one: `go ZJ24-001873`, or the number alone.
    fn known_case(&self, typed: &str) -> Option<CaseId> {
        let number = typed.strip_prefix("go ").unwrap_or(typed).trim();
        let form = number.len() >= SHORTEST_CASE
            && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && number.contains('-')
            && number.ends_with(|c: char| c.is_ascii_digit());
        form.then(|| CaseId::new(number.to_ascii_uppercase()))
    }

    fn names(&self, command: &Command) -> Names {
        let lang = self.lang;
        let both = |zh: String, en: String, typed: String| {
            let (shown, other) = if lang == Lang::Zh { (zh, en) } else { (en, zh) };
            Names { shown, others: vec![other, typed] }
        };
        match command {
            Command::Act(action) => {
                let long = |lang| actions::long(lang, action.name()).to_owned();
                both(long(Lang::Zh), long(Lang::En), action.name().replace('-', " "))
            }
            Command::Theme(id) => {
                let known = self.commands.themes.iter().find(|theme| theme.id == *id);
                let (zh, en) = known.map_or((*id, *id), |theme| (theme.zh.as_str(), theme.en.as_str()));
                both(texts::theme(Lang::Zh, zh), texts::theme(Lang::En, en), format!("theme {id}"))
            }
            Command::Lang(of) => {
                let (name, typed) = if *of == Lang::Zh { (texts::chinese(), "lang zh") } else { (texts::english(), "lang en") };
                both(texts::language(Lang::Zh, name), texts::language(Lang::En, name), typed.to_owned())
            }
            Command::View(view) => {
                let name = |lang| texts::view(lang, words::view(lang, *view));
                both(name(Lang::Zh), name(Lang::En), format!("view {}", words::view(Lang::En, *view).to_lowercase()))
            }
            Command::Tab(tab) => {
                let name = |lang| texts::tab(lang, words::tab(lang, *tab as usize));
                both(name(Lang::Zh), name(Lang::En), format!("tab {}", tab.index() + 1))
            }
            Command::Person(user) => {
                let name = mask_name(self.name_of(user));
                both(texts::person(Lang::Zh, &name), texts::person(Lang::En, &name), format!("person {user}"))
            }
            Command::Go(case) => both(texts::go(Lang::Zh, case), texts::go(Lang::En, case), format!("go {case}")),
        }
    }

    fn line(&self, command: Command, here: &[KeyName], all: &[KeyName]) -> Line {
        let lang = self.lang;
        let (mut key, mut remark, mut why) = (String::new(), String::new(), None);
        match &command {
            Command::Act(action) => {
                let bound = here.iter().find(|key| key.action == *action);
                let there = all.iter().find(|key| key.action == *action);
                why = self.why_not(*action);
                if let Some(at) = bound.or(there) {
                    key.clone_from(&at.printed);
                    remark = layer_name(lang, at.layer).to_owned();
                }
                // A key that acts elsewhere only would do nothing here.
                if let (None, None, Some(there)) = (&why, bound, there) {
                    why = Some(texts::only_there(lang, layer_name(lang, there.layer)));
                }
            }
            Command::Theme(_) => remark = texts::previewed(lang).to_owned(),
            Command::Lang(_) | Command::Person(_) | Command::Go(_) => remark = layer_name(lang, "everywhere").to_owned(),
            Command::View(view) => {
                key = View::ALL.iter().position(|known| known == view).map_or_else(String::new, |at| (at + 1).to_string());
                remark = words::queue(lang).to_owned();
            }
            Command::Tab(tab) => {
                key = (tab.index() + 1).to_string();
                remark = words::case(lang).to_owned();
                why = (self.screen != Screen::Case).then(|| words::only_in_case(lang).to_owned());
            }
        }
        Line { name: self.names(&command).shown, command, key, remark, why, rank: 0 }
    }

    /// Does what the line under the cursor says.
    pub(super) fn run_from_palette(&mut self, finder: &Finder) {
        let Some(line) = self.palette(finder.field.value()).into_iter().nth(finder.cursor) else {
            return self.warn(texts::nothing_found(self.lang));
        };
        if let Some(why) = &line.why {
            let why = words::not_possible(self.lang, why);
            self.sheet = Some(Sheet::Palette(finder.clone()));
            return self.warn(why);
        }
        self.commands.recent.retain(|used| *used != line.command);
        self.commands.recent.insert(0, line.command.clone());
        self.commands.recent.truncate(REMEMBERED);
        self.run_command(line.command);
    }

    fn run_command(&mut self, command: Command) {
        match command {
            Command::Act(action) => self.act(action),
            Command::Theme(id) => self.out.push(Effect::UseTheme(id)),
            Command::Lang(lang) => self.lang = lang,
            Command::View(view) => {
                self.screen = Screen::Queue;
                self.show_view(view);
            }
            Command::Tab(tab) => {
                if let Some(case) = &mut self.case {
                    case.tab = tab;
                }
            }
            Command::Person(user) => {
                self.out.push(Effect::SwitchPerson(user));
                self.switching = true;
            }
            Command::Go(case) => {
                let row = self.queue.rows.iter().find(|row| row.summary.id == case).cloned();
                self.open_case(case, row);
            }
        }
    }

    /// Writes the name of the line under the cursor into the field.
    pub(super) fn complete_palette(&self, finder: &mut Finder) {
        if let Some(line) = self.palette(finder.field.value()).get(finder.cursor) {
            let names = self.names(&line.command);
            let typed = match line.command {
                Command::Act(_) => names.shown,
                _ => names.others.into_iter().last().unwrap_or_default(),
            };
            finder.field.set(&typed);
            finder.cursor = 0;
        }
    }

    /// Shows the theme under the cursor of the palette, and the person's own again when the cursor has left it.
    pub(super) fn preview_theme(&mut self) {
        let wanted = match &self.sheet {
            Some(Sheet::Palette(finder)) => match self.palette(finder.field.value()).get(finder.cursor).map(|line| &line.command) {
                Some(Command::Theme(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        };
        if wanted != self.commands.previewed {
            self.commands.previewed = wanted;
            self.out.push(Effect::PreviewTheme(wanted));
        }
    }
}

/// Tells how well a command fits what was typed; nothing where it doesn't.
fn rank(names: &Names, key: &str, typed: &str, search: &Search) -> Option<u8> {
    let lower = typed.to_lowercase();
    let squeezed = |text: &str| text.replace(' ', "");
    if !key.is_empty() && squeezed(key) == squeezed(typed) {
        return Some(0);
    }
    let all = || std::iter::once(&names.shown).chain(&names.others);
    if names.shown.to_lowercase().starts_with(&lower) {
        return Some(1);
    }
    if all().any(|name| name.to_lowercase().starts_with(&lower)) {
        return Some(2);
    }
    if all().any(|name| name.to_lowercase().split(' ').any(|word| word.starts_with(&lower))) {
        return Some(3);
    }
    if all().any(|name| name.to_lowercase().contains(&lower)) {
        return Some(4);
    }
    let texts: Vec<&str> = all().map(String::as_str).collect();
    search.finds(&texts).then_some(5)
}

/// Names the place in which the keys of a layer act; a layer without a name is told by its own.
pub fn layer_name(lang: Lang, layer: &'static str) -> &'static str {
    match layer {
        "everywhere" => texts::everywhere(lang),
        "queue" => words::queue(lang),
        "case" => words::case(lang),
        "summary" => words::summary(lang),
        "materials" => words::materials(lang),
        "checks" => words::checks(lang),
        "outbox" => words::outbox(lang),
        "picking" => words::choose_reason(lang),
        "choices" | "views-sheet" | "sheet" | "bulk-sheet" => words::in_sheets(lang),
        "return-sheet" => texts::return_sheet(lang),
        "reject-sheet" => texts::reject_sheet(lang),
        "quit" => texts::quit_sheet(lang),
        "people" => texts::people(lang),
        "field" | "text" => texts::field(lang),
        "list" => texts::list(lang),
        "letter" => crate::text::sheets::title_letter(lang),
        "claims" | "claim-form" | "checklist" | "receipt" => crate::text::intake::title(lang),
        other => other,
    }
}
