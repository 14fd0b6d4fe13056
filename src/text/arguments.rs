//! What is wrong with the arguments of a command, and the headings of its help.

texts! {
    usage => "用法", "Usage";
    commands => "命令", "Commands";
    options => "选项", "Options";
    command => "命令", "COMMAND";
    positions => "参数", "Arguments";
    more(command) => "详见 {command} --help。", "For more, try {command} --help.";
    unknown_option(arg) => "没有选项 {arg}。", "There is no option {arg}.";
    unexpected(arg) => "多出了 {arg}：这个命令不要它。", "{arg} is one too many for this command.";
    perhaps(other) => "是否要写 {other}？", "Perhaps {other}?";
    unknown_command(name) => "没有命令 {name}。", "There is no command {name}.";
    no_command => "还要写明哪一个命令。", "Which command is missing.";
    defaults_to(value) => "（不写为 {value}）", " [default: {value}]";
    required(list) => "还缺：{list}。", "Missing: {list}.";
    no_value(arg) => "{arg} 后面没有写值。", "{arg} has no value.";
    wrong_value(arg, value) => "{arg} 的值「{value}」用不了。", "{arg} can't be '{value}'.";
    possible(list) => "可写：{list}。", "It can be: {list}.";
    as_day => "日期写作 2025-01-06。", "Write a day as 2025-01-06.";
    as_amount => "金额写作 150.00。", "Write an amount as 150.00.";
    as_number => "须为整数。", "It is a whole number.";
    as_language => "语言写作 zh 或 en。", "A language is zh or en.";
    as_address => "写作 127.0.0.1:7446。", "Write it as 127.0.0.1:7446.";
    as_between(least, most) => "须为 {least} 到 {most} 之间的整数。", "It is a whole number from {least} to {most}.";
    as_setting => "写作 路径=值，如 facts.stays[0].discharge=2024-11-27。", "write a path and a value: facts.stays[0].discharge=2024-11-27";
    as_role(list) => "可写：{list}。", "it can be {list}";
    because(why) => "原因：{why}", " Why: {why}";
    values_given(arg) => "{arg} 的值给多了或给少了。", "{arg} has too many values or too few.";
    conflict(arg, other) => "{arg} 与 {other} 不能同时写。", "{arg} and {other} can't go together.";
    given_twice(arg) => "{arg} 只能写一次。", "{arg} is given once only.";
    not_text => "参数里有不是 UTF-8 的字符。", "An argument is not UTF-8.";
    and => "、", ", ";
}
