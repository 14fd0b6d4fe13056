//! The counter: drafts, the form of a paper claim, its checklist.

texts! {
    title => "登记", "Register";
    only_intake => "登记申请由初审员办理；单位经办人请把材料交初审窗口。", "Claims are registered by the intake role; an employer's officer hands the papers to the intake desk.";
    needs_benefit => "至少选一个申请项目", "choose at least one benefit";
    not_droppable => "已交的申请不能丢弃；D 只丢草稿和被退回的", "What was handed in can't be dropped; D drops drafts and what was refused";
    form_keys => "正在填写：Enter 下一栏，Tab 到清单，Esc 存稿离开", "Typing: Enter next field, Tab checklist, Esc keeps the draft and leaves";
    choice_keys => "这一栏不能打字：空格选，Enter 下一栏", "Nothing is typed here: Space chooses, Enter goes on";
    hint_choose => "选", "Choose";
    hint_all_came => "全部收到", "All came";
    all_marked(n) => "已标 {n} 项收到：u 撤回，- 去掉一项", "Marked {n} as received: u takes that back, - one of them";
    nothing_to_mark => "需要的材料都已标为收到", "All papers that are needed are marked as received";
    marks_taken_back(n) => "已撤回 {n} 项的标记", "Took {n} marks back";
    no_entry_here => "光标不在住院、票据、合同等可删的一项里", "The cursor is in no stay, receipt or contract that could be removed";
    entry_removed(group, n) => "已删去 {group} {n}：Ctrl-z 恢复", "Removed {group} {n}: Ctrl-z puts it back";
    entry_back(group, n) => "已恢复 {group} {n}", "{group} {n} is back";
    must => "必填", "required";
    counts => "核算要用", "the amount rests on it";
    unpaid(benefit, why) => "{benefit}不付：{why}", "{benefit} not paid: {why}";
    cannot_hand_in(first) => "还差：{first}", "Not yet: {first}";
    cannot_hand_in_more(first, n) => "还差：{first}，另有 {n} 处", "Not yet: {first}; {n} more";
    kept => "草稿已存，随时可接着填", "The draft is kept; go on whenever you like";
    has_faults => "还有必填或有误的栏目，见表单所列", "Fields are missing or wrong; the sheet lists them";
    not_submitted(why) => "没有交出，草稿还在：{why}", "Not handed in; the draft is there: {why}";
    not_saved(why) => "草稿没有存到本机：{why}", "The draft was not saved on this machine: {why}";
    registered(case, name) => "已登记 {case}  {name}", "Registered {case}  {name}";
    refused(name) => "服务器没有收下 {name} 的申请；在登记里打开，按所列改正再交", "The server did not take the claim of {name}: open it under Register, mend what is listed, hand it in again";
    lost(name) => "服务器恢复备份后没有 {name} 的申请了；在登记里打开，核对后重交", "The server lost the claim of {name} in a restore: open it under Register and hand it in again";
    lost_by_restore => "服务器曾登记过这份申请，后来由备份恢复，现在没有了，原案号作废。请先查有没有人补登过，再核对重交；收件日按重交那天算，请看申请时限。",
        "The server had registered this claim, was restored from a backup and no longer has it; its number is void. Look whether somebody registered it anew, then check it and hand it in again. Its day of receipt is the day of that: mind the limit for claims.";
    no_server => "没有连上服务器", "no server connected";
    // The list.
    empty => "还没有登记过申请", "No claim was registered here yet";
    empty_hint => "n 新登记：填表、勾材料，断电也不丢草稿。", "n begins one: type the facts, tick the papers. The draft survives even a power cut.";
    state => "状态", "State";
    name => "姓名", "Name";
    id_number => "证件", "ID";
    claimed => "计划与项目", "Plan and benefits";
    changed => "改动", "Changed";
    number => "编号", "Number";
    draft => "草稿", "draft";
    waiting => "待发", "to be sent";
    sending => "发送中", "sending";
    waiting_claims(n) => "登记的申请 {n} 件待发（g i 查看）", "Claims of the counter to be sent: {n} (g i shows them)";
    is_registered => "已登记", "registered";
    is_refused => "未收下", "not taken";
    is_doubted => "核对中", "asking";
    is_lost => "须重交", "lost there";
    nameless => "未填姓名", "no name";
    // The form.
    new_claim => "新登记", "New claim";
    plan => "计划", "Plan";
    benefit => "项目", "Benefit";
    more_of(group) => "+ 再加一项：{group}（空格）", "+ one more: {group} (Space)";
    nth(group, n) => "{group} {n}", "{group} {n}";
    saved_at(time) => "✓ 草稿已存 {time}", "✓ draft saved {time}";
    unsaved => "… 正在存", "… saving";
    save_failed => "✗ 没有存到本机", "✗ not saved";
    not_yet_saved => "未填", "empty";
    enrolled_asked => "… 向服务器查参保", "… asking the server for enrolments";
    enrolled_found(n) => "✓ 服务器有 {n} 条参保记录", "✓ enrolments known to the server: {n}";
    enrolled_none => "- 服务器没有此人在本计划的参保记录，请照材料填写", "- no enrolment in this plan is known: type it from the papers";
    enrolled_failed(why) => "! 查不到参保（{why}），请照材料填写", "! the enrolments could not be asked for ({why}): type them from the papers";
    // Checklist and preview.
    checklist => "材料清单", "Checklist";
    tick_first => "先在左边选申请项目", "choose benefits first";
    tick_first_narrow => "先按 Tab 回表单，选申请项目", "Tab to the form and choose benefits first";
    came => "✓ 收到", "✓ came";
    missing => "! 缺", "! missing";
    optional => "- 可选", "- optional";
    open_paper => "? 待告知", "? to be told";
    came_of(n, of) => "收到 {n} / 需 {of}", "{n} of {of} needed";
    preview => "试算", "Preview";
    preview_aside => "未计以前的给付；以审核为准", "without earlier payments; the review decides";
    not_assessed => "待核定", "to be assessed";
    checks => "核验", "Checks";
    more_faults(n) => "，另有 {n} 处未填或有误", "; {n} more missing or wrong";
    hint_came => "收到", "Came";
    hint_form => "回表单", "To the form";
    hint_next => "下一栏", "Next";
    hint_leave => "存稿离开", "Keep and leave";
    // Sheets.
    sheet_title => "登记交件", "Hand in";
    sheet_aside => "交后不能再改，差的材料走补正", "it can't be changed afterwards; missing papers come later";
    sheet_faulty => "还交不了：先改所列各处", "it can't be handed in yet: mend what is listed";
    papers => "材料", "Papers";
    papers_line(came, missing) => "收到 {came} 项，缺 {missing} 项", "{came} received, {missing} missing";
    sends_now => "存到本机后立即发出，收到案号为止只算一件。", "It is saved on this machine and sent at once; it counts as one claim until it has its number.";
    sends_later => "现在离线：存在本机，联网后自动发出，只算一件。", "Offline: it is saved on this machine and sent once the server is reached, as one claim.";
    drop_title => "丢弃草稿", "Drop the draft";
    drop_line(name) => "丢弃 {name} 的草稿：从本机删去，找不回来。", "Drops the draft of {name}: it is deleted from this machine for good.";
    receipt_hint => "p 存成文本文件（不含完整号码）   L 换语言", "p saves it as a text file (without full numbers)   L other language";
    paper_names => "、", ", ";
}
