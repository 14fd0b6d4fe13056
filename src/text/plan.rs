//! What `huzhu plan` says around the fields of a plan.

texts! {
    no_such_plan(named, known) => "没有「{named}」这个计划或文件。内置的有：{known}。",
        "There is no plan or file \"{named}\". Built in: {known}.";
    several_versions(n) => "该计划有 {n} 个版本，这里是最新的；用 --version 申请日或哈希 看其他版本（huzhu plan list）。",
        "This plan has {n} versions, this is the newest; --version DAY or HASH shows another (huzhu plan list).";
    hash(hash) => "哈希 {hash}", "hash {hash}";
    coverage_head(n, own) => "条款 {n} 条，其中本系统的解读或通用标准 {own} 条", "Clauses: {n}, of these readings of ours or standards: {own}";
    place_of_clause(seed, lines) => "文件 {seed} 第 {lines} 行", "document {seed}, lines {lines}";
    rests_nothing => "（没有规则用到）", "(no rule rests on it)";
    cover(from, to) => "保障期 {from} 至 {to}", "cover {from} to {to}";
    by_contract(term) => "按合同承保，每份 {term}", "by contract, {term} each";
    by_enrolment => "按参保承保", "by enrolment";
    filed_from(from) => "{from} 起申请", "filed from {from}";
    filed_to(to) => "{to} 前（含）申请", "filed until {to}";
    filed_between(from, to) => "{from} 至 {to} 申请", "filed {from} to {to}";
    counted(what, n) => "{what}（{n}）", "{what} ({n})";
    labelled(label, value) => "{label}：{value}", "{label}: {value}";
    yes => "是", "yes";
    no => "否", "no";
    nothing => "（无）", "(none)";
    list_separator => "、", ", ";
    part_separator => "，", ", ";
    field_separator => "；", "; ";
    the_plan => "计划", "Plan";
    changed(before, after) => "{before} → {after}", "{before} → {after}";
    list_gains(what) => "增 {what}", "gains {what}";
    list_loses(what) => "减 {what}", "loses {what}";
    reordered(before, after) => "次序 {before} → {after}", "order {before} → {after}";
    no_difference => "两个计划内容相同。", "The two plans say the same.";
    differences(added, gone, changed) => "新增 {added}，取消 {gone}，变更 {changed}", "{added} added, {gone} gone, {changed} changed";
    good(file) => "{file}：没有问题", "{file}: no fault";
    good_with_warnings(file, n) => "{file}：没有问题，提醒 {n} 处", "{file}: no fault; warnings: {n}";
    faulty(file, n) => "{file}：{n} 处问题", "{file}: faults: {n}";
    faulty_with_warnings(file, n, warnings) => "{file}：{n} 处问题，提醒 {warnings} 处", "{file}: faults: {n}; warnings: {warnings}";
    changes_no_plan(id) => "没有编号为 {id} 的现行计划，无从比较；要改的计划不是内置的，用 --now 文件 给出它现在的样子。",
        "There is no plan {id} that this one changes. If the plan is not a built-in one, give it as it is now with --now FILE.";
    stopped_at_a_fault => "程序自身出错，没有算完。", "The program stopped at a fault of its own; it is not finished.";
    and_more_faults(first, n) => "{first}（另有 {n} 处）", "{first} (and {n} more)";
    progress(n) => "已算 {n} 件", "{n} claims done";
    progress_of(n, of) => "已算 {n} / {of} 件", "{n} of {of} claims done";
    claim => "申请", "Claim";
    member => "会员", "Member";
    filed_on => "申请日", "Filed";
    now => "现行", "Now";
    then => "新计划", "New";
    difference => "差额", "Difference";
    result => "结果", "Result";
    what_changes => "变化", "What changes";
    same => "不变", "same";
    ends_otherwise => "金额不变，结果不同", "same amount, other outcome";
    gains => "多得", "gains";
    loses => "少得", "loses";
    unreadable => "读不了", "unreadable";
    unreadable_line(file, why) => "{file}：读不了，没有计入：{why}", "{file}: can't be read and is not counted: {why}";
    no_such_benefit => "新计划没有这项待遇", "the new plan doesn't have this benefit";
    nobody_changes => "没有哪件申请有变化。", "No claim changes.";
    stopped_here => "已中止，以下只是已算的部分。", "Stopped; this is what was done so far.";
    recomputed(n) => "重算 {n} 件", "Claims recomputed: {n}";
    gain_line(n, sum) => "  多得 {n} 件，{sum}", "  gain: {n}, {sum}";
    loss_line(n, sum) => "  少得 {n} 件，{sum}", "  lose: {n}, {sum}";
    same_line(n, other) => "  金额不变 {n} 件，其中结果不同 {other} 件", "  same amount: {n}, of these with another outcome: {other}";
    sum_change(before, after, difference) => "{before} → {after}（{difference}）", "{before} → {after} ({difference})";
    total_line(change) => "应付合计：{change}", "Payable in all: {change}";
    left_out(counts) => "未计入：{counts}", "Not counted: {counts}";
    n_unreadable(n) => "读不了的 {n} 件", "unreadable: {n}";
    n_other_plan(n) => "属于别的计划的 {n} 件", "of other plans: {n}";
    n_other_version(n) => "按申请日不适用新计划的 {n} 件", "filed on days for which the new plan doesn't stand: {n}";
    n_passed_over(n) => "文件夹里不是申请文件的 {n} 个", "files in the folders that are no claims: {n}";
}
