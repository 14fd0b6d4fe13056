//! What the rest of a claim document is called: what was decided before, what other cases share with it, what reviewers said.
//!
//! Not here: the facts that a form has (`fact_fields`).

use crate::domain::people::Lang;

/// Fields by the word that stands for them in a claim document.
const FIELDS: &[(&str, &str, &str)] = &[
    ("plan", "计划", "plan"),
    ("outpatient", "门诊等治疗", "outpatient care"),
    ("choices", "申请人的选择", "choices"),
    ("cover", "保障期", "cover"),
    ("benefit", "项目", "benefit"),
    ("note", "说明", "note"),
    ("entered_by", "填写人", "entered by"),
    ("answers", "复核人的回答", "answers"),
    ("check", "核验", "check"),
    ("holds", "是否属实", "whether it holds"),
    ("clause", "依据", "clause"),
    ("covers", "所答的情况", "facts that it covers"),
    ("exclusions", "提出的除外责任", "exclusions raised"),
    ("exclusion", "除外责任", "exclusion"),
    ("granted", "已给付", "granted"),
    ("amount", "金额", "amount"),
    ("asked_back", "追回中", "asked back"),
    ("case", "案件", "case"),
    ("decided", "核准日期", "day of the decision"),
    ("event", "事件", "event"),
    ("contracts", "合同", "contracts"),
    ("start", "生效日期", "start"),
    ("days", "天数", "days"),
    ("own", "单独计入的天数", "days of its own"),
    ("open", "未决", "undecided"),
    ("recovered", "追回", "recovered"),
    ("reason", "理由", "reason"),
    ("since", "自", "since"),
    ("crossed", "别案核对", "other cases"),
    ("employer", "单位", "employer"),
    ("found", "核对结果", "findings"),
    ("by", "差别", "how it differs"),
    ("match", "相同之处", "what they share"),
    ("stay", "住院", "stay"),
    ("from", "起", "from"),
    ("to", "止", "to"),
    ("tail", "尾号", "last digits"),
    ("tails", "尾号", "last digits"),
    ("same_member", "同一会员", "same member"),
    ("standing", "进展", "how it stands"),
    ("on", "日期", "day"),
];

/// Words that such a field may hold.
const WORDS: &[(&str, &str, &str)] = &[
    ("digit", "差一位", "one digit"),
    ("swapped", "相邻两位互换", "two digits swapped"),
    ("same", "相同", "the same"),
    ("sound", "同音", "the same sound"),
    ("character", "差一字", "one character"),
    ("paid", "已给付过", "paid before"),
    ("other", "其他", "something else"),
    ("granted", "已核准", "granted"),
    ("rejected", "不予给付", "rejected"),
    ("undecided", "未决", "undecided"),
];

fn find(all: &[(&str, &'static str, &'static str)], lang: Lang, word: &str) -> Option<&'static str> {
    all.iter().find(|(known, _, _)| *known == word).map(|(_, zh, en)| if lang == Lang::Zh { *zh } else { *en })
}

/// Names a field.
pub fn field(lang: Lang, word: &str) -> Option<&'static str> {
    find(FIELDS, lang, word)
}

/// Says a word that a field holds.
pub fn word(lang: Lang, word: &str) -> Option<&'static str> {
    find(WORDS, lang, word)
}
