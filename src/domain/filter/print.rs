//! A filter as a text that reads back as the same: English names, and quotes where a value needs them.

use std::fmt;

use crate::domain::case::Status;
use crate::domain::filter::{Condition, Due, Field, Filter, Op, Term, Who};
use crate::domain::summary::Flag;

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            let blank = if i > 0 { " " } else { "" };
            write!(f, "{blank}{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.not { "-" } else { "" })?;
        let field = |field: Field, op: Op| format!("{}{}", field.words()[0], op.sign());
        let listed = |values: Vec<String>| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(",");
        let is = |of: Field, values: Vec<String>| format!("{}{}", field(of, Op::Is), listed(values));
        let text = match &self.condition {
            Condition::Any(texts) => listed(texts.clone()),
            Condition::Text(of, texts) => is(*of, texts.clone()),
            Condition::Stage(ids) => is(Field::Stage, ids.iter().map(ToString::to_string).collect()),
            Condition::Plan(ids) => is(Field::Plan, ids.iter().map(ToString::to_string).collect()),
            Condition::Flag(flags) => is(Field::Flag, flags.iter().map(|flag| Flag::id(*flag).to_owned()).collect()),
            Condition::Status(all) => is(Field::Status, all.iter().map(|status| status_word(*status).to_owned()).collect()),
            Condition::Assignee(all) => is(Field::Assignee, all.iter().map(who).collect()),
            Condition::Due(op, Due::In(days)) => format!("{}{days}d", field(Field::Due, *op)),
            Condition::Due(op, Due::On(day)) => format!("{}{day}", field(Field::Due, *op)),
            Condition::NoDue => format!("{}none", field(Field::Due, Op::Is)),
            Condition::Amount(op, amount) => format!("{}{amount}", field(Field::Amount, *op)),
            Condition::NoAmount => format!("{}none", field(Field::Amount, Op::Is)),
            Condition::Received(op, day) => format!("{}{day}", field(Field::Received, *op)),
            Condition::Age(op, days) => format!("{}{days}d", field(Field::Age, *op)),
        };
        f.write_str(&text)
    }
}

/// The word of a status in a filter.
pub(super) const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Returned => "returned",
        Status::Rejected => "rejected",
        Status::Paid => "paid",
    }
}

fn who(who: &Who) -> String {
    match who {
        Who::Me => "me".to_owned(),
        Who::Nobody => "none".to_owned(),
        Who::Person(user) => user.to_string(),
    }
}

/// A value as it can be typed; quotes within are doubled.
pub(super) fn quoted(value: &str) -> String {
    let is_plain = !value.is_empty()
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || matches!(c, '\u{4e00}'..='\u{9fff}'))
        && !value.starts_with('-')
        && !super::parse::is_overdue(value);
    if is_plain { value.to_owned() } else { format!("\"{}\"", value.replace('"', "\"\"")) }
}
