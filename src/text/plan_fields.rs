//! What the fields of a plan's file and the words in them are called, for `huzhu plan show` and `diff`.
//!
//! Invariant: every field and every word that the schema of a plan file names has its name here; a test looks.

use crate::domain::people::Lang;

/// Names things by the word that stands for them in a plan's file, in the order in which a page has them.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $all:ident: $($word:literal => $zh:literal, $en:literal;)*) => {
        const $all: &[(&str, &str, &str)] = &[$(($word, $zh, $en)),*];
        $(#[$doc])*
        pub fn $name(lang: Lang, word: &str) -> Option<&'static str> {
            $all.iter().find(|(known, _, _)| *known == word).map(|(_, zh, en)| match lang {
                Lang::Zh => *zh,
                Lang::En => *en,
            })
        }
    };
}

named! {
    /// Names a field; one that means different things in different parts is asked as `part.field`.
    field, FIELDS:
    "id" => "编号", "Id";
    "series" => "系列", "Series";
    "case_prefix" => "案号字头", "Case numbers begin with";
    "code" => "代码", "Code";
    "number" => "序号", "Number";
    "name" => "名称", "Name";
    "en" => "英文名", "English name";
    "short" => "简称", "Short";
    "version" => "版本", "Version";
    "cover" => "保障期", "Cover";
    "otherwise" => "不在名单上", "Off the list";
    "valid" => "适用", "Stands for";
    "filed_from" => "申请日起", "filed from";
    "filed_to" => "申请日止", "filed to";
    "contracts" => "合同", "Contracts";
    "by_enrolment" => "按参保承保", "Cover by enrolment";
    "extension" => "延期", "Extension";
    "most_days" => "至多（天）", "At most, days";
    "approver_limit" => "超过须二人审批", "Second approver above";
    "filing" => "申请与给付", "Filing and payment";
    "enrolment" => "参保条件", "Enrolment";
    "contacts" => "联系方式", "Contacts";
    "words" => "告知用语", "Words for the claimant";
    "benefits" => "待遇", "Benefits";
    "exclusive" => "互斥", "Only one of";
    "joint_caps" => "合并限额", "Joint limits";
    "diseases" => "病种", "Diseases";
    "findings" => "特殊诊断情形", "Findings";
    "conditions" => "材料条件", "Conditions for papers";
    "materials" => "材料", "Papers";
    "exclusions" => "除外责任", "Exclusions";
    "checks" => "核验", "Checks";
    "reasons" => "理由代码", "Reason codes";
    "stages" => "环节", "Stages";
    "notes" => "说明", "Notes";
    "text" => "文字", "Text";
    "accept" => "合格标准", "Acceptable";
    "about" => "关于", "About";
    "kind" => "方式", "Kind";
    "formula" => "给付", "Pays";
    "event" => "事件", "Event";
    "class" => "类别", "Class";
    "over" => "超过", "over";
    "up_to" => "至", "up to";
    "once" => "一次", "once";
    "per_day" => "每天", "per day";
    "at_most_days" => "至多天数", "days at most";
    "percent" => "比例", "share";
    "brackets" => "档次", "Brackets";
    "amount" => "金额", "Amount";
    "amounts" => "各类金额", "Amounts";
    "for_diseases" => "部分病种另定", "Other sums for";
    "with_stay" => "须住院", "With a stay in hospital";
    "not_after" => "此前未获付", "Not after";
    "of" => "所属待遇", "of";
    "waiting" => "等待期", "Waiting period";
    "by_share" => "按评定比例", "By the assessed share";
    "ends_cover" => "给付后保障终止", "Ends the cover";
    "total_disability" => "须全残", "Total disability only";
    "cap" => "限额", "Limit";
    "limit" => "限额", "Limit";
    "per_unit" => "按每份", "Per unit";
    "repeat" => "次数", "How often";
    "payee" => "收款人", "Paid to";
    "online" => "可线上申请", "Online";
    "benefits.papers" => "已列明材料", "Papers are listed";
    "other_classes" => "另有其他类别", "Other classes exist";
    "payee_clause" => "收款人依据", "Paid to, by";
    "classes" => "适用类别", "Classes";
    "by_enrolment.classes" => "类别", "Classes";
    "window" => "申请时限", "Filing window";
    "after" => "起算", "Counted from";
    "days" => "天数", "days";
    "months" => "月数", "months";
    "special_to_end_of_year" => "特殊情形至当年年底", "Special cases to the end of the year";
    "of_accident" => "意外所致", "For accidents";
    "processing" => "核定时限", "To be decided within";
    "counted" => "按何种日计", "Counted in";
    "extendable" => "可延长", "May be longer";
    "notice" => "事故通知", "Notice of the accident";
    "assessment" => "伤残鉴定", "Assessment";
    "direct_pay" => "免申请直付", "Paid without a claim";
    "declaration" => "承诺声明", "Declared";
    "not_for" => "不因", "Not for";
    "outpatient" => "计入的门诊等治疗", "Care out of hospital that counts";
    "list" => "名单", "List";
    "lists" => "经办单位名单", "Operator's lists";
    "plan" => "计划", "Plan";
    "entries" => "名单", "Entries";
    "list_is_whole" => "须申请情形已列全", "The list of what needs a claim is whole";
    "longer_than_days" => "超过天数须申请", "Needs a claim beyond days";
    "required" => "必需", "Required";
    "optional" => "如有", "Optional";
    "unless" => "不需要", "Not needed";
    "wording" => "抄写文字", "To be copied";
    "same_as" => "与此相同", "The same as";
    "asks_where" => "未说明时，这些情况下才问", "Asked for only where";
    "unasked" => "未说明时不问", "Not asked for";
    "has" => "含", "has in it";
    "own_list" => "本项固定清单", "The benefit's own list";
    "when" => "事实", "When";
    "fact" => "事实", "Fact";
    "is" => "为", "is";
    "is_not" => "不为", "is not";
    "reason" => "理由", "Reason";
    "of_stay" => "仅涉住院", "About stays only";
    "raised_by" => "由事实提出", "Raised by";
    "excepted_causes" => "不适用于", "Not for";
    "denied" => "答否则不予给付", "Refused by a no";
    "blocks" => "不过则不能审批", "Approval waits for it";
    "excludes" => "不属于", "Takes out";
    "other_cases" => "与别案核对", "Other cases";
    "other_cases.asks" => "须复核人说明", "A reviewer answers";
    "warns" => "只提示", "Only warned of";
    "back_months" => "核对的月数", "Months back";
    "overlap_days" => "住院重叠天数", "Days that stays share";
    "id_digits_off" => "证件号码差位", "ID digits off";
    "name_characters_off" => "姓名差字", "Name characters off";
    "asks" => "须人工判断", "To the reviewer";
    "grant_after" => "治疗后可酌定", "May be granted after";
    "radiotherapy" => "放疗", "Radiotherapy";
    "chemotherapy_courses" => "化疗次数", "Courses of chemotherapy";
    "aliases" => "别名", "Also called";
    "icd" => "国际疾病分类编码", "ICD codes";
    "roles" => "办理", "Done by";
    "limit_working_days" => "时限（工作日）", "Working days";
    "limit_days" => "时限（天）", "Days";
    "clock" => "申请人补正期间", "While the claimant owes papers";
    "limit_from_approval" => "自审批起算", "Counted from the approval";
    "claimant_word" => "告知申请人", "The claimant reads";
    "message" => "通过后的短信", "SMS once passed";
    "reopening" => "重启", "Reopening";
    "recovering" => "追回", "Recovering";
    "stage" => "环节", "Stage";
    "followed_by" => "追回的登记", "Followed by";
    "written_off_by" => "追回的核销", "Written off by";
    "not_by_approver" => "核准人不得追回", "Not by who approved";
    "special_months" => "逾期后特殊受理（月）", "Special cases, months after";
    "known_months" => "知悉后（月）", "Months after it was known";
    "late" => "逾期理由", "Late";
    "bills" => "申请表须填每次住院的费用", "The form asks for the bill of every stay";
    "first_review_working_days" => "初审（工作日）", "First review, working days";
    "payment_working_days" => "发放（工作日）", "Payment, working days";
    "premium" => "保费", "Premium";
    "own_share_at_least" => "个人缴费至少", "Own share at least";
    "participation" => "参保比例", "Share enrolled";
    "large_from" => "大单位人数", "Large from";
    "large_percent" => "大单位 %", "large, per cent";
    "small_percent" => "小单位 %", "small, per cent";
    "retirement" => "退休年龄", "Retirement age";
    "male" => "男", "men";
    "female" => "女", "women";
    "enrolment.papers" => "参保材料", "Papers";
    "sealed" => "盖章", "sealed";
    "phone" => "电话", "Phone";
    "draft" => "未提交", "Not handed in";
    "paid" => "已付", "Paid";
    "refused" => "不予给付", "Refused";
    "not_assessed" => "未核定", "Not assessed";
    "most_units" => "至多份数", "Units at most";
    "numbers" => "合同号", "Numbers";
    "prefix" => "字头", "begins with";
    "digits" => "位数", "digits";
    "funding" => "出资", "paid by";
    "units" => "份数", "units";
    "ages" => "投保年龄", "Ages";
    "from" => "起", "from";
    "to" => "止", "to";
    "bank" => "收款银行", "Bank";
    "called" => "写法", "Written as";
    "member_number_digits" => "会员号位数", "Digits of the member number";
    "clause" => "依据", "Clause";
    "units_clause" => "份数依据", "Clause of the units";
    "hospitals_clause" => "医院依据", "Clause of the hospitals";
    "first_review_clause" => "初审依据", "Clause of the first review";
    "payment_clause" => "发放依据", "Clause of the payment";
    "premium_clause" => "保费依据", "Clause of the premium";
    "papers_clause" => "材料依据", "Clause of the papers";
    "numbers_clause" => "合同号依据", "Clause of the numbers";
    "pathology" => "须病理确诊", "By a pathology report";
    "clauses" => "条款出处", "Where the clauses stand";
    "in_app" => "申请人在 App 中可见", "Seen in the app";
    "seed" => "文件", "document";
    "lines" => "行", "lines";
    "own" => "本系统的解读或通用标准", "a reading of ours or a standard";
}

named! {
    /// Names a word that a field may hold; one that means different things in different fields is asked as `field.word`.
    word, WORDS:
    "receipt" => "票据号相同", "the same receipt";
    "stay" => "同一次住院", "the same stay";
    "overlap" => "住院日期重叠", "stays that overlap";
    "card" => "两名会员同一银行卡", "one bank card for two members";
    "two-names" => "同一证件号码两个姓名", "one ID number, two names";
    "id-off" => "证件号码差一位", "ID numbers one digit apart";
    "alike" => "出生日期相同、姓名相近", "one birth date, names alike";
    "runs" => "照走", "it goes on";
    "pauses" => "暂停，补齐后续计", "it stands still";
    "restarts" => "自材料齐全之日重新起算", "it starts anew with complete papers";
    "working" => "工作日", "working days";
    "calendar" => "自然日", "calendar days";
    "day-brackets" => "按住院天数分档", "by days in hospital";
    "fixed-by-disease-class" => "按病种类别定额", "by the class of the disease";
    "marginal-brackets" => "按费用分段比例", "shares of the expense";
    "kind.once" => "一次性定额", "one sum";
    "per-unit" => "按份数", "per unit";
    "fixed-by-class" => "按参保类别定额", "by the class of cover";
    "assessed" => "人工核定", "entered by a reviewer";
    "first-diagnosis" => "首次确诊", "first diagnosis";
    "admission" => "住院", "stay in hospital";
    "event.death" => "身故", "death";
    "event.accident" => "意外", "accident";
    "care" => "医疗费用", "care";
    "fire" => "火灾", "fire";
    "severe" => "重度", "severe";
    "refuse" => "不予给付", "not paid";
    "ask" => "由复核人判断", "a reviewer is asked";
    "disease" => "病种", "diseases";
    "hospital" => "医院", "hospitals";
    "outpatient-disease" => "规定病种门诊", "diseases of outpatient care";
    "special-drug" => "特殊用药", "special drugs";
    "listed-disease" => "规定病种门诊", "outpatient care for listed diseases";
    "serious-illness" => "门诊大病", "serious-illness outpatient care";
    "home-bed" => "家庭病床", "home bed";
    "kind.other" => "其他门诊", "other outpatient care";
    "mild" => "轻度", "mild";
    "cumulative" => "本期累计，减已付", "cumulative in the period, less what was paid";
    "once-in-period" => "每期一次", "once in a period";
    "repeat.once" => "仅一次", "once ever";
    "once-per-contract" => "每份合同一次", "once per contract";
    "per-event" => "每次事件", "for every event";
    "payee.member" => "会员本人", "the member";
    "not-specified" => "未规定，人工录入", "not specified";
    "agent" => "受托人", "the agent";
    "union" => "工会", "the union";
    "cover-end" => "保障期届满", "the end of the cover";
    "after.event" => "事件发生", "the event";
    "return" => "退回补正", "return";
    "reject" => "不予给付", "reject";
    "reopen" => "重启", "Reopen";
    "refer" => "转交", "refer";
    "review" => "审核", "review";
    "approval" => "审批", "approval";
    "archive" => "归档", "archive";
    "payment" => "发放", "payment";
    "not-designated" => "非定点医院", "hospital not designated";
    "not-illness" => "非因疾病", "not due to illness";
    "not-settled" => "未经医保结算", "not settled by the insurance";
    "known-before" => "参保前已确诊", "known before the enrolment";
    "illness" => "疾病", "illness";
    "traffic-accident" => "交通事故", "traffic accident";
    "work-injury" => "工伤", "work injury";
    "other-accident" => "其他意外", "other accident";
    "funding.paid" => "缴费", "paid";
    "asks.paid" => "曾获给付", "paid before";
    "warns.paid" => "曾获给付", "paid before";
    "given" => "赠送", "given";
    "yes" => "是", "yes";
    "no" => "否", "no";
}

/// Where a field stands on a page: fields without a place come last.
pub fn place(field: &str) -> usize {
    FIELDS.iter().position(|(known, _, _)| *known == field).unwrap_or(FIELDS.len())
}
