//! Who has a case, and notes: taken, given back, given to a colleague, noted. They rest on nothing that was seen and go out at once.
//!
//! Not here: whether it is allowed (`judge`).

use crate::app::action::Action;
use crate::app::decide::LOOK_MILLIS;
use crate::app::field::Field;
use crate::app::queue::Ahead;
use crate::app::sheet::{Finder, Sheet};
use crate::app::{Desk, Screen};
use crate::domain::assessment::ENGINE_REVISION;
use crate::domain::basis::Basis;
use crate::domain::decision::{Act, Decision};
use crate::domain::identity::mask_name;
use crate::domain::ids::UserId;
use crate::domain::money::Money;
use crate::domain::outbox::Recording;
use crate::domain::queue::{QueueRow, View};
use crate::domain::search::Search;
use crate::domain::time::Moment;
use crate::judge;
use crate::text::{desk as words, sheets as texts};
use crate::wire::Person;

/// So many are taken by one key.
pub const TAKEN_AT_ONCE: usize = 20;

/// A note being written.
#[derive(Clone, Debug)]
pub struct NoteSheet {
    pub row: QueueRow,
    pub text: Field,
    pub typing: bool,
    pub painted: Option<Moment>,
    pub saving: bool,
}

impl NoteSheet {
    pub fn why_not(&self, lang: crate::domain::people::Lang) -> Option<String> {
        match () {
            () if self.saving => Some(texts::saving(lang).to_owned()),
            () if self.text.is_blank() => Some(texts::needs_note(lang).to_owned()),
            () => None,
        }
    }
}

impl Desk {
    /// The rows that a key of handing over is about: those marked, else the one under the cursor or the open case.
    pub(super) fn subjects(&self) -> Vec<QueueRow> {
        if self.screen == Screen::Queue && !self.queue.marks.is_empty() {
            return self.queue.marks.rows().cloned().collect();
        }
        match (self.screen, &self.case) {
            (Screen::Case, Some(case)) => {
                case.summary().map(|summary| QueueRow { summary: summary.clone(), pending: None }).into_iter().collect()
            }
            _ => self.queue.current().cloned().into_iter().collect(),
        }
    }

    /// Tells in a sentence why a case can't be given to a person, or back.
    pub fn why_not_give(&self, row: &QueueRow, to: Option<&UserId>) -> Option<String> {
        let case = &row.summary;
        let Some(plan) = self.plans.get(&case.plan).filter(|plan| !self.plans.is_behind(&plan.id)) else {
            return Some(words::no_plan(self.lang).to_owned());
        };
        let employer = Some(case.employer.as_str()).filter(|employer| !employer.is_empty());
        let refused = judge::may_assign(plan, case.status, (&case.stage, employer), (case.assignee.as_ref(), to), &self.me).err();
        if let Some(refusal) = refused {
            return Some(match refusal.why {
                judge::Why::HeldBy { user } => words::held_by(self.lang, mask_name(self.name_of(&user))),
                why => judge::why_in_words(self.lang, plan, &why),
            });
        }
        if case.assignee.as_ref() == to {
            return Some(to.map_or(words::nobody_has_it(self.lang), |_| words::has_it_already(self.lang)).to_owned());
        }
        let acts = |person: &Person| plan.stage(&case.stage).is_some_and(|stage| judge::has_the_role(employer, stage, person).is_ok());
        let other = to.and_then(|user| self.people.iter().find(|person| person.user == *user));
        other.filter(|person| !acts(person)).map(|_| words::not_of_this_stage(self.lang).to_owned())
    }

    /// Gives cases to a person or back, those that can be; says what can't and why.
    pub(super) fn give(&mut self, rows: Vec<QueueRow>, to: Option<UserId>) {
        let count = rows.len();
        let mut why = None;
        let mut given = Vec::new();
        for row in rows {
            match self.why_not_give(&row, to.as_ref()) {
                None => given.push(self.act_on(&row, Act::Assign { to: to.clone() })),
                Some(reason) => why = Some(reason),
            }
        }
        match (given.is_empty(), why) {
            (true, Some(why)) => self.warn(why),
            (true, None) => self.warn(words::no_case_here(self.lang)),
            (false, why) => {
                for Recording { decision, .. } in &given {
                    self.queue.assigned(&decision.case, to.as_ref());
                    if let Some(row) = self.case.as_mut().filter(|case| case.id == decision.case).and_then(|case| case.row.as_mut()) {
                        row.assignee.clone_from(&to);
                    }
                }
                let done = given.len();
                self.record_all(given, self.now);
                let name = to.as_ref().map(|user| mask_name(self.name_of(user)));
                let text = match (&to, name) {
                    (None, _) => words::given_back(self.lang, done),
                    (Some(user), _) if *user == self.me.user => words::taken(self.lang, done),
                    (_, name) => words::given(self.lang, done, name.unwrap_or_default()),
                };
                match why {
                    Some(why) => self.warn(words::some_not(self.lang, text, count - done, why)),
                    None => self.ok(text),
                }
            }
        }
    }

    /// What is recorded of a case without its detail.
    fn act_on(&mut self, row: &QueueRow, act: Act) -> Recording {
        let case = &row.summary;
        let plan_hash = self.plans.get(&case.plan).map(|plan| plan.hash.clone()).unwrap_or_default();
        let decision = Decision {
            id: (self.ids)(),
            case: case.id.clone(),
            basis: Basis::default(),
            stage: case.stage.clone(),
            plan_hash,
            engine: ENGINE_REVISION,
            amount: Money::ZERO,
            verdicts: Vec::new(),
            amendments: Vec::new(),
            act,
            decided_at: self.now,
        };
        Recording { decision, name: case.name.clone(), plan: case.plan.clone(), to_pay: None, base: None }
    }

    /// It is on disk, or is not.
    pub(super) fn handed(&mut self, recordings: Vec<Recording>, result: Result<(), String>) {
        let noted = recordings.first().is_some_and(|first| matches!(first.decision.act, Act::Note { .. }));
        match result {
            Ok(()) if noted => {
                if matches!(&self.sheet, Some(Sheet::Note(sheet)) if sheet.saving) {
                    self.sheet = None;
                }
                self.ok(words::noted(self.lang));
            }
            Ok(()) => {}
            Err(why) => {
                if let Some(Sheet::Note(sheet)) = &mut self.sheet {
                    sheet.saving = false;
                }
                self.error(words::not_written(self.lang, why));
            }
        }
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
    }

    /// Takes the next ones that nobody has.
    pub(super) fn take_next(&mut self) {
        self.with_queue(|queue, asker, out| queue.look_ahead(Ahead::Take, asker, out));
    }

    pub(super) fn take_these(&mut self, after: Vec<QueueRow>) {
        let me = self.me.user.clone();
        let here = self.queue.current().cloned();
        let looked_at = after.len();
        let mut seen = std::collections::BTreeSet::new();
        let rows: Vec<QueueRow> = here
            .into_iter()
            .chain(after)
            .filter(|row| seen.insert(row.summary.id.clone()))
            .filter(|row| row.summary.assignee.is_none() && self.may_decide(row) && self.why_not_give(row, Some(&me)).is_none())
            .take(TAKEN_AT_ONCE)
            .collect();
        if rows.is_empty() {
            return self.warn(words::none_to_take(self.lang, looked_at));
        }
        // What was taken leaves the view of what nobody has: it is looked at where it stands now.
        let leave = self.queue.view == View::Unassigned;
        let taken = rows.clone();
        self.give(rows, Some(me));
        if leave {
            self.with_queue(|queue, asker, out| queue.show(View::Mine, asker, out));
        }
        let scope = self.queue.scope();
        for row in &taken {
            self.queue.marks.put(row, scope);
        }
        if leave {
            self.ok(words::taken_marked(self.lang, taken.len()));
        }
    }

    /// Colleagues by what was typed: name, pinyin, account; each with why the cases can't go to him.
    pub fn colleagues(&self, typed: &str, rows: &[QueueRow]) -> Vec<(Person, Option<String>)> {
        let search = Search::new(typed);
        let mut found: Vec<_> = self
            .people
            .iter()
            .filter(|person| person.user != self.me.user && search.finds(&[&person.name, person.user.as_str()]))
            .map(|person| {
                let whys: Vec<_> = rows.iter().map(|row| self.why_not_give(row, Some(&person.user))).collect();
                let why = if whys.iter().any(Option::is_none) { None } else { whys.into_iter().flatten().next() };
                (person.clone(), why)
            })
            .collect();
        found.sort_by_key(|(_, why)| why.is_some());
        found
    }

    pub(super) fn open_assign(&mut self) {
        let rows = self.subjects();
        if rows.is_empty() {
            return self.warn(words::no_case_here(self.lang));
        }
        // A list of which nothing can be chosen is no answer.
        let of_stage = words::not_of_this_stage(self.lang);
        let all = self.colleagues("", &rows);
        if all.iter().all(|(_, why)| why.as_deref() == Some(of_stage)) {
            return self.warn(words::nobody_else(self.lang));
        }
        self.sheet = Some(Sheet::Assign { finder: Finder::new(), rows });
    }

    pub(super) fn act_in_assign(&mut self, mut finder: Finder, rows: Vec<QueueRow>, action: Action) {
        match action {
            Action::Back => {}
            Action::Open => match self.colleagues(finder.field.value(), &rows).into_iter().nth(finder.cursor) {
                Some((person, None)) => self.give(rows, Some(person.user)),
                Some((_, Some(why))) => {
                    self.warn(words::not_possible(self.lang, why));
                    self.sheet = Some(Sheet::Assign { finder, rows });
                }
                None => self.sheet = Some(Sheet::Assign { finder, rows }),
            },
            _ => {
                if let Some(by) = super::sheets::steps(action) {
                    finder.cursor = super::sheets::moved(finder.cursor, by, self.colleagues(finder.field.value(), &rows).len());
                }
                self.sheet = Some(Sheet::Assign { finder, rows });
            }
        }
    }

    /// Opens the sheet in which a note is written; what was typed before it was left is there again.
    pub(super) fn open_note(&mut self) {
        let row = match (self.screen, &self.case) {
            (Screen::Case, Some(_)) => self.subjects().into_iter().next(),
            (Screen::Lookup, _) => self.hit_row(),
            _ => self.queue.current().cloned(),
        };
        let Some(row) = row else { return self.warn(words::no_case_here(self.lang)) };
        let mut text = Field::line();
        if let Some((_, kept)) = self.note_kept.take_if(|(case, _)| *case == row.summary.id) {
            text.set(&kept);
        } else if let Some(kept) = self.half_typed.note_on(&row.summary.id) {
            text.set(&kept);
        }
        self.sheet = Some(Sheet::Note(Box::new(NoteSheet { row, text, typing: true, painted: None, saving: false })));
    }

    pub(super) fn act_in_note(&mut self, mut sheet: Box<NoteSheet>, action: Action) {
        match action {
            _ if sheet.saving => {}
            Action::Open | Action::Back | Action::NextPane | Action::PrevPane if sheet.typing => sheet.typing = false,
            Action::Confirm => match sheet.why_not(self.lang) {
                Some(why) => self.warn(why),
                None if sheet.painted.is_none_or(|painted| self.now < painted.plus_millis(LOOK_MILLIS)) => {
                    self.warn(texts::look_first(self.lang));
                }
                None => {
                    let text = sheet.text.value().trim().to_owned();
                    let recording = self.act_on(&sheet.row, Act::Note { text });
                    sheet.saving = true;
                    self.record_all(vec![recording], self.now);
                }
            },
            Action::Back | Action::Close => {
                self.note_kept = (!sheet.text.is_blank()).then(|| (sheet.row.summary.id.clone(), sheet.text.value().to_owned()));
                return;
            }
            Action::NextPane | Action::Open | Action::EditText => sheet.typing = true,
            _ => self.warn(texts::only_sheet_keys(self.lang)),
        }
        self.sheet = Some(Sheet::Note(sheet));
    }

    /// What the hand-over keys would be refused with at the cursor; for hints and palette.
    pub(super) fn why_not_hand(&self, action: Action) -> Option<String> {
        let rows = self.subjects();
        let Some(first) = rows.first() else { return Some(words::no_case_here(self.lang).to_owned()) };
        let to = if action == Action::Take { Some(&self.me.user) } else { None };
        // Of several, it is told of each when the key is pressed.
        if rows.len() > 1 || matches!(action, Action::Assign | Action::Note) { None } else { self.why_not_give(first, to) }
    }
}
