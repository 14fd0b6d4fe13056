//! The facts of a case as lines of label and value: the summary tab, the preview and the conflict take them from here.
//!
//! Invariant: a personal value comes out masked unless it is revealed just now.

mod standing;

use ratatui::style::Style;

use crate::app::overlay::enrolment_shown;
use crate::app::{Desk, Personal};
use crate::domain::amendment::value_at;
use crate::domain::assessment::Outcome;
use crate::domain::case::Status;
use crate::domain::facts::Facts;
use crate::domain::identity::{card_tail, mask_birth, mask_id_number, mask_name, mask_payee, mask_phone};
use crate::domain::ids::ReasonCode;
use crate::domain::people::{Lang, Sex};
use crate::domain::summary::CaseDetail;
use crate::domain::sums::Sums;
use crate::domain::time::age_on;
use crate::explain::moved;
use crate::layout::width::{width, wrap};
use crate::text::checks::check_name;
use crate::text::{assess, fact_fields, sheets, show};
use crate::ui::format::day;
use crate::ui::pen::{Owed, Pen, Piece};
use crate::ui::theme::Theme;

pub use standing::{checks, not_paid, papers_some, payable, so_far};

/// A label and what stands beside it.
#[derive(Clone)]
pub struct Line {
    pub label: &'static str,
    pub value: Vec<Piece>,
    /// The facts that it shows, as JSON pointers.
    pub paths: Vec<String>,
}

impl Line {
    fn plain(label: &'static str, value: impl Into<String>, style: Style) -> Line {
        Line { label, value: vec![(value.into(), style)], paths: Vec::new() }
    }

    /// It shows a masked field.
    pub fn is_personal(&self) -> bool {
        self.paths.iter().any(|path| Personal::of_path(path).is_some())
    }

    fn of<const N: usize>(self, paths: [&str; N]) -> Line {
        Line { paths: paths.iter().map(|path| (*path).to_owned()).collect(), ..self }
    }
}

/// Folds what is too wide for its column: between its parts first, and a part that is too wide alone at its blanks. An amount or a date
/// is never cut.
pub fn fit(lines: Vec<Line>, room: u16) -> Vec<Line> {
    let mut fitting = Vec::with_capacity(lines.len());
    for mut line in lines {
        let wide: u16 = line.value.iter().map(|(text, _)| width(text)).sum();
        if wide <= room {
            fitting.push(line);
            continue;
        }
        // The second part of an expense is a fact of its own, which the pointer goes to.
        let mut paths = std::mem::take(&mut line.paths);
        let second = if paths.len() == 2 && line.value.len() == 2 { paths.pop() } else { None };
        let mut rows: Vec<Vec<Piece>> = vec![Vec::new()];
        let mut used = 0;
        for (text, style) in line.value {
            if used > 0 && used + width(text.trim_end()) > room {
                rows.push(Vec::new());
                used = 0;
            }
            let text = if used == 0 { text.trim_start() } else { &text };
            for (i, part) in wrap(text, room.saturating_sub(used)).into_iter().enumerate() {
                if i > 0 {
                    rows.push(Vec::new());
                    used = 0;
                }
                used += width(part);
                rows.last_mut().into_iter().for_each(|row| row.push((part.to_owned(), style)));
            }
        }
        let mut label = line.label;
        for (i, value) in rows.into_iter().enumerate() {
            let paths = if i == 0 { std::mem::take(&mut paths) } else { second.iter().cloned().collect() };
            fitting.push(Line { label: std::mem::take(&mut label), value, paths });
        }
    }
    fitting
}

/// Puts lines of label and value; one that doesn't fit is cut. Gives the row after the last.
pub fn put(pen: &mut Pen, lines: &[Line], x: u16, y: u16, end: u16, bottom: u16, labels: u16) -> u16 {
    let mut y = y;
    for line in lines {
        if y >= bottom {
            break;
        }
        let muted = pen.theme.muted;
        pen.put_cut(x, y, x + labels.saturating_sub(1), line.label, muted);
        pen.pieces(x + labels, y, end, &line.value);
        y += 1;
    }
    y
}

/// Who it is about.
pub fn member(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Vec<Line> {
    let (lang, text) = (desk.lang, theme.text);
    let facts = &detail.case.facts;
    let member = &facts.member;
    let shown = |field| desk.is_revealed(&detail.summary.id, field);
    let value = |field: Personal, full: &str, masked: String| if shown(field) { full.to_owned() } else { masked };
    let personal = |label, field, value: String| Line {
        label,
        value: vec![if shown(field) { (value, theme.warn) } else { (value, text) }],
        paths: vec![field.path().to_owned()],
    };
    let mut lines = Vec::new();
    let mut name = personal(show::name(lang), Personal::Name, value(Personal::Name, &member.name, mask_name(&member.name)));
    let sex = member.sex.map(|sex| if sex == Sex::Female { show::female(lang) } else { show::male(lang) });
    let age = member.birth.map(|birth| show::years_old(lang, age_on(birth, desk.today())));
    for more in sex.map(str::to_owned).into_iter().chain(age) {
        name.value.push((format!("  {more}"), text));
    }
    lines.push(name);
    if let Some(id) = &member.id_number {
        lines.push(personal(show::id_number(lang), Personal::IdNumber, value(Personal::IdNumber, id, mask_id_number(id))));
    }
    if let Some(birth) = member.birth {
        lines.push(personal(show::birth(lang), Personal::Birth, value(Personal::Birth, &birth.to_string(), mask_birth(birth))));
    }
    if let Some(phone) = &member.phone {
        lines.push(personal(show::phone(lang), Personal::Phone, value(Personal::Phone, phone, mask_phone(phone))));
    }
    if let Some(card) = &member.social_security_card {
        let masked = show::tail(lang, card_tail(card));
        lines.push(personal(show::social_card(lang), Personal::SocialSecurityCard, value(Personal::SocialSecurityCard, card, masked)));
    }
    lines.extend(payee(desk, detail, theme));
    let enrolled = enrolment_shown(detail).and_then(|at| Some((at, facts.enrolments.get(at)?)));
    let employer = detail.case.employer().unwrap_or_default();
    let mut line = Line::plain(show::employer(lang), employer, text);
    line.paths.extend(enrolled.map(|(at, _)| format!("/enrolments/{at}/employer")));
    lines.push(line);
    if let Some((at, enrolment)) = enrolled {
        let mut line = Line::plain(show::enrolled(lang), show::span(lang, enrolment.cover.from, enrolment.cover.to), text);
        line.paths.extend(["from", "to"].iter().map(|end| format!("/enrolments/{at}/cover/{end}")));
        let others = facts.enrolments.iter().filter(|other| other.plan == enrolment.plan).count() - 1;
        if others > 0 {
            line.value.push((format!("  {}", show::more_enrolments(lang, others)), theme.muted));
        }
        lines.push(line);
    }
    lines.push(Line::plain(show::filed(lang), facts.filed.to_string(), text));
    if let Some(reason) = &facts.late_reason {
        lines.push(Line::plain(show::late_reason(lang), reason, text).of(["/late_reason"]));
    }
    lines
}

/// Whose account is paid into.
pub fn payee(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Vec<Line> {
    let lang = desk.lang;
    let facts = &detail.case.facts;
    let Some(payee) = &facts.payee else { return vec![Line::plain(sheets::payee(lang), sheets::no_payee(lang), theme.warn)] };
    let shown = |field| desk.is_revealed(&detail.summary.id, field);
    let ink = |field| if shown(field) { theme.warn } else { theme.text };
    let name = if shown(Personal::PayeeName) { payee.name.clone() } else { mask_payee(&payee.name) };
    let own = payee.name == facts.member.name;
    let account = if own { (sheets::account_own(lang), theme.ok) } else { (sheets::account_other(lang), theme.bad) };
    let mut lines = vec![Line {
        label: show::payee(lang),
        value: vec![(name, ink(Personal::PayeeName)), ("  ".into(), theme.text), (account.0.into(), account.1)],
        paths: vec![Personal::PayeeName.path().to_owned()],
    }];
    let bank = payee.bank.as_deref().unwrap_or_default();
    if let Some(card) = &payee.card {
        let number = if shown(Personal::PayeeCard) { card.clone() } else { show::tail(lang, card_tail(card)) };
        let gap = if bank.is_empty() { "" } else { "  " };
        lines.push(Line {
            label: show::card(lang),
            value: vec![(bank.to_owned(), theme.text), (format!("{gap}{number}"), ink(Personal::PayeeCard))],
            paths: vec![Personal::PayeeCard.path().to_owned()],
        });
    }
    lines
}

/// The account in one line: bank, number, whose it is.
pub fn account(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Line {
    let mut value: Vec<Piece> = Vec::new();
    for line in payee(desk, detail, theme).into_iter().rev() {
        if !value.is_empty() {
            value.push(("  ".into(), theme.text));
        }
        value.extend(line.value);
    }
    Line { label: sheets::payee(desk.lang), value, paths: Vec::new() }
}

/// The parts of a value, a gap before each but the first: it is folded there.
fn parts(parts: impl IntoIterator<Item = String>, style: Style) -> Vec<Piece> {
    parts.into_iter().enumerate().map(|(i, part)| (if i == 0 { part } else { format!("  {part}") }, style)).collect()
}

/// The plan's name, by its short one where the whole has no room: the head of the case has it too.
pub fn plan_line(desk: &Desk, detail: &CaseDetail, theme: &Theme, room: u16) -> Line {
    let name = desk.plan_name(&detail.case.plan);
    let name = if width(name) > room { desk.plan_short(&detail.case.plan) } else { name };
    Line::plain(show::plan(desk.lang), name, theme.text)
}

/// What the claim is about.
pub fn matter(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Vec<Line> {
    let (lang, text, today) = (desk.lang, theme.text, desk.today());
    let facts = &detail.case.facts;
    let mut lines = vec![
        plan_line(desk, detail, theme, u16::MAX),
        Line::plain(show::benefits(lang), desk.benefits_short(&detail.case.plan, &facts.benefits), text),
    ];
    if let Some(diagnosis) = &facts.diagnosis {
        let plan = desk.plan_of(detail);
        let disease = match &diagnosis.disease {
            Some(code) => plan
                .as_ref()
                .and_then(|plan| plan.disease(code))
                .map_or_else(|| code.clone(), |disease| if lang == Lang::Zh { disease.name.clone() } else { disease.en.clone() }),
            None => show::unlisted(lang).to_owned(),
        };
        lines.push(Line::plain(show::disease(lang), disease, text).of(["/diagnosis/disease"]));
        let mut when: Vec<String> = diagnosis.diagnosed.map(|date| date.to_string()).into_iter().collect();
        when.extend(diagnosis.pathology_report.map(|date| show::pathology(lang, day(date, today))));
        if when.is_empty() {
            when.push(show::no_fact(lang).to_owned());
        }
        let paths = ["/diagnosis/diagnosed", "/diagnosis/pathology_report"];
        lines.push(Line { value: parts(when, text), ..Line::plain(show::diagnosed(lang), "", text).of(paths) });
    }
    for (at, stay) in facts.stays.iter().enumerate() {
        let path = |field: &str| format!("/stays/{at}/{field}");
        let dates = show::span(lang, day(stay.admission, today), day(stay.discharge, today));
        let told = std::iter::once(dates).chain(stay.stated_days.map(|days| show::days(lang, days)));
        let paths = ["admission", "discharge", "stated_days"].map(path).to_vec();
        lines.push(Line { label: show::stay(lang), value: parts(told, text), paths });
        let hospital = stay.hospital.as_deref().unwrap_or(show::no_fact(lang));
        lines.push(Line::plain(show::hospital(lang), hospital, text).of([&path("hospital")]));
        let designated =
            stay.designated.map(|yes| if yes { (show::designated(lang), theme.ok) } else { (show::not_designated(lang), theme.bad) });
        let settled = stay.settled.map(|yes| if yes { (show::settled(lang), text) } else { (show::not_settled(lang), theme.bad) });
        let insured = designated.into_iter().chain(settled).enumerate();
        let insured: Vec<Piece> =
            insured.map(|(i, (word, style))| (if i == 0 { word.to_owned() } else { format!("  {word}") }, style)).collect();
        let insured = if insured.is_empty() { vec![(show::no_fact(lang).to_owned(), theme.muted)] } else { insured };
        lines.push(Line { label: show::settlement(lang), value: insured, paths: vec![path("designated"), path("settled")] });
        if let Some(expense) = &stay.expense {
            let care = show::own_care(lang, expense.self_care.grouped());
            let pay = format!("  {}", show::own_pay(lang, expense.self_pay.grouped()));
            lines.push(Line {
                label: show::own_expense(lang),
                value: vec![(care, text), (pay, text)],
                paths: vec![path("expense/self_care"), path("expense/self_pay")],
            });
        }
    }
    if !facts.outpatient.is_empty() {
        lines.push(Line::plain(show::outpatient(lang), show::items(lang, facts.outpatient.len()), text));
    }
    if let Some(death) = &facts.death {
        lines.push(Line::plain(show::death(lang), death.date.to_string(), text).of(["/death/date"]));
    }
    lines.extend(harm(desk, facts, theme));
    lines
}

/// The accident, and the degree of what it left behind.
fn harm(desk: &Desk, facts: &Facts, theme: &Theme) -> Vec<Line> {
    let (lang, text) = (desk.lang, theme.text);
    let mut lines = Vec::new();
    if facts.accident.is_some() {
        let told = stated(lang, facts, ["/accident/date", "/accident/kind"]);
        lines.push(Line {
            value: parts(told, text),
            ..Line::plain(fact_fields::group_accident(lang), "", text).of(["/accident/date", "/accident/kind"])
        });
    }
    if let Some(disability) = &facts.disability {
        let share = disability.share.map(|share| format!("{}%", share.normalize()));
        let mut told: Vec<String> = share.into_iter().chain(disability.assessed.map(|on| show::assessed_on(lang, on))).collect();
        if told.is_empty() {
            told.push(show::no_fact(lang).to_owned());
        }
        let paths = ["/disability/share", "/disability/assessed"];
        lines.push(Line { value: parts(told, text), ..Line::plain(fact_fields::group_disability(lang), "", text).of(paths) });
    }
    lines
}

/// What is stated of some facts, in words; that nothing is, where nothing is.
fn stated<const N: usize>(lang: Lang, facts: &Facts, paths: [&str; N]) -> Vec<String> {
    let values = paths.iter().map(|path| value_at(facts, path));
    let told: Vec<String> = values.filter_map(|value| value.as_str().map(|word| fact_fields::word(lang, word).to_owned())).collect();
    if told.is_empty() { vec![show::no_fact(lang).to_owned()] } else { told }
}

/// One benefit of the payout: its short name, its amount, and why it is what it is.
pub struct BenefitLine {
    pub name: String,
    pub amount: Owed,
    pub remark: Option<Piece>,
}

pub fn benefits(desk: &Desk, detail: &CaseDetail, theme: &Theme) -> Vec<BenefitLine> {
    let lang = desk.lang;
    let plan = &detail.case.plan;
    let would = |benefit: &crate::domain::assessment::BenefitAssessment| {
        let parts = benefit.certain_and_open().map(|(certain, open)| assess::certain_open(lang, certain.grouped(), open.grouped()));
        let told = parts.or(benefit.would_be.map(|would| show::would_be(lang, would.grouped())));
        told.map_or_else(String::new, |told| format!("  {told}"))
    };
    let lines = detail.assessment.benefits.iter().map(|benefit| {
        let remark = match &benefit.outcome {
            Outcome::Payable => None,
            Outcome::NothingOwed => {
                let why = benefit.reason.as_ref().map_or_else(String::new, |code| format!("  {}", reason_named(desk, detail, code)));
                Some((format!("{}{why}", show::nothing_owed(lang)), theme.muted))
            }
            Outcome::Superseded { by } => {
                Some((format!("{}{}", show::superseded_by(lang, desk.benefit_short(plan, by)), would(benefit)), theme.muted))
            }
            Outcome::NeedsChoice { check } => {
                let waits = show::needs_choice(lang, check_name(lang, check.as_str()));
                Some((format!("{waits}{}", would(benefit)), theme.warn))
            }
            Outcome::NeedsFact { .. } => Some((show::needs_fact(lang).to_owned(), theme.warn)),
            Outcome::NeedsAmount => Some((show::needs_amount(lang).to_owned(), theme.warn)),
        };
        // What an earlier round paid, or what is asked back, is no part of what is paid now.
        let sums = Sums::of_benefit(&detail.case, benefit);
        let status = detail.case.status;
        let moved = sums.has_moved(status).then(|| (moved::remark(lang, &sums, status), theme.warn));
        let remark = moved.or(remark);
        let amount = match status {
            // Of a rejected case the trial's amounts stand here.
            Status::Rejected if !benefit.outcome.is_open() => Owed::Is(benefit.amount),
            _ => sums.shown(status).map_or(Owed::Open, Owed::Is),
        };
        BenefitLine { name: desk.benefit_short(plan, &benefit.benefit).to_owned(), amount, remark }
    });
    lines.collect()
}

/// A reason by its name in the plan with the code beside it; the code alone where the plan does not know it.
pub fn reason_named(desk: &Desk, detail: &CaseDetail, code: &ReasonCode) -> String {
    let plan = desk.plan_of(detail);
    let name = plan.as_ref().and_then(|plan| plan.reason(code)).map(|reason| reason.name.get(desk.lang));
    name.map_or_else(|| code.to_string(), |name| format!("{name}  {code}"))
}
