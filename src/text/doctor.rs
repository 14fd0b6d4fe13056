//! What `huzhu doctor` says of the machine: how it is, and what to do.

texts! {
    terminal(w, h) => "终端 {w} 列 {h} 行", "Terminal of {w} columns and {h} rows";
    terminal_small(w, h) => "终端只有 {w} 列 {h} 行；台面要 60 列 16 行，最好 80 列 24 行。请放大窗口。", "The terminal has {w} columns and {h} rows; the desk needs 60 by 16, better 80 by 24. Make the window larger.";
    terminal_dumb => "TERM 没有设置或为 dumb，画不出台面；请换一个终端，或设 TERM=xterm-256color。", "TERM is not set, or dumb: no desk can be drawn. Use another terminal, or set TERM=xterm-256color.";
    no_terminal => "这里不是终端，没有检查它；请直接在终端里运行。", "This is no terminal, it was not looked at; run it in one.";
    locale => "语言环境是 UTF-8", "The locale is UTF-8";
    locale_not_utf8 => "语言环境不是 UTF-8，汉字可能显示不全；请设 LANG=zh_CN.UTF-8。", "The locale is not UTF-8, Chinese may not show; set LANG=zh_CN.UTF-8.";
    no_server => "没有检查服务器和时钟：登录的是哪台写在加密文件里，现在没有密钥环里的密钥可用。先打开 huzhu 输一次口令，或在 config.toml 写 server。",
        "No server was asked, and the clock was not compared: whom one is signed in to stands in the encrypted file, and no keyring has its key now. Open huzhu once with the passphrase, or write server into config.toml.";
    nobody_here => "没有检查服务器和时钟：这台机器上还没有人登录，config.toml 里也没有写 server",
        "No server was asked, and the clock was not compared: nobody has signed in on this machine, and config.toml names no server";
    reached(millis) => "服务器可达，{millis} 毫秒", "The server answers, {millis} ms";
    clock_good => "时钟与服务器相差不到一分钟", "The clock is within a minute of the server's";
    clock_unknown => "服务器没有说时间，时钟没有核对。", "The server did not tell its time; the clock was not compared.";
    clock_ahead(secs) => "这台机器的时钟比服务器快 {secs} 秒；期限和先后会算错，请校准时钟。", "This machine's clock is {secs} s ahead of the server's; limits and order would be wrong. Set the clock.";
    clock_behind(secs) => "这台机器的时钟比服务器慢 {secs} 秒；期限和先后会算错，请校准时钟。", "This machine's clock is {secs} s behind the server's; limits and order would be wrong. Set the clock.";
    key_passphrase => "本机数据的密钥用口令封存（Argon2id）", "The key of this machine's data is sealed under a passphrase (Argon2id)";
    key_opens_nothing(folder) => "{folder} 里有密钥，却没有它打开的待发文件 outbox.db。运行 huzhu：它会说明是没有登录完，还是文件不见了。",
        "A key is in {folder}, but not the outbox.db that it opens. Run huzhu: it tells whether a sign-in was not finished or the file is gone.";
    key_none => "这台机器上没有登录，没有密钥。先运行 huzhu login。", "Nobody has signed in on this machine, there is no key. Run huzhu login first.";
    modes => "数据、日志和设置只有本人可读", "Data, log and settings are for their owner alone";
    modes_open(n, first) => "有 {n} 个文件别人也能读，例如 {first}；请对其文件夹执行 chmod -R go= 。", "Others may read {n} files, such as {first}; run chmod -R go= on their folder.";
    disk(mib) => "磁盘剩余 {mib} MiB", "{mib} MiB free on the disk";
    disk_little(mib) => "磁盘只剩 {mib} MiB；请腾出空间，存不下时列表会停在上次同步。", "Only {mib} MiB free on the disk; make room, a list that can't be stored stays at the last sync.";
    disk_full(mib) => "磁盘只剩 {mib} MiB，决定可能存不下；请马上腾出空间。", "Only {mib} MiB free on the disk: decisions may not be stored. Make room now.";
    disk_unknown => "磁盘剩余多少问不到。", "How much room the disk has can't be told.";
    swap_off => "没有交换区，内存不会写到磁盘上", "No swap: memory is not written to a disk";
    swap_safe => "交换区是加密的或在内存里", "Swap is encrypted, or in memory";
    swap_open(area) => "交换区 {area} 看不出是加密的，内存里的内容可能写到磁盘上；请改用加密的交换区，或运行 swapoff。", "Swap on {area} is not known to be encrypted, what is in memory may come to lie on a disk; use encrypted swap, or run swapoff.";
    swap_unknown => "有没有交换区问不到；如果有，请确认是加密的。", "Whether there is swap can't be told; if there is, see that it is encrypted.";
    dumps_off => "崩溃时不留内存转储", "A crash leaves no image of the memory";
    dumps_piped => "崩溃时不留内存转储；系统有收集转储的程序，本进程已声明不给", "A crash leaves no image of the memory; the system has a program that takes such images, and this process refuses it";
    dumps_on => "内存转储没有关上，崩溃时密钥可能落到磁盘上；请运行 ulimit -c 0 后再启动。", "Core dumps could not be switched off: a crash could put keys on a disk. Run ulimit -c 0 before the start.";
    cipher(version) => "SQLCipher {version}", "SQLCipher {version}";
    no_cipher(why) => "SQLCipher 不能用（{why}）；请重新安装 huzhu。", "SQLCipher can't be used ({why}); install huzhu again.";
}
