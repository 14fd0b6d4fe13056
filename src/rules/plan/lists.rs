//! Lists that the operator keeps and no document prints: the diseases of a cover, the hospitals where treatment counts, the diseases of
//! listed outpatient care, special drugs.
//!
//! A file of lists is laid behind a plan's file ([`Plan::with_lists`](super::Plan::with_lists)): both together are one plan with a hash of
//! its own, so that a list is published, shown and frozen in a case as every rule is. Not here: what a claim comes to (`assess`).
//! Invariant: where no list stands for a day nothing is said of a name; one that is only a part of a name on the list, that has one
//! of them in it or that looks like one, is neither on it nor off it.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::ids::{Clause, PlanId};
use crate::domain::people::Bilingual;
use crate::domain::search::Search;
use crate::domain::time::{Date, Span};
use crate::rules::plan::disease::LEAST_OF_NAME;
use crate::rules::plan::{Plan, PlanFile, plain};

/// A file of lists, all of one plan.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFile {
    pub lists: Vec<OperatorList>,
}

/// A list as it stands for some time.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorList {
    pub id: String,
    /// The plan that it belongs to.
    pub plan: PlanId,
    pub kind: ListKind,
    pub name: Bilingual,
    /// The clause of the plan that leaves it to the operator.
    pub clause: Clause,
    /// The first and the last day of the events that it stands for.
    pub valid: Span,
    /// What comes of a name that is not on it.
    #[serde(default)]
    pub otherwise: Otherwise,
    #[schema(value_type = Vec<ListEntry>)]
    pub entries: ListEntries,
}

/// The entries of a list in its order, with whatever means one of them as [`plain`] writes it: made as the list is read, for names are
/// looked up for every claim.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Vec<ListEntry>")]
pub struct ListEntries {
    listed: Vec<ListEntry>,
    /// The places of the entries by their names; none of these is empty.
    places: BTreeMap<String, usize>,
}

impl From<Vec<ListEntry>> for ListEntries {
    fn from(listed: Vec<ListEntry>) -> Self {
        let mut places = BTreeMap::new();
        for (at, entry) in listed.iter().enumerate() {
            for name in entry.called().map(|name| plain(name)).filter(|name| !name.is_empty()) {
                places.entry(name).or_insert(at);
            }
        }
        ListEntries { listed, places }
    }
}

impl Deref for ListEntries {
    type Target = [ListEntry];
    fn deref(&self) -> &[ListEntry] {
        &self.listed
    }
}

/// What comes of a name that is not on a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Otherwise {
    /// The benefit is refused by the list's clause.
    #[default]
    Refuse,
    /// A reviewer is asked: the clause leaves others open.
    Ask,
}

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// The diseases of a cover whose documents do not name them.
    Disease,
    /// The hospitals where treatment counts.
    Hospital,
    /// The diseases whose outpatient care counts.
    OutpatientDisease,
    /// The drugs of the critical-illness insurance.
    SpecialDrug,
}

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    pub name: String,
    /// The operator's own: a code of the classification, the number of a hospital.
    #[serde(default)]
    pub code: Option<String>,
    /// Short forms and former names that are taken for it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Where a name stands to a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OnList<'p> {
    Yes(&'p ListEntry),
    /// It is a part of names on the list: which is meant has to be asked.
    PartOfName,
    /// A name on the list is a part of it: whether that one is meant has to be asked.
    HoldsName,
    /// It is a name on the list in pinyin or in initials, or has its characters with others among them: 肺腺癌, 肺癌. To be asked as well.
    Near,
    No,
}

impl PlanFile {
    /// The list of a kind that stands for an event of a day.
    pub fn list(&self, kind: ListKind, day: Date) -> Option<&OperatorList> {
        self.lists.iter().find(|list| list.kind == kind && list.valid.contains(day))
    }
}

impl Plan {
    /// Whether another plan is the same but for the operator's lists.
    pub fn differs_in_lists_at_most(&self, other: &Plan) -> bool {
        let bare = |plan: &Plan| PlanFile { lists: Vec::new(), ..plan.file.clone() };
        self.hash == other.hash || (self.id == other.id && self.version == other.version && bare(self) == bare(other))
    }
}

impl OperatorList {
    /// Looks a name or a code up, whatever dashes, brackets and blanks stand in it and however it is cased.
    pub fn has(&self, said: &str) -> OnList<'_> {
        let said = plain(said);
        let places = &self.entries.places;
        if let Some(entry) = places.get(&said).and_then(|at| self.entries.get(*at)) {
            return OnList::Yes(entry);
        }
        if said.is_empty() {
            return OnList::No;
        }
        let mut found = OnList::No;
        for name in places.keys() {
            if name.contains(&said) {
                return OnList::PartOfName;
            }
            if said.contains(name) {
                found = OnList::HoldsName;
            }
        }
        if found != OnList::No || said.chars().count() < LEAST_OF_NAME {
            return found;
        }
        let sought = Search::new(&said);
        let near = |name: &String| sought.fit(name).is_some() || is_strewn(name, &said) || is_strewn(&said, name);
        if places.keys().any(near) { OnList::Near } else { OnList::No }
    }
}

/// Whether the characters of a name stand in a text in their order, with others among them.
fn is_strewn(name: &str, text: &str) -> bool {
    let mut text = text.chars();
    name.chars().count() >= LEAST_OF_NAME && name.chars().all(|of| text.any(|other| other == of))
}

impl ListEntry {
    /// Whatever means this entry and no other of its list.
    pub fn called(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.code).chain(&self.aliases)
    }
}
