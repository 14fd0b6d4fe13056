//! How a case stands, in a line each: papers, checks, whose turn it is, what is payable.
//!
//! Not here: what the claim says (`facts`), each paper and check by itself (`papers`, `checks`).
//! Invariant: what is decided and on its way is told before whose turn it is.

use crate::app::Desk;
use crate::app::materials::{Paper, PaperState, papers};
use crate::domain::assessment::CheckState;
use crate::domain::case::{Event, Hold, Status};
use crate::domain::decision::Act;
use crate::domain::material::MaterialVerdict;
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::judge;
use crate::rules::plan::Plan;
use crate::text::{actions, assess, desk as words, roles, sheets, show};
use crate::ui::format::check_glyph;
use crate::ui::pen::{Owed, Piece};
use crate::ui::theme::Theme;

/// How far papers and checks have come, and whose turn it is.
pub fn so_far(desk: &Desk, detail: &CaseDetail, draft: &[MaterialVerdict], theme: &Theme) -> Vec<Piece> {
    let lang = desk.lang;
    let papers = papers(detail, draft);
    let count = |state| papers.iter().filter(|paper| paper.state() == state).count();
    let (waiting, defective, missing) = (count(PaperState::Waiting), count(PaperState::Defective), count(PaperState::Missing));
    let accepted = count(PaperState::Accepted);
    let mut lines = Vec::new();
    lines.push(if waiting + defective + missing == 0 && !papers.is_empty() {
        (show::papers_all(lang, accepted), theme.ok)
    } else {
        (papers_some(lang, &papers), if defective > 0 { theme.bad } else { theme.warn })
    });
    if !draft.is_empty() {
        lines.push((show::draft(lang, draft.len()), theme.muted));
    }
    lines.push(checks(desk, detail, theme));
    let plan = desk.plan_of(detail);
    if plan.is_none() {
        lines.push((words::no_plan(lang).to_owned(), theme.warn));
    }
    lines.extend(plan.as_ref().and_then(|plan| turn(desk, detail, plan, theme)));
    lines.extend(plan.as_ref().and_then(|plan| held_up(desk, detail, plan, theme)));
    lines.extend(money_out(desk, detail, theme));
    lines
}

/// Why nobody works on it, where it is set aside or with a panel.
fn held_up(desk: &Desk, detail: &CaseDetail, plan: &Plan, theme: &Theme) -> Option<Piece> {
    let lang = desk.lang;
    Some(match detail.case.hold.as_ref()? {
        Hold::Parked { until } => (show::is_parked(lang, until), theme.warn),
        Hold::Referred { reason } => {
            let name = plan.reason(reason).map_or(reason.as_str(), |reason| reason.name.get(lang));
            (show::is_referred(lang, name), theme.warn)
        }
    })
}

/// What an earlier round paid, and what became of what was asked back.
fn money_out(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Option<Piece> {
    let (lang, status) = (desk.lang, detail.case.status);
    let sums = Sums::of(&detail.case, &detail.assessment);
    match () {
        () if !sums.asked_back.is_zero() => Some((show::is_asked_back(lang, sums.asked_back.grouped()), theme.bad)),
        () if !sums.has.is_zero() && status != Status::Paid => Some((show::paid_earlier(lang, sums.has.grouped()), theme.warn)),
        () if !sums.came_back.is_zero() && !sums.written_off.is_zero() => {
            let [came, off] = [sums.came_back, sums.written_off].map(Money::grouped);
            Some((format!("{}  {}", show::has_come_back(lang, came), show::written_off(lang, off)), theme.muted))
        }
        () if !sums.came_back.is_zero() => Some((show::has_come_back(lang, sums.came_back.grouped()), theme.muted)),
        () if !sums.written_off.is_zero() => Some((show::written_off(lang, sums.written_off.grouped()), theme.muted)),
        () => None,
    }
}

/// Whose turn it is; of what is decided, that it is.
fn turn(desk: &Desk, detail: &CaseDetail, plan: &Plan, theme: &Theme) -> Option<Piece> {
    let lang = desk.lang;
    if let Some(item) = desk.outbox.on_its_way(&detail.case.id) {
        let verb = actions::verb(lang, item.decision.act.verb());
        // What an attempt was made to send can't be taken back.
        return Some((if item.attempts == 0 { show::held(lang, verb) } else { show::being_sent(lang, verb) }, theme.accent));
    }
    match detail.case.status {
        Status::Open => {}
        Status::Returned => return Some((show::turn_of_claimant(lang).to_owned(), theme.warn)),
        Status::Paid => return Some((show::no_turn_paid(lang).to_owned(), theme.ok)),
        Status::Rejected => {
            let mut acts = detail.case.timeline.iter().rev().filter_map(|happened| match &happened.event {
                Event::Decided { act: Act::Reject { reason, .. }, .. } => {
                    Some(plan.reason(reason).map_or(reason.as_str(), |rule| rule.name.get(lang)).to_owned())
                }
                _ => None,
            });
            return Some((show::no_turn_rejected(lang, acts.next().unwrap_or_default()), theme.bad));
        }
    }
    let stage = plan.stage(&detail.case.stage)?;
    let names: Vec<&str> = stage.roles.iter().map(|role| roles::role(lang, *role)).collect();
    let (at, by) = (stage.name.get(lang), names.join(assess::comma(lang)));
    Some(match judge::has_the_role(detail.case.employer(), stage, &desk.me).is_ok() {
        true => (show::turn_yours(lang, at), theme.accent),
        // A stage and its role that bear one name are not said twice.
        false if *at == *by => (show::turn_at(lang, at), theme.muted),
        false => (show::turn_of(lang, at, by), theme.muted),
    })
}

/// What is payable, with its name: nothing of a case that was rejected, and of one that is paid what the member has of it.
pub fn payable(desk: &Desk, detail: &CaseDetail) -> (&'static str, Owed) {
    let sums = Sums::of(&detail.case, &detail.assessment);
    let shown = sums.shown(detail.case.status).map_or(Owed::Open, Owed::Is);
    match detail.case.status {
        Status::Rejected => (words::payable(desk.lang), Owed::Is(Money::ZERO)),
        // Less what came back: what went out stands beside it.
        Status::Paid if !sums.came_back.is_zero() => (show::keeps(desk.lang), shown),
        Status::Paid => (words::paid_word(desk.lang), shown),
        Status::Open | Status::Returned => (words::payable(desk.lang), shown),
    }
}

/// What a rejected case would have come to and is not paid.
pub fn not_paid(desk: &Desk, detail: &CaseDetail) -> Option<String> {
    let rejected = detail.case.status == Status::Rejected && !detail.assessment.total.is_zero();
    rejected.then(|| show::rejected_would_be(desk.lang, detail.assessment.total.grouped()))
}

/// How many papers are accepted, and how many of the others there are of each kind; what there is none of is not told.
pub fn papers_some(lang: Lang, papers: &[Paper]) -> String {
    let count = |state| papers.iter().filter(|paper| paper.state() == state).count();
    let others = [
        (PaperState::Waiting, show::papers_waiting as fn(_, _) -> _),
        (PaperState::Defective, show::papers_defective),
        (PaperState::Missing, show::papers_missing),
    ];
    let mut parts = vec![format!("{} {}", show::papers(lang), show::papers_accepted(lang, count(PaperState::Accepted)))];
    parts.extend(others.into_iter().filter(|(state, _)| count(*state) > 0).map(|(state, told)| told(lang, count(state))));
    parts.join("  ")
}

/// The checks in one line: the worst with their counts, or that all pass.
pub fn checks(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Piece {
    let lang = desk.lang;
    let checks = &detail.assessment.checks;
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let (fail, unknown, warn) = (count(CheckState::Fail), count(CheckState::Unknown), count(CheckState::Warning));
    let mut parts = Vec::new();
    let mut style = theme.ok;
    for (state, n, text) in [
        (CheckState::Fail, fail, sheets::failing(lang, fail)),
        (CheckState::Unknown, unknown, sheets::unknown(lang, unknown)),
        (CheckState::Warning, warn, sheets::warned(lang, warn)),
    ] {
        if n > 0 {
            if parts.is_empty() {
                style = check_glyph(state, theme).1;
            }
            parts.push(text);
        }
    }
    if parts.is_empty() {
        parts.push(show::checks_pass(lang, count(CheckState::Pass)));
    } else {
        parts.push(sheets::passed(lang, count(CheckState::Pass)));
    }
    (parts.join("  "), style)
}
