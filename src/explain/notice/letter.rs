//! The notice for the claimant as text: lines that fit a letter and a terminal.
//!
//! Not here: what it says (`notice`), the HTML page (`html`).

use crate::domain::people::Lang;
use crate::explain::notice::{Notice, Part};
use crate::layout::width::width;
use crate::layout::{left, right, wrap};
use crate::text::notice as words;

/// Columns of a line: a sheet of paper in a fixed font.
const COLUMNS: u16 = 76;
const AMOUNT: u16 = 14;

/// Lays the notice out, line by line.
pub fn letter(notice: &Notice) -> Vec<String> {
    let lang = notice.lang;
    let margin = COLUMNS.saturating_sub(width(notice.title)) / 2;
    let mut out = vec![format!("{}{}", " ".repeat(usize::from(margin)), notice.title), String::new()];
    lines(&mut out, "", &notice.to);
    lines(&mut out, "  ", &notice.sentence);
    head(&mut out, words::about(lang));
    pairs(&mut out, &notice.about);
    head(&mut out, words::benefits(lang));
    notice.benefits.iter().for_each(|part| benefit(&mut out, lang, part));
    lines(&mut out, "  ", &format!("{}{}{}", words::total(lang), words::colon(lang), notice.total));
    list(&mut out, words::return_head(lang), &notice.to_return);
    list(&mut out, words::would_change(lang), &notice.may_do);
    list(&mut out, words::facts(lang), &notice.facts);
    if !notice.papers.is_empty() {
        head(&mut out, words::papers(lang));
    }
    for paper in &notice.papers {
        let because = paper.because.as_ref().map(|why| words::because(lang, why)).unwrap_or_default();
        let accept = paper.accept.as_ref().map(|accept| format!("{}{accept}", words::colon(lang))).unwrap_or_default();
        hanging(&mut out, "  - ", &format!("{}{accept}{because}", paper.name));
    }
    if !notice.dates.is_empty() {
        head(&mut out, words::dates(lang));
        pairs(&mut out, &notice.dates);
    }
    if !notice.contacts.is_empty() {
        head(&mut out, words::contacts(lang));
        pairs(&mut out, &notice.contacts);
    }
    out.push(String::new());
    notice.rests_on.iter().for_each(|line| lines(&mut out, "", line));
    out
}

fn benefit(out: &mut Vec<String>, lang: Lang, part: &Part) {
    let room = COLUMNS - 2 - AMOUNT;
    beside(out, "  ", &part.name, &part.amount, room);
    hanging(out, "    ", &format!("{}{}{}", words::rule(lang), words::colon(lang), part.rule));
    if !part.worked_out.is_empty() {
        out.push(format!("    {}{}", words::worked_out(lang), words::colon(lang).trim_end()));
    }
    part.worked_out.iter().for_each(|(sentence, amount)| beside(out, "      ", sentence, amount, room - 4));
    part.why.iter().for_each(|why| hanging(out, "    ", why));
    out.push(String::new());
}

/// A text with an amount at the right of its first line.
fn beside(out: &mut Vec<String>, margin: &str, text: &str, amount: &str, room: u16) {
    for (at, line) in wrap(text, room).iter().enumerate() {
        let amount = if at == 0 { right(amount, AMOUNT) } else { String::new() };
        out.push(format!("{margin}{}{amount}", left(line, room)).trim_end().to_owned());
    }
}

fn head(out: &mut Vec<String>, head: &str) {
    out.extend([String::new(), head.to_owned()]);
}

fn list(out: &mut Vec<String>, title: &str, items: &[String]) {
    if !items.is_empty() {
        head(out, title);
    }
    items.iter().for_each(|item| hanging(out, "  - ", item));
}

fn pairs(out: &mut Vec<String>, pairs: &[(impl AsRef<str>, String)]) {
    let first = pairs.iter().map(|(label, _)| width(label.as_ref())).max().unwrap_or(0);
    pairs.iter().for_each(|(label, text)| hanging(out, &format!("  {}  ", left(label.as_ref(), first)), text));
}

/// Lines that all begin alike.
fn lines(out: &mut Vec<String>, margin: &str, text: &str) {
    out.extend(wrap(text, COLUMNS - width(margin)).iter().map(|line| format!("{margin}{line}")));
}

/// A head, and a text that hangs beside it.
fn hanging(out: &mut Vec<String>, head: &str, text: &str) {
    let margin = width(head);
    for (at, line) in wrap(text, COLUMNS.saturating_sub(margin)).iter().enumerate() {
        let head = if at == 0 { head.to_owned() } else { left("", margin) };
        out.push(format!("{head}{line}"));
    }
}
