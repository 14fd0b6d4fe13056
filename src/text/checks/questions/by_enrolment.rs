//! What the checks ask that plans by enrolment make. Not here: what they found.

use super::Asked;

/// The questions, each with its "yes" and its "no".
pub const ASKED: &[Asked] = &[
    (
        "cover-part",
        ["填写的金额已不含参保期外的这些住院（治疗）吗？", "是，不含", "否，须更正"],
        ["Does the entered amount leave out this care outside the cover?", "yes, left out", "no, to be corrected"],
    ),
    (
        "paid-before",
        ["这次申请与以前已付的不是同一事件吗？", "是，不同，仍可付", "否，同一事件，不再付"],
        ["Is this another event than the one paid before?", "yes, another one", "no, the same: not paid again"],
    ),
    (
        "one-sum",
        ["两项合计只付一笔，付写明的这一项吗？", "是，付这一项", "否，付另一项"],
        ["One sum is owed for both: is it paid for the one named?", "yes, for this one", "no, for the other"],
    ),
    (
        "exclusions",
        ["没有除外（免责）情形吗？", "是，没有", "否，有"],
        ["Is it so that no exclusion applies?", "yes, none", "no, one applies"],
    ),
    (
        "cover-class",
        ["这一参保类别含本项责任吗？", "是，含本项", "否，不含"],
        ["Does this class of cover have the benefit?", "yes, it has it", "no, it has not"],
    ),
    (
        "accident-notice",
        ["意外通知的情况可以认可吗？", "是，认可", "否，不认可"],
        ["Is the notice of the accident accepted as it was given?", "yes, accepted", "no, not accepted"],
    ),
    (
        "assessment-applied",
        ["鉴定申请的日期可以认可吗？", "是，认可", "否，不认可"],
        ["Is the day on which the assessment was applied for accepted?", "yes, accepted", "no, not accepted"],
    ),
    (
        "member-number",
        ["会员编号与会员卡核对无误吗？", "是，无误", "否，有误"],
        ["Does the member number agree with the card?", "yes, it agrees", "no, it differs"],
    ),
    (
        "card-activated",
        ["会员服务卡可以收款吗？", "是，可以", "否，不可以"],
        ["Can the union card be paid into?", "yes, it can", "no, it can't"],
    ),
    (
        "hospital-accepted",
        ["医院在认可范围内吗？", "是，在范围内", "否，不在范围内"],
        ["Is the hospital one that the association accepts?", "yes, accepted", "no, not accepted"],
    ),
    (
        "total-disability",
        ["鉴定符合全残界定吗？", "是，符合", "否，不符合"],
        ["Does the assessment meet a definition of total disability?", "yes, it meets one", "no, it meets none"],
    ),
    (
        "first-time-in-cover",
        ["可以按有效期内首次患病办理吗？", "是，首次患病", "否，以前已患"],
        ["Is it taken as first suffered in the cover?", "yes, for the first time", "no, it was known before"],
    ),
    (
        "assessed-amount",
        ["填写的金额可以认可吗？", "是，认可", "否，不认可"],
        ["Is the entered amount accepted?", "yes, accepted", "no, not accepted"],
    ),
    (
        "direct-pay",
        ["这件申请可以受理吗（本应直接给付）？", "是，受理", "否，应直接给付"],
        ["Is the claim taken, though it should have been paid directly?", "yes, taken", "no, it is for direct payment"],
    ),
];
