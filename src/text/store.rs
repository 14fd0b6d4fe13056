//! What the client's files say when they can't be used: what did not happen, what is safe, what to do.

texts! {
    outbox_wrong_key(folder) => "密钥打不开 {folder} 里的待发文件，或该文件已不是数据库。什么都没有改动。请换回原来的密钥文件或口令；文件请勿删除，里面可能有未发送的决定。",
        "The key doesn't open the outbox in {folder}, or the file is no database any more. Nothing was changed. Put the former key file or passphrase back; don't delete the file, decisions that were not sent may be in it.";
    cache_wrong_key(folder) => "密钥打不开 {folder} 里的缓存。缓存可以重建：退出后删去其中的 cache.db，再启动即可；决定不在缓存里。",
        "The key doesn't open the cache in {folder}. It can be made anew: quit, delete cache.db there and start again; no decision is in it.";
    wrong_passphrase => "口令不对，没有打开任何文件，也没有改动。请重新运行 huzhu 再试；要注意大小写和输入法。",
        "The passphrase is wrong: no file was opened and nothing changed. Run huzhu again; mind capitals and the input method.";
    key_file_open(file) => "别人也能读密钥文件 {file}，因此没有使用。请执行 chmod 600 后再试。",
        "Others may read the key file {file}, so it was not used. Run chmod 600 on it and try again.";
    key_file_newer(file) => "密钥文件 {file} 是更新版本的程序写的。请用新版程序打开；什么都没有改动。",
        "The key file {file} was written by a newer program. Open it with that one; nothing was changed.";
    key_file_bad(file) => "密钥文件 {file} 读不出密钥，可能已损坏。请从备份换回它；什么都没有改动。",
        "The key file {file} holds no readable key, it may be damaged. Put it back from a backup; nothing was changed.";
    comma => "、", ", ";
    key_lost(folder, files, key) => "{folder} 里有加密的数据（{files}），打开它们的密钥文件 {key} 却不见了。没有另建密钥，什么都没有改动。请从回收站或备份把密钥文件放回原处；找不回来，未发送的决定和草稿就打不开了：请告诉管理员，核对最近作的决定，再把整个文件夹移到别处，重新 huzhu login，案件会重新收取。",
        "Encrypted data ({files}) is in {folder}, but its key file {key} is gone. No new key was made and nothing was changed. Put the key file back from the bin or a backup. Without it unsent decisions and drafts can't be opened: tell the administrator, check your last decisions, then move the whole folder away and run huzhu login again; the cases are downloaded anew.";
    newer(found, known) => "数据文件是更新版本的程序写的（版本 {found}，本程序到 {known}）。请用新版程序打开；什么都没有改动。",
        "The data file was written by a newer program (schema {found}, this one knows up to {known}). Open it with that one; nothing was changed.";
    outbox_damaged(folder) => "{folder} 里的待发文件已损坏。请勿删除；请把整个文件夹复制一份交给管理员，未发送的决定也许还能取出。",
        "The outbox in {folder} is damaged. Don't delete it; give a copy of the whole folder to the administrator, unsent decisions may still be read from it.";
    outbox_lost(folder) => "{folder} 里的待发文件 outbox.db 不见了：未发送的决定和草稿都在其中，可能已经丢失。没有另建新的，也没有改动。请从回收站或备份把它连同 outbox.db-wal 放回原处；找不回来，请告诉管理员，核对最近作的决定，再把整个文件夹移到别处，重新 huzhu login。",
        "The outbox outbox.db in {folder} is gone: unsent decisions and drafts were in it and may be lost. No new one was made and nothing was changed. Put it back from the bin or a backup, with outbox.db-wal; if that can't be done, tell the administrator, check your last decisions, then move the whole folder away and run huzhu login again.";
    cache_damaged(folder) => "{folder} 里的缓存已损坏，重新启动时会自动重建；决定不在缓存里。",
        "The cache in {folder} is damaged; it is made anew at the next start. No decision is in it.";
    outbox_full(folder) => "磁盘已满（{folder}）：这一步没有保存。此前保存的决定和草稿都在。请腾出空间，再做一次。",
        "The disk is full ({folder}): this step is NOT saved. Earlier decisions and drafts are all there. Make room and do it again.";
    cache_full(folder) => "磁盘已满（{folder}）：新的数据没有存下，列表停在上次同步。决定不受影响。请腾出空间。",
        "The disk is full ({folder}): new data was not stored, the list stays at the last sync. Decisions are not affected. Make room.";
    no_room_to_open(folder) => "磁盘已满（{folder}）：数据打不开，什么都没有改动。此前保存的决定和草稿都在。请腾出几 MB 空间，再打开一次。",
        "The disk is full ({folder}): the data can't be opened, nothing was changed. Saved decisions and drafts are all there. Make a few MB of room and open it again.";
    outbox_disk_failed(folder) => "磁盘读写失败（{folder}）：这一步没有保存，此前保存的决定和草稿没有改动。磁盘可能有故障，或网络盘断开；请检查后再做一次，并尽快备份该文件夹。",
        "The disk failed ({folder}): this step is NOT saved, earlier decisions and drafts were not touched. The disk may be faulty, or a network drive gone; look at it, do this again, and copy the folder soon.";
    cache_disk_failed(folder) => "磁盘读写失败（{folder}）：数据没有读到或存下。决定不受影响。请检查磁盘或网络盘，再重新启动。",
        "The disk failed ({folder}): data was not read or stored. Decisions are not affected. Look at the disk or network drive, then start again.";
    no_access(folder) => "不能读写 {folder}：没有权限、只读或不存在。请检查该文件夹，或用 --data 指定另一个。",
        "Can't read or write {folder}: no permission, read-only or missing. Look at the folder, or name another with --data.";
    busy => "另一个 huzhu 正在使用数据文件，等了 5 秒仍未释放。这一步没有保存，请再试。",
        "Another huzhu holds the data file and did not let go for 5 seconds. This step was not saved; try again.";
    stopped => "查找已停止。", "The search was stopped.";
    not_there => "待发里没有这个决定，可能已经撤销或丢弃。", "The outbox has no such decision; it may have been undone or discarded.";
    on_its_way(case, verb) => "{case} 已决定{verb}，服务器还没有答复；这次没有记下", "{case} was decided ({verb}) and is not answered yet; nothing was recorded";
    accepted => "服务器已经收下，不能撤销也不能丢弃；要改，在审理台的待发（g o）里按 U 撤回。",
        "The server accepted it: it is neither undone nor dropped. U in the desk's outbox (g o) reverses it.";
    not_taken => "没有什么可撤销：它有冲突或被拒收，案件没有因它改变。请丢弃（huzhu outbox discard），或在审理台（g o）重新决定。",
        "Nothing to undo: it is refused or in conflict and changed nothing. Drop it (huzhu outbox discard), or decide anew at the desk (g o).";
    too_late => "来不及撤销：已经发出，请等服务器答复。", "Too late to undo: it was sent. Wait for the server's answer.";
    id_reused => "这个编号已用于另一个决定，没有保存。请再做一次。", "This id was used for another decision; nothing was saved. Do it again.";
    other_server => "这是另一台服务器，或从备份恢复过的服务器。没有收取，也没有发送；请先确认。",
        "This is another server, or one restored from a backup. Nothing was taken or sent; confirm it first.";
    other_person(name) => "本机还有 {name} 没有办完的决定：未发送、被退回、有冲突，或披露记录未送达。没有换人，也没有以别人的名义发送。请 {name} 先登录，连上服务器发完，并处理待发里的冲突；或用 --home 另选一个文件夹登录。",
        "Decisions of {name} on this machine are not settled: unsent, refused, in conflict, or a record of what was shown has not gone out. Nobody else was signed in, nothing goes out in another name. {name} signs in, lets them be sent and settles what is in the outbox; or sign in under another folder with --home.";
    no_random => "系统没有给出随机数，没有生成密钥。请重启电脑后再试。", "The system gave no random numbers, so no key was made. Restart the machine and try again.";
    outbox_other(error) => "待发文件出错，这一步没有保存：{error}。此前的决定都在，请再试。",
        "The outbox failed, this step was not saved: {error}. Earlier decisions are all there; try again.";
    cache_other(error) => "缓存出错：{error}。决定不受影响；重新启动会重建缓存。",
        "The cache failed: {error}. Decisions are not affected; a restart makes it anew.";
    leaving => "没有记下：另一个窗口正在登出这台机器。等它做完；如果它没有登出，再做一次。",
        "Not recorded: another window is signing out of this machine. Wait for it; if it stays signed in, do it again.";
    taken_away => "没有保存：本机数据已被另一个窗口清除或重建。请退出，重新运行 huzhu；没有保存的要重做。",
        "Not saved: another window wiped this machine's data or made them anew. Quit and run huzhu again; what was not saved has to be done again.";
    replaced => "本机缓存已由另一个窗口重建，这里看到的不再更新；请退出，重新运行 huzhu。决定和草稿照常保存。",
        "Another window made the cache anew, and what is seen here is no longer kept up; quit and run huzhu again. Decisions and drafts are saved as usual.";
}
