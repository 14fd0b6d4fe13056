//! What is said of a person's own files: keys, themes, settings.

texts! {
    not_toml(why) => "不是 TOML：{why}", "not TOML: {why}";
    no_preset(name) => "没有预设「{name}」：vim 或 plain", "there is no preset \"{name}\": vim or plain";
    no_layer(name, layers) => "没有 [{name}] 这一层；可用：{layers}", "there is no layer [{name}]; there are: {layers}";
    no_action(layer, action) => "[{layer}] 没有动作 {action}；名称见命令面板与帮助", "[{layer}] there is no action {action}; palette and help name them";
    no_key(layer, key) => "[{layer}] 「{key}」不是按键；写法如 j、ctrl-d、f5、g g，至多 4 键", "[{layer}] \"{key}\" is no key; write j, ctrl-d, f5, g g, at most 4 keys";
    not_keys(layer, action) => "[{layer}] {action} 要写成按键的列表，例如 [\"j\"]", "[{layer}] {action} must be a list of keys, such as [\"j\"]";
    bound_twice(layer, key) => "[{layer}] {key} 给了两个动作", "[{layer}] {key} is bound twice";
    prefix(key, longer) => "{key} 是 {longer} 的开头，两者只能留一个", "{key} is the beginning of {longer}: one of them can never be typed";
    commits_outside(layer, action) => "[{layer}] {action} 会提交决定，只能绑在表单里（sheet、return-sheet、reject-sheet）",
        "[{layer}] {action} commits a decision and is bound in a sheet only (sheet, return-sheet, reject-sheet)";
    neighbour(key, neighbour) => "{neighbour} 紧挨着提交键 {key}，手滑会误提交，表单里不能用",
        "{neighbour} lies beside {key}, which commits: a slip of the finger would do the one for the other";
    keys_refused(n, first) => "keys.toml 有 {n} 处错误，整个没有采用，现在是预设键位：{first}；全部见日志或 huzhu config check",
        "keys.toml has faults ({n}) and was not taken, the preset's keys apply: {first}; all of them in the log or by huzhu config check";
    theme_refused(file, why) => "主题 {file} 没有采用：{why}", "The theme {file} was not taken: {why}";
    line(file, line, why) => "{file} 第 {line} 行：{why}", "{file} line {line}: {why}";
    file_unread(why) => "没有读取 {why}", "Not read: {why}";
    file_good(file) => "✓ {file}", "✓ {file}";
    file_absent(file) => "- {file}  没有这个文件，用默认", "- {file}  not there, defaults apply";
    file_fault(file, line, why) => "✗ {file}:{line}: {why}", "✗ {file}:{line}: {why}";
    file_fault_whole(why) => "✗ {why}", "✗ {why}";
    settings_not_utf8 => "从这里起不是 UTF-8 文字；请另存为 UTF-8", "no UTF-8 from here on: save the file as UTF-8";
    settings_not_toml(why) => "不是 TOML，读到这里为止（{why}）", "not TOML from here on ({why})";
    no_setting(name, known) => "没有「{name}」这项设置；可用：{known}", "there is no setting \"{name}\"; there are: {known}";
    setting_wrong(name, allowed) => "{name} 的值不能用；可写：{allowed}", "{name} can't be that; write: {allowed}";
    no_faults => "设置没有错误。", "The settings have no fault.";
    faults(n) => "共 {n} 处错误；keys.toml 和主题有错的整个不采用，用预设。", "Faults: {n}; keys and themes that have one are not taken at all, the preset's apply.";
    faults_stop(n) => "共 {n} 处错误；config.toml 有错，huzhu 不会启动：请改正，或删去它用默认设置。",
        "Faults: {n}; config.toml has one, and huzhu doesn't start: mend it, or delete it for the defaults.";
}
