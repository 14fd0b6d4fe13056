//! What a server says when it does not do what it was asked for: a title and a sentence for each kind of problem.

use crate::domain::decision::ProblemCode;
use crate::domain::people::Lang;

texts! {
    conflict => "依据已变化", "The basis has changed";
    conflict_detail => "这一决定所依据的情况已经变化，没有写入。", "What the decision rests on has changed; nothing was written.";
    not_allowed => "无权办理", "Not allowed";
    not_allowed_detail => "您的角色不能做这一步。", "Your roles don't allow this.";
    four_eyes => "须由另一人办理", "Somebody else has to do this";
    four_eyes_detail => "您已在本案的另一环节办理过。", "You already acted at another stage of this case.";
    blocked => "尚有未决事项", "Something stands against it";
    blocked_detail => "还有材料或检查未通过。", "Papers or checks stand against it.";
    wrong_stage => "本环节不能这样处理", "Not possible at this stage";
    wrong_stage_detail => "案件现在的环节或状态不允许这样处理。", "The case's stage or status doesn't allow this.";
    over_limit => "超过审批限额", "Above the limit";
    over_limit_detail => "金额超过一人可审批的限额。", "The amount is above what one person may approve.";
    key_reused => "请求编号重复", "Key used before";
    key_reused_detail => "同一编号此前用于另一内容的请求，没有写入。请换用新的编号。",
        "The same Idempotency-Key came with another body before; nothing was written. Use a new key.";
    signed_out => "未登录", "Not signed in";
    signed_out_detail => "登录已失效或用户名、密码不对，请重新登录。", "The sign-in has run out, or user and password don't fit. Sign in again.";
    revoked => "登录已被收回", "The sign-in was taken back";
    revoked_detail => "管理员收回了这台机器的登录；本机数据将被清除。", "The administrator took this machine's sign-in back; what it keeps is wiped.";
    scope_changed => "可看的范围变了", "What you may see has changed";
    scope_changed_detail => "您的角色或单位已变更，原来的登录已失效，请重新登录。", "Your roles or employer were changed, which ended this sign-in. Sign in again.";
    not_found => "没有找到", "Not found";
    not_found_detail => "没有这一地址或案件，或者不在您的范围内。", "There is no such address or case, or it is not among yours.";
    malformed => "请求无法读取", "The request can't be read";
    malformed_detail => "请求不完整或格式不对，没有写入。", "The request is incomplete or has not the right form; nothing was written.";
    too_large => "请求过大", "The request is too large";
    too_large_detail => "请求超过允许的大小，没有写入。", "The request is larger than is taken; nothing was written.";
    too_many => "尝试过于频繁", "Too many tries";
    too_many_detail => "登录失败次数过多，请稍后再试。", "Too many failed tries. Try again later.";
    too_old => "程序版本过旧", "The program is too old";
    too_old_detail => "请更新程序后再试；本机未发送的决定仍然保留。", "Update the program and try again; decisions that were not sent are kept.";
    internal => "服务器出错", "The server failed";
    internal_detail => "服务器未能完成请求。可用同一编号重发，不会重复写入。",
        "The server could not finish the request. Send it again under the same key; it is written once.";
    no_time_detail => "服务器未能在限时内完成请求。可用同一编号重发，不会重复写入。",
        "The request took too long. Send it again under the same key; it is written once.";
    no_method_detail => "这一地址不接受这种方法。", "This address doesn't take this method.";
    not_json_detail => "正文须为 application/json。", "The body must be application/json.";
    taken_in_before_detail(case) => "这份申请改动前的内容已经登记为 {case}，没有再登记。要改的请到该案件更正；这份草稿可以丢弃。",
        "This claim, as it was before it was changed, is registered as {case}; it was not registered again. Correct what is wrong in that case and drop this draft.";
    taken_in_unseen_detail(case) => "这份申请已经登记为 {case}，没有再登记；按您现在的权限看不到该案件。这份草稿可以丢弃。",
        "This claim is registered as {case}; it was not registered again. By your present rights you can't see that case. Drop this draft.";
    changed_too_often_detail => "这份申请送出后改动过多，没有登记。请先查该会员有无已登记的案件，没有的，丢弃这份草稿，重新填写。",
        "This claim was changed too often after it was sent; it was not registered. Look whether the member has a case already; if not, drop this draft and begin a new one.";
    too_many_cases_detail => "该会员的未决案件过多，请先处理已有的。", "The member has too many undecided cases. Decide those first.";
    bad_json_detail(line, column) => "正文第 {line} 行第 {column} 列无法读取，没有写入。", "The body can't be read at line {line}, column {column}; nothing was written.";
    header_no_uuid_detail(name) => "请求头 {name} 须为 UUID，没有写入。", "The header {name} must be a UUID; nothing was written.";
    header_missing_detail(name) => "缺少请求头 {name}，没有写入。", "The header {name} is missing; nothing was written.";
    header_differs_detail(name) => "请求头 {name} 与正文不符，没有写入。", "The header {name} doesn't fit the body; nothing was written.";
    not_a_setup_code_detail => "设置码不对或已过期。重新启动服务器可得到新的设置码。",
        "The set-up code is wrong or has run out. A restart of the server prints a new one.";
}

/// The title of a kind of problem.
pub const fn title(lang: Lang, code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Conflict => conflict(lang),
        ProblemCode::NotAllowed => not_allowed(lang),
        ProblemCode::FourEyes => four_eyes(lang),
        ProblemCode::Blocked => blocked(lang),
        ProblemCode::WrongStage => wrong_stage(lang),
        ProblemCode::OverLimit => over_limit(lang),
        ProblemCode::KeyReused => key_reused(lang),
        ProblemCode::SignedOut => signed_out(lang),
        ProblemCode::Revoked => revoked(lang),
        ProblemCode::ScopeChanged => scope_changed(lang),
        ProblemCode::NotFound => not_found(lang),
        ProblemCode::Malformed => malformed(lang),
        ProblemCode::TooLarge => too_large(lang),
        ProblemCode::TooManyRequests => too_many(lang),
        ProblemCode::ClientTooOld => too_old(lang),
        ProblemCode::Internal | ProblemCode::Other => internal(lang),
    }
}

/// What is said of a kind of problem where nothing closer is known.
pub const fn detail(lang: Lang, code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Conflict => conflict_detail(lang),
        ProblemCode::NotAllowed => not_allowed_detail(lang),
        ProblemCode::FourEyes => four_eyes_detail(lang),
        ProblemCode::Blocked => blocked_detail(lang),
        ProblemCode::WrongStage => wrong_stage_detail(lang),
        ProblemCode::OverLimit => over_limit_detail(lang),
        ProblemCode::KeyReused => key_reused_detail(lang),
        ProblemCode::SignedOut => signed_out_detail(lang),
        ProblemCode::Revoked => revoked_detail(lang),
        ProblemCode::ScopeChanged => scope_changed_detail(lang),
        ProblemCode::NotFound => not_found_detail(lang),
        ProblemCode::Malformed => malformed_detail(lang),
        ProblemCode::TooLarge => too_large_detail(lang),
        ProblemCode::TooManyRequests => too_many_detail(lang),
        ProblemCode::ClientTooOld => too_old_detail(lang),
        ProblemCode::Internal | ProblemCode::Other => internal_detail(lang),
    }
}
