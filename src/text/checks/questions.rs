//! The question that a person answers for each check, and the two answers in the words of that question.
//!
//! Not here: what an answer does to the amount (`rules`). Invariant: "yes" comes first, and only of an exclusion does "yes" stand against
//! the claim: there the question is whether it applies.

mod by_enrolment;

use crate::domain::ids::ExclusionId;
use crate::domain::names::Names;
use crate::domain::people::Lang;

/// A check's id, and in each language the question, what "yes" says and what "no" says.
type Asked = (&'static str, [&'static str; 3], [&'static str; 3]);

/// What a check asks; one that is not listed asks whether it may be let pass.
const ASKED: &[Asked] = &[
    (
        "enrolled",
        ["本案的事件发生在参保期间吗？", "是，当时参保", "否，当时未参保"],
        ["Was the member enrolled when it happened?", "yes, enrolled", "no, not enrolled"],
    ),
    (
        "enrolment-terms",
        ["参保登记虽与规定不同，可按整期参保、一份办理吗？", "是，按整期一份办理", "否，不可以"],
        [
            "May it be treated as one share for the whole period, though it was enrolled otherwise?",
            "yes, as one whole share",
            "no, it may not",
        ],
    ),
    (
        "death-elsewhere",
        ["身故保障金已告知另行申请吗？", "是，已告知", "否，未告知"],
        ["Was it told that a death is claimed elsewhere?", "yes, it was told", "no, it was not"],
    ),
    (
        "paper-facts",
        ["这些情况都没有，相应材料不用交吗？", "是，都没有", "否，须先说明"],
        ["Is none of this so, and none of these papers needed?", "yes, none is", "no, it has to be told"],
    ),
    (
        "retirement",
        ["参保时仍在职（未退休）吗？", "是，仍在职", "否，已退休"],
        ["Was the member still at work when enrolled, not retired?", "yes, at work", "no, retired"],
    ),
    (
        "premium",
        ["所缴保障金可以认可吗？", "是，认可", "否，不认可"],
        ["Is the premium accepted as it was paid?", "yes, accepted", "no, not accepted"],
    ),
    (
        "own-share",
        ["个人缴纳的部分可以认可吗？", "是，认可", "否，不认可"],
        ["Is the member's own part accepted?", "yes, accepted", "no, not accepted"],
    ),
    (
        "participation",
        ["单位的参保率可以认可吗？", "是，认可", "否，不认可"],
        ["Is the employer's participation accepted?", "yes, accepted", "no, not accepted"],
    ),
    (
        "filing-window",
        ["这件申请可以按期内受理吗？", "是，受理", "否，不受理"],
        ["Is the claim taken as filed in time?", "yes, in time", "no, not in time"],
    ),
    ("dates", ["各日期已核对，可以认可吗？", "是，认可", "否，有误"], ["Are the dates right after all?", "yes, right", "no, wrong"]),
    (
        "form",
        ["申请表缺的内容可以不补吗？", "是，可以不补", "否，须补"],
        ["May what the form lacks stay open?", "yes, it may", "no, it is needed"],
    ),
    (
        "id-number",
        ["证件与原件核对无误吗？", "是，无误", "否，有误"],
        ["Does the ID number agree with the document itself?", "yes, it agrees", "no, it differs"],
    ),
    (
        "mobile",
        ["手机号已核实可用吗？", "是，可用", "否，不可用"],
        ["Was the phone number found to work?", "yes, it works", "no, it does not"],
    ),
    (
        "social-security-card",
        ["社保卡号与原卡核对无误吗？", "是，无误", "否，有误"],
        ["Does the card's number agree with the card itself?", "yes, it agrees", "no, it differs"],
    ),
    (
        "bank-card",
        ["银行卡号与原卡核对无误吗？", "是，无误", "否，有误"],
        ["Does the number agree with the bank card itself?", "yes, it agrees", "no, it differs"],
    ),
    ("payee", ["可以付给这个账户吗？", "是，可以付", "否，不可以付"], ["May this account be paid into?", "yes, it may", "no, it may not"]),
    ("payee-bank", ["可以付到这张卡吗？", "是，可以付", "否，不可以付"], ["May this card be paid to?", "yes, it may", "no, it may not"]),
    (
        "stay-days",
        ["出院记录写的天数与日期不同，按记录的天数计吗？", "是，按记录的天数", "否，天数或日期有误"],
        ["Do the days of the record count, though the dates say otherwise?", "yes, as recorded", "no, the days or dates are wrong"],
    ),
    (
        "stay-overlap",
        ["重叠的日期只计一次，可以认可吗？", "是，认可", "否，住院日期有误"],
        ["Are the shared days, counted once, accepted?", "yes, accepted", "no, the dates of a stay are wrong"],
    ),
    (
        "stay-expense",
        ["两次住院的费用是不同的票据吗？", "是，各有票据，都计", "否，同一票据，只计一次"],
        ["Are these different bills?", "yes, different: both count", "no, the same bill: it counts once"],
    ),
    (
        "continuity",
        ["跨期住院期间连续参保吗？", "是，连续参保，归出院所在期", "否，不连续，只计本期内的天数"],
        [
            "Was the member enrolled without a gap over this stay?",
            "yes: it belongs to the period of the discharge",
            "no: only the days inside count",
        ],
    ),
    (
        "other-period",
        ["另一期已结算过的住院，本期仍应计入吗？", "是，本期仍计", "否，不再计"],
        ["Does a stay that another period settled count here all the same?", "yes, it counts here", "no, it is not counted again"],
    ),
    (
        "designated-hospital",
        ["这些住院可以按定点医院照计吗？", "是，照计", "否，不计"],
        ["Do these stays count as in a designated hospital?", "yes, they count", "no, they don't"],
    ),
    (
        "insurance-settlement",
        ["这些费用可以按已经医保结算照计吗？", "是，照计", "否，不计"],
        ["Do these count as settled by the insurance?", "yes, they count", "no, they don't"],
    ),
    (
        "receipts",
        ["相同号码的确是不同的票据吗？", "是，不同票据", "否，重复票据"],
        ["Are the receipts of one number truly different ones?", "yes, different", "no, the same twice"],
    ),
    (
        "declared-cause",
        ["住院确非工伤或职业病所致吗？", "是，并非工伤", "否，是工伤"],
        ["Was the stay truly not for a work injury or an occupational disease?", "yes, it was not", "no, it was for one"],
    ),
    (
        "outpatient-list",
        ["病种与药品在目录内吗？", "是，在目录内", "否，不在目录内"],
        ["Are disease and drug on the operator's lists?", "yes, on the lists", "no, not on them"],
    ),
    (
        "hospitalised",
        ["因本次确诊的疾病住过院吗？", "是，住过院", "否，未住院"],
        ["Was there a stay in hospital for this disease?", "yes, there was", "no, there was none"],
    ),
    (
        "disease-listed",
        ["所患疾病在规定病种内吗？", "是，在病种内", "否，不在病种内"],
        ["Is the disease among those of the plan?", "yes, it is listed", "no, it is not"],
    ),
    (
        "disease-finding",
        ["这种情形仍属补助范围吗？", "是，仍予补助", "否，不予补助"],
        ["Is this finding covered all the same?", "yes, covered", "no, not covered"],
    ),
    (
        "disease-period",
        ["确诊可以按在本期内办理吗？", "是，按本期办理", "否，不属本期"],
        ["Is the diagnosis taken as inside the period?", "yes, inside", "no, outside"],
    ),
    (
        "known-before",
        ["这种疾病是参保后才首次确诊的吗？", "是，参保后首次确诊", "否，参保前已确诊"],
        ["Was the disease first diagnosed after the enrolment?", "yes, first after it", "no, it was known before"],
    ),
    (
        "earlier-critical",
        ["这次与以往已付的是不同的疾病吗？", "是，不同疾病", "否，同一疾病，参保前已知"],
        ["Is this another disease than the one paid before?", "yes, another one", "no, the same, known before"],
    ),
    (
        "once-in-period",
        ["本期已付过一次，认可这次申请吗？", "是，认可", "否，本期只付一次"],
        ["One was paid in this period: does this claim stand?", "yes, it stands", "no, once in a period"],
    ),
    (
        "exclusive-choice",
        ["按这样选取的一项给付吗？", "是，付选取的一项", "否，改付另一项"],
        ["Is the benefit that was taken the one to pay?", "yes, the one taken", "no, the other one"],
    ),
    (
        "closes-other",
        ["知道付这一项后另一项本期不再付，仍付这一项吗？", "是，仍付这一项", "否，先不付"],
        ["Paying this closes the other for the period: pay it all the same?", "yes, pay it", "no, not yet"],
    ),
    (
        "sudden-death",
        ["是突发疾病、未及住院治疗而身故吗？", "是，突发且未及治疗", "否，不是"],
        ["Was it a sudden illness, before any hospital treatment?", "yes, sudden and untreated", "no, it was not"],
    ),
    (
        "severe-before",
        ["参保以来确未享受过重症补助吗？", "是，未享受过", "否，享受过"],
        ["Is it so that no severe illness was ever paid?", "yes, none was paid", "no, one was paid"],
    ),
    (
        "materials-not-specified",
        ["经办单位要求的材料都有了吗？", "是，都有了", "否，不齐"],
        ["Are the papers that the operator asks for all there?", "yes, all there", "no, some lack"],
    ),
    (
        "contract-number",
        ["合同单号已与原件核对无误吗？", "是，无误", "否，有误"],
        ["Does the contract number agree with the contract itself?", "yes, it agrees", "no, it differs"],
    ),
    (
        "contract-twice",
        [
            "同一单号登记不一的，须更正登记；同日生效、单号不全的，是不同的合同吗？",
            "是，不同合同，份数都计",
            "否，同一合同登记两次，只计一次",
        ],
        [
            "One number stated in two ways has to be corrected; are those that begin on one day, not all with a number, different contracts?",
            "yes, different: the units of all count",
            "no, one typed twice: it counts once",
        ],
    ),
    (
        "cap-units",
        ["本次计入的是以往未付过的份数吗？", "是，其他份数，各有限额", "否，同样的份数，与以往合计限额"],
        [
            "Are the units that count now others than those paid before?",
            "yes, others, each with its own limit",
            "no, the same, within one limit with what was paid",
        ],
    ),
    (
        "contract-span",
        ["合同期限可以认可吗？", "是，认可", "否，有误"],
        ["Are the contract's dates accepted?", "yes, accepted", "no, wrong"],
    ),
    ("units", ["登记的份数可以认可吗？", "是，认可", "否，有误"], ["Are the units as recorded accepted?", "yes, accepted", "no, wrong"]),
    (
        "age",
        ["合同生效时的年龄可以认可吗？", "是，认可", "否，不在入会年龄内"],
        ["Is the age at the contract's start accepted?", "yes, accepted", "no, outside the ages for joining"],
    ),
    (
        "first-time",
        ["这种疾病是入会后首次患的吗？", "是，首次患病", "否，入会前已患"],
        ["Was the illness suffered for the first time after joining?", "yes, for the first time", "no, it was there before"],
    ),
    (
        "waiting-period",
        ["免责期已经过了吗？", "是，已过，应付", "否，仍在免责期，不付"],
        ["Is the waiting period over?", "yes, over: owed", "no, still waiting: not owed"],
    ),
    (
        "units-waiting",
        ["免责期内的份数不占用份数上限吗？", "是，不占用，其余份数照付", "否，占用，超出的不付"],
        [
            "Do units that still wait leave the places of the limit to others?",
            "yes, they do: the others are paid",
            "no, they take their places: what is over is not paid",
        ],
    ),
    (
        "no-waiting",
        ["发生在合同生效初期，认可给付吗？", "是，认可", "否，不认可"],
        ["It happened soon after the start: is it accepted?", "yes, accepted", "no, not accepted"],
    ),
    ("accident", ["确由意外伤害引起吗？", "是，意外伤害", "否，不是意外"], ["Was it an accident?", "yes, an accident", "no, none"]),
    (
        "accident-start",
        ["这份合同承担这次意外吗？", "是，承担", "否，不承担"],
        ["Does the contract bear this accident?", "yes, it does", "no, it does not"],
    ),
    (
        "accident-end",
        ["事故时有效、现已期满的合同，承担这次意外吗？", "是，承担", "否，不承担"],
        ["Does the contract of the accident, which has run out, bear it?", "yes, it does", "no, it does not"],
    ),
    (
        "accident-again",
        ["同一合同再次意外住院，仍给付吗？", "是，仍给付", "否，不再给付"],
        ["Is a second accident stay paid under the contract?", "yes, paid again", "no, not again"],
    ),
    (
        "disability-share",
        ["残疾比例可以认可吗？", "是，认可", "否，不认可"],
        ["Is the assessed share accepted?", "yes, accepted", "no, not accepted"],
    ),
    (
        "death-after-illness",
        ["重疾之后的这次身故，合同仍承担吗？", "是，仍承担", "否，不承担"],
        ["After the illness, do the contracts still bear this death?", "yes, they do", "no, they don't"],
    ),
    (
        "earlier-grant",
        ["以往的给付没有终止这些合同吗？", "是，合同仍有效", "否，合同已终止"],
        ["Are these contracts still in force after that payout?", "yes, in force", "no, ended"],
    ),
    (
        "later-grant",
        ["同一合同已付过其后的事件，仍付这一项吗？", "是，仍付", "否，不再付"],
        ["The contract paid a later event: is this one paid too?", "yes, paid too", "no, not paid"],
    ),
    (
        "recovered",
        ["本项曾追回，现查明仍应给付吗？", "是，现查明应给付", "否，追回的原因仍在"],
        ["It was recovered: is it found owed after all?", "yes, found owed", "no, the reason for it still stands"],
    ),
    (
        "open-claim",
        ["另一件未决，仍先办这一件吗？", "是，先办这一件", "否，等另一件"],
        ["The other claim is undecided: go on with this one?", "yes, go on", "no, wait for it"],
    ),
];

const OTHER_CASE: Asked = (
    "other-case",
    ["已与别案核对，本案可以照常办理吗？", "是，照常办理", "否，系重复或不实"],
    ["Compared with the other case, may this one go on?", "yes, it may", "no, it is a double or untrue"],
);
const OTHER: Asked = ("", ["这一项可以认可吗？", "是，认可", "否，不认可"], ["May this be let pass?", "yes, it may", "no, it may not"]);
const EXCLUSION: Asked = (
    "",
    ["这一免责情形适用于本案吗？", "是，适用，不予给付", "否，不适用，照常给付"],
    ["Does this exclusion apply to the claim?", "yes, it applies: not paid", "no, it does not: paid as usual"],
);

texts! {
    excluded(question, text) => "「{text}」：{question}", "{text}: {question}";
}

fn exclusion_of(id: &str) -> Option<ExclusionId> {
    id.strip_prefix("exclusion-").map(ExclusionId::from)
}

fn asked(lang: Lang, id: &str) -> &'static [&'static str; 3] {
    let of = |(_, zh, en): &'static Asked| if lang == Lang::Zh { zh } else { en };
    if exclusion_of(id).is_some() {
        return of(&EXCLUSION);
    }
    if super::is_other_case(id) {
        return of(&OTHER_CASE);
    }
    of(ASKED.iter().chain(by_enrolment::ASKED).find(|(known, ..)| *known == id).unwrap_or(&OTHER))
}

/// The question of a check.
pub fn question(lang: Lang, names: &dyn Names, id: &str) -> String {
    let question = asked(lang, id)[0];
    exclusion_of(id).map_or_else(|| question.to_owned(), |id| excluded(lang, question, names.exclusion(&id)))
}

/// Whether "yes" lets the check pass; of an exclusion it is "no" that does.
pub fn yes_passes(id: &str) -> bool {
    exclusion_of(id).is_none()
}

/// The answer of which the recorded word is `holds`, in the words of the question.
pub fn answer_word(lang: Lang, id: &str, holds: bool) -> &'static str {
    let [_, yes, no] = *asked(lang, id);
    if holds == yes_passes(id) { yes } else { no }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_is_always_the_answer_that_begins_so_and_each_check_is_asked_once() {
        for (i, (id, zh, en)) in ASKED.iter().chain(by_enrolment::ASKED).chain([&OTHER, &EXCLUSION, &OTHER_CASE]).enumerate() {
            assert!(zh[0].ends_with('？') && en[0].ends_with('?'), "{id}");
            assert!(zh[1].starts_with('是') && zh[2].starts_with('否'), "{id}");
            assert!(en[1].starts_with("yes") && en[2].starts_with("no"), "{id}");
            assert!(ASKED.iter().chain(by_enrolment::ASKED).skip(i + 1).all(|other| other.0 != *id), "{id}");
        }
    }

    #[test]
    fn the_word_for_an_exclusion_that_was_overruled_is_no() {
        assert!(answer_word(Lang::Zh, "exclusion-1.6", true).starts_with('否'));
        assert!(answer_word(Lang::Zh, "retirement", true).starts_with('是'));
    }
}
