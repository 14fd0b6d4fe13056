//! The first load of a client: how it begins, goes on behind a token, and ends.
//!
//! Not here: SQL (`ledger`), bytes and compression (`http`). Invariants: nothing of it is kept between two reads but where it stands, so
//! that a token is good for a month; a load that is cut has the scope of the day on which it was first begun; what changed since it was first begun has a number above that of its head.

use serde::Serialize;

use super::changes::{ChangeJson, in_sight};
use super::{Office, OfficeError, body_hash};
use crate::domain::ids::StageId;
use crate::domain::lookup::MarkKey;
use crate::domain::summary::kept_since;
use crate::domain::time::Date;
use crate::judge::has_the_role;
use crate::server::ledger::{LedgerError, LoadKey, LoadScope, Phase};
use crate::server::view::Sight;
use crate::wire::{LoadHead, Person};

/// What begins a token, so that a text from elsewhere, or of a form that is not used any more, is told from one of ours.
const TOKEN: &str = "l3";
/// Days for which a load that was cut goes on with the scope with which it began.
pub(super) const GOES_ON_DAYS: i64 = 30;
/// Characters that say for whom and on which server a token was made.
const OWNER: usize = 12;
/// Cases up to the first place from which a load can go on: half a screenful, which a slow line brings in some seconds.
const FIRST: u32 = 8;
/// Later ones are so many times fewer than what was sent before: a person sees it go on, and packing hardly suffers.
const GROWTH: u32 = 8;
/// What one read may weigh, as JSON: some 100 ms of a slow line, and little beside what a request needs.
const READ_BYTES: usize = 512 * 1024;

/// A load that is under way.
#[derive(Debug)]
pub struct Loading {
    who: Person,
    sight: Sight,
    key: Option<MarkKey>,
    owner: String,
    /// The number of the last change when it was first begun, and since when what has ended is sent, as of that day: else a case of the
    /// boundary would be in no part.
    seq: u64,
    since: Date,
    /// The stages at which the person acts.
    stages: Vec<StageId>,
    phases: Vec<Phase>,
    /// Where it stands, by the place of the phase; nothing where all was read.
    at: Option<(usize, Option<LoadKey>)>,
    /// Cases that were written.
    sent: u32,
}

/// A line with a case.
#[derive(Serialize)]
struct CaseLine<'a> {
    case: &'a ChangeJson,
}

impl Loading {
    /// Says where it stands, for who goes on behind it.
    fn token(&self) -> Option<String> {
        let (phase, key) = self.at.as_ref()?;
        let (day, no) = key.as_ref().map_or(("-".to_owned(), 0), |key| (key.day.to_string(), key.no));
        Some(format!("{TOKEN}.{}.{}.{}.{phase}.{day}.{no}", self.owner, self.seq, self.since))
    }

    /// Reads what [`Loading::token`] wrote for the same owner.
    fn read(token: &str, owner: &str) -> Option<(u64, Date, (usize, Option<LoadKey>))> {
        let parts: Vec<&str> = token.split('.').collect();
        let [TOKEN, of, seq, since, phase, day, no] = parts[..] else { return None };
        let key = if day == "-" { None } else { Some(LoadKey { day: day.parse().ok()?, no: no.parse().ok()? }) };
        (of == owner).then_some((seq.parse().ok()?, since.parse().ok()?, (phase.parse().ok()?, key)))
    }
}

impl Office {
    /// Begins a load, or goes on behind a token. A token that is none, or was made for another person, other rights, another server or
    /// epoch, begins anew.
    pub fn begin_load(&self, who: &Person, token: Option<&str>) -> Result<(LoadHead, Loading), OfficeError> {
        let sight = Sight::of(who);
        let day = self.now().date();
        let since = kept_since(day);
        let identity = self.ledger.identity().clone();
        let stages = self.stages_of(who, &sight);
        let phases = Phase::with(&stages);
        // Where it stands is said by the place of a phase among these.
        let rights = (&identity, format!("{sight:?}"), &phases);
        let owner: String = body_hash(&who.user, "load", &rights)?.chars().take(OWNER).collect();
        let (newest, total) = self.ledger.read(|books| {
            let total = if sight == Sight::Nothing { 0 } else { books.count(sight.employer(), since)? };
            Ok::<_, LedgerError>((books.newest_seq()?, total))
        })?;
        // A number from the future is one of books that are not these any more; a day that is no scope of late is nobody's.
        let goes_on = |begun: Date| begun <= since && (since - begun).num_days() <= GOES_ON_DAYS;
        let resumed = token
            .and_then(|token| Loading::read(token, &owner))
            .filter(|(seq, begun, (at, _))| *seq <= newest && goes_on(*begun) && *at < phases.len());
        let key = self.mark_key(&who.user, &sight)?;
        let begins = (sight != Sight::Nothing).then_some((0, None));
        let (seq, since, at) = resumed.clone().map_or((newest, since, begins), |(seq, begun, at)| (seq, begun, Some(at)));
        let head = LoadHead {
            identity,
            seq,
            resumed: resumed.is_some(),
            total,
            mark_key: key.clone(),
            paces: Some(self.paces()?),
            plans: Some(self.revision.clone()),
            day,
        };
        Ok((head, Loading { who: who.clone(), sight, key, owner, seq, since, stages, phases, at, sent: 0 }))
    }

    /// The stages at which a person acts, each once; none where that is all of them, as what is urgent is then urgent for him. One
    /// employer's cases are few: they need no order of their own.
    fn stages_of(&self, who: &Person, sight: &Sight) -> Vec<StageId> {
        let mut stages: Vec<StageId> = Vec::new();
        let mut all_his = true;
        for stage in self.plans.iter().flat_map(|plan| &plan.stages) {
            let his = has_the_role(None, stage, who).is_ok();
            all_his &= his;
            if his && !stages.contains(&stage.id) {
                stages.push(stage.id.clone());
            }
        }
        if all_his || sight.employer().is_some() { Vec::new() } else { stages }
    }

    /// Writes where a load begins, so that a client has the head to itself, long before the first case on a slow line.
    pub fn load_begins(&self, loading: &Loading, out: &mut Vec<u8>) {
        out.extend(loading.token().into_iter().flat_map(token_line));
    }

    /// Writes the next lines of a load: so many cases at the most, fewer at the beginning, and where it stands behind them; behind the last
    /// of all that it is complete. Gives whether it is.
    pub fn load_on(&self, loading: &mut Loading, most: u32, out: &mut Vec<u8>) -> Result<bool, OfficeError> {
        let unwritten = |_| LedgerError::Inconsistent("a case can't be written down");
        let most = most.min((loading.sent / GROWTH).max(FIRST));
        while let Some((at, behind)) = loading.at.take() {
            let Some(phase) = loading.phases.get(at) else { break };
            let scope =
                LoadScope { user: &loading.who.user, stages: &loading.stages, employer: loading.sight.employer(), since: loading.since };
            let (changes, last) = self.ledger.read(|books| books.load(&scope, phase, behind.as_ref(), (most, READ_BYTES)))?;
            let Some(last) = last else {
                loading.at = Some((at + 1, None));
                continue;
            };
            loading.sent = loading.sent.saturating_add(u32::try_from(changes.len()).unwrap_or(u32::MAX));
            for change in changes {
                let change = in_sight(change, &loading.sight, loading.key.as_ref())?;
                serde_json::to_writer(&mut *out, &CaseLine { case: &change }).map_err(unwritten)?;
                out.push(b'\n');
            }
            loading.at = Some((at, Some(last)));
            out.extend(loading.token().into_iter().flat_map(token_line));
            return Ok(false);
        }
        out.extend_from_slice(b"{\"complete\":true}\n");
        Ok(true)
    }
}

/// The line that says from where a load can go on.
fn token_line(token: String) -> Vec<u8> {
    format!("{}\n", serde_json::json!({ "token": token })).into_bytes()
}
