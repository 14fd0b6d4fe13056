//! What the commands of the server say.

texts! {
    not_only_here(listen) => "{listen} 会让本机以外的人也能连上，而这里没有加密。请让代理（nginx、Caddy 等）负责 TLS，并加 --behind-proxy；只在本机用则用 127.0.0.1。",
        "{listen} can be reached from other machines, and nothing here is encrypted. Let a proxy (nginx, Caddy, …) do TLS and add --behind-proxy; for this machine alone use 127.0.0.1.";
    port_taken(listen) => "{listen} 已被占用，没有启动。可能另一个 huzhu serve 正在运行；或用 --listen 换一个端口。",
        "{listen} is taken, nothing was started. Another huzhu serve may be running; or choose another port with --listen.";
    cannot_listen(listen, why) => "不能在 {listen} 上接受连接：{why}。请用 --listen 换一个地址或端口。",
        "Can't listen on {listen}: {why}. Choose another address or port with --listen.";
    newer_books(folder, found, known) => "{folder} 里的账册由更新的程序写成（版本 {found}，本程序只认识到 {known}），没有打开，也没有改动。请更新本程序。",
        "The books in {folder} were written by a newer program (schema {found}, this one knows up to {known}). They were not opened and not changed. Update this program.";
    not_books(folder) => "{folder} 里的 huzhu.db 不是本程序的账册，没有打开。请检查 --data。", "huzhu.db in {folder} is not a file of this program, it was not opened. Look at --data.";
    no_access(folder) => "文件夹 {folder} 不能读写。请检查权限，或用 --data 另选。", "The folder {folder} can't be read or written. Look at its permissions, or choose another with --data.";
    full(folder) => "{folder} 所在的磁盘写不下了。请腾出空间后再试；已写入的都在。", "The disk of {folder} can't take more. Make room and try again; what was written is there.";
    busy(folder) => "{folder} 里的账册正被别的程序占用。请稍后再试。", "The books in {folder} are in use by another program. Try again in a moment.";
    damaged(folder) => "{folder} 里的账册已损坏。请停用服务器，从备份恢复。", "The books in {folder} are damaged. Stop the server and restore a backup.";
    books_fail(folder, why) => "{folder} 里的账册不能用：{why}。", "The books in {folder} can't be used: {why}.";
    listening(address) => "服务器已启动：{address}（按 Ctrl-C 停止）", "The server is up at {address} (Ctrl-C stops it).";
    judged_by_lists(plan, version, count, since) => "{plan}（{version}）按机构保管的 {count} 份名单审理，自 {since} 起。", "{plan} ({version}) is judged by {count} of the operator's lists, since {since}.";
    no_longer_judged_by(list, plan, id) => "不再按名单「{list}」（{plan}：{id}）审理。", "No longer judged by the list \"{list}\" ({plan}: {id}).";
    served_already(folder) => "{folder} 里的账册正由另一个 huzhu serve 使用，没有启动，名单也没有改动。请先停止它。",
        "Another huzhu serve is running on the books in {folder}. Nothing was started and no list was changed. Stop that one first.";
    setup_code(code) => "还没有任何账号。一小时内可用设置码 {code} 建立第一个账号（POST /v1/setup，只能用一次），或在本机运行 huzhu server user add。",
        "Nobody can sign in yet. Within an hour the set-up code {code} makes the first account (POST /v1/setup, good for one), or run huzhu server user add on this machine.";
    stopped => "服务器已停止，收到的请求都已答复。", "The server has stopped; every request that came in was answered.";
    new_password => "新口令：", "New password: ";
    password_again => "再输一次：", "Once more: ";
    passwords_differ => "两次输入不同，没有改动。", "The two are not the same, nothing was changed.";
    password_length => "口令须有 8 到 200 个字符，没有改动。", "A password has 8 to 200 characters, nothing was changed.";
    user_faults(list) => "没有建立账号：{list}", "The account was not made: {list}";
    user_added(user, roles) => "账号 {user} 已可登录（{roles}）。", "{user} can sign in now ({roles}).";
    no_such_account(user) => "没有账号 {user}，什么都没有改动。", "There is no account {user}, nothing was changed.";
    revoked(user, n) => "账号 {user} 已关闭，{n} 处登录已收回；那些机器下次联网时清除本机数据，并报告未发送的编号。", "The account {user} is closed and its sign-ins ({n}) are taken back; those machines wipe what they keep when they are next online, and tell the ids of what was unsent.";
    revoked_kept(user, n) => "账号 {user} 的 {n} 处登录已收回，账号照常可用；那些机器下次联网时清除本机数据，并报告未发送的编号。", "The sign-ins of {user} ({n}) are taken back, the account stays; those machines wipe what they keep when they are next online, and tell the ids of what was unsent.";
    nothing_unsent => "没有机器报告过未发送的内容。", "No machine has told of anything unsent.";
    unsent_of(user, at, n) => "{user}  {at}  未发送 {n} 件：", "{user}  {at}  unsent: {n}";
    a_decision => "决定", "a decision";
    a_claim => "柜面登记", "a claim of the counter";
    an_entry => "查看或查询的留痕", "an entry of the audit trail";
    restored(epoch) => "账册从第 {epoch} 期起另算。现在可以启动服务器：各人须重新登录，各台面先问过本人再继续；服务器曾收下而备份里没有的决定会作为冲突列出，登记列为须重交，都不会自动重发。备份之后收回的登录、关闭的账号和改过的口令都已退回原样：请再收回、再改一次。",
        "The books are in epoch {epoch} now. Start the server: everybody signs in again, and each desk asks before it goes on. Decisions that were taken and are not in the backup are then listed there as conflicts, claims as lost; none is sent again by itself. Sign-ins revoked, accounts closed and passwords changed after the backup are as they were before: revoke and change them again.";
    restored_while_served(folder) => "{folder} 里的账册正由一个 huzhu serve 使用，什么都没有改动。请先停止它，放回备份，再运行本命令。",
        "A huzhu serve is running on the books in {folder}, nothing was changed. Stop it, put the backup back, then run this again.";
    audit_whole(entries) => "账册完好：{entries} 条记录，首尾相连，没有缺号。", "The books are whole: {entries} entries, each carrying the hash of the one before, none missing.";
    audit_unlike(seq) => "第 {seq} 条记录与账上的决定不符，或已缺失。账册被人动过，请从备份恢复并查明原因。", "Entry {seq} is not what the books say of that decision, or it is gone. Somebody changed the books: restore a backup and find out why.";
    no_books(folder) => "{folder} 里没有账册，没有可核对的。请用 --data 指明服务器的文件夹。", "There are no books in {folder}, so there is nothing to check. Name the server's folder with --data.";
    audit_gap(seq) => "第 {seq} 条记录之前有缺失。账册被人动过，请从备份恢复并查明原因。", "Entries before {seq} are missing. Somebody changed the books: restore a backup and find out why.";
    audit_altered(seq) => "第 {seq} 条记录与其指纹不符。账册被人动过，请从备份恢复并查明原因。", "Entry {seq} is not what its hash was made of. Somebody changed the books: restore a backup and find out why.";
}
