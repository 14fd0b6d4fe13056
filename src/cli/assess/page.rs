//! The answer of `huzhu assess` as a page for a person.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::domain::assessment::{Assessment, BenefitAssessment, Check, CheckState, Need, Outcome, RequiredMaterial};
use crate::domain::facts::ClaimDocument;
use crate::domain::identity::mask_name;
use crate::domain::ids::CheckId;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::explain::nearest;
use crate::layout::width::width;
use crate::layout::{left, right, wrap};
use crate::rules::plan::{Plan, PlanNames};
use crate::text::assess as says;
use crate::text::assess_page as words;
use crate::text::change as changes;

/// Columns of a page: those of the narrowest terminal that people have.
const COLUMNS: u16 = 80;
/// A mark that must not begin a line is drawn over its edge.
const EDGE: u16 = 2;
const AMOUNT: u16 = 12;
/// Beside a head that leaves fewer columns a sentence is not read: it stands under it.
const LEAST: u16 = 28;
/// Where it then begins.
const UNDER: u16 = 6;
/// So many characters of a hash name a plan well enough for people.
const SHORT_HASH: usize = 12;

/// What the sum of an assessment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// What is to be paid, or was.
    Payable,
    /// What the facts come to, of which something else was paid or came back.
    WorkedOut,
    /// What the facts come to of a claim that was refused: nothing of it is paid.
    Refused,
}

/// Writes the page.
pub fn write(out: &mut dyn Write, lang: Lang, plan: &Plan, document: &ClaimDocument, assessment: &Assessment, all: bool) -> io::Result<()> {
    write_as(out, (lang, plan, Total::Payable), document, assessment, all)
}

/// Writes the page of an assessment whose sum is what is said.
pub fn write_as(
    out: &mut dyn Write,
    (lang, plan, total): (Lang, &Plan, Total),
    document: &ClaimDocument,
    assessment: &Assessment,
    all: bool,
) -> io::Result<()> {
    let names = plan.names(lang);
    let facts = &document.facts;
    let first = label_width(&names, assessment).max(width(total.label(lang)));
    let mut page = Page { out, lang, plan, names, total, first };
    for line in wrap(&format!("{}  {}", plan.name.get(lang), words::filed(lang, facts.filed)), COLUMNS - EDGE) {
        writeln!(page.out, "{line}")?;
    }
    let benefits: Vec<&str> = assessment.benefits.iter().map(|benefit| names.benefit(&benefit.benefit)).collect();
    let line = format!("{}  {}", mask_name(&facts.member.name), benefits.join(" + "));
    for line in wrap(&line, COLUMNS - EDGE) {
        writeln!(page.out, "{line}")?;
    }
    page.payout(assessment)?;
    page.would_change(&nearest::lines(lang, plan, assessment, &nearest::of(plan, facts, &document.history, assessment)))?;
    page.checks(&assessment.checks, all)?;
    for line in idle_answers(lang, document, assessment) {
        page.hanging(&format!("  {} ", says::check_mark(CheckState::Warning)), &line, "")?;
    }
    page.papers(assessment)?;
    page.deadlines(assessment)?;
    let hash: String = assessment.plan_hash.as_str().chars().take(SHORT_HASH).collect();
    page.title(words::rests_on(lang))?;
    page.hanging("  ", &words::plan_line(lang, plan.version.get(lang), hash, assessment.engine), "")
}

/// One sentence for each answer of the document that was not used, because the claim does not have its check.
pub fn idle_answers(lang: Lang, document: &ClaimDocument, assessment: &Assessment) -> Vec<String> {
    let is_idle = |answer: &&CheckId| !assessment.checks.iter().any(|check| check.check == **answer);
    let idle: BTreeSet<&CheckId> = document.facts.answers.iter().map(|answer| &answer.check).filter(is_idle).collect();
    idle.into_iter().map(|check| words::idle_answer(lang, says::check_name(lang, check.as_str()))).collect()
}

fn label_width(names: &PlanNames<'_>, assessment: &Assessment) -> u16 {
    assessment.benefits.iter().map(|benefit| width(names.benefit_short(&benefit.benefit))).max().unwrap_or(0)
}

impl Total {
    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Total::Payable => words::total(lang),
            Total::WorkedOut => words::worked_out(lang),
            Total::Refused => words::trial(lang),
        }
    }
}

struct Page<'a> {
    out: &'a mut dyn Write,
    lang: Lang,
    plan: &'a Plan,
    names: PlanNames<'a>,
    total: Total,
    /// Columns of the benefits' names.
    first: u16,
}

impl Page<'_> {
    fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{title}")
    }

    /// A sentence beside a label, wrapped, with the clause behind it; the amount stands on its first line.
    fn row(&mut self, label: &str, sentence: &str, amount: &str, clause: &str) -> io::Result<()> {
        let columns = COLUMNS.saturating_sub(self.first + AMOUNT + 4 + EDGE);
        for (at, line) in with_clause(sentence, clause, columns).iter().enumerate() {
            let (label, amount) = if at == 0 { (label, amount) } else { ("", "") };
            let row = format!("  {}  {}{}", left(label, self.first), left(line, columns + EDGE), right(amount, AMOUNT));
            writeln!(self.out, "{}", row.trim_end())?;
        }
        Ok(())
    }

    fn payout(&mut self, assessment: &Assessment) -> io::Result<()> {
        self.title(words::payout(self.lang))?;
        let mut bracketed = false;
        for benefit in &assessment.benefits {
            bracketed |= self.benefit(benefit)?;
        }
        let rule = "─".repeat(usize::from(AMOUNT));
        self.row("", "", &rule, "")?;
        let open = assessment.is_open();
        let note = match (open, bracketed) {
            _ if self.total == Total::Refused => words::refused(self.lang),
            (true, _) if !assessment.total.is_zero() => words::rest_open(self.lang),
            (_, true) => words::bracketed(self.lang),
            (_, false) => "",
        };
        // What is not known yet is never told as 0.00.
        let total = if open && assessment.total.is_zero() { words::open(self.lang).to_owned() } else { assessment.total.grouped() };
        self.row(self.total.label(self.lang), note, &total, "")
    }

    /// Writes a benefit's steps and how it ends; tells whether an amount stood in brackets.
    fn benefit(&mut self, benefit: &BenefitAssessment) -> io::Result<bool> {
        let mut label = self.names.benefit_short(&benefit.benefit).to_owned();
        let mut bracketed = false;
        for step in &benefit.steps {
            let sentence = says::step_line(self.lang, &self.names, &benefit.benefit, benefit.reason.as_ref(), step);
            let amount = match (step.value.is_zero(), step.counts) {
                (true, _) => String::new(),
                (false, true) => decimal(step.value),
                (false, false) => format!("({})", decimal(step.value)),
            };
            bracketed |= amount.starts_with('(');
            self.row(&std::mem::take(&mut label), &sentence, &amount, step.clause.as_str())?;
        }
        if benefit.outcome == Outcome::Payable {
            let sum = if self.total == Total::Payable { words::this_time(self.lang) } else { words::this_worked_out(self.lang) };
            self.row("", sum, &benefit.amount.grouped(), "")?;
        } else {
            let mut sentence = says::outcome_word(self.lang, &self.names, benefit);
            if let Some(amount) = benefit.would_be {
                sentence.push_str(says::clause_comma(self.lang));
                sentence.push_str(&says::would_be(self.lang, amount.grouped()));
            }
            let amount = if benefit.outcome.is_open() { words::open(self.lang).to_owned() } else { benefit.amount.grouped() };
            self.row(&label, &sentence, &amount, "")?;
        }
        Ok(bracketed)
    }

    fn would_change(&mut self, lines: &[String]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        self.title(changes::title(self.lang))?;
        lines.iter().try_for_each(|line| self.hanging("  ", line, ""))
    }

    fn checks(&mut self, checks: &[Check], all: bool) -> io::Result<()> {
        let lang = self.lang;
        self.title(words::checks(lang))?;
        let mut sorted: Vec<&Check> = checks.iter().collect();
        sorted.sort_by_key(|check| check.state);
        let shown: Vec<&Check> = sorted.iter().copied().filter(|check| all || check.state != CheckState::Pass).collect();
        let columns = |texts: &mut dyn Iterator<Item = u16>| texts.max().unwrap_or(0);
        let word = columns(&mut shown.iter().map(|check| width(says::state_word(lang, check.state))));
        let name = columns(&mut shown.iter().map(|check| width(&says::check_name(lang, check.check.as_str()))));
        for check in &shown {
            let state = left(says::state_word(lang, check.state), word);
            let what = left(&says::check_name(lang, check.check.as_str()), name);
            let head = format!("  {} {state}  {what}  ", says::check_mark(check.state));
            let sentence = says::check_line(lang, &self.names, check);
            self.hanging(&head, &sentence, check.clause.as_str())?;
        }
        let hidden = checks.len() - shown.len();
        if hidden > 0 {
            writeln!(self.out, "  {} {}", says::check_mark(CheckState::Pass), words::more_pass(lang, hidden))?;
        }
        Ok(())
    }

    /// A head, and a sentence with its clause that hangs beside it; under it where the head leaves no room.
    fn hanging(&mut self, head: &str, sentence: &str, clause: &str) -> io::Result<()> {
        let beside = COLUMNS.saturating_sub(width(head) + EDGE);
        if beside >= LEAST {
            for (at, line) in with_clause(sentence, clause, beside).iter().enumerate() {
                let row = if at == 0 { format!("{head}{line}") } else { left("", width(head)) + line };
                writeln!(self.out, "{}", row.trim_end())?;
            }
            return Ok(());
        }
        // The columns of a table that are blank take nothing away here.
        let head = head.trim_end();
        let own = head.len() - head.trim_start().len();
        for line in wrap(head.trim_start(), COLUMNS - EDGE - 2) {
            writeln!(self.out, "{}{line}", " ".repeat(own.min(2)))?;
        }
        for line in with_clause(sentence, clause, COLUMNS - EDGE - UNDER).iter().filter(|line| !line.is_empty()) {
            writeln!(self.out, "{}{line}", left("", UNDER))?;
        }
        Ok(())
    }

    fn papers(&mut self, assessment: &Assessment) -> io::Result<()> {
        let lang = self.lang;
        self.title(words::papers(lang))?;
        if assessment.materials.is_empty() {
            return writeln!(self.out, "  {}", words::no_papers(lang));
        }
        let word = assessment.materials.iter().map(|material| width(says::need_word(lang, material.need))).max().unwrap_or(0);
        let names = self.names;
        let named = |of: &RequiredMaterial| says::of_whom(lang, &names, names.material(&of.material), &of.benefits);
        let name = assessment.materials.iter().map(|material| width(&named(material))).max().unwrap_or(0);
        for material in &assessment.materials {
            let need = left(says::need_word(lang, material.need), word);
            let what = left(&named(material), name);
            let because = if material.need == Need::Required { String::new() } else { says::because_line(lang, &self.names, material) };
            // What makes it acceptable, and what the claimant copies, stand behind why it is needed.
            let parts = [because, self.accept(material), self.wording(material)];
            let told: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            self.hanging(&format!("  {need}  {what}  "), &told.join("  "), material.clause.as_str())?;
        }
        Ok(())
    }

    /// What makes a paper acceptable; nothing for one that is not needed.
    fn accept(&self, material: &RequiredMaterial) -> String {
        let accept =
            says::together(self.lang, self.plan.accepted(self.lang, material.papers())).filter(|_| material.need != Need::NotNeeded);
        accept.map(|accept| words::accepted_if(self.lang, accept)).unwrap_or_default()
    }

    /// What the claimant copies of it.
    fn wording(&self, material: &RequiredMaterial) -> String {
        let wording =
            says::together(self.lang, self.plan.copied(self.lang, material.papers())).filter(|_| material.need != Need::NotNeeded);
        wording.map(|wording| words::to_copy(self.lang, wording)).unwrap_or_default()
    }

    fn deadlines(&mut self, assessment: &Assessment) -> io::Result<()> {
        let lang = self.lang;
        self.title(words::dates(lang))?;
        let names = self.names;
        let named = |deadline| says::deadline_head(lang, &names, deadline);
        let name = assessment.deadlines.iter().map(|deadline| width(&named(deadline))).max().unwrap_or(0);
        for deadline in &assessment.deadlines {
            let head = format!("  {}  ", left(&named(deadline), name));
            self.hanging(&head, &says::deadline_line(lang, deadline), deadline.clause.as_str())?;
        }
        Ok(())
    }
}

/// The lines of a sentence, and the clause that it rests on: behind the last where it fits there as a whole, else under it.
fn with_clause(sentence: &str, clause: &str, columns: u16) -> Vec<String> {
    let mut lines = wrap(sentence, columns);
    let clause = if clause.is_empty() { return lines } else { format!("〔{clause}〕") };
    match lines.last_mut() {
        Some(last) if last.is_empty() => *last = clause,
        Some(last) if width(last) + 2 + width(&clause) <= columns => *last += &format!("  {clause}"),
        _ => lines.extend(wrap(&clause, columns)),
    }
    lines
}

/// Writes an exact value with thousands separated, and the decimals it has.
fn decimal(value: rust_decimal::Decimal) -> String {
    let text = value.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, "00"));
    let digits = whole.trim_start_matches('-');
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{grouped}.{decimals}")
}
