//! What shares the member, a receipt or a bank card with a case: the list, and the one under the cursor fact by fact.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::domain::cross::{MatchKind, Standing};
use crate::domain::facts::Facts;
use crate::domain::identity::{card_tail, mask_name};
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Span;
use crate::layout::width::wrap;
use crate::text::{caller as words, cross, desk as texts, show};
use crate::ui::ViewState;
use crate::ui::format::{amount, day, moment, status_word};
use crate::ui::head::{label_width, message};
use crate::ui::pen::{Pen, Piece};
use crate::wire::RelatedCase;

/// Rows that the comparison takes with its rule.
const COMPARED: u16 = 10;
/// Rows of what is shared: two hold all that a pair of cases can share.
const MATCH_ROWS: usize = 2;

/// One fact on both sides; they should differ where `apart`.
struct Fact {
    label: &'static str,
    this: String,
    other: String,
    alarm: bool,
}

/// Draws the tab.
pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    let lang = desk.lang;
    let (strong, muted, warn) = (pen.theme.strong, pen.theme.muted, pen.theme.warn);
    let cases = case.related.cases();
    let Some(other) = cases.get(case.cursor()) else {
        let failed = case.related.failed.as_deref().unwrap_or_default();
        return match (&case.related.known, case.related.asked) {
            (Some(_), _) => message(pen, area, (words::no_related(lang).to_owned(), strong), &[&age(desk, case)]),
            (None, true) => message(pen, area, (texts::loading(lang).to_owned(), muted), &[]),
            (None, false) => message(pen, area, (words::related_unknown(lang).to_owned(), warn), &[failed]),
        };
    };
    let rows = u16::try_from(cases.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(COMPARED).max(3));
    let heights = vec![1; cases.len()];
    let first = view.scroll("related", case.cursor(), &heights, rows);
    for (i, (line, y)) in cases.iter().skip(first).zip(area.y..area.y + rows).enumerate() {
        row(pen, desk, line, Rect { y, height: 1, ..area });
        pen.list_line(Rect { y, height: 1, ..area }, first + i, first + i == case.cursor());
    }
    let below = Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area };
    if let (Some(detail), true) = (case.detail(), below.height > 2) {
        compare(pen, desk, case, (detail, other), below);
    }
}

/// What both share, the grave first.
fn shared(desk: &Desk, other: &RelatedCase) -> String {
    let mut parts: Vec<String> = other.found.iter().map(|found| cross::match_words(desk.lang, found)).collect();
    let told = |kind| other.found.iter().any(|found| found.kind() == Some(kind));
    if !other.receipts.is_empty() && !told(MatchKind::Receipt) {
        parts.push(words::same_receipt(desk.lang, other.receipts.len()));
    }
    if other.card.is_some() && !told(MatchKind::Card) {
        parts.push(words::same_card(desk.lang).to_owned());
    }
    if other.same_member {
        parts.push(words::same_member(desk.lang).to_owned());
    }
    parts.join("  ")
}

/// Where a case is: its stage, or how it ended.
fn stage_of(desk: &Desk, summary: &CaseSummary) -> String {
    let stage = desk.stage_name(&summary.plan, &summary.stage);
    if summary.status.is_closed() { status_word(desk.lang, summary.status).to_owned() } else { stage.to_owned() }
}

/// The other case's number, or that it may not be seen.
fn number(desk: &Desk, other: &RelatedCase) -> String {
    other.id().map_or_else(|| cross::hidden(desk.lang).to_owned(), ToString::to_string)
}

fn row(pen: &mut Pen, desk: &Desk, other: &RelatedCase, area: Rect) {
    let (text, muted, warn) = (pen.theme.text, pen.theme.muted, pen.theme.warn);
    let alarming = other.is_alarming();
    if alarming {
        pen.put(area.x + 1, area.y, area.right(), "!", warn);
    }
    let (x, end) = (area.x + 3, area.right());
    if let Some(summary) = &other.summary {
        pen.put_cut(x, area.y, x + 12, summary.id.as_str(), text);
        pen.put_cut(x + 13, area.y, x + 20, &mask_name(&summary.name), text);
        pen.put_cut(x + 21, area.y, x + 31, &desk.benefits_short(&summary.plan, &summary.benefits), text);
        pen.put_cut(x + 32, area.y, x + 42, &stage_of(desk, summary), text);
        pen.put_cut(x + 43, area.y, x + 53, &day(summary.received.date(), desk.today()), muted);
    } else {
        pen.put_cut(x, area.y, x + 42, &number(desk, other), text);
    }
    let style = if alarming { warn } else { muted };
    pen.put_cut(x + 50, area.y, end, &shared(desk, other), style);
}

fn age(desk: &Desk, case: &CaseView) -> String {
    case.related.known.as_ref().map_or_else(String::new, |(_, at)| words::of_related(desk.lang, moment(*at, desk.today())))
}

fn compare(pen: &mut Pen, desk: &Desk, case: &CaseView, (detail, other): (&CaseDetail, &RelatedCase), area: Rect) {
    let lang = desk.lang;
    let (strong, text, muted, warn) = (pen.theme.strong, pen.theme.text, pen.theme.muted, pen.theme.warn);
    let mut title: Vec<Piece> = vec![(number(desk, other), strong)];
    title.extend(other.summary.as_ref().map(|summary| (format!("  {}", mask_name(&summary.name)), text)));
    if other.is_alarming() {
        title.push((format!("  ! {}", words::agree_should_not(lang)), warn));
    }
    let aside = match &case.related.failed {
        Some(why) => format!("{}  ! {why}", age(desk, case)),
        None => age(desk, case),
    };
    pen.titled_rule(area, area.y, &title, &aside);
    let labels = label_width(lang) + 2;
    let column = (area.width.saturating_sub(labels + 3) / 2).min(40);
    let at = |i: u16| area.x + 1 + labels + i * column;
    let mut y = area.y + 1;
    // The list has room for a word of it only.
    let found = cross::matches(lang, &other.found);
    for (i, line) in wrap(&found, area.width.saturating_sub(labels + 4)).into_iter().take(MATCH_ROWS).enumerate() {
        pen.put_cut(area.x + 1, y, at(0) - 1, if i == 0 { words::matching(lang) } else { "" }, muted);
        pen.put(at(0), y, area.right(), line, warn);
        y += 1;
    }
    pen.put_cut(at(0), y, at(1) - 2, words::this_case(lang), strong);
    pen.put_cut(at(1), y, at(2), words::other_case(lang), strong);
    for (fact, y) in facts(desk, detail, other).iter().zip(y + 1..area.bottom()) {
        pen.put_cut(area.x + 1, y, at(0) - 1, fact.label, muted);
        pen.put_cut(at(0), y, at(1) - 3, &fact.this, text);
        if fact.alarm {
            pen.put(at(1) - 2, y, at(1), "!", warn);
        }
        pen.put_cut(at(1), y, at(2).min(area.right() - 1), &fact.other, if fact.alarm { strong } else { text });
    }
}

fn facts(desk: &Desk, detail: &CaseDetail, other: &RelatedCase) -> Vec<Fact> {
    let lang = desk.lang;
    let (mine, facts) = (&detail.summary, &detail.case.facts);
    let fact = |label, this: String, other: String, alarm| Fact { label, this, other, alarm };
    let amount = |summary: &CaseSummary| amount(lang, summary);
    let spans = |spans: &[Span]| {
        let spans = spans.iter().map(|span| show::span(lang, day(span.from, desk.today()), day(span.to, desk.today())));
        spans.collect::<Vec<_>>().join("、")
    };
    let theirs = |of: &dyn Fn(&CaseSummary) -> String| other.summary.as_ref().map(of).unwrap_or_default();
    let payee = facts.payee.as_ref();
    let card = payee.and_then(|payee| payee.card.as_deref()).map(tail).unwrap_or_default();
    let own: Vec<Span> = facts.stays.iter().map(|stay| Span { from: stay.admission, to: stay.discharge }).collect();
    let overlap = own.iter().any(|mine| other.stays.iter().any(|theirs| mine.from <= theirs.to && theirs.from <= mine.to));
    let same_stay = other.found.iter().any(|found| matches!(found.kind(), Some(MatchKind::Stay | MatchKind::Overlap)));
    let person = other.found.iter().any(|found| matches!(found.kind(), Some(MatchKind::IdOff | MatchKind::TwoNames | MatchKind::Alike)));
    let name = theirs(&|summary| mask_name(&summary.name));
    let same = if other.same_member && !person { words::same_member(lang).to_owned() } else { name };
    // What it was granted says more than what it comes to.
    let in_period =
        desk.plan_of(detail).is_some_and(|plan| plan.cover.is_some()) && other.summary.as_ref().is_some_and(|o| o.plan == mine.plan);
    let paid = match &other.standing {
        Standing::Undecided => theirs(&amount),
        Standing::Granted { on, amount } if in_period => cross::paid_short(lang, amount.grouped(), day(*on, desk.today())),
        standing => cross::standing(lang, standing, false),
    };
    vec![
        fact(words::person(lang), mask_name(&facts.member.name), same, person),
        fact(words::receipt(lang), receipts(facts), other.receipts.join("、"), !other.receipts.is_empty()),
        fact(show::card(lang), card, other.card.clone().unwrap_or_default(), other.card.is_some() && !other.same_member),
        fact(words::stays(lang), spans(&own), spans(&other.stays), same_stay || (overlap && other.same_member)),
        fact(show::payable(lang), amount(mine), paid, false),
        fact(
            texts::benefit(lang),
            desk.benefits_short(&mine.plan, &mine.benefits),
            theirs(&|summary| desk.benefits_short(&summary.plan, &summary.benefits)),
            false,
        ),
        fact(texts::stage(lang), stage_of(desk, mine), theirs(&|summary| stage_of(desk, summary)), false),
        fact(texts::employer(lang), mine.employer.clone(), theirs(&|summary| summary.employer.clone()), false),
    ]
}

/// The last four characters; who sees masks has no more.
fn tail(number: &str) -> String {
    if number.chars().count() <= 4 { number.to_owned() } else { card_tail(number) }
}

fn receipts(facts: &Facts) -> String {
    let stays = facts.stays.iter().filter_map(|stay| stay.expense.as_ref());
    let all = stays.chain(facts.outpatient.iter().map(|care| &care.expense));
    all.filter_map(|expense| expense.receipt.as_deref()).map(tail).collect::<Vec<_>>().join("、")
}
