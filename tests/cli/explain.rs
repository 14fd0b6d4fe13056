//! What the claimant is told, what would change it, and what facts that are set change.

use serde_json::Value;

use super::{Machine, claim, seen};

fn words(machine: &Machine, args: &[&str]) -> String {
    let output = machine.run(args);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Paid, refused, paid in part, and waiting for an amount.
#[test]
fn a_notice_tells_the_claimant_all_in_both_languages() {
    let machine = Machine::new();
    for name in ["hospital-stay-11-days", "hospital-stay-late", "mild-thyroid-cancer", "mutual-medical"] {
        for lang in ["zh", "en"] {
            let output = machine.run(&["--lang", lang, "assess", "--notice", "text", &claim(name)]);
            insta::assert_snapshot!(format!("notice_{name}_{lang}"), seen(&output));
        }
    }
}

#[test]
fn the_page_of_a_notice_stands_by_itself() {
    let machine = Machine::new();
    insta::assert_snapshot!(seen(&machine.run(&["--lang", "zh", "assess", "--notice", "html", &claim("hospital-stay-late")])));
}

#[test]
fn a_hostile_name_stays_a_name() {
    let machine = Machine::new();
    let text = std::fs::read_to_string(claim("hospital-stay-late")).unwrap();
    let hostile = r#"</title><script src="//x.example/a.js">alert(1)</script>\u202egnp.exe\u0000"#;
    let text = text.replace("name = \"张某某\"", &format!("name = \"{}\"", hostile.replace('"', "\\\"")));
    let of = |form: &str| {
        let output = machine.run_on(&["--lang", "en", "assess", "--notice", form, "-"], text.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let page = of("html");
    assert!(page.contains("&lt;/title&gt;&lt;script src=&quot;//x.example/a.js&quot;&gt;alert(1)&lt;/script&gt;?gnp.exe?"), "{page}");
    assert_eq!((page.matches("<script").count(), page.matches("</title>").count()), (0, 1));
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("url("), "nothing comes from elsewhere");
    assert!(page.contains("default-src 'none'"));
    for text in [of("text"), of("sentence")] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n') && !text.contains('\u{202e}'), "{text:?}");
    }
}

/// On the page it stands beneath the checks; where the answer is for a machine or the claimant, on the error stream.
#[test]
fn an_answer_that_was_not_used_is_told() {
    let machine = Machine::new();
    let text = std::fs::read_to_string(claim("hospital-stay-11-days")).unwrap();
    let answers = |check: &str| format!("[[facts.answers]]\ncheck = \"{check}\"\nholds = true\nnote = \"已核\"\n");
    let text = format!("{text}\n{}{}", answers("form"), answers("sudden-death"));
    let run = |args: &[&str]| {
        let output = machine.run_on(&[args, &["assess", "-"]].concat(), text.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap().split_whitespace().collect::<String>())
    };
    let zh = "对「突发疾病死亡」的答复没有用上：本案没有这一项核验，答复不影响结果";
    let [page, err] = run(&["--lang", "zh"]);
    assert!(page.contains(zh) && page.matches("没有用上").count() == 1 && err.is_empty(), "{page}{err}");
    let [page, _] = run(&["--lang", "en"]);
    assert!(page.contains("\"Suddendeath\"wasnotused"), "{page}");
    let output = machine.run_on(&["--lang", "zh", "assess", "--json", "-"], text.as_bytes());
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((read["total"].as_str(), String::from_utf8(output.stderr).unwrap().trim()), (Some("250.00"), zh));
}

/// The sentence of the phone heads the notice.
#[test]
fn the_sentence_is_the_same_everywhere() {
    let machine = Machine::new();
    let sentence = words(&machine, &["--lang", "zh", "assess", "--notice", "sentence", &claim("hospital-stay-late")]);
    assert_eq!(
        sentence,
        "您 2025 年 4 月 2 日申请的一般住院补助，按办法核算，没有应补助的金额。一般住院补助不补助：您的申请超过了规定的期限（保障期满后 3 个月）。最后一天是 2025 年 3 月 31 日。以审批结果为准。\n"
    );
    let page = words(&machine, &["--lang", "zh", "assess", "--notice", "html", &claim("hospital-stay-late")]);
    assert!(page.contains(sentence.trim_end()));
}

fn would_change(machine: &Machine, name: &str, set: &[&str]) -> String {
    let mut args = vec!["--lang", "zh", "assess"];
    for set in set {
        args.extend(["--set", *set]);
    }
    let claim = claim(name);
    args.push(&claim);
    let page = words(machine, &args);
    let part = page.split("差在哪里\n").nth(1).unwrap_or_default();
    part.split("\n\n").next().unwrap_or_default().lines().map(str::trim_start).collect()
}

#[test]
fn the_nearest_fact_that_turns_a_refusal_is_named() {
    let machine = Machine::new();
    let of = |name, set: &[&str]| would_change(&machine, name, set);
    assert_eq!(of("hospital-stay-11-days", &[]), "", "what is paid in full has nothing to change");
    assert_eq!(of("hospital-stay-late", &[]), "一般住院补助：最迟须在 2025-03-31 提出；那样为 400.00 元");
    let listed = of("mild-thyroid-cancer", &["facts.diagnosis.disease=感冒"]);
    assert_eq!(listed, "", "words that are no name of the list are asked about, not refused");
    let short = of("large-expense-12323", &["facts.stays[0].expense.self_care=0", "facts.stays[0].expense.self_pay=3999.50"]);
    assert_eq!(short, "大额医疗费用补助：本期自理、自付累计须超过 4,000.00 元，还差 0.50 元；超过的部分才有补助");
    let outside = of("hospital-stay-11-days", &["facts.stays[0].admission=2023-01-01", "facts.stays[0].discharge=2023-01-04"]);
    assert_eq!(outside, "一般住院补助：住院须在 2024-01-01 至 2024-12-31 之内；那样为 250.00 元");
    let day = of("jn-uraemia-three-units", &["facts.enrolments[0]=", "facts.diagnosis.diagnosed=2022-06-01"]);
    assert!(day.contains("确诊须在") && day.contains("差 "), "{day}");
    let cut = of("hospital-stay-11-days", &["facts.stays[0].admission=2024-09-01", "facts.stays[0].stated_days="]);
    assert_eq!(cut, "一般住院补助：受至多 40 天的限制；没有限额应为 4,150.00 元");
}

/// Where one fact is not enough, those that are enough together are named, and the notice tells every reason with its clause.
#[test]
fn of_two_obstacles_both_are_told() {
    let machine = Machine::new();
    let late = ["facts.stays[0].admission=2023-01-01", "facts.stays[0].discharge=2023-01-04", "facts.filed=2025-08-01"];
    let both = would_change(&machine, "hospital-stay-11-days", &late);
    let both = both.replace(' ', "");
    assert_eq!(both, "一般住院补助：最迟须在2025-03-31提出，并且住院须在2024-01-01至2024-12-31之内；那样为250.00元");
    let mut args = vec!["--lang", "zh", "assess", "--notice", "text"];
    late.iter().for_each(|set| args.extend(["--set", set]));
    let claim = claim("hospital-stay-11-days");
    args.push(&claim);
    let notice: String = words(&machine, &args).split_whitespace().collect();
    assert!(notice.contains("最后一天是2025年3月31日"), "{notice}");
    assert!(notice.contains("不在您参保的保障期限内。（依据：三"), "{notice}");
}

#[test]
fn a_card_that_is_not_activated_is_told_to_the_claimant_with_its_clause() {
    let machine = Machine::new();
    let claim = claim("mutual-medical");
    for (lang, told) in [("zh", "会员服务卡还没有激活"), ("en", "The union card is not activated")] {
        let set = ["--set", "facts.payee.account_kind=union-card", "--set", "facts.payee.activated=false"];
        let args = [&["--lang", lang, "assess", "--notice", "html"][..], &set, &[&claim]].concat();
        let notice = words(&machine, &args);
        let line = notice.split("<li>").find(|line| line.contains(told)).unwrap_or_else(|| panic!("{notice}"));
        assert!(line.contains("依据") || line.contains("clause"), "{line}");
    }
}

#[test]
fn a_fact_that_is_set_shows_what_it_changes() {
    let machine = Machine::new();
    let claim = claim("mild-thyroid-cancer");
    for lang in ["zh", "en"] {
        let args = [
            "--lang",
            lang,
            "assess",
            "--set",
            "facts.diagnosis.disease=感冒",
            "--set",
            "facts.payee.card=6222020000000000018",
            claim.as_str(),
        ];
        let page = words(&machine, &args);
        let changes = page.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
        insta::assert_snapshot!(format!("assess_set_{lang}"), changes);
    }
    let same = words(&machine, &["--lang", "en", "assess", "--set", "facts.stays[0].hospital=某某医院", &claim]);
    assert!(same.contains("nothing else changes"), "{same}");
    let json = words(&machine, &["assess", "--json", "--set", "facts.diagnosis.disease=感冒", &claim]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["before"]["total"].as_str(), json["after"]["total"].as_str()), (Some("7750.00"), Some("3811.50")));
}

#[test]
fn a_setting_that_can_t_be_says_what_is_right() {
    let machine = Machine::new();
    let claim = claim("hospital-stay-11-days");
    let mut told = String::new();
    for set in [
        "facts.stay[0].discharge=2024-11-27",
        "stays[0].discharge=2024-11-27",
        "facts.stays[3].discharge=2024-11-27",
        "facts.stays[0].expenses.self_pay=1",
        "facts.stays[0].discharge=gestern",
        "facts.stays[0].settled=vielleicht",
        "facts.stays[0].stated_days=acht",
        "facts.stays[0].stated_days=-8",
        "facts.stays[0].cause=flu",
        "facts.stays[0].expense.self_pay=-1",
        "facts.stays[0].expense=5",
        "facts.member=",
        "facts.member.phone.area=5",
        "facts.benefits=[\"holiday\"]",
        "facts.benefits=[",
        "plan=zj-99",
    ] {
        let output = machine.run(&["--lang", "en", "assess", "--set", set, &claim]);
        assert_eq!(output.status.code(), Some(2), "{set}");
        assert!(output.stdout.is_empty(), "{set}: either the whole answer or the faults");
        told += &format!("{set}\n{}", String::from_utf8(output.stderr).unwrap());
    }
    insta::assert_snapshot!("assess_set_faults", told);
    let both = machine.run(&["--lang", "zh", "assess", "--set", "facts.fileds=1", "--set", "facts.sta=2", &claim]);
    assert_eq!(String::from_utf8_lossy(&both.stderr).matches("没有这个字段").count(), 2, "all at once");
    for args in [["--set", "facts.filed"], ["--set", "=x"]] {
        assert_eq!(machine.run(&["assess", args[0], args[1], &claim]).status.code(), Some(2));
    }
}

/// What is not assessed yet is said to be open, on the page as in the notice, and nowhere told as 0.00.
#[test]
fn an_amount_that_is_not_known_is_never_told_as_nothing() {
    let machine = Machine::new();
    for (lang, open) in [("zh", "待定"), ("en", "open")] {
        for form in [&["--notice", "text"][..], &[]] {
            let output = machine.run(&[&["--lang", lang, "assess", "tests/claims/mutual-medical.toml"], form].concat());
            let page = String::from_utf8(output.stdout).unwrap();
            assert!(page.contains(open) && !page.contains(" 0.00"), "{page}");
        }
    }
}
