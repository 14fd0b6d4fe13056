//! The notice for the claimant, read on the screen and saved to be printed.
//!
//! Not here: what it says (`explain::notice`). Invariants: it is of the case as it is shown, with what is drafted or assumed; a name
//! stands in it in full, and it is saved, only where the name was asked for by its key, which the server keeps an entry of.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::sheet::Sheet;
use crate::app::sheets::{moved, steps};
use crate::app::{Desk, Personal, SavedPage, Screen};
use crate::domain::ids::CaseId;
use crate::domain::people::Lang;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Date;
use crate::explain::notice::{self, Notice, People};
use crate::rules::plan::Plan;
use crate::text::desk as words;
use crate::text::{receipt as receipt_words, sheets as texts};

/// The notice on the screen.
#[derive(Clone, Debug)]
pub struct LetterSheet {
    /// The first line that is drawn.
    pub first: usize,
    pub lines: Vec<String>,
    notice: Notice,
    detail: Arc<CaseDetail>,
    plan: Arc<Plan>,
    today: Date,
    /// The member's name was asked for, and is shown.
    named: bool,
    /// Where it was saved.
    pub saved: Option<String>,
}

impl LetterSheet {
    fn of(lang: Lang, plan: Arc<Plan>, detail: Arc<CaseDetail>, today: Date, named: bool) -> Self {
        let notice = notice::of_case(lang, &plan, &detail, today, if named { People::Named } else { People::Masked });
        LetterSheet { first: 0, lines: notice::letter(&notice), notice, detail, plan, today, named, saved: None }
    }

    pub fn case(&self) -> &CaseId {
        &self.detail.case.id
    }

    fn scroll(&mut self, by: isize) {
        self.first = moved(self.first, by, self.lines.len());
    }
}

impl Desk {
    /// Tells why there is no notice to be read here.
    pub(super) fn why_no_letter(&self) -> Option<String> {
        let Some(case) = self.case.as_ref().filter(|_| self.screen == Screen::Case) else {
            return Some(words::only_in_case(self.lang).to_owned());
        };
        let Some(detail) = case.detail() else { return Some(words::still_loading(self.lang).to_owned()) };
        self.plan_of(detail).is_none().then(|| words::no_plan(self.lang).to_owned())
    }

    pub(super) fn open_letter(&mut self) {
        if let Some(why) = self.why_no_letter() {
            return self.warn(why);
        }
        let Some(detail) = self.case.as_ref().and_then(|case| case.detail()).cloned() else { return };
        let Some(plan) = self.plan_of(&detail) else { return };
        let named = self.is_revealed(&detail.case.id, Personal::Name);
        self.sheet = Some(Sheet::Letter(Box::new(LetterSheet::of(self.lang, plan, detail, self.today(), named))));
    }

    pub(super) fn act_in_letter(&mut self, mut sheet: Box<LetterSheet>, action: Action) {
        match action {
            Action::Back | Action::Close | Action::Open => return,
            Action::Print if !sheet.named && self.never(Action::Reveal).is_some() => self.warn(texts::read_only_letter(self.lang)),
            Action::Print if !sheet.named => self.warn(texts::name_first(self.lang)),
            Action::Print => {
                let file = format!("{}-notice-{}.html", sheet.case(), if sheet.notice.lang == Lang::Zh { "zh" } else { "en" });
                self.out.push(Effect::SavePage { page: SavedPage::Notice, file, text: notice::page(&sheet.notice) });
            }
            Action::Language => {
                let other = if sheet.notice.lang == Lang::Zh { Lang::En } else { Lang::Zh };
                *sheet = LetterSheet::of(other, sheet.plan.clone(), sheet.detail.clone(), sheet.today, sheet.named);
            }
            _ => match steps(action) {
                Some(by) => sheet.scroll(by),
                None => self.warn(texts::only_sheet_keys(self.lang)),
            },
        }
        self.sheet = Some(Sheet::Letter(sheet));
    }

    /// A page is on disk, or is not. The sheet tells where for as long as it is open: a path is often longer than the status line.
    pub(super) fn page_saved(&mut self, page: SavedPage, saved: Result<(String, String), String>) {
        let name = match page {
            SavedPage::Receipt => receipt_words::title(self.lang),
            SavedPage::Notice => texts::title_letter(self.lang),
            SavedPage::View => texts::title_views(self.lang),
        };
        let (file, folder) = match saved {
            Ok(saved) => saved,
            Err(why) => return self.error(texts::page_not_saved(self.lang, name, why)),
        };
        let path = std::path::Path::new(&folder).join(&file).display().to_string();
        match (page, &mut self.sheet) {
            (SavedPage::Notice, Some(Sheet::Letter(sheet))) => sheet.saved = Some(path),
            (SavedPage::Receipt, Some(Sheet::Receipt(receipt))) => receipt.saved = Some(path),
            _ => {}
        }
        self.ok(texts::page_saved(self.lang, name, file, folder));
    }
}
