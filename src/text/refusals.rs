//! Why a decision is not possible, in words.

texts! {
    basis => "案件、材料或该会员的历史在您打开后有了变化，请按现在的情况重新核对。",
        "The case, its papers or the member's history changed after you opened it. Look at it as it is now.";
    plan_changed => "这一决定依据的计划或名单版本与案件所用的不同，请更新后重新核对。",
        "The decision was made under another version of the plan or its lists than the case stands under. Update and look again.";
    engine_changed => "核算程序的版本不同，请更新程序后重新核对。", "The amount was computed by another version of the program. Update it and look again.";
    amount_changed(now) => "应付金额现为 {now} 元，与您看到的不同。", "The amount is {now} yuan now, not what you saw.";
    stage_moved(stage) => "案件现在的环节是「{stage}」。", "The case is at the stage \"{stage}\" now.";
    ended => "案件已经办结。", "The case has ended.";
    with_claimant => "案件已退回申请人补正，材料补齐后才能继续。", "The case is with the claimant and goes on when the missing papers are in.";
    not_here(stage) => "「{stage}」环节不能这样处理。", "This can't be done at the stage \"{stage}\".";
    role_needed(roles) => "这一步由{roles}办理。", "This step is for: {roles}.";
    other_employer => "单位经办人只能核实本单位的案件。", "An employer's officer verifies the claims of his own employer only.";
    four_eyes(stage) => "您已在「{stage}」环节办理过本案，须由另一人办理这一步。", "You passed this case on at \"{stage}\"; somebody else has to take this step.";
    over_limit(limit) => "金额超过一人可审批的 {limit} 元，须由第二人审批。", "The amount is above the {limit} yuan that one person may approve.";
    papers(list) => "还有材料未通过：{list}。", "Papers stand against it. {list}.";
    papers_missing(list) => "未收到 {list}", "Missing: {list}";
    papers_no_verdict(list) => "待审 {list}", "To judge: {list}";
    papers_defective(list) => "有缺陷 {list}", "Defective: {list}";
    /// Between papers of one kind; some names have a comma.
    papers_and => "、", "; ";
    /// Between the kinds.
    papers_then => "；", ". ";
    checks(list) => "有检查未通过或待答复：{list}。", "Checks fail or wait for an answer: {list}.";
    identity => "会员身份未确认：没有有效的身份证号，不能审批。",
        "The member's identity is not established: without a valid identity number nothing can be approved.";
    unassessed(list) => "尚不能核定：{list}。", "Not yet assessed: {list}.";
    nothing_granted => "所申请的项目都不给付，没有可核准的：按 X 拒赔，理由和条款会告知申请人。",
        "Every benefit claimed is refused, so there is nothing to approve. X rejects, with the reason and the clause that the claimant gets.";
    not_foreseen => "本计划没有规定由谁办理这一步，不能办理。", "The plan names nobody for this, so it can't be done.";
    undecided => "案件还没有决定，不需要重启。", "Nothing is decided yet, so there is nothing to take up again.";
    no_stage_before(stage) => "「{stage}」之前没有可以退回的环节；已核准的金额要改，须重启案件。",
        "There is no stage before \"{stage}\" to send it back to. What was approved is changed by reopening the case.";
    first_stage(stage) => "「{stage}」是第一个环节，前面没有可以退回的；要申请人补正，请退回补正。",
        "\"{stage}\" is the first stage: there is none before it. What the claimant has to mend is returned to the claimant.";
    with_panel => "案件在会审，先登记会审意见。", "A panel has the case: write down its answer first.";
    not_held => "案件没有暂存，也不在会审。", "The case is neither parked nor with a panel.";
    parked_until => "暂存的日子须在今天之后、一年之内。", "A case is parked until a day after today, within a year.";
    nothing_to_recover => "本案已付的款都已要求退回、退回或核销，没有可再追回的。",
        "All that this case paid is asked back already, has come back or was written off: nothing is left to recover.";
    nothing_paid(benefit) => "{benefit}没有可追回的金额。", "Nothing of this benefit is left to recover: {benefit}.";
    no_such_benefit => "本计划没有这个项目。", "The plan has no such benefit.";
    not_the_whole(held) => "追回须为还可追回的全部 {held} 元；只追回一部分时，请重启案件，由核算得出差额。",
        "A recovery asks for all that can still be recovered, {held}. For a part, reopen the case: the difference is worked out.";
    more_than_asked(open) => "待追回的是 {open} 元，登记的金额须大于零且不超过它。", "Still to be recovered: {open}. What is noted is more than nothing and no more than that.";
    own_recovery => "入账和核销须由提出追回以外的人办理。", "Somebody other than who asked for the recovery notes what came of it.";
    own_approval => "本案的给付由您核准，追回和核销须由另一人办理。",
        "You approved what this case paid; somebody else recovers it or writes it off.";
    not_returned => "案件没有退回补正，不需要登记补交的材料。", "The case is not with the claimant; there are no later papers to take in.";
    nothing_came => "请标出收到的材料，或写明补正了什么。", "Mark the papers that came, or say what was mended.";
    no_defect => "退回时至少要写明一处缺陷。", "A return names at least one defect.";
    reason_unknown(code) => "本计划没有可用于此的原因代码 {code}。", "The plan has no reason code {code} for this.";
    no_such_paper(id) => "本计划没有这种材料：{id}。", "The plan has no such paper: {id}.";
    no_grounds => "须写明依据的条款和给申请人的说明。", "The clause and the words for the claimant are missing.";
    no_reason => "须写明理由。", "A reason is needed.";
    no_such_clause => "本计划没有这一条款；请使用原因所依据的条款，或计划条款表中的另一条。",
        "The plan has no such clause. Use the clause of the reason, or another one that the plan lists.";
    clock_wrong => "作出决定的时间不对：早于 2020 年，或晚于 2099 年。请校正电脑的时钟后重新办理。",
        "The time of the decision can't be right: before 2020, or after 2099. Set the machine's clock and decide again.";
    not_paid => "案件没有已付的款项，或正在重新办理，不能追回；已核准而未付的，请重启案件。",
        "Nothing of this case is paid, or it is decided anew, so nothing can be recovered. What was approved and not paid is changed by reopening the case.";
    taken_by(user) => "本案由 {user} 办理，须由其本人或督办转交后才能决定。", "{user} has this case: decide once {user} or a supervisor gives it away.";
    held_by(user) => "案件由 {user} 办理，须由其本人或督办转交。", "The case is with {user}; {user} or a supervisor gives it to somebody else.";
    not_theirs(user) => "{user} 不在办理这一环节的岗位上，案件没有转交。", "{user} does not act at this stage; the case was not handed over.";
    empty_note => "备注是空的，没有记下。", "The note is empty; nothing was written.";
    too_long => "文字或清单过长。", "A text or a list is too long.";
    other_case => "决定与案件不符。", "The decision is about another case.";
    no_such_fact => "这一项不能在此更正。", "This can't be corrected here.";
    fact_changed => "要更正的内容已被别人改过，请按现在的内容重新核对。", "What is to be corrected was changed by somebody else. Look at it as it is now.";
    fact_form => "更正后的内容不符合这一项的格式。", "The corrected value has not the form that it must have.";
    fact_mask => "显码的内容（带 * 号）不能作为更正后的内容。", "A masked value (with stars) can't be what it is corrected to.";
    fact_same => "更正后的内容与原来相同。", "The corrected value is the one that stands there.";
    amend_no_reason => "更正、作答和免责提示都须写明理由，更正还须指明依据的材料。", "A correction, an answer or a raised exclusion needs a reason; a correction also the paper that shows it.";
    amended_twice => "同一项被改了两次。", "The same thing is changed twice.";
    amended_within => "这一项所在的一整项也在更改之列，两处只能改一处。", "What this is a part of is changed as a whole; only one of the two can be.";
    list_crowded => "已有相同的一项，或项数已到上限，没有再加。", "There is the same entry already, or the list is full; nothing was added.";
    still_raised => "这次住院还有提出的免责情形，请先撤回再删去。", "An exclusion is raised for this stay. Withdraw it first.";
    not_reviewed(stage) => "材料和事实在核准之前审定；{stage}环节不再改动。", "Papers and facts are judged before the approval; at the stage {stage} nothing of them is changed.";
    other_member => "更正身份证号可能使案件归到另一位会员名下：请先只保存更正（C），按其历史重新核算后再作决定。",
        "A corrected identity number may make it another member's case. Save it first (C); decide once it is assessed with that member's history.";
    another_person => "这个身份证号是另一个人的：登记的姓名或出生日期与本案不同，没有更正。请核对姓名和号码。",
        "This identity number is another person's: the name or the day of birth is not the one in this case. Check name and number.";
    number_of_the_office => "身份证号由办事处更正，单位经办人不能改。", "The office corrects identity numbers; an employer's officer doesn't.";
    office_said_no => "办事处对这项核验的答复是「否」，由办事处更改，单位经办人不能改。",
        "The office answered this check with no. The office takes that back; an employer's officer doesn't.";
    answered_with_number => "更正身份证号会撤回全部作答：请先保存更正（C），再按核算结果作答。",
        "A corrected identity number takes every answer back. Save it first (C), then answer what is asked.";
    span_reversed => "结束日期早于开始日期。", "It ends before it begins.";
    not_answered => "这项核验没有作答可撤回。", "Nobody answered this check.";
    already_raised => "这条免责情形已经提出。", "This exclusion is raised already.";
    amount_computed => "这一项按计划计算，不填金额。", "The plan computes this benefit: no amount is entered.";
    own_amount => "金额须由另一人确认，不能由填写的人确认。", "The amount is for somebody else to confirm, not for who entered it.";
    not_raised => "这条免责情形没有提出过。", "This exclusion is not raised.";
    no_such_stay => "没有这一天入院的住院。", "There is no stay that began on this day.";
    no_evidence => "更正所依据的材料未收到。", "The paper that the correction rests on has not come.";
    no_question(check) => "「{check}」不需要作答。", "\"{check}\" doesn't wait for an answer.";
    no_such_exclusion => "本计划没有这条免责情形。", "The plan has no such exclusion.";
    nothing_to_amend => "没有要保存的更正。", "There are no corrections to save.";
    no_limit => "本案没有在走的办理时限：计划未规定，或材料齐全之日起才起算。", "No limit runs for this case: the plan sets none, or it begins with complete papers.";
    not_extendable => "计划未规定这一时限可以延期。", "The plan does not let this limit be extended.";
    extends_nothing(last) => "延期须到 {last} 之后的一天。", "An extension must end after {last}.";
    extends_too_far(latest) => "最多可延期到 {latest}。", "It can be extended until {latest} at most.";
    no_extension_reason => "延期须写明理由。", "An extension needs a reason.";
    list_separator => "、", ", ";
}
