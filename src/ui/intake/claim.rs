//! The form of one claim: labels and fields, the checklist beside it or in its place.
//!
//! Invariants: a number that names a person stands in full only in the field that has the cursor; only the field that has the cursor has a ground, so that the eye finds it at once.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::checklist::checklist;
use crate::app::Desk;
use crate::app::form::{FormField, Said};
use crate::app::intake::form::Enrolled;
use crate::app::intake::{ClaimForm, Line};
use crate::domain::fact_field::{FieldKind, Group};
use crate::domain::identity::mask_name;
use crate::domain::people::Lang;
use crate::layout::width::wrap;
use crate::text::amend::typing_replaces;
use crate::text::{fact_fields as words, intake as texts};
use crate::ui::ViewState;
use crate::ui::pen::{Pen, Piece};

/// From here on form and checklist stand side by side.
const BESIDE_FROM: u16 = 100;
/// From so many rows on a blank one stands above each title.
const AIRY_FROM: u16 = 28;
/// The widest field: a long name or account of an accident is pushed to the left.
const FIELD: u16 = 40;
/// The narrowest: an identity number and the cursor.
const LEAST: u16 = 20;
/// The most rows of why the server did not take it.
const MOST_REFUSAL: usize = 4;
/// Columns for what is said beside a field.
const SAID: u16 = 30;

/// Whose claim it is, and since when it is on disk.
pub(super) fn title(pen: &mut Pen, desk: &Desk, form: &ClaimForm, area: Rect) {
    let lang = desk.lang;
    let name = form.text_at("/member/name");
    let name = if name.is_empty() { texts::new_claim(lang).to_owned() } else { mask_name(&name) };
    let (accent, strong) = (pen.theme.accent, pen.theme.strong);
    let saved = match (form.is_on_disk(), form.saved) {
        (false, _) if form.save_failed(desk.now) => texts::save_failed(lang).to_owned(),
        (false, _) => texts::unsaved(lang).to_owned(),
        (true, Some(at)) => texts::saved_at(lang, at.local().format("%H:%M:%S")),
        (true, None) => texts::not_yet_saved(lang).to_owned(),
    };
    pen.titled_rule(area, area.y, &[(texts::title(lang).to_owned(), accent), (format!("  {name}"), strong)], &saved);
}

/// Draws form and checklist, side by side where there is room, else the one that has the keys.
pub(super) fn panes(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
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

/// Says above the fields why the server doesn't have the claim; gives what is left for them.
fn below_refusal(pen: &mut Pen, form: &ClaimForm, area: Rect) -> Rect {
    let bad = pen.theme.bad;
    let lines = form.refused.iter().flat_map(|why| why.lines()).flat_map(|line| wrap(line, area.width.saturating_sub(4)));
    let mut y = area.y;
    for line in lines.take(MOST_REFUSAL) {
        let sign = if y == area.y { "✗" } else { " " };
        pen.put_cut(area.x, y, area.right(), &format!("{sign} {line}"), bad);
        y += 1;
    }
    Rect { y, height: area.bottom().saturating_sub(y), ..area }
}

const fn label_columns(lang: Lang) -> u16 {
    match lang {
        Lang::Zh => 16,
        Lang::En => 24,
    }
}

fn fields(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
    let area = below_refusal(pen, form, area);
    let lines = form.lines();
    let below: Vec<Vec<Said>> = lines.iter().map(|line| said_below(desk, form, *line)).collect();
    let above = |line: &Line| usize::from(area.height >= AIRY_FROM && matches!(line, Line::Head(..)));
    let heights: Vec<usize> = lines.iter().zip(&below).map(|(line, said)| above(line) + 1 + said.len()).collect();
    let first = view.scroll("claim-form", form.cursor, &heights, area.height);
    let mut y = area.y;
    for (i, line) in lines.iter().enumerate().skip(first) {
        if i > first {
            y += u16::try_from(above(line)).unwrap_or(0);
        }
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
        for said in &below[i] {
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

/// Faults and warnings stand under their field, and the diseases that are found there; what is in order stands beside it.
fn said_below(desk: &Desk, form: &ClaimForm, line: Line) -> Vec<Said> {
    let Line::Field(at) = line else { return Vec::new() };
    if !form.in_checklist && form.line() == line {
        let found = form.fields.get(at).map(|field| field.diseases_found(&form.plan)).unwrap_or_default();
        if !found.is_empty() {
            return found.iter().enumerate().map(|(at, disease)| Said::Note(format!("{} {}", at + 1, disease.name))).collect();
        }
    }
    form.said(at, desk.lang).filter(|said| matches!(said, Said::Fault(_) | Said::Warning(_))).into_iter().collect()
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
    // A disease that is called as it was typed is not told twice.
    let same = |said: &Said| matches!(said, Said::Good(text) if text.trim_start_matches("✓ ") == field.raw().trim());
    let said = form.said(at, lang);
    let beside = if field.spec.kind == FieldKind::Disease && said.as_ref().is_some_and(same) { 4 } else { SAID };
    let end = area.x + area.width.saturating_sub(beside).clamp(LEAST, FIELD);
    if let Some((options, chosen)) = field.options(lang, plan) {
        choice(pen, &options, chosen, focused, area);
        if !focused && form.counts_on(field) && !matches!(form.said(at, lang), Some(Said::Fault(_) | Said::Warning(_))) {
            let warn = pen.theme.warn;
            pen.put_cut(area.x + 2, area.y, area.right(), texts::counts(lang), warn);
        }
        return;
    }
    if focused {
        pen.field(area.x, area.y, end, field.raw(), field.cursor());
    } else if field.is_blank() {
        // What has to stand there says so; the rest only shows that nothing does.
        // A fault below says it already.
        let faulty = matches!(said, Some(Said::Fault(_)));
        let (word, style) = match () {
            () if faulty => ("", pen.theme.muted),
            () if form.is_wanting(field) => (texts::must(lang), pen.theme.warn),
            () if form.counts_on(field) => (texts::counts(lang), pen.theme.warn),
            () => ("", pen.theme.muted),
        };
        pen.put_cut(area.x, area.y, end, &format!("- {word}"), style);
    } else {
        let text = pen.theme.text;
        pen.put_cut(area.x, area.y, end, &field.masked(), text);
    }
    if focused && field.is_selected() {
        let muted = pen.theme.muted;
        pen.put_cut(end + 2, area.y, area.right(), typing_replaces(lang), muted);
    } else if let Some(said @ (Said::Good(_) | Said::Note(_))) = &said
        && (focused || !matches!(field.spec.kind, FieldKind::Money | FieldKind::Date))
    {
        let (text, style) = if same(said) { ("✓".to_owned(), pen.theme.ok) } else { voice(pen, said) };
        pen.put_cut(end + 2, area.y, area.right(), &text, style);
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
