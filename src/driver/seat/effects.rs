//! Carries out the desk's effects on the two files.

use std::io::Read;
use std::sync::Arc;

use crate::api::{Call, Failure, Reply};
use crate::app::details::Loaded;
use crate::app::{Effect, Message, Personal, SavedPage};
use crate::config::open_ordinary;
use crate::config::view_file::LARGEST;
use crate::domain::decision::Decision;
use crate::domain::draft::Draft;
use crate::domain::filter::complete::MOST;
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::money::Money;
use crate::domain::queue::Arrangement;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::driver::seat::{Open, Seat};
use crate::explain::nearest;
use crate::rules::Plan;
use crate::store::{Store, StoreError};
use crate::text::assess_page::why;
use crate::text::{driver as words, intake as intake_words, search};
use crate::wire::Reveal;

impl Seat {
    pub(super) fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::LoadRows { ticket, query } => match self.with_store(|store| store.rows(&query)) {
                // Nobody waits for a scan that was stopped: a newer query is on its way.
                Err(Refused::Store(StoreError::Stopped)) => {}
                rows => self.say(Message::Rows { ticket, rows: self.told(rows) }),
            },
            Effect::LoadCounts { me, today } => match self.with_store(|store| store.counts(&me, today)) {
                Ok(counts) => self.say(Message::Counts(counts)),
                Err(refused) => self.say(Message::Failed(self.tell(&refused))),
            },
            Effect::LoadDetail { case } => self.load_detail(case),
            Effect::Record { decision, to_pay, base, held_until, replaces } => {
                self.record((&decision, to_pay), &base, held_until, replaces)
            }
            Effect::Undo { decision } => self.undo(decision),
            Effect::HoldOn { decision, until } => self.hold_on(decision, until),
            of_group @ (Effect::RecordAll { .. } | Effect::UndoAll { .. }) => self.group_effect(of_group),
            Effect::ReadView { path } => self.read_view(path),
            Effect::FindEmployers { typed } => self.find_employers(typed),
            effect @ (Effect::LoadArrangement | Effect::SaveArrangement { .. } | Effect::CountSaved { .. }) => self.arrange(effect),
            Effect::LoadTyped => self.load_typed(),
            Effect::KeepTyped { half_typed } => self.keep_typed(&half_typed),
            Effect::LoadAhead { ticket, query } => {
                let rows = self.with_store(|store| store.rows(&query));
                self.say(Message::Ahead { ticket, rows: self.told(rows) });
            }
            Effect::LoadMany { ticket, cases } => self.load_many(ticket, cases),
            Effect::SaveDraft { case, draft } => self.save_draft(&case, &draft),
            of_outbox @ (Effect::DropItem { .. }
            | Effect::LoadOutbox
            | Effect::LoadSides { .. }
            | Effect::LoadLeft
            | Effect::Retry { .. }) => self.outbox_effect(of_outbox),
            Effect::SyncNow => self.sync_now(),
            Effect::TurnLine => self.turn_line(),
            Effect::AcceptServer => self.accept_server(),
            Effect::Reveal { case, field } => self.reveal(case, field),
            Effect::LookUp { ticket, wanted } => self.look_up(ticket, &wanted),
            Effect::LoadRelated { case } => self.load_related(case),
            Effect::SeekTurning { plan, detail } => self.seek_turning(&plan, detail),
            counter @ (Effect::LoadClaims
            | Effect::SaveClaim { .. }
            | Effect::SubmitClaim { .. }
            | Effect::DropClaim { .. }
            | Effect::FindEnrolments { .. }
            | Effect::SavePage { .. }) => self.counter_effect(counter),
            // The screen's thread, the worker and the lock carry these out themselves; none comes here.
            Effect::SwitchPerson(_)
            | Effect::Lock { .. }
            | Effect::Unlock { .. }
            | Effect::NextTheme
            | Effect::UseTheme(_)
            | Effect::PreviewTheme(_)
            | Effect::Repaint
            | Effect::Copy(_)
            | Effect::Suspend
            | Effect::SignOut
            | Effect::Quit => {}
        }
    }

    /// Writes down that a personal field is shown, before it is.
    fn reveal(&mut self, case: CaseId, field: Personal) {
        let at = self.shared.options.clock.now();
        let reveal = Reveal { id: uuid::Uuid::now_v7(), case: case.clone(), field: field.id().into(), at };
        let result = self.with_store(|store| store.record_owed(&reveal.into()));
        self.say(Message::Revealed { case, field, result: self.told(result) });
    }

    fn find_employers(&mut self, typed: String) {
        let names = self.with_store(|store| store.employers(&typed, MOST)).unwrap_or_default();
        self.say(Message::Employers { typed, names });
    }

    fn save_draft(&mut self, case: &CaseId, draft: &Draft) {
        let now = self.shared.options.clock.now();
        let saved = self.with_store(|store| if draft.is_empty() { store.clear_draft(case) } else { store.put_draft(case, draft, now) });
        if let Err(refused) = saved {
            self.say(Message::Failed(self.tell(&refused)));
        }
    }

    /// Gives what was half typed when this desk was last closed; where it can't be read, nothing was.
    fn load_typed(&mut self) {
        let typed = self.with_store(|store| store.half_typed()).unwrap_or_default();
        self.say(Message::Typed(typed));
    }

    fn keep_typed(&mut self, half_typed: &str) {
        if let Err(refused) = self.with_store(|store| store.keep_half_typed(half_typed)) {
            self.say(Message::Failed(self.tell(&refused)));
        }
    }

    fn seek_turning(&self, plan: &Plan, detail: Arc<CaseDetail>) {
        let found = Ok(nearest::of(plan, &detail.case.facts, &detail.history, &detail.assessment));
        self.say(Message::TurningFound { detail, found });
    }

    fn record(&mut self, decided: (&Decision, Option<Money>), base: &CaseDetail, held_until: Moment, replaces: Option<DecisionId>) {
        let now = self.shared.options.clock.now();
        let result = self.with_store(|store| match replaces {
            Some(old) => store.replace(old, decided, base, held_until, now),
            None => store.record_alone(decided, base, held_until, now),
        });
        self.say(Message::Recorded { decision: decided.0.id, result: self.told(result) });
        self.post_outbox();
    }

    fn load_detail(&mut self, case: CaseId) {
        let found = self.with_store(|store| Ok((store.detail(&case)?, store.draft(&case)?)));
        match found {
            Ok((None, _)) => self.ask_for(case),
            Ok((Some(detail), draft)) => {
                self.say(Message::Detail { case, detail: Ok(Some(Box::new(detail))), draft });
            }
            Err(refused) => {
                let sentence = self.tell(&refused);
                self.say(Message::Detail { case, detail: Err(sentence), draft: Draft::default() });
            }
        }
    }

    /// How the queue is arranged, and how much is in what was saved.
    fn arrange(&mut self, effect: Effect) {
        match effect {
            Effect::LoadArrangement => match self.with_store(|store| store.arrangement()) {
                Ok(arrangement) => self.post_arrangement(arrangement),
                Err(refused) => self.say(Message::Failed(self.tell(&refused))),
            },
            Effect::SaveArrangement { before, after } => match self.with_store(|store| store.rearrange(&before, &after)) {
                Ok(kept) if kept == after => self.arranged = after,
                Ok(kept) => self.post_arrangement(kept),
                Err(refused) => self.say(Message::Failed(self.tell(&refused))),
            },
            Effect::CountSaved { name, query } => {
                let count = self.with_store(|store| store.count(&query)).ok();
                self.say(Message::SavedCount { name, count });
            }
            _ => {}
        }
    }

    fn post_arrangement(&mut self, arrangement: Arrangement) {
        self.arranged.clone_from(&arrangement);
        self.say(Message::Arranged(arrangement));
    }

    /// Shows the saved views and columns where another process changed them.
    pub(super) fn arrange_anew(&mut self) {
        if let Ok(arrangement) = self.with_store(|store| store.arrangement())
            && arrangement != self.arranged
        {
            self.post_arrangement(arrangement);
        }
    }

    fn load_many(&mut self, ticket: u64, cases: Vec<CaseId>) {
        let loaded = cases.into_iter().map(|case| {
            let found = self.with_store(|store| Ok((store.detail(&case)?, store.draft(&case)?, store.related(&case)?)));
            let loaded = found.ok().and_then(|(detail, draft, related)| {
                let twin = related.is_some_and(|(related, _)| related.alarming() > 0);
                Some(Loaded { detail: detail?.into(), draft, twin })
            });
            (case, loaded)
        });
        let cases = loaded.collect();
        self.say(Message::Many { ticket, cases });
    }

    /// Asks the server for a case of which only the row is here.
    fn ask_for(&mut self, case: CaseId) {
        let call = Call::Case { id: case.clone() };
        let sent = match &self.client {
            Some(client) => self.shared.network.send(self.number, client, call).is_ok(),
            None => false,
        };
        if sent {
            self.asked.insert(case);
        } else {
            let sentence = words::case_not_here(self.lang()).into();
            self.say(Message::Detail { case, detail: Err(sentence), draft: Draft::default() });
        }
    }

    pub(super) fn case_came(&mut self, case: CaseId, result: Result<Reply, Failure>) {
        let detail = match result {
            Ok(Reply::Case(detail)) => {
                // A copy that can't be kept is shown all the same.
                if let Err(refused) = self.with_store(|store| store.put_detail(&detail)) {
                    self.say(Message::Failed(self.tell(&refused)));
                }
                Ok(Some(detail))
            }
            Ok(_) => Ok(None),
            Err(failure) => Err(failure.tell(self.lang())),
        };
        let draft = self.with_store(|store| store.draft(&case)).unwrap_or_default();
        self.say(Message::Detail { case, detail, draft });
    }

    fn sync_now(&mut self) {
        let now = self.shared.options.clock.now();
        // Also where another process sends: it finds them due.
        if let Err(refused) = self.with_store(Store::retry_waiting) {
            self.say(Message::Failed(self.tell(&refused)));
        }
        if let Some(Open { engine: Some(engine), .. }) = &mut self.open {
            engine.wake(now);
        }
        self.have_it_sent(now);
    }

    /// Cuts this person's line to the server, or joins it; either way it is found out at once how it stands.
    fn turn_line(&mut self) {
        if self.open.as_ref().is_none_or(|open| open.engine.is_none()) {
            return self.say(Message::LineTurned(Err(words::line_elsewhere(self.lang()).into())));
        }
        let cut = !self.shared.network.is_cut(self.number);
        self.shared.network.set_cut(self.number, cut);
        self.say(Message::LineTurned(Ok(cut)));
        self.sync_now();
    }

    fn undo(&mut self, decision: DecisionId) {
        let now = self.shared.options.clock.now();
        let result = self.with_store(|store| store.undo(decision, now).map(|taken_back| taken_back.stands_again));
        self.say(Message::Undone { decision, result: self.told(result) });
        self.post_outbox();
    }

    fn hold_on(&mut self, decision: DecisionId, until: Moment) {
        let now = self.shared.options.clock.now();
        let result = self.with_store(|store| store.hold_on(decision, until, now));
        self.say(Message::HeldOn { decision, result: self.told(result) });
        self.post_outbox();
    }

    /// Carries out what the counter asks for.
    fn counter_effect(&mut self, effect: Effect) {
        match effect {
            Effect::LoadClaims => self.post_claims(),
            Effect::SaveClaim { draft } => {
                let now = self.shared.options.clock.now();
                let result = self.with_store(|store| store.put_claim_draft(&draft, now));
                self.say(Message::ClaimSaved { key: draft.key, result: self.told(result) });
            }
            Effect::SubmitClaim { draft, claim, fresh } => {
                let now = self.shared.options.clock.now();
                let result = self.with_store(|store| store.submit_claim(&draft, &claim, fresh, now));
                self.say(Message::ClaimSubmitted { key: draft.key, result: self.told(result) });
            }
            Effect::DropClaim { key } => {
                if let Err(refused) = self.with_store(|store| store.drop_claim(key)) {
                    self.say(Message::Failed(self.tell(&refused)));
                }
                self.post_claims();
            }
            Effect::FindEnrolments { number } => self.find_enrolments(number),
            Effect::SavePage { page, file, text } => self.save_page(page, file, &text),
            _ => {}
        }
    }

    pub(super) fn post_claims(&mut self) {
        match self.with_store(|store| store.claims()) {
            Ok(items) => self.say(Message::Claims(items)),
            Err(refused) => self.say(Message::Failed(self.tell(&refused))),
        }
    }

    /// Tells whose number it is in the cases here, then asks the server for the member's enrolments; without it the form is filled in
    /// by hand.
    fn find_enrolments(&mut self, number: String) {
        self.tell_known_names(&number);
        let call = Call::Enrolments { number: number.clone() };
        let sent = match &self.client {
            Some(client) => self.shared.network.send(self.number, client, call).is_ok(),
            None => false,
        };
        if !sent {
            let sentence = intake_words::no_server(self.lang()).to_owned();
            self.say(Message::Enrolments { number, found: Err(sentence) });
        }
    }

    pub(super) fn enrolments_came(&self, number: String, result: Result<Reply, Failure>) {
        let found = match result {
            Ok(Reply::Enrolments(found)) => Ok(found),
            Ok(_) => Ok(Vec::new()),
            Err(failure) => Err(failure.tell(self.lang())),
        };
        self.say(Message::Enrolments { number, found });
    }

    /// Reads a view's file, as far as one goes.
    fn read_view(&self, path: String) {
        let mut bytes = Vec::new();
        let read = open_ordinary(path.as_ref()).and_then(|open| open.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
        let text = read.map_err(|error| why(self.lang(), &error));
        let text = text.and_then(|_| String::from_utf8(bytes).map_err(|_| search::file_not_text(self.lang(), &path)));
        self.say(Message::ViewRead { path, text });
    }

    /// Writes a page where only this person reads it. It holds no full number; its name neither.
    fn save_page(&self, page: SavedPage, file: String, text: &str) {
        let folder = self.desk().folder().receipts();
        let written = private_folder(&folder).and_then(|()| write_private(&folder.join(&file), text));
        let saved = written.map(|()| (file, folder.display().to_string())).map_err(|error| error.kind().to_string());
        self.say(Message::PageSaved { page, saved });
    }

    pub(super) fn with_store<T>(&mut self, act: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, Refused> {
        match &mut self.open {
            Some(open) => act(&mut open.store).map_err(Refused::Store),
            None => Err(Refused::NotOpen),
        }
    }

    pub(super) fn with_open<T>(&self, look: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, Refused> {
        match &self.open {
            Some(open) => look(&open.store).map_err(Refused::Store),
            None => Err(Refused::NotOpen),
        }
    }

    pub(super) fn told<T>(&self, result: Result<T, Refused>) -> Result<T, String> {
        result.map_err(|refused| self.tell(&refused))
    }

    pub(super) fn tell(&self, refused: &Refused) -> String {
        match refused {
            Refused::Store(error) => error.tell(self.lang()),
            Refused::NotOpen => words::not_open(self.lang()).into(),
        }
    }
}

/// Makes a folder for its owner alone.
fn private_folder(path: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Why an effect on the files was not carried out.
pub(super) enum Refused {
    /// The files could not be opened; that was told when it happened.
    NotOpen,
    Store(StoreError),
}

/// Writes a file that only its owner reads, in the place of what was there.
fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    #[cfg(unix)]
    // One that was there keeps its own rights otherwise.
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    std::io::Write::write_all(&mut file, text.as_bytes())
}
