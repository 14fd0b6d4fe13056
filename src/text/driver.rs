//! What the desk says of its files and of the way to the server.

texts! {
    stuck => "磁盘没有响应，刚才的操作没有执行。已保存的决定不受影响；请稍后再试。",
        "The disk does not answer; what you just asked for was not done. Saved decisions are safe. Try again in a moment.";
    not_open => "本机数据没有打开，这一步没有执行，什么都没有改动；原因在打开时已说明。",
        "The data on this machine are not open, so this was not done. Nothing was changed; the reason was told at the start.";
    line_elsewhere => "本机的收发由另一窗口负责，请在那个窗口断开或接上。",
        "Another window sends and pulls for this machine: cut or join the line there.";
    holder_stopped(pid) => "收发由另一个 huzhu（进程 {pid}）负责，它没有反应，可能被暂停（Ctrl-z）：什么都不会发出。照常审理，决定存在本机；请在它的终端用 fg 继续，或结束它。",
        "Another huzhu (process {pid}) sends for this machine and doesn't answer, it may have been stopped (Ctrl-z): nothing goes out. Go on working, decisions are kept here; continue it with fg in its terminal, or end it.";
    nobody => "没有这个人。", "There is no such person.";
    case_not_here => "本机没有这件案件的全文，也连不上服务器。联网后再打开。",
        "The whole case is not on this machine and the server can't be reached. Open it again when online.";
    signed_out => "未登录或登录已过期。决定都在本机；请退出后运行 huzhu login 再打开。",
        "Not signed in, or the session has ended. Your decisions are on this machine; quit, run huzhu login, and open the desk again.";
    scope_changed => "管理员变更了您可看的范围，本机案件已清空；请退出后运行 huzhu login。",
        "The office changed what you may see; the cases are gone. Run huzhu login.";
    other_server => "服务器换了，或由备份恢复过。没有向它发送任何东西；请联系管理员，再运行 huzhu login --accept-server；未发出的决定留下，列为冲突。",
        "This is another server, or one restored from a backup. Nothing was sent to it. Ask whoever runs it, then run huzhu login --accept-server; what is unsent stays, as conflicts.";
    restored_since => "服务器由备份恢复过：收下过的决定和登记逐项询问，丢失的会列出来。",
        "The server was restored from a backup; it is asked what it still has.";
    made_elsewhere => "这个决定是对另一台服务器（或恢复备份之前的服务器）作的，没有发给现在的服务器。请打开案件看清现状，再重新决定或丢弃。",
        "This was decided for another server, or for this one before a backup was restored, and was not sent to the present one. Open the case, see how it stands, and decide again or drop this.";
    left_undone(case, count) => "案件 {case} 已不归您查看（共 {count} 件）。您对它的草稿和未完成的决定都还在，请到发件箱处理。",
        "Case {case} is no longer yours to see ({count} in all). Your drafts and unfinished decisions about it are kept: see the outbox.";
    bad_address(why) => "{why}请改 config.toml 的 server。", "{why} Change server in config.toml.";
}
