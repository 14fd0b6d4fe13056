//! What the commands say that send a case back, hold it up, take it up again or ask its money back.

texts! {
    no_case(case) => "没有找到案件 {case}：服务器没有给出，本机也没有。请核对案号。", "The case {case} was not found, neither on the server nor here. Look at its number.";
    no_reason(code) => "本计划没有原因代码 {code}。用 huzhu plan show 查看。", "The plan has no reason code {code}. See huzhu plan show.";
    which_benefit => "请用 --benefit 写明是哪一项。", "Say which benefit with --benefit.";
    accepted(verb, case, seq) => "✓ {verb} {case}：服务器已收，回执 {seq}", "✓ {verb} {case}: the server took it, receipt {seq}";
    waits(verb, case) => "◂ {verb} {case}：已存在本机待发，还没有服务器的回执；审理台开着时会自动发出，也可运行 huzhu sync。",
        "◂ {verb} {case}: kept in this machine's outbox, without the server's receipt as yet; an open desk sends it by itself, and so does huzhu sync.";
    not_accepted(verb, case, why) => "{verb} {case} 没有办成：{why} 决定留在待发里，打开审理台处理。",
        "{verb} {case} was not carried out: {why} The decision stays in the outbox; see it at the desk.";
}
