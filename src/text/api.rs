//! What is said when the server gives no proper answer: what happened, what is safe, what to do.

texts! {
    unreachable => "连不上服务器。可以照常审理，决定存在本机，连上后自动发送。请检查网络。",
        "The server can't be reached. Go on working: decisions are kept here and sent once it can. Look at the network.";
    timeout => "服务器没有按时答复。决定存在本机，会用同一编号再发，不会重复。",
        "No answer in time. Decisions are kept and sent again; none counts twice.";
    broken => "连接中断，没有收到完整的答复。决定存在本机，会用同一编号再发，不会重复。",
        "The connection broke. Decisions are kept and sent again; none counts twice.";
    revoked => "管理员收回了这台机器的登录；本机数据将被清除。", "The administrator took this machine's sign-in back; what it keeps is wiped.";
    scope_changed => "管理员变更了您的角色或单位，可看的案件随之改变：本机的案件已清空，草稿和未发送的决定都在；请运行 huzhu login 重新登录。",
        "The office changed your roles or employer, and with them which cases you may see: the cases kept here are gone, drafts and unsent decisions stay. Run huzhu login to sign in again.";
    signed_out => "登录已失效。请重新登录；未发送的决定都在，登录后自动发送。",
        "You are signed out. Sign in again; unsent decisions are all there and go out afterwards.";
    too_many => "服务器请求过多，稍后自动再试。什么都没有丢失。", "The server has too many requests; it is tried again soon. Nothing is lost.";
    nonsense => "答复的不是本系统的服务器（可能是上网认证页面），或答复残缺。什么都没有改动。请打开浏览器看是否要先登录网络，并核对服务器地址。",
        "What answered is not the desk's server (a network's sign-in page, perhaps), or the answer was cut short. Nothing was changed. See in a browser whether the network wants a sign-in, and check the server's address.";
    too_large => "服务器的答复过大，没有收取。什么都没有改动；请告诉管理员。",
        "The server's answer is too large and was not taken. Nothing was changed; tell the administrator.";
    put_back => "服务器的账册比本机收到过的旧，多半是放回了备份。没有收取，也没有发送；请管理员停机运行 huzhu server restored。",
        "The server's books are older than what came from it before: a backup was put back. Nothing is taken or sent; ask whoever runs it for huzhu server restored.";
    server_error(status) => "服务器出错（{status}），稍后自动再试。决定存在本机，没有丢失。",
        "The server failed ({status}); it is tried again soon. Decisions are kept here, none is lost.";
    client_too_old => "本程序版本太旧，服务器不再接受。请更新程序；未发送的决定都在，更新后照常发送。",
        "This program is too old for the server. Update it; unsent decisions are all there and go out afterwards.";
    bad_address(address) => "服务器地址 {address} 不能使用。应为 https://主机名，本机可用 http://127.0.0.1:端口。",
        "The server's address {address} can't be used. It should be https://host, or on this machine http://127.0.0.1:port.";
    plain_address(address) => "{address} 不加密，没有连接。请改用 https://；只有本机可用 http。",
        "{address} is not encrypted, so it was not used. Use https://; plain http is for this machine only.";
    no_tls => "加密连接无法建立，没有发送任何内容。请检查系统的根证书。", "No encrypted connection can be made; nothing was sent. Look at the system's root certificates.";
}
