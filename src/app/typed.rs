//! What is half typed in a sheet, put on disk while it is typed: a crash takes no more than the last second of it.
//!
//! Not here: what of a sheet is kept (`lock::half_typed`), the drafts of cases and claims. Invariants: what stands in a field is on disk at
//! once when the field or its sheet is left; nothing is written over what was kept before, until that was read.

use crate::app::effect::Effect;
use crate::app::lock::HalfTyped;
use crate::app::sheet::Sheet;
use crate::app::{Desk, Message};
use crate::domain::time::Moment;
use crate::text::desk as words;

/// How long what is being typed may be in memory alone.
const PAUSE_MILLIS: i64 = 1_000;

/// How far what is half typed is on disk.
#[derive(Default)]
pub(super) struct Typed {
    /// What was kept before has been read.
    read: bool,
    /// Since when something typed may be in memory alone.
    unkept: Option<Moment>,
    /// What was last sent to the disk.
    kept: String,
}

/// What a message can do to the text of a sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    /// A letter more or less.
    Types,
    /// A field may be left, or the sheet with it.
    Moves,
    Nothing,
}

impl Touch {
    pub(super) const fn of(message: &Message) -> Self {
        match message {
            Message::Edit(_) | Message::Paste(_) => Touch::Types,
            Message::Painted { .. } | Message::Tick => Touch::Nothing,
            _ => Touch::Moves,
        }
    }
}

impl Desk {
    /// The sheet in which something is written, also where the help stands over it.
    pub(super) fn written_in(&self) -> Option<&Sheet> {
        let sheet = match self.sheet.as_ref()? {
            Sheet::Help(help) => help.below.as_ref()?,
            other => other,
        };
        matches!(sheet, Sheet::Decide(_) | Sheet::Amend(_) | Sheet::Note(_)).then_some(sheet)
    }

    /// Takes note of what a message did, where a sheet in which something is written stood there before it or stands there now.
    pub(super) fn touched(&mut self, before: bool, touch: Touch) {
        match touch {
            _ if !before && self.written_in().is_none() => {}
            Touch::Types => self.typed.unkept = self.typed.unkept.or(Some(self.now)),
            Touch::Moves => self.keep_typed(),
            Touch::Nothing => {}
        }
    }

    /// When what is half typed is to be put on disk.
    pub(super) fn typed_due(&self) -> Option<Moment> {
        self.typed.unkept.filter(|_| self.typed.read).map(|since| since.plus_millis(PAUSE_MILLIS))
    }

    pub(super) fn keep_typed(&mut self) {
        if !self.typed.read {
            return;
        }
        self.typed.unkept = None;
        let texts = HalfTyped::texts(self);
        let half_typed = if texts.is_open() { texts.written() } else { String::new() };
        if half_typed != self.typed.kept {
            self.typed.kept.clone_from(&half_typed);
            self.out.push(Effect::KeepTyped { half_typed });
        }
    }

    /// What was typed before this desk was opened, by the same person.
    pub(super) fn typed_before(&mut self, written: Option<String>) {
        let kept = written.unwrap_or_default();
        self.half_typed = HalfTyped::read(&kept).texts_alone();
        self.typed = Typed { read: true, kept, unkept: self.typed.unkept };
        if let Some(case) = self.half_typed.left_open() {
            let text = words::typed_is_kept(self.lang, case);
            self.ok(text);
        }
    }

    /// What was half typed came with the passphrase.
    pub(super) fn typed_came_back(&mut self) {
        self.typed = Typed { read: true, ..Typed::default() };
    }

    /// Another person's is to be read.
    pub(super) fn typed_by_another(&mut self) {
        self.half_typed = HalfTyped::default();
        self.typed = Typed::default();
        self.out.push(Effect::LoadTyped);
    }

    /// Gives what is to be done before the program is ended from outside: what stands in a field is put on disk.
    pub fn ending(&mut self, now: Moment) -> Vec<Effect> {
        self.now = now;
        if self.lock.is_none() {
            self.save_form();
            self.keep_typed();
        }
        std::mem::take(&mut self.out)
    }
}
