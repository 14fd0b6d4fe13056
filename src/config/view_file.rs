//! A saved view as a file that colleagues give each other: TOML, checked with line and column when it is read.
//!
//! Not here: where files lie (`cli`). Invariants: what is written reads back as the same view; what of a filter names a person or a
//! number is told before it is written, for a file is read by whoever has it.

use serde::{Deserialize, Serialize};

use crate::domain::filter::{Condition, FaultKind, Field, Filter, Vocabulary, parse};
use crate::domain::queue::{LONGEST_FILTER, LONGEST_VIEW_NAME, SavedView, Sort, View};

/// A larger file is no view.
pub const LARGEST: usize = 16 * 1024;
/// The form that is written, and the newest that is read.
const FORM: u32 = 1;
/// What the first line begins with; the number of the form follows.
const HEAD: &str = "# huzhu view ";

#[derive(Debug, Serialize)]
struct Written<'v> {
    name: &'v str,
    view: View,
    filter: &'v str,
    sort: Sort,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    name: toml::Spanned<String>,
    view: View,
    filter: Option<toml::Spanned<String>>,
    #[serde(default)]
    sort: Sort,
}

/// What is wrong with a file, and where: line and column from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewFault {
    pub line: usize,
    pub column: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    TooLarge,
    /// Of a form that this program doesn't know.
    Newer,
    /// As the reader of TOML says it.
    Toml(String),
    NoName,
    LongFilter,
    Filter(FaultKind),
}

/// Writes a view as a file.
pub fn write(view: &SavedView) -> String {
    let written = Written { name: &view.name, view: view.view, filter: &view.filter, sort: view.sort };
    // Strings and words of a list: nothing of it can fail to be written.
    format!("{HEAD}{FORM}\n{}", toml::to_string(&written).unwrap_or_default())
}

/// Reads a view out of a file.
///
/// # Errors
/// All that is wrong with it.
pub fn read(text: &str, vocabulary: &Vocabulary) -> Result<SavedView, Vec<ViewFault>> {
    if text.len() > LARGEST {
        return Err(vec![ViewFault { line: 1, column: 1, what: What::TooLarge }]);
    }
    let form = text.lines().next().and_then(|first| first.strip_prefix(HEAD)?.trim().parse().ok());
    if form.is_some_and(|form: u32| form > FORM) {
        return Err(vec![ViewFault { line: 1, column: 1, what: What::Newer }]);
    }
    let at = |offset: usize, what: What| {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        ViewFault { line, column, what }
    };
    let given: Given = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        vec![at(offset, What::Toml(error.message().to_owned()))]
    })?;
    let mut faults = Vec::new();
    let name: String = given.name.get_ref().trim().chars().filter(|c| !c.is_control()).take(LONGEST_VIEW_NAME).collect();
    if name.is_empty() {
        faults.push(at(given.name.span().start, What::NoName));
    }
    let filter = given.filter.as_ref().map_or("", |filter| filter.get_ref().as_str());
    if filter.chars().count() > LONGEST_FILTER {
        faults.push(at(given.filter.as_ref().map_or(0, |filter| filter.span().start), What::LongFilter));
        return Err(faults);
    }
    for fault in parse(filter, vocabulary).faults {
        // Behind the quote; in a text with escapes it is near.
        let inside: usize = filter.chars().take(fault.from).map(char::len_utf8).sum();
        let begins = given.filter.as_ref().map_or(0, |filter| filter.span().start + 1);
        faults.push(at(begins + inside, What::Filter(fault.kind)));
    }
    if faults.is_empty() { Ok(SavedView { name, view: given.view, filter: filter.to_owned(), sort: given.sort }) } else { Err(faults) }
}

/// What of a filter may name a person, or his number: it stands in a file for everybody to read.
pub fn personal(filter: &Filter) -> Vec<(Option<Field>, String)> {
    let of = |condition: &Condition| match condition {
        Condition::Any(texts) => texts.iter().map(|text| (None, text.clone())).collect(),
        Condition::Text(field, texts) if !matches!(field, Field::Employer | Field::Disease) => {
            texts.iter().map(|text| (Some(*field), text.clone())).collect()
        }
        _ => Vec::new(),
    };
    filter.terms.iter().flat_map(|term| of(&term.condition)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_reads_back_as_it_was_written() {
        let filter = "amount>1万 单位:\"江岸 纺织\"".into();
        let view = SavedView { name: "重疾 \"大额\"".into(), view: View::Mine, filter, sort: Sort::Amount };
        assert_eq!(read(&write(&view), &Vocabulary::default()), Ok(view));
        let bare = read("name = \"a\"\nview = \"due-soon\"\n", &Vocabulary::default()).unwrap();
        assert_eq!((bare.view, bare.sort, bare.filter.as_str()), (View::DueSoon, Sort::Due, ""));
    }

    #[test]
    fn faults_are_told_with_line_and_column() {
        let faults = |text: &str| read(text, &Vocabulary::default()).unwrap_err();
        let wrong = faults("name = \"  \"\nview = \"open\"\nfilter = \"zmm 金额>viel stge:x\"\n");
        assert_eq!(wrong.iter().map(|fault| (fault.line, fault.column)).collect::<Vec<_>>(), [(1, 8), (3, 18), (3, 23)]);
        assert!(matches!(&wrong[1].what, What::Filter(FaultKind::Unreadable { field: Field::Amount, .. })));
        let wrong = faults("name = \"a\"\nview = \"nowhere\"\n");
        assert!(wrong[0].line == 2 && matches!(&wrong[0].what, What::Toml(said) if said.contains("nowhere")));
        assert_eq!(faults("name = \"a\"\nvieww = \"open\"\n")[0].line, 2);
        let long = format!("name = \"a\"\nview = \"open\"\nfilter = \"{}\"\n", "a,".repeat(LONGEST_FILTER / 2) + "b");
        assert_eq!((faults(&long)[0].line, &faults(&long)[0].what), (3, &What::LongFilter));
        assert_eq!(faults(&"#".repeat(LARGEST + 1))[0].what, What::TooLarge);
        assert_eq!(faults("# huzhu view 2\nname = \"a\"\nview = \"open\"\n")[0].what, What::Newer);
        assert!(read("# huzhu view of mine\nname = \"a\"\nview = \"open\"\n", &Vocabulary::default()).is_ok(), "somebody's own words");
        assert!(read("\0\u{1b}", &Vocabulary::default()).is_err());
    }

    #[test]
    fn what_names_a_person_is_known() {
        let filter = parse("张某 phone:1111 单位:江岸 amount>5", &Vocabulary::default()).filter;
        assert_eq!(personal(&filter), [(None, "张某".to_owned()), (Some(Field::Phone), "1111".to_owned())]);
    }
}
