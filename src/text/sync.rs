//! What `huzhu sync`, `huzhu outbox` and the status of both say.

texts! {
    asking_server => "正在联系服务器……", "Asking the server …";
    filling(n) => "首次收取：已有 {n} 件", "First download: {n} cases so far";
    filling_of(n, of) => "首次收取：{n} / {of} 件", "First download: {n} of {of} cases";
    pulling(n) => "收取中：{n} 件有变化", "Pulling: {n} cases changed";
    accepted(verb, case, seq) => "✓ {verb} {case}：服务器已收，回执 {seq}", "✓ {verb} {case}: the server took it, receipt {seq}";
    refused(verb, case, why) => "✗ {verb} {case}：服务器拒收：{why}", "✗ {verb} {case}: the server refused it: {why}";
    in_conflict(verb, case, why) => "✗ {verb} {case}：与现状冲突，什么都没有被覆盖：{why}",
        "✗ {verb} {case}: in conflict, nothing was overwritten: {why}";
    waits(verb, case, why) => "◂ {verb} {case}：还在本机待发；上次未成：{why}", "◂ {verb} {case}: still waits on this machine; its last try failed: {why}";
    waits_on(verb, case) => "◂ {verb} {case}：还在本机待发", "◂ {verb} {case}: still waits on this machine";
    held(verb, case, at) => "◂ {verb} {case}：保留到 {at}，之后发出", "◂ {verb} {case}: held until {at}, sent after";
    nothing_to_send => "没有待发的决定", "Nothing waited to be sent";
    to_settle(n) => "待发里另有 {n} 项被拒收或有冲突，打开审理台处理（g o），或用 huzhu outbox 查看",
        "{n} more in the outbox are refused or in conflict: settle them at the desk (g o), or see huzhu outbox";
    pulled(n, at) => "收取完毕：{n} 件有变化，到 {at} 为止完整", "Pulled to the end: {n} cases changed, complete as of {at}";
    pulled_by_other(at) => "由正在运行的 huzhu 收发完毕，到 {at} 为止完整", "Sent and pulled by the huzhu that is running, complete as of {at}";
    not_complete(why) => "没有收取到底：{why}", "Not pulled to the end: {why}";
    cut_short => "服务器没有说完", "the server did not say all";
    holder_silent(who) => "{who} 负责收发，没有按时答复。决定都在本机，它会接着发。",
        "{who} sends for this machine and did not answer in time. Decisions are all here; it goes on sending.";
    holder_stuck(who) => "{who} 试过了，现在办不成（连不上服务器、要重新登录，或已锁屏）。决定都在本机，它会接着发。",
        "{who} tried and can't do it now (no server, a sign-in is needed, or it is locked). Decisions are all here; it goes on trying.";
    asking(who) => "{who} 正在收发……", "{who} sends and pulls …";
    holder_stopped(who) => "{who} 负责收发，但已被暂停：什么都不会发出。请在它的终端用 fg 继续，或结束它；决定都在本机。",
        "{who} sends for this machine and was stopped: nothing goes out. Continue it with fg in its terminal, or end it; decisions are all here.";
    process(pid) => "另一个 huzhu（进程 {pid}）", "Another huzhu (process {pid})";
    process_unknown => "另一个 huzhu", "Another huzhu";
    server => "服务器", "Server";
    other_answers(address, id, epoch) => "! {address} 现在由另一台服务器答复（{id}，第 {epoch} 期）；本机数据属于上面那一台，不会发给它", "! {address} is answered by another server now ({id}, epoch {epoch}); what is here belongs to the one above and is not sent to it";
    server_of(address, id, epoch) => "{address}（{id}，第 {epoch} 期）", "{address} ({id}, epoch {epoch})";
    server_unmet(address) => "{address}（还没有连上过）", "{address} (never reached)";
    person => "登录", "Signed in";
    cursor => "序号", "Sequence";
    cursor_is(n) => "本机到 {n}", "{n} here";
    newest_is(n, newest) => "本机到 {n}，服务器最新 {newest}", "{n} here, {newest} on the server";
    cases => "案件", "Cases";
    details => "全文", "Details";
    here => "本机", "Here";
    there => "服务器", "On the server";
    kinds(open, returned, closed) => "在办 {open}，待补 {returned}，办结 {closed}", "open {open}, returned {returned}, closed {closed}";
    counts_differ => "数目不同：先 huzhu sync；再不同，用 huzhu cache verify 查",
        "The counts differ: run huzhu sync first; if they still do, huzhu cache verify tells which";
    last => "上次完整", "Complete";
    never => "还没有收取完整", "not yet";
    age_minutes(at, n) => "{at}（{n} 分前）", "{at} ({n} min ago)";
    age_hours(at, n) => "{at}（{n} 小时前）", "{at} ({n} h ago)";
    age_days(at, n) => "{at}（{n} 天前）", "{at} ({n} d ago)";
    loading => "首次收取", "First download";
    loading_is(n) => "未完成，已有 {n} 件", "under way, {n} cases so far";
    outbox => "待发", "Outbox";
    outbox_counts(held, waiting, sending, refused, conflict) => "保留 {held}，待发 {waiting}，发送中 {sending}，拒收 {refused}，冲突 {conflict}",
        "held {held}, waiting {waiting}, sending {sending}, refused {refused}, in conflict {conflict}";
    claims_wait(n) => "另有 {n} 件受理待送达", "and {n} claims taken in";
    oldest => "最早的", "The oldest";
    oldest_is(verb, case, at) => "{verb} {case}，{at} 作出", "{verb} {case}, decided {at}";
    last_error => "上次出错", "Last error";
    next_try => "下次", "Next try";
    at_once => "连上即发", "as soon as the server is reached";
    when_it_goes_on => "收发的进程已被暂停，继续后才发", "once the process that sends goes on: it was stopped";
    when_somebody_sends => "打开审理台，或运行 huzhu sync 时发", "when the desk is opened, or huzhu sync is run";
    when_accepted => "改用现在的服务器之前不发（审理台按 g s，或 huzhu login --accept-server）",
        "not before the server that answers is accepted (g s at the desk, or huzhu login --accept-server)";
    sender => "收发", "Sending";
    sender_nobody => "没有程序在收发；打开审理台，或 huzhu sync", "no program sends now; open the desk, or run huzhu sync";
    sender_is(who) => "{who}", "{who}";
    server_not_asked(why) => "服务器没有答复：{why}", "The server did not say: {why}";
    outbox_empty => "待发里什么都没有", "The outbox is empty";
    tries(n) => "{n} 次", "{n} tries";
    next_at(at) => "下次 {at}", "next {at}";
    no_item(id) => "待发里没有 {id}。用 huzhu outbox 看编号（写后几位即可）。", "The outbox has no {id}. huzhu outbox lists the ids (the last characters will do).";
    several_items(id) => "{id} 合于几项，没有动。请写全编号（huzhu outbox --json）。", "{id} fits several; nothing was done. Give the whole id (huzhu outbox --json).";
    undone(n) => "已撤销 {n} 项，没有发出；采认和更正回到草稿", "{n} undone, none was sent; verdicts and corrections are drafts again";
    discarded(verb, case) => "已丢弃 {verb} {case}，留有记录", "Dropped: {verb} {case}; a record of it stays";
    held_goes_out => "还在可撤销的时间里，时间一到自行发出，不用重发。", "It can still be undone, and goes out by itself when that time ends; there is nothing to send again.";
    not_retried(state) => "这一项是「{state}」，重发没有用：请在审理台按现状重新决定，或丢弃。", "It stands as \"{state}\": sending it again is of no use. Decide anew at the desk, or drop it.";
}
