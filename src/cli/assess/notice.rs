//! The notice for the claimant as text: lines that fit a letter and a terminal.
//!
//! Not here: what it says (`explain::notice`), the HTML page (there too).

use std::io::{self, Write};

use crate::cli::assess::layout::{left, right, wrap};
use crate::explain::notice::{Notice, Part};
use crate::text::notice as words;
use crate::ui::width::width;

/// Columns of a line: a sheet of paper in a fixed font.
const COLUMNS: u16 = 76;
const AMOUNT: u16 = 14;

/// Writes the notice.
pub fn write(out: &mut dyn Write, notice: &Notice) -> io::Result<()> {
    let lang = notice.lang;
    let margin = COLUMNS.saturating_sub(width(notice.title)) / 2;
    writeln!(out, "{}{}\n", " ".repeat(usize::from(margin)), notice.title)?;
    lines(out, "", &notice.to)?;
    lines(out, "  ", &notice.sentence)?;
    head(out, words::about(lang))?;
    pairs(out, &notice.about)?;
    head(out, words::benefits(lang))?;
    notice.benefits.iter().try_for_each(|part| benefit(out, notice, part))?;
    lines(out, "  ", &format!("{}{}{}", words::total(lang), words::colon(lang), notice.total))?;
    list(out, words::would_change(lang), &notice.may_do)?;
    list(out, words::facts(lang), &notice.facts)?;
    if !notice.papers.is_empty() {
        head(out, words::papers(lang))?;
    }
    for paper in &notice.papers {
        let because = paper.because.as_ref().map(|why| words::because(lang, why)).unwrap_or_default();
        hanging(out, "  - ", &format!("{}{}{}{because}", paper.name, words::colon(lang), paper.accept))?;
    }
    if !notice.dates.is_empty() {
        head(out, words::dates(lang))?;
        pairs(out, &notice.dates)?;
    }
    if !notice.contacts.is_empty() {
        head(out, words::contacts(lang))?;
        pairs(out, &notice.contacts)?;
    }
    writeln!(out)?;
    notice.rests_on.iter().try_for_each(|line| lines(out, "", line))
}

fn benefit(out: &mut dyn Write, notice: &Notice, part: &Part) -> io::Result<()> {
    let lang = notice.lang;
    let room = COLUMNS - 2 - AMOUNT;
    for (at, line) in wrap(&part.name, room).iter().enumerate() {
        let amount = if at == 0 { right(&part.amount, AMOUNT) } else { String::new() };
        writeln!(out, "{}", format!("  {}{amount}", left(line, room)).trim_end())?;
    }
    hanging(out, "    ", &format!("{}{}{}", words::rule(lang), words::colon(lang), part.rule))?;
    let room = room - 2;
    for (at, (sentence, amount)) in part.worked_out.iter().enumerate() {
        if at == 0 {
            writeln!(out, "    {}{}", words::worked_out(lang), words::colon(lang).trim_end())?;
        }
        for (at, line) in wrap(sentence, room - 2).iter().enumerate() {
            let amount = if at == 0 { right(amount, AMOUNT) } else { String::new() };
            writeln!(out, "{}", format!("      {}{amount}", left(line, room - 2)).trim_end())?;
        }
    }
    part.why.iter().try_for_each(|why| hanging(out, "    ", why))?;
    writeln!(out)
}

fn head(out: &mut dyn Write, head: &str) -> io::Result<()> {
    writeln!(out, "\n{head}")
}

fn list(out: &mut dyn Write, title: &str, items: &[String]) -> io::Result<()> {
    if !items.is_empty() {
        head(out, title)?;
    }
    items.iter().try_for_each(|item| hanging(out, "  - ", item))
}

fn pairs(out: &mut dyn Write, pairs: &[(impl AsRef<str>, String)]) -> io::Result<()> {
    let first = pairs.iter().map(|(label, _)| width(label.as_ref())).max().unwrap_or(0);
    pairs.iter().try_for_each(|(label, text)| hanging(out, &format!("  {}  ", left(label.as_ref(), first)), text))
}

/// Lines that all begin alike.
fn lines(out: &mut dyn Write, margin: &str, text: &str) -> io::Result<()> {
    wrap(text, COLUMNS - width(margin)).iter().try_for_each(|line| writeln!(out, "{margin}{line}"))
}

/// A head, and a text that hangs beside it.
fn hanging(out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    let margin = width(head);
    for (at, line) in wrap(text, COLUMNS.saturating_sub(margin)).iter().enumerate() {
        let head = if at == 0 { head.to_owned() } else { left("", margin) };
        writeln!(out, "{head}{line}")?;
    }
    Ok(())
}
