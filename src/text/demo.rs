//! What the making of the made-up office says.

texts! {
    large(cases, time, disk, memory) => "要制作 {cases} 件演示案件：约 {time}，磁盘约 {disk}，内存约 {memory}。按 Esc 或 Ctrl-c 停止。",
        "Making {cases} made-up cases: about {time}, about {disk} of disk, about {memory} of memory. Esc or Ctrl-c stops it.";
    making(written, of, percent, taken, left) => "案卷 {written} / {of}  {percent}%   审理台已取 {taken}{left}   Esc 停止",
        "books {written} / {of}  {percent}%   desk {taken}{left}   Esc stops";
    left(time) => "   剩约 {time}", "   about {time} left";
    seconds(count) => "{count} 秒", "{count} s";
    minutes(count) => "{count} 分钟", "{count} min";
    stopping => "正在停止…", "stopping ...";
    stopped(folder) => "已停止；没做完的演示已删去（{folder}）。再次运行 huzhu demo 会重新制作。",
        "Stopped; what was half made is gone ({folder}). Run huzhu demo again to make it anew.";
}
