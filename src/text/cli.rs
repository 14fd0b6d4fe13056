//! What the command line says.

texts! {
    config_fault(error) => "设置文件有误，没有启动：{error}\n改正后再试；删去该文件则用默认设置。",
        "The settings file has a fault, nothing was started: {error}\nMend it and try again; without the file the defaults apply.";
    not_a_terminal => "这里不是终端，无法打开界面。脚本请用子命令（huzhu --help），例如 huzhu assess 文件。",
        "This is not a terminal, so the desk can't open. Scripts use the commands (huzhu --help), such as huzhu assess FILE.";
}
