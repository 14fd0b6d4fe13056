//! Fields of a form: what is typed or chosen in one, and what it means, checked as it is typed.
//!
//! Not here: which fields a form has (`intake`), how one is drawn (`ui::form`), which key is which edit.
//! Invariant: what was typed is never changed by a check; a number with a wrong check digit is a value with a warning, so that the
//! reviewer sees it, and only what can't be written down at all is a fault.

mod reading;

use serde_json::Value;
use tui_input::InputRequest;

use crate::app::field::Field;
use crate::domain::fact_field::{FactField, FieldKind};
use crate::domain::identity::{card_tail, mask_id_number, mask_phone};
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::time::Date;
use crate::rules::plan::{Disease, Plan};
use crate::text::fact_fields as words;

pub(in crate::app) use reading::day_typed;
pub use reading::{Reading, Said, half_width};

/// What a field is read with.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub lang: Lang,
    pub today: Date,
    pub plan: Option<&'a Plan>,
    /// The cursor is in the field: what is only begun is no fault yet.
    pub focused: bool,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct FormField {
    /// Where its value stands: a JSON pointer over `Facts`.
    pub path: String,
    pub spec: &'static FactField,
    pub entry: Entry,
}

/// What was entered.
#[derive(Clone, Debug)]
pub enum Entry {
    Typed(Field),
    /// One of some words, as the claim document spells them.
    Chosen {
        words: Vec<String>,
        at: Option<usize>,
    },
}

/// The most diseases that are shown as found: each has a digit.
pub const MOST_FOUND: usize = 5;

const YES_NO: [&str; 2] = ["yes", "no"];

impl FormField {
    /// Makes an empty field for a place of the facts.
    pub fn new(path: String, spec: &'static FactField, plan: Option<&Plan>) -> Self {
        let choice = |words: Vec<String>| Entry::Chosen { words, at: None };
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let entry = match spec.kind {
            FieldKind::YesNo => choice(owned(&YES_NO)),
            FieldKind::Choice(words) => choice(owned(words)),
            FieldKind::Benefit => {
                let of_plan = plan.into_iter().flat_map(|plan| plan.exclusive.iter().flat_map(|group| &group.benefits));
                choice(of_plan.map(ToString::to_string).collect())
            }
            FieldKind::Finding => {
                let of_plan = plan.into_iter().flat_map(|plan| &plan.findings);
                choice(of_plan.map(|finding| finding.id.clone()).collect())
            }
            _ => Entry::Typed(Field::line()),
        };
        FormField { path, spec, entry }
    }

    /// Makes a field that holds what the facts say there; a value that doesn't fit its kind is left out. A number, date or amount stands
    /// to be replaced by what is typed.
    pub fn holding(path: String, spec: &'static FactField, plan: Option<&Plan>, value: &Value) -> Self {
        let mut field = FormField::new(path, spec, plan);
        match (&mut field.entry, value) {
            (Entry::Typed(typed), Value::String(text)) if spec.kind == FieldKind::Money => {
                typed.set(&text.parse::<Money>().map_or_else(|_| text.clone(), Money::grouped));
            }
            (Entry::Typed(typed), Value::String(text)) => typed.set(text),
            (Entry::Typed(typed), Value::Number(number)) => typed.set(&number.to_string()),
            (Entry::Chosen { at, .. }, Value::Bool(yes)) => *at = Some(usize::from(!yes)),
            (Entry::Chosen { words, at }, Value::String(word)) => *at = words.iter().position(|known| known == word),
            _ => {}
        }
        field.offer();
        field
    }

    /// Gives what was entered, to be kept and set again: the typed text, or the chosen word.
    pub fn raw(&self) -> &str {
        match &self.entry {
            Entry::Typed(field) => field.value(),
            Entry::Chosen { words, at } => at.and_then(|at| words.get(at)).map_or("", String::as_str),
        }
    }

    /// Sets what was entered; a word that is not among those to choose from is none.
    pub fn set(&mut self, raw: &str) {
        match &mut self.entry {
            Entry::Typed(field) => field.set(raw),
            Entry::Chosen { words, at } => *at = words.iter().position(|word| word == raw),
        }
    }

    /// Lets the first character typed or pasted take the place of what was filled in. One who reads "10 instead of 1" types 10; a name
    /// or another text is more often mended than replaced.
    pub fn offer(&mut self) {
        if let (Entry::Typed(typed), false) =
            (&mut self.entry, matches!(self.spec.kind, FieldKind::Text | FieldKind::Disease | FieldKind::Number))
        {
            typed.select();
        }
    }

    pub fn is_blank(&self) -> bool {
        self.raw().trim().is_empty()
    }

    /// The cursor's place in characters, in a field that is typed into.
    pub fn cursor(&self) -> Option<usize> {
        match &self.entry {
            Entry::Typed(field) => Some(field.cursor()),
            Entry::Chosen { .. } => None,
        }
    }

    /// Typing takes the place of what it holds.
    pub fn is_selected(&self) -> bool {
        matches!(&self.entry, Entry::Typed(field) if field.is_selected())
    }

    /// Gives what stands in the field as it is shown.
    pub fn shown(&self, lang: Lang, plan: Option<&Plan>) -> String {
        match &self.entry {
            Entry::Typed(field) => field.value().to_owned(),
            Entry::Chosen { .. } if self.is_blank() => String::new(),
            Entry::Chosen { .. } => option_name(lang, self.spec.kind, plan, self.raw()),
        }
    }

    /// Gives what stands in the field as it is shown once the cursor has left it: a number that names a person or an account is masked,
    /// right or wrong; it is compared with the paper where the cursor is.
    pub fn masked(&self) -> String {
        let raw = self.raw().trim();
        match self.spec.kind {
            FieldKind::IdNumber => mask_id_number(raw),
            FieldKind::Phone => mask_phone(raw),
            FieldKind::BankCard | FieldKind::SocialCard => format!("**** {}", card_tail(raw)),
            _ => self.raw().to_owned(),
        }
    }

    /// What can be chosen, by name, and which of it is; nothing for a field that is typed into.
    pub fn options(&self, lang: Lang, plan: Option<&Plan>) -> Option<(Vec<String>, Option<usize>)> {
        match &self.entry {
            Entry::Typed(_) => None,
            Entry::Chosen { words, at } => Some((words.iter().map(|word| option_name(lang, self.spec.kind, plan, word)).collect(), *at)),
        }
    }

    /// The diseases of the plan's list that what was typed finds, by code, name, alias or pinyin, the best first; nothing where it names one already.
    pub fn diseases_found<'p>(&self, plan: &'p Plan) -> Vec<&'p Disease> {
        let typed = self.raw().trim();
        if self.spec.kind != FieldKind::Disease || typed.is_empty() || plan.disease(typed).is_some() {
            return Vec::new();
        }
        plan.find_diseases(typed).into_iter().take(MOST_FOUND).map(|found| found.disease).collect()
    }

    /// Takes the one disease that is found: by Enter, or where letters were typed for its pinyin. Left by another key, other words may
    /// mean that none of the list fits.
    pub fn take_only_disease(&mut self, plan: &Plan, entered: bool) -> bool {
        let letters = self.raw().trim().chars().all(|c| c.is_ascii_alphabetic());
        let name = match self.diseases_found(plan).as_slice() {
            [only] if letters || entered => only.name.clone(),
            _ => return false,
        };
        self.set(&name);
        true
    }

    /// Applies an edit; tells whether it holds something else now. In a choice a blank or an arrow goes on, a digit or the first
    /// letter (of the English name) picks, Backspace clears. Where diseases are found a digit takes one.
    pub fn edit(&mut self, request: InputRequest, plan: Option<&Plan>) -> bool {
        let kind = self.spec.kind;
        if let (InputRequest::InsertChar(c), Some(plan), FieldKind::Disease) = (request, plan, kind)
            && let Some(digit) = half_width(c).to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1))
            && let Some(name) = self.diseases_found(plan).get(digit).map(|disease| disease.name.clone())
        {
            self.set(&name);
            return true;
        }
        match &mut self.entry {
            Entry::Typed(field) => field.edit(request),
            Entry::Chosen { words, at } => {
                let before = *at;
                *at = picked(kind, words, before, request);
                *at != before
            }
        }
    }

    /// Takes pasted text in; a choice takes one of its words or their names.
    pub fn paste(&mut self, text: &str) -> bool {
        let kind = self.spec.kind;
        match &mut self.entry {
            Entry::Typed(field) => field.paste(text.trim()),
            Entry::Chosen { words, at } => {
                let text = text.trim();
                let named =
                    |word: &String| word == text || [Lang::Zh, Lang::En].iter().any(|lang| option_name(*lang, kind, None, word) == text);
                let found = words.iter().position(named);
                let changed = found.is_some() && found != *at;
                *at = found.or(*at);
                changed
            }
        }
    }

    /// Reads what was entered: its value for the facts, and what is to be said under the field.
    pub fn read(&self, about: &About<'_>) -> Reading {
        let reading = reading::read(self.spec.kind, self.raw(), about);
        // A contract that still runs ends in the future: nothing is wrong with that.
        if self.spec.pattern == "/enrolments/*/cover/to"
            && let (Some(Value::String(day)), Some(Said::Warning(_))) = (&reading.value, &reading.said)
        {
            return Reading { said: Some(Said::Good(day.clone())), ..reading };
        }
        // One may die of what no plan lists.
        if self.spec.pattern == "/death/illness" && matches!(reading.said, Some(Said::Warning(_))) {
            return Reading { said: None, ..reading };
        }
        reading
    }
}

/// What is to be said of an end that comes before its beginning, where both stand in a form.
pub fn reversed(fields: &[FormField], field: &FormField, about: &About<'_>) -> Option<Said> {
    let day = |field: &FormField| field.read(about).value?.as_str()?.parse::<Date>().ok();
    let spans = [
        ("/discharge", "/admission", words::fault_before_admission(about.lang)),
        ("/cover/to", "/cover/from", words::fault_before_cover(about.lang)),
    ];
    spans.into_iter().find_map(|(end, beginning, why)| {
        let path = field.path.strip_suffix(end)?.to_owned() + beginning;
        let began = fields.iter().find(|other| other.path == path).and_then(day)?;
        day(field).filter(|ended| *ended < began).map(|_| Said::Fault(why.to_owned()))
    })
}

/// Names one word of a choice.
pub fn option_name(lang: Lang, kind: FieldKind, plan: Option<&Plan>, word: &str) -> String {
    match (kind, word) {
        (FieldKind::YesNo, "yes") => words::yes(lang).to_owned(),
        (FieldKind::YesNo, "no") => words::no(lang).to_owned(),
        (FieldKind::Benefit, id) => plan.and_then(|plan| plan.benefit(&id.into())).map_or(id, |benefit| benefit.short.get(lang)).to_owned(),
        (FieldKind::Finding, id) => {
            let finding = plan.and_then(|plan| plan.findings.iter().find(|finding| finding.id == id));
            finding.map_or(id, |finding| finding.name.get(lang)).to_owned()
        }
        (_, word) => words::word(lang, word).to_owned(),
    }
}

fn picked(kind: FieldKind, words: &[String], at: Option<usize>, request: InputRequest) -> Option<usize> {
    let count = words.len();
    let forward = || at.map_or(0, |at| at + 1).checked_rem(count);
    let back = || at.map_or(count, |at| at + count).checked_sub(1).and_then(|to| to.checked_rem(count));
    match request {
        InputRequest::InsertChar(' ' | '\u{3000}') | InputRequest::GoToNextChar => forward(),
        InputRequest::GoToPrevChar => back(),
        InputRequest::InsertChar(c) => {
            let c = half_width(c).to_ascii_lowercase();
            let by_digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)).filter(|at| *at < count);
            let begins = |word: &String| {
                let names = [Lang::Zh, Lang::En].map(|lang| option_name(lang, kind, None, word).to_lowercase());
                names.iter().any(|name| name.starts_with(c))
            };
            by_digit.or_else(|| words.iter().position(begins)).or(at)
        }
        InputRequest::DeletePrevChar | InputRequest::DeleteNextChar | InputRequest::DeleteLine | InputRequest::DeletePrevWord => None,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(pattern: &str) -> FormField {
        FormField::new(pattern.to_owned(), FactField::of(pattern).unwrap(), None)
    }

    #[test]
    fn a_choice_goes_round_and_is_picked_by_digit_letter_or_hanzi() {
        let mut sex = field("/member/sex");
        assert!(sex.is_blank());
        for (key, raw) in [(' ', "female"), (' ', "male"), (' ', "female"), ('2', "male"), ('f', "female"), ('男', "male"), ('９', "male")]
        {
            sex.edit(InputRequest::InsertChar(key), None);
            assert_eq!(sex.raw(), raw, "{key}");
        }
        sex.edit(InputRequest::GoToPrevChar, None);
        assert_eq!(sex.raw(), "female");
        sex.edit(InputRequest::DeletePrevChar, None);
        assert!(sex.is_blank());
        assert!(sex.paste("男"));
        assert_eq!(sex.raw(), "male");
    }

    #[test]
    fn a_field_holds_what_the_facts_say_and_gives_it_back() {
        for (pattern, value, shown) in [
            ("/stays/0/expense/self_pay", Value::from("12345.60"), "12,345.60"),
            ("/stays/0/admission", Value::from("2024-11-18"), "2024-11-18"),
            ("/stays/0/settled", Value::from(false), "否"),
            ("/stays/0/stated_days", Value::from(8), "8"),
            ("/stays/0/cause", Value::from("work-injury"), "工伤"),
        ] {
            let field = FormField::holding(pattern.to_owned(), FactField::of(pattern).unwrap(), None, &value);
            assert_eq!(field.shown(Lang::Zh, None), shown);
            let about = About { lang: Lang::Zh, today: "2024-12-18".parse().unwrap(), plan: None, focused: false };
            assert_eq!(field.read(&about).value, Some(value), "{pattern}");
        }
    }
}
