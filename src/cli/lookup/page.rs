//! The answer on standard output: for people, or as JSON.

use serde_json::json;

use super::{Answer, Asked, Source, shown_name};
use crate::cli;
use crate::cli::output::Failure;
use crate::domain::age::Age;
use crate::domain::lookup::{Wanted, one_person};
use crate::domain::people::Lang;
use crate::domain::summary::CaseSummary;
use crate::domain::time::{Date, Moment};
use crate::explain::caller::{self, About};
use crate::layout::width::width;
use crate::layout::{left, wrap};
use crate::rules::Plan;
use crate::text::{caller as words, desk};
use crate::wire::Pace;

/// Columns of the sentence: what the eye takes in while the mouth speaks.
const COLUMNS: u16 = 74;
/// Columns of the labels beside it.
const LABELS: u16 = 10;
/// Milliseconds.
const MINUTE: i64 = 60_000;

/// How answers are written.
pub(super) struct Page<'a> {
    pub lang: Lang,
    pub json: bool,
    pub today: Date,
    pub now: Moment,
    pub paces: &'a [Pace],
    pub wanted: &'a Wanted,
    /// Who asks sees masks only.
    pub masked: bool,
}

impl Page<'_> {
    /// Writes an answer.
    pub(super) fn say(&self, answer: &Answer, asked: &Asked) -> Result<(), Failure> {
        if self.json {
            return cli::say(&self.document(answer, asked).to_string());
        }
        let mut lines = vec![self.heading(answer, asked)];
        lines.extend(self.rows(answer));
        lines.extend(answer.unsent.iter().map(|claim| words::of_unsent(self.lang, claim)));
        match answer.cases.as_slice() {
            [] if !answer.unsent.is_empty() => {}
            [] if answer.receipt.is_some() => lines.extend(answer.receipt.as_ref().map(|receipt| words::of_receipt(self.lang, receipt))),
            [] => {
                let told = match asked {
                    Asked::Same | Asked::Other => words::nothing_here(self.lang),
                    Asked::No | Asked::Silent(_) if self.masked && self.wanted.kind().is_marked() => words::numbers_at_server(self.lang),
                    Asked::No => words::nothing_here_not_asked(self.lang),
                    Asked::Silent(_) => words::nothing_here_yet(self.lang),
                };
                lines.push(told.to_owned());
            }
            cases if one_person(answer.kind, cases) => lines.extend(self.sentence(answer)),
            _ => lines.push(words::several_people(self.lang).to_owned()),
        }
        cli::say(&lines.join("\n"))
    }

    /// Says what the server said of an answer that was written.
    pub(super) fn confirm(&self, asked: &Asked) -> Result<(), Failure> {
        match asked {
            Asked::Same => cli::say(&format!("✓ {}", words::server_same(self.lang))),
            Asked::Silent(why) => cli::say(&format!("! {}", words::server_did_not(self.lang, why))),
            Asked::No | Asked::Other => Ok(()),
        }
    }

    fn heading(&self, answer: &Answer, asked: &Asked) -> String {
        let lang = self.lang;
        let count = answer.cases.len() + answer.unsent.len();
        let count = if answer.more { words::hits_more(lang, count) } else { words::hits(lang, count) };
        let from = match (answer.from, asked) {
            (_, Asked::Same) => words::server_same(lang).to_owned(),
            (Source::Server(_), _) => words::from_server(lang).to_owned(),
            (Source::Here(at), asked) => {
                let age = at.map_or_else(|| words::never_synced(lang).to_owned(), |at| words::data_of(lang, self.age(at)));
                match asked {
                    Asked::Silent(why) => format!("{age}   ! {}", words::server_did_not(lang, why)),
                    _ => age,
                }
            }
        };
        let (sign, kind) = match answer.cases.is_empty() && answer.receipt.is_none() && answer.unsent.is_empty() {
            true => ("?", words::readings(lang, self.wanted)),
            false => ("✓", words::kind(lang, answer.kind).to_owned()),
        };
        format!("{sign} {kind}   {count}   {from}")
    }

    /// `10:42`, or how long ago where it is longer.
    fn age(&self, at: Moment) -> String {
        let minutes = (self.now.0 - at.0).max(0) / 60_000;
        let clock = at.local().format("%H:%M");
        match minutes {
            0..=4 => clock.to_string(),
            5..=1439 => format!("{clock}, {}", words::minutes_ago(self.lang, minutes)),
            _ => at.local().format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    fn rows(&self, answer: &Answer) -> Vec<String> {
        let cells: Vec<[String; 6]> = answer.cases.iter().map(|case| self.row(case, answer.plans.get(case))).collect();
        let widths: Vec<u16> = (0..6).map(|at| cells.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
        let line = |row: &[String; 6]| {
            let columns: Vec<String> = row.iter().zip(&widths).map(|(text, columns)| left(text, *columns)).collect();
            format!("  {}", columns.join("  ").trim_end())
        };
        cells.iter().map(line).collect()
    }

    fn row(&self, case: &CaseSummary, plan: Option<&Plan>) -> [String; 6] {
        let lang = self.lang;
        let short =
            |id| plan.and_then(|plan| plan.benefit(id)).map_or_else(|| id.to_string(), |benefit| benefit.short.get(lang).to_owned());
        let name = plan.map_or_else(|| case.plan.to_string(), |plan| plan.short.get(lang).to_owned());
        let benefits = case.benefits.iter().map(short).collect::<Vec<_>>().join("+");
        let stage = caller::answer(self.about(case, plan, None)).stage;
        let safe = |text: &str| wrap(text, u16::MAX).concat();
        let received = words::received_on(lang, case.received.date());
        [case.id.to_string(), safe(&shown_name(case)), name, benefits, stage, received].map(|cell| safe(&cell))
    }

    fn about<'a>(
        &'a self,
        case: &'a CaseSummary,
        plan: Option<&'a Plan>,
        detail: Option<&'a crate::domain::summary::CaseDetail>,
    ) -> About<'a> {
        About { lang: self.lang, plan, summary: case, detail, paces: self.paces, today: self.today }
    }

    fn sentence(&self, answer: &Answer) -> Vec<String> {
        let lang = self.lang;
        let Some(case) = answer.cases.first() else { return Vec::new() };
        let spoken = caller::answer(self.about(case, answer.plans.get(case), answer.detail.as_ref()));
        let mut lines = vec![String::new()];
        lines.extend(wrap(&spoken.sentence, COLUMNS).into_iter().map(|line| format!("  {line}")));
        lines.push(String::new());
        let mut fact = |label: &str, text: String| {
            if !text.is_empty() {
                let mut wrapped = wrap(&text, COLUMNS - LABELS).into_iter();
                lines.push(format!("  {}{}", left(label, LABELS), wrapped.next().unwrap_or_default()));
                lines.extend(wrapped.map(|line| format!("  {}{line}", left("", LABELS))));
            }
        };
        fact(desk::stage(lang), spoken.stage);
        fact(words::next(lang), spoken.next);
        fact(words::expected(lang), spoken.expected);
        if !case.status.is_closed() {
            let missing = match spoken.missing {
                None => words::not_known(lang).to_owned(),
                Some(_) if spoken.in_review => words::in_review(lang).to_owned(),
                Some(papers) if papers.is_empty() => words::nothing_missing(lang).to_owned(),
                Some(papers) => papers.join(words::between(lang)),
            };
            fact(words::missing(lang), missing);
        }
        fact(words::ask(lang), format!("? {}", words::ask_employer(lang)));
        lines
    }

    fn document(&self, answer: &Answer, asked: &Asked) -> serde_json::Value {
        let case = |case: &CaseSummary| {
            json!({
                "id": case.id, "name": shown_name(case), "plan": case.plan, "benefits": case.benefits, "status": case.status,
                "stage": case.stage, "received": case.received.date(), "due": case.due, "due_days": case.due_days,
                "due_provisional": case.due_provisional, "employer": case.employer,
            })
        };
        let told = answer.cases.first().filter(|_| one_person(answer.kind, &answer.cases)).map(|first| {
            let spoken = caller::answer(self.about(first, answer.plans.get(first), answer.detail.as_ref()));
            // Only where the case itself is at hand.
            let age = answer.detail.as_ref().filter(|detail| detail.case.id == first.id).map(|detail| {
                let age = Age::of(&detail.case, self.now);
                json!({ "with_us": age.with_us / MINUTE, "with_claimant": age.with_claimant / MINUTE, "total": age.total() / MINUTE })
            });
            json!({
                "age_minutes": age, "case": first.id, "sentence": spoken.sentence, "stage": spoken.stage, "word": spoken.word, "next": spoken.next, "expected": spoken.expected,
                "missing": spoken.missing,
            })
        });
        let (from, at) = match answer.from {
            Source::Here(at) => ("cache", at),
            Source::Server(at) => ("server", Some(at)),
        };
        let server = match asked {
            Asked::No => "not-asked",
            Asked::Same => "same",
            Asked::Other => "other",
            Asked::Silent(_) => "silent",
        };
        json!({
            "kind": answer.kind.id(), "from": from, "as_of": at.map(|at| at.local().to_rfc3339()), "server": server, "more": answer.more,
            "receipt": answer.receipt.as_ref().map(|receipt| words::of_receipt(self.lang, receipt)),
            "unsent": answer.unsent.iter().map(|claim| words::of_unsent(self.lang, claim)).collect::<Vec<_>>(),
            "cases": answer.cases.iter().map(case).collect::<Vec<_>>(), "answer": told,
        })
    }
}
