//! The words of states and the labels of a case's tabs.

use crate::domain::people::Lang;

texts! {
    check_fail => "未过", "fails";
    check_unknown => "待定", "open";
    check_warning => "提示", "warns";
    check_attested => "声明", "attested";
    check_pass => "通过", "passes";
    paper_accepted => "已认可", "accepted";
    paper_waiting => "待审", "to judge";
    paper_defective => "有缺陷", "defective";
    paper_missing => "未交", "missing";
    paper_not_needed => "不需要", "not needed";
    state_held(secs) => "保留 {secs}秒", "held {secs} s";
    word_held => "保留", "held";
    state_waiting => "待发", "waiting";
    state_sending => "发送中", "sending";
    state_accepted => "已收", "accepted";
    state_refused => "拒收", "refused";
    state_conflict => "冲突", "conflict";
    // Summary.
    member => "被保障人", "Member";
    matter => "事由", "Matter";
    verdict => "结论", "So far";
    name => "姓名", "Name";
    id_number => "证件", "ID number";
    birth => "出生", "Birth";
    phone => "手机", "Phone";
    social_card => "社保卡", "SS card";
    employer => "单位", "Employer";
    enrolled => "参保", "Enrolled";
    filed => "申请", "Filed";
    payee => "户名", "Account of";
    card => "账号", "Account";
    tail(digits) => "尾号 {digits}", "ends in {digits}";
    plan => "计划", "Plan";
    benefits => "项目", "Benefits";
    disease => "疾病", "Disease";
    diagnosed => "确诊", "Diagnosed";
    stay => "住院", "Stay";
    hospital => "医院", "Hospital";
    death => "身故", "Death";
    designated => "✓ 定点", "✓ designated";
    not_designated => "✗ 非定点", "✗ not designated";
    exclusion_counts(not, raised) => "未提示 {not}   已提出 {raised}", "not indicated: {not}   raised: {raised}";
    own_expense => "费用", "Expense";
    own_care(care) => "自理 {care}", "own {care}";
    own_pay(pay) => "自付 {pay}", "pay {pay}";
    settlement => "结算", "Settlement";
    settled => "医保已结算", "settled";
    not_settled => "✗ 医保未结算", "✗ not settled";
    outpatient => "门诊", "Outpatient";
    items(n) => "{n} 笔", "items: {n}";
    years_old(n) => "{n} 岁", "aged {n}";
    female => "女", "female";
    male => "男", "male";
    span(from, to) => "{from} 至 {to}", "{from} to {to}";
    one_day => "1 天", "1 day";
    many_days(n) => "{n} 天", "{n} days";
    late_reason => "迟交原因", "Why late";
    pathology(day) => "病理报告 {day}", "pathology {day}";
    amended => "更正案情", "Corrected the facts";
    no_fact => "未填", "not stated";
    unlisted => "不在病种表内", "not of the list";
    papers => "材料", "Papers";
    added_by_change(why) => "因你的更正新增，{why}", "added by your corrections, because: {why}";
    papers_all(n) => "✓ 材料 {n} 项全部认可", "✓ papers accepted: all {n}";
    papers_accepted(n) => "{n} 认可", "{n} accepted";
    papers_waiting(n) => "{n} 待审", "{n} to judge";
    papers_defective(n) => "{n} 缺陷", "{n} defective";
    papers_missing(n) => "{n} 未交", "{n} missing";
    draft(n) => "{n} 项是你的草稿，随决定发出", "draft verdicts of yours: {n}; sent with the decision";
    checks_pass(n) => "✓ 核验 {n} 项通过", "✓ checks passed: {n}";
    turn_of(stage, roles) => "轮到 {stage}：{roles}", "next: {stage}, by {roles}";
    turn_at(stage) => "轮到 {stage}", "next: {stage}";
    turn_yours(stage) => "▸ 轮到你：{stage}", "▸ your turn: {stage}";
    last_note(who, day, text) => "{who} {day}：{text}", "{who} {day}: {text}";
    more_entries(n) => "还有 {n} 条，见「动态」页", "{n} more in the Timeline tab";
    recent => "近况", "Lately";
    turn_of_claimant => "◂ 已退回，等申请人补正", "◂ returned: it waits for the claimant";
    no_turn_paid => "✓ 已付款，已结案", "✓ paid and closed";
    no_turn_rejected(reason) => "✗ 已拒赔：{reason}", "✗ rejected: {reason}";
    rejected_would_be(amount) => "已拒赔，试算 {amount} 不付", "rejected: the {amount} it would come to is not paid";
    trial => "试算", "Trial";
    held(verb) => "◂ 已决定{verb}，待发，u 撤回", "◂ decided: {verb}; not sent yet, u takes it back";
    being_sent(verb) => "◂ 已决定{verb}，正在发送", "◂ decided: {verb}; being sent";
    data_of(time, seq) => "数据 {time}，服务器版本 {seq}", "Data of {time}, server version {seq}";
    // Papers.
    result => "结论", "Verdict";
    paper => "材料", "Paper";
    why => "何故", "Why";
    pages => "页", "Pages";
    came => "收到", "Came";
    defect => "缺陷", "Defect";
    accepted_when => "认可条件", "Accepted if";
    for_claimant => "给申请人", "Told";
    why_long => "何故", "Needed";
    optional => "可选", "optional";
    pick_reason(paper) => "{paper} 的缺陷", "Defect of {paper}";
    more_reasons => "更多", "more";
    no_papers => "计划未规定材料", "The plan names no papers";
    // Payout.
    steps => "步骤", "Steps";
    step => "步", "Step";
    basis(version) => "依据：{version}", "By: {version}";
    adds_up => "✓ 各行相加等于应付", "✓ the lines add up to the total";
    adds_up_not => "✗ 各行相加不等于应付", "✗ the lines do not add up to the total";
    paid_in_period => "本期已定", "Granted before";
    nothing_paid => "本期没有其他给付", "Nothing else in this period";
    date => "日期", "Date";
    would_be(amount) => "单独计为 {amount}", "would be {amount}";
    superseded_by(other) => "取 {other}", "{other} is taken";
    nothing_owed => "不应付", "nothing owed";
    more_steps(n) => "下面还有 {n} 步", "{n} more below";
    step_of(at, total) => "第 {at} / {total} 步", "step {at} / {total}";
    needs_choice => "? 待选择", "? needs a choice";
    needs_fact => "? 缺事实", "? needs a fact";
    needs_amount => "? 待定金额", "? needs an amount";
    open_elsewhere(case) => "另案未决 {case}", "undecided in {case}";
    // Checks.
    more_passed(n) => "✓ 另有 {n} 项通过，o 展开", "✓ {n} more pass; o shows them";
    blocks => "未过即不能核准", "bars approval";
    answered(note) => "答复：{note}", "answer: {note}";
    checks_line(fail, unknown) => "未过 {fail} 项，待定 {unknown} 项", "{fail} fail, {unknown} open";
    // Timeline.
    received => "收到申请", "claim received";
    came_again(n) => "补正收到，{n} 项材料", "papers came in: {n}";
    resubmitted => "补正收到", "papers came in";
    other_event => "其他", "other";
    passed_on(stage) => "{stage} 通过", "{stage}: passed on";
    approved(stage) => "{stage} 核准", "{stage}: approved";
    returned(n) => "退回补正 {n} 项", "returned, defects: {n}";
    rejected(code) => "拒赔 {code}", "rejected {code}";
    paid(reference) => "已付 {reference}", "paid {reference}";
    noted => "备注", "note";
    taken => "认领", "taken";
    released => "退还认领", "released";
    assigned(user) => "转交 {user}", "given to {user}";
    payment_failed(reason) => "付款失败：{reason}", "payment failed: {reason}";
    filed_step => "申请", "Filed";
    // Outbox and conflict.
    attempts(n) => "第 {n} 次", "try {n}";
    receipt(seq) => "回执 {seq}", "receipt {seq}";
    nothing_overwritten => "服务器未接受，什么都没有被覆盖", "the server did not take it; nothing was overwritten";
    seen => "我看到的", "What I saw";
    now => "现在", "Now";
    mine => "我的决定", "My decision";
    version(time, seq) => "{time} 版本 {seq}", "{time} version {seq}";
    stage => "阶段", "Stage";
    status => "状态", "Status";
    payable => "应付", "Payable";
    history => "本期已定", "Granted before";
    stays => "住院期间", "Stays";
    expense => "费用", "Expense";
    who_changed => "谁改的", "Changed by";
    same => "没有看得见的不同：依据以外的内容变了", "Nothing that is shown differs; what it rests on has changed all the same";
    resolve(amount) => "! 按现在的事实重新决定（应付 {amount}），或放弃我的决定。", "! Decide again on today's facts (payable {amount}), or drop my decision.";
    sides_coming => "正在读取两边的内容…", "Loading both sides…";
    side_missing => "没有", "none";
    why_refused(detail) => "原因：{detail}", "Why: {detail}";
    outbox_line(held, waiting, sending, conflict, refused, done) => "保留 {held}   待发 {waiting}   发送中 {sending}   冲突 {conflict}   拒收 {refused}   今日已收 {done}", "held {held}   waiting {waiting}   sending {sending}   conflict {conflict}   refused {refused}   accepted today {done}";
}

/// Counts days.
pub fn days(lang: Lang, n: u32) -> String {
    if n == 1 { one_day(lang).to_owned() } else { many_days(lang, n) }
}
