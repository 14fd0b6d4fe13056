//! What the command line says.

texts! {
    config_fault(error) => "设置文件有误，没有启动：{error}\n改正后再试；删去该文件则用默认设置。",
        "The settings file has a fault, nothing was started: {error}\nMend it and try again; without the file the defaults apply.";
    not_a_terminal => "这里不是终端，无法打开界面。脚本请用子命令（huzhu --help），例如 huzhu assess 文件。",
        "This is not a terminal, so the desk can't open. Scripts use the commands (huzhu --help), such as huzhu assess FILE.";
    dumb_terminal => "这个终端自称 TERM=dumb，画不了界面，没有打开。请换一个终端，或设好 TERM（例如 xterm-256color）；脚本请用子命令（huzhu --help）。",
        "This terminal calls itself TERM=dumb and can't be drawn on, so the desk was not opened. Use another, or set TERM (such as xterm-256color); scripts use the commands (huzhu --help).";
    no_login => "这台机器上还没有登录。先运行 huzhu login --server 地址 --user 账号；只想看看，运行 huzhu demo。",
        "Nobody has signed in on this machine. Run huzhu login --server URL --user NAME first; to look around, run huzhu demo.";
    other_address(known, wanted) => "登录的是 {known}，设置里的服务器却是 {wanted}。没有打开，也没有向后者发送任何内容。请运行 huzhu login 登录后者，或把 config.toml 的 server 改回来。",
        "You are signed in to {known}, but the settings name {wanted}. Nothing was opened or sent there. Run huzhu login to sign in to it, or put server in config.toml back.";
    no_server => "不知道服务器地址。请加 --server https://…，或写进 config.toml。",
        "The server's address is not known. Add --server https://… or put it into config.toml.";
    no_user => "不知道账号。请加 --user 账号，或写进 config.toml。",
        "The account is not known. Add --user NAME or put it into config.toml.";
    nothing_typed => "没有输入口令，什么都没有做。", "No passphrase was typed; nothing was done.";
    nothing_to_read => "这里不是终端，标准输入里也没有口令，什么都没有做。请在终端里运行，或把口令作为一行写进标准输入。",
        "This is not a terminal and standard input holds no passphrase; nothing was done. Run it in a terminal, or give the passphrase as a line of standard input.";
    ask_password => "口令：", "Password: ";
    run_logout(why) => "没能接着登出（{why}）。什么都没有改动；请运行 huzhu logout。", "The sign-out could not go on ({why}). Nothing was changed; run huzhu logout.";
    ask_new_passphrase => "新口令：", "New passphrase: ";
    ask_new_again => "再输一次：", "Once more: ";
    new_differs => "两次输入不同，没有改动。", "The two are not the same, nothing was changed.";
    new_length => "口令须有 8 到 200 个字符，没有改动。", "A passphrase has 8 to 200 characters, nothing was changed.";
    passphrase_changed => "口令已更改，数据没有改动。服务器上的口令不变；下次 huzhu login 会再问一次这个口令。",
        "The passphrase was changed, the data were not. The server's password stays; the next huzhu login asks for this passphrase once more.";
    ask_passphrase => "口令（打开本机数据）：", "Password (opens this machine's data): ";
    passphrase_again => "口令不对，请再输一次；要注意大小写和输入法。", "The passphrase is wrong: type it again; mind capitals and the input method.";
    ask_former_password => "口令已更改。请输入更改前的口令（用来打开本机数据）：", "The password was changed. The one before it (opens this machine's data): ";
    former_password_wrong(folder) => "更改前的口令也不对，没有登录。{folder} 里的数据（其中可能有未发送的决定）没有改动。请想起旧口令后再运行 huzhu login；实在想不起，用 --home 另选文件夹登录，并把原文件夹留好。",
        "The former password is wrong too; nobody was signed in. The data in {folder}, perhaps with unsent decisions, were not changed. Run huzhu login again with the former password; without it, sign in under another folder with --home and keep the old folder.";
    desk_is_open => "另一个 huzhu 正开着本机数据；换人或换服务器要先把它退出。没有登录。",
        "Another huzhu has this machine's data open; quit it before changing the person or the server. Nobody was signed in.";
    signed_in(name) => "{name}，已登录。运行 huzhu 打开审理台。", "{name} is signed in. Run huzhu to open the desk.";
    restored_office(n) => "服务器由备份恢复过，这台机器上还有 {n} 项未发出的决定。没有登录。加 --accept-server 再登录：这些决定不会发出，留在待发里标为冲突，请逐项按现状重新决定或丢弃。",
        "The server was restored from a backup, and {n} decisions on this machine are unsent. Nobody was signed in. Sign in with --accept-server: they are not sent, and stay in the outbox as conflicts, to be decided anew or dropped one by one.";
    restored_since => "服务器由备份恢复过。收下过的决定和登记，恢复后还在不在，会逐项询问；不在的，决定列为冲突，登记列为须重交。",
        "The server was restored from a backup. It will be asked which accepted decisions and registered claims it still has; decisions that it lost stand as conflicts, claims as lost.";
    other_office => "这台机器上还有未发出的决定，是对另一台服务器作的。没有登录；请先在原服务器上发出，或加 --accept-server 换到这台：那些决定会留在待发里，不会发给它。",
        "This machine holds unsent decisions made for another server. Nobody was signed in. Send them to that server first, or add --accept-server to move to this one: they stay in the outbox and are not sent to it.";
    terminal_failed(why) => "终端出错，界面已关闭：{why}。已保存的决定都在本机，再次打开即可。",
        "The terminal failed and the desk was closed: {why}. Saved decisions are on this machine; open the desk again.";
    no_such_person(who) => "演示里没有 {who}：可选 lin、wu、he、zhao、qian、li、sun。",
        "The demo has nobody called {who}: lin, wu, he, zhao, qian, li or sun.";
    demo_in_use(folder) => "{folder} 的演示正开着，没有重做。先关掉那个审理台，或用 --data 另选文件夹。",
        "The demo in {folder} is open at a desk, so it was not made anew. Close that desk first, or choose another folder with --data.";
    not_a_demo(folder) => "文件夹 {folder} 里有别的东西，不是演示做的；没有动它。请用 --data 另选一个空文件夹。",
        "The folder {folder} holds something that no demo made; nothing in it was touched. Choose an empty one with --data.";
    other_cases(known, wanted) => "这里的演示有 {known} 件案件，不是 {wanted} 件。加 --fresh 重做（其中的决定会丢弃），或用 --data 另选文件夹。",
        "The demo here has {known} cases, not {wanted}. Add --fresh to make it anew (decisions made in it are thrown away), or choose another folder with --data.";
    folder_fails(folder, why) => "文件夹 {folder} 不能用：{why}。请检查权限与剩余空间，或用 --data 另选。",
        "The folder {folder} can't be used: {why}. Look at its permissions and free space, or choose another with --data.";
    demo_fails(folder, why) => "演示没有做成：{why}（{folder}）。加 --fresh 重做，或用 --data 另选文件夹。",
        "The demo could not be made: {why} ({folder}). Add --fresh to make it anew, or choose another folder with --data.";
    demo_ready(folder) => "演示已备好：{folder}", "The demo is ready: {folder}";
    crashed(place) => "程序自身出错而停止（{place}）。已保存的决定都在本机，重新打开即可；请把这一行告诉维护者。",
        "The program stopped at a fault of its own ({place}). Saved decisions are on this machine; open it again, and send this line to whoever maintains it.";
}
