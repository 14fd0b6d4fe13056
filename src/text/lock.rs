//! What the lock screen says, and what locking and signing out are answered with.

texts! {
    no_passphrase => "演示里都是编造的数据，没有口令，不用锁屏。", "The demo holds made-up data and has no passphrase: nothing to lock.";
    no_sign_out => "演示里没有登录；退出即可。", "Nobody is signed in here: this is the demo. Just quit.";
    locked => "已锁屏", "Locked";
    idle(minutes) => "空闲 {minutes} 分钟", "idle for {minutes} min";
    passphrase => "口令", "Passphrase";
    trying => "正在解锁", "Unlocking";
    closing => "正在关上本机数据", "Closing this machine's data";
    to_send(held, waiting) => "保留的决定 {held}   待发 {waiting}", "Decisions held {held}   To send {waiting}";
    goes_out => "锁着也会发出", "sent while locked, too";
    wrong => "口令不对；要注意大小写和输入法。", "The passphrase is wrong; mind capitals and the input method.";
    wrong_wait(secs) => "口令又不对；{secs} 秒后再试。", "Wrong again; try in {secs} s.";
    wait(secs) => "还要等 {secs} 秒再试。", "Wait {secs} s more.";
    back => "已解锁，回到原处。", "Unlocked, back where you were.";
    back_with_text => "已解锁，回到原处；写了一半的内容，再打开那张表单时还在。", "Unlocked; what you had half typed is there when its sheet is opened again.";
    key_unlock => "解锁", "Unlock";
    key_sign_out => "换人登录", "Somebody else";
    key_quit => "退出", "Quit";
    key_leave => "关闭", "Close";
    revoked_wiped => "服务器收回了这台机器的登录。本机的案件、草稿和登录都已清除；", "The server took this machine's sign-in back. Cases, drafts and the sign-in were wiped from it; ";
    revoked_in_ring => "服务器收回了这台机器的登录。本机的案件、草稿和登录都已清除，密钥环没有交出密钥，它已打不开任何东西，解锁后请在密钥环里删去 huzhu 的一项；",
        "The server took this machine's sign-in back. Cases, drafts and the sign-in were wiped from it; a keyring did not give its key up, which opens nothing any more: delete the entry of huzhu once it is open; ";
    revoked_not_wiped(folder) => "服务器收回了这台机器的登录，但 {folder} 没能全部清除：密钥已删除，剩下的文件打不开了，请自己删去该文件夹；",
        "The server took this machine's sign-in back, but {folder} could not be wiped whole: the key is gone and nothing opens what is left, delete that folder yourself; ";
    revoked_key_left(folder) => "服务器收回了这台机器的登录，但 {folder} 没能清除，密钥也还在：请马上自己删去该文件夹；",
        "The server took this machine's sign-in back, but {folder} could not be wiped and its key is still there: delete that folder yourself now; ";
    revoked_key_kept(folder) => "服务器收回了这台机器的登录，但 {folder} 没能全部清除，密钥环没有交出密钥，剩下的还打得开：请马上自己删去该文件夹，并在密钥环里删去 huzhu 的一项；",
        "The server took this machine's sign-in back, but {folder} could not be wiped whole and a keyring did not give its key up, which opens what is left: delete that folder yourself now, and the entry of huzhu in the keyring; ";
    unsent_none => "没有未发送的。请联系管理员。", "nothing was unsent. Ask the administrator.";
    unsent_told(n) => "未发送的 {n} 件已按编号、动作和时间报给服务器，内容没有发送。请联系管理员。",
        "{n} unsent: the server was told of each by id, verb and time, not of its content. Ask the administrator.";
    unsent_partly(n, told) => "有 {n} 件没有发送，其中 {told} 件按编号、动作和时间报给了服务器，其余没能报。请把这一句告诉管理员。",
        "{n} unsent: the server was told of {told} by id, verb and time, and could not be told of the others. Tell the administrator this sentence.";
    unsent_untold(n) => "有 {n} 件没有发送，也没能报给服务器。请把这一句告诉管理员。",
        "{n} unsent, and the server could not be told. Tell the administrator this sentence.";
    unsent_unread => "有没有未发送的读不出来，也就没有报给服务器。请把这一句告诉管理员。",
        "whether anything was unsent could not be read, and the server was told nothing. Tell the administrator this sentence.";
    wiped_elsewhere => "另一个窗口已登出或清除了本机数据；这个窗口里的内容已关闭。",
        "Another window signed out or wiped this machine's data; what was open in this one is closed.";
}
