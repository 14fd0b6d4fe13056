//! What is read out to a caller, and the words of the look-up.

use crate::domain::intake::{ClaimState, OnReceipt};
use crate::domain::lookup::{Kind, Wanted};
use crate::domain::people::Lang;

texts! {
    // The sentence, part by part.
    asked(day, benefits) => "您{day}申请的{benefits}，", "Your claim of {day} ({benefits}): ";
    and => "和", " and ";
    between => "、", ", ";
    all_in => "材料已齐，", "all papers are in; ";
    papers_in_review => "材料已收到，正在审核，如需补正会通知您；", "all papers were received and are being checked, and you will be told if one has to be corrected; ";
    lacks(count, papers) => "还缺 {count} 项材料（{papers}），", "{count} papers are still missing ({papers}); ";
    lacks_one(paper) => "还缺 1 项材料（{paper}），", "one paper is still missing ({paper}); ";
    defective(count, papers) => "有 {count} 项材料要重新提交（{papers}），", "{count} papers have to be handed in anew ({papers}); ";
    defective_one(paper) => "有 1 项材料要重新提交（{paper}），", "one paper has to be handed in anew ({paper}); ";
    passed(stage) => "{stage}已通过，", "{stage} has passed; ";
    now_at(place, of, stage) => "现在在「{stage}」（第 {place} 步，共 {of} 步）", "it is now at \"{stage}\" (step {place} of {of})";
    now_at_unknown(stage) => "现在在「{stage}」", "it is now at \"{stage}\"";
    shown_as(word) => "，手机端显示「{word}」", ", which the phone shows as \"{word}\"";
    app_shows(word) => "手机端显示「{word}」。", " The phone shows it as \"{word}\".";
    stop => "。", ". ";
    by_day(day) => "这一步最迟 {day}办完。", "This step ends by {day} at the latest. ";
    all_by_day(day) => "整件最迟 {day}办完。", "The claim is decided and paid by {day} at the latest. ";
    was_due(day) => "这一步按规定应在 {day}办完，已经超过，我把您的来电记下。", "This step was due on {day} and is late; I note your call. ";
    no_limit => "这一步计划没有规定时限。", "The plan sets no limit for this step. ";
    no_limit_measured(median) => "这一步计划没有规定时限，近来一般要 {median}。",
        "The plan sets no limit for this step; lately it took {median} as a rule. ";
    no_limit_same_day => "这一步计划没有规定时限，近来一般当天办完。", "The plan sets no limit for this step; lately it took less than a day as a rule. ";
    to_card(tail) => "批准后打到尾号 {tail} 的银行卡", "Once approved, it is paid to the bank card ending in {tail}";
    to_own_card(tail) => "批准后打到您本人尾号 {tail} 的银行卡", "Once approved, it is paid to your own bank card ending in {tail}";
    paying(tail) => "已经批准，正在付到尾号 {tail} 的银行卡", "It is approved and being paid to the bank card ending in {tail}";
    assessed_at_nothing => "核定为 0.00，不需付款", "It was assessed at 0.00, nothing to be paid";
    ended_at_nothing => "已经办结：核定为 0.00，不需付款。", "it has ended: assessed at 0.00, nothing to be paid.";
    ended_moved => "已经办结。", "it has ended. ";
    something_to_return => "已付的款中有须退回的，以给您的通知为准。", "some of what was paid has to be returned; the notice to you tells how much. ";
    parked(day) => "这件暂存到 {day}，到时继续办理。", "It is set aside until {day} and is taken up again then. ";
    with_panel => "这件已提交会审，要等会审意见才能决定。", "It is with a panel, and is decided after the panel's answer. ";
    parked_until(day) => "暂存到 {day}", "set aside until {day}";
    panel_first => "等会审意见", "after the panel's answer";
    no_more_papers => "，不用再交材料。", "; nothing more has to be handed in.";
    returned => "需要补正材料，办理时限已暂停。", "papers have to be corrected, and the clock has stopped. ";
    to_correct(papers) => "要补的是：{papers}。", "To be handed in: {papers}. ";
    how_to_correct => "补齐后从原来提交的地方交来即可，不用重新申请。", "Hand them in where the claim was made; no new claim is needed.";
    rejected => "没有通过审批，理由写在给您的通知里。如有异议，可联系所在单位工会。",
        "it was not approved; the notice sent to you gives the reason. If you disagree, speak to the union at your employer.";
    paid(amount) => "已经发放，共 {amount} 元。请查看收款的银行卡。", "it was paid, {amount} yuan in all. Please look at the bank card that it was paid to.";
    paid_plain => "已经发放。请查看收款的银行卡。", "it was paid. Please look at the bank card that it was paid to.";
    // Beside the sentence.
    title => "查询", "Look-up";
    field => "找", "Find";
    say_so => "可以这样说", "You may say";
    next => "下一步", "Next";
    expected => "预计", "Expected";
    missing => "缺什么", "Missing";
    ask => "核对", "Ask";
    ask_employer => "请来电人说出单位名称", "the caller for the name of the employer";
    nothing_missing => "不缺材料", "nothing";
    in_review => "已收到，正在审核；如需补正会通知", "received, being checked; told if one has to be corrected";
    not_known => "要看案件详情", "open the case to see";
    latest(day) => "最迟 {day}", "by {day} at the latest";
    late(day) => "应于 {day} 办完，已超过", "was due on {day}, late";
    not_set => "计划未规定", "not set by the plan";
    not_set_measured(median, cases, days) => "计划未规定；近 {days} 天 {cases} 件的中位数 {median}",
        "not set by the plan; median of {cases} cases in {days} days: {median}";
    ended => "已办结", "ended";
    waits_for_claimant => "等申请人补正；时限暂停", "waits for the claimant; the clock has stopped";
    // What shares something with a case.
    related => "关联", "Related";
    no_related => "没有别的案件与本案是同一会员，或有不应相同之处", "No other case shares the member, or what it should not share";
    related_unknown => "还不知道：服务器没有应答，本机也没有副本", "Not known: the server has not answered, and there is no copy here";
    same_member => "同一会员", "same member";
    same_receipt(count) => "票据号相同 {count}", "{count} same receipt";
    matching => "相同", "Shared";
    same_card => "银行卡相同", "same card";
    this_case => "本案", "this case";
    other_case => "那一件", "the other";
    person => "会员", "Member";
    receipt => "票据", "Receipt";
    stays => "住院", "Stay";
    of_related(when) => "关联 {when}", "related as of {when}";
    agree_should_not => "两案不该相同而相同", "the same in both, and should not be";
    // Kinds.
    phone => "手机号", "phone";
    id_number => "证件号", "ID number";
    member => "会员号", "member number";
    case => "案件号", "case number";
    case_tail => "案件尾号", "end of a case number";
    contract => "合同号", "contract";
    name => "姓名", "name";
    pinyin => "拼音", "pinyin";
    or => "或", " or ";
    begun => "未打完的号码", "unfinished number";
    // What was found, from where.
    hits(count) => "{count} 件", "{count} found";
    hits_more(count) => "{count} 件以上", "more than {count}";
    here(count) => "本机 {count}", "here {count}";
    at_server(count) => "服务器 {count}", "server {count}";
    server_asked => "正问服务器", "asking the server";
    server_silent => "服务器未应答", "no answer from the server";
    data_of(when) => "数据 {when}", "data of {when}";
    never_synced => "本机还没有同步过", "nothing was synced here yet";
    hint => "手机号、证件号、会员号、合同号、案件号（或末几位）、姓名、拼音首字母", "phone, ID number, member number, contract, case number (or its last digits), name, pinyin";
    hint_more => "几件都像时空一格接着打：姓氏、首字母、单位、案件号", "several fit? a blank, then surname, initials, employer, case number";
    choose_one(typed) => "不止一人：空一格接着打姓名、单位或案件号末几位（如 {typed} 200），或按 ↓ 选一行",
        "Several people: a blank, then a name, employer or case number ({typed} 200), or ↓ to a row";
    wants_blank => "姓名、首字母后接着打数字，要先空一格，如 jiang 200。", "After a name or initials type a blank before digits, as in jiang 200.";
    read_as(kind) => "按{kind}查：停一下就查本机和服务器", "Read as {kind}: after a pause this machine and the server are asked";
    none_here_asking(kind) => "按{kind}查：本机没有，正问服务器", "Read as {kind}: nothing on this machine; asking the server";
    nothing_typed => "没有给出要查的内容。", "Nothing to look up was given.";
    no_demo(person) => "这里没有 {person} 的演示数据。先运行 huzhu demo --as {person}，或用 --data 指出它的文件夹。", "There is nothing of {person}'s here. Run huzhu demo --as {person} first, or name the office's folder with --data.";
    working_days(days) => "{days} 个工作日", "{days} working days";
    one_working_day => "1 个工作日", "one working day";
    no_way => "连不上", "it can't be reached";
    server_same => "服务器已核对，与本机一致", "the server says the same";
    from_server => "服务器的答复", "from the server";
    not_looked_here(why) => "本机没有查成：{why}", "not looked up here: {why}";
    server_did_not(why) => "服务器没有核对：{why}", "not checked with the server: {why}";
    minutes_ago(minutes) => "{minutes} 分前", "{minutes} min ago";
    enter_looks => "Enter 查这个号码；还没打完就接着打", "Enter looks this number up; go on typing if there is more of it";
    rest_looks => "停下来就查；Enter 马上查", "Looked up when you stop typing; Enter does it at once";
    not_utf8 => "标准输入里的不是 UTF-8 文字，没有查。请转成 UTF-8 再试。", "Standard input is not UTF-8 text, nothing was looked up. Convert it to UTF-8 and try again.";
    too_long => "太长，不像要查的号码或姓名", "too long for a number or a name";
    on_receipt => "回执临时编号", "provisional number";
    receipt_waits(number, name) => "{number} 是 {name} 的申请，已在本机登记，还没有发出；发出后换发案号。", "{number} is the claim of {name}: it is kept on this machine and not sent yet; then it gets its case number.";
    unsent(name, at, number) => "{name} 的申请 {at} 在本机收件，还没有发出（临时编号 {number}）：登记后才有案号，服务器现在查不到。",
        "{name}: a claim was taken in here {at} and is not sent yet (provisional number {number}). It gets its case number once it is; the server doesn't know it until then.";
    unsent_refused(name, at, number) => "{name} 的申请 {at} 在本机收件，服务器没有收下（临时编号 {number}）：在「登记」里打开，按所列改正再交。",
        "{name}: a claim was taken in here {at}, and the server did not take it (provisional number {number}): open it under Register and mend what is listed.";
    unsent_doubted(name, at, number) => "{name} 的申请 {at} 在本机收件（临时编号 {number}），登记过；服务器由备份恢复过，正在问它还在不在，问清前没有案号。",
        "{name}: a claim was taken in here {at} (provisional number {number}) and registered. The server was restored from a backup and is being asked whether it still has it; until then it has no case number.";
    unsent_lost(name, at, number) => "{name} 的申请 {at} 在本机收件（临时编号 {number}），登记过；服务器恢复备份后没有它了：在「登记」里打开，核对后重交。",
        "{name}: a claim was taken in here {at} (provisional number {number}) and registered, and the server lost it in a restore: open it under Register, check it and hand it in again.";
    receipt_doubted(number, name) => "{number} 是 {name} 的申请，登记过；服务器由备份恢复过，正在问它还在不在，问清前没有案号。", "{number} is the claim of {name}, registered once. The server was restored from a backup and is being asked whether it still has it; until then it has no case number.";
    receipt_lost(number, name) => "{number} 是 {name} 的申请，登记过；服务器恢复备份后没有它了：在「登记」里打开，核对后重交。", "{number} is the claim of {name}; the server lost it in a restore: open it under Register, check it and hand it in again.";
    receipt_open(number, name) => "{number} 是 {name} 的申请，还没有交出：在「登记」里打开，填好再交。", "{number} is the claim of {name}, not handed in: open it under Register and go on.";
    receipt_refused(number, name) => "{number} 是 {name} 的申请，服务器没有收下：在「登记」里打开，按所列改正再交。", "{number} is the claim of {name}; the server did not take it: open it under Register and mend what is listed.";
    receipt_became(number, name, case) => "{number} 是 {name} 的申请，已登记为 {case}。", "{number} is the claim of {name}, registered as {case}.";
    nothing_here => "本机没有；服务器也没有找到。请核对号码，或换姓名、证件号再查。", "Nothing here nor on the server. Check it, or try a name or an ID number.";
    nothing_here_not_asked => "本机没有；没有问服务器。不等于没有这件案件。", "Nothing here, and the server was not asked: this doesn't mean that there is no such case.";
    nothing_here_yet => "本机没有，服务器还没有应答；不等于没有这件案件。", "Nothing here, and the server has not answered: this doesn't mean that there is no such case.";
    numbers_at_server => "按电话、证件号、会员号、合同号查，须由服务器来查：只看遮蔽信息的岗位，本机不存这些号码。请待网络恢复后再查，或按姓名、案号查。", "A phone, ID, member or contract number is looked up at the server only: for a post that sees masks, nothing of them is kept here. Try again when the line is back, or look for the name or the case number.";
    several_people => "不止一人：接着打姓名或首字母来选", "several people: type on a name or initials to choose";
    received_on(day) => "{day} 申请", "claimed {day}";
    copied => "这段话已复制（只含屏幕上可见的内容）", "The sentence was copied, as it stands on the screen";
}

/// Names a kind.
pub const fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => phone(lang),
        Kind::IdNumber => id_number(lang),
        Kind::Member => member(lang),
        Kind::Case => case(lang),
        Kind::CaseTail => case_tail(lang),
        Kind::Contract => contract(lang),
        Kind::Receipt => on_receipt(lang),
        Kind::Name => name(lang),
        Kind::Pinyin => pinyin(lang),
    }
}

/// How it stands with a claim that was taken in here and that the server doesn't have.
pub fn of_unsent(lang: Lang, claim: &OnReceipt) -> String {
    let (name, at, number) = (&claim.name, claim.at.local().format("%m-%d %H:%M"), &claim.number);
    match claim.state {
        ClaimState::Refused { .. } => unsent_refused(lang, name, at, number),
        ClaimState::Doubted => unsent_doubted(lang, name, at, number),
        ClaimState::Lost => unsent_lost(lang, name, at, number),
        _ => unsent(lang, name, at, number),
    }
}

/// What became of the claim whose receipt was looked up.
pub fn of_receipt(lang: Lang, receipt: &OnReceipt) -> String {
    let (number, name) = (&receipt.number, &receipt.name);
    match &receipt.state {
        ClaimState::Draft => receipt_open(lang, number, name),
        ClaimState::Waiting | ClaimState::Sending => receipt_waits(lang, number, name),
        ClaimState::Registered { case } => receipt_became(lang, number, name, case),
        ClaimState::Refused { .. } => receipt_refused(lang, number, name),
        ClaimState::Doubted => receipt_doubted(lang, number, name),
        ClaimState::Lost => receipt_lost(lang, number, name),
    }
}

/// Names what was typed may be.
pub fn readings(lang: Lang, wanted: &Wanted) -> String {
    let mut names: Vec<&str> = wanted.readings().map(|reading| kind(lang, reading)).collect();
    if wanted.is_begun() {
        names.insert(0, begun(lang));
    }
    names.join(or(lang))
}

/// Counts working days.
pub fn days(lang: Lang, count: u32) -> String {
    if count == 1 { one_working_day(lang).to_owned() } else { working_days(lang, count) }
}
