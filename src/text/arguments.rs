//! What is wrong with the arguments of a command, and the headings of its help.

texts! {
    usage => "用法", "Usage";
    commands => "命令", "Commands";
    options => "选项", "Options";
    positions => "参数", "Arguments";
    print_help => "显示帮助（-h 为摘要）", "Print help (-h: the summary)";
    print_version => "显示版本", "Print version";
    help_of => "显示本帮助，或某个命令的帮助", "Print this help, or that of a command";
    exit_codes => "退出码：0 已办；1 没有办成（句子里写明原因）；2 所给的用不了；130 被中止。",
        "Exit codes: 0 done; 1 it could not be done (the sentence says why); 2 what was given can't be used; 130 it was stopped.";
    more => "详见 huzhu --help。", "For more, try huzhu --help.";
    unknown_option(arg) => "没有选项 {arg}。", "There is no option {arg}.";
    unexpected(arg) => "多出了 {arg}：这个命令不要它。", "{arg} is one too many for this command.";
    perhaps(other) => "是否要写 {other}？", "Perhaps {other}?";
    unknown_command(name) => "没有命令 {name}。", "There is no command {name}.";
    no_command => "还要写明哪一个命令。", "Which command is missing.";
    required(list) => "还缺：{list}。", "Missing: {list}.";
    no_value(arg) => "{arg} 后面没有写值。", "{arg} has no value.";
    wrong_value(arg, value) => "{arg} 的值「{value}」用不了。", "{arg} can't be '{value}'.";
    possible(list) => "可写：{list}。", "It can be: {list}.";
    as_day => "日期写作 2025-01-06。", "Write a day as 2025-01-06.";
    as_amount => "金额写作 150.00。", "Write an amount as 150.00.";
    as_number => "须为整数。", "It is a whole number.";
    as_language => "语言写作 zh 或 en。", "A language is zh or en.";
    because(why) => "原因：{why}", " Why: {why}";
    values_given(arg) => "{arg} 的值给多了或给少了。", "{arg} has too many values or too few.";
    conflict(arg, other) => "{arg} 与 {other} 不能同时写。", "{arg} and {other} can't go together.";
    given_twice(arg) => "{arg} 只能写一次。", "{arg} is given once only.";
    not_text => "参数里有不是 UTF-8 的字符。", "An argument is not UTF-8.";
    and => "、", ", ";
}

/// What the commands at the top do, in Chinese; their own help is told by what declares them.
pub fn does(command: &str) -> Option<&'static str> {
    let told = [
        ("send-back", "把案件退回上一环节"),
        ("park", "暂存案件到某一天"),
        ("extend", "给案件延期"),
        ("refer", "把案件提交会审"),
        ("resume", "恢复暂存的案件，或登记会审意见"),
        ("reopen", "重启已办结的案件，开始新一轮"),
        ("recover", "追回某项已付的全部金额"),
        ("recovered", "登记追回到账，或核销"),
        ("assess", "核算一份申请的金额，写明每一步和条款；不连网"),
        ("config", "查看本人的设置、按键和主题"),
        ("demo", "打开演示：不用设置，全是虚构"),
        ("login", "登录服务器，在本机建立加密文件"),
        ("lookup", "查询来电人的案件：一句可以念的话，先查本机"),
        ("plan", "列出、查看、检查、比较计划，并试算改版的影响"),
        ("serve", "运行供他人登录的服务器"),
        ("server", "管理服务器的账册：人员、留痕"),
        ("show", "显示本机所存的案件：进度、材料、核算、核验、关联、动态；不连网"),
    ];
    told.iter().find(|(name, _)| *name == command).map(|(_, does)| *does)
}
