//! What is said of the keyrings of the system: what they have, and why they could not be used.

texts! {
    session_holds(hours) => "内核的会话密钥环里有密钥：本次登录不再问口令，输入口令满 {hours} 小时失效，锁屏即删",
        "The kernel's keyring has the key: no passphrase is asked in this login, until {hours} h after it was typed or the desk is locked";
    session_nothing => "内核的会话密钥环可用，现在没有密钥：下一次要输口令", "The kernel's keyring can be used and has no key now: the passphrase is asked for next";
    session_absent => "内核在这里不给会话密钥环：每次都要输口令", "The kernel gives no keyring here: the passphrase is asked for each time";
    desktop_holds => "桌面的密钥环（Secret Service）里有密钥，打开时不问口令；不要就运行 huzhu passphrase --no-keyring",
        "The desktop's keyring (Secret Service) has the key, and no passphrase is asked; huzhu passphrase --no-keyring takes it out";
    desktop_nothing => "选了桌面的密钥环，但里面没有这个文件夹的密钥，所以问口令；请再运行 huzhu passphrase --keyring。",
        "The desktop's keyring was chosen but has no key of this folder, so the passphrase is asked for; run huzhu passphrase --keyring again.";
    desktop_not_chosen => "桌面的密钥环没有选用；要用就运行 huzhu passphrase --keyring", "The desktop's keyring is not used; huzhu passphrase --keyring has it used";
    absent => "这里没有桌面的密钥环（Secret Service），密钥没有存进去也没有取出；口令照常可用。",
        "There is no keyring of a desktop (Secret Service) here; no key was put into it or taken out. The passphrase works as before.";
    closed => "桌面的密钥环锁着，没有打开，密钥没有存进去也没有取出；请先把它解锁。口令照常可用。",
        "The desktop's keyring is locked and was not opened; no key was put into it or taken out. Unlock it first. The passphrase works as before.";
    failed => "桌面的密钥环没有办成；请运行 huzhu doctor 查看。口令照常可用。",
        "The desktop's keyring could not do it; look with huzhu doctor. The passphrase works as before.";
    silent => "桌面的密钥环没有答复；请看看它是否有窗口在等。口令照常可用。",
        "The desktop's keyring did not answer; see whether a window of it waits. The passphrase works as before.";
    put_away => "密钥已存进桌面的密钥环：打开 huzhu 不再问口令，锁屏后仍要口令。口令照旧可用，请记住它。",
        "The desktop's keyring has the key: huzhu opens without the passphrase, a locked desk still asks for it. It works as before, don't forget it.";
    given_up => "两个密钥环里都没有密钥了：下一次要输口令。", "Neither keyring has the key any more: the passphrase is asked for next.";
    not_followed => "桌面的密钥环没有换上新的密钥；请运行 huzhu passphrase --keyring，此前会问口令。",
        "The desktop's keyring did not take the change; run huzhu passphrase --keyring. Until then the passphrase is asked for.";
}
