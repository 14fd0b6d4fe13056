//! The names of actions and verbs: short for the line of keys, long for help and palette.
//!
//! The actions themselves are named in `app`; here are their words only, so a text is found by the action's name in keymap files.

use crate::domain::decision::Verb;
use crate::domain::people::Lang;

texts! {
    pass_on => "通过", "Pass on";
    approve => "核准", "Approve";
    give_back => "补正", "Return";
    refuse => "拒赔", "Reject";
    paid => "已付", "Paid";
    payment_failed => "付款失败", "Payment failed";
    resubmit => "补正收到", "Papers came";
    assign => "转交", "Assign";
    note => "备注", "Note";
    amend => "更正", "Correct";
    send_back => "退回上一环节", "Send back";
    park => "暂存", "Park";
    refer => "提交会审", "Refer";
    resume => "恢复办理", "Resume";
    reopen => "重启", "Reopen";
    recover => "追回", "Recover";
    recovered => "追回入账", "Note a recovery";
    extend => "延期", "Extend";
}

/// Names a verb.
pub const fn verb(lang: Lang, verb: Verb) -> &'static str {
    match verb {
        Verb::PassOn => pass_on(lang),
        Verb::Approve => approve(lang),
        Verb::Return => give_back(lang),
        Verb::Reject => refuse(lang),
        Verb::Paid => paid(lang),
        Verb::PaymentFailed => payment_failed(lang),
        Verb::Resubmit => resubmit(lang),
        Verb::Assign => assign(lang),
        Verb::Note => note(lang),
        Verb::Amend => amend(lang),
        Verb::SendBack => send_back(lang),
        Verb::Park => park(lang),
        Verb::Refer => refer(lang),
        Verb::Resume => resume(lang),
        Verb::Reopen => reopen(lang),
        Verb::Recover => recover(lang),
        Verb::Recovered => recovered(lang),
        Verb::Extend => extend(lang),
    }
}

/// The words of an action, by its name in keymap files: short Chinese, short English, long Chinese, long English.
const WORDS: &[(&str, [&str; 4])] = &[
    ("down", ["下", "Down", "下移", "Down"]),
    ("up", ["上", "Up", "上移", "Up"]),
    ("first", ["首行", "First", "到首行", "To the first"]),
    ("last", ["末行", "Last", "到末行", "To the last"]),
    ("half-page-down", ["半页下", "Half down", "下半页", "Half a page down"]),
    ("half-page-up", ["半页上", "Half up", "上半页", "Half a page up"]),
    ("page-down", ["下页", "Page down", "下一页", "A page down"]),
    ("page-up", ["上页", "Page up", "上一页", "A page up"]),
    ("open", ["打开", "Open", "打开、进入、选定", "Open, go in, choose"]),
    ("back", ["返回", "Back", "退一步", "One step back"]),
    ("close", ["关闭", "Close", "关闭此屏；在队列里退出", "Close this screen; on the queue, quit"]),
    ("next-pane", ["下一栏", "Next", "下一页签、视图或栏", "Next tab, view or field"]),
    ("previous-pane", ["上一栏", "Previous", "上一页签、视图或栏", "Previous tab, view or field"]),
    (
        "filter",
        [
            "筛选",
            "Filter",
            "筛选：姓名、拼音、案号、单位、疾病、备注，或按项",
            "Filter by words, or by fields: stage, due, amount and more",
        ],
    ),
    ("widen-filter", ["去掉一条", "Drop word", "去掉筛选的最后一条", "Drop the last condition of the filter"]),
    ("next-todo", ["下一待审", "Next open", "下一个待处理的一行", "Next line that waits"]),
    ("previous-todo", ["上一待审", "Previous open", "上一个待处理的一行", "Previous line that waits"]),
    ("next-case", ["下一件", "Next case", "下一件案件", "Next case"]),
    ("previous-case", ["上一件", "Previous case", "上一件案件", "Previous case"]),
    ("mark", ["标记", "Mark", "标记，或去掉标记", "Mark, or take the mark away"]),
    ("mark-range", ["标一段", "Range", "标记一段：起点，再按为终点", "Mark a range: press at its beginning, then at its end"]),
    ("mark-all", ["全标", "Mark all", "标记此筛选的全部", "Mark all of this filter"]),
    ("take", ["认领", "Take", "认领光标下的或已标的案件", "Take the case under the cursor, or those marked"]),
    ("release", ["退还认领", "Release", "退还认领", "Give back what you took"]),
    ("take-next", ["领 20 件", "Take 20", "认领接下来 20 件无人经办的，并标记", "Take the next 20 that nobody has, and mark them"]),
    ("assign", ["转交", "Assign", "转交给同事", "Give the case to a colleague"]),
    ("note", ["记一笔", "Note", "写备注", "Write a note"]),
    ("sort", ["排序", "Sort", "排序", "Sort the queue"]),
    ("columns", ["列", "Columns", "选择列", "Choose the columns"]),
    ("views", ["收藏", "Views", "收藏视图：保存、打开、删去、写成文件", "Saved views: save, open, remove, give as a file"]),
    ("forward", ["通过", "Pass on", "通过、核准或记付款（打开表单）", "Pass on, approve or record payment (opens a sheet)"]),
    ("return", ["补正", "Return", "退回补正（打开表单）", "Return to the claimant (opens a sheet)"]),
    ("reject", ["拒赔", "Reject", "拒赔，付款环节为付款失败（打开表单）", "Reject, at payment: payment failed (opens a sheet)"]),
    ("send-back", ["退上一环节", "Send back", "退回上一环节（打开表单）", "Send back one stage (opens a sheet)"]),
    ("park", ["暂存", "Park", "暂存到一天，或恢复办理（打开表单）", "Park until a day, or take up again (opens a sheet)"]),
    ("refer", ["会审", "Refer", "提交会审，或登记会审意见（打开表单）", "Refer to a panel, or write down its answer (opens a sheet)"]),
    ("reopen", ["重启", "Reopen", "重启已办结的案件（打开表单）", "Reopen a decided case (opens a sheet)"]),
    ("recover", ["追回", "Recover", "追回已付的，或登记到账（打开表单）", "Recover what was paid, or note what came (opens a sheet)"]),
    ("extend", ["延期", "Extend", "延长办理时限（打开表单）", "Give the office more time (opens a sheet)"]),
    (
        "drop",
        [
            "放弃我的",
            "Drop mine",
            "放弃没有发出、拒收或冲突的决定（打开表单）",
            "Drop a decision unsent, refused or in conflict (opens a sheet)",
        ],
    ),
    ("retry", ["现在发", "Send now", "不等下次，现在就发这一件", "Send this one now, without waiting for its next try"]),
    (
        "reverse",
        [
            "撤回",
            "Reverse",
            "撤回已收的决定：另作一项有理由的决定（打开表单）",
            "Reverse what was accepted, by a decision with a reason (opens a sheet)",
        ],
    ),
    ("confirm", ["确认", "Confirm", "在表单里确认", "Confirm, in a sheet"]),
    ("undo", ["撤销", "Undo", "撤销保留的决定", "Take back the decision that is held"]),
    ("accept", ["认可", "Accept", "认可材料并下移", "Accept the paper and go on"]),
    ("accept-rest", ["其余全认", "Accept rest", "认可其余材料；登记时全部标为收到", "Accept all other papers; at the counter: all came"]),
    ("defect", ["缺陷", "Defect", "记缺陷并选理由", "Mark as defective, choose the reason"]),
    ("clear", ["清除", "Clear", "清除结论", "Clear the verdict"]),
    ("toggle", ["列入/去掉", "List or not", "列入或去掉一条", "List the line or leave it out"]),
    ("edit-text", ["编辑文字", "Edit text", "编辑给申请人的文字", "Edit the text for the claimant"]),
    (
        "correct",
        [
            "更正",
            "Correct",
            "更正事实、作答或提出免责（打开表单）",
            "Correct the fact, answer the check, raise the exclusion (opens a sheet)",
        ],
    ),
    ("correct-other", ["更正别项", "Correct other", "按名称找一项事实来更正", "Find a fact to correct by its name"]),
    ("answer", ["作答", "Answer", "给这项核验作答（打开表单）", "Answer the check (opens a sheet)"]),
    ("what-if", ["假设", "What if", "假设：改事实看相差，不保存", "What if: change facts, see the difference, keep nothing"]),
    (
        "notice",
        [
            "告知书",
            "Notice",
            "给申请人的核算通知：看、换语言、存成网页打印",
            "The notice for the claimant: read it, in either language, save it to print",
        ],
    ),
    ("keep-what-if", ["留作更正", "Keep", "把假设留作草稿中的更正", "Keep what was assumed as drafted corrections"]),
    (
        "save-corrections",
        ["保存更正", "Save corrections", "只发出更正，不作决定（打开表单）", "Send the corrections without deciding (opens a sheet)"],
    ),
    ("expand", ["展开", "Expand", "展开或收起通过的各项", "Show or hide what passed"]),
    ("reveal", ["显码", "Show", "完整显示一栏 30 秒，留审计记录", "Show one field in full for 30 seconds; it is audited"]),
    ("go-queue", ["队列", "Queue", "前往队列", "Go to the queue"]),
    ("go-outbox", ["待发", "Outbox", "前往待发", "Go to the outbox"]),
    ("go-lookup", ["查询", "Look up", "查询：来电人的号码、姓名或拼音", "Look up by a caller's number, name or pinyin"]),
    ("go-intake", ["登记", "Register", "登记申请（柜台收件）", "Register a claim (at the counter)"]),
    ("new", ["新登记", "New", "开始一件新登记", "Begin a new claim"]),
    ("remove-entry", ["删去此项", "Remove", "删去光标所在的住院、票据或合同一项", "Remove the stay, receipt or contract under the cursor"]),
    ("print", ["存成文件", "Save", "把回执存成文本文件", "Save the receipt as a text file"]),
    ("go-person", ["换人", "Person", "换人（演示）", "Switch person (demo)"]),
    ("sync", ["同步", "Sync", "现在同步", "Sync now"]),
    (
        "lock",
        ["锁屏", "Lock", "锁屏：清屏并关上本机数据，凭口令回来", "Lock: blank the screen and close the data until the passphrase is typed"],
    ),
    (
        "sign-out",
        ["登出", "Sign out", "登出本机：未发的逐件处理，然后清除本机数据", "Sign out: settle each unsent thing, then wipe this machine"],
    ),
    ("work-offline", ["离线", "Offline", "离线：断网办理，或重新接上", "Work offline: cut the network, or join it again"]),
    (
        "accept-server",
        ["认服务器", "Accept server", "改用现在的服务器（打开表单）", "Go on with the server that answers now (opens a sheet)"],
    ),
    ("language", ["English", "中文", "换成 English", "Switch to 中文"]),
    ("theme", ["换主题", "Theme", "换主题", "Next theme"]),
    ("palette", ["命令", "Commands", "全部命令", "All commands"]),
    ("help", ["帮助", "Help", "这里的按键", "The keys here"]),
    ("copy", ["复制", "Copy", "复制案号等（照屏幕所示）", "Copy the case number and the like, as shown"]),
    ("go-log", ["日志", "Log", "看本次的提示日志", "The notices of this session"]),
    ("suspend", ["挂起", "Suspend", "挂起，回到命令行（fg 回来）", "Suspend to the shell (fg comes back)"]),
    ("repaint", ["重画", "Repaint", "重画屏幕", "Draw the screen again"]),
    ("quit", ["退出", "Quit", "退出", "Quit"]),
];

fn words(action: &str) -> Option<&'static [&'static str; 4]> {
    WORDS.iter().find(|(name, _)| *name == action).map(|(_, words)| words)
}

/// The short name of an action, for the line of keys; an action without one shows its own name.
pub fn short(lang: Lang, action: &str) -> &str {
    words(action).map_or(action, |words| words[usize::from(lang == Lang::En)])
}

/// The name of an action that says what it does, for help and palette.
pub fn long(lang: Lang, action: &str) -> &str {
    words(action).map_or(action, |words| words[2 + usize::from(lang == Lang::En)])
}
