//! A conflict fact by fact: what I saw, what it is now, what I decided; `!` where it has changed.

mod money;

use ratatui::layout::Rect;
use serde_json::Value;

use crate::app::Desk;
use crate::app::materials::{PaperState, papers};
use crate::domain::amendment::{Amendment, value_at};
use crate::domain::case::{Event, Hold};
use crate::domain::fact_field::FactField;
use crate::domain::facts::Facts;
use crate::domain::identity::mask_name;
use crate::domain::ids::ExclusionId;
use crate::domain::money::Money;
use crate::domain::outbox::{ConflictSides, OutboxItem, OutboxState};
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::domain::time::Moment;
use crate::layout::width::{width, wrap};
use crate::text::checks::{answer_word, check_name};
use crate::text::{actions, amend, desk as words, show};
use crate::ui::changes;
use crate::ui::format::{day, moment, status_word};
use crate::ui::pen::Pen;
use crate::ui::timeline::entry;

/// One fact on its three sides.
struct Fact {
    label: String,
    seen: String,
    now: String,
    mine: String,
}

impl Fact {
    /// What stands in the three columns, folded so that nothing is cut.
    fn columns(&self, columns: u16) -> [Vec<&str>; 3] {
        let room = column(columns) - 3;
        // An amount is whole or left out.
        let too_wide = |text: &str| text.is_ascii() && !text.contains(' ') && width(text) > room;
        [&self.seen, &self.now, &self.mine].map(|text| if too_wide(text) { vec![text.as_str()] } else { wrap(text, room) })
    }

    fn height(&self, columns: u16) -> usize {
        self.columns(columns).iter().map(Vec::len).max().unwrap_or(1)
    }

    fn changed(&self) -> bool {
        self.seen != self.now
    }
}

/// Columns of the labels: a fact of a second stay says so.
const LABELS: u16 = 16;

/// Columns of one side, with its gap.
fn column(columns: u16) -> u16 {
    (columns.saturating_sub(LABELS + 2) / 3).clamp(8, 40)
}

/// Columns of what is told beside a label, over all three sides.
fn told_width(columns: u16) -> u16 {
    columns.saturating_sub(LABELS + 1).min(76)
}

/// How many rows the conflict would like: so many as its facts take, with title and question.
pub fn rows(desk: &Desk, item: &OutboxItem, columns: u16) -> u16 {
    match sides(desk, item) {
        Some(sides) => {
            let facts: usize = facts(desk, item, sides).iter().map(|fact| fact.height(columns)).sum();
            let told: usize = told(desk, item, sides).iter().map(|(_, text)| wrap(text, told_width(columns)).len()).sum();
            u16::try_from(facts + told).unwrap_or(20) + 6
        }
        None => u16::try_from(wrap(detail_of(item), columns.saturating_sub(4)).len()).unwrap_or(3) + 4,
    }
}

fn sides<'a>(desk: &'a Desk, item: &OutboxItem) -> Option<&'a ConflictSides> {
    let (of, sides) = desk.outbox.sides.as_ref()?;
    sides.as_deref().ok().filter(|_| *of == item.decision.id && matches!(item.state, OutboxState::Conflict { .. }))
}

fn detail_of(item: &OutboxItem) -> &str {
    match &item.state {
        OutboxState::Refused { detail, .. } | OutboxState::Conflict { detail } => detail,
        _ => "",
    }
}

/// Draws the conflict, or the reason of a refusal, below the list.
pub fn draw(pen: &mut Pen, desk: &Desk, item: &OutboxItem, area: Rect) {
    let lang = desk.lang;
    let (bad, strong, text, muted) = (pen.theme.bad, pen.theme.strong, pen.theme.text, pen.theme.muted);
    let word = if matches!(item.state, OutboxState::Conflict { .. }) { show::state_conflict(lang) } else { show::state_refused(lang) };
    let title = [(word.to_owned(), bad), (format!("  {}", item.decision.case), strong), (format!("  {}", mask_name(&item.name)), text)];
    pen.titled_rule(area, area.y, &title, show::nothing_overwritten(lang));
    let mut y = area.y + 1;
    let Some(sides) = sides(desk, item) else {
        for line in wrap(&show::why_refused(lang, detail_of(item)), area.width.saturating_sub(4).min(76)) {
            if y < area.bottom() {
                pen.put(area.x + 1, y, area.right(), line, text);
            }
            y += 1;
        }
        let failed = desk.outbox.sides.as_ref().filter(|(of, _)| *of == item.decision.id).and_then(|(_, sides)| sides.as_ref().err());
        let waits = matches!(item.state, OutboxState::Conflict { .. });
        match failed {
            Some(why) => pen.put_cut(area.x + 1, y + 1, area.right(), why, bad),
            None if waits => pen.put_cut(area.x + 1, y + 1, area.right(), show::sides_coming(lang), muted),
            None => 0,
        };
        return;
    };
    let column = column(area.width);
    let at = |i: u16| area.x + LABELS + i * column;
    let heads = [
        (show::seen(lang), side_line(desk, sides.base.as_ref(), Some(item.decision.decided_at))),
        (show::now(lang), side_line(desk, sides.theirs.as_ref(), None)),
        (show::mine(lang), moment(item.decision.decided_at, desk.today())),
    ];
    for (i, (head, below)) in (0..).zip(&heads) {
        pen.put_cut(at(i), y, at(i + 1) - 2, head, strong);
        pen.put_cut(at(i), y + 1, at(i + 1) - 2, below, muted);
    }
    y += 2;
    let facts = facts(desk, item, sides);
    for fact in &facts {
        let warn = pen.theme.warn;
        let now = if fact.changed() { strong } else { text };
        if y + 1 < area.bottom() {
            pen.put_cut(area.x + 1, y, at(0) - 2, &fact.label, muted);
            if fact.changed() {
                pen.put(at(1) - 2, y, at(1), "!", warn);
            }
        }
        for (i, (lines, style)) in (0..).zip(fact.columns(area.width).into_iter().zip([text, now, text])) {
            for (line, y) in lines.into_iter().zip(y..area.bottom().saturating_sub(1)) {
                pen.put_cut(at(i), y, at(i + 1) - 2, line, style);
            }
        }
        y += u16::try_from(fact.height(area.width)).unwrap_or(1);
    }
    for (label, told) in told(desk, item, sides) {
        for (i, line) in wrap(&told, told_width(area.width)).into_iter().enumerate() {
            if y + 1 < area.bottom() {
                pen.put_cut(area.x + 1, y, at(0) - 2, if i == 0 { label } else { "" }, muted);
                pen.put(at(0), y, area.right() - 1, line, text);
            }
            y += 1;
        }
    }
    if !facts.iter().any(Fact::changed) && y < area.bottom() {
        pen.put_cut(area.x + 1, y, area.right(), show::same(lang), muted);
        y += 1;
    }
    resolve(pen, desk, item, sides, Rect { y, height: area.bottom().saturating_sub(y), ..area });
}

/// What can be done with the decision: made anew, or only dropped where somebody overtook it.
fn resolve(pen: &mut Pen, desk: &Desk, item: &OutboxItem, sides: &ConflictSides, area: Rect) {
    let (lang, warn) = (desk.lang, pen.theme.warn);
    let overtaken = sides.theirs.as_ref().and_then(|now| desk.overtaken(now, item.decision.act.verb()));
    let says = overtaken.map(|why| format!("! {why}")).unwrap_or_else(|| {
        let stands = sides.theirs.as_ref().map_or_else(|| words::not_assessed(lang).to_owned(), |now| money::stands(lang, now));
        show::resolve(lang, stands)
    });
    for (line, y) in wrap(&says, area.width.saturating_sub(2)).into_iter().zip(area.y..area.bottom()) {
        pen.put(area.x + 1, y, area.right(), line, warn);
    }
}

fn side_line(desk: &Desk, side: Option<&CaseDetail>, seen: Option<Moment>) -> String {
    let newest = side.and_then(|side| side.case.timeline.last()).map(|happened| happened.at);
    let at = seen.or(newest).map_or_else(String::new, |at| moment(at, desk.today()));
    side.map_or_else(|| show::side_missing(desk.lang).to_owned(), |side| show::version(desk.lang, at, side.summary.seq))
}

/// The facts that may have changed; those of one benefit or paper are listed where they differ.
fn facts(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let lang = desk.lang;
    let both = |of: &dyn Fn(&CaseDetail) -> String| {
        let one = |side: &Option<CaseDetail>| side.as_ref().map_or_else(|| show::side_missing(lang).to_owned(), of);
        (one(&sides.base), one(&sides.theirs))
    };
    let fact = |label: &str, of: &dyn Fn(&CaseDetail) -> String, mine: String| {
        let (seen, now) = both(of);
        Fact { label: label.to_owned(), seen, now, mine }
    };
    let decision = &item.decision;
    let mut facts = vec![fact(
        show::stage(lang),
        &|side| format!("{}  {}", desk.stage_of(side), status_word(lang, side.case.status)),
        actions::verb(lang, decision.act.verb()).to_owned(),
    )];
    facts.extend(money::rows(lang, decision, sides));
    let mut benefits: Vec<_> = Vec::new();
    for side in [&sides.base, &sides.theirs].into_iter().flatten() {
        for benefit in &side.assessment.benefits {
            if !benefits.contains(&(&side.case.plan, &benefit.benefit)) {
                benefits.push((&side.case.plan, &benefit.benefit));
            }
        }
    }
    let amount = |side: &CaseDetail, id| match side.assessment.benefit(id).map(|benefit| Sums::of_benefit(&side.case, benefit).comes_to) {
        Some(None) => words::not_assessed(lang).to_owned(),
        comes_to => comes_to.flatten().unwrap_or_default().grouped(),
    };
    if benefits.len() > 1 {
        for (plan, id) in benefits {
            facts.push(fact(desk.benefit_short(plan, id), &|side| amount(side, id), String::new()));
        }
    }
    let stays = |side: &CaseDetail| {
        let stays = side.case.facts.stays.iter();
        stays
            .map(|stay| show::span(lang, day(stay.admission, desk.today()), day(stay.discharge, desk.today())))
            .collect::<Vec<_>>()
            .join("、")
    };
    let history = |side: &CaseDetail| side.history.granted.iter().map(|past| past.amount).sum::<Money>().grouped();
    let accepted = |side: &CaseDetail| {
        let papers = papers(side, &[]);
        let count = |state| papers.iter().filter(|paper| paper.state() == state).count();
        format!(
            "✓{} ?{} ✗{} !{}",
            count(PaperState::Accepted),
            count(PaperState::Waiting),
            count(PaperState::Defective),
            count(PaperState::Missing)
        )
    };
    let plan = |side: &CaseDetail| desk.plan_of(side).map_or_else(|| side.case.plan.to_string(), |plan| plan.version.get(lang).to_owned());
    let more = [
        fact(show::set_aside(lang), &|side| held_up(lang, side), String::new()),
        fact(show::stays(lang), &stays, String::new()),
        fact(show::history(lang), &history, String::new()),
        fact(show::papers(lang), &accepted, String::new()),
        fact(show::plan(lang), &plan, String::new()),
    ];
    facts.extend(changes_of_mine(desk, item, sides));
    // What is the same on both sides and is no part of the decision is left out.
    facts.extend(more.into_iter().filter(Fact::changed));
    facts.extend(stated_otherwise(desk, item, sides));
    facts
}

/// Until when a side is set aside, or that a panel has it.
fn held_up(lang: Lang, side: &CaseDetail) -> String {
    match &side.case.hold {
        None => show::not_set_aside(lang).to_owned(),
        Some(Hold::Parked { until }) => show::set_aside_until(lang, until),
        Some(Hold::Referred { .. }) => show::with_panel(lang).to_owned(),
    }
}

/// What the decision changes of the facts, beside what stands there on both sides.
fn changes_of_mine(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let lang = desk.lang;
    let Some(plan) = sides.theirs.as_ref().or(sides.base.as_ref()).and_then(|side| desk.plan_of(side)) else { return Vec::new() };
    let both = |of: &dyn Fn(&Facts) -> String| {
        let one =
            |side: &Option<CaseDetail>| side.as_ref().map_or_else(|| show::side_missing(lang).to_owned(), |side| of(&side.case.facts));
        (one(&sides.base), one(&sides.theirs))
    };
    let raised = |id: &ExclusionId| {
        let id = id.clone();
        move |facts: &Facts| {
            let is_raised = facts.exclusions.iter().any(|known| known.exclusion == id);
            if is_raised { amend::raised(lang) } else { amend::indicated_not(lang) }.to_owned()
        }
    };
    let facts = item.decision.amendments.iter().map(|amendment| {
        let (label, (seen, now), mine) = match amendment {
            Amendment::Correct(correction) => {
                let path = &correction.path;
                let shown = |value: &serde_json::Value| changes::value_shown(lang, &plan, path, value);
                (changes::fact_label(lang, path), both(&|facts| shown(&value_at(facts, path))), shown(&correction.new))
            }
            Amendment::Assess(new) => {
                let entered = |facts: &Facts| {
                    let known = facts.amounts.iter().find(|known| known.benefit == new.benefit);
                    known.map_or_else(|| amend::not_stated(lang).to_owned(), |known| known.amount.grouped())
                };
                (crate::domain::names::Names::benefit(&plan.names(lang), &new.benefit).to_owned(), both(&entered), new.amount.grouped())
            }
            Amendment::Answer(answer) => {
                let word = |holds| answer_word(lang, answer.check.as_str(), holds);
                let answered = |facts: &Facts| {
                    let known = facts.answers.iter().find(|known| known.check == answer.check);
                    known.map_or(amend::unsaid(lang), |known| word(known.holds)).to_owned()
                };
                (check_name(lang, answer.check.as_str()), both(&answered), word(answer.holds).to_owned())
            }
            Amendment::Retract(of) => {
                let answered = |facts: &Facts| {
                    let known = facts.answers.iter().find(|known| known.check == of.check);
                    known.map_or(amend::unsaid(lang), |known| answer_word(lang, of.check.as_str(), known.holds)).to_owned()
                };
                (check_name(lang, of.check.as_str()), both(&answered), amend::unsaid(lang).to_owned())
            }
            Amendment::Raise(of) => {
                (format!("{} {}", amend::exclusion(lang), of.exclusion), both(&raised(&of.exclusion)), amend::raised(lang).to_owned())
            }
            Amendment::Withdraw(of) => (
                format!("{} {}", amend::exclusion(lang), of.exclusion),
                both(&raised(&of.exclusion)),
                amend::indicated_not(lang).to_owned(),
            ),
        };
        Fact { label, seen, now, mine }
    });
    facts.collect()
}

/// What was stated otherwise since, fact by fact: what the decision itself changes stands there already.
fn stated_otherwise(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<Fact> {
    let (Some(base), Some(theirs)) = (&sides.base, &sides.theirs) else { return Vec::new() };
    let Some(plan) = desk.plan_of(theirs) else { return Vec::new() };
    let stated = [base, theirs].map(|side| serde_json::to_value(&side.case.facts).unwrap_or_default());
    let mut paths = Vec::new();
    stated.iter().for_each(|facts| paths_of(facts, &mut String::new(), &mut paths));
    let mine = |path: &String| item.decision.amendments.iter().any(|of| matches!(of, Amendment::Correct(of) if of.path == *path));
    let shown = |facts: &Value, path: &String| changes::value_shown(desk.lang, &plan, path, facts.pointer(path).unwrap_or(&Value::Null));
    let differing = paths.iter().filter(|path| stated[0].pointer(path) != stated[1].pointer(path) && !mine(path));
    differing
        .map(|path| Fact {
            label: changes::fact_label(desk.lang, path),
            seen: shown(&stated[0], path),
            now: shown(&stated[1], path),
            mine: String::new(),
        })
        .collect()
}

/// Collects the pointers of the facts that a form knows, each once.
fn paths_of(value: &Value, at: &mut String, paths: &mut Vec<String>) {
    if FactField::of(at).is_some() {
        if !paths.contains(at) {
            paths.push(at.clone());
        }
        return;
    }
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => return,
    };
    for (part, value) in parts {
        let before = at.len();
        at.push('/');
        at.push_str(&part);
        paths_of(value, at, paths);
        at.truncate(before);
    }
}

/// What is told over all three sides: who did what since, and why the server did not take the decision.
fn told(desk: &Desk, item: &OutboxItem, sides: &ConflictSides) -> Vec<(&'static str, String)> {
    let changed = who_changed(desk, sides).map(|told| (show::who_changed(desk.lang), told));
    let detail = detail_of(item);
    let why = (!detail.is_empty()).then(|| ("", show::why_refused(desk.lang, detail)));
    changed.into_iter().chain(why).collect()
}

/// What was done since, by whom.
fn who_changed(desk: &Desk, sides: &ConflictSides) -> Option<String> {
    let (base, theirs) = (sides.base.as_ref()?, sides.theirs.as_ref()?);
    let new = theirs.case.timeline.get(base.case.timeline.len()..)?;
    let newest = new.iter().rev().find(|happened| !matches!(happened.event, Event::Other))?;
    let said = entry(desk, theirs, newest, &crate::ui::theme::Theme::builtin("mo", crate::ui::theme::Depth::None));
    let line = format!("{} {}  {}", said.who, said.at, said.what);
    Some(if said.more.is_empty() { line } else { format!("{line}\n{}", said.more) })
}
