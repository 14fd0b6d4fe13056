//! A benefit's rule in plain words, for who has never read the plan: how it is counted, how often, up to what.

texts! {
    days_once(to, amount) => "住院 {to} 天以内（含）的，一次补助 {amount} 元", "up to {to} days in hospital bring {amount} yuan, once";
    days_once_over(over, to, amount) => "住院超过 {over} 天至 {to} 天的，一次补助 {amount} 元", "over {over} and up to {to} days in hospital bring {amount} yuan, once";
    days_once_last(over, amount) => "住院超过 {over} 天的，一次补助 {amount} 元", "more than {over} days in hospital bring {amount} yuan, once";
    per_day(over, amount) => "住院超过 {over} 天的，从第一天算起每天 {amount} 元", "more than {over} days in hospital bring {amount} yuan for each day, from the first";
    per_day_all(amount) => "住院每天 {amount} 元", "each day in hospital brings {amount} yuan";
    at_most_days(days) => "，至多 {days}", ", for {days} at most";
    for_class(class, amount) => "{class} {amount} 元", "{class}: {amount} yuan";
    for_listed(classes) => "患规定病种的，{classes}", "for a disease of the plan's list; {classes}";
    with_stay => "，须为此住院治疗", ", with a stay in hospital for it";
    share_none(up_to) => "自理、自付累计 {up_to} 元以内的不补助", "nothing up to an expense of {up_to} yuan in the period";
    share(over, to, percent) => "超过 {over} 元至 {to} 元的部分补助 {percent}%", "{percent} % of the part over {over} up to {to} yuan";
    share_last(over, percent) => "超过 {over} 元的部分补助 {percent}%", "{percent} % of the part over {over} yuan";
    once_sum(amount) => "一次补助 {amount} 元", "{amount} yuan, once";
    not_after(class, benefit) => "，以享受过{benefit}（{class}）的除外", ", unless {benefit} ({class}) was ever paid";
    per_unit(amount) => "每份 {amount} 元", "{amount} yuan for each unit";
    per_unit_some(amount, diseases) => "，其中{diseases}每份 {amount} 元", ", and {amount} yuan for {diseases}";
    by_share => "，按鉴定的残疾比例计", ", by the assessed share of the disability";
    waiting(days) => "；合同生效满 {days}后才计", "; units count once they have been in force for {days}";
    total_disability => "，须鉴定为全残", ", where the disability is assessed as total";
    ends_cover => "；给付后保障终止", "; the cover ends with it";
    assessed => "办法没有写金额，由经办单位核定，并由另一人确认", "the document gives no figure: the office assesses the amount, and a second person confirms it";
    cap(amount) => "本期累计最高 {amount} 元", "at most {amount} yuan in the period";
    joint_cap(others, amount) => "与{others}合计最高 {amount} 元", "with {others} at most {amount} yuan together";
    joint_cap_unit(others, amount) => "与{others}合计每份最高 {amount} 元", "with {others} at most {amount} yuan together for each unit";
    exclusive(others) => "与{others}只能享受一项", "one of this and {others} is paid, not both";
    cumulative => "按本期累计计算，减去本期已发的", "counted over the whole period, less what was paid in it";
    once_in_period => "本期只发一次", "paid once in the period";
    once_ever => "只发一次", "paid once";
    once_per_contract => "每份合同只发一次", "paid once under each contract";
    semicolon => "；", "; ";
}
