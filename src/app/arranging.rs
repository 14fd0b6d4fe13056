//! How the queue is arranged: its sort, its columns, its saved views.
//!
//! Not here: where it is kept (`store`). Invariant: a saved view holds what was shown when it was saved, and changes only by name.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::queue::Queue;
use crate::app::sheet::Sheet;
use crate::app::sheets::{moved, steps};
use crate::app::{Desk, SavedPage};
use crate::config::view_file::{self, ViewFault, What};
use crate::domain::filter::{Vocabulary, parse};
use crate::domain::identity::mask_numbers;
use crate::domain::people::Lang;
use crate::domain::queue::{Arrangement, LONGEST_FILTER, LONGEST_VIEW_NAME, MOST_SAVED, Optional, SavedView, Sort, View};
use crate::text::{desk as words, search, sheets as texts};

/// How the name of a view's file ends.
const VIEW_FILE: &str = ".toml";

/// The sheet of saved views: a name to save the present one under, and the list of those that are there.
#[derive(Clone, Debug)]
pub struct ViewsSheet {
    pub name: Field,
    pub cursor: usize,
    /// The view of which was told what its file will hold of persons: the same key again writes it.
    warned: Option<String>,
    /// The view of which was told that it would be replaced: the same name again replaces it.
    replaced: Option<String>,
}

impl Desk {
    pub(super) fn open_sorts(&mut self) {
        let cursor = Sort::ALL.iter().position(|sort| *sort == self.queue.sort).unwrap_or(0);
        self.sheet = Some(Sheet::Sorts { cursor });
    }

    pub(super) fn act_in_sorts(&mut self, cursor: usize, action: Action) {
        let chosen = match action {
            Action::Open => Some(cursor),
            Action::Digit(digit) => Some(usize::from(digit) - 1),
            Action::Back | Action::Close => return,
            _ => None,
        };
        if let Some(sort) = chosen.and_then(|at| Sort::ALL.get(at)) {
            return self.sort_by(*sort);
        }
        let cursor = steps(action).map_or(cursor, |by| moved(cursor, by, Sort::ALL.len()));
        self.sheet = Some(Sheet::Sorts { cursor });
    }

    pub(super) fn sort_by(&mut self, sort: Sort) {
        self.queue.saved = None;
        self.with_queue(|queue, asker, out| queue.sort_by(sort, asker, out));
    }

    pub(super) fn act_in_columns(&mut self, cursor: usize, action: Action) {
        let turned = match action {
            Action::Toggle | Action::Open => Some(cursor),
            Action::Digit(digit) => Some(usize::from(digit) - 1),
            Action::Back | Action::Close => return,
            _ => None,
        };
        if let Some(column) = turned.and_then(|at| Optional::ALL.get(at)) {
            let left_out = &mut self.queue.arrangement.left_out;
            match left_out.iter().position(|known| known == column) {
                Some(at) => drop(left_out.remove(at)),
                None => left_out.push(*column),
            }
            self.keep_arrangement();
        }
        let cursor = steps(action).map_or(cursor, |by| moved(cursor, by, Optional::ALL.len()));
        self.sheet = Some(Sheet::Columns { cursor });
    }

    pub(super) fn open_views(&mut self) {
        self.sheet = Some(Sheet::Views(ViewsSheet { name: Field::line(), cursor: 0, warned: None, replaced: None }));
    }

    pub(super) fn act_in_views(&mut self, mut sheet: ViewsSheet, action: Action) {
        let saved = self.queue.arrangement.saved.get(sheet.cursor).cloned();
        match action {
            Action::Back => return,
            Action::Open if sheet.name.value().trim().ends_with(VIEW_FILE) => {
                self.out.push(Effect::ReadView { path: sheet.name.value().trim().to_owned() });
            }
            Action::Open if !sheet.name.is_blank() => {
                if self.save_view(sheet.name.value(), &mut sheet.replaced) {
                    return;
                }
            }
            Action::Print => {
                if let Some(saved) = saved {
                    self.give_view(&saved, &mut sheet.warned);
                }
            }
            Action::Open => {
                if let Some(saved) = saved {
                    self.with_queue(|queue, asker, out| queue.show_saved(&saved, asker, out));
                    return;
                }
                self.warn(texts::needs_view_name(self.lang));
            }
            Action::Clear => {
                if let Some(saved) = saved {
                    self.queue.arrangement.saved.retain(|known| known.name != saved.name);
                    self.queue.saved_counts.remove(&saved.name);
                    self.keep_arrangement();
                    self.ok(words::view_removed(self.lang, mask_numbers(&saved.name)));
                }
            }
            _ => {
                if let Some(by) = steps(action) {
                    sheet.cursor = moved(sheet.cursor, by, self.queue.arrangement.saved.len());
                }
            }
        }
        sheet.cursor = sheet.cursor.min(self.queue.arrangement.saved.len().saturating_sub(1));
        self.sheet = Some(Sheet::Views(sheet));
    }

    /// Writes a view as a file for a colleague; where the file will hold a name or a number, only once that was told.
    fn give_view(&mut self, saved: &SavedView, warned: &mut Option<String>) {
        let personal = view_file::personal(&parse(&saved.filter, self.words()).filter);
        if !personal.is_empty() && warned.as_ref() != Some(&saved.name) {
            let list: Vec<String> = personal.into_iter().map(|(_, text)| text).collect();
            *warned = Some(saved.name.clone());
            return self.warn(search::in_clear_again(self.lang, list.join(search::comma(self.lang))));
        }
        let name: String = saved.name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let (file, text) = (format!("{name}{VIEW_FILE}"), view_file::write(saved));
        self.out.push(Effect::SavePage { page: SavedPage::View, file, text });
    }

    /// Saves the view of a file that was read; what is wrong with it is told with its place.
    pub(super) fn view_read(&mut self, path: &str, text: Result<String, String>) {
        let text = match text {
            Ok(text) => text,
            Err(why) => return self.error(search::file_not_read(self.lang, path, why)),
        };
        let view = match view_file::read(&text, self.words()) {
            Ok(view) => view,
            Err(faults) => {
                let told: Vec<String> = faults.iter().map(|fault| view_fault(self.lang, path, fault, self.words())).collect();
                return self.error(told.join(search::comma(self.lang)));
            }
        };
        let name = view.name.clone();
        let saved = &mut self.queue.arrangement.saved;
        match saved.iter().position(|known| known.name == name) {
            Some(at) if saved[at] == view => {}
            // Nothing that is here is lost unasked.
            Some(_) => return self.warn(search::view_is_here(self.lang, name)),
            None if saved.len() >= MOST_SAVED => return self.warn(words::views_full(self.lang, MOST_SAVED)),
            None => saved.push(view),
        }
        if let Some(Sheet::Views(sheet)) = &mut self.sheet {
            sheet.name.set("");
        }
        self.keep_arrangement();
        self.count_saved();
        self.ok(search::view_taken(self.lang, name));
    }

    /// Saves what is shown now under a name; another view of that name is replaced only once that was told. Gives whether it was saved.
    fn save_view(&mut self, name: &str, replaced: &mut Option<String>) -> bool {
        let name: String = name.trim().chars().take(LONGEST_VIEW_NAME).collect();
        // A view that says something else than it shows would be counted as what it shows.
        if let Some(fault) = self.queue.read.faults.first() {
            self.warn(search::fault(self.lang, &fault.kind, self.words()));
            return false;
        }
        let queue = &mut self.queue;
        let filter = queue.filter.value().trim().to_owned();
        let new = SavedView { name: name.clone(), view: queue.view, filter, sort: queue.sort };
        if new.filter.chars().count() > LONGEST_FILTER {
            self.warn(search::filter_too_long(self.lang, LONGEST_FILTER));
            return false;
        }
        let saved = &mut queue.arrangement.saved;
        match saved.iter().position(|known| known.name == name) {
            Some(at) if saved[at] == new || replaced.as_ref() == Some(&name) => saved[at] = new,
            Some(_) => {
                *replaced = Some(name.clone());
                self.warn(search::replaces_view(self.lang, mask_numbers(&name)));
                return false;
            }
            None if saved.len() >= MOST_SAVED => {
                self.warn(words::views_full(self.lang, MOST_SAVED));
                return false;
            }
            None => saved.push(new),
        }
        queue.saved_counts.insert(name.clone(), queue.total);
        queue.saved = Some(name.clone());
        self.keep_arrangement();
        self.ok(words::view_saved(self.lang, mask_numbers(&name)));
        true
    }

    /// Has what was changed put on disk.
    fn keep_arrangement(&mut self) {
        let after = self.queue.arrangement.clone();
        let before = std::mem::replace(&mut self.queue.arranged, after.clone());
        self.out.push(Effect::SaveArrangement { before, after });
    }

    /// It was read, or another process changed something in it.
    pub(super) fn arranged(&mut self, mut arrangement: Arrangement) {
        // The file is the person's own; it may be older or newer than this program all the same.
        arrangement.saved.truncate(MOST_SAVED);
        self.queue.arranged.clone_from(&arrangement);
        self.queue.arrangement = arrangement;
        self.queue.saved_counts.clear();
        self.count_saved();
    }

    /// Asks for the count of one saved view that has none; the others follow its answer, so that a key never waits for all of them.
    pub(super) fn count_saved(&mut self) {
        let uncounted = |saved: &&SavedView| !self.queue.saved_counts.contains_key(&saved.name);
        let Some(saved) = self.queue.arrangement.saved.iter().find(uncounted).cloned() else { return };
        let name = saved.name.clone();
        let query = self.with_queue(|_, asker, _| Queue::asks_for(&saved, asker));
        self.out.push(Effect::CountSaved { name, query });
    }

    pub(super) fn saved_count(&mut self, name: String, count: Option<u64>) {
        // What was stopped for something newer is asked for with the next counts.
        if let Some(count) = count {
            self.queue.saved_counts.insert(name, count);
            self.count_saved();
        }
    }

    /// Turns to the view after or before the present one: the usual ones, then those that were saved.
    pub(super) fn turn_view(&mut self, forward: bool) {
        let saved = &self.queue.arrangement.saved;
        let count = View::ALL.len() + saved.len();
        let at = match &self.queue.saved {
            Some(name) => saved.iter().position(|known| known.name == *name).map(|at| at + View::ALL.len()),
            None => View::ALL.iter().position(|view| *view == self.queue.view),
        };
        let to = (at.unwrap_or(0) + if forward { 1 } else { count - 1 }) % count;
        match (View::ALL.get(to).copied(), saved.get(to.saturating_sub(View::ALL.len())).cloned()) {
            (Some(view), _) => self.show_view(view),
            (None, Some(saved)) => self.with_queue(|queue, asker, out| queue.show_saved(&saved, asker, out)),
            (None, None) => {}
        }
    }

    /// Shows one of the usual views; the filter and the sort of a saved one go with it.
    pub(super) fn show_view(&mut self, view: View) {
        if self.queue.saved.take().is_some() {
            self.queue.filter.set("");
            self.queue.sort = Sort::Due;
        }
        self.with_queue(|queue, asker, out| queue.show(view, asker, out));
    }

    /// Shows the saved view of this place in the list.
    pub(super) fn show_saved_at(&mut self, at: usize) {
        if let Some(saved) = self.queue.arrangement.saved.get(at).cloned() {
            self.with_queue(|queue, asker, out| queue.show_saved(&saved, asker, out));
        }
    }
}

/// What is wrong with a view's file, and where: `view.toml:3:12: …`
pub fn view_fault(lang: Lang, path: &str, fault: &ViewFault, vocabulary: &Vocabulary) -> String {
    let said = match &fault.what {
        What::TooLarge => search::file_too_large(lang).to_owned(),
        What::Newer => search::file_newer(lang).to_owned(),
        What::Toml(said) => said.clone(),
        What::LongFilter => search::filter_too_long(lang, LONGEST_FILTER),
        What::NoName => search::view_without_name(lang).to_owned(),
        What::Filter(kind) => search::fault(lang, kind, vocabulary),
    };
    format!("{path}:{}:{}: {said}", fault.line, fault.column)
}
