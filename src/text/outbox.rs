//! What the outbox says of an item: its times, why it waits or was not taken, what can be done with it.

texts! {
    decided_since(verb) => "这个案件你之后已另行决定（{verb}）；这一项只需丢弃（D）", "You decided this case afresh since ({verb}); this one is only to be dropped (D)";
    part_all => "全部", "All";
    part_stuck => "要处理", "To settle";
    part_going => "在途", "On the way";
    part_accepted => "已收", "Accepted";
    part_left => "撤下的", "Withdrawn";
    more_below(n) => " 下面还有 {n} 行，Tab 后 j ", " {n} more rows: Tab, then j ";
    unlisted(n) => "另有 {n} 件待发没有列出，照次序发送", "{n} more wait that are not listed; they go out in order";
    recorded => "记下", "Recorded";
    changed => "最近变动", "Last change";
    tries => "发送", "Sent";
    tried(n) => "已试 {n} 次", "tries: {n}";
    never_tried => "还没有发过", "not sent yet";
    goes_at(time, secs) => "下次 {time}（{secs} 秒后），r 现在发", "next at {time} (in {secs} s), r sends it now";
    waits_for_yes(server) => "{server}：你认可之前不发。g s 看清后改用，或 huzhu login --accept-server",
        "{server}: nothing goes before you accept it. g s shows it and goes on with it, or huzhu login --accept-server";
    server_restored => "服务器由备份恢复过", "the server was restored from a backup";
    server_is_another => "现在应答的是另一台服务器", "another server answers now";
    goes_when_tried(secs) => "连上服务器就发；{secs} 秒后再试，S 现在试", "goes as soon as the server is reached; next try in {secs} s, S tries now";
    goes_when_online => "连上服务器就发", "goes as soon as the server is reached";
    held_until(time) => "保留到 {time}，u 撤销", "held until {time}, u takes it back";
    waits_behind(case) => "先等 {case} 的前一件有答复", "waits for the one before it on {case}";
    failed_last => "上次未成", "Last failure";
    decided => "决定", "Decision";
    with_verdicts(n) => "材料结论 {n} 项", "verdicts on papers: {n}";
    with_changes(n) => "更正 {n} 项", "corrections: {n}";
    of_batch(n) => "与一批 {n} 件一起决定，每件单独发送", "decided with a batch of {n}; each goes by itself";
    words_of_it => "文字", "Words";
    answer => "答复", "Answer";
    accepted_at(time, seq) => "{time} 收下，回执 {seq}", "taken at {time}, receipt {seq}";
    can_reverse => "撤回是另一个有理由的决定，U 看由谁办", "reversing it takes a decision with a reason; U tells whose";
    why => "原因", "Why";
    left_undone => "已撤销", "taken back";
    left_discarded => "已丢弃", "discarded";
    left_replaced => "已重作", "made anew";
    left_at => "撤下", "Withdrawn";
    as_it_stood(state) => "当时 {state}", "it was {state}";
    never_went => "没有发出过，案件没有因它改变", "it was never sent; it changed nothing of the case";
    was_not_taken => "服务器没有收下，案件没有因它改变", "the server did not take it; it changed nothing of the case";
    kept_for(days) => "记录留 {days} 天", "kept for {days} days";
    left_empty(days) => "没有撤下的决定；撤销、丢弃、重作的在这里留 {days} 天", "Nothing was withdrawn; what is taken back, discarded or made anew stays here for {days} days";
    part_empty => "这一部分没有决定；1 看全部", "There is no decision in this part; 1 shows all";
    hint_change => "修改", "Change";
    hint_pane => "详情", "Detail";
    // Why a key does nothing here, and what does.
    no_item => "这里没有决定", "There is no decision here";
    only_decisions => "备注和转交不改：丢弃（D），再写一次", "Notes and hand-overs are not changed: drop it (D) and write it again";
    server_may_have_it => "已经发出，服务器可能已收：等答复，再撤回或重作", "It was sent and the server may have it: wait for the answer";
    accepted_stands => "服务器已收，不能改也不能丢；U 撤回", "The server has it: it is neither changed nor dropped; U reverses it";
    waits_for_no_try => "这一件不在等下次发送", "This one doesn't wait for a next try";
    not_accepted_yet => "服务器还没有收：没发出的用 u 撤销，拒收的用 D 放弃", "The server has not taken it: u takes back what is unsent, D drops it";
    taken_elsewhere => "收下它的是换掉或恢复前的服务器，现在的还没说有没有：不能撤回", "Taken by the server before this one, or before its restore; this one has not told whether it has it: it can't be reversed";
    note_stands => "备注收下后不能撤回；再写一条说明", "A note that was taken stays; write another one";
    give_back => "认领和转交不撤回：在案件里用 T 退还或 m 转交", "A hand-over is not reversed: in the case T gives it back, m hands it on";
    sent_now => "正在发送这一件", "Sending this one now";
    being_changed => "改好后按 Y，换下原来的决定；Esc 则照原来的发出", "Change it and confirm with Y; Esc leaves it as it was, and it goes out";
    goes_out_unchanged(verb) => "「{verb}」没有改，照原来的发出", "{verb} was not changed: it goes out as it was";
    left_unchanged(verb, why) => "「{verb}」没有改：{why}", "{verb} was not changed: {why}";
    not_changed(why) => "不能改这件决定：{why}", "This decision can't be changed: {why}";
    not_all_fits => "原来的理由或材料有些已不适用，没有带回；请再看一遍", "Some reasons or papers of it no longer fit and were left out; look again";
    u_takes_back => "本案还有没发出的决定：u 撤销它", "A decision on this case is not sent yet: u takes it back";
    reversal_barred(why) => "不能撤回：{why}", "It can't be reversed: {why}";
    others_reverse(verb, who) => "您不能撤回；「{verb}」由 {who} 办，可写备注（i）请其办理", "You can't reverse it; {verb} is done by {who}: ask by a note (i)";
    plan_reverses_nothing => "本计划在这一步没有撤回的办法；可写备注（i）说明", "The plan foresees no reversal at this point; write a note (i)";
    steps_of(benefit) => "「{benefit}」的核算步骤：左为我看到的，右为现在的，! 为不同", "Steps of {benefit}: left what I saw, right what it is now, ! differs";
    comes_to => "合计", "Comes to";
    changed_again(case) => "{case} 刚才又变了：已按最新的重新读取，请再看一遍", "{case} has just changed again: it was read anew, look at it again";
    again_pays(amount) => "再按我的决定办：付 {amount}", "Mine applied again pays {amount}";
    again_not(why) => "我的决定现在不能照办：{why}", "Mine can't be applied now: {why}";
    again_does(verb) => "再按我的决定办：{verb}", "Mine applied again: {verb}";
    still_fits(n) => "我的结论和更正 {n} 项仍适用", "of my verdicts and corrections still fit: {n}";
    no_longer_fits(what) => "不再适用的：{what}", "no longer fit: {what}";
    between => "；", "; ";
    // What was merged by itself.
    merged_all(n) => "案件有变动；你的 {n} 项草稿与它不相干，全部保留", "The case changed; your {n} drafts are about other things and all stay";
    merged_some(n, what) => "案件有变动；草稿保留 {n} 项，去掉 {what}：已被改动", "The case changed; drafts that stay: {n}; dropped, for it was changed: {what}";
    merged_others(n, what) => "案件有变动；草稿保留 {n} 项，去掉 {what} 等：已被改动", "The case changed; drafts that stay: {n}; dropped: {what} and others";
    bulk_fallen => "案件变了，草稿里有不再适用的：打开看", "it changed, and something of the draft no longer fits: open it";
    // Why it was not taken.
    made_elsewhere => "这份决定是为另一台服务器（或恢复备份之前）作的，没有发给现在的服务器。", "It was made for another server, or for this one before a restore; it was not sent to the present one.";
    lost_by_restore => "服务器曾经收下，后来由备份恢复，现在没有这份决定。请看案件现状，重新决定或丢弃；不会自动重发。", "The server had taken it, was restored from a backup and no longer has it. Look at the case and decide again, or drop this; it is not sent again by itself.";
    behind_another(verb) => "本案排在它前面的「{verb}」没有被收下，它所依据的情况没有发生，所以没有发出。", "The decision before it on this case ({verb}) was not taken: what it rests on never came about, so it was not sent.";
    // Failures of the way, in a few words.
    unreachable => "连不上服务器", "the server can't be reached";
    timeout => "服务器没有按时答复", "no answer in time";
    broken => "连接中断", "the connection broke";
    signed_out => "登录已失效", "signed out";
    revoked => "登录已被撤销", "the sign-in was revoked";
    scope_changed => "您的角色或单位变更", "your roles or employer changed";
    too_many => "服务器请求过多", "too many requests";
    nonsense => "答复看不懂", "the answer makes no sense";
    too_large => "答复过大", "the answer is too large";
    server_error(status) => "服务器出错（{status}）", "the server failed ({status})";
    same_number => "会用同一编号再发，不会重复", "it goes again under the same number; none counts twice";
}

/// Says a machine's word for a failed attempt in a few words.
pub fn failure(lang: crate::domain::people::Lang, word: &str) -> String {
    match word {
        "unreachable" => unreachable(lang).into(),
        "timeout" => timeout(lang).into(),
        "broken" => broken(lang).into(),
        "signed-out" => signed_out(lang).into(),
        "revoked" => revoked(lang).into(),
        "scope-changed" => scope_changed(lang).into(),
        "too-many" => too_many(lang).into(),
        "nonsense" => nonsense(lang).into(),
        "too-large" => too_large(lang).into(),
        other => server_error(lang, other.strip_prefix("server-").unwrap_or("?")),
    }
}
