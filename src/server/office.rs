//! What the office does with its books: takes claims in, carries decisions out, shows cases, looks numbers up.
//!
//! Not here: SQL (`ledger`), what a decision does (`judge`), HTTP (`http`), passwords (`sign_in`).
//! Invariants: a write under a key that was answered changes nothing and gives the same answer; a decision is judged and
//! appended under the writer's lock, on the history as it is then, so that two cases of one member can't both be paid.

mod changes;
mod crossed;
mod decide;
mod digests;
mod faults;
mod intake;
mod load;
mod lookup;
mod relist;
mod restored;
mod revise;
mod texts;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::domain::basis::hex;
use crate::domain::decision::ProblemCode;
use crate::domain::fault::Fault;
use crate::domain::ids::{CaseId, PlanHash, UserId};
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, Moment};
use crate::judge::Refusal;
use crate::rules::PlanSet;
use crate::rules::plan::Plan;
use crate::server::Clock;
use crate::server::ledger::{Ledger, LedgerError, Writing};
use crate::server::view::Sight;
use crate::wire::{PEOPLE_LIMIT, Pace, Person, PublishedPlan};

pub use changes::{ChangesPage, RowsPage};
pub use load::Loading;

use texts::Texts;

/// Why the office did not do what it was asked for.
#[derive(Debug)]
pub enum OfficeError {
    /// A decision that the judge refused; with a conflict comes the case as it is now, as the person may see it.
    Refused {
        refusal: Refusal,
        plan: Arc<Plan>,
        current: Option<Box<CaseDetail>>,
    },
    /// The person's roles don't allow it.
    NotAllowed,
    NotFound,
    /// It was asked in a way that is not known here.
    NotKnown,
    /// The key was used for something else.
    KeyReused,
    /// The claim, as it was before it was changed, is in the books already.
    TakenInBefore {
        case: CaseId,
    },
    /// The claim is in the books, and its person may not see the case by now.
    TakenInUnseen {
        case: CaseId,
    },
    /// The claim was changed so often after it was sent that nobody can look whether one of them came.
    ChangedTooOften,
    /// A claim that can't be taken in, with every fault.
    Faults(Vec<Fault>),
    /// The member has so many undecided cases that something is wrong.
    TooManyCases,
    Ledger(LedgerError),
}

impl From<LedgerError> for OfficeError {
    fn from(error: LedgerError) -> Self {
        OfficeError::Ledger(error)
    }
}

impl OfficeError {
    /// The machine's word for it.
    pub const fn code(&self) -> ProblemCode {
        match self {
            OfficeError::Refused { refusal, .. } => refusal.code,
            OfficeError::NotAllowed => ProblemCode::NotAllowed,
            OfficeError::NotFound => ProblemCode::NotFound,
            OfficeError::KeyReused => ProblemCode::KeyReused,
            OfficeError::Faults(_) | OfficeError::NotKnown => ProblemCode::Malformed,
            OfficeError::TooManyCases
            | OfficeError::TakenInBefore { .. }
            | OfficeError::TakenInUnseen { .. }
            | OfficeError::ChangedTooOften => ProblemCode::Blocked,
            OfficeError::Ledger(_) => ProblemCode::Internal,
        }
    }
}

/// Characters of the word for the plans of an office: it is only compared with the one before.
const REVISION: usize = 16;

/// The office: its books, its plans, its clock.
pub struct Office {
    ledger: Ledger,
    plans: PlanSet,
    clock: Clock,
    /// Which plans these are, in one word.
    revision: String,
    /// How long stages took, measured on a day.
    paces: Mutex<Option<(Date, Vec<Pace>)>>,
}

impl Office {
    /// Opens the office: lays the lists that it keeps behind the plans given and behind those under which its cases stand, publishes
    /// them, and assesses the open cases again where the engine or the lists are others now.
    pub fn open(ledger: Ledger, plans: PlanSet, clock: Clock) -> Result<Self, LedgerError> {
        let texts = Texts::gather(&ledger, plans, clock())?;
        let mut office = Office { ledger, plans: texts.plans, clock, revision: String::new(), paces: Mutex::default() };
        office.index()?;
        office.relist(&word_of(texts.now.iter()))?;
        office.revise()?;
        // What no case stands under any more is the books' alone.
        let stands: BTreeSet<PlanHash> = office.ledger.read(texts::under_cases)?;
        office.plans.retain(|plan| stands.contains(&plan.hash) || texts.now.contains(&plan.hash));
        office.revision = word_of(office.plans.iter().map(|plan| &plan.hash));
        Ok(office)
    }

    /// The plans of the office, the newest of an id last.
    pub fn plans(&self) -> &PlanSet {
        &self.plans
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// Gives the plans under which cases may stand, each by its hash; of those that who asks has, no text.
    pub fn published(&self, have: &[PlanHash]) -> Vec<PublishedPlan> {
        let published = |plan: &Arc<Plan>| PublishedPlan {
            plan: plan.id.clone(),
            hash: plan.hash.clone(),
            toml: if have.contains(&plan.hash) { String::new() } else { plan.source.clone() },
            published: self.plans.published(&plan.hash),
        };
        self.plans.iter().map(published).collect()
    }

    /// Gives the people of the office as somebody may know them, so that a case can be given to one and his name stands where he acted.
    pub fn people(&self, who: &Person) -> Result<Vec<Person>, LedgerError> {
        let sight = Sight::of(who);
        let people = self.ledger.read(|books| match &sight {
            Sight::All | Sight::Masked => books.people(PEOPLE_LIMIT),
            Sight::Employer(name) => books.people_around(name, PEOPLE_LIMIT),
            Sight::Nothing => Ok(Vec::new()),
        })?;
        Ok(people.into_iter().map(|person| if person.user == who.user { person } else { sight.person(person) }).collect())
    }

    fn plan(&self, hash: &PlanHash) -> Result<Arc<Plan>, LedgerError> {
        self.plans.by_hash(hash).map(Arc::clone).ok_or(LedgerError::Inconsistent("a case stands under a plan that is not known"))
    }
}

/// One word for some plans, that is only compared with another.
fn word_of<'h>(plans: impl Iterator<Item = &'h PlanHash>) -> String {
    let hashes: Vec<&str> = plans.map(PlanHash::as_str).collect();
    hex(&Sha256::digest(hashes.join(" "))).chars().take(REVISION).collect()
}

/// The hash of what a key was used for: who asked, for what.
fn body_hash(who: &UserId, what: &str, body: &impl Serialize) -> Result<String, LedgerError> {
    let bytes = serde_json::to_vec(&(who, what, body)).map_err(|_| LedgerError::Inconsistent("a request can't be written down"))?;
    Ok(hex(&Sha256::digest(&bytes)))
}

/// Gives the stored answer of a key, where there is one; a key that was used for something else is an error.
fn answered<T: DeserializeOwned>(books: &Writing<'_>, key: &str, body_hash: &str) -> Result<Option<T>, OfficeError> {
    match books.answer(key)? {
        None => Ok(None),
        Some((hash, _)) if hash != body_hash => Err(OfficeError::KeyReused),
        Some((_, answer)) => {
            let answer = serde_json::from_str(&answer).map_err(|_| LedgerError::Inconsistent("a stored answer can't be read"))?;
            Ok(Some(answer))
        }
    }
}

fn keep_answer(books: &Writing<'_>, key: &str, body_hash: &str, answer: &impl Serialize) -> Result<(), OfficeError> {
    let text = serde_json::to_string(answer).map_err(|_| LedgerError::Inconsistent("an answer can't be written down"))?;
    books.keep_answer(key, body_hash, &text)?;
    Ok(())
}
