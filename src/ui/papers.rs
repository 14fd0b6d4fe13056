//! The papers tab: the checklist with this person's verdicts, and what the paper under the cursor must show.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::case::CaseView;
use crate::app::materials::{Paper, PaperState};
use crate::domain::assessment::Need;
use crate::domain::material::Verdict;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::layout::width::{width, wrap};
use crate::text::{assess, desk as words, show};
use crate::ui::ViewState;
use crate::ui::columns::{Column, Placed, place};
use crate::ui::facts::papers_some;
use crate::ui::format::{day, paper_glyph, paper_word};
use crate::ui::head::{label_width, message};
use crate::ui::pen::{Pen, Piece};

/// From here on what the paper must show stands beside the list.
const BESIDE_FROM: u16 = 100;
/// A paper's name is long from here on.
const LONG_NAME: u16 = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Verdict,
    Paper,
    Why,
    Pages,
    Came,
    Defect,
}

pub fn draw(pen: &mut Pen, desk: &Desk, case: &CaseView, view: &mut ViewState, area: Rect) {
    let papers = case.papers();
    if papers.is_empty() {
        let text = pen.theme.text;
        return message(pen, area, (show::no_papers(desk.lang).to_owned(), text), &[]);
    }
    let (list, about) = if area.width >= BESIDE_FROM {
        // Long names take some of the room beside.
        let long = case.detail().and_then(|detail| desk.plan_of(detail)).is_some_and(|plan| {
            let names = plan.names(desk.lang);
            papers.iter().any(|paper| width(names.material(&paper.material)) > LONG_NAME)
        });
        let split = area.x + area.width * if long { 14 } else { 11 } / 20;
        let faint = pen.theme.faint;
        for y in area.y..area.bottom() {
            pen.put(split, y, split + 1, "│", faint);
        }
        (Rect { width: split - area.x - 1, ..area }, Rect { x: split + 2, width: area.right() - split - 3, ..area })
    } else {
        let rows = if area.height > 14 { 4 } else { 2 };
        (
            Rect { height: area.height - rows - 1, ..area },
            Rect { x: area.x + 2, y: area.bottom() - rows, width: area.width - 3, height: rows },
        )
    };
    table(pen, desk, case, &papers, view, list);
    if let Some(paper) = papers.get(case.cursor()) {
        about_paper(pen, desk, case, paper, about);
    }
}

fn columns(desk: &Desk, papers: &[Paper], names: &dyn Names) -> Vec<Column<Field>> {
    let by = |chinese: u16, english: u16| if desk.lang == Lang::Zh { chinese } else { english };
    let widest = papers.iter().map(|paper| width(names.material(&paper.material))).max().unwrap_or(0);
    let defect = |paper: &Paper| match &paper.verdict {
        Some(Verdict::Defective { reason }) => width(names.reason(reason)),
        _ => 1,
    };
    let defects = papers.iter().map(defect).max().unwrap_or(0);
    let heading = width(show::defect(desk.lang));
    let column = |id, least, most, leaves, right| Column { id, least, most, leaves, right };
    vec![
        column(Field::Verdict, by(9, 12), by(9, 12), 0, false),
        column(Field::Paper, by(12, 14), widest.clamp(12, 40), 0, false),
        column(Field::Why, by(6, 8), by(8, 14), 2, false),
        column(Field::Pages, by(4, 5), by(4, 5), 3, true),
        column(Field::Came, 5, 10, 1, false),
        column(Field::Defect, defects.clamp(heading, 20), defects.clamp(heading, 40), 0, false),
    ]
}

const fn heading(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::Verdict => show::result(lang),
        Field::Paper => show::paper(lang),
        Field::Why => show::why(lang),
        Field::Pages => show::pages(lang),
        Field::Came => show::came(lang),
        Field::Defect => show::defect(lang),
    }
}

fn table(pen: &mut Pen, desk: &Desk, case: &CaseView, papers: &[Paper], view: &mut ViewState, area: Rect) {
    let Some(plan) = case.detail().and_then(|detail| desk.plan_of(detail)) else {
        let warn = pen.theme.warn;
        return message(pen, area, (words::no_plan(desk.lang).to_owned(), warn), &[]);
    };
    let names = plan.names(desk.lang);
    let columns = place(&columns(desk, papers, &names), area.x + 2, area.right());
    let muted = pen.theme.muted;
    for column in &columns {
        let text = heading(desk.lang, column.id);
        if column.right {
            pen.put_right(column.x, area.y, column.end, text, muted);
        } else {
            pen.put_cut(column.x, area.y, column.end, text, muted);
        }
    }
    let tally_rows = u16::from(area.height > 6) * 2;
    let height = area.height.saturating_sub(1 + tally_rows);
    let added = case.difference().map(|difference| difference.added).unwrap_or_default();
    let first = view.scroll("papers", case.cursor(), &vec![1; papers.len()], height);
    for (i, paper) in papers.iter().enumerate().skip(first).take(usize::from(height)) {
        let y = area.y + 1 + u16::try_from(i - first).unwrap_or(0);
        for column in &columns {
            cell(pen, desk, &names, paper, *column, y);
        }
        pen.list_line(Rect { y, height: 1, ..area }, i, i == case.cursor());
        if added.iter().any(|known| known.material == paper.material) {
            let warn = pen.theme.warn;
            pen.over(area.x + 1, y, "!", warn);
        }
    }
    if tally_rows > 0 {
        tally(pen, desk, papers, Rect { x: area.x + 2, y: area.bottom() - 1, width: area.width - 2, height: 1 });
    }
}

fn cell(pen: &mut Pen, desk: &Desk, names: &dyn Names, paper: &Paper, at: Placed<Field>, y: u16) {
    let (text, muted) = (pen.theme.text, pen.theme.muted);
    let lang = desk.lang;
    match at.id {
        Field::Verdict => {
            let state = paper.state();
            let (glyph, style) = paper_glyph(state, pen.theme);
            let x = pen.put(at.x, y, at.end, glyph, style);
            let calm = matches!(state, PaperState::Accepted | PaperState::NotNeeded);
            let x = pen.put_cut(x + 1, y, at.end, paper_word(lang, state), if calm { muted } else { style });
            // A verdict that no decision has carried yet.
            if paper.drafted {
                let accent = pen.theme.accent;
                pen.put(x, y, at.end, "*", accent);
            }
        }
        Field::Paper => {
            pen.put_cut(at.x, y, at.end, names.material(&paper.material), text);
        }
        Field::Why => {
            let why = match paper.need() {
                Some(Need::Optional) => show::optional(lang),
                Some(_) => names.condition_short(paper.because()),
                None => "-",
            };
            pen.put_cut(at.x, y, at.end, why, muted);
        }
        Field::Pages => {
            let pages = if paper.received.is_some() { paper.pages.to_string() } else { "-".into() };
            pen.put_right(at.x, y, at.end, &pages, text);
        }
        Field::Came => {
            let came = paper.received.map_or_else(|| "-".to_owned(), |date| day(date, desk.today()));
            pen.put_cut(at.x, y, at.end, &came, text);
        }
        Field::Defect => {
            let (defect, style) = match &paper.verdict {
                Some(Verdict::Defective { reason }) => (names.reason(reason), pen.theme.bad),
                _ => ("-", muted),
            };
            pen.put_cut(at.x, y, at.end, defect, style);
        }
    }
}

fn tally(pen: &mut Pen, desk: &Desk, papers: &[Paper], area: Rect) {
    let line = papers_some(desk.lang, papers);
    let (text, muted, accent) = (pen.theme.text, pen.theme.muted, pen.theme.accent);
    let x = pen.put_cut(area.x, area.y, area.right(), &line, text);
    let drafted = papers.iter().filter(|paper| paper.drafted).count();
    if drafted > 0 {
        let x = pen.put(x + 3, area.y, area.right(), "*", accent);
        let told = show::draft(desk.lang, drafted);
        let told = if x + 1 + width(&told) <= area.right() { told } else { show::draft_short(desk.lang, drafted) };
        pen.put_cut(x + 1, area.y, area.right(), &told, muted);
    }
}

/// What the paper must show, and what the claimant is told of its defect.
fn about_paper(pen: &mut Pen, desk: &Desk, case: &CaseView, paper: &Paper, area: Rect) {
    let Some(plan) = case.detail().and_then(|detail| desk.plan_of(detail)) else { return };
    let lang = desk.lang;
    let names = plan.names(lang);
    let (text, strong) = (pen.theme.text, pen.theme.strong);
    let mut lines: Vec<(&str, Piece)> = Vec::new();
    if area.height > 4 {
        lines.push((show::paper(lang), (names.material(&paper.material).to_owned(), strong)));
    }
    let is = || paper.asked.as_ref().map_or_else(|| vec![&paper.material], |asked| asked.papers().collect());
    lines.extend(assess::together(lang, plan.accepted(lang, is())).map(|accept| (show::accepted_when(lang), (accept, text))));
    lines.extend(assess::together(lang, plan.copied(lang, is())).map(|wording| (show::to_copy(lang), (wording, text))));
    let added = case.difference().is_some_and(|difference| difference.added.iter().any(|known| known.material == paper.material));
    if added {
        let why = show::added_by_change(lang, names.condition(paper.because()));
        lines.push((show::why_long(lang), (why, pen.theme.warn)));
    } else if let Some(asked) = &paper.asked {
        let why = assess::because_line(lang, &names, asked);
        let need = assess::of_whom(lang, &names, assess::need_word(lang, asked.need), &asked.benefits);
        lines.push((show::why_long(lang), (format!("{need}{}{why}", assess::separator(lang)), text)));
    }
    if let Some(Verdict::Defective { reason }) = &paper.verdict
        && let Some(reason) = plan.reason(reason)
    {
        let bad = pen.theme.bad;
        lines.insert(usize::from(area.height > 4), (show::defect(lang), (format!("{}  {}", reason.name.get(lang), reason.code), bad)));
        lines.insert(usize::from(area.height > 4) + 1, (show::for_claimant(lang), (reason.text.get(lang).to_owned(), text)));
    }
    let labels = label_width(lang);
    let mut y = area.y;
    for (label, (value, style)) in lines {
        let muted = pen.theme.muted;
        if y < area.bottom() {
            pen.put_cut(area.x, y, area.x + labels - 1, label, muted);
        }
        for line in wrap(&value, area.width.saturating_sub(labels).min(76)) {
            if y < area.bottom() {
                pen.put(area.x + labels, y, area.right(), line, style);
            }
            y += 1;
        }
    }
}
