//! The receipt that is handed over at the counter.

/// Columns of the labels in the file.
pub const LABEL: usize = 20;

texts! {
    title => "收件回执", "Receipt for a claim";
    number => "案号", "Case number";
    provisional => "临时编号", "Provisional number";
    until_registered(number) => "{number}（发出登记后换发案号）", "{number} (until the claim has its case number)";
    came_at => "收件时间", "Received";
    plan => "计划", "Plan";
    member => "被保障人", "Member";
    id_number => "身份证", "ID number";
    phone => "手机", "Mobile";
    agent => "受托人", "Agent";
    benefits => "申请项目", "Claimed";
    came => "收到材料", "Papers received";
    none => "没有", "none";
    missing => "还缺材料", "Still missing";
    nothing_missing => "没有，所需材料均已收到，待审核", "nothing: every paper that is needed was received, and is yet to be reviewed";
    because(paper, why) => "{paper}（{why}）", "{paper} ({why})";
    limit => "办理时限", "Limit";
    until(stage, day) => "{stage}，{day} 前", "{stage}, by {day}";
    stands(word, limit) => "{word}；{limit}", "{word}; {limit}";
    no_limit => "计划未规定", "the plan sets none";
    hotline => "查询电话", "Call";
    keep => "请保留本回执，查询时报编号即可，不用再报身份证号。", "Please keep this receipt: the number is enough when you ask about the claim.";
    keep_provisional => "请保留本回执；登记前只有收件窗口能按临时编号查到。",
        "Please keep this receipt. Until the claim is registered only this counter knows its number.";
    and => "、", ", ";
}
