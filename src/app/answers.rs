//! Taking in what comes from outside: rows, cases, the outbox, news of sync.
//!
//! Invariants: an answer changes only what it answers; a change from outside never moves the cursor, never takes the focus, and never
//! changes what a sheet that is open says: it is told that the case has changed, and can't be confirmed.

use std::sync::Arc;

use crate::app::case::{CaseView, Load};
use crate::app::changing::Changing;
use crate::app::effect::Effect;
use crate::app::message::{Connection, Message};
use crate::app::notice::Notice;
use crate::app::sheet::Sheet;
use crate::app::{Desk, REVEAL_SECS, Revealed, Screen};
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::outbox::{OutboxCounts, OutboxItem, OutboxState};
use crate::domain::summary::CaseDetail;
use crate::text::{desk as words, sheets as texts};
use crate::wire::Person;

impl Desk {
    pub(super) fn answer(&mut self, message: Message) {
        match message {
            Message::Rows { ticket, rows } => {
                self.with_queue(|queue, asker, out| queue.rows(ticket, rows, asker, out));
                self.advance_further();
            }
            Message::Arranged(arrangement) => self.arranged(arrangement),
            Message::SavedCount { name, count } => self.saved_count(name, count),
            Message::Ahead { ticket, rows } => self.ahead(ticket, rows),
            Message::Many { ticket, cases } => self.many(ticket, cases),
            Message::RecordedAll { group, result } => self.recorded_all(group, result),
            Message::UndoneAll { asked, result } => self.undone_all(&asked, result),
            Message::Counts(counts) => {
                self.queue.counts = counts;
                self.count_saved();
            }
            Message::Detail { case, detail, draft } => self.detail(&case, detail, draft),
            Message::Recorded { decision, result } => self.recorded(decision, result),
            Message::Undone { decision, result } => self.undone(decision, result),
            Message::HeldOn { decision, result } => self.held_on(decision, result),
            Message::Dropped { decision, result } => self.dropped(decision, result),
            Message::Outbox { items, counts } => self.outbox(items, counts),
            Message::Sides { decision, sides } => self.outbox.sides = Some((decision, sides)),
            Message::Left(left) => self.outbox.left = Some(left),
            Message::Synced { changed, outbox_changed, connection } => self.synced(&changed, outbox_changed, connection),
            Message::ViewRead { path, text } => self.view_read(&path, text),
            Message::Employers { typed, names } => self.queue.employers_came(&typed, names),
            Message::People(people) => self.learn_people(people),
            Message::Plans(plans) => {
                self.plans = plans;
                self.learn_words();
                self.relay();
            }
            Message::TurningFound { detail, found } => self.turning_found(&detail, found),
            Message::LineTurned(Ok(true)) => self.ok(words::line_cut(self.lang)),
            Message::LineTurned(Ok(false)) => self.ok(words::line_joined(self.lang)),
            Message::ServerAccepted(Ok(())) => self.ok(words::server_accepted(self.lang)),
            Message::LineTurned(Err(why)) | Message::ServerAccepted(Err(why)) => self.error(why),
            Message::Revealed { case, field, result } => match result {
                Ok(()) => {
                    let until = self.now.plus_secs(REVEAL_SECS);
                    self.revealed = Some(Revealed { case, field, until });
                }
                Err(why) => self.error(why),
            },
            Message::Switched(Ok(person)) => self.switched(person),
            Message::Switched(Err(why)) => {
                self.switching = false;
                self.error(why);
            }
            Message::Found { ticket, found } => self.found_here(ticket, found),
            Message::Related { case, related, asked } => self.related_came(&case, related, asked),
            Message::FoundAtServer { ticket, found } => self.found_at_server(ticket, found),
            Message::Claims(items) => self.claims(items),
            Message::ClaimSaved { key, result } => self.claim_saved(key, result),
            Message::ClaimSubmitted { key, result } => self.submitted(key, result),
            Message::KnownAs { number, names } => self.known_as(&number, names),
            Message::Enrolments { number, found } => self.enrolments(&number, found),
            Message::PageSaved { page, saved } => self.page_saved(page, saved),
            Message::Typed(written) => self.typed_before(written),
            Message::Failed(why) => self.error(why),
            Message::ScopeChanged(why) => self.out_of_scope(why),
            // What a person does was taken before.
            _ => {}
        }
    }

    /// Takes over who works in the office, each once. The demo knows it from the start, and whom one may switch to with it.
    fn learn_people(&mut self, people: Vec<Person>) {
        if self.may_switch {
            return;
        }
        let mut known = std::collections::BTreeSet::new();
        self.people = people.into_iter().filter(|person| known.insert(person.user.clone())).collect();
        self.learn_words();
    }

    fn detail(&mut self, case: &CaseId, detail: Result<Option<Box<CaseDetail>>, String>, draft: Draft) {
        self.details.answered(case);
        let detail = match detail {
            Ok(Some(detail)) => detail,
            other => {
                let load = other.map_or_else(Load::Failed, |_| Load::Gone);
                if let Some(view) = self.case.as_mut().filter(|view| view.id == *case)
                    && !matches!(view.load, Load::Here(_))
                {
                    if let Load::Failed(why) = &load {
                        // The log has the same number: who is asked for help finds both.
                        let problem = problem_number((self.ids)());
                        self.log.add(self.now, &Notice::error(words::problem_logged(self.lang, &problem, case, why)));
                        view.problem = Some(problem);
                    }
                    view.load = load;
                }
                return;
            }
        };
        let detail: Arc<CaseDetail> = Arc::from(detail);
        self.queue.marks.note(case, None);
        // The draft that was loaded is older than what was done since the case came first.
        let open = self.case.as_ref().filter(|view| view.id == *case && view.detail().is_some());
        let draft = open.map_or(draft, |view| view.draft.clone());
        let (draft, merged) = self.merged(draft, &detail);
        if merged.is_some() {
            self.out.push(Effect::SaveDraft { case: case.clone(), draft: draft.clone() });
        }
        self.details.put(detail.clone(), draft.clone());
        if let Some(Sheet::Decide(sheet)) = &mut self.sheet
            && sheet.base.case.id == *case
            && sheet.base.basis != detail.basis
            && sheet.saving.is_none()
        {
            sheet.against = Some(texts::case_changed(self.lang).to_owned());
        }
        if let Some(view) = self.case.as_mut().filter(|view| view.id == *case) {
            view.draft = draft;
            // What was saved is in the case once it has changed.
            if view.base().is_some_and(|before| before.basis != detail.basis) {
                view.sent.clear();
            }
            let places = view.places();
            view.load = Load::Here(detail);
            self.relay();
            if let Some(view) = &mut self.case {
                view.return_to(&places);
            }
        }
        if let Some(merged) = merged {
            self.details.note_merged(case, merged);
        }
        self.tell_merged();
        self.wish_further();
    }

    fn outbox(&mut self, items: Vec<OutboxItem>, counts: OutboxCounts) {
        let stuck = |items: &[OutboxItem], item: &OutboxItem| {
            items.iter().any(|known| {
                known.decision.id == item.decision.id && std::mem::discriminant(&known.state) == std::mem::discriminant(&item.state)
            })
        };
        // What stands again because its new decision was taken back is open, and told.
        let open = self.case.as_ref().and_then(|case| case.redoes).map(|redo| redo.decision);
        let news = items
            .iter()
            .find(|item| {
                matches!(item.state, OutboxState::Conflict { .. } | OutboxState::Refused { .. })
                    && self.outbox.loaded
                    && open != Some(item.decision.id)
                    && !stuck(&self.outbox.items, item)
            })
            .map(|item| (item.decision.case.clone(), item.decision.id, matches!(item.state, OutboxState::Conflict { .. })));
        self.outbox.replace(items, counts);
        self.forget_refused_corrections();
        if let Some((case, id, conflict)) = news {
            self.outbox.told = Some(id).filter(|_| self.screen != Screen::Outbox);
            let text = match (conflict, self.screen) {
                (true, Screen::Outbox) => words::new_conflict_here(self.lang, case),
                (true, _) => words::new_conflict(self.lang, case),
                (false, _) => words::new_refusal(self.lang, case),
            };
            self.error(text);
        }
    }

    /// Corrections that the server has refused no longer lie over the open case: it is not what will be.
    fn forget_refused_corrections(&mut self) {
        let items = &self.outbox.items;
        let Some(view) = self.case.as_mut().filter(|view| !view.sent.is_empty()) else { return };
        let mut of_it = items.iter().filter(|item| item.decision.case == view.id && item.decision.amendments == view.sent);
        if of_it.any(|item| matches!(item.state, OutboxState::Conflict { .. } | OutboxState::Refused { .. })) {
            view.sent.clear();
            self.relay();
        }
    }

    fn dropped(&mut self, decision: DecisionId, result: Result<(), String>) {
        match result {
            Ok(()) => {
                if let Some(item) = self.outbox.remove(decision) {
                    self.drop_draft_of(&item);
                }
            }
            Err(why) => self.error(why),
        }
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
    }

    /// What a decision that is dropped had brought into the draft of its case goes with it; what was drafted otherwise stays.
    fn drop_draft_of(&mut self, item: &OutboxItem) {
        let case = &item.decision.case;
        let open = self.case.as_ref().filter(|view| view.id == *case).map(|view| &view.draft);
        let Some(mut draft) = open.or(self.details.get(case).map(|loaded| &loaded.draft)).cloned() else { return };
        let before = draft.clone();
        draft.amendments.retain(|drafted| !item.decision.amendments.contains(drafted));
        draft.verdicts.retain(|drafted| !item.decision.verdicts.contains(drafted));
        if draft == before {
            return;
        }
        self.details.set_draft(case, &draft);
        if let Some(view) = self.case.as_mut().filter(|view| view.id == *case) {
            view.draft = draft.clone();
        }
        self.out.push(Effect::SaveDraft { case: case.clone(), draft });
        self.relay();
    }

    fn synced(&mut self, changed: &[CaseId], outbox_changed: bool, connection: Connection) {
        if self.connection.is_starting() {
            // What comes with the first pages has been there all the time.
            self.queue.fill(!connection.is_starting());
        }
        self.connection = connection;
        if changed.is_empty() && !outbox_changed {
            self.queue.filled();
            return;
        }
        for case in changed {
            self.details.forget(case);
            self.queue.marks.note(case, None);
        }
        let open = self.case.as_ref().map(|case| case.id.clone());
        if let Some(open) = open.filter(|open| changed.contains(open)) {
            // What is shown stays until the new state is there.
            self.want_detail(&open);
        }
        let shown = self.outbox.to_redo().filter(|item| self.screen == Screen::Outbox && self.outbox.now(item.decision.id).is_some());
        if let Some(case) = shown.map(|item| item.decision.case.clone()).filter(|case| changed.contains(case)) {
            self.warn(crate::text::outbox::changed_again(self.lang, case));
        }
        self.outbox.forget_sides();
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
        self.load_counts();
    }

    fn switched(&mut self, person: Person) {
        let held = self.outbox.held(self.now).len();
        self.queue = self.queue.of_another(&person);
        // How his own line stands is told next.
        self.connection = Connection::Starting;
        let name = crate::domain::identity::mask_name(&person.name);
        if held > 0 {
            self.warn(words::desk_with_held(self.lang, name, held));
        } else {
            self.ok(words::now_at_the_desk(self.lang, name));
        }
        self.me = person;
        self.learn_words();
        self.case = None;
        self.sheet = None;
        self.revealed = None;
        self.switching = false;
        self.enter_of_digit = self.enter_of_digit.map(|_| self.now.plus_millis(super::sheets::ENTER_OF_DIGIT_MILLIS));
        self.wish = None;
        self.bulk_wish = false;
        self.recording.clear();
        self.changing = Changing::default();
        self.note_kept = None;
        self.left_amend = None;
        self.keeping.clear();
        self.advancing = false;
        // A seat that is not shown says nothing: what it seeks is not answered.
        self.seeking = None;
        self.kept.clear();
        self.details.clear();
        self.outbox = crate::app::outbox::Outbox::default();
        self.lookup = crate::app::lookup::Lookup::default();
        self.intake = crate::app::intake::Intake::default();
        self.screen = Screen::Queue;
        self.load_all();
        self.typed_by_another();
    }

    /// The case that the screen is about: the open one, else the one under the cursor.
    pub fn subject(&self) -> Option<&CaseId> {
        match self.screen {
            Screen::Case => self.case.as_ref().map(|case: &CaseView| &case.id),
            Screen::Queue => self.queue.current().map(|row| &row.summary.id),
            Screen::Outbox => self.outbox.case_here(),
            Screen::Lookup => self.lookup.current().map(|case| &case.id),
            Screen::Log | Screen::Intake => None,
        }
    }
}

/// `7f3a-91c2`: short enough to be read out on the phone.
fn problem_number(id: DecisionId) -> String {
    let hex: String = id.to_string().chars().filter(char::is_ascii_hexdigit).take(8).collect();
    let (first, second) = hex.split_at(hex.len() / 2);
    format!("{first}-{second}")
}
