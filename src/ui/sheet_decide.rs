//! What the sheets say in which a decision is made: what is paid and not, to whom, what was looked at, what the key attests to.

use crate::app::Desk;
use crate::app::amend::NUMBERED;
use crate::app::decide::{Decide, Form, RejectForm, ResubmitForm, ReturnForm};
use crate::app::materials::papers;
use crate::domain::assessment::{CheckState, Outcome};
use crate::domain::case::Hold;
use crate::domain::decision::Verb;
use crate::domain::identity::{mask_name, mask_phone};
use crate::domain::material::MaterialVerdict;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::explain::difference::Difference;
use crate::layout::width::{width, wrap};
use crate::rules::plan::Clock;
use crate::rules::{clock, exclusions_of, workflow};
use crate::text::capitals::capitals;
use crate::text::checks::check_line;
use crate::text::{actions, cross, desk as words, sheets, show};
use crate::ui::format::check_glyph;
use crate::ui::head::label_width;
use crate::ui::sheet::{Page, Row, cell, text_rows};
use crate::ui::theme::Theme;
use crate::ui::{changes, facts, sheet_again, sheet_extend};

/// Reasons listed at once in the smallest window, and the rows of a screen that are not theirs.
const REASONS: usize = 6;
const ROWS_BESIDE_REASONS: usize = 18;
/// Prose is no wider than this.
const PROSE: u16 = 76;

/// Makes the page of a decision's sheet.
pub fn page(theme: &Theme, desk: &Desk, sheet: &Decide, columns: u16) -> Page {
    let lang = desk.lang;
    let detail = &*sheet.base;
    let (title, aside) = match sheet.verb {
        Verb::PassOn => (sheets::title_pass_on(lang), sheets::aside_queue_waits(lang)),
        Verb::Approve => (sheets::title_approve(lang), sheets::aside_queue_waits(lang)),
        Verb::Return => (sheets::title_return(lang), sheets::aside_at_once(lang)),
        Verb::Resubmit => {
            let aside = match while_returned(sheet) {
                Some(Clock::Pauses) => sheets::aside_resubmit_limit(lang),
                Some(Clock::Restarts) => sheets::aside_resubmit_anew(lang),
                Some(Clock::Runs) | None => sheets::aside_resubmit(lang),
            };
            (sheets::title_resubmit(lang), aside)
        }
        Verb::Reject => (sheets::title_reject(lang), sheets::aside_final(lang)),
        Verb::Paid => (sheets::title_paid(lang), sheets::aside_queue_waits(lang)),
        Verb::PaymentFailed => (sheets::title_failed(lang), sheets::aside_queue_waits(lang)),
        Verb::Extend => (sheets::title_extend(lang), sheets::aside_stays(lang)),
        Verb::Amend => (sheets::title_amend(lang), sheets::aside_stays(lang)),
        verb => (actions::verb(lang, verb), sheets::aside_queue_waits(lang)),
    };
    let title = vec![
        (title.to_owned(), theme.accent),
        (format!("  {}", detail.summary.id), theme.strong),
        (format!("  {}", mask_name(&detail.summary.name)), theme.text),
    ];
    let mut rows = match &sheet.form {
        Form::Forward { .. } => forward(theme, desk, sheet, columns),
        Form::Return(form) => give_back(theme, desk, sheet, form, columns),
        Form::Resubmit(form) => resubmit(theme, desk, sheet, form),
        Form::Reject(form) => reject(theme, desk, sheet, form, columns),
        Form::Again(form) => sheet_again::rows(theme, desk, sheet, form, columns),
        Form::Extend(form) => sheet_extend::rows(theme, desk, sheet, form),
        Form::PaymentFailed { reason } => {
            let mut rows = vec![payee(theme, desk, detail), Row::Blank];
            rows.push(Row::Field(sheets::failure(lang), reason.value().to_owned(), sheet.typing.then(|| reason.cursor()), ""));
            rows
        }
    };
    if !sheet.draft.amendments.is_empty() {
        let change = Difference::between(&sheet.seen.assessment, &sheet.base.assessment);
        let along = changes::rows(theme, desk, &sheet.plan, &sheet.draft.amendments, &change, columns);
        // Above the note, where there is one: what is read comes before what may be typed.
        let at = if matches!(sheet.form, Form::Forward { .. }) { rows.len().saturating_sub(1) } else { rows.len() };
        rows.splice(at..at, along);
    }
    if !sheet.draft.verdicts.is_empty() {
        rows.push(Row::Pieces(vec![(sheets::verdicts_go(lang, sheet.draft.verdicts.len()), theme.muted)]));
    }
    if let Some(why) = sheet.failed.clone().or_else(|| sheet.why_not(lang).map(|why| sheets::cannot_confirm(lang, why))) {
        rows.push(Row::Blank);
        let style = if sheet.saving.is_some() { theme.muted } else { theme.bad };
        let lines = wrap(&why, columns.saturating_sub(2)).into_iter().enumerate();
        rows.extend(lines.map(|(i, line)| Row::Pieces(vec![((if i == 0 { "✗ " } else { "  " }).to_owned() + line, style)])));
    }
    Page { title, aside: aside.to_owned(), rows }
}

/// What the case's limit does while the claimant has the case.
fn while_returned(sheet: &Decide) -> Option<Clock> {
    clock::while_returned(&sheet.plan, &sheet.base.case)
}

fn forward(theme: &Theme, desk: &Desk, sheet: &Decide, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let detail = &*sheet.base;
    let Form::Forward { note } = &sheet.form else { return Vec::new() };
    let amount = crate::judge::amount_of(&detail.case, &detail.assessment);
    // What is assessed at nothing goes to nobody's account, and nothing on the sheet says so.
    let sums = Sums::of(&detail.case, &detail.assessment);
    let shown = sums.comes_to;
    let at_nothing = shown == Some(Money::ZERO);
    let in_words = if at_nothing { sheets::at_nothing(lang).to_owned() } else { capitals(amount) };
    // What is not assessed yet is no amount, least of all 0.00.
    let payable = match shown {
        None if amount.is_zero() => vec![(words::not_assessed(lang).to_owned(), theme.warn)],
        _ => vec![(format!("{} {}", amount.grouped(), words::yuan(lang)), theme.strong), (format!("    {in_words}"), theme.text)],
    };
    let mut rows = vec![Row::Facts(sheets::payable(lang), payable)];
    rows.extend(made_of(theme, desk, detail));
    if let Some(Hold::Parked { until }) = &detail.case.hold {
        rows.push(Row::Facts(show::set_aside(lang), vec![(show::set_aside_until(lang, until), theme.warn)]));
    }
    if !sums.has.is_zero() {
        let now = sums.to_pay.map_or_else(|| words::not_assessed(lang).to_owned(), Money::grouped);
        rows.push(Row::Facts(sheets::paid_before(lang), vec![(sheets::pay_now(lang, sums.has.grouped(), now), theme.warn)]));
    }
    if !at_nothing {
        rows.push(payee(theme, desk, detail));
    }
    if sheet.verb != Verb::Paid {
        rows.extend(looked_at(theme, desk, sheet, columns));
    }
    let plan = &sheet.plan;
    let next = match sheet.verb {
        Verb::Amend => plan.stage(&detail.case.stage),
        _ => workflow::next(plan, &detail.case.stage),
    };
    let next = next.map_or(sheets::end_of_case(lang), |stage| stage.name.get(lang));
    rows.push(Row::Facts(sheets::goes_to(lang), vec![(next.to_owned(), theme.text)]));
    let label = if sheet.verb == Verb::Paid { sheets::reference(lang) } else { sheets::note(lang) };
    let hint = if sheet.typing { "" } else { sheets::may_be_empty(lang) };
    rows.push(Row::Field(label, note.value().to_owned(), sheet.typing.then(|| note.cursor()), hint));
    rows
}

/// Which benefits make the amount, and which are not paid, with the code and the clause.
fn made_of(theme: &Theme, desk: &Desk, detail: &CaseDetail) -> Vec<Row> {
    let lang = desk.lang;
    let plan = &detail.case.plan;
    let short = |id| desk.benefit_short(plan, id);
    let paid = detail.assessment.benefits.iter().filter(|benefit| !benefit.amount.is_zero());
    let paid: Vec<String> = paid.map(|benefit| format!("{} {}", short(&benefit.benefit), benefit.amount.grouped())).collect();
    let mut rows = Vec::new();
    if !paid.is_empty() {
        rows.push(Row::Facts(sheets::made_of(lang), vec![(paid.join(" + "), theme.text)]));
    }
    for benefit in detail.assessment.benefits.iter().filter(|benefit| benefit.amount.is_zero()) {
        let code = match (&benefit.outcome, &benefit.reason) {
            (_, Some(code)) => code.to_string(),
            (Outcome::Superseded { .. }, None) => "MUTUALLY-EXCLUSIVE".to_owned(),
            _ => String::new(),
        };
        let line = facts::benefits(desk, detail, theme).into_iter().find(|line| line.name == short(&benefit.benefit));
        let mut pieces = vec![(format!("{}  ", short(&benefit.benefit)), theme.text)];
        // The remark already has the code where there is one.
        pieces.extend(line.and_then(|line| line.remark).or((!code.is_empty()).then_some((code, theme.muted))));
        rows.push(Row::Facts(sheets::not_paid(lang), pieces));
    }
    rows
}

fn payee(theme: &Theme, desk: &Desk, detail: &CaseDetail) -> Row {
    let account = facts::account(desk, detail, theme);
    Row::Facts(account.label, account.value)
}

/// Checks, limit, and what the key attests to.
fn looked_at(theme: &Theme, desk: &Desk, sheet: &Decide, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let detail = &*sheet.base;
    let count = |state| detail.assessment.checks.iter().filter(|check| check.state == state).count();
    let mut checks = vec![(sheets::passed(lang, count(CheckState::Pass)), theme.ok)];
    for (state, words, style) in [
        (CheckState::Fail, sheets::failing(lang, count(CheckState::Fail)), theme.bad),
        (CheckState::Unknown, sheets::unknown(lang, count(CheckState::Unknown)), theme.warn),
        (CheckState::Warning, sheets::warned(lang, count(CheckState::Warning)), theme.warn),
    ] {
        if count(state) > 0 {
            checks.push((format!("   {words}"), style));
        }
    }
    let mut rows = vec![Row::Facts(sheets::checked(lang), checks)];
    if sheet.verb == Verb::Approve {
        rows.extend(others(theme, desk, sheet, columns));
        let limit = match sheet.plan.approver_limit {
            Some(limit) if detail.assessment.total <= limit => (sheets::within(lang, limit.grouped()), theme.ok),
            Some(limit) => (sheets::over(lang, limit.grouped()), theme.bad),
            None => (sheets::no_limit_set(lang).to_owned(), theme.muted),
        };
        rows.push(Row::Facts(sheets::authority(lang), vec![limit]));
        let all = exclusions_of(&sheet.plan, &detail.case.facts);
        let raised = all.iter().filter(|exclusion| detail.assessment.raised(&exclusion.id).is_some()).count();
        let not_indicated = all.len() - raised;
        let mut attests = Vec::new();
        if raised > 0 {
            attests.push((format!("{}   ", sheets::raised(lang, raised)), theme.warn));
        }
        if not_indicated > 0 {
            attests.push((sheets::attests(lang, not_indicated), theme.text));
        }
        // A plan without exclusions asks for no attestation.
        if !attests.is_empty() {
            rows.push(Row::Facts(sheets::exclusions(lang), attests));
        }
    }
    rows
}

/// The other cases that share what they should not, one a line, with what a reviewer said to each. Where none came with the case: what
/// the server said of them when it was asked last, or that nobody looked, as under a plan that looks for nothing.
fn others(theme: &Theme, desk: &Desk, sheet: &Decide, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let names = sheet.plan.names(lang);
    let mut rows = Vec::new();
    for check in sheet.base.assessment.checks.iter().filter(|check| check.finding.other.is_some()) {
        let (glyph, style) = check_glyph(check.state, theme);
        let line = check_line(lang, &names, check);
        for (i, line) in wrap(&line, columns.saturating_sub(label_width(lang) + 4)).into_iter().enumerate() {
            let (label, mark) = if i == 0 { (cross::name(lang), glyph) } else { ("", " ") };
            rows.push(Row::Facts(label, vec![(format!("{mark} "), style), (line.to_owned(), theme.text)]));
        }
    }
    let open = desk.case.as_ref().filter(|case| case.id == sheet.base.summary.id);
    let piece = match open.and_then(|case| case.related.known.as_ref()).map(|(related, _)| related.alarming()) {
        _ if !rows.is_empty() => return rows,
        None if sheet.plan.other_cases.is_none() => (sheets::others_not_asked(lang).to_owned(), theme.muted),
        None | Some(0) => return rows,
        Some(count) => (sheets::others_alike(lang, count), theme.warn),
    };
    rows.push(Row::Facts(cross::name(lang), vec![piece]));
    rows
}

fn give_back(theme: &Theme, desk: &Desk, sheet: &Decide, form: &ReturnForm, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let names = sheet.plan.names(lang);
    let code_width = 17;
    let paper_width = form
        .lines
        .iter()
        .filter_map(|line| line.defect.material.as_ref())
        .map(|id| width(names.material(id)))
        .max()
        .unwrap_or(0)
        .clamp(12, columns / 3);
    let mut rows = Vec::new();
    if form.lines.is_empty() {
        rows.push(Row::Pieces(vec![(sheets::no_defects(lang).to_owned(), theme.warn)]));
    } else {
        let heading = format!(
            "     {}  {}  {}",
            cell(sheets::defect(lang), paper_width),
            cell(sheets::code(lang), code_width),
            sheets::asked_to(lang)
        );
        rows.push(Row::Pieces(vec![(heading, theme.muted)]));
    }
    for (i, line) in form.lines.iter().enumerate() {
        let paper = line.defect.material.as_ref().map_or("", |id| names.material(id));
        let words = sheet.plan.reason(&line.defect.reason).map_or("", |reason| reason.text.get(lang));
        let (glyph, style) = if line.listed { ("✗", theme.bad) } else { ("-", theme.muted) };
        rows.push(Row::Choice(
            vec![
                (format!("{} ", i + 1), theme.muted),
                (format!("{glyph} "), style),
                (format!("{}  ", cell(paper, paper_width)), theme.text),
                (format!("{}  ", cell(line.defect.reason.as_str(), code_width)), theme.muted),
                (words.to_owned(), theme.text),
            ],
            i == form.cursor && !sheet.typing,
        ));
    }
    rows.push(Row::Blank);
    let phone = sheet.base.case.facts.member.phone.as_deref().map_or_else(|| "-".to_owned(), mask_phone);
    let words = &sheet.plan.words;
    let shown = if words.in_app { sheets::in_app(lang, words.draft.get(lang)) } else { String::new() };
    let gets = sheets::claimant_gets(lang, phone, shown, form.text.value().chars().count());
    rows.push(Row::Pieces(vec![(gets, theme.muted)]));
    rows.extend(text_rows(&form.text, sheet.typing, columns));
    let stands = match while_returned(sheet) {
        Some(Clock::Pauses) => format!("   {}", sheets::limit_stands(lang)),
        Some(Clock::Restarts) => format!("   {}", sheets::limit_restarts(lang)),
        Some(Clock::Runs) => format!("   {}", sheets::limit_runs(lang)),
        None => String::new(),
    };
    rows.push(Row::Pieces(vec![(sheets::return_term(lang).to_owned() + &stands, theme.muted)]));
    let unjudged = unjudged(desk, &sheet.base, &sheet.draft.verdicts, &names);
    let lines = unjudged.iter().flat_map(|text| wrap(text, columns.saturating_sub(2)));
    rows.extend(lines.map(|line| Row::Pieces(vec![(line.to_owned(), theme.warn)])));
    rows
}

/// Which of the papers came, and where the case goes.
fn resubmit(theme: &Theme, desk: &Desk, sheet: &Decide, form: &ResubmitForm) -> Vec<Row> {
    let lang = desk.lang;
    let names = sheet.plan.names(lang);
    let mut rows = Vec::new();
    for (i, line) in form.lines.iter().enumerate() {
        let (glyph, style) = if line.came { ("✓", theme.ok) } else { ("-", theme.muted) };
        let asked = if line.asked { sheets::was_asked(lang) } else { sheets::was_not_asked(lang) };
        rows.push(Row::Choice(
            vec![
                (format!("{} ", i + 1), theme.muted),
                (format!("{glyph} "), style),
                (format!("{}  ", cell(names.material(&line.material), 30)), theme.text),
                (asked.to_owned(), if line.asked { theme.warn } else { theme.muted }),
            ],
            i == form.cursor && !sheet.typing,
        ));
    }
    let stage = workflow::stage(&sheet.plan, &sheet.base.case.stage).map_or("", |stage| stage.name.get(lang));
    rows.push(Row::Blank);
    rows.push(Row::Facts(sheets::back_to(lang), vec![(stage.to_owned(), theme.text)]));
    let hint = if sheet.typing { "" } else { sheets::may_be_empty(lang) };
    rows.push(Row::Field(sheets::note(lang), form.note.value().to_owned(), sheet.typing.then(|| form.note.cursor()), hint));
    rows
}

/// Papers that nobody has looked at yet: a second return would be needed for their defects.
fn unjudged(desk: &Desk, detail: &CaseDetail, verdicts: &[MaterialVerdict], names: &dyn Names) -> Option<String> {
    let open: Vec<String> =
        papers(detail, verdicts).iter().filter(|paper| paper.is_todo()).map(|paper| names.material(&paper.material).to_owned()).collect();
    let separator = sheets::and(desk.lang);
    (!open.is_empty()).then(|| sheets::still_unjudged(desk.lang, open.len(), open.join(separator)))
}

/// Says which grounds there are, how one is chosen, and how an exclusion is raised, which is none of them.
fn what_to_do(theme: &Theme, desk: &Desk, sheet: &Decide, form: &RejectForm, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let proposed = form.found.iter().filter(|found| found.proposed).count();
    let mut said = vec![if proposed > 0 {
        sheets::reasons_proposed(lang, form.found.len(), proposed)
    } else {
        sheets::reasons_not_proposed(lang, form.found.len())
    }];
    let facts = &sheet.base.case.facts;
    if exclusions_of(&sheet.plan, facts).len() > facts.exclusions.len() {
        said.push(sheets::how_to_raise(lang).to_owned());
    }
    let lines = said.iter().flat_map(|text| wrap(text, columns.saturating_sub(2).min(PROSE)));
    let mut rows: Vec<Row> = lines.map(|line| Row::Pieces(vec![(line.to_owned(), theme.muted)])).collect();
    rows.push(Row::Blank);
    rows
}

fn reject(theme: &Theme, desk: &Desk, sheet: &Decide, form: &RejectForm, columns: u16) -> Vec<Row> {
    let lang = desk.lang;
    let finding = sheet.is_finding();
    let mut rows = Vec::new();
    if finding {
        rows.push(Row::Field(sheets::find_reason(lang), form.find.value().to_owned(), Some(form.find.cursor()), sheets::reason_hint(lang)));
    } else if form.chosen.is_none() {
        rows.extend(what_to_do(theme, desk, sheet, form, columns));
    }
    if finding || form.chosen.is_none() {
        let listed = usize::from(desk.size.1).saturating_sub(ROWS_BESIDE_REASONS).max(REASONS);
        let first = form.cursor.saturating_sub(listed - 1);
        let code_width = 24.min(columns / 3);
        let names = form.found.iter().filter_map(|found| sheet.plan.reason(&found.code)).map(|reason| width(reason.name.get(lang)));
        let name_width = names.max().unwrap_or(0).clamp(18, (columns / 3).max(26));
        for (i, found) in form.found.iter().enumerate().skip(first).take(listed) {
            let Some(reason) = sheet.plan.reason(&found.code) else { continue };
            // While one types, a digit is text.
            let digit = if i < NUMBERED && !finding { (i + 1).to_string() } else { " ".to_owned() };
            let mut pieces = vec![
                (format!("{digit} "), theme.key),
                (format!("{}  ", cell(reason.name.get(lang), name_width)), theme.text),
                (format!("{}  ", cell(found.code.as_str(), code_width)), theme.muted),
            ];
            // Only what the assessment proposes says so: the rest is the reviewer's to say.
            pieces.extend(found.proposed.then(|| (format!("✓ {}", sheets::fits(lang)), theme.ok)));
            rows.push(Row::Choice(pieces, i == form.cursor));
        }
        let count = words::of(lang, form.cursor.saturating_add(1).min(form.found.len()), form.found.len());
        let count = if form.found.is_empty() { sheets::finds_no_reason(lang, form.find.value()) } else { count };
        rows.push(Row::Pieces(vec![(count, theme.muted)]));
    }
    if let Some(reason) = form.chosen.as_ref().and_then(|code| sheet.plan.reason(code)) {
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Facts(
            sheets::title_reject(lang),
            vec![(format!("✓ {}  ", reason.code), theme.strong), (reason.name.get(lang).to_owned(), theme.text)],
        ));
        rows.push(Row::Facts(sheets::clause(lang), vec![(reason.clause.to_string(), theme.text)]));
        rows.push(Row::Facts(sheets::told(lang), Vec::new()));
        rows.extend(text_rows(&form.text, sheet.is_writing(), columns));
    }
    rows
}
