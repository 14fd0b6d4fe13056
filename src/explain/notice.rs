//! The notice for the claimant: who, under which plan, what each benefit comes to by which rule, why nothing is owed, what is missing, until
//! when, whom to ask.
//!
//! Not here: layout (`html`, `letter`). Invariant: it holds the claimant's own name in full and no number by which he, or
//! anybody, could be found; what stands against approving is told before any amount is.

use crate::domain::assessment::{Assessment, BenefitAssessment, CheckState, Need, Outcome, Step, StepKind};
use crate::domain::facts::{Facts, History, Payee};
use crate::domain::identity::{card_tail, mask_contract, mask_id_number, mask_name, mask_payee, mask_phone};
use crate::domain::ids::Clause;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::explain::nearest::{self, Nearest};
use crate::explain::refusal::{self, is_refused};
use crate::explain::spoken::{self, Standing};
use crate::explain::{limit, rule};
use crate::rules::plan::Plan;
use crate::text::assess::{because_line, check_name, comma, deadline_head, deadline_line, stays_named, step_line, together};
use crate::text::facts::fact_name;
use crate::text::{capitals::capitals, notice as words};

mod decided;
mod html;
mod letter;

pub use decided::of_case;
pub use html::page;
pub use letter::letter;

/// A notice in one language, ready to be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub lang: Lang,
    pub title: &'static str,
    /// Whom it is to.
    pub to: String,
    /// What it comes to, in a sentence: that of the phone.
    pub sentence: String,
    /// Labels and what stands beside them.
    pub about: Vec<(&'static str, String)>,
    pub benefits: Vec<Part>,
    /// In figures and in capitals.
    pub total: String,
    /// What the claimant may still do.
    pub may_do: Vec<String>,
    /// What was paid and has to come back, a line a benefit.
    pub to_return: Vec<String>,
    pub facts: Vec<String>,
    pub papers: Vec<Paper>,
    pub dates: Vec<(String, String)>,
    pub contacts: Vec<(String, String)>,
    /// By which plan it is, and what counts in the end: a line each.
    pub rests_on: [String; 2],
}

/// One benefit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// The amount, or that there is none.
    pub amount: String,
    pub is_paid: bool,
    /// The rule in plain words with its clause.
    pub rule: String,
    /// How the amount came about: a sentence and what it adds, each.
    pub worked_out: Vec<(String, String)>,
    /// Why nothing is paid, or not yet.
    pub why: Vec<String>,
}

/// A paper that the claim needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub name: String,
    /// What makes it acceptable, where the documents say.
    pub accept: Option<String>,
    /// Why it is needed, where that hangs on the claim.
    pub because: Option<String>,
}

/// How people's names are written in a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    Named,
    /// For a reader to whom the name was not shown: nothing of what the notice says rests on it.
    Masked,
}

impl People {
    fn write(self, name: &str) -> String {
        if self == People::Named { name.to_owned() } else { mask_name(name) }
    }
}

/// Makes the notice of an assessed claim.
pub fn of(lang: Lang, plan: &Plan, facts: &Facts, history: &History, assessment: &Assessment) -> Notice {
    with_names(lang, plan, (facts, People::Named), history, assessment)
}

fn with_names(lang: Lang, plan: &Plan, (facts, people): (&Facts, People), history: &History, assessment: &Assessment) -> Notice {
    let standing = Standing::of(assessment);
    let nearest = nearest::of(plan, facts, history, assessment);
    Notice {
        lang,
        title: words::title(lang),
        to: to(lang, facts, people),
        sentence: spoken::sentence(lang, plan, facts, assessment),
        about: about(lang, plan, facts, people),
        benefits: assessment.benefits.iter().map(|benefit| part(lang, plan, benefit)).collect(),
        total: total(lang, assessment, &standing),
        may_do: may_do(lang, plan, assessment, &nearest),
        to_return: Vec::new(),
        facts: standing.missing.iter().map(|path| fact_name(lang, path)).collect(),
        papers: if standing.is_over { Vec::new() } else { papers(lang, plan, assessment) },
        dates: assessment
            .deadlines
            .iter()
            .map(|deadline| (deadline_head(lang, &plan.names(lang), deadline), deadline_line(lang, deadline)))
            .collect(),
        contacts: plan.contacts.iter().map(|contact| (contact.name.get(lang).to_owned(), contact.phone.clone())).collect(),
        rests_on: [words::rests_on(lang, plan.name.get(lang), plan.version.get(lang)), words::closing(lang).to_owned()],
    }
}

/// What the claimant may still do: what would turn a refusal, a card to be activated, a stay that is paid without a claim.
fn may_do(lang: Lang, plan: &Plan, assessment: &Assessment, nearest: &[Nearest]) -> Vec<String> {
    let mut lines: Vec<String> = nearest.iter().filter(|of| of.of_use).map(|of| nearest::line(lang, plan, of)).collect();
    for check in assessment.checks.iter().filter(|check| check.state == CheckState::Warning) {
        let line = match (check.check.as_str(), check.finding.variant.as_deref()) {
            ("card-activated", Some("not-activated")) => words::activate_card(lang).to_owned(),
            ("direct-pay", Some("direct")) => words::paid_directly(lang, stays_named(lang, check)),
            _ => continue,
        };
        let line = line.trim_end().to_owned() + &words::clause(lang, &check.clause);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What is paid in all; nothing is told as 0.00 that is only not known yet, and nothing as owed that something stands against.
fn total(lang: Lang, assessment: &Assessment, standing: &Standing<'_>) -> String {
    if assessment.total.is_zero() && !standing.is_over {
        return words::open(lang).to_owned();
    }
    let sum = words::amount(lang, assessment.total.grouped()) + &words::capitals(lang, capitals(assessment.total));
    if assessment.is_open() {
        return sum + words::rest_open(lang);
    }
    if standing.against.is_empty() { sum } else { sum + words::not_approvable_yet(lang) }
}

/// The member; after a death who acts for the family.
fn to(lang: Lang, facts: &Facts, people: People) -> String {
    match (&facts.death, &facts.agent) {
        (Some(_), Some(agent)) => words::to(lang, people.write(&agent.name)),
        (Some(_), None) => words::to_family(lang, people.write(&facts.member.name)),
        (None, _) => words::to(lang, people.write(&facts.member.name)),
    }
}

fn about(lang: Lang, plan: &Plan, facts: &Facts, people: People) -> Vec<(&'static str, String)> {
    let member = &facts.member;
    let mut about = vec![(words::member(lang), people.write(&member.name))];
    about.extend(member.id_number.as_deref().map(|number| (words::id_number(lang), mask_id_number(number))));
    about.extend(member.phone.as_deref().map(|phone| (words::phone(lang), mask_phone(phone))));
    about.extend(facts.agent.as_ref().map(|agent| (words::agent(lang), people.write(&agent.name))));
    about.push((words::plan(lang), plan.name.get(lang).to_owned()));
    about.push((words::filed(lang), facts.filed.to_string()));
    about.extend(facts.payee.as_ref().and_then(|payee| account(lang, facts, payee)).map(|line| (words::account(lang), line)));
    about
}

/// Where the money would go; nothing where no card is known.
fn account(lang: Lang, facts: &Facts, payee: &Payee) -> Option<String> {
    let tail = card_tail(payee.card.as_deref()?);
    let bank = payee.bank.as_deref().unwrap_or_default();
    let bank = if bank.is_empty() { String::new() } else { words::bank_then(lang, bank) };
    Some(match (payee.name == facts.member.name, &facts.death) {
        (true, None) => words::account_own(lang, bank, tail),
        // The notice is to somebody else then.
        (true, Some(_)) => words::account_member(lang, bank, tail),
        (false, _) => words::account_of(lang, mask_payee(&payee.name), bank, tail),
    })
}

fn part(lang: Lang, plan: &Plan, benefit: &BenefitAssessment) -> Part {
    let names = plan.names(lang);
    let rule = plan.benefit(&benefit.benefit).map(|rule| rule::in_words(lang, plan, rule) + &words::clause(lang, &rule.clause));
    let is_paid = benefit.outcome == Outcome::Payable;
    let amount = match &benefit.outcome {
        Outcome::Payable => words::amount(lang, benefit.amount.grouped()),
        Outcome::NothingOwed | Outcome::Superseded { .. } => words::not_paid(lang).to_owned(),
        Outcome::NeedsAmount | Outcome::NeedsChoice { .. } | Outcome::NeedsFact { .. } => words::open(lang).to_owned(),
    };
    Part {
        name: names.benefit(&benefit.benefit).to_owned(),
        amount,
        is_paid,
        rule: rule.unwrap_or_default(),
        worked_out: worked_out(lang, plan, benefit),
        why: why(lang, plan, benefit),
    }
}

/// The steps that the amount, or that there is none, rests on. Those of a benefit that is refused otherwise say nothing to the claimant.
fn worked_out(lang: Lang, plan: &Plan, benefit: &BenefitAssessment) -> Vec<(String, String)> {
    let by_sums = !benefit.steps.iter().any(|step| matches!(step.kind, StepKind::NotOwed { .. } | StepKind::ExcludedBy { .. }));
    if !(benefit.outcome == Outcome::Payable || (is_refused(benefit) && by_sums)) {
        return Vec::new();
    }
    let names = plan.names(lang);
    let line = |step: &Step| {
        let step = Step { kind: masked(&step.kind), ..step.clone() };
        let sentence = step_line(lang, &names, &benefit.benefit, benefit.reason.as_ref(), &step);
        let amount = if step.value.is_zero() { String::new() } else { Money::round(step.value).grouped() };
        (sentence, amount)
    };
    benefit.steps.iter().map(line).collect()
}

/// A step without the number of a contract, which finds its holder.
fn masked(kind: &StepKind) -> StepKind {
    let mut kind = kind.clone();
    if let StepKind::PerUnit { contract, .. }
    | StepKind::UnitsWaiting { contract, .. }
    | StepKind::ContractNotCounted { contract, .. }
    | StepKind::ContractCap { contract, .. } = &mut kind
    {
        *contract = contract.as_deref().map(mask_contract);
    }
    kind
}

fn why(lang: Lang, plan: &Plan, benefit: &BenefitAssessment) -> Vec<String> {
    let mut why = Vec::new();
    match &benefit.outcome {
        Outcome::Payable => {}
        Outcome::NothingOwed | Outcome::Superseded { .. } => {
            let clause = |clause: &Option<Clause>| clause.as_ref().map(|clause| words::clause(lang, clause)).unwrap_or_default();
            why.extend(refusal::all(lang, plan, benefit).into_iter().map(|why| why.text + &clause(&why.clause)));
            let instead = benefit.would_be.filter(|_| matches!(benefit.outcome, Outcome::Superseded { .. }));
            why.extend(instead.map(|amount| words::by_itself(lang, amount.grouped())));
        }
        Outcome::NeedsAmount => why.push(words::to_assess_one(lang).to_owned()),
        Outcome::NeedsChoice { check } => why.push(words::to_look_at(lang, check_name(lang, check.as_str()))),
        Outcome::NeedsFact { paths } => {
            let facts: Vec<String> = paths.iter().map(|path| fact_name(lang, path)).collect();
            why.push(words::to_state(lang, facts.join(comma(lang))));
        }
    }
    why.extend(limit::of(benefit).map(|cut| nearest::cut_line(lang, plan, &benefit.benefit, &cut)));
    why.iter().map(|line| line.trim_end().to_owned()).collect()
}

fn papers(lang: Lang, plan: &Plan, assessment: &Assessment) -> Vec<Paper> {
    let names = plan.names(lang);
    let asked = assessment.materials.iter().filter(|paper| paper.need != Need::NotNeeded);
    let paper = |asked: &crate::domain::assessment::RequiredMaterial| {
        let name = names.material(&asked.material);
        Paper {
            name: if asked.need == Need::Optional { words::if_any(lang, name) } else { name.to_owned() },
            accept: together(lang, plan.accepted(lang, asked.papers())),
            because: matches!(asked.need, Need::Conditional | Need::Open).then(|| because_line(lang, &names, asked)),
        }
    };
    asked.map(paper).collect()
}
