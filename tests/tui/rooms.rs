//! The width test: every screen, tab and sheet, at every size, in both languages, full of hostile data.
//!
//! Invariants: no row is wider than the screen, no wide character is split, nothing that moves or hides other text is in a cell, and no
//! number, id or date is cut.
//!
//! A new screen, tab, sheet or kind of form doesn't compile in [`name_of`] until it has an arm there, and its arm doesn't compile until
//! its name stands in [`ROOMS`], with the keys that lead to it.

use std::collections::BTreeMap;

use huzhu::app::amend::Subject;
use huzhu::app::case::Tab;
use huzhu::app::decide::Form;
use huzhu::app::sheet::Sheet;
use huzhu::app::{Connection, Desk, Message, Place};
use huzhu::domain::assessment::Assessment;
use huzhu::domain::case::{Event, Status};
use huzhu::domain::decision::Act;
use huzhu::domain::ids::DecisionId;
use huzhu::domain::intake::{ClaimKey, ClaimState, IntakeDraft, IntakeItem};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::{ConflictSides, OutboxItem, OutboxState};
use huzhu::domain::people::Lang;
use huzhu::domain::summary::CaseDetail;
use huzhu::layout::width::width;
use huzhu::wire::Person;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthChar;

use super::made::{Made, shen};
use super::office::Office;
use super::plans;
use super::screen::{Opening, Screen};

/// Where the desk can be, who goes there, and by which keys from the queue.
struct Room {
    name: &'static str,
    user: &'static str,
    keys: &'static str,
    /// Keys that show more of the room; each is drawn.
    more: &'static str,
}

const fn at(name: &'static str, user: &'static str, keys: &'static str, more: &'static str) -> Room {
    Room { name, user, keys, more }
}

const ROOMS: &[Room] = &[
    at("queue", "zhao", "9 1", "j j 9 1"),
    at("filter", "zhao", "/", "z Enter"),
    at("summary", "zhao", "Enter", "j z j z"),
    at("materials", "zhao", "Enter 2", "j G"),
    at("payout", "zhao", "Enter 3", "j G"),
    at("checks", "zhao", "Enter 4", "o G"),
    at("related", "zhao", "Enter 5", "j G"),
    at("timeline", "zhao", "Enter 6", "j G"),
    at("picking", "zhao", "Enter 2 x", "Tab"),
    at("outbox", "zhao", "held conflict g o", "j k"),
    at("lookup", "zhao", "g l z", "Down z Tab"),
    at("found", "zhao", "g l 1 3 8 0 0 0 0 1 1 1 1", "Down"),
    at("log", "zhao", "g e", ""),
    at("forward", "zhao", "Enter A", "Tab"),
    at("return", "zhao", "Enter 2 x 2 R", "j e"),
    at("reject", "zhao", "Enter X", "j Enter e"),
    at("resubmit", "lin", "returned 6 Enter A", "j Space Tab"),
    at("payment-failed", "qian", "8 Enter X", "Tab"),
    at("again", "zhao", "Enter F", "j Tab z"),
    at("extend", "zhao", "shanghai Enter L", "3 0 Tab z"),
    at("bulk", "zhao", "* A", "j j"),
    at("sorts", "zhao", "s", "j j"),
    at("columns", "zhao", "C", "j Space"),
    at("views", "zhao", "V z Enter V", "j z"),
    at("note", "zhao", "i", "z z Esc"),
    at("assign", "zhao", "colleague m", "z Ctrl-w Down"),
    at("pick-fact", "zhao", "Enter E", "z Ctrl-w Down"),
    at("correct", "zhao", "Enter e", "z Tab 1 Tab z Enter"),
    at("add-part", "zhao", "Enter E A d d Enter", "Tab z Tab z"),
    at("remove-part", "zhao", "Enter G Ctrl-x", "1 Tab z"),
    at("answer", "zhao", "Enter 4 a", "1 Tab z"),
    at("exclusion", "zhao", "Enter 4 G e", "Tab z"),
    at("drop", "zhao", "conflict g o D", ""),
    at("other-server", "zhao", "elsewhere g s", ""),
    at("quit", "zhao", "held q", ""),
    at("people", "zhao", "g w", "j"),
    at("claims", "lin", "draft g i", "j k"),
    at("claim-form", "lin", "draft g i Enter", "Up Up Up Down Down Down Down Down Down Down Down Down Down Down Down Down Down Down Down"),
    at("checklist", "lin", "draft g i Enter Tab", "j Space G"),
    at("register", "lin", "draft g i Enter Tab A", ""),
    at("receipt", "lin", "sent g i Enter", "j j L p"),
    at("letter", "zhao", "Enter p", "j G g g L Ctrl-d p"),
    at("drop-claim", "lin", "draft g i D", ""),
    at("palette", "zhao", ":", "z Ctrl-w Down Down"),
    at("help", "zhao", "?", "z Ctrl-w Down"),
];

/// Finds a room when this file is compiled: a name that isn't in `ROOMS` doesn't compile.
const fn room(name: &str) -> &'static str {
    let mut i = 0;
    while i < ROOMS.len() {
        let (known, wanted) = (ROOMS[i].name.as_bytes(), name.as_bytes());
        let mut same = known.len() == wanted.len();
        let mut at = 0;
        while same && at < known.len() {
            same = known[at] == wanted[at];
            at += 1;
        }
        if same {
            return ROOMS[i].name;
        }
        i += 1;
    }
    panic!("a place of the desk has no entry in ROOMS: give it one, with the keys that lead there")
}

/// Names where the desk is. No arm may stand for more than one kind of place.
fn name_of(desk: &Desk) -> &'static str {
    match &desk.sheet {
        Some(Sheet::Decide(sheet)) => match sheet.form {
            Form::Forward { .. } => const { room("forward") },
            Form::Return(_) => const { room("return") },
            Form::Resubmit(_) => const { room("resubmit") },
            Form::Reject(_) => const { room("reject") },
            Form::PaymentFailed { .. } => const { room("payment-failed") },
            Form::Again(_) => const { room("again") },
            Form::Extend(_) => const { room("extend") },
        },
        Some(Sheet::Bulk(_)) => const { room("bulk") },
        Some(Sheet::Sorts { .. }) => const { room("sorts") },
        Some(Sheet::Columns { .. }) => const { room("columns") },
        Some(Sheet::Views(_)) => const { room("views") },
        Some(Sheet::Note(_)) => const { room("note") },
        Some(Sheet::Assign { .. }) => const { room("assign") },
        Some(Sheet::Amend(sheet)) => match sheet.subject {
            Subject::Pick { .. } => const { room("pick-fact") },
            Subject::Fact { .. } => const { room("correct") },
            Subject::Entry { .. } => const { room("add-part") },
            Subject::Removal { .. } => const { room("remove-part") },
            Subject::Check { .. } => const { room("answer") },
            Subject::Exclusion { .. } => const { room("exclusion") },
        },
        Some(Sheet::Drop { .. }) => const { room("drop") },
        Some(Sheet::Register(_)) => const { room("register") },
        Some(Sheet::Receipt(_)) => const { room("receipt") },
        Some(Sheet::Letter(_)) => const { room("letter") },
        Some(Sheet::DropClaim { .. }) => const { room("drop-claim") },
        Some(Sheet::OtherServer { .. }) => const { room("other-server") },
        Some(Sheet::Quit) => const { room("quit") },
        Some(Sheet::People { .. }) => const { room("people") },
        Some(Sheet::Palette(_)) => const { room("palette") },
        Some(Sheet::Help(_)) => const { room("help") },
        None => name_below(desk.place_below()),
    }
}

fn name_below(place: Place) -> &'static str {
    match place {
        Place::Queue => const { room("queue") },
        Place::Filter => const { room("filter") },
        Place::Case(Tab::Summary) => const { room("summary") },
        Place::Case(Tab::Materials) => const { room("materials") },
        Place::Case(Tab::Payout) => const { room("payout") },
        Place::Case(Tab::Checks) => const { room("checks") },
        Place::Case(Tab::Related) => const { room("related") },
        Place::Lookup => const { room("lookup") },
        Place::Found => const { room("found") },
        Place::Case(Tab::Timeline) => const { room("timeline") },
        Place::Picking => const { room("picking") },
        Place::Outbox => const { room("outbox") },
        Place::Log => const { room("log") },
        Place::Claims => const { room("claims") },
        Place::ClaimForm => const { room("claim-form") },
        Place::Checklist => const { room("checklist") },
        Place::Sheet
        | Place::ReceiptSheet
        | Place::LetterSheet
        | Place::BulkSheet
        | Place::Choices
        | Place::Views
        | Place::ReturnSheet
        | Place::RejectSheet
        | Place::Field
        | Place::Text
        | Place::Finder
        | Place::People
        | Place::Quit => panic!("a place of a sheet, without one"),
    }
}

/// The largest amount that is taken from outside, either way: one of twenty digits is refused where it comes in.
const AMOUNTS: [i64; 2] = [999_999_999_999, -999_999_999_999];
const GREAT: &str = "9,999,999,999.99";

/// What comes from outside in names, notes and everything else that is text: no digits, so that every digit on the screen is ours.
pub fn hostile() -> [String; 3] {
    let odd = "㐂𠮷👨\u{200d}👩\u{200d}👧🏳\u{fe0f}\u{200d}🌈\u{202e}某\u{202c}\u{1b}[m\u{1b}]z;\u{7}\u{9b}Ａ\u{200b}某\u{301}\u{301}ﷺ🇨🇳ｶﾞ\u{e000}\u{2028}\u{0}\r\n\t";
    [odd.repeat(3), "欧阳某某，".repeat(60), "Wolfeschlegelsteinhausenbergerdorff".repeat(9)]
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The case of screens.md, with this text wherever a text comes from outside, and with these amounts.
fn spoiled(number: u32, text: &str, fen: i64) -> CaseDetail {
    let plans = plans();
    let mut detail = shen(&plans);
    let stage = if number.is_multiple_of(2) { "approval" } else { "payment" };
    let made = Made {
        number,
        name: leaked(text.to_owned()),
        employer: leaked(text.to_owned()),
        stage,
        entered: "2024-12-16",
        days: 8,
        judged: true,
        assignee: Some(if stage == "payment" { "qian" } else { "zhao" }),
    };
    let like = made.detail(&plans);
    detail.summary = like.summary.clone();
    detail.case.id = like.case.id.clone();
    detail.case.stage = like.case.stage.clone();
    detail.case.assignee = like.case.assignee.clone();
    detail.case.timeline = like.case.timeline;
    let facts = &mut detail.case.facts;
    facts.member.name = text.to_owned();
    facts.stays[0].hospital = Some(text.to_owned());
    facts.stays[0].illness = Some(text.to_owned());
    for enrolment in &mut facts.enrolments {
        enrolment.employer = Some(text.to_owned());
    }
    if let Some(payee) = &mut facts.payee {
        payee.name = text.to_owned();
        payee.bank = Some(text.to_owned());
    }
    for entry in &mut detail.case.timeline {
        if let Event::Decided { act: Act::PassOn { note }, .. } = &mut entry.event {
            *note = text.to_owned();
        }
    }
    inflate(&mut detail.assessment, fen);
    detail.summary.amount = Some(Money::from_fen(fen));
    detail
}

fn inflate(assessment: &mut Assessment, fen: i64) {
    assessment.total = Money::from_fen(fen);
    for benefit in &mut assessment.benefits {
        benefit.amount = Money::from_fen(fen);
    }
}

fn hostile_desk(room: &Room, size: (u16, u16), lang: Lang, text: &str, fen: i64) -> Screen {
    let cases = vec![spoiled(1874, text, fen), spoiled(1876, text, fen), spoiled(1877, text, fen)];
    Screen::open(Opening { size, lang, user: room.user, ..Opening::default() }, plans(), Office::new(cases))
}

/// Walks into a room by its keys; `elsewhere` has another server answer, `held` and `conflict` stand for a decision that is held, or has come into conflict; `returned`
/// for cases that are with the claimant, `shanghai` for cases of a plan whose limits can be extended, `colleague` for somebody else who acts at the person's stage.
fn walk(screen: &mut Screen, keys: &str) {
    for key in keys.split_whitespace() {
        match key {
            "held" => outbox(screen, OutboxState::Held { until: screen.now.plus_millis(60_000) }),
            "conflict" => outbox(screen, OutboxState::Conflict { detail: screen.desk.me.name.clone() }),
            "elsewhere" => screen.tell(Message::Synced {
                changed: Vec::new(),
                outbox_changed: false,
                connection: Connection::OtherServer { restored: true },
            }),
            "draft" => claim(screen, ClaimState::Draft),
            "sent" => claim(screen, ClaimState::Waiting),
            "returned" => screen.change_cases(|detail| {
                (detail.summary.status, detail.case.status) = (Status::Returned, Status::Returned);
            }),
            "shanghai" => screen.change_cases(|detail| {
                let plans = plans();
                let plan = plans.get(&"sh-mutual-2020".into()).unwrap();
                (detail.case.plan, detail.summary.plan) = (plan.id.clone(), plan.id.clone());
                (detail.case.plan_hash, detail.assessment.plan_hash) = (plan.hash.clone(), plan.hash.clone());
                detail.case.facts.benefits = vec!["hospital-days".into()];
                detail.case.facts.complete_since = Some(detail.case.facts.filed);
            }),
            "colleague" => {
                let name = screen.office.cases.values().next().map(|detail| detail.summary.name.clone()).unwrap_or_default();
                let other = Person { user: "bai".into(), name, ..screen.desk.me.clone() };
                screen.desk.people.push(other);
            }
            key => screen.press(key),
        }
    }
}

/// Puts a claim of the first case's member at the counter, in this state: whatever is text in the case is text in every field.
fn claim(screen: &mut Screen, state: ClaimState) {
    let Some(detail) = screen.office.cases.values().next() else { return };
    let (text, id) = (detail.summary.name.clone(), detail.case.facts.member.id_number.clone().unwrap_or_default());
    let typed = [
        "/member/name",
        "/member/phone",
        "/enrolments/0/employer",
        "/enrolments/0/premium",
        "/stays/0/hospital",
        "/stays/0/admission",
        "/stays/0/expense/self_pay",
        "/payee/name",
        "/payee/card",
        "/payee/bank",
    ];
    let mut entries: Vec<(String, String)> = typed.iter().map(|path| ((*path).to_owned(), text.chars().take(200).collect())).collect();
    entries.insert(0, ("/member/id_number".to_owned(), id));
    let draft = IntakeDraft {
        key: ClaimKey(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_4417_0001)),
        plan: detail.case.plan.clone(),
        benefits: plans().get(&detail.case.plan).unwrap().benefits.iter().map(|benefit| benefit.id.clone()).collect(),
        entries,
        filled: Vec::new(),
        received: vec!["id-card".into()],
        at: "/member/name".into(),
        begun: screen.now,
        changed: screen.now,
    };
    screen.office.enrolments = Err(text);
    screen.office.claims.push(IntakeItem { draft, state });
}

/// Puts an approval of the first case into the outbox, in this state.
fn outbox(screen: &mut Screen, state: OutboxState) {
    let Some(detail) = screen.office.cases.values().next().cloned() else { return };
    let id = DecisionId(uuid::Uuid::from_u128(77));
    let decision = serde_json::json!({
        "id": id, "case": detail.case.id, "decided_at": screen.now, "basis": detail.basis, "plan_hash": detail.case.plan_hash,
        "engine": detail.assessment.engine, "amount": detail.assessment.total, "stage": detail.case.stage, "verdicts": [],
        "act": { "verb": "approve", "note": detail.summary.name }
    });
    screen.office.outbox.push(OutboxItem {
        decision: serde_json::from_value(decision).unwrap(),
        name: detail.summary.name.clone(),
        plan: detail.case.plan.clone(),
        to_pay: None,
        state,
        recorded: screen.now,
        changed: screen.now,
        attempts: 3,
        last_error: Some(detail.summary.name.clone()),
        said: None,
        doubted: false,
        group: None,
    });
    screen.office.sides.insert(id, ConflictSides { base: Some(detail.clone()), theirs: Some(detail) });
    screen.tell(screen.office.outbox_message(screen.now));
}

pub const SIZES: [(u16, u16); 6] = [(60, 16), (80, 24), (100, 30), (120, 40), (160, 50), (200, 60)];

#[test]
fn every_room_is_reached_by_its_keys() {
    for room in ROOMS {
        let mut screen = hostile_desk(room, (80, 24), Lang::Zh, "某", 100);
        walk(&mut screen, room.keys);
        assert_eq!(name_of(&screen.desk), room.name, "{}:\n{}", room.keys, screen.text());
    }
}

#[test]
fn odd_and_long_text_breaks_no_row_of_any_room_in_chinese() {
    draw_all(&odd_and_long(), AMOUNTS[0], Lang::Zh, &SIZES);
}

#[test]
fn odd_and_long_text_breaks_no_row_of_any_room_in_english() {
    draw_all(&odd_and_long(), AMOUNTS[1], Lang::En, &SIZES);
}

#[test]
fn a_long_word_breaks_no_row_of_any_room() {
    draw_all(&hostile()[2], AMOUNTS[0], Lang::En, &SIZES[..2]);
}

fn odd_and_long() -> String {
    hostile()[..2].concat()
}

fn draw_all(text: &str, fen: i64, lang: Lang, sizes: &[(u16, u16)]) {
    let mut faults = Faults::default();
    for (size, room) in sizes.iter().flat_map(|size| ROOMS.iter().map(move |room| (*size, room))) {
        let mut screen = hostile_desk(room, size, lang, text, fen);
        walk(&mut screen, room.keys);
        faults.look(&screen, room, size);
        for key in room.more.split_whitespace() {
            screen.press(key);
            faults.look(&screen, room, size);
        }
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: offline(&screen) });
        screen.tell(Message::Failed(text.to_owned()));
        faults.look(&screen, room, size);
    }
    faults.tell();
}

fn offline(screen: &Screen) -> Connection {
    Connection::Offline { since: screen.now, synced: Some(screen.now), next_try: Some(screen.now.plus_millis(43_000)) }
}

/// What is wrong in any room, told all at once.
#[derive(Default)]
struct Faults(BTreeMap<String, Vec<String>>);

/// Rooms of which the faults are told with their screens.
const TOLD: usize = 12;

impl Faults {
    fn look(&mut self, screen: &Screen, room: &Room, size: (u16, u16)) {
        let found = faults(screen, size);
        if !found.is_empty() {
            let what = format!("{} {size:?} {:?}", room.name, screen.desk.lang);
            self.0.entry(what).or_insert_with(|| found.into_iter().chain([screen.text()]).collect());
        }
    }

    fn tell(self) {
        let rooms: Vec<&String> = self.0.keys().collect();
        assert!(rooms.is_empty(), "{rooms:#?}\n{:#?}", self.0.iter().take(TOLD).collect::<Vec<_>>());
    }
}

fn faults(screen: &Screen, size: (u16, u16)) -> Vec<String> {
    faults_of(screen.frame(), screen.rows(), size)
}

/// What is wrong in a frame, whatever drew it.
pub fn faults_of(frame: &Buffer, rows: Vec<String>, size: (u16, u16)) -> Vec<String> {
    let mut faults = Vec::new();
    for y in 0..frame.area.height {
        for x in 0..frame.area.width {
            let symbol = frame[(x, y)].symbol();
            let mut characters = symbol.chars();
            let (Some(c), None) = (characters.next(), characters.next()) else {
                faults.push(format!("({x}, {y}): not one character: {symbol:?}"));
                continue;
            };
            match c.width() {
                Some(1) => {}
                Some(2) if x + 1 < size.0 && frame[(x + 1, y)].symbol() == " " => {}
                Some(2) => faults.push(format!("({x}, {y}): a wide character is split: {c:?}")),
                _ => faults.push(format!("({x}, {y}): moves or hides what stands beside it: {c:?}")),
            }
        }
    }
    for row in rows {
        if width(&row) > size.0 {
            faults.push(format!("{} columns: {row:?}", width(&row)));
        }
        faults.extend(cut_numbers(&row).map(|cut| format!("cut: {cut:?} in {row:?}")));
    }
    faults
}

/// The numbers of a row that are not whole: one before `…`, an id, a date or a great amount without its end.
fn cut_numbers(row: &str) -> impl Iterator<Item = String> {
    let before_cut = row.char_indices().filter(|(_, c)| *c == '…').filter(|(at, _)| row[..*at].ends_with(|c: char| c.is_ascii_digit()));
    let mut cut: Vec<String> =
        before_cut.map(|(at, _)| row[..at].chars().rev().take(12).collect::<Vec<_>>().iter().rev().collect()).collect();
    for (head, whole) in [("ZJ24-", "ZJ24-000000"), ("2024-1", "2024-10-00"), ("9,999,", GREAT)] {
        let whole_at = |at: usize| {
            let found = row[at..].chars().take(whole.len());
            found.clone().count() == whole.len()
                && found.zip(whole.chars()).all(|(a, b)| a == b || (a.is_ascii_digit() && b.is_ascii_digit()))
        };
        cut.extend(row.match_indices(head).filter(|(at, _)| !whole_at(*at)).map(|(at, _)| row[at..].chars().take(whole.len()).collect()));
    }
    cut.into_iter()
}

#[test]
fn a_cut_number_is_seen_as_one() {
    let cuts = |row: &str| cut_numbers(row).count();
    assert_eq!(cuts("ZJ24-001873  9,999,999,999.99  2024-12-18 某某…"), 0);
    assert_eq!(cuts("ZJ24-0018"), 1);
    assert_eq!(cuts("9,999,999,9"), 1);
    assert_eq!(cuts("  2024-12-1 "), 1);
    assert_eq!(cuts("  7,75…"), 1);
}
