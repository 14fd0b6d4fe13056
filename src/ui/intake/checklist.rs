//! The checklist beside a form, and below it what the claim comes to so far.

use ratatui::layout::Rect;

use crate::app::Desk;
use crate::app::form::Said;
use crate::app::intake::ClaimForm;
use crate::domain::assessment::{CheckState, Need, Outcome};
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::layout::width::{width, wrap};
use crate::text::checks::check_name;
use crate::text::{intake as texts, show};
use crate::ui::ViewState;
use crate::ui::format::check_glyph;
use crate::ui::pen::Pen;

/// The most rows of the preview below the checklist.
const PREVIEW: u16 = 9;

/// Draws the papers that are asked for and the preview below them.
pub(super) fn checklist(pen: &mut Pen, desk: &Desk, form: &ClaimForm, view: &mut ViewState, area: Rect) {
    let lang = desk.lang;
    let papers = form.papers();
    let (strong, muted, text) = (pen.theme.strong, pen.theme.muted, pen.theme.text);
    let needed = |need: &Option<Need>| matches!(need, Some(Need::Required | Need::Conditional));
    let (of, came) =
        (papers.iter().filter(|paper| needed(&paper.1)).count(), papers.iter().filter(|paper| needed(&paper.1) && paper.3).count());
    let x = pen.put(area.x + 2, area.y, area.right(), texts::checklist(lang), strong);
    pen.put_cut(x + 2, area.y, area.right(), &texts::came_of(lang, came, of), muted);
    // Title, a row for each benefit, what is missing, two rows of checks.
    let wanted = u16::try_from(form.benefits.len() + unpaid(form, lang).len()).unwrap_or(PREVIEW).saturating_add(4).min(PREVIEW);
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
            (false, Some(Need::Open)) => (texts::open_paper(lang), pen.theme.warn),
            _ => (texts::missing(lang), pen.theme.warn),
        };
        pen.put_cut(area.x + 2, y, area.right(), word, style);
        let why = match need {
            Some(Need::Optional) => show::optional(lang),
            Some(_) => names.condition_short(because),
            None => "-",
        };
        // Where both have no room, the paper's own name is whole.
        let (name, name_at) = (names.material(id), area.x + 2 + mark);
        let why_at = area.right().saturating_sub(width(why) + 1);
        let has_both = name_at.saturating_add(width(name)) < why_at;
        pen.put_cut(name_at, y, area.right(), name, if *came { text } else { strong });
        if has_both {
            pen.put(why_at, y, area.right(), why, muted);
        }
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
    let faults = form.faults(lang);
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
    for why in unpaid(form, lang) {
        if y < area.bottom() {
            pen.put_cut(area.x + 2, y, area.right() - 1, &why, muted);
        }
        y += 1;
    }
    // By its name: what is typed wrong may stand out of sight, and goes before what is only blank.
    let wrong = form.fields.iter().enumerate().filter(|(_, field)| !field.is_blank()).find_map(|(at, field)| {
        let Some(Said::Fault(why)) = form.said(at, lang) else { return None };
        Some(format!("{} {why}", form.label_of(field, lang)))
    });
    if let Some(first) = wrong.as_ref().or(faults.first()).filter(|_| y < area.bottom()) {
        let warn = pen.theme.warn;
        let more = if faults.len() > 1 { texts::more_faults(lang, faults.len() - 1) } else { String::new() };
        pen.put_cut(area.x + 2, y, area.right() - 1, &format!("! {first}{more}"), warn);
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

/// Why a trial comes to nothing, for each benefit of which the plan says so.
pub(in crate::ui) fn unpaid(form: &ClaimForm, lang: Lang) -> Vec<String> {
    let names = form.plan.names(lang);
    let benefits = form.assessment.iter().flat_map(|assessment| &assessment.benefits).filter(|benefit| benefit.amount == Money::ZERO);
    let told = benefits
        .filter_map(|benefit| Some(texts::unpaid(lang, names.benefit_short(&benefit.benefit), names.reason(benefit.reason.as_ref()?))));
    told.collect()
}
