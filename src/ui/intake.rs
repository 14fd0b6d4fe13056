//! The counter: the list of drafts and claims, and the form of one claim with its checklist.
//!
//! Not here: the sheets over it (`sheet_intake`). Invariant: a number that names a person stands in full only in the field that has
//! the cursor, or where it is wrong and has to be compared with the paper.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Desk;
use crate::app::form::{About, FormField, Said};
use crate::app::intake::form::Enrolled;
use crate::app::intake::{ClaimForm, Line};
use crate::domain::assessment::{CheckState, Need, Outcome};
use crate::domain::fact_field::{FieldKind, Group};
use crate::domain::identity::{card_tail, mask_id_number, mask_name, mask_phone};
use crate::domain::intake::{ClaimState, IntakeItem};
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::text::checks::check_name;
use crate::text::{fact_fields as words, intake as texts, show};
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::format::{check_glyph, moment};
use crate::ui::head::message;
use crate::ui::pen::{Pen, Piece};
use crate::ui::width::{width, wrap};

/// From here on form and checklist stand side by side.
const BESIDE_FROM: u16 = 100;
/// The widest field: a long name or account of an accident is pushed to the left.
const FIELD: u16 = 40;
/// The narrowest: an identity number and the cursor.
const LEAST: u16 = 20;
/// Columns for what is said beside a field.
const SAID: u16 = 30;
/// The most rows of the preview below the checklist.
const PREVIEW: u16 = 9;

/// Draws the counter below the head. `area` ends above the status line.
pub fn draw(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let last = area.bottom() - 1;
    pen.rule(area.x, last, area.right());
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    match &desk.intake.form {
        None => {
            pen.rule(area.x, area.y, area.right());
            list(pen, desk, view, body);
        }
        Some(form) => {
            title(pen, desk, form, area);
            panes(pen, desk, form, view, body);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    State,
    Name,
    Id,
    Claimed,
    Number,
    Changed,
}

fn list(pen: &mut Pen, desk: &Desk, view: &mut ViewState, area: Rect) {
    let lang = desk.lang;
    let items = &desk.intake.items;
    if items.is_empty() {
        let (strong, muted) = (pen.theme.strong, pen.theme.muted);
        if !desk.intake.loaded {
            return message(pen, area, (crate::text::desk::loading(lang).to_owned(), muted), &[]);
        }
        return message(pen, area, (texts::empty(lang).to_owned(), strong), &[texts::empty_hint(lang)]);
    }
    let column = |id, least, most, leaves| Column { id, least, most, leaves, right: false };
    let state = if lang == Lang::Zh { 8 } else { 12 };
    let columns = [
        column(Cell::State, state, state, 0),
        column(Cell::Name, 8, 10, 0),
        column(Cell::Id, 18, 18, 2),
        column(Cell::Claimed, 16, 44, 3),
        column(Cell::Number, 11, 24, 0),
        column(Cell::Changed, 5, 11, 1),
    ];
    let columns = place(&columns, area.x + 2, area.right());
    let muted = pen.theme.muted;
    for at in &columns {
        pen.put_cut(at.x, area.y, at.end, heading(lang, at.id), muted);
    }
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let first = view.scroll("claims", desk.intake.index(), &vec![1; items.len()], rows.height);
    for (i, (item, y)) in items.iter().skip(first).zip(rows.y..rows.bottom()).enumerate() {
        for at in &columns {
            cell(pen, desk, item, *at, y);
        }
        if first + i == desk.intake.index() {
            pen.select(Rect { y, height: 1, ..area });
        }
    }
}

const fn heading(lang: Lang, cell: Cell) -> &'static str {
    match cell {
        Cell::State => texts::state(lang),
        Cell::Name => texts::name(lang),
        Cell::Id => texts::id_number(lang),
        Cell::Claimed => texts::claimed(lang),
        Cell::Number => texts::number(lang),
        Cell::Changed => texts::changed(lang),
    }
}

fn cell(pen: &mut Pen, desk: &Desk, item: &IntakeItem, at: Placed<Cell>, y: u16) {
    let (lang, muted, text) = (desk.lang, pen.theme.muted, pen.theme.text);
    let draft = &item.draft;
    let (value, style) = match at.id {
        Cell::State => {
            let (glyph, word, style) = match &item.state {
                ClaimState::Draft => ("-", texts::draft(lang), text),
                ClaimState::Waiting => ("?", texts::waiting(lang), pen.theme.warn),
                ClaimState::Sending => ("?", texts::sending(lang), pen.theme.warn),
                ClaimState::Registered { .. } => ("✓", texts::is_registered(lang), pen.theme.ok),
                ClaimState::Refused { .. } => ("✗", texts::is_refused(lang), pen.theme.bad),
            };
            (format!("{glyph} {word}"), style)
        }
        Cell::Name if draft.name().is_empty() => (texts::nameless(lang).to_owned(), muted),
        Cell::Name => (mask_name(draft.name()), text),
        Cell::Id => (mask_id_number(draft.entry("/member/id_number").trim()), muted),
        Cell::Claimed => {
            let benefits = desk.benefits_short(&draft.plan, &draft.benefits);
            (format!("{}  {benefits}", desk.plan_short(&draft.plan)), text)
        }
        Cell::Number => match &item.state {
            ClaimState::Registered { case } => (case.to_string(), pen.theme.strong),
            ClaimState::Draft => ("-".to_owned(), muted),
            _ => (draft.key.provisional(), muted),
        },
        Cell::Changed => (moment(draft.changed, desk.today()), muted),
    };
    pen.put_cut(at.x, y, at.end, &value, style);
}

/// Whose claim it is, and since when it is on disk.
fn title(pen: &mut Pen, desk: &Desk, form: &ClaimForm, area: Rect) {
    let lang = desk.lang;
    let name = form.text_at("/member/name");
    let name = if name.is_empty() { texts::new_claim(lang).to_owned() } else { mask_name(&name) };
    let (accent, strong) = (pen.theme.accent, pen.theme.strong);
    let saved = match (form.unsaved, form.saved) {
        (Some(_), _) => texts::unsaved(lang).to_owned(),
        (None, Some(at)) => texts::saved_at(lang, at.local().format("%H:%M:%S")),
        (None, None) => texts::not_yet_saved(lang).to_owned(),
    };
    pen.titled_rule(area, area.y, &[(texts::title(lang).to_owned(), accent), (format!("  {name}"), strong)], &saved);
}

fn panes(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
    if area.width < BESIDE_FROM {
        return if form.in_checklist { checklist(pen, desk, form, view, area) } else { fields(pen, desk, form, view, area) };
    }
    let split = area.x + area.width * 3 / 5;
    let faint = pen.theme.faint;
    for y in area.y..area.bottom() {
        pen.put(split, y, split + 1, "│", faint);
    }
    fields(pen, desk, form, view, Rect { width: split - area.x - 1, ..area });
    checklist(pen, desk, form, view, Rect { x: split + 1, width: area.right() - split - 1, ..area });
}

const fn label_columns(lang: Lang) -> u16 {
    match lang {
        Lang::Zh => 16,
        Lang::En => 24,
    }
}

fn fields(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
    let lines = form.lines();
    let below: Vec<Option<Said>> = lines.iter().map(|line| said_below(desk, form, *line)).collect();
    let heights: Vec<usize> = below.iter().map(|said| 1 + usize::from(said.is_some())).collect();
    let first = view.scroll("claim-form", form.cursor, &heights, area.height);
    let mut y = area.y;
    for (i, line) in lines.iter().enumerate().skip(first) {
        if y >= area.bottom() {
            break;
        }
        let focused = i == form.cursor && !form.in_checklist;
        draw_line(pen, desk, form, (*line, focused), Rect { y, height: 1, ..area });
        if i == form.cursor {
            let (glyph, style) = if focused { ("▸", pen.theme.accent) } else { ("▹", pen.theme.muted) };
            pen.put(area.x, y, area.x + 1, glyph, style);
        }
        y += 1;
        if let Some(said) = &below[i] {
            if y < area.bottom() {
                let (text, style) = voice(pen, said);
                pen.put_cut(area.x + 2 + label_columns(desk.lang), y, area.right(), &text, style);
            }
            y += 1;
        }
    }
}

fn voice(pen: &Pen, said: &Said) -> Piece {
    match said {
        Said::Fault(text) => (format!("✗ {text}"), pen.theme.bad),
        Said::Warning(text) => (format!("! {text}"), pen.theme.warn),
        Said::Good(text) => (text.clone(), pen.theme.ok),
        Said::Note(text) => (text.clone(), pen.theme.muted),
    }
}

/// Faults and warnings stand under their field; what is in order stands beside it.
fn said_below(desk: &Desk, form: &ClaimForm, line: Line) -> Option<Said> {
    let Line::Field(at) = line else { return None };
    form.said(at, desk.lang).filter(|said| matches!(said, Said::Fault(_) | Said::Warning(_)))
}

fn draw_line(pen: &mut Pen, desk: &Desk, form: &ClaimForm, (line, focused): (Line, bool), area: Rect) {
    let lang = desk.lang;
    let (x, y, end) = (area.x + 2, area.y, area.right());
    let value_at = x + label_columns(lang);
    let (muted, text, strong) = (pen.theme.muted, pen.theme.text, pen.theme.strong);
    match line {
        Line::Plan => {
            pen.put_cut(x, y, value_at - 1, texts::plan(lang), muted);
            pen.put_cut(value_at, y, end, form.plan.name.get(lang), strong);
            point(pen, focused, value_at, y);
        }
        Line::Benefit(at) => {
            let Some(benefit) = form.plan.benefits.get(at) else { return };
            if at == 0 {
                pen.put_cut(x, y, value_at - 1, texts::benefit(lang), muted);
            }
            let ticked = form.benefits.contains(&benefit.id);
            let (glyph, style) = if ticked { ("✓", pen.theme.ok) } else { ("-", muted) };
            pen.put(value_at, y, end, glyph, style);
            pen.put_cut(value_at + 2, y, end, benefit.name.get(lang), if ticked { strong } else { text });
            point(pen, focused, value_at, y);
        }
        Line::Head(group, n) => {
            let name = words::group(lang, group);
            let many = group.list().is_some() && form.count(group) > 1;
            let name = if many { texts::nth(lang, name, n + 1) } else { name.to_owned() };
            let x = pen.put_cut(x, y, end, &name, strong);
            if group == Group::Enrolment && n == 0 {
                let (text, style) = enrolled(pen, lang, &form.enrolled);
                pen.put_cut(x + 2, y, end, &text, style);
            }
        }
        Line::More(group) => {
            let style = if focused { strong } else { muted };
            pen.put_cut(value_at, y, end, &texts::more_of(lang, words::group(lang, group)), style);
            point(pen, focused, value_at, y);
        }
        Line::Field(at) => {
            if let Some(field) = form.fields.get(at) {
                pen.put_cut(x, y, value_at - 1, words::label(lang, field.spec), muted);
                draw_field(pen, desk, form, (field, at, focused), Rect { x: value_at, width: end - value_at, ..area });
            }
        }
    }
}

fn point(pen: &mut Pen, focused: bool, x: u16, y: u16) {
    if focused {
        pen.cursor = Some(Position::new(x, y));
    }
}

fn enrolled(pen: &Pen, lang: Lang, enrolled: &Enrolled) -> Piece {
    match enrolled {
        Enrolled::NotAsked => (String::new(), pen.theme.muted),
        Enrolled::Asked(_) => (texts::enrolled_asked(lang).to_owned(), pen.theme.muted),
        Enrolled::Found(n) => (texts::enrolled_found(lang, n), pen.theme.ok),
        Enrolled::Nothing => (texts::enrolled_none(lang).to_owned(), pen.theme.muted),
        Enrolled::Failed(why) => (texts::enrolled_failed(lang, why), pen.theme.warn),
    }
}

fn draw_field(pen: &mut Pen, desk: &Desk, form: &ClaimForm, (field, at, focused): (&FormField, usize, bool), area: Rect) {
    let lang = desk.lang;
    let plan = Some(&*form.plan);
    // What is said of a number stands beside it.
    let end = area.x + area.width.saturating_sub(SAID).clamp(LEAST, FIELD);
    if let Some((options, chosen)) = field.options(lang, plan) {
        return choice(pen, &options, chosen, focused, area);
    }
    let said = form.said(at, lang);
    if focused {
        pen.field(area.x, area.y, end, field.raw(), field.cursor());
    } else {
        let about = About { lang, today: desk.today(), plan, focused: false };
        let shown = masked(field, matches!(field.read(&about).said, Some(Said::Good(_))));
        pen.field(area.x, area.y, end, &shown, None);
    }
    if let Some(said @ (Said::Good(_) | Said::Note(_))) = &said
        && (focused || !matches!(field.spec.kind, FieldKind::Money | FieldKind::Date))
    {
        let (text, style) = voice(pen, said);
        pen.put_cut(end + 2, area.y, area.right(), &text, style);
    }
}

/// A number that is in order is masked once the cursor has left it.
fn masked(field: &FormField, in_order: bool) -> String {
    let raw = field.raw();
    match field.spec.kind {
        FieldKind::IdNumber if in_order => mask_id_number(raw.trim()),
        FieldKind::Phone if in_order => mask_phone(raw.trim()),
        FieldKind::BankCard | FieldKind::SocialCard if in_order => format!("**** {}", card_tail(raw.trim())),
        _ => raw.to_owned(),
    }
}

/// All that can be chosen where the cursor is; elsewhere what was.
fn choice(pen: &mut Pen, options: &[String], chosen: Option<usize>, focused: bool, area: Rect) {
    let (muted, text, strong, ok) = (pen.theme.muted, pen.theme.text, pen.theme.strong, pen.theme.ok);
    let mut x = area.x;
    if !focused {
        let shown = chosen.and_then(|at| options.get(at)).map_or("-", String::as_str);
        pen.put_cut(x, area.y, area.right(), shown, if chosen.is_some() { text } else { muted });
        return;
    }
    pen.cursor = Some(Position::new(x, area.y));
    for (i, option) in options.iter().enumerate() {
        let here = chosen == Some(i);
        if here {
            pen.cursor = Some(Position::new(x.min(area.right().saturating_sub(1)), area.y));
        }
        let (glyph, glyph_style, style): (_, Style, Style) = if here { ("✓", ok, strong) } else { ("-", muted, text) };
        x = pen.put(x, area.y, area.right(), glyph, glyph_style);
        x = pen.put_cut(x + 1, area.y, area.right(), option, style) + 2;
    }
}

fn checklist(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
    let lang = desk.lang;
    let papers = form.papers();
    let (strong, muted, text) = (pen.theme.strong, pen.theme.muted, pen.theme.text);
    let needed = |need: &Option<Need>| matches!(need, Some(Need::Required | Need::Conditional));
    let (of, came) =
        (papers.iter().filter(|paper| needed(&paper.1)).count(), papers.iter().filter(|paper| needed(&paper.1) && paper.3).count());
    let x = pen.put(area.x + 2, area.y, area.right(), texts::checklist(lang), strong);
    pen.put_cut(x + 2, area.y, area.right(), &texts::came_of(lang, came, of), muted);
    // Title, a row for each benefit, what is missing, two rows of checks.
    let wanted = u16::try_from(form.benefits.len()).unwrap_or(PREVIEW).saturating_add(4).min(PREVIEW);
    let room = area.height.saturating_sub(2 + wanted).max(4).min(area.height.saturating_sub(1));
    if papers.is_empty() {
        let hint = if form.in_checklist && area.width == desk.size.0 { texts::tick_first_narrow(lang) } else { texts::tick_first(lang) };
        pen.put_cut(area.x + 2, area.y + 2, area.right(), hint, muted);
    }
    let names = form.plan.names(lang);
    let first = view.scroll("claim-papers", form.paper, &vec![1; papers.len()], room);
    let mark = if lang == Lang::Zh { 8 } else { 12 };
    let mut y = area.y + 1;
    for (i, (id, need, because, came)) in papers.iter().enumerate().skip(first).take(usize::from(room)) {
        let (word, style) = match (came, need) {
            (true, _) => (texts::came(lang), pen.theme.ok),
            (false, Some(Need::Optional)) | (false, None) => (texts::optional(lang), muted),
            _ => (texts::missing(lang), pen.theme.warn),
        };
        pen.put_cut(area.x + 2, y, area.right(), word, style);
        let why = match need {
            Some(Need::Optional) => show::optional(lang),
            Some(_) => names.condition_short(because),
            None => "-",
        };
        let why_at = area.right().saturating_sub(width(why) + 1).max(area.x + 2 + mark);
        pen.put_cut(area.x + 2 + mark, y, why_at.saturating_sub(2), names.material(id), if *came { text } else { strong });
        pen.put_cut(why_at, y, area.right(), why, muted);
        if i == form.paper && form.in_checklist {
            pen.select(Rect { y, height: 1, ..area });
        }
        y += 1;
    }
    let top = (y + 1).max(area.bottom().saturating_sub(wanted));
    if top < area.bottom() {
        preview(pen, desk, form, Rect { y: top, height: area.bottom() - top, ..area });
    }
}

/// What the claim comes to so far, and which checks don't pass.
fn preview(pen: &mut Pen, desk: &Desk, form: &ClaimForm, area: Rect) {
    let lang = desk.lang;
    let (accent, muted, text) = (pen.theme.accent, pen.theme.muted, pen.theme.text);
    pen.titled_rule(area, area.y, &[(texts::preview(lang).to_owned(), accent)], texts::preview_aside(lang));
    let mut y = area.y + 1;
    let faults = form.faults(lang).len();
    let Some(assessment) = &form.assessment else { return };
    for benefit in &assessment.benefits {
        if y >= area.bottom() {
            return;
        }
        pen.put_cut(area.x + 2, y, area.right() - 18, desk.benefit_short(&form.plan.id, &benefit.benefit), text);
        match benefit.outcome {
            Outcome::Payable | Outcome::NothingOwed => pen.amount(y, area.right() - 1, benefit.amount, false),
            _ => pen.put_right(area.x + 12, y, area.right() - 1, texts::not_assessed(lang), muted),
        }
        y += 1;
    }
    if faults > 0 && y < area.bottom() {
        let warn = pen.theme.warn;
        pen.put_cut(area.x + 2, y, area.right(), &format!("! {}", texts::faults(lang, faults)), warn);
        y += 1;
    }
    let open = assessment.checks.iter().filter(|check| !matches!(check.state, CheckState::Pass | CheckState::Attested));
    let mut worst: Vec<_> = open.collect();
    worst.sort_by_key(|check| check.state);
    let names: Vec<String> =
        worst.iter().map(|check| format!("{} {}", check_glyph(check.state, pen.theme).0, check_name(lang, check.check.as_str()))).collect();
    for line in wrap(&names.join("  "), area.width.saturating_sub(3)) {
        if y < area.bottom() {
            let warn = pen.theme.warn;
            pen.put_cut(area.x + 2, y, area.right(), line, warn);
        }
        y += 1;
    }
}
