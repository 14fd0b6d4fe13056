//! What signing out asks and says.

texts! {
    nobody => "这台机器上没有人登录，没有可清除的。", "Nobody is signed in on this machine; there is nothing to wipe.";
    desk_is_open => "另一个 huzhu 正开着本机数据；请先把它退出，再运行 huzhu logout。没有登出。",
        "Another huzhu has this machine's data open; quit it and run huzhu logout again. Nobody was signed out.";
    left(n) => "登出会清除本机的全部数据。有 {n} 件还没有着落，请逐件决定：", "Signing out wipes this machine's data. Not settled: {n}; decide about each:";
    decision(verb, case, name, at) => "{verb}  {case}  {name}  {at}", "{verb}  {case}  {name}  {at}";
    claim(number, at) => "柜面登记  回执 {number}  {at}", "Claim of the counter  receipt {number}  {at}";
    claim_draft(number, at) => "柜面草稿  回执 {number}  {at}", "Draft of the counter  receipt {number}  {at}";
    claim_doubted(number, at) => "柜面登记  回执 {number}  {at}  恢复备份后还没问过服务器", "Claim of the counter  receipt {number}  {at}  not asked about since the server was restored";
    draft(case, at) => "草稿  {case}  {at}", "Draft  {case}  {at}";
    half_typed(case) => "写到一半、没有记下的文字  {case}", "Text half written, not recorded  {case}";
    put_away(user, n) => "{user} 以前在本机登录时留下的草稿  {n} 件", "Drafts of {user}, who was signed in here before  {n}";
    put_away_typed(user, n) => "{user} 以前在本机登录时留下的：草稿 {n} 件，写到一半的文字", "Of {user}, who was signed in here before: drafts {n}, text half written";
    doubted(n) => "服务器收下过、恢复备份后还没问过的决定  {n} 件", "Decisions that the server took, and was not asked about since it was restored  {n}";
    entries(n) => "查看与查询的留痕  {n} 条", "Entries of the audit trail  {n}";
    unsent => "未发送", "unsent";
    perhaps_sent => "已发出，没有收到答复", "sent, not answered";
    refused => "被拒收", "refused";
    conflict => "有冲突", "in conflict";
    ask => "s 现在发送   d 丢弃   q 不登出 > ", "s send now   d discard   q stay signed in > ";
    ask_kept => "d 丢弃   q 不登出 > ", "d discard   q stay signed in > ";
    stayed => "没有登出，什么都没有发送、丢弃或清除。", "Nobody was signed out; nothing was sent, discarded or wiped.";
    sent(line) => "✓ 已发送  {line}", "✓ sent  {line}";
    discarded(line) => "已丢弃  {line}", "discarded  {line}";
    not_sent(line, why) => "没有发出：{line}。{why}没有登出，什么都没有清除；请处理后再运行 huzhu logout。",
        "Not sent: {line}. {why} Nobody was signed out and nothing was wiped; settle it and run huzhu logout again.";
    not_reached(why) => "{why}没有登出，什么都没有清除；联网后再运行 huzhu logout，或选择丢弃。",
        "{why} Nobody was signed out and nothing was wiped; run huzhu logout again when online, or choose to discard.";
    other_server => "服务器换了，或由备份恢复过，没有向它发送任何东西。没有登出；请打开台面看清，再决定。",
        "This is another server, or one restored from a backup: nothing was sent to it. Nobody was signed out; look at it on the desk first.";
    not_to_be_sent => "它已被撤回或已有答复，没有再发。", "It was taken back or answered meanwhile, and was not sent again.";
    came_meanwhile(line) => "登出时又多了一件：{line}。没有清除任何东西；请再运行 huzhu logout。",
        "Something came meanwhile: {line}. Nothing was wiped; run huzhu logout again.";
    server_not_told => "服务器没有答复：那边的登录会自己过期。", "The server did not answer: the sign-in there runs out by itself.";
    not_wiped(folder, why) => "已登出，但 {folder} 没能全部清除（{why}）。密钥已先删除，剩下的打不开；请自己删去该文件夹。",
        "Signed out, but {folder} could not be wiped whole ({why}). The key went first, so nothing opens what is left; delete that folder yourself.";
    key_not_wiped(folder, why) => "已登出，但 {folder} 没能清除（{why}），密钥也还在：请马上自己删去该文件夹。",
        "Signed out, but {folder} could not be wiped ({why}) and its key is still there: delete that folder yourself now.";
    key_kept(folder, why) => "已登出，但 {folder} 没能全部清除（{why}），密钥环没有交出密钥，剩下的还打得开：请马上自己删去该文件夹，并在密钥环里删去 huzhu 的一项。",
        "Signed out, but {folder} could not be wiped whole ({why}) and a keyring did not give its key up, which opens what is left: delete that folder yourself now, and the entry of huzhu in the keyring.";
    keyring_kept => "密钥环没有交出密钥（锁着或连不上）。数据已清除，它已打不开任何东西；解锁后请在密钥环里删去 huzhu 的一项。",
        "The keyring did not give the key up (it is locked or can't be reached). The data are wiped, so it opens nothing any more; delete the entry of huzhu once the keyring is open.";
    signed_out(name) => "{name} 已登出，本机数据已清除。", "{name} is signed out, and this machine's data are wiped.";
}
