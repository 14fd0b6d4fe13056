//! What the screen says on which one signs in.

texts! {
    product => "互助", "Huzhu";
    product_long => "职工互助保障审理台", "the desk for mutual-aid claims";
    server => "服务器", "Server";
    server_hint => "https://主机名", "https://host";
    user => "账号", "Account";
    password => "口令", "Password";
    former => "旧口令", "Former one";
    former_why => "口令改过，本机数据还锁在旧口令下；输一次旧口令即可。", "The password was changed, and this machine's data are still closed with the one before it: type that once.";
    trying => "正在连接", "Connecting";
    reached(millis) => "可达 {millis} 毫秒", "{millis} ms";
    certificate_good => "证书有效", "certificate good";
    this_machine => "本机，不加密", "this machine, plain";
    clock_ahead(minutes) => "这台机器的时钟比服务器慢 {minutes} 分；期限会算错，请先校准。", "This machine's clock is {minutes} min behind the server's; limits would be wrong. Set it first.";
    clock_behind(minutes) => "这台机器的时钟比服务器快 {minutes} 分；期限会算错，请先校准。", "This machine's clock is {minutes} min ahead of the server's; limits would be wrong. Set it first.";
    colours(bits) => "{bits} 位色", "{bits}-bit colour";
    no_colours => "无色，以字形与粗细区分", "no colour: told by glyph and weight";
    utf8 => "UTF-8", "UTF-8";
    no_utf8 => "语言环境不是 UTF-8，汉字可能显示不全", "The locale is not UTF-8: Chinese may not show";
    size(w, h) => "{w} 列 {h} 行", "{w} columns, {h} rows";
    first => "首次登录下载你可见的案件，加密保存在本机；在登录成功之前什么都不写。", "The first sign-in fetches the cases that you may see and keeps them here, encrypted. Nothing is written before it succeeds.";
    first_password => "口令同时用来打开本机数据，不保存。", "The password also opens this machine's data. It is not kept.";
    signing => "正在登录", "Signing in";
    key_sign_in => "登录", "Sign in";
    key_next => "下一栏", "Next";
    key_demo => "先看演示", "Look at a demo";
    key_language => "English", "中文";
    key_quit => "退出", "Quit";
    unreachable => "连不上这个地址。请核对地址、网络和 VPN；什么都没有写下。", "This address can't be reached. Check the address, the network and the VPN; nothing was written.";
    timeout => "服务器没有按时答复。什么都没有写下；稍后再试。", "The server did not answer in time. Nothing was written; try again in a moment.";
    untrusted => "服务器的证书不可信（过期、不是这台主机的，或本机时钟不对）。没有发送口令；请告诉管理员。", "The server's certificate can't be trusted (expired, of another host, or this machine's clock is wrong). No password was sent; tell the administrator.";
    nonsense => "答复的不是 huzhu 服务器（也可能是上网认证页面）。没有发送口令；请核对地址，或先在浏览器里登录网络。", "What answers there is no huzhu server (a network's sign-in page, perhaps). No password was sent; check the address, or sign in to the network in a browser first.";
    server_error(status) => "服务器出错（{status}）。什么都没有写下；稍后再试，或告诉管理员。", "The server failed ({status}). Nothing was written; try again later, or tell the administrator.";
    wrong => "账号或口令不对。没有登录；再输一次，或请管理员重设口令。", "Account or password are wrong. Nobody was signed in; type them again, or have the password set anew.";
    too_many => "试得太多，服务器要求等一等。过一分钟再试。", "Too many attempts: the server asks to wait. Try again in a minute.";
    too_old => "这个程序对服务器来说太旧。没有登录；请更新 huzhu。", "This program is too old for the server. Nobody was signed in; update huzhu.";
}
