//! How `huzhu plan impact` writes: a row for each claim that changes and the sums, or a row of CSV for every document.
//!
//! Invariant: nothing personal but the member's name is written, and that masked unless it was asked for in full.

use std::io::{self, Write};

use super::{Args, Aside};
use crate::cli::assess::harmless;
use crate::cli::output::Failure;
use crate::cli::plan::show::hanging;
use crate::domain::assessment::BenefitAssessment;
use crate::domain::facts::ClaimDocument;
use crate::domain::identity::mask_name;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::layout::width::width;
use crate::layout::{left, right};
use crate::rules::Plan;
use crate::rules::impact::{Effect, Sums};
use crate::text::assess as says;
use crate::text::plan as words;

/// What an 80-column line has left beside the amounts.
const CLAIM: u16 = 28;
const MEMBER: u16 = 8;
const AMOUNT: u16 = 13;

/// Where the rows go.
enum Rows {
    Table { begun: bool },
    Csv(Box<csv::Writer<io::Stdout>>),
}

/// The page as far as it is written.
pub struct Page<'p> {
    lang: Lang,
    new: &'p Plan,
    full: bool,
    rows: Rows,
}

impl<'p> Page<'p> {
    pub fn begin(lang: Lang, args: &Args, new: &'p Plan) -> Self {
        let rows = if args.csv { Rows::Csv(Box::new(csv::Writer::from_writer(io::stdout()))) } else { Rows::Table { begun: false } };
        let mut page = Page { lang, new, full: args.full, rows };
        page.csv_head();
        page
    }

    /// A failed write shows with the first row, too.
    fn csv_head(&mut self) {
        if let Rows::Csv(out) = &mut self.rows {
            let lang = self.lang;
            let head = [
                words::claim(lang),
                words::member(lang),
                words::filed_on(lang),
                words::now(lang),
                words::then(lang),
                words::difference(lang),
                words::result(lang),
                words::what_changes(lang),
            ];
            let _ = out.write_record(head);
        }
    }

    /// Writes the row of a claim. The table has only those that change.
    pub fn claim(&mut self, label: &str, claim: &ClaimDocument, effect: &Effect) -> Result<(), Failure> {
        let lang = self.lang;
        let name = &claim.facts.member.name;
        let name = if self.full { harmless(name) } else { harmless(&mask_name(name)) };
        let what = what_changes(lang, self.new, effect);
        let difference = effect.difference();
        match &mut self.rows {
            Rows::Csv(out) => {
                let result = match (difference.is_zero(), difference.is_negative()) {
                    (true, _) if what.is_empty() => words::same(lang),
                    (true, _) => words::ends_otherwise(lang),
                    (false, true) => words::loses(lang),
                    (false, false) => words::gains(lang),
                };
                let amounts = [effect.before.total, effect.after.total, difference].map(|amount| amount.to_string());
                let [before, after, difference] = amounts;
                let (label, name, filed, what) = (inert(label), inert(&name), claim.facts.filed.to_string(), inert(&what));
                let row: [&str; 8] = [&label, &name, &filed, &before, &after, &difference, result, &what];
                out.write_record(row).map_err(csv_failure)?;
            }
            Rows::Table { begun } => {
                if what.is_empty() {
                    return Ok(());
                }
                let out = &mut io::stdout().lock();
                if !std::mem::replace(begun, true) {
                    let head = [words::now(lang), words::then(lang), words::difference(lang)].map(|head| right(head, AMOUNT)).join(" ");
                    writeln!(out, "{} {head}  {}", left(words::member(lang), MEMBER), words::claim(lang))?;
                }
                let amounts = [effect.before.total.grouped(), effect.after.total.grouped(), signed(difference)];
                let amounts = amounts.map(|amount| right(&amount, AMOUNT)).join(" ");
                // A claim of a long name stands on the next line, with what changes.
                let (beside, below) = if width(label) <= CLAIM { (label, what) } else { ("", format!("{label}  {what}")) };
                writeln!(out, "{}", format!("{} {amounts}  {beside}", left(&name, MEMBER)).trim_end())?;
                hanging(out, &left("", MEMBER + 1), &below)?;
            }
        }
        Ok(())
    }

    /// Tells of a document that can't be read.
    pub fn unreadable(&mut self, label: &str, why: &str) -> Result<(), Failure> {
        let lang = self.lang;
        if let Rows::Csv(out) = &mut self.rows {
            let (label, why) = (inert(label), inert(why));
            let row: [&str; 8] = [&label, "", "", "", "", "", words::unreadable(lang), &why];
            out.write_record(row).map_err(csv_failure)?;
        }
        // Whoever looks at neither rows nor sums is told as well.
        let _ = writeln!(io::stderr().lock(), "{}", words::unreadable_line(lang, label, why));
        Ok(())
    }

    /// Writes the sums: beneath the table, or on the error stream where the rows are for a machine.
    pub fn end(&mut self, sums: &Sums, aside: &Aside, whole: bool) -> Result<(), Failure> {
        let lang = self.lang;
        let lines = self.sum_lines(sums, aside, whole);
        match &mut self.rows {
            Rows::Csv(out) => {
                out.flush()?;
                // Not seeing the sums is no reason to fail: the rows are written.
                let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
            }
            Rows::Table { begun } => {
                let out = &mut io::stdout().lock();
                writeln!(out, "{}", if *begun { "" } else { words::nobody_changes(lang) })?;
                lines.iter().try_for_each(|line| hanging(out, "", line))?;
            }
        }
        Ok(())
    }

    fn sum_lines(&self, sums: &Sums, aside: &Aside, whole: bool) -> Vec<String> {
        let lang = self.lang;
        let mut lines = Vec::from_iter((!whole).then(|| words::stopped_here(lang).to_owned()));
        lines.push(words::recomputed(lang, sums.claims()));
        lines.push(words::gain_line(lang, sums.gains.claims, signed(sums.gains.sum)));
        lines.push(words::loss_line(lang, sums.losses.claims, signed(sums.losses.sum)));
        lines.push(words::same_line(lang, sums.same, sums.same_amount_other_end));
        let total = |before: Money, after: Money| words::sum_change(lang, before.grouped(), after.grouped(), signed(after - before));
        lines.push(words::total_line(lang, total(sums.before, sums.after)));
        let names = self.new.names(lang);
        for benefit in self.new.benefits.iter().filter(|benefit| sums.benefits.contains_key(&benefit.id)) {
            let (before, after) = sums.benefits[&benefit.id];
            lines.push(words::labelled(lang, format!("  {}", names.benefit(&benefit.id)), total(before, after)));
        }
        let gone = sums.benefits.iter().filter(|(id, _)| self.new.benefit(id).is_none());
        lines.extend(
            gone.map(|(id, (before, after))| words::labelled(lang, format!("  {}", harmless(id.as_str())), total(*before, *after))),
        );
        let said = |count: u64, say: fn(Lang, u64) -> String| (count > 0).then(|| say(lang, count));
        let counts: Vec<String> = [
            said(aside.unreadable, words::n_unreadable),
            said(aside.other_plan, words::n_other_plan),
            said(aside.other_version, words::n_other_version),
            said(aside.decided, words::n_decided),
            said(aside.passed_over as u64, words::n_passed_over),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !counts.is_empty() {
            lines.push(words::left_out(lang, counts.join(words::field_separator(lang))));
        }
        lines
    }
}

/// Each benefit that changes: `住院 300.00 → 360.00`; where an end has no amount, how it ends.
fn what_changes(lang: Lang, new: &Plan, effect: &Effect) -> String {
    let names = new.names(lang);
    let ends = |benefit: &BenefitAssessment, says_how: bool| match (new.benefit(&benefit.benefit).is_some(), says_how) {
        (false, true) => words::no_such_benefit(lang).to_owned(),
        (true, true) => says::outcome_word(lang, &names, benefit),
        (_, false) => benefit.amount.grouped(),
    };
    let said = effect.changed().map(|(before, after)| {
        let (old, new) = (before.amount, after.amount);
        let ends = if new.is_zero() || old == new { ends(after, true) } else { ends(after, false) };
        let begins = if old.is_zero() { says::outcome_word(lang, &names, before) } else { old.grouped() };
        format!("{} {}", names.benefit_short(&after.benefit), words::changed(lang, begins, ends))
    });
    harmless(&said.collect::<Vec<_>>().join(words::field_separator(lang)))
}

fn signed(amount: Money) -> String {
    if amount.is_zero() || amount.is_negative() { amount.grouped() } else { format!("+{}", amount.grouped()) }
}

/// A text that a spreadsheet takes for a text and not for a formula.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A closed pipe ends it quietly, as everywhere.
fn csv_failure(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        _ => Failure::failed(String::new()),
    }
}
