//! What may be typed on: names of fields, signs, values; and the piece of the line that it takes the place of.
//!
//! Not here: employers, which the cache knows (`store`), how it is drawn (`ui`). Invariant: pure and quick, whatever stands in the line.

use crate::domain::filter::parse::{ME, NONE, named};
use crate::domain::filter::print::quoted;
use crate::domain::filter::{Field, Takes, Vocabulary};
use crate::domain::people::Lang;
use crate::domain::search::Search;

/// More do not stand in a line.
pub const MOST: usize = 12;

/// One thing that may be typed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What takes the piece's place.
    pub text: String,
    /// What is shown of it.
    pub label: String,
    /// How many cases it has, where that is known without counting.
    pub count: Option<u64>,
}

/// What may be typed on at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The piece that is replaced, in characters.
    pub from: usize,
    pub to: usize,
    /// The field whose value it is; nothing while the field itself is typed.
    pub field: Option<Field>,
    /// What was typed of the value.
    pub typed: String,
    pub candidates: Vec<Candidate>,
}

impl Completion {
    /// Something was typed that it goes on from: an empty line shows what there is, and keeps its keys.
    pub fn takes(&self) -> bool {
        !self.candidates.is_empty() && (self.field.is_some() || !self.typed.is_empty())
    }

    /// The line with a candidate in the place of its piece.
    pub fn taken(&self, line: &str, candidate: &Candidate) -> String {
        let before: String = line.chars().take(self.from).collect();
        let after: String = line.chars().skip(self.to).collect();
        // A value is done; behind a field its value comes.
        let blank = if self.field.is_some() && !after.starts_with(' ') { " " } else { "" };
        format!("{before}{}{blank}{after}", candidate.text)
    }
}

/// Tells what may be typed on where the cursor stands, in characters.
pub fn complete(line: &str, cursor: usize, vocabulary: &Vocabulary, lang: Lang) -> Completion {
    let chars: Vec<char> = line.chars().collect();
    let to = cursor.min(chars.len());
    let from = piece_from(&chars[..to]);
    let minus = usize::from(chars[from..to].first().is_some_and(|c| matches!(c, '-' | '－')));
    let piece: String = chars[from + minus..to].iter().collect();
    let sign = |c: char| ":：=＝<＜>＞≤≥".contains(c);
    let Some(at) = piece.find(sign) else {
        let candidates = if piece.starts_with('"') { Vec::new() } else { fields(&piece, vocabulary, lang) };
        return Completion { from: from + minus, to, field: None, typed: piece, candidates };
    };
    let Some(field) = Field::named(&piece[..at]) else { return Completion { from, to, ..Completion::default() } };
    let value = piece[at..].trim_start_matches(sign);
    let last = if field.takes() == Takes::Choice { value.rsplit([',', '，', '、']).next().unwrap_or_default() } else { value };
    let typed = last.trim_start_matches(['"', '“', '”']).to_owned();
    let from = to - last.chars().count();
    Completion { from, to, field: Some(field), candidates: values(field, &typed, vocabulary, lang), typed }
}

/// Where the piece begins that ends at the end: behind the last blank that stands in no quotes.
fn piece_from(chars: &[char]) -> usize {
    let (mut from, mut quoted) = (0, false);
    for (i, c) in chars.iter().enumerate() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => from = i + 1,
            _ => {}
        }
    }
    from
}

/// The fields whose word begins as typed; all where nothing was.
fn fields(typed: &str, vocabulary: &Vocabulary, lang: Lang) -> Vec<Candidate> {
    let lower = typed.to_lowercase();
    let hidden = |field: &Field| vocabulary.masked && matches!(field, Field::Disease | Field::Note | Field::Contract);
    let word = |field: Field| {
        let words = field.words();
        let begun = words.iter().find(|word| !lower.is_empty() && word.starts_with(&lower));
        let usual = if lang == Lang::Zh { words[1] } else { words[0] };
        if lower.is_empty() { Some(usual) } else { begun.copied() }
    };
    let candidate = |field: Field| {
        let sign = match field {
            Field::Due => "<",
            Field::Amount | Field::Received | Field::Age => ">",
            _ => ":",
        };
        word(field).map(|word| Candidate { text: format!("{word}{sign}"), label: format!("{word}{sign}"), count: None })
    };
    Field::ALL.into_iter().filter(|field| !hidden(field)).filter_map(candidate).take(MOST).collect()
}

fn values(field: Field, typed: &str, vocabulary: &Vocabulary, lang: Lang) -> Vec<Candidate> {
    let plain = |text: &str| Candidate { text: text.to_owned(), label: text.to_owned(), count: None };
    let zh = lang == Lang::Zh;
    match field.takes() {
        Takes::Choice => chosen(field, typed, vocabulary, lang),
        Takes::Days if typed.is_empty() && field == Field::Due => {
            let texts = if zh { ["0天", "3天", "5天", "逾期", "无"] } else { ["0d", "3d", "5d", "overdue", "none"] };
            texts.into_iter().map(plain).collect()
        }
        Takes::Days if typed.is_empty() => (if zh { ["3天", "5天", "10天"] } else { ["3d", "5d", "10d"] }).into_iter().map(plain).collect(),
        Takes::Amount if typed.is_empty() => {
            (if zh { ["5000", "1万", "无"] } else { ["5000", "10000", "none"] }).into_iter().map(plain).collect()
        }
        _ => Vec::new(),
    }
}

fn chosen(field: Field, typed: &str, vocabulary: &Vocabulary, lang: Lang) -> Vec<Candidate> {
    let search = Search::new(typed);
    let lower = typed.to_lowercase();
    let mut found: Vec<_> = named(field, vocabulary)
        .into_iter()
        .enumerate()
        .filter_map(|(at, one)| {
            let fit = |name: &String| search.fit(name);
            let best = std::iter::once(&one.id).chain(&one.names).filter_map(fit).min();
            // What is written so comes before what is only said so.
            let said = !std::iter::once(&one.id).chain(&one.names).any(|name| name.to_lowercase().starts_with(&lower));
            (typed.is_empty() || best.is_some()).then_some(((said, best), at, one))
        })
        .collect();
    found.sort_by_key(|(best, at, _)| (*best, *at));
    let candidate = |(_, _, one): (_, usize, super::Named)| {
        let own = match (field, one.id.as_str(), lang) {
            (Field::Assignee, "me", Lang::Zh) => ME[1],
            (Field::Assignee, "none", Lang::Zh) => NONE[1],
            (_, _, Lang::Zh) => one.names.first().map_or(one.id.as_str(), String::as_str),
            (_, id, Lang::En) => id,
        };
        let named = one.names.get(usize::from(lang == Lang::En)).filter(|name| *name != own);
        let label = named.map_or(own.to_owned(), |name| if lang == Lang::En { format!("{own} ({name})") } else { own.to_owned() });
        Candidate { text: quoted(own), label, count: None }
    };
    found.into_iter().map(candidate).take(MOST).collect()
}

/// All values that can be chosen for a field, as they are shown.
pub fn values_of(field: Field, vocabulary: &Vocabulary, lang: Lang) -> Vec<String> {
    chosen(field, "", vocabulary, lang).into_iter().map(|one| one.label).collect()
}

/// Where the last piece of a line begins, in characters.
pub fn last_piece(line: &str) -> usize {
    piece_from(&line.chars().collect::<Vec<_>>())
}

/// Makes candidates of names that the cache knows.
pub fn of_names(names: Vec<String>) -> Vec<Candidate> {
    names.into_iter().take(MOST).map(|name| Candidate { text: quoted(&name), label: name, count: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Named;

    fn vocabulary() -> Vocabulary {
        let stage = |id: &str, zh: &str, en: &str| Named { id: id.into(), names: vec![zh.into(), en.into()] };
        Vocabulary {
            stages: vec![stage("medical-review", "病情复核", "Medical review"), stage("approval", "审批", "Approval")],
            ..Vocabulary::default()
        }
    }

    fn first(line: &str, lang: Lang) -> Option<String> {
        let completion = complete(line, line.chars().count(), &vocabulary(), lang);
        completion.candidates.first().filter(|_| completion.takes()).map(|candidate| completion.taken(line, candidate))
    }

    #[test]
    fn fields_and_values_are_typed_on() {
        assert_eq!(first("sta", Lang::En).unwrap(), "stage:");
        assert_eq!(first("zmm -环", Lang::Zh).unwrap(), "zmm -环节:");
        assert_eq!(first("到", Lang::Zh).unwrap(), "到期<");
        assert_eq!(first("stage:", Lang::En).unwrap(), "stage:medical-review ");
        assert_eq!(first("环节：病", Lang::Zh).unwrap(), "环节：病情复核 ");
        assert_eq!(first("环节:病情复核，sp", Lang::Zh).unwrap(), "环节:病情复核，审批 ");
        assert_eq!(first("assignee:m", Lang::En).unwrap(), "assignee:me ");
        assert_eq!(first("due<", Lang::En).unwrap(), "due<0d ");
        for nothing in ["", "zmm ", "\"sta", "nothing:x", "name:张"] {
            assert_eq!(first(nothing, Lang::Zh), None, "{nothing}");
        }
        assert_eq!(complete("", 0, &vocabulary(), Lang::Zh).candidates.len(), MOST, "an empty line shows what there is");
    }
}
