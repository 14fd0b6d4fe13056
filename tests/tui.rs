//! The desk as a person uses it: keys in, text out. An office in memory, a fixed clock (2024-12-18 10:42), no sleeping.
//!
//! Here are only the desks that the tests open; the tests stand in one file a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "tui/again.rs"]
mod again;
#[path = "tui/amending.rs"]
mod amending;
#[path = "tui/arranging.rs"]
mod arranging;
#[path = "tui/conflicts.rs"]
mod conflicts;
#[path = "tui/counter.rs"]
mod counter;
#[path = "tui/deciding.rs"]
mod deciding;
#[path = "tui/drafts.rs"]
mod drafts;
#[path = "tui/extending.rs"]
mod extending;
#[path = "tui/filtering.rs"]
mod filtering;
#[path = "tui/first_run.rs"]
mod first_run;
#[path = "tui/forms.rs"]
mod forms;
#[path = "tui/keys.rs"]
mod keys;
#[path = "tui/late.rs"]
mod late;
#[path = "tui/locking.rs"]
mod locking;
#[path = "tui/looks.rs"]
mod looks;
#[path = "tui/lookup.rs"]
mod lookup;
#[path = "tui/made.rs"]
mod made;
#[path = "tui/marks.rs"]
mod marks;
#[path = "tui/mended.rs"]
mod mended;
#[path = "tui/office.rs"]
mod office;
#[path = "tui/outbox.rs"]
mod outbox;
#[path = "tui/palette.rs"]
mod palette;
#[path = "tui/papers.rs"]
mod papers;
#[path = "tui/pictures.rs"]
mod pictures;
#[path = "tui/plain.rs"]
mod plain;
#[path = "tui/preview.rs"]
mod preview;
#[path = "tui/queue.rs"]
mod queue;
#[path = "tui/rooms.rs"]
mod rooms;
#[path = "tui/screen.rs"]
mod screen;
#[path = "tui/told.rs"]
mod told;
#[path = "tui/typed.rs"]
mod typed;
#[path = "tui/what_if.rs"]
mod what_if;
#[path = "tui/words.rs"]
mod words;

use std::sync::Arc;

use huzhu::domain::people::Lang;
use huzhu::rules::PlanSet;
use made::{Made, usual};
use office::Office;
use screen::{Opening, Screen};

fn plans() -> Arc<PlanSet> {
    Arc::new(PlanSet::builtin())
}

fn desk(user: &'static str) -> Screen {
    desk_at(user, (80, 24), Lang::Zh)
}

fn desk_at(user: &'static str, size: (u16, u16), lang: Lang) -> Screen {
    let plans = plans();
    let office = Office::new(usual(&plans));
    Screen::open(Opening { size, lang, user, ..Opening::default() }, plans, office)
}

/// A queue of so many cases, all at the first stage.
fn long_queue(count: u32) -> Screen {
    let plans = plans();
    let made = |number| Made {
        number,
        name: "张某某",
        employer: "某某纺织厂",
        stage: "employer-check",
        entered: "2024-12-16",
        days: 3,
        judged: false,
        assignee: None,
    };
    let office = Office::new((1..=count).map(|number| made(number).detail(&plans)).collect());
    Screen::open(Opening::default(), plans, office)
}

/// Compares a screen with its picture in `tests/snapshots`; here, so that the names of the pictures don't change when a test moves.
#[track_caller]
fn picture(name: &str, screen: String) {
    insta::assert_snapshot!(name, screen);
}
