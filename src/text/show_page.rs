//! What `huzhu show` writes around a case.

texts! {
    no_case(case) => "本机没有案件 {case}。请在队列里打开一次，或联网同步后再试。", "Case {case} is not on this machine. Open it in the queue once, or sync, and try again.";
    only_row(case) => "案件 {case} 在本机只有队列里的一行；在工作台打开一次即取来全部。", "Of case {case} only the queue's row is here; opening it on the desk once brings all of it.";
    member => "被保障人", "Member";
    stands => "办理", "Stands at";
    received => "收件", "Received";
    due(day) => "{day} 前", "by {day}";
    assignee(user) => "{user} 办理", "with {user}";
    as_of(time) => "本机数据截至 {time}", "as of {time} on this machine";
    never_synced => "本机从未同步完", "never synced here";
    papers => "收到的材料", "Papers";
    came(day) => "{day} 收到", "came {day}";
    not_come => "未收到", "not here";
    accepted => "合格", "accepted";
    not_looked_at => "未审", "not looked at";
    defective(reason) => "不合格：{reason}", "defective: {reason}";
    defect_of(paper, reason) => "{paper}：{reason}", "{paper}: {reason}";
    money => "已核准", "Granted";
    timeline => "经过", "Timeline";
    system => "系统", "system";
}
