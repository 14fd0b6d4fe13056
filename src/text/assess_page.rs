//! What `huzhu assess` writes around the lines of an assessment, and why it could not.

use crate::domain::people::Lang;

texts! {
    filed(day) => "{day} 申请", "filed {day}";
    payout => "核算", "Payout";
    total => "应付", "Payable";
    this_time => "本项应付", "for this benefit";
    worked_out => "核算", "Worked out";
    trial => "试算", "Trial";
    refused => "已拒赔，不付", "refused: nothing of it is paid";
    this_worked_out => "本项核算", "of this benefit";
    open => "待定", "open";
    rest_open => "待定的各项未计入", "what is open is not in it";
    bracketed => "括号内为不付的金额，不计入", "amounts in brackets are not paid and don't count";
    checks => "核验", "Checks";
    more_pass(n) => "另有 {n} 项通过（--all 全部列出）", "{n} more pass (--all lists them)";
    idle_answer(check) => "对「{check}」的答复没有用上：本案没有这一项核验，答复不影响结果", "the answer to \"{check}\" was not used: this claim has no such check, and the answer changes nothing";
    papers => "材料", "Papers";
    accepted_if(what) => "认可：{what}", "accepted: {what}";
    to_copy(text) => "抄写：「{text}」", "to be copied: \"{text}\"";
    no_papers => "办法未规定", "not specified by the plan";
    dates => "期限", "Dates";
    rests_on => "依据", "Rests on";
    plan_line(version, hash, engine) => "{version}  {hash}  引擎 {engine}", "{version}  {hash}  engine {engine}";
    unusable(file, n) => "{file} 不能用，有 {n} 处问题：", "{file} can't be used; faults: {n}";
    settings_unusable(n) => "--set 不能用，有 {n} 处问题：", "--set can't be used; faults: {n}";
    cannot_read(file, why) => "没能读取 {file}：{why}。请检查文件名与权限。", "{file} could not be read: {why}. Look at its name and permissions.";
    not_there => "没有这个文件", "no such file";
    not_allowed => "没有权限", "permission denied";
    no_ordinary_file => "不是普通文件", "it is no ordinary file";
    is_folder => "是文件夹", "it is a folder";
    other_trouble(number) => "系统读取出错{number}", "system error{number}";
    no_lists_there(folder) => "{folder} 里没有名单文件（*.toml），没有改动。请检查路径。", "{folder} holds no file of lists (*.toml); nothing was changed. Look at the path.";
    no_file(file) => "{file} 不是普通文件，不读取；管道请用 - 从标准输入读。", "{file} is no ordinary file and was not read; to read from a pipe use - for standard input.";
    too_large(file, limit) => "{file} 超过 {limit} MiB，不读取。", "{file} is larger than {limit} MiB and was not read.";
    not_text(file) => "{file} 不是 UTF-8 文本。", "{file} is not UTF-8 text.";
    standard_input => "标准输入", "standard input";
}

/// Says why the system doesn't read a file. Its own words are English.
pub fn why(lang: Lang, error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => not_there(lang).to_owned(),
        ErrorKind::PermissionDenied => not_allowed(lang).to_owned(),
        ErrorKind::IsADirectory => is_folder(lang).to_owned(),
        ErrorKind::InvalidInput => no_ordinary_file(lang).to_owned(),
        // The number finds the cause in any manual.
        _ => other_trouble(lang, error.raw_os_error().map(|code| format!(" {code}")).unwrap_or_default()),
    }
}
