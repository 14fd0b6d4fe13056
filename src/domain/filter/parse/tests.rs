use proptest::prelude::*;

use super::*;

fn vocabulary() -> Vocabulary {
    let named = |id: &str, names: &[&str]| Named { id: id.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() };
    Vocabulary {
        plans: vec![
            named("zj-10", &["浙江产业工会十期"]),
            named("jn-critical", &["济南重疾"]),
            named("sh-member", &["沪会员"]),
            named("sh-member-until-2024", &["沪会员旧"]),
        ],
        stages: vec![
            named("medical-review", &["病情复核", "病案审核", "Medical review", "医审"]),
            named("approval", &["资料审批", "审批", "Approval"]),
            named("payment", &["发放", "Payment"]),
        ],
        people: vec![named("lin", &["林某"]), named("he", &["何某"])],
        diseases: vec![named("malignancy-mild", &["恶性肿瘤-轻度", "Mild malignancy"])],
        masked: false,
    }
}

fn read(typed: &str) -> Read {
    parse(typed, &vocabulary())
}

fn conditions(typed: &str) -> Vec<Condition> {
    let read = read(typed);
    assert_eq!(read.faults, [], "{typed}");
    read.filter.terms.into_iter().map(|term| term.condition).collect()
}

fn faults(typed: &str) -> Vec<(usize, usize, FaultKind)> {
    read(typed).faults.into_iter().map(|fault| (fault.from, fault.to, fault.kind)).collect()
}

#[test]
fn both_languages_and_both_widths_say_the_same() {
    let english = read("stage:medical due<3d amount>10000 plan:jn -flag:dup");
    let chinese = read("环节:医审 到期<3天 金额>1万 计划:济南 -标记:重复");
    let wide = read("环节：医审　到期＜３天　金额＞１万　计划：济南　－标记：重复");
    assert_eq!(english.faults, []);
    assert_eq!(english.filter, chinese.filter);
    assert_eq!(english.filter, wide.filter);
    assert_eq!(
        english.filter.terms.iter().map(|term| &term.condition).collect::<Vec<_>>(),
        [
            &Condition::Stage(vec!["medical-review".into()]),
            &Condition::Due(Op::Less, Due::In(3)),
            &Condition::Amount(Op::More, Money::from_yuan(10_000)),
            &Condition::Plan(vec!["jn-critical".into()]),
            &Condition::Flag(vec![Flag::Dup]),
        ]
    );
    assert!(english.filter.terms[4].not && !english.filter.terms[0].not);
}

#[test]
fn values_are_read_as_people_write_them() {
    assert_eq!(conditions("amount>=1.5万"), [Condition::Amount(Op::AtLeast, Money::from_yuan(15_000))]);
    assert_eq!(conditions("amount<10,000.50元"), [Condition::Amount(Op::Less, Money::from_fen(1_000_050))]);
    let day = "2026-01-01".parse().unwrap();
    for typed in ["received>2026-01-01", "申请>2026/1/1", "received>2026年1月1日", "received>20260101", "received:>2026.1.1"] {
        assert_eq!(conditions(typed), [Condition::Received(Op::More, day)], "{typed}");
    }
    assert_eq!(conditions("逾期"), conditions("due:overdue"));
    assert_eq!(conditions("\"逾期\""), [Condition::Any(vec!["逾期".into()])]);
    assert_eq!(conditions("age>5d"), [Condition::Age(Op::More, 5)]);
    assert_eq!(conditions("assignee:me,none,林"), [Condition::Assignee(vec![Who::Me, Who::Nobody, Who::Person("lin".into())])]);
    assert_eq!(conditions("stage:medical,payment"), [Condition::Stage(vec!["medical-review".into(), "payment".into()])]);
    assert_eq!(conditions("plan:sh-member"), [Condition::Plan(vec!["sh-member".into()])], "its own id, though another begins so");
    assert_eq!(conditions("plan:sh"), [Condition::Plan(vec!["sh-member".into(), "sh-member-until-2024".into()])]);
    assert_eq!(
        conditions("phone:1111 id:002X"),
        [Condition::Text(Field::Phone, vec!["1111".into()]), Condition::Text(Field::Id, vec!["002X".into()])]
    );
    assert_eq!(
        conditions("单位:\"江岸 纺织\" 张,李"),
        [Condition::Text(Field::Employer, vec!["江岸 纺织".into()]), Condition::Any(vec!["张".into(), "李".into()])]
    );
    assert_eq!(read("恶性肿瘤").filter.codes, [("恶性肿瘤".to_owned(), vec!["malignancy-mild".to_owned()])]);
}

#[test]
fn every_fault_is_told_with_its_place() {
    assert_eq!(faults("zmm stge:x"), [(4, 8, FaultKind::UnknownField { typed: "stge".into(), near: Some(Field::Stage) })]);
    assert_eq!(
        faults("stage:nowhere amount>viel due<soon"),
        [
            (6, 13, FaultKind::NoSuchChoice { field: Field::Stage, typed: "nowhere".into() }),
            (21, 25, FaultKind::Unreadable { field: Field::Amount, typed: "viel".into() }),
            (30, 34, FaultKind::Unreadable { field: Field::Due, typed: "soon".into() }),
        ]
    );
    assert_eq!(faults("name>张"), [(0, 6, FaultKind::CantCompare(Field::Name))]);
    assert_eq!(faults("phone:12345"), [(6, 11, FaultKind::WrongDigits(Field::Phone))]);
    let half = read("zmm stage:");
    assert!(half.faults[0].is_unfinished(10), "more will come");
    assert_eq!(half.filter.terms.len(), 1, "what is well holds all the same");
    assert_eq!(read(&"张 ".repeat(100)).faults.len(), 1);
    for sign in ["-", "－", "\"", "“", "\"\"", "-\"", ","] {
        let alone = read(sign);
        let length = sign.chars().count();
        assert_eq!(alone.faults, [Fault { from: 0, to: length, kind: FaultKind::Nothing }], "{sign}: all cases are no answer to it");
        assert!(alone.faults[0].is_unfinished(length));
        assert_eq!(faults(&format!("zmm {sign}")), [(4, 4 + length, FaultKind::Nothing)], "{sign}");
    }
}

#[test]
fn who_sees_masks_asks_for_nothing_that_is_hidden() {
    let masked = Vocabulary { masked: true, ..vocabulary() };
    let kinds = |typed: &str| parse(typed, &masked).faults.into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
    assert_eq!(kinds("disease:甲"), [FaultKind::Hidden(Field::Disease)]);
    assert_eq!(kinds("备注:甲"), [FaultKind::Hidden(Field::Note)]);
    assert_eq!(kinds("phone:13800001111"), [FaultKind::WholeNumber(Field::Phone)]);
    assert_eq!(kinds("id:310027"), [FaultKind::WrongDigits(Field::Id)], "six would tell the day of birth");
    assert_eq!(kinds("phone:1111 id:0027"), [], "as the mask shows them");
}

#[test]
fn a_long_text_that_is_cut_at_a_blank_reads_back_as_the_same() {
    let long = format!("\"{} 乙\"", "甲".repeat(LONGEST_VALUE - 1));
    let first = read(&long).filter;
    assert_eq!(first.terms.len(), 1);
    assert_eq!(read(&first.to_string()).filter, first);
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("stage:medical".to_owned()),
        Just("due<3d".to_owned()),
        Just("到期>=-2天".to_owned()),
        Just("due:none".to_owned()),
        Just("amount:none".to_owned()),
        Just("amount<=1.25万".to_owned()),
        Just("-flag:dup,parked".to_owned()),
        Just("assignee:me,none,he".to_owned()),
        Just("received>2026-01-01".to_owned()),
        Just("status:paid,open".to_owned()),
        Just("name:张某,\"李 某\"".to_owned()),
        Just("\"a\"\"b\",-c".to_owned()),
        Just("note:\"-x:y\"".to_owned()),
        "[a-z:<>=,\"\\-0-9 张天万：＞，]{0,12}",
        "\\PC{0,8}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(typed in typed()) {
        let first = read(&typed);
        let printed = first.filter.to_string();
        let again = read(&printed);
        prop_assert_eq!(&again.faults, &vec![], "{}", printed);
        prop_assert_eq!(first.places.len(), first.filter.terms.len());
        prop_assert_eq!(again.filter, first.filter, "{}", printed);
        let length = typed.chars().count();
        prop_assert!(first.faults.iter().all(|fault| fault.from <= fault.to && fault.to <= length));
    }
}
