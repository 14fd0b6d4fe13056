//! What a filter finds, as a plain list says it a second time: each kind of word, each condition, in every view and order.

use huzhu::domain::calendar::DayKind;
use huzhu::domain::filter::{Named, Vocabulary, Words};
use huzhu::domain::lookup::{Kind, MarkKey, Wanted};
use huzhu::domain::summary::Flag;
use huzhu::wire::{Change, Changes};

use super::*;

const KEY_OF_MARKS: &str = "made-up";
const DISEASES: [&str; 5] = ["甲状腺乳头状癌", "肺炎", "急性阑尾炎", "malignancy-mild", ""];
const NOTES: [&str; 4] = ["已电话告知，补CT报告", "票据齐全", "", "转ICU记录待补"];

pub fn vocabulary() -> Vocabulary {
    let named = |id: &str, names: &[&str]| Named { id: id.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() };
    Vocabulary {
        plans: vec![named("zj-10", &["浙产十期"]), named("jn-critical", &["济南重疾"])],
        stages: vec![named("medical-review", &["病情复核"]), named("approval", &["审批"]), named("payout", &["发放"])],
        people: vec![named("lin", &["林某"]), named("zhou", &["周某"])],
        diseases: vec![named("malignancy-mild", &["恶性肿瘤-轻度"])],
        masked: false,
    }
}

/// A row with all that it is found by.
struct Made {
    row: CaseSummary,
    disease: &'static str,
    note: &'static str,
    phone: String,
    id: String,
    contract: String,
}

fn made(n: u64) -> Made {
    let at = usize::try_from(n).unwrap();
    let mut row = summary(n, n + 1);
    row.last_note = String::new();
    row.plan = if n.is_multiple_of(3) { "jn-critical".into() } else { "zj-10".into() };
    row.employer = format!("某某第{}公司", n % 40);
    row.due_days = if n.is_multiple_of(2) { DayKind::Working } else { DayKind::Calendar };
    row.received = NOW.plus_secs(-i64::try_from(n * 7_919 % 3_000_000).unwrap());
    row.entered = NOW.plus_secs(-i64::try_from(n * 104_729 % 1_500_000).unwrap());
    row.flags = Flag::ALL.into_iter().enumerate().filter(|(i, _)| n % 7 == *i as u64).map(|(_, flag)| flag).collect();
    Made {
        row,
        disease: DISEASES[at % 5],
        note: NOTES[at / 5 % 4],
        phone: format!("138{:08}", n % 900),
        id: format!("33010219780305{:04}", n % 800),
        contract: format!("B{:08}", n),
    }
}

fn change(made: &Made, masked: bool) -> Change {
    let key = MarkKey::new(KEY_OF_MARKS);
    let marks = vec![key.mark(Kind::Phone, &made.phone), key.mark(Kind::IdNumber, &made.id), key.mark(Kind::Contract, &made.contract)];
    let tails = [key.tails(Kind::Phone, &made.phone, masked), key.tails(Kind::IdNumber, &made.id, masked)].concat();
    let said = if masked { Words::default() } else { Words { disease: made.disease.into(), note: made.note.into(), ..Words::default() } };
    Change { summary: made.row.clone(), detail: None, marks, words: Some(Words { tails, ..said }) }
}

fn filled(store: &mut Store, rows: &[Made], masked: bool) {
    for (i, some) in rows.chunks(400).enumerate() {
        let next = some.last().unwrap().row.seq;
        let more = (i + 1) * 400 < rows.len();
        let changes = some.iter().map(|made| change(made, masked)).collect();
        let mark_key = Some(MarkKey::new(KEY_OF_MARKS));
        store.apply(&Changes { changes, more, mark_key, ..page([], next) }).unwrap();
    }
}

fn in_view(view: View, row: &CaseSummary) -> bool {
    match view {
        View::Open => row.status == Status::Open,
        View::Mine => row.status == Status::Open && row.assignee == Some("lin".into()),
        View::Closed => row.status.is_closed(),
        View::Overdue => row.status == Status::Open && row.due.is_some_and(|due| due < today()),
        _ => unreachable!(),
    }
}

/// The days left as the queue shows them; over is below nothing.
fn left(row: &CaseSummary) -> Option<i32> {
    let last = row.due?;
    let between = row.due_days.between(today(), last);
    Some(if last < today() { between.min(-1) } else { between })
}

fn age(row: &CaseSummary) -> i64 {
    (today() - row.entered.date()).num_days()
}

type Fits = fn(&Made) -> bool;

/// Filters, and what they mean.
const TABLE: &[(&str, Fits)] = &[
    ("", |_| true),
    ("zmm", |made| made.row.name == "张某某"),
    ("name:ouyang", |made| made.row.name == "欧阳某"),
    ("姓名:单某,shen", |made| ["单某", "沈某某"].contains(&made.row.name.as_str())),
    ("-name:某某", |made| !made.row.name.contains("某某")),
    ("第7公司", |made| made.row.employer == "某某第7公司"),
    ("employer:\"第12\"", |made| made.row.employer.contains("第12")),
    ("单位:mmd3gs", |made| made.row.employer == "某某第3公司"),
    ("甲状腺", |made| made.disease.contains("甲状腺")),
    ("disease:阑尾", |made| made.disease.contains("阑尾")),
    ("disease:恶性肿瘤", |made| made.disease == "malignancy-mild"),
    ("-disease:肺炎", |made| !made.disease.contains("肺炎")),
    ("note:电话告知", |made| made.note.contains("电话告知")),
    ("备注:icu", |made| made.note.contains("ICU")),
    ("note:ct,票据", |made| made.note.contains("CT") || made.note.contains("票据")),
    ("disease:票据", |_| false),
    ("phone:0123", |made| made.phone.ends_with("0123")),
    ("phone:13800000123", |made| made.phone == "13800000123"),
    ("id:0044", |made| made.id.ends_with("0044")),
    ("id:050044", |made| made.id.ends_with("050044")),
    ("证件:330102197803050044", |made| made.id == "330102197803050044"),
    ("contract:B00000123", |made| made.contract == "B00000123"),
    ("case:001234", |made| made.row.id.as_str().ends_with("001234")),
    ("zj24-0012", |made| made.row.id.as_str().starts_with("ZJ24-0012")),
    ("stage:approval", |made| made.row.stage == "approval"),
    ("环节:病情,发放 -plan:jn", |made| made.row.stage != "approval" && made.row.plan == "zj-10"),
    ("amount>5000", |made| made.row.amount.is_some_and(|amount| amount > Money::from_yuan(5_000))),
    ("amount<=0.01万", |made| made.row.amount.is_some_and(|amount| amount <= Money::from_yuan(100))),
    ("金额:无", |made| made.row.amount.is_none()),
    ("-amount>100", |made| made.row.amount.is_none_or(|amount| amount <= Money::from_yuan(100))),
    ("due<3d", |made| left(&made.row).is_some_and(|left| left < 3)),
    ("到期>=5天", |made| left(&made.row).is_some_and(|left| left >= 5)),
    ("due:2d", |made| left(&made.row) == Some(2)),
    ("-due<3d", |made| left(&made.row).is_none_or(|left| left >= 3)),
    ("due:none", |made| made.row.due.is_none()),
    ("逾期", |made| made.row.due.is_some_and(|due| due < today())),
    ("due<=2024-12-20", |made| made.row.due.is_some_and(|due| due <= "2024-12-20".parse().unwrap())),
    ("flag:dup", |made| made.row.flags.contains(&Flag::Dup)),
    ("标记:重复,暂存", |made| made.row.flags.contains(&Flag::Dup) || made.row.flags.contains(&Flag::Parked)),
    ("-flag:dup", |made| !made.row.flags.contains(&Flag::Dup)),
    ("assignee:me", |made| made.row.assignee == Some("lin".into())),
    ("经办:无,周", |made| made.row.assignee.is_none() || made.row.assignee == Some("zhou".into())),
    ("status:paid", |made| made.row.status == Status::Paid),
    ("received>2024-12-01", |made| made.row.received.date() > "2024-12-01".parse().unwrap()),
    ("received:2024-12-05", |made| made.row.received.date() == "2024-12-05".parse().unwrap()),
    ("age>10d", |made| age(&made.row) > 10),
    ("停留<=0天", |made| age(&made.row) <= 0),
    ("age:3", |made| age(&made.row) == 3),
    ("stage:medical due<3d amount>1000 plan:zj -flag:dup", |made| {
        let amount = made.row.amount.is_some_and(|amount| amount > Money::from_yuan(1_000));
        let rest = made.row.plan == "zj-10" && !made.row.flags.contains(&Flag::Dup);
        made.row.stage == "medical-review" && left(&made.row).is_some_and(|left| left < 3) && amount && rest
    }),
    ("张 -note:icu 甲", |made| made.row.name == "张某某" && !made.note.contains("ICU") && made.disease.contains('甲')),
];

#[test]
fn a_filter_finds_what_a_plain_list_finds_in_the_same_order() {
    let (_dir, folder, mut store) = fresh();
    let all: Vec<Made> = (0..4_000).map(made).collect();
    filled(&mut store, &all, false);
    // The second time the indexes of searches and of all sorts are there.
    for round in 0..2 {
        for (typed, fits) in TABLE {
            let read = parse(typed, &vocabulary());
            assert_eq!(read.faults, [], "{typed}");
            for (view, sort) in
                [(View::Open, Sort::Due), (View::Closed, Sort::Due), (View::Mine, Sort::Amount), (View::Overdue, Sort::Name)]
            {
                let mut expected: Vec<&CaseSummary> =
                    all.iter().filter(|made| in_view(view, &made.row) && fits(made)).map(|made| &made.row).collect();
                expected.sort_by_key(|row| RowKey::by(sort, row));
                let query = RowQuery { sort, ..query(view, typed, RowAnchor::Top, 1_000) };
                let window = store.rows(&query).unwrap();
                let ids: Vec<_> = window.rows.iter().map(|row| &row.summary.id).collect();
                let wanted: Vec<_> = expected.iter().take(1_000).map(|row| &row.id).collect();
                assert_eq!(ids, wanted, "{typed} {view:?} {sort:?} {round}");
                assert_eq!(window.total, expected.len() as u64, "{typed} {view:?} {sort:?} {round}");
            }
        }
        drop(store);
        store = open(&folder);
        for _ in 0..16 {
            store.apply(&page([], 4_000)).unwrap();
        }
    }
}

#[test]
fn a_case_number_is_found_however_its_plan_writes_it() {
    let (_dir, _folder, mut store) = fresh();
    let numbers = ["ZJ24-000010", "ZJ24-001866", "JN24-000010", "SM-000010", "SM-001866", "SF-000010", "SZ-000412"];
    let of = |(n, id): (u64, &&str)| {
        let mut one = made(n + 1);
        (one.row.id, one.row.status, one.row.name) = ((*id).into(), Status::Open, "欧阳某".into());
        // No employer's name is anything but hanzi.
        one.row.employer = "某某公司".into();
        one.note = "";
        one.disease = "肺炎";
        one
    };
    let all: Vec<Made> = (0..).zip(&numbers).map(of).collect();
    filled(&mut store, &all, false);
    for round in 0..2 {
        for (typed, found) in [
            ("SM-000010", &["SM-000010"][..]),
            ("case:SM-000010", &["SM-000010"]),
            ("case:sm000010", &["SM-000010"]),
            ("SM-00", &["SM-000010", "SM-001866"]),
            ("SM", &["SM-000010", "SM-001866"]),
            ("case:s", &["SF-000010", "SM-000010", "SM-001866", "SZ-000412"]),
            ("ZJ", &["ZJ24-000010", "ZJ24-001866"]),
            ("ZJ2", &["ZJ24-000010", "ZJ24-001866"]),
            ("JN24", &["JN24-000010"]),
            ("1866", &["SM-001866", "ZJ24-001866"]),
            ("412", &["SZ-000412"]),
            ("SM24", &[]),
            // Letters are a name where somebody is called so.
            ("oy", &numbers),
        ] {
            let window = store.rows(&query(View::Open, typed, RowAnchor::Top, 20)).unwrap();
            let mut ids: Vec<_> = window.rows.iter().map(|row| row.summary.id.as_str()).collect();
            let mut expected = found.to_vec();
            ids.sort_unstable();
            expected.sort_unstable();
            assert_eq!(ids, expected, "{typed} {round}");
        }
        for _ in 0..16 {
            store.apply(&page([], 4_000)).unwrap();
        }
    }
    let (whole, tail) = (Wanted::read("SM-000010").unwrap(), Wanted::read("10").unwrap());
    let ids = |found: Vec<CaseSummary>| found.into_iter().map(|case| case.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(store.look_up(&whole).unwrap().cases), ["SM-000010"]);
    assert_eq!(store.look_up(&tail).unwrap().cases.len(), 4);
}

#[test]
fn words_and_numbers_follow_the_row() {
    let (_dir, _folder, mut store) = fresh();
    let mut one = made(10);
    one.row.status = Status::Open;
    one.disease = "肺炎";
    filled(&mut store, std::slice::from_ref(&one), false);
    let found = |store: &mut Store, typed: &str| store.rows(&query(View::Open, typed, RowAnchor::Top, 9)).unwrap().total;
    assert_eq!(found(&mut store, "disease:肺炎"), 1);
    one.disease = "急性阑尾炎";
    one.phone = "13800007777".into();
    one.row.seq = 99;
    filled(&mut store, std::slice::from_ref(&one), false);
    assert_eq!((found(&mut store, "disease:肺炎"), found(&mut store, "阑尾"), found(&mut store, "7777")), (0, 1, 1));
    store.wipe_cache().unwrap();
    assert_eq!((found(&mut store, "阑尾"), found(&mut store, one.row.name.as_str())), (0, 0));
}

#[test]
fn who_sees_masks_finds_the_ends_that_a_mask_shows_and_nothing_of_health() {
    let (_dir, _folder, mut store) = fresh();
    let mut one = made(11);
    one.row.status = Status::Open;
    (one.row.name, one.row.last_note) = ("沈**".into(), "***".into());
    filled(&mut store, std::slice::from_ref(&one), true);
    let masked = Vocabulary { masked: true, ..vocabulary() };
    let mut found = |typed: &str| {
        let filter = parse(typed, &masked).filter;
        store.rows(&RowQuery { filter, ..query(View::Open, "", RowAnchor::Top, 9) }).unwrap().total
    };
    for (typed, count) in [("0011", 1), ("phone:0011", 1), ("id:0011", 1), ("沈", 1)] {
        assert_eq!(found(typed), count, "{typed}");
    }
    for typed in ["肺炎", "电话", "***", "13800000011", "330102197803050011", "050011", "B00000011"] {
        assert_eq!(found(typed), 0, "{typed}");
    }
}
