//! What palette and help say.

texts! {
    theme(name) => "主题：{name}", "Theme: {name}";
    language(name) => "语言：{name}", "Language: {name}";
    view(name) => "视图：{name}", "View: {name}";
    tab(name) => "页签：{name}", "Tab: {name}";
    person(name) => "换人：{name}", "Person: {name}";
    go(case) => "前往案件 {case}", "Go to case {case}";
    only_there(place) => "在「{place}」里用", "works in: {place}";
    previewed => "移动即预览", "moving over it shows it";
    nothing_found => "没有这样的命令", "No such command";
    everywhere => "到处", "Everywhere";
    return_sheet => "补正表单", "Return sheet";
    reject_sheet => "拒赔表单", "Reject sheet";
    quit_sheet => "退出时", "Quitting";
    people => "换人", "Persons";
    field => "输入栏", "Text field";
    list => "打字查找", "Typed search";
    keys_hint => "Enter 执行   Tab 补全   Ctrl-n Ctrl-p 上下", "Enter runs   Tab completes   Ctrl-n Ctrl-p move";
    every_page => "全部", "All";
    help_hint => "Tab 只看这一页或全部", "Tab: this page or all";
    no_key_fits => "没有这样的按键或动作", "No such key or action";
    mouse => "鼠标", "Mouse";
    mouse_click => "单击", "Click";
    mouse_select => "选中；双击打开，滚轮滚动；页签、视图、提示可点", "Selects; a double click opens, the wheel scrolls; tabs, views and hints can be clicked";
    mouse_never => "单击从不确认决定", "A click never confirms a decision";
    select_text_how => "按住 Shift 拖动，用终端自己的选字与复制", "Hold Shift and drag to select and copy with the terminal itself";
}

/// The languages name themselves.
pub const fn chinese() -> &'static str {
    "中文"
}

pub const fn english() -> &'static str {
    "English"
}
