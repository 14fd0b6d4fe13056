//! `huzhu queue [FILTER]`: the rows of a view that a filter fits, as this machine has them; no network is asked.
//!
//! Not here: how a filter is read (`domain::filter`). Invariants: names are masked, as on the desk; a filter with a fault shows no rows.

use std::io::Write;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::app::vocabulary::vocabulary;
use crate::cli::assess::{harmless, write_json};
use crate::cli::output::Failure;
use crate::cli::seat::{self, Seat};
use crate::cli::{Context, exit};
use crate::domain::filter::{Filter, Named, Vocabulary, parse};
use crate::domain::identity::mask_name;
use crate::domain::people::Lang;
use crate::domain::queue::{QueueRow, RowAnchor, RowQuery, RowWindow, SavedView, Sort, View};
use crate::domain::summary::CaseSummary;
use crate::domain::time::Date;
use crate::layout::left;
use crate::rules::PlanSet;
use crate::store::StoreError;
use crate::text::search as words;
use crate::ui::format;

/// Rows at once: as many as a window of the cache has.
const MOST: u32 = 1_000;

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Fields: stage due amount plan flag assignee status received age name employer disease note phone id contract case. \
    Examples: huzhu queue 'stage:medical due<3d amount>10000 plan:jn -flag:dup'; huzhu queue --view closed 'employer:\"some works\"'. \
    One that begins with a minus stands behind all options and --. \
    Exit codes: 0 shown, also where nothing fits; 2 the filter has a fault; 5 nobody is signed in here; 1 it could not be done."
)]
pub struct Args {
    /// Conditions that all hold, as in the queue's filter
    filter: Vec<String>,
    /// The view: open, mine, unassigned, due-soon, overdue, returned, to-approve, to-pay, closed
    #[arg(long, value_parser = parse_view, default_value = "open")]
    view: View,
    /// A saved view by its name, in the place of view and sort; the filter narrows it down
    #[arg(long, conflicts_with_all = ["view", "sort"])]
    saved: Option<String>,
    /// The order: due, received, amount, name, age
    #[arg(long, value_parser = parse_sort, default_value = "due")]
    sort: Sort,
    /// Rows that are shown at most
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    limit: u32,
    /// Write the rows as one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whose: seat::Whose,
}

fn parse_view(text: &str) -> Result<View, String> {
    let known = View::ALL.into_iter().find(|view| view.id() == text);
    known.ok_or_else(|| View::ALL.map(View::id).join(", "))
}

fn parse_sort(text: &str) -> Result<Sort, String> {
    let known = Sort::ALL.into_iter().find(|sort| sort.id() == text);
    known.ok_or_else(|| Sort::ALL.map(Sort::id).join(", "))
}

/// Shows the rows.
pub fn run(context: &Context, args: &Args) -> Result<u8, Failure> {
    let lang = context.lang;
    let mut seat = seat::take(context, &args.whose)?;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    if seat.store.synced_at().map_err(told)?.is_none() {
        // An empty list is not taken for an office without cases.
        crate::cli::note(words::not_loaded_yet(lang));
    }
    let plans = seat.store.plans().map_err(told)?;
    let spoken = spoken(&seat, &plans).map_err(told)?;
    let usual = SavedView { name: String::new(), view: args.view, filter: String::new(), sort: args.sort };
    let from = match &args.saved {
        None => usual,
        Some(name) => {
            let saved = seat.store.arrangement().map_err(told)?.saved;
            saved.into_iter().find(|saved| saved.name == *name).ok_or_else(|| Failure::unusable(words::no_view(lang, harmless(name))))?
        }
    };
    let typed = [from.filter.as_str(), &args.filter.join(" ")].join(" ").trim().to_owned();
    let filter = read(lang, &typed, &spoken)?;
    let (me, today) = (seat.session.person.user.clone(), seat.clock.now().date());
    let query = RowQuery { view: from.view, filter, me, today, sort: from.sort, at: RowAnchor::Top, limit: args.limit };
    let window = seat.store.rows(&query).map_err(told)?;
    let out = &mut std::io::stdout().lock();
    if args.json {
        let cases: Vec<CaseSummary> = window.rows.iter().map(|row| masked(&row.summary)).collect();
        write_json(out, &json!({ "view": query.view, "filter": query.filter.to_string(), "total": window.total, "cases": cases }))?;
        return Ok(exit::DONE);
    }
    table(out, lang, today, &plans, &window)?;
    Ok(exit::DONE)
}

/// What a filter can speak of, from what this machine has; of colleagues the accounts that have cases.
pub(super) fn spoken(seat: &Seat, plans: &PlanSet) -> Result<Vocabulary, StoreError> {
    let mut spoken = vocabulary(plans, &[], &seat.session.person);
    for user in seat.store.assignees()? {
        if spoken.people.iter().all(|known| known.id != user.as_str()) {
            spoken.people.push(Named { id: user.to_string(), names: Vec::new() });
        }
    }
    Ok(spoken)
}

/// Reads a filter, with every fault told in a line of its own.
fn read(lang: Lang, typed: &str, spoken: &Vocabulary) -> Result<Filter, Failure> {
    let read = parse(typed, spoken);
    if read.faults.is_empty() {
        return Ok(read.filter);
    }
    let piece = |from: usize, to: usize| typed.chars().skip(from).take(to - from).collect::<String>();
    let told = |fault: &crate::domain::filter::Fault| {
        let said = words::fault(lang, &fault.kind, spoken);
        words::at_place(lang, fault.from + 1, harmless(&piece(fault.from, fault.to)), harmless(&said))
    };
    Err(Failure::unusable(read.faults.iter().map(told).collect::<Vec<_>>().join("\n")))
}

fn masked(case: &CaseSummary) -> CaseSummary {
    CaseSummary { name: mask_name(&case.name), ..case.clone() }
}

fn table(out: &mut impl Write, lang: Lang, today: Date, plans: &PlanSet, window: &RowWindow) -> Result<(), Failure> {
    for QueueRow { summary: case, .. } in &window.rows {
        let plan = plans.get(&case.plan);
        let stage = plan.and_then(|plan| plan.stages.iter().find(|stage| stage.id == case.stage));
        let cells = [
            (format::due_said(lang, case, today).0, 12),
            (case.id.to_string(), 12),
            (plan.map_or(case.plan.to_string(), |plan| plan.short.get(lang).to_owned()), 12),
            (mask_name(&case.name), 8),
            (stage.map_or(case.stage.to_string(), |stage| stage.name.get(lang).to_owned()), 16),
            (format!("{:>12}", format::amount(lang, case)), 12),
            (case.assignee.as_ref().map_or("-".to_owned(), ToString::to_string), 8),
        ];
        let line: Vec<String> = cells.iter().map(|(text, width)| left(text, *width)).collect();
        writeln!(out, "{}  {}", harmless(&line.join("  ")), harmless(&case.employer))?;
    }
    let shown = window.rows.len() as u64;
    let ends = if shown < window.total { words::shown_of(lang, shown, window.total) } else { words::shown_all(lang, window.total) };
    writeln!(out, "{ends}")?;
    Ok(())
}
