//! `huzhu sync --status`: server, person, sequence, rows here, outbox, who sends. Nothing is sent, nothing is pulled.

use std::io::Write;

use serde_json::{Value, json};

use super::{aged, clock, goes_when, in_json, next_try, who};
use crate::api::failure::tell_word;
use crate::api::{Call, Reply};
use crate::cli::assess::{harmless, write_json};
use crate::cli::errand::Errand;
use crate::cli::exit;
use crate::cli::output::Failure;
use crate::domain::outbox::{OutboxCounts, OutboxItem};
use crate::layout::left;
use crate::store::{CacheState, Holder, Kinds, PushLock, StoreError};
use crate::text::{actions, sync as words};
use crate::wire::{ServerIdentity, Tallies};

/// Columns of the labels.
const LABELS: u16 = 12;

/// How it stands.
struct Status {
    cache: CacheState,
    counts: OutboxCounts,
    /// The unsent decision that was made first.
    oldest: Option<OutboxItem>,
    claims: usize,
    holder: Option<Holder>,
    /// What the server said, where it was asked.
    server: Option<Result<Tallies, String>>,
    /// Who answered in place of the server that these files belong to.
    found_instead: Option<ServerIdentity>,
}

pub(super) fn run(errand: &Errand, online: bool, as_json: bool) -> Result<u8, Failure> {
    let found_instead = if online { errand.found_instead() } else { None };
    // Another server has nothing to tell of these files.
    let server = (online && found_instead.is_none()).then(|| ask(errand));
    let status = read(errand, server, found_instead).map_err(|error| errand.told(&error))?;
    let out = &mut std::io::stdout().lock();
    if as_json {
        write_json(out, &status.document(errand))?;
    } else {
        for line in status.lines(errand) {
            writeln!(out, "{}", harmless(&line))?;
        }
    }
    Ok(exit::DONE)
}

fn ask(errand: &Errand) -> Result<Tallies, String> {
    match errand.call(&Call::Tallies) {
        Ok(Reply::Tallies(told)) => Ok(told),
        Ok(_) => Err(words::cut_short(errand.lang).to_owned()),
        Err(failure) => Err(failure.tell(errand.lang)),
    }
}

fn read(errand: &Errand, server: Option<Result<Tallies, String>>, found_instead: Option<ServerIdentity>) -> Result<Status, StoreError> {
    let store = &errand.store;
    let oldest = store.outbox()?.into_iter().filter(|item| item.state.is_unsent()).min_by_key(|item| item.decision.decided_at);
    Ok(Status {
        cache: store.cache_state()?,
        counts: store.outbox_counts(errand.clock.now().date())?,
        oldest,
        claims: store.claims()?.iter().filter(|claim| claim.state.is_unsent()).count(),
        holder: PushLock::holder(&errand.folder)?,
        server,
        found_instead,
    })
}

impl Status {
    /// A first download that has not come to its end: so many rows so far.
    fn loading(&self) -> Option<u64> {
        let rows = self.cache.rows;
        (self.cache.synced.is_none() && self.cache.cursor > 0).then_some(rows.open + rows.returned + rows.closed)
    }

    fn lines(&self, errand: &Errand) -> Vec<String> {
        let (lang, now) = (errand.lang, errand.clock.now());
        let row = |label: &str, text: String| format!("{}  {text}", left(label, LABELS));
        let kinds = |kinds: Kinds| words::kinds(lang, kinds.open, kinds.returned, kinds.closed);
        let (person, address) = (&errand.session.person, &errand.session.server);
        let identity = errand.store.identity().ok().flatten();
        let server = identity.map_or_else(
            || words::server_unmet(lang, address),
            |identity| words::server_of(lang, address, identity.server, identity.epoch),
        );
        let told = self.server.as_ref().and_then(|told| told.as_ref().ok());
        let cursor = match told {
            Some(told) => words::newest_is(lang, self.cache.cursor, told.newest),
            None => words::cursor_is(lang, self.cache.cursor),
        };
        let mut lines = vec![
            row(words::server(lang), server),
            row(words::person(lang), format!("{} ({})", person.name, person.user)),
            row(words::cursor(lang), cursor),
            row(words::cases(lang), format!("{} {}", words::here(lang), kinds(self.cache.rows))),
        ];
        if let Some(told) = told {
            let there = Kinds { open: told.open, returned: told.returned, closed: told.closed };
            lines.push(row("", format!("{} {}", words::there(lang), kinds(there))));
            if there != self.cache.rows {
                lines.push(row("", words::counts_differ(lang).to_owned()));
            }
        }
        lines.push(row(words::details(lang), kinds(self.cache.details)));
        let age = self.cache.synced.map_or_else(|| words::never(lang).to_owned(), |at| aged(lang, at, now));
        lines.push(row(words::last(lang), age));
        lines.extend(self.loading().map(|rows| row(words::loading(lang), words::loading_is(lang, rows))));
        lines.extend(self.outbox(errand).into_iter().map(|(label, text)| row(label, text)));
        lines.push(row(words::sender(lang), self.sender(errand)));
        if let Some(Err(why)) = &self.server {
            lines.push(words::server_not_asked(lang, why));
        }
        if let Some(found) = &self.found_instead {
            lines.push(words::other_answers(lang, address, &found.server, found.epoch));
        }
        lines
    }

    fn outbox(&self, errand: &Errand) -> Vec<(&'static str, String)> {
        let (lang, counts) = (errand.lang, self.counts);
        let told = words::outbox_counts(lang, counts.held, counts.waiting, counts.sending, counts.refused, counts.conflict);
        let mut lines = vec![(words::outbox(lang), told)];
        if self.claims > 0 {
            lines.push(("", words::claims_wait(lang, self.claims)));
        }
        if let Some(item) = &self.oldest {
            let verb = actions::verb(lang, item.decision.act.verb());
            lines.push((words::oldest(lang), words::oldest_is(lang, verb, &item.decision.case, clock(item.decision.decided_at))));
            if let Some(why) = &item.last_error {
                lines.push((words::last_error(lang), tell_word(why, lang)));
            }
            let holder = self.holder.as_ref();
            let next = match next_try(item, errand.clock.now(), holder) {
                _ if self.found_instead.is_some() => words::when_accepted(lang).to_owned(),
                Some(at) => at.local().format("%H:%M:%S").to_string(),
                None => goes_when(lang, holder).to_owned(),
            };
            lines.push((words::next_try(lang), next));
        }
        lines
    }

    fn sender(&self, errand: &Errand) -> String {
        let lang = errand.lang;
        match &self.holder {
            None => words::sender_nobody(lang).to_owned(),
            Some(holder) if holder.stopped => words::holder_stopped(lang, who(lang, holder)),
            Some(holder) => words::sender_is(lang, who(lang, holder)),
        }
    }

    fn document(&self, errand: &Errand) -> Value {
        let kinds = |kinds: Kinds| json!({ "open": kinds.open, "returned": kinds.returned, "closed": kinds.closed });
        let identity = errand.store.identity().ok().flatten();
        let counts = self.counts;
        json!({
            "server": { "address": errand.session.server, "identity": identity },
            "user": errand.session.person.user,
            "cursor": self.cache.cursor,
            "rows": kinds(self.cache.rows),
            "details": kinds(self.cache.details),
            "synced": self.cache.synced,
            "age_seconds": self.cache.synced.map(|at| (errand.clock.now().0 - at.0).max(0) / 1000),
            "loading": self.loading(),
            "outbox": {
                "held": counts.held, "waiting": counts.waiting, "sending": counts.sending, "refused": counts.refused,
                "conflict": counts.conflict, "accepted_today": counts.accepted_today, "claims": self.claims,
            },
            "oldest": self.oldest.as_ref().map(in_json),
            "sender": self.holder.as_ref().map(|holder| json!({ "pid": holder.pid, "stopped": holder.stopped })),
            "found_instead": self.found_instead,
            "online": self.server.as_ref().map(|told| match told {
                Ok(told) => json!({ "identity": told.identity, "newest": told.newest, "rows": { "open": told.open, "returned": told.returned, "closed": told.closed } }),
                Err(why) => json!({ "error": why }),
            }),
        })
    }
}
