//! `huzhu plan list`: the built-in plans, a line for each version.

use serde::Serialize;

use crate::cli::output::Failure;
use crate::cli::plan::short_hash;
use crate::cli::plan::show::hanging;
use crate::cli::{assess, exit};
use crate::domain::people::{Bilingual, Lang};
use crate::domain::time::{Date, Span};
use crate::layout::left;
use crate::layout::width::width;
use crate::rules::{Plan, PlanSet};
use crate::text::plan as words;
use crate::text::plural;

#[derive(Serialize)]
struct Listed<'p> {
    id: &'p str,
    name: &'p Bilingual,
    version: &'p Bilingual,
    hash: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cover: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filed_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filed_to: Option<Date>,
}

/// Writes the list.
///
/// # Errors
/// A failed write.
pub fn run(lang: Lang, json: bool) -> Result<u8, Failure> {
    let out = &mut std::io::stdout().lock();
    let plans = PlanSet::builtin();
    if json {
        let listed: Vec<Listed<'_>> = plans.iter().map(|plan| listed(plan)).collect();
        assess::write_json(out, &listed)?;
        return Ok(exit::DONE);
    }
    // What each stands for has a line of its own: beside the rest it would be wider than a terminal.
    let first = plans.iter().map(|plan| width(plan.id.as_str())).max().unwrap_or(0);
    for plan in plans.iter() {
        hanging(out, "", &format!("{}  {}  {}", left(plan.id.as_str(), first), short_hash(plan), plan.name.get(lang)))?;
        hanging(out, &left("", first + 2), &stands_for(lang, plan))?;
    }
    Ok(exit::DONE)
}

fn listed(plan: &Plan) -> Listed<'_> {
    Listed {
        id: plan.id.as_str(),
        name: &plan.name,
        version: &plan.version,
        hash: plan.hash.as_str(),
        cover: plan.cover,
        filed_from: plan.valid.as_ref().and_then(|valid| valid.filed_from),
        filed_to: plan.valid.as_ref().and_then(|valid| valid.filed_to),
    }
}

/// Which events or claims a plan is for.
pub fn stands_for(lang: Lang, plan: &Plan) -> String {
    let cover = match (&plan.cover, &plan.contracts) {
        (Some(cover), _) => words::cover(lang, cover.from, cover.to),
        (None, Some(contracts)) => words::by_contract(lang, plural::term(lang, contracts.months)),
        (None, None) => words::by_enrolment(lang).to_owned(),
    };
    let valid = plan.valid.as_ref().map(|valid| match (valid.filed_from, valid.filed_to) {
        (Some(from), Some(to)) => words::filed_between(lang, from, to),
        (Some(from), None) => words::filed_from(lang, from),
        (None, Some(to)) => words::filed_to(lang, to),
        (None, None) => String::new(),
    });
    match valid.filter(|valid| !valid.is_empty()) {
        Some(valid) => format!("{cover}{}{valid}", words::part_separator(lang)),
        None => cover,
    }
}
