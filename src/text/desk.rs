//! What the desk says on its screens and in its status line.

use crate::domain::people::Lang;
use crate::domain::queue::{Optional, Sort, View};

texts! {
    product => "互助", "Huzhu";
    // Views of the queue.
    view_open => "在办", "Open";
    view_mine => "我的", "Mine";
    view_unassigned => "待认领", "Unassigned";
    view_due_soon => "临期", "Due soon";
    view_overdue => "逾期", "Overdue";
    view_returned => "待补正", "Returned";
    view_to_approve => "待审批", "To approve";
    view_to_pay => "待付款", "To pay";
    view_closed => "已办结", "Closed";
    // Screens and tabs.
    queue => "队列", "Queue";
    outbox => "待发", "Outbox";
    log => "日志", "Log";
    summary => "概要", "Summary";
    materials => "材料", "Papers";
    payout => "核算", "Payout";
    checks => "核验", "Checks";
    timeline => "动态", "Timeline";
    views => "视图", "Views";
    // Notices.
    input_method => "请切到英文输入：这里的按键是命令", "The input method is on: keys are commands here, switch to Latin input";
    dead_key => "这个键在这里不起作用；? 看这里的按键", "This key does nothing here; ? lists the keys";
    paste_does_nothing => "粘贴的文字不会当作命令；先按 / 或进入输入栏", "Pasted text never runs commands; go into a field first";
    copied(what) => "已交给终端剪贴板：{what}（终端可能不允许）", "Handed to the terminal's clipboard: {what} (it may refuse)";
    nothing_to_copy => "这里没有可复制的", "There is nothing to copy here";
    click_confirms_nothing(key) => "鼠标不能确认决定；看清后按 {key}", "A click never confirms a decision; look, then press {key}";
    no_shell => "没有可回到的命令行，不能挂起", "There is no shell to go back to, so this can't be suspended";
    resumed => "已回来，正在同步", "Back again, syncing";
    log_line(n, dropped) => "本次提示 {n} 条，更早的 {dropped} 条已丢；只在内存里，退出即无", "{n} notices of this session, {dropped} older ones let go; in memory only";
    log_empty => "还没有提示", "No notice so far";
    one_person => "只有演示里可以换人", "Only the demo has other people to switch to";
    switching => "正在换人，换好再按", "The other person is coming to the desk; press again then";
    syncing => "正在同步", "Syncing";
    nothing_waits => "没有待处理的了", "Nothing waits here";
    no_paper_waits => "没有已收到而未审的材料", "No paper that came waits for a verdict";
    rest_accepted(n) => "已认可其余 {n} 项：u 撤回，- 去掉一项", "Accepted the other {n}: u takes that back, - one of them";
    rest_taken_back(n) => "已撤回 {n} 项认可", "Took {n} verdicts back";
    not_received => "材料还没有收到，不能认可；缺的用 R 补正一并要", "The paper has not come, so it can't be accepted; ask for it with R";
    no_plan => "本机没有本案计划的这一版（含名单），不用别的版审；请联网或更新 huzhu", "This plan's version is not on this machine: connect, or update huzhu";
    sheet_follows => "案件正在读取，读到即打开表单", "The case is being loaded; the sheet opens as soon as it is there";
    still_loading => "案件正在读取，稍后再按一次", "The case is still being loaded; press again in a moment";
    last_case => "这是此视图的最后一件", "This is the last case of the view";
    first_case => "这是此视图的第一件", "This is the first case of the view";
    nothing_held => "没有可撤销的决定；已发出的不能撤", "There is nothing to undo; what was sent can't be taken back";
    not_undone(why) => "没有撤销：{why}", "Not undone: {why}";
    undone(verb, case) => "已撤销{verb} {case}，没有发出", "Undone: {verb} {case}; nothing was sent";
    undone_again(verb, case) => "已撤销{verb} {case}，没有发出；原来的那项仍待处理", "Undone: {verb} {case}, not sent; what was not taken waits again";
    desk_with_held(name, n) => "现在是 {name}；上一位有 {n} 件尚在保留，过后才发出", "At the desk: {name}. Still held of the one before: {n}; sent after";
    empty_field => "清空", "Empty";
    done_below(n) => "下面已办完，上面还有 {n} 件可办", "Done from here on; still to do above: {n}";
    filter_done(filter, n) => "「{filter}」筛出的已办完，此视图另有 {n} 件", "All found by \"{filter}\" are done; others in this view: {n}";
    taken_marked(n) => "已认领并标记 {n} 件，在「我的」", "Taken and marked: {n}, in Mine";
    view_done(elsewhere) => "此视图已办完   {elsewhere}", "This view is done   {elsewhere}";
    no_conflict_here => "光标不在冲突或被拒收的决定上", "The cursor is on no decision in conflict or refused";
    overtaken(who, now) => "{who} 先办理了本案，现在{now}：这份决定不能再作，只能放弃（g o，D）",
        "{who} acted on the case first, it is now {now}: this decision can't be made any more, only dropped (g o, D)";
    now_at(stage) => "「{stage}」", "at {stage}";
    now_returned => "已退回待补正", "returned for papers";
    now_rejected => "已拒赔", "rejected";
    now_paid => "已付", "paid";
    redo_loading => "正在读取现在的案件", "Loading the case as it is now";
    new_conflict(case) => "{case} 的决定与现状冲突，什么都没有被覆盖；g o 去处理", "The decision on {case} is in conflict; nothing was overwritten; g o to resolve it";
    new_conflict_here(case) => "{case} 的决定与现状冲突，什么都没有被覆盖", "The decision on {case} is in conflict; nothing was overwritten";
    new_refusal(case) => "{case} 的决定被服务器拒收；g o 看原因", "The server refused the decision on {case}; g o tells why";
    typed_is_kept(case) => "{case} 上次没写完的还在：再打开那张表单就能接着写", "What was being written on {case} is kept: open its sheet again";
    now_at_the_desk(name) => "现在是 {name}", "{name} is at the desk now";
    only_in_materials => "在案件的「材料」页里用", "Works in the Papers tab of a case";
    synced_elsewhere => "- 另一窗口收发", "- other window syncs";
    dead_key_in_sheet => "这个键在表单里不起作用；可用的键在最下一行", "This key does nothing in a sheet; the last line names those that do";
    only_in_queue => "在队列里用", "Works on the queue";
    marks_full(most, total) => "最多标 {most} 件；此筛选共 {total} 件，先缩小筛选", "At most {most} are marked; this filter has {total}: narrow it first";
    held_by(name) => "由 {name} 办理；须由其本人或督办转交", "{name} has it; only {name} or a supervisor gives it away";
    nobody_has_it => "案件没有人认领", "Nobody has this case";
    has_it_already => "案件已在此人名下", "That person has this case already";
    nobody_else => "没有可转交的同事：这一环节没有别人办理", "Nobody to give it to: no colleague acts at this stage";
    not_of_this_stage => "不办理这一环节", "does not act at this stage";
    taken(n) => "已认领 {n} 件", "Taken: {n}";
    given_back(n) => "已退还认领 {n} 件", "Given back: {n}";
    given(n, name) => "已转交 {n} 件给 {name}", "Given to {name}: {n}";
    some_not(done, n, why) => "{done}；{n} 件不能：{why}", "{done}; not possible: {n} ({why})";
    none_to_take(n) => "从光标往下看了 {n} 件，没有你能认领的", "Looked at {n} from the cursor on: none that you could take";
    noted => "备注已记下", "The note is written";
    not_written(why) => "没有记下，也没有发出：{why}", "Not written and not sent: {why}";
    undone_all(n) => "已撤销一批 {n} 件，都没有发出", "Undone: {n} at once, none was sent";
    undone_marked(n) => "已撤销一批 {n} 件，都没有发出；又都标记着", "Undone: {n} at once, none was sent; they are marked again";
    undone_some(n, sent) => "已撤销 {n} 件；{sent} 件已发出，不能撤", "Undone: {n}; already sent: {sent}";
    correct_field(name) => "更正{name}", "Correct {name}";
    nothing_masked => "这一项不是显码。", "This is not masked.";
    masks_only => "查询岗只看掩码，没有全码可显示", "Enquiry sees masks only: there is nothing to show in full";
    never_decides(roles) => "你的岗位（{roles}）不办理案件；可以查看、查询和备注", "Your role ({roles}) decides no case; look, look up and note";
    decides_at_no_stage(roles, acts) => "你的岗位（{roles}）不在任何环节办理；可以{acts}，也可以查看、查询和备注",
        "Your role ({roles}) acts at no stage; it may: {acts}, look, look up and note";
    only_in_summary => "在案件的「概要」页里用", "Works in the Summary tab of a case";
    only_in_case => "先打开案件", "Open a case first";
    no_case_here => "光标下没有案件", "There is no case under the cursor";
    already_decided(verb) => "你已决定{verb}，正在待发；先 u 撤销", "You decided this ({verb}) and it is on its way; u takes it back first";
    decided_and_stuck(verb) => "你的决定（{verb}）有冲突或被拒收；到待发（g o）处理", "Your decision ({verb}) is refused or in conflict; settle it in the outbox (g o)";
    decided_and_accepted(verb) => "你已决定{verb}，服务器已收", "You decided this ({verb}); the server has it";
    not_at_this_stage => "本环节没有这个决定", "This stage has no such decision";
    not_possible(why) => "不可用：{why}", "Not possible: {why}";
    // Head.
    outbox_waiting(n) => "待发 {n}", "Outbox {n}";
    outbox_conflict(n) => "冲突 {n}", "Conflict {n}";
    outbox_refused(n) => "拒收 {n}", "Refused {n}";
    synced_at(time) => "✓ 已同步 {time}", "✓ Synced {time}";
    synced_short(time) => "✓ {time}", "✓ {time}";
    synced_ago(minutes) => "! {minutes} 分前", "! {minutes} min ago";
    offline_since(time) => "! 离线 {time} 起", "! Offline since {time}";
    line_cut => "已断开：不收不发，决定存在本机；再按一次接上，重开即在线", "Cut: nothing goes out. The same key joins; so does a restart";
    line_joined => "已接上，正在逐件发送并同步", "Joined: what waits is being sent, and the rest synced";
    offline_line => "可以照常审理；决定存在本机，联网后逐件发送并重新核对。", "Work on: decisions are kept here and sent later.";
    cut_line => "你已断开网络，可以照常审理；决定存在本机，接上后逐件发送并重新核对。", "You cut the line. Decisions are kept here and sent once you join.";
    other_server_line => "现在应答的不是原来的服务器。没有收取，也没有发送；按 : 选「改用现在的服务器」，或请管理员查看。", "Another server answers. Nothing is sent or taken: press : and choose Go on with the server.";
    try_now => "现在试", "try now";
    join_now => "接上", "join";
    data_age(age) => "，数据 {age}", ", data {age}";
    data_aged(age) => "，{age}", ", {age}";
    age_now => "1 分内", "of just now";
    age_minutes(n) => "{n} 分前", "{n} min old";
    age_hours(h, m) => "{h} 小时 {m} 分前", "{h} h {m} min old";
    age_day => "1 天前", "1 day old";
    age_days_old(n) => "{n} 天前", "{n} days old";
    next_try(secs) => "{secs} 秒后再试", "next try in {secs} s";
    sync_failed => "✗ 同步失败", "✗ Sync failed";
    other_server => "✗ 服务器换了", "✗ Other server";
    server_accepted => "已改用现在的服务器；正在重新下载。", "This server it is; its cases are being fetched.";
    server_not_known => "现在没有登录或没有连上，还不知道应答的是不是原来的服务器。登录、连上后再按。", "Not signed in or not connected: which server answers is not known yet. Sign in, then press again.";
    same_server => "服务器没有换，不需要这一步。", "The server is the one it was: there is nothing to accept.";
    asking_server => "正在联系服务器", "Asking the server";
    // Status line.
    held(verb, case, name, amount) => "保留  {verb} {case} {name} {amount}", "Held  {verb} {case} {name} {amount}";
    sort_received => "申请日，早的在前", "day of filing, earliest first";
    sort_amount => "金额，大的在前", "amount, largest first";
    sort_name => "姓名，按拼音升序", "name, A to Z by pinyin";
    sort_age => "入本环节，久的在前", "entry into the stage, longest first";
    saved_views => "收藏", "Saved";
    view_saved(name) => "已收藏为「{name}」", "Saved as \"{name}\"";
    view_removed(name) => "已删去收藏「{name}」", "Removed: \"{name}\"";
    views_full(most) => "最多收藏 {most} 个视图，先删去一个", "At most {most} views are saved: remove one first";
    new_cases(n) => "{n} 件新到", "New: {n}";
    show_new => "显示", "show";
    age_here => "在此", "Here";
    last_note => "近注", "Note";
    days_here(n) => "{n}天", "{n}d";
    held_group(verb, n, amount) => "保留  {verb} {n} 件 合计 {amount}", "Held  {verb}: {n} in all, {amount}";
    marked(n) => "已标 {n} 件", "Marked {n}";
    marked_sum(amount) => "合计 {amount}", "sum {amount}";
    marked_bulk(n) => "可批量 {n}", "in bulk {n}";
    marked_unknown(n) => "另 {n} 件还在看", "still looking at {n}";
    marked_open(n) => "{n} 件待核定", "not assessed {n}";
    marked_hidden(n) => "{n} 件不在此筛选", "not in this filter {n}";
    in_range(n) => "一段 {n} 件，v 结束", "Range of {n}, v ends it";
    confirm_cases(n) => "确认 {n} 件", "Confirm {n}";
    held_many(n) => "保留 {n}", "Held {n}";
    seconds(n) => "{n} 秒", "{n} s";
    minutes(n) => "{n} 分", "{n} min";
    sort_due => "期限，早的在前", "due date, earliest first";
    sorted_by(sort) => "排序 {sort}", "Sorted by {sort}";
    of(at, total) => "{at} / {total}", "{at} / {total}";
    revealed(field, secs) => "! 完整显示{field}，{secs} 秒后收起；已记审计", "! {field} shown in full for {secs} s; audited";
    typing => "输入", "Typing";
    at_the_desk => "现在", "now";
    digits => "按序号切换视图、页签或选定理由", "View, tab or reason by its number";
    confirm(verb) => "确认{verb}", "Confirm: {verb}";
    go => "前往", "Go";
    done => "完成", "Done";
    choose => "选定", "Choose";
    choose_reason => "换理由", "Another reason";
    text_language => "换语言", "Language";
    show_field(field) => "显示{field}", "Show {field}";
    in_sheets => "表单", "sheet";
    next_view => "换视图", "View";
    to_preview => "看预览", "Preview";
    to_table => "回列表", "List";
    decide_again => "按现状重新决定", "Decide again";
    clear_filter => "清除筛选", "Clear filter";
    filter_label => "筛选", "Filter";
    find_label => "找", "Find";
    // Empty, loading, failed.
    loading => "正在读取…", "Loading…";
    no_cases => "没有符合条件的案件", "No case fits";
    no_cases_yet => "已收到的案件里还没有符合条件的", "None of the cases that are here by now fits";
    first_load => "正在下载你可见的案件", "Fetching the cases that you may see";
    first_load_asked => "正在等服务器回答；线路慢时要几秒。", "Waiting for the server; a slow line takes some seconds.";
    filled(cases) => "已下载 {cases} 件", "Fetched {cases}";
    filled_of(cases, all) => "已下载 {cases} / {all} 件", "Fetched {cases} of {all}";
    load_anew => "正在重新下载你可见的案件", "Fetching the cases that you may see again";
    anew_line => "本机副本已损坏或是旧版本，正在重建；你的决定和草稿没有改动。", "The copy here was damaged or outdated and is made anew; decisions are kept.";
    first_load_goes_on => "到一批显示一批；这时按键照常有效。", "They are shown as they come; keys work meanwhile.";
    other_views(list) => "其他视图：{list}", "Other views: {list}";
    no_cases_view(view) => "视图「{view}」里现在没有案件", "The view \"{view}\" has no case now";
    next_take_in => "g i 登记一件新申请；g l 查询案件", "g i takes a new claim in; g l looks a case up";
    next_comes => "有了案件会自动出现在这里；g l 查询案件", "Cases come here by themselves; g l looks one up";
    filter_is(filter) => "筛选 {filter}", "Filter {filter}";
    no_filter => "没有筛选可去掉", "There is no filter to drop";
    without_last_gives(word, n) => "去掉「{word}」有 {n} 件", "Without \"{word}\" there are {n}";
    clear_filter_gives(n) => "清除筛选有 {n} 件", "Without the filter there are {n}";
    rows_failed => "✗ 没能读取队列", "✗ The queue could not be read";
    rows_failed_safe => "已有的行和你的决定没有改动。S 再试。", "The rows here and your decisions are as they were. S tries again.";
    case_failed => "✗ 没能读取这件案件", "✗ The case could not be read";
    problem_number(number) => "问题编号 {number}，已记入日志；y 复制编号，:log 看日志。", "Problem {number}, noted in the log. y copies the number, :log shows the log.";
    problem_logged(number, case, why) => "问题编号 {number}：没能读取 {case}。{why}", "Problem {number}: {case} could not be read. {why}";
    retry => "再试", "Try again";
    case_failed_safe => "你的结论和决定没有改动。Enter 再试，Esc 返回。", "Your verdicts and decisions are as they were. Enter tries again, Esc goes back.";
    case_gone => "本机没有这件案件，服务器也没有给出", "The case is not on this machine, and the server did not give it";
    outbox_empty => "没有待发的决定", "No decision is on its way";
    too_small(w, h) => "窗口太小：需要 {w}×{h}", "Window too small: {w}×{h} needed";
    too_small_now(w, h) => "现在 {w}×{h}；按键照常有效", "Now {w}×{h}; keys still work";
    // Columns.
    due => "期限", "Due";
    case => "案件", "Case";
    plan => "计划", "Plan";
    benefit => "项目", "Benefits";
    name => "姓名", "Name";
    employer => "单位", "Employer";
    stage => "阶段", "Stage";
    amount => "金额", "Amount";
    assignee => "经办", "Who";
    received => "申请", "Filed";
    not_assessed => "待核定", "open";
    over_days(n) => "逾{n}工日", "{n}wd over";
    over_calendar_days(n) => "逾{n}天", "{n}d over";
    in_calendar_days(n) => "{n}天", "{n}d";
    past_due => "已过期", "past due";
    due_today => "今日", "today";
    in_days(n) => "{n}工日", "{n}wd";
    age_days(n) => "已{n}天", "{n}d old";
    no_limit(age) => "{age}，计划无时限", "{age}, no limit set";
    returned_word => "待补正", "Returned";
    rejected_word => "已拒赔", "Rejected";
    paid_word => "已付", "Paid";
    payable => "应付", "Payable";
    yuan => "元", "yuan";
    system => "系统", "system";
}

/// Names a view of the queue.
pub const fn view(lang: Lang, view: View) -> &'static str {
    match view {
        View::Open => view_open(lang),
        View::Mine => view_mine(lang),
        View::Unassigned => view_unassigned(lang),
        View::DueSoon => view_due_soon(lang),
        View::Overdue => view_overdue(lang),
        View::Returned => view_returned(lang),
        View::ToApprove => view_to_approve(lang),
        View::ToPay => view_to_pay(lang),
        View::Closed => view_closed(lang),
    }
}

/// Names a tab of a case by its place.
pub const fn tab(lang: Lang, at: usize) -> &'static str {
    match at {
        0 => summary(lang),
        1 => materials(lang),
        2 => payout(lang),
        3 => checks(lang),
        _ => timeline(lang),
    }
}

/// Names an order of the queue.
pub const fn sort(lang: Lang, sort: Sort) -> &'static str {
    match sort {
        Sort::Due => sort_due(lang),
        Sort::Received => sort_received(lang),
        Sort::Amount => sort_amount(lang),
        Sort::Name => sort_name(lang),
        Sort::Age => sort_age(lang),
    }
}

/// Names a column that may be left out.
pub const fn column(lang: Lang, column: Optional) -> &'static str {
    match column {
        Optional::Plan => plan(lang),
        Optional::Benefit => benefit(lang),
        Optional::Employer => employer(lang),
        Optional::Received => received(lang),
        Optional::Age => age_here(lang),
        Optional::Assignee => assignee(lang),
        Optional::Note => last_note(lang),
    }
}
