//! The parts of the facts that come and go as a whole, by their paths.

use super::{FACT_FIELDS, FactField, Group};

/// A part of the facts that comes and goes as a whole: an entry of a list, a death, an account, the expense of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub group: Group,
    /// Which entry of its list it is, or is in; absent for one that is to come, and where there is no list.
    pub index: Option<usize>,
    /// What the patterns of its facts begin with: `/stays/*`.
    root: &'static str,
}

/// Every such part: its group, what the patterns of its facts begin with.
const PARTS: &[(Group, &str)] = &[
    (Group::Enrolment, "/enrolments/*"),
    (Group::Stay, "/stays/*"),
    (Group::Stay, "/stays/*/expense"),
    (Group::Diagnosis, "/diagnosis"),
    (Group::Outpatient, "/outpatient/*"),
    (Group::Accident, "/accident"),
    (Group::Disability, "/disability"),
    (Group::Fire, "/fire"),
    (Group::Death, "/death"),
    (Group::Agent, "/agent"),
    (Group::Payee, "/payee"),
    (Group::Amount, "/amounts/*"),
];

impl Part {
    /// Finds the part that a path names: `/stays/0`, `/stays/-` for one that is to come, `/payee`.
    pub fn of(path: &str) -> Option<Part> {
        let fits = |root: &str| {
            let (mut wanted, mut given) = (root.split('/'), path.split('/'));
            let mut index = None;
            loop {
                match (wanted.next(), given.next()) {
                    (None, None) => return Some(index),
                    (Some("*"), Some("-")) => {}
                    (Some("*"), Some(part)) => index = Some(part.parse::<usize>().ok()?),
                    (Some(wanted), Some(part)) if wanted == part => {}
                    _ => return None,
                }
            }
        };
        PARTS.iter().find_map(|(group, root)| fits(root).map(|index| Part { group: *group, index, root }))
    }

    /// The parts that a claim may get: entries behind the last of each list, and what it has at most once; by their paths.
    pub fn to_come(stays: usize) -> Vec<String> {
        let mut paths = Vec::new();
        for (_, root) in PARTS.iter().filter(|(group, _)| Group::ALL.contains(group)) {
            match root.strip_suffix("/*/expense") {
                Some(list) => paths.extend((0..stays).map(|at| format!("{list}/{at}/expense"))),
                None => paths.push(root.replace('*', "-")),
            }
        }
        paths
    }

    /// The innermost part that a fact belongs to, by its path; nothing for what every claim has.
    pub fn around(path: &str) -> Option<String> {
        let mut path = path;
        while let Some((above, _)) = path.rsplit_once('/') {
            if Part::of(above).is_some() {
                return Some(above.to_owned());
            }
            path = above;
        }
        None
    }

    pub fn is_expense(self) -> bool {
        self.root.ends_with("/expense")
    }

    /// Its facts, each with where it stands within the part: `/expense/self_pay`.
    pub fn fields(self) -> impl Iterator<Item = (&'static FactField, String)> {
        FACT_FIELDS.iter().filter_map(move |field| {
            let within = field.pattern.strip_prefix(self.root).filter(|rest| rest.starts_with('/'))?;
            Some((field, within.to_owned()))
        })
    }
}
