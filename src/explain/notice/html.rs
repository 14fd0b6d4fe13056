//! The notice as one HTML page: by itself, to be printed, sent or opened anywhere.
//!
//! Invariant: no script, nothing from elsewhere; every text is escaped, and none can turn the order of what stands beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::people::Lang;
use crate::explain::notice::Notice;
use crate::text::notice as words;

/// Dark where the reader's machine is dark; black on white on paper.
const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1a1a1a;--soft:#595959;--paper:#fff;--line:#c8c8c8}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#a8a8a8;--paper:#181818;--line:#4a4a4a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem;max-width:46rem;background:var(--paper);color:var(--ink);font:1rem/1.65 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;text-align:center;margin:0 0 1.5rem}h2{font-size:1.05rem;margin:1.75rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{display:flex;justify-content:space-between;gap:1rem;font-size:1rem;margin:1rem 0 .25rem}
p{margin:.35rem 0}ul{margin:.35rem 0;padding-left:1.4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.35rem 0}dt{color:var(--soft)}dd{margin:0}
table{width:100%;border-collapse:collapse}td{padding:.1rem 0;vertical-align:top}td+td{text-align:right;white-space:nowrap;padding-left:1rem;font-variant-numeric:tabular-nums}
.soft{color:var(--soft)}.total{border-top:2px solid var(--ink);margin-top:1rem;padding-top:.5rem;font-weight:bold}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--line:#999}body{padding:0;max-width:none;font-size:11pt}section,h3{break-inside:avoid}@page{margin:2cm}}
";
/// Whatever stands in a text, a browser fetches and runs nothing for this page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Writes the page.
pub fn page(notice: &Notice) -> String {
    let code = match notice.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                // A title stands in histories and lists of windows: nobody's name is in it.
                title { (notice.title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body(notice)) }
        }
    };
    page.into_string() + "\n"
}

fn body(notice: &Notice) -> Markup {
    let lang = notice.lang;
    html! {
        h1 { (notice.title) }
        p { bdi { (plain(&notice.to)) } }
        p { (plain(&notice.sentence)) }
        (section(words::about(lang), pairs(&notice.about)))
        (benefits(notice))
        @if !notice.to_return.is_empty() { (section(words::return_head(lang), list(&notice.to_return))) }
        @if !notice.may_do.is_empty() { (section(words::would_change(lang), list(&notice.may_do))) }
        @if !notice.facts.is_empty() { (section(words::facts(lang), list(&notice.facts))) }
        @if !notice.papers.is_empty() { (papers(notice)) }
        @if !notice.dates.is_empty() { (section(words::dates(lang), pairs(&notice.dates))) }
        @if !notice.contacts.is_empty() { (section(words::contacts(lang), pairs(&notice.contacts))) }
        @for line in &notice.rests_on { p.soft { (plain(line)) } }
    }
}

fn section(head: &str, inside: Markup) -> Markup {
    html! { section { h2 { (head) } (inside) } }
}

fn benefits(notice: &Notice) -> Markup {
    let lang = notice.lang;
    section(
        words::benefits(lang),
        html! {
            @for part in &notice.benefits {
                h3 { span { (plain(&part.name)) } span { (part.amount) } }
                p.soft { (words::rule(lang)) (words::colon(lang)) (plain(&part.rule)) }
                @if !part.worked_out.is_empty() {
                    table { @for (sentence, amount) in &part.worked_out { tr { td { (plain(sentence)) } td { (amount) } } } }
                }
                @for why in &part.why { p { (plain(why)) } }
            }
            p.total { (words::total(lang)) (words::colon(lang)) (notice.total) }
        },
    )
}

fn papers(notice: &Notice) -> Markup {
    section(
        words::papers(notice.lang),
        html! {
            ul {
                @for paper in &notice.papers {
                    li {
                        (plain(&paper.name)) @if paper.accept.is_some() { (words::colon(notice.lang)) } span.soft {
                            @if let Some(accept) = &paper.accept { (plain(accept)) }
                            @if let Some(because) = &paper.because { (words::because(notice.lang, plain(because))) }
                        }
                    }
                }
            }
        },
    )
}

fn pairs(pairs: &[(impl AsRef<str>, String)]) -> Markup {
    html! { dl { @for (label, text) in pairs { dt { (label.as_ref()) } dd { bdi { (plain(text)) } } } } }
}

fn list(lines: &[String]) -> Markup {
    html! { ul { @for line in lines { li { (plain(line)) } } } }
}

/// Takes out what is drawn as nothing or turns the order of characters: controls, marks of direction.
fn plain(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().map(|c| if c.is_control() || turns(c) { '?' } else { c }).collect()
}
