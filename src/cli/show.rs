//! `huzhu show CASE`: a case as this machine has it, as a page or as JSON; no network is asked.
//!
//! Not here: what its assessment says (`assess::page`). Invariants: it shows no more of a person than the desk does unasked: names, numbers
//! and cards are masked; what the cache lacks is said, never made up.

use std::io::Write;

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use crate::cli::assess::page::Total;
use crate::cli::assess::{harmless, page, write_json};
use crate::cli::output::Failure;
use crate::cli::seat::{self, Seat};
use crate::cli::{Context, exit};
use crate::domain::assessment::Check;
use crate::domain::case::{Event, Hold, Status, TimelineEntry};
use crate::domain::decision::{Act, Defect};
use crate::domain::facts::ClaimDocument;
use crate::domain::identity::{mask_id_number, mask_name, mask_phone};
use crate::domain::ids::{BenefitId, CaseId, Clause, ReasonCode};
use crate::domain::material::Verdict;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::domain::recovery::Settled;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::sums::Sums;
use crate::domain::time::Moment;
use crate::explain::moved;
use crate::layout::left;
use crate::layout::width::width;
use crate::rules::Plan;
use crate::store::StoreError;
use crate::text::{actions, checks, desk, notice, queue, show, show_page as words};

/// Exit code where the case is not on this machine, as of `huzhu lookup`.
const NOT_FOUND: u8 = 3;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit codes: 0 shown; 3 the case is not on this machine; 5 nobody is signed in here; 1 it could not be done.")]
pub struct Args {
    /// The case's number: ZJ24-001866
    case: String,
    /// Write the case as one JSON document
    #[arg(long)]
    json: bool,
    /// List the checks that pass, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    whose: seat::Whose,
}

/// Shows a case out of this person's cache.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let Seat { store, .. } = seat::take(context, &args.whose)?;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let id = CaseId::new(args.case.trim().to_uppercase());
    let Some(detail) = store.detail(&id).map_err(told)? else {
        let is_row = store.summary(&id).map_err(told)?.is_some();
        let named = harmless(id.as_str());
        let sentence = if is_row { words::only_row(lang, named) } else { words::no_case(lang, named) };
        return Err(Failure { code: NOT_FOUND, sentence });
    };
    let synced = store.synced_at().map_err(told)?;
    let out = &mut std::io::stdout().lock();
    if args.json {
        write_json(out, &document(&detail, synced))?;
        return Ok(exit::DONE);
    }
    let plans = store.plans().map_err(told)?;
    let plan = plans.by_hash(&detail.case.plan_hash).ok_or_else(|| Failure::failed(desk::no_plan(lang)))?;
    let shown = Shown { lang, plan, detail: &detail };
    for line in shown.head(synced).into_iter().chain(shown.papers()) {
        writeln!(out, "{}", harmless(&line))?;
    }
    writeln!(out)?;
    let claim = ClaimDocument { plan: detail.case.plan.clone(), facts: detail.case.facts.clone(), history: detail.history.clone() };
    page::write_as(out, (lang, plan, shown.total()), &claim, &detail.assessment, args.all)?;
    for line in shown.timeline() {
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(exit::DONE)
}

/// A case that is shown.
struct Shown<'a> {
    lang: Lang,
    plan: &'a Plan,
    detail: &'a CaseDetail,
}

impl Shown<'_> {
    /// Who, where it stands, and what else the queue says of it.
    fn head(&self, synced: Option<Moment>) -> Vec<String> {
        let (lang, case, summary) = (self.lang, &self.detail.case, &self.detail.summary);
        let age = synced.map_or_else(|| words::never_synced(lang).to_owned(), |at| words::as_of(lang, clock(at)));
        let member = &case.facts.member;
        let numbers = [member.id_number.as_deref().map(mask_id_number), member.phone.as_deref().map(mask_phone)];
        let who: Vec<String> = std::iter::once(mask_name(&member.name))
            .chain(numbers.into_iter().flatten())
            .chain(Some(summary.employer.clone()).filter(|name| !name.is_empty()))
            .collect();
        let mut lines = vec![
            format!("{}   {}", case.id, age),
            self.row(words::member(lang), &who.join("  ")),
            self.row(words::stands(lang), &self.standing(summary)),
            self.row(words::received(lang), &clock(case.received)),
        ];
        let sums = Sums::of(case, &self.detail.assessment);
        if !case.granted.is_empty() || sums.has_moved(case.status) {
            let told = if sums.has_moved(case.status) {
                moved::line(lang, &sums, case.status)
            } else {
                sums.comes_to.unwrap_or_default().grouped()
            };
            lines.push(self.row(words::money(lang), &told));
        }
        lines.extend(self.held_up());
        lines
    }

    /// What the sum under the assessment is.
    fn total(&self) -> Total {
        let status = self.detail.case.status;
        match status {
            Status::Rejected => Total::Refused,
            _ if Sums::of(&self.detail.case, &self.detail.assessment).has_moved(status) => Total::WorkedOut,
            _ => Total::Payable,
        }
    }

    fn row(&self, label: &str, text: &str) -> String {
        format!("  {}  {text}", left(label, 12))
    }

    fn standing(&self, summary: &CaseSummary) -> String {
        let lang = self.lang;
        let stage = self.plan.stage(&summary.stage).map_or(summary.stage.as_str(), |stage| stage.name.get(lang));
        let mut parts = vec![stage.to_owned()];
        parts
            .extend(crate::rules::workflow::claimant_word(self.plan, summary.status, &summary.stage).map(|word| word.get(lang).to_owned()));
        parts.extend(summary.assignee.as_ref().map(|user| words::assignee(lang, user)));
        parts.extend(summary.due.map(|due| words::due(lang, due)));
        parts.extend(summary.flags.iter().map(|flag| queue::flag(lang, *flag).to_owned()));
        parts.join("  ")
    }

    fn held_up(&self) -> Vec<String> {
        let (lang, case) = (self.lang, &self.detail.case);
        let mut lines = Vec::new();
        lines.extend(case.hold.as_ref().map(|hold| match hold {
            Hold::Parked { until } => show::is_parked(lang, until),
            Hold::Referred { reason } => show::is_referred(lang, self.reason(reason.as_str())),
        }));
        lines.into_iter().map(|line| format!("  {line}")).collect()
    }

    fn reason(&self, code: &str) -> String {
        self.plan.reason(&code.into()).map_or_else(|| code.to_owned(), |reason| reason.name.get(self.lang).to_owned())
    }

    fn papers(&self) -> Vec<String> {
        let (lang, names) = (self.lang, self.plan.names(self.lang));
        let papers = &self.detail.case.materials;
        let widest = papers.iter().map(|paper| width(names.material(&paper.material))).max().unwrap_or(0);
        let line = |paper: &crate::domain::material::Material| {
            let came = paper.received.map_or_else(|| words::not_come(lang).to_owned(), |day| words::came(lang, day));
            let verdict = match &paper.verdict {
                None => words::not_looked_at(lang).to_owned(),
                Some(Verdict::Accepted) => words::accepted(lang).to_owned(),
                Some(Verdict::Defective { reason }) => words::defective(lang, self.reason(reason.as_str())),
            };
            format!("  {}  {came}  {verdict}", left(names.material(&paper.material), widest))
        };
        let head = (!papers.is_empty()).then(|| format!("\n{}", words::papers(lang)));
        head.into_iter().chain(papers.iter().map(line)).collect()
    }

    fn timeline(&self) -> Vec<String> {
        let head = format!("\n{}", words::timeline(self.lang));
        std::iter::once(head).chain(self.detail.case.timeline.iter().map(|entry| self.happened(entry))).collect()
    }

    /// Why something was done, in the words of the plan: the reason with its clause, or each defect with the paper that it is about.
    fn reasons(&self, act: &Act) -> Vec<String> {
        let names = self.plan.names(self.lang);
        let mut reasons = Vec::new();
        if let Some((code, clause)) = grounds(act) {
            reasons.push(self.reason(code.as_str()) + &clause.map(|clause| notice::clause(self.lang, clause)).unwrap_or_default());
        }
        reasons.extend(defects(act).iter().map(|defect| match &defect.material {
            Some(paper) => words::defect_of(self.lang, names.material(paper), self.reason(defect.reason.as_str())),
            None => self.reason(defect.reason.as_str()),
        }));
        reasons
    }

    /// What is asked back, or what became of it.
    fn money_of(&self, act: &Act) -> Option<String> {
        let (lang, names) = (self.lang, self.plan.names(self.lang));
        let of = |benefit: &BenefitId, amount: Money| format!("{} {}", names.benefit_short(benefit), amount.grouped());
        match act {
            Act::Recover { benefit, amount, .. } => Some(of(benefit, *amount)),
            Act::Recovered { benefit, amount, how: Settled::Repaid, .. } => Some(show::repaid(lang, of(benefit, *amount))),
            Act::Recovered { benefit, amount, how: Settled::WrittenOff, .. } => Some(show::written_off(lang, of(benefit, *amount))),
            _ => None,
        }
    }

    fn happened(&self, entry: &TimelineEntry) -> String {
        let lang = self.lang;
        let stage = self.plan.stage(&entry.stage).map_or(entry.stage.as_str(), |stage| stage.name.get(lang));
        let by = entry.by.as_ref().map_or(words::system(lang), |user| user.as_str());
        let what = match &entry.event {
            Event::Received => show::received(lang).to_owned(),
            Event::Resubmitted => show::resubmitted(lang).to_owned(),
            Event::Relisted => show::relisted(lang).to_owned(),
            Event::Told { .. } => show::told(lang).to_owned(),
            Event::Decided { act, .. } => {
                let mut parts = vec![actions::verb(lang, act.verb()).to_owned()];
                parts.extend(self.money_of(act));
                parts.extend(self.reasons(act));
                parts.extend(Some(said(act).to_owned()).filter(|said| !said.is_empty()));
                parts.join("  ")
            }
            Event::Other => show::other_event(lang).to_owned(),
        };
        format!("  {}  {by}  {stage}  {what}", clock(entry.at))
    }
}

/// The reason that somebody gave for an act, and the clause that he named for it.
const fn grounds(act: &Act) -> Option<(&ReasonCode, Option<&Clause>)> {
    match act {
        Act::Reject { reason, clause, .. } | Act::Recover { reason, clause, .. } => Some((reason, Some(clause))),
        Act::Refer { reason, .. } | Act::Reopen { reason, .. } => Some((reason, None)),
        _ => None,
    }
}

/// What lacks, paper by paper, where a claim went back to be completed.
fn defects(act: &Act) -> &[Defect] {
    if let Act::Return { defects, .. } = act { defects } else { &[] }
}

/// What somebody wrote with an act.
fn said(act: &Act) -> &str {
    match act {
        Act::PassOn { note } | Act::Approve { note } | Act::Amend { note } | Act::Resubmit { note, .. } => note,
        Act::SendBack { text }
        | Act::Park { text, .. }
        | Act::Resume { text }
        | Act::Recovered { text, .. }
        | Act::Refer { text, .. }
        | Act::Reopen { text, .. }
        | Act::Note { text }
        | Act::Extend { text, .. }
        | Act::Return { text, .. }
        | Act::Reject { text, .. }
        | Act::Recover { text, .. } => text,
        Act::Paid { reference } => reference,
        Act::PaymentFailed { reason } => reason,
        Act::Assign { to } => to.as_ref().map_or("-", |user| user.as_str()),
    }
}

fn clock(at: Moment) -> String {
    at.local().format("%Y-%m-%d %H:%M").to_string()
}

/// The case for a program: what the page says, under the names of the wire.
fn document(detail: &CaseDetail, synced: Option<Moment>) -> Value {
    let (case, member) = (&detail.case, &detail.case.facts.member);
    let crossed: Vec<&Check> = detail.assessment.checks.iter().filter(|check| checks::is_other_case(check.check.as_str())).collect();
    let entry = |entry: &TimelineEntry| {
        let act = if let Event::Decided { act, .. } = &entry.event { Some(act) } else { None };
        let (reason, clause) = act.and_then(grounds).map_or((None, None), |(reason, clause)| (Some(reason), clause));
        json!({ "at": entry.at.local().to_rfc3339(), "by": entry.by, "stage": entry.stage, "verb": act.map(Act::verb), "reason": reason,
            "clause": clause, "defects": act.map(defects).filter(|defects| !defects.is_empty()), "text": act.map(said) })
    };
    json!({
        "case": case.id, "as_of": synced.map(|at| at.local().to_rfc3339()), "plan": case.plan, "plan_hash": case.plan_hash,
        "member": { "name": mask_name(&member.name), "id_number": member.id_number.as_deref().map(mask_id_number),
            "phone": member.phone.as_deref().map(mask_phone) },
        "employer": detail.summary.employer, "status": case.status, "stage": case.stage, "assignee": case.assignee,
        "received": case.received.local().to_rfc3339(), "due": detail.summary.due, "flags": detail.summary.flags,
        "hold": case.hold, "materials": case.materials, "granted": case.granted, "recoveries": case.recoveries,
        "assessment": detail.assessment, "other_cases": crossed, "timeline": case.timeline.iter().map(entry).collect::<Vec<_>>(),
    })
}
