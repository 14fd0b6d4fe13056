//! The look-up while a caller waits: what is typed, what was found here and at the server, and the sentence to read out.
//!
//! Not here: how cases are found (`store`, the server), what is said of one (`caller`).
//! Invariants: nothing of what is found stands on the screen before its entry of the audit trail is written down, here or at the server, also
//! while a name is still being typed; an answer to an older question is dropped; a failed half never hides the other, and a failure is
//! never an empty list.

use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::message::FoundHere;
use crate::app::vocabulary::sees_masks;
use crate::app::{Desk, Screen};
use crate::domain::intake::OnReceipt;
use crate::domain::lookup::{Kind, Unreadable, Wanted, one_person};
use crate::domain::people::Lang;
use crate::domain::queue::QueueRow;
use crate::domain::summary::CaseSummary;
use crate::domain::time::Moment;
use crate::explain::caller::{self, About, Answer};
use crate::text::{caller as words, desk};
use crate::wire::{LookupAnswer, Pace};

/// How long typing rests before what was typed of a name is looked up: longer than between two keys, so that not each of them stands in
/// the audit trail, and short enough that nobody reaches for Enter.
const REST_MILLIS: i64 = 300;
/// Hits that a page key passes over.
const PAGE: usize = 8;

/// How it stands with one of the two halves of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Half {
    #[default]
    NotAsked,
    Asked,
    /// So many hits.
    Said(usize),
    Failed(String),
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Lookup {
    pub field: Option<Field>,
    /// What was typed, as it was read; nothing where nothing was.
    wanted: Option<Result<Wanted, Unreadable>>,
    /// What it was found as.
    kind: Option<Kind>,
    cases: Vec<CaseSummary>,
    /// The claim of this machine's counter whose receipt was looked up.
    receipt: Option<OnReceipt>,
    /// Claims taken in at this machine's counter that the server doesn't have yet.
    unsent: Vec<OnReceipt>,
    pub more: bool,
    pub here: Half,
    pub server: Half,
    /// Up to when the cache is complete.
    pub synced: Option<Moment>,
    paces: Vec<Pace>,
    /// When a name that rests is looked up.
    due: Option<Moment>,
    /// The list has the keys, not the field.
    browsing: bool,
    at: usize,
    /// The cursor was put where it is.
    chosen: bool,
    ticket: u64,
    /// The open case was opened from here, and leads back.
    pub opened: bool,
    /// Where the desk was before.
    from: Option<Screen>,
}

impl Lookup {
    pub fn typed(&self) -> &str {
        self.field.as_ref().map_or("", Field::value)
    }

    pub fn fault(&self) -> Option<Unreadable> {
        self.wanted.as_ref()?.as_ref().err().copied()
    }

    /// What it was found as, else what it may be; nothing where nothing was typed.
    pub fn kind(&self, lang: Lang) -> Option<String> {
        let wanted = self.wanted.as_ref()?.as_ref().ok()?;
        Some(self.kind.map_or_else(|| words::readings(lang, wanted), |kind| words::kind(lang, kind).to_owned()))
    }

    /// The hits that what was typed on leaves.
    pub fn hits(&self) -> Vec<&CaseSummary> {
        let Some(Ok(wanted)) = &self.wanted else { return Vec::new() };
        self.cases.iter().filter(|case| wanted.keeps(case)).collect()
    }

    /// What is said of the claims that were taken in here and are not sent.
    pub fn unsent(&self, lang: Lang) -> Vec<String> {
        self.unsent.iter().map(|claim| words::of_unsent(lang, claim)).collect()
    }

    pub fn index(&self) -> usize {
        self.at
    }

    /// It is clear of whom one speaks: the hits are one person's, or one of them was gone to.
    pub fn is_chosen(&self) -> bool {
        let Some(Ok(wanted)) = &self.wanted else { return false };
        self.chosen || self.browsing || one_person(self.kind.unwrap_or(wanted.kind()), self.hits())
    }

    /// The hit under the cursor.
    pub fn current(&self) -> Option<&CaseSummary> {
        self.hits().get(self.at).copied()
    }

    /// Letters that are commands act as such: a whole number stands there, or the list has the keys.
    pub fn commands(&self) -> bool {
        let whole = matches!(&self.wanted, Some(Ok(wanted)) if wanted.is_whole() && wanted.is_bare());
        (whole || self.browsing) && self.current().is_some()
    }

    pub fn is_browsing(&self) -> bool {
        self.browsing
    }

    /// It waits for Enter: a short number may be the beginning of a longer one.
    pub fn waits_for_enter(&self) -> bool {
        matches!(&self.wanted, Some(Ok(wanted)) if wanted.kind().is_number() && !wanted.is_whole()) && self.here == Half::NotAsked
    }

    /// When a name that rests is looked up.
    pub fn due(&self) -> Option<Moment> {
        self.due
    }

    pub fn point(&mut self, line: usize) {
        self.chosen = true;
        self.at = line.min(self.hits().len().saturating_sub(1));
    }

    fn forget_found(&mut self) {
        self.ticket += 1;
        (self.kind, self.more, self.due, self.browsing, self.at, self.chosen) = (None, false, None, false, 0, false);
        (self.here, self.server) = (Half::NotAsked, Half::NotAsked);
        self.cases.clear();
        self.receipt = None;
        self.unsent.clear();
    }

    /// Takes cases in from one half; of a case that both have, the newer row stays.
    fn merge(&mut self, cases: Vec<CaseSummary>) {
        let at = self.hits().get(self.at).map(|case| case.id.clone());
        for case in cases {
            match self.cases.iter_mut().find(|known| known.id == case.id) {
                Some(known) if known.seq < case.seq => *known = case,
                Some(_) => {}
                None => self.cases.push(case),
            }
        }
        let found = at.and_then(|id| self.hits().iter().position(|case| case.id == id));
        self.at = found.unwrap_or(self.at).min(self.hits().len().saturating_sub(1));
    }
}

impl Desk {
    /// Opens the look-up; what was typed before stands there until Esc.
    pub(super) fn open_lookup(&mut self) {
        if self.screen != Screen::Lookup {
            self.lookup.from = Some(self.screen);
            self.screen = Screen::Lookup;
        }
        self.lookup.field.get_or_insert_with(Field::line);
        self.notice = None;
    }

    pub(super) fn edit_lookup(&mut self, request: InputRequest) {
        // Typing on after a number begins a name: the blank between comes by itself.
        if let (InputRequest::InsertChar(c), true) = (request, self.lookup.commands() && !self.lookup.browsing)
            && c.is_alphabetic()
            && !c.eq_ignore_ascii_case(&'x')
        {
            self.lookup.field.get_or_insert_with(Field::line).edit(InputRequest::InsertChar(' '));
        }
        if self.lookup.field.get_or_insert_with(Field::line).edit(request) {
            self.lookup_changed();
        }
    }

    pub(super) fn paste_lookup(&mut self, text: &str) {
        if self.lookup.field.get_or_insert_with(Field::line).paste(text) {
            self.lookup_changed();
        }
    }

    fn lookup_changed(&mut self) {
        let read = match Wanted::read(self.lookup.typed()) {
            Err(Unreadable::Empty) => None,
            read => Some(read),
        };
        let before = std::mem::replace(&mut self.lookup.wanted, read);
        let same = matches!((&before, &self.lookup.wanted), (Some(Ok(before)), Some(Ok(now))) if before.same_key(now));
        if same {
            (self.lookup.browsing, self.lookup.at, self.lookup.chosen) = (false, 0, false);
            return;
        }
        self.lookup.forget_found();
        let Some(Ok(wanted)) = &self.lookup.wanted else { return };
        match wanted.kind() {
            _ if wanted.is_whole() => self.look_up(),
            Kind::Name | Kind::Pinyin => self.lookup.due = Some(self.now.plus_millis(REST_MILLIS)),
            _ => {}
        }
    }

    /// Asks the cache and the server; both write down that they were asked.
    fn look_up(&mut self) {
        let Some(Ok(wanted)) = &self.lookup.wanted else { return };
        let effect = Effect::LookUp { ticket: self.lookup.ticket, wanted: wanted.clone() };
        (self.lookup.here, self.lookup.server, self.lookup.due) = (Half::Asked, Half::Asked, None);
        self.out.push(effect);
    }

    /// Looks a name up once typing rests.
    pub(super) fn lookup_rested(&mut self) {
        if self.lookup.due.is_some_and(|due| due <= self.now) {
            self.look_up();
        }
    }

    pub(super) fn found_here(&mut self, ticket: u64, found: Result<Box<FoundHere>, String>) {
        if ticket != self.lookup.ticket {
            return;
        }
        match found {
            Ok(found) => {
                let FoundHere { kind, cases, more, receipt, unsent, paces, synced } = *found;
                self.lookup.here = Half::Said(cases.len());
                let known = !cases.is_empty() || receipt.is_some() || !unsent.is_empty();
                self.lookup.kind = known.then_some(kind).or(self.lookup.kind);
                (self.lookup.receipt, self.lookup.unsent) = (receipt, unsent);
                self.lookup.more |= more;
                (self.lookup.paces, self.lookup.synced) = (paces, synced);
                self.lookup.merge(cases);
            }
            Err(why) => self.lookup.here = Half::Failed(why),
        }
    }

    pub(super) fn found_at_server(&mut self, ticket: u64, found: Result<LookupAnswer, String>) {
        if ticket != self.lookup.ticket {
            return;
        }
        match found {
            Ok(LookupAnswer { by, cases, more }) => {
                self.lookup.server = Half::Said(cases.len());
                if self.lookup.kind.is_none() && !cases.is_empty() {
                    self.lookup.kind = Some(by);
                }
                self.lookup.more |= more;
                self.lookup.merge(cases);
            }
            Err(why) => self.lookup.server = Half::Failed(why),
        }
    }

    pub(super) fn act_in_lookup(&mut self, action: Action) {
        let last = self.lookup.hits().len().saturating_sub(1);
        let at = self.lookup.at;
        self.lookup.chosen |= super::sheets::steps(action).is_some();
        match action {
            Action::Down => self.lookup.at = (at + 1).min(last),
            Action::Up => self.lookup.at = at.saturating_sub(1),
            Action::PageDown | Action::HalfDown => self.lookup.at = (at + PAGE).min(last),
            Action::PageUp | Action::HalfUp => self.lookup.at = at.saturating_sub(PAGE),
            Action::First => self.lookup.at = 0,
            Action::Last => self.lookup.at = last,
            Action::NextPane | Action::PrevPane => self.lookup.browsing = !self.lookup.browsing && self.lookup.current().is_some(),
            Action::Open => self.open_hit(),
            Action::Note if self.lookup.current().is_some() => self.open_note(),
            Action::Back if self.notice.as_ref().is_some_and(|notice| notice.weight == super::notice::Weight::Error) => self.notice = None,
            Action::Back if self.lookup.browsing => self.lookup.browsing = false,
            Action::Back if !self.lookup.typed().is_empty() => {
                self.lookup.field = Some(Field::line());
                self.lookup.wanted = None;
                self.lookup.forget_found();
            }
            Action::Back | Action::Close => self.screen = self.left_for(),
            _ => self.dead_key(),
        }
    }

    /// The screen from which the look-up was opened.
    fn left_for(&mut self) -> Screen {
        match self.lookup.from.take() {
            Some(Screen::Case) if self.case.is_some() => Screen::Case,
            Some(Screen::Outbox) => Screen::Outbox,
            _ => Screen::Queue,
        }
    }

    fn open_hit(&mut self) {
        if let Some(row) = self.hit_row() {
            self.open_case(row.summary.id.clone(), Some(row));
        } else if self.lookup.here == Half::NotAsked {
            self.look_up();
        }
    }

    /// The hit under the cursor as the queue's row.
    pub(super) fn hit_row(&self) -> Option<QueueRow> {
        self.lookup.current().map(|case| QueueRow { summary: case.clone(), pending: None })
    }

    /// What may be told of the hit under the cursor; nothing while it is not clear of whom one speaks.
    pub fn spoken(&self) -> Option<Answer> {
        let summary = self.lookup.current().filter(|_| self.lookup.is_chosen())?;
        let loaded = self.details.get(&summary.id).filter(|loaded| loaded.detail.summary.seq >= summary.seq);
        let detail = loaded.map(|loaded| &*loaded.detail);
        let plan = detail.and_then(|detail| self.plan_of(detail)).or_else(|| self.plans.get(&summary.plan).cloned());
        let summary = detail.map_or(summary, |detail| &detail.summary);
        Some(caller::answer(About {
            lang: self.lang,
            plan: plan.as_deref(),
            summary,
            detail,
            paces: &self.lookup.paces,
            today: self.today(),
        }))
    }

    /// The case under the cursor is loaded for what is missing; one that has ended needs no more than its row.
    pub(super) fn wanted_hit(&self) -> Option<crate::domain::ids::CaseId> {
        self.lookup.current().filter(|case| !case.status.is_closed()).map(|case| case.id.clone())
    }

    /// What may be copied: the sentence as it stands on the screen.
    pub(super) fn sentence(&self) -> Option<String> {
        self.spoken().map(|answer| answer.sentence)
    }

    /// What was typed is read as.
    fn lookup_kind(&self) -> String {
        self.lookup.kind(self.lang).unwrap_or_default()
    }

    /// A whole number was typed, and who sees masks has none here to find it by.
    fn number_is_hidden(&self) -> bool {
        let marked = matches!(&self.lookup.wanted, Some(Ok(wanted)) if wanted.kind().is_marked());
        marked && sees_masks(&self.me)
    }

    /// Why there is nothing to open or to copy.
    pub fn lookup_hint(&self) -> Option<String> {
        let lookup = &self.lookup;
        match (lookup.fault(), &lookup.here, &lookup.server) {
            (Some(_), ..) => Some(words::too_long(self.lang).to_owned()),
            // The case that it became is shown by itself once it is here.
            (None, Half::Said(_), _) if lookup.receipt.is_some() && lookup.hits().is_empty() => {
                lookup.receipt.as_ref().map(|receipt| words::of_receipt(self.lang, receipt))
            }
            (None, Half::Said(_), _) if !lookup.unsent.is_empty() && lookup.hits().is_empty() => Some(lookup.unsent(self.lang).join("\n")),
            (None, Half::Failed(why), _) if lookup.hits().is_empty() => Some(why.clone()),
            (None, Half::Said(_), Half::Said(_)) if lookup.hits().is_empty() => {
                let lacks_blank = matches!(&lookup.wanted, Some(Ok(wanted)) if wanted.lacks_blank());
                let hint = if lacks_blank { words::wants_blank(self.lang) } else { "" };
                Some(format!("{} {hint}", words::nothing_here(self.lang)).trim_end().to_owned())
            }
            (None, Half::Said(0), Half::Failed(_)) if self.number_is_hidden() => Some(words::numbers_at_server(self.lang).to_owned()),
            (None, Half::Said(0), Half::Failed(_)) => Some(words::nothing_here_yet(self.lang).to_owned()),
            (None, Half::Asked, _) => Some(desk::loading(self.lang).to_owned()),
            (None, Half::Said(0), Half::Asked) => Some(words::none_here_asking(self.lang, self.lookup_kind())),
            // A name waits for a pause before anybody is looked for: what it was read as is said at once.
            (None, Half::NotAsked, _) if lookup.due.is_some() => Some(words::read_as(self.lang, self.lookup_kind())),
            _ => None,
        }
    }
}
