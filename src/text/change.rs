//! What would change an outcome, worded as what the rule needs: nobody is advised to say anything but what is so.

texts! {
    title => "差在哪里", "What would change it";
    line(benefit, needs, then) => "{benefit}：{needs}；{then}", "{benefit}: {needs}; {then}";
    then_amount(amount) => "那样为 {amount}", "it would then be {amount}";
    then_open => "那样可继续审理", "it could then be examined further";
    then_more => "超过的部分才有补助", "only what is over it brings anything";
    cut(benefit, limits, amount) => "{benefit}：受{limits}限制；没有限额为 {amount}", "{benefit}: cut by {limits}; without a limit it would be {amount}";
    limit_amount(amount) => "限额 {amount}", "the limit of {amount}";
    limit_days(days) => "至多 {days}", "the limit of {days}";
    filed_by(day) => "最迟须在 {day} 提出", "the rule needs it filed by {day} at the latest";
    late_reason(day) => "{day} 以前提出的，须写明逾期的特殊原因", "filed by {day}, the rule needs the special reason of the delay to be stated";
    diagnosis_inside(from, to) => "确诊须在 {from} 至 {to} 之内", "the rule needs a diagnosis from {from} to {to}";
    diagnosis_after(day, short) => "确诊须在 {day} 或以后，差 {short}", "the rule needs a diagnosis on {day} or later: {short} short";
    stay_inside(from, to) => "住院须在 {from} 至 {to} 之内", "the rule needs a stay from {from} to {to}";
    death_inside(from, to) => "身故须在 {from} 至 {to} 之内", "the rule needs a death from {from} to {to}";
    accident_inside(from, to) => "意外须发生在 {from} 至 {to} 之内", "the rule needs an accident from {from} to {to}";
    fire_inside(from, to) => "火灾须发生在 {from} 至 {to} 之内", "the rule needs a fire from {from} to {to}";
    settled_inside(from, to) => "门诊费用须在 {from} 至 {to} 之内结算", "the rule needs outpatient care settled from {from} to {to}";
    enrolled(from, to) => "须参加了 {from} 至 {to} 的保障", "the rule needs an enrolment from {from} to {to}";
    class(classes) => "参保类别须为{classes}", "the rule needs cover of {classes}";
    listed => "确诊的须是规定病种", "the rule needs a disease of the plan's list";
    no_finding(finding) => "不得是{finding}", "the rule excludes {finding}";
    not_known_before => "须为参保后首次确诊", "the rule needs an illness that was not there before joining";
    stay => "须为此住院治疗", "the rule needs a stay in hospital for it";
    settled => "须经参保地医保结算", "the rule needs a settlement by the member's own medical insurance";
    designated => "须在定点医院，或转院经医保中心同意", "the rule needs a designated hospital, or a transfer that was agreed";
    of_illness => "住院须因疾病", "the rule needs a stay for an illness";
    of_accident => "住院须因意外伤害", "the rule needs a stay after an accident";
    death_of_illness => "身故须因疾病", "the rule needs a death of an illness";
    death_of_accident => "身故须因意外", "the rule needs a death by an accident";
    sudden => "须为突发疾病身故", "the rule needs a death of a sudden illness";
    untreated => "须是未及住院治疗即身故", "the rule needs a death before any treatment in hospital";
    total => "须鉴定为全残", "the rule needs a disability assessed as total";
    disability => "须鉴定有残疾", "the rule needs a disability to be assessed";
    age(from, to) => "合同生效时须在 {from} 至 {to} 周岁", "the rule needs an age of {from} to {to} when the contract began";
    not_retired => "参保时须为在职，未退休", "the rule needs a member at work, not retired, when enrolled";
    own_account => "收款账户须是本人的", "the rule needs an account in the member's own name";
    over(threshold, short) => "本期自理、自付累计须超过 {threshold}，还差 {short}", "the rule needs an expense over {threshold} in the period: {short} short";
    no_exclusion(text) => "须不属于「{text}」", "the rule needs this not to apply: {text}";
    not_paid(benefit, case, day) => "本次以前须没有发过{benefit}（{case}，{day}）", "the rule needs {benefit} not to have been paid before ({case}, {day})";
    chosen(other) => "与{other}只能取一项，须选择本项", "one of this and {other} is paid: this one would have to be chosen";
    answered(check) => "复核人认定「{check}」不成立；须成立", "the reviewer found against “{check}”: the rule needs it to hold";
}
