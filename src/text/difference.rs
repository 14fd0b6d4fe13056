//! What `huzhu assess --set` says: which facts were set, and what that changes.

texts! {
    title => "改动", "What was set";
    changes => "变化", "What it changes";
    fact(name, old, new) => "{name}：{old} → {new}", "{name}: {old} → {new}";
    nothing_stated => "未填", "not stated";
    whole => "（整组）", "(the whole)";
    no_difference => "结果不变", "nothing else changes";
    other_version(before, after) => "办法：{before} → {after}", "Plan: {before} → {after}";
    outcome(benefit, before, after) => "{benefit}：{before} → {after}", "{benefit}: {before} → {after}";
    total => "应付合计", "In all";
    not_made => "不核验", "not checked";
    check(name, before, after) => "{name}：{before} → {after}", "{name}: {before} → {after}";
    paper_comes(name, because) => "要交：{name}（{because}）", "Paper needed now: {name} ({because})";
    paper_goes(name, why) => "不必再交：{name}（「{why}」不再成立）", "Paper no longer needed: {name} (this holds no longer: {why})";
    paper(name, accept) => "{name}（{accept}）", "{name} ({accept})";
    paper_changes(before, after) => "材料按新版本：{before} → {after}", "Paper of the other version: {before} → {after}";
    paper_freed(name, why) => "不必再交：{name}（{why}）", "Paper no longer needed: {name} ({why})";
    day(name, before, after) => "{name}：{before} → {after}", "{name}: {before} → {after}";
    none => "无", "none";
}
