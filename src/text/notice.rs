//! What a claimant is told of his claim: the sentence for the phone and the notice.

texts! {
    // The sentence, part by part.
    comes_to(amount) => "按所填事实核算，应补助 {amount} 元。", "by what is stated it comes to {amount} yuan. ";
    parts(parts) => "其中{parts}。", "Of this {parts}. ";
    part(benefit, amount) => "{benefit} {amount} 元", "{benefit} {amount} yuan";
    comes_to_if(amount, checks) => "按所填事实核算为 {amount} 元，但还不能核付，要先解决：{checks}。", "by what is stated it comes to {amount} yuan, but it can't be approved as it stands: {checks}. ";
    not_approvable(checks) => "还不能核付，要先解决：{checks}。", "it can't be approved as it stands: {checks}. ";
    nothing => "按办法核算，没有应补助的金额。", "by the rules nothing is owed. ";
    not_yet => "现在还不能算出金额。", "what it comes to can't be said yet. ";
    unpaid(benefit, why) => "{benefit}不补助：{why}", "{benefit} is not paid. {why} ";
    to_assess(benefits) => "{benefits}的金额由经办单位核定。", "The office assesses the amount of {benefits}. ";
    to_state(facts) => "还缺：{facts}。", "Still missing: {facts}. ";
    to_look_at(checks) => "经办单位还要核对：{checks}。", "The office still looks at: {checks}. ";
    papers_compared => "票据与材料", "bills and papers";
    last_day(day) => "最后一天是{day}。", " The last day was {day}.";
    decides => "以审批结果为准。", "The decision of the office counts.";
    // The notice.
    title => "互助保障补助核算通知", "Notice on a mutual-aid claim";
    to(name) => "{name}：", "To: {name}";
    to_family(name) => "{name} 的家属：", "To: the family of {name}";
    about => "申请", "The claim";
    member => "被保障人", "Member";
    id_number => "证件号码", "ID number";
    phone => "手机", "Mobile";
    agent => "受托人", "Agent";
    plan => "计划", "Plan";
    filed => "申请日期", "Filed";
    account => "收款账户", "Account";
    bank_then(bank) => "{bank}，", "{bank}, ";
    account_own(bank, tail) => "本人，{bank}尾号 {tail}", "{bank}card ending in {tail}, in your own name";
    account_member(bank, tail) => "被保障人本人，{bank}尾号 {tail}", "{bank}card ending in {tail}, in the member's own name";
    account_of(name, bank, tail) => "{name}，{bank}尾号 {tail}", "{bank}card ending in {tail}, in the name of {name}";
    benefits => "核算", "What it comes to";
    rule => "规定", "Rule";
    clause(clause) => "（依据：{clause}）", " (clause: {clause})";
    worked_out => "计算", "Worked out";
    amount(amount) => "{amount} 元", "{amount} yuan";
    not_paid => "不补助", "not paid";
    open => "待定", "open";
    to_assess_one => "金额由经办单位核定后另行通知。", "The office assesses the amount and will tell you.";
    colon => "：", ": ";
    because(why) => "（{why}）", " ({why})";
    by_itself(amount) => "单独计算为 {amount} 元。", "By itself it comes to {amount} yuan.";
    total => "应补助合计", "In all";
    capitals(text) => "（大写：{text}）", " (in capitals: {text})";
    rest_open => "，待定的各项未计入", "; what is open is not in it";
    not_approvable_yet => "，现在还不能核付", "; it can't be approved as it stands";
    activate_card => "会员服务卡还没有激活，款可能付不进去：请本人持会员服务卡和有效身份证件到银行柜面激活。", "The union card is not activated, and a payment to it may fail: please activate it at the bank's counter, with the card and a valid ID document.";
    paid_directly(stays) => "{stays}：按规定由经办单位直接给付，不必申请。还没有收到的，请按下列电话查询。", "{stays}: by the rules the office pays this without a claim. If nothing has come yet, please ask at the numbers below.";
    would_change => "可以怎样办", "What may still be done";
    facts => "还须补充的事实", "Facts still to be stated";
    papers => "所需材料（已交的不必再交）", "Papers needed (those handed in already need not come again)";
    if_any(name) => "{name}（如有）", "{name} (if there is one)";
    dates => "期限", "Dates";
    contacts => "咨询", "Whom to ask";
    rests_on(plan, version) => "依据：{plan}，{version}。", "By {plan}, {version}.";
    // Of what is decided.
    title_decided => "互助保障申请处理结果通知", "Decision on a mutual-aid claim";
    was_granted(amount) => "已核准，应补助 {amount} 元，正在办理付款。", "it was approved: {amount} yuan, which is being paid. ";
    was_paid(amount, day) => "已核准并于 {day}发放，共 {amount} 元。", "it was approved, and {amount} yuan was paid on {day}. ";
    granted_nothing => "已办结，核定为 0.00 元，不需付款。", "it has ended: assessed at 0.00 yuan, nothing to be paid. ";
    was_refused => "审核未通过，不予补助，理由如下。如有异议，请按下列电话联系。", "it was not approved, for the reason below. If you disagree, please call the numbers below. ";
    asked_back(benefit, amount, why) => "{benefit}已付的款中，有 {amount} 元须退回。{why}", "{benefit}: of what was paid, {amount} yuan has to be returned. {why}";
    came_to(amount) => "核定为 {amount} 元。", "it was assessed at {amount} yuan. ";
    paid_in_all(amount) => "已付 {amount} 元", "{amount} yuan was paid";
    paid_before(amount) => "此前已付 {amount} 元", "{amount} yuan was paid before";
    pays_now(amount) => "本次付 {amount} 元", "{amount} yuan is paid now";
    pays_nothing_now => "本次不再付款", "nothing more is paid now";
    to_return(amount) => "须退回 {amount} 元", "{amount} yuan has to be returned";
    came_back(amount) => "已退回 {amount} 元", "{amount} yuan was returned";
    and_then => "，", ", ";
    full_stop => "。", ". ";
    return_head => "须退回的款", "To be returned";
    closing_decided => "本通知依据案件已登记的决定出具。", "This tells the decision as it is on record.";
    closing => "本通知按所填事实核算；所填与材料不符的，以审批结果为准。", "This is worked out from what was stated; where the papers show otherwise, the decision of the office counts.";
}
