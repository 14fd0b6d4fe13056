//! The sentences of the checks that plans of contracts make.

use super::lines::Told;
use super::{missing_facts, passes};
use crate::domain::assessment::Check;
use crate::domain::names::Names;
use crate::domain::people::Lang;
use crate::text::plural;

texts! {
    in_force(n, spans) => "{n}：{spans}", "{n}: {spans}";
    span(from, to) => "{from} 至 {to}", "{from} to {to}";
    of_contract(contract, text) => "{contract} 的合同：{text}", "contract {contract}: {text}";
    not_in_force(day, n, spans) => "{day} 没有合同在保障期限内（{n}：{spans}）", "no contract was in force on {day} ({n}: {spans})";
    no_contract => "没有保障合同，须核对", "no contract is known, to be looked up";
    number_right => "格式正确", "well formed";
    number_form(n, forms) => "{n}的单号不是 {forms}，请核对", "{n} with a number that is not {forms}";
    form(prefix, digits) => "{prefix} 加 {digits} 位", "{prefix} and {digits} digits";
    or => "或 ", ", or ";
    number_funding(n) => "{n}的单号与缴费、普惠不符，请核对", "{n} whose number does not agree with who paid for it";
    same_number(number) => "单号 {number} 登记了不止一次，份数或起止日期却不一样；同一单号就是同一份合同，请按合同原件更正登记", "the contract {number} is stated more than once, and its units or dates differ; one number is one contract: correct the record by the contract itself";
    twice(n, day) => "{n}同于 {day} 生效，单号不全：是否重复登记，须判断", "{n} began on {day} and not all have a number: to be judged whether the same contract was typed again";
    cap_which(amount, units) => "已付 {amount}；本次计 {units}，与以往所付是否同样的份数，须判断", "{amount} was paid; {units} count now: to be judged whether they are those paid before";
    span_right(term) => "均为 {term}", "{term} each";
    span_differs(from, to, by_rule) => "{from} 至 {to}，按项目应至 {by_rule}", "{from} to {to}; by the plan it ends on {by_rule}";
    units_right(most) => "均不超过 {most}", "none has more than {most}";
    units_over(units, most) => "登记 {units}，超出 {most}的部分不予救助", "{units}, of which at most {most} are paid";
    units_given(units, always) => "普惠合同登记 {units}，市总赠送为 {always}", "a given contract with {units}; the city gives {always}";
    age_right(from, to) => "生效时在 {from} 至 {to} 周岁", "aged {from} to {to} at each start";
    age_outside(age, to, day) => "{day} 生效时 {age} 岁，不在入会年龄内（至 {to} 周岁）", "aged {age} when the contract of {day} began, outside the ages for joining (up to {to})";
    at_work => "在职", "at work";
    retired => "入会时已退休", "retired when enrolled";
    retired_unsaid => "未注明，核准即表示未退休", "not said; approving attests that the member was not retired";
    membership => "身体健康、能正常工作的在职职工，由单位统一入会；核准即表示已核对", "healthy and at work, enrolled by the employer; approving attests to it";
    premium(units, paid) => "{units}，{paid}", "{units}, {paid}";
    premium_differs(units, paid, due) => "{units} 缴 {paid}，应为 {due}", "{paid} was paid for {units}, {due} is due";
    known_in_time(day, term, to) => "{day} 提出，自知道之日起 {term}至 {to}", "filed {day}; {term} from knowing: until {to}";
    event_in_time(day, term, to) => "{day} 提出，自事件之日起 {term}至 {to}", "filed {day}; {term} from the event itself: until {to}";
    known_late(day, term, to) => "{day} 提出，自知道之日起 {term}已于 {to} 届满", "filed {day}; {term} from knowing: until {to} only";
    known_unsaid(day, term, to) => "{day} 提出，距事件已过 {term}（{to}）：何时知道，须填写", "filed {day}, over {term} after the event ({to}): say when it was known";
    filed_on_start(day) => "{day} 提出，即合同生效当日；意外次日起可申请，须判断", "filed {day}, the day of the start; accidents may be claimed from the next day: to be judged";
    listed(n, disease) => "{n} 类之一：{disease}", "one of the {n}: {disease}";
    first_new(day) => "入会后首次患病，{day} 首次确诊", "first suffered after joining, first diagnosed {day}";
    first_unsaid(day) => "{day} 首次确诊；核准即表示入会前未患此病", "first diagnosed {day}; approving attests that the illness was not there before joining";
    first_death(day) => "{day} 因病身故；核准即表示入会前未患此病", "died {day} of an illness; approving attests that it was not there before joining";
    first_death_known(from) => "因病身故，该疾病早于入会 {from}；身故没有免责期，须判断", "died of an illness that was there before joining on {from}; no wait for a death: to be judged";
    first_known => "入会前已患此病，不予救助", "the illness was there before joining, not covered";
    first_before(day, from) => "{day} 确诊，早于入会 {from}", "diagnosed {day}, before joining on {from}";
    first_paid(day, from) => "{from} 确诊的同一疾病已获救助，{day} 的不是初次患病", "the same disease was paid as diagnosed {from}, so that of {day} is not the first time";
    wait_over(since, waited) => "自 {since} 起已 {waited}，免责期已过", "{waited} after {since}, the waiting period is over";
    wait_on(since, waited, days) => "自 {since} 起恰为 {waited}，「{days} 日后」可作两种理解，须判断", "exactly {waited} after {since}; \"after {days} days\" can be counted both ways: to be judged";
    wait_in(since, waited) => "自 {since} 起仅 {waited}，在免责期内", "{waited} after {since}, inside the waiting period";
    wait_partly(since, waited) => "部分份数自 {since} 起仅 {waited}，在免责期内，不计", "some units began {since}, {waited} before: they still wait and don't count";
    wait_overlap(since, waited) => "{since} 生效时前一合同尚未期满，至确诊仅 {waited}；是否接续免责期，须判断", "began {since} while the earlier contract still ran, {waited} before: to be judged whether its wait goes over";
    wait_after_payout(since, waited) => "{since} 生效，前一合同已因给付终止，至确诊仅 {waited}；免责期是否重新计算，须判断", "began {since} after a payout had ended the earlier contract, {waited} before: to be judged whether the wait starts anew";
    places(counted, most) => "免责期内的份数是否占用 {most}，须判断；不占则计 {counted}", "to be judged whether units that still wait take their place among {most}; if not, {counted} count";
    early_death(day, start, days) => "{start} 生效，{day} 因病身故，在 {days}内；身故没有免责期，请核对", "began {start}, died of illness {day}, within {days}; no wait for a death, please look";
    early_disability(day, start, days) => "{start} 生效，{day} 意外，在 {days}内；残疾没有免责期，请核对", "began {start}, accident {day}, within {days}; no wait for a disability, please look";
    disability(day) => "{day} 意外；残疾没有免责期，核准即表示已核对", "accident of {day}; no wait for a disability; approving attests to it";
    accident_told(day) => "{day} 意外，经过已写明", "accident of {day}, its course is told";
    accident_no_account => "申请表未写明事故的时间、地点、经过", "the form does not tell time, place and course of the accident";
    accident_illness => "住院因疾病，不是意外伤害", "the stay was for an illness, no accident";
    start_after(day) => "{day} 意外，在合同生效次日以后", "accident of {day}, after the day of the start";
    start_day(day) => "{day} 意外，即合同生效当日，须判断", "accident of {day}, the very day of the start: to be judged";
    start_before(day, from) => "{day} 意外，早于合同生效 {from}，须判断", "accident of {day}, before the contract began on {from}: to be judged";
    end_admission(day, to) => "{day} 意外，合同 {to} 期满后才入院，须判断", "accident of {day}, admitted after the contract's end on {to}: to be judged";
    end_death(day, to) => "{day} 意外，合同 {to} 期满后才身故，须判断", "accident of {day}, died of it after the contract's end on {to}: to be judged";
    again_case(case, day) => "同一合同已有意外住院（{case}，{day}）；保障期内符合条件都可申请，须判断", "the contract paid a stay of {day} ({case}); the answers speak for paying: to be judged";
    again_same(day) => "同一合同本次另有意外住院（{day}）；保障期内符合条件都可申请，须判断", "another accident stay of {day} in this claim under the same contract: to be judged";
    share(percent) => "鉴定比例 {percent}%；核准即表示已核对", "assessed share {percent} %; approving attests to it";
    share_range => "鉴定比例须在 0 至 100 之间", "the share must be between 0 and 100";
    same_illness(day, disease) => "{disease} {day} 已给付重疾，合同责任终止；因同一疾病身故，须判断", "{disease} was paid as of {day} and ended the cover; died of the same illness: to be judged";
    ended_unsaid(day) => "{day} 已给付重疾，合同责任终止；因何病身故未写明，须判断", "critical illness as of {day} ended the cover; of which illness he died is not said: to be judged";
    ended_other(day) => "{day} 已给付重疾，合同责任终止；因其他疾病身故", "critical illness as of {day} ended the cover; died of another illness";
    same_day(day) => "{day} 确诊并给付重疾，同日身故；给付后责任终止，是否另付身故，须判断", "critical illness is paid as of {day} and ends the cover, died on the same day: to be judged whether the death is paid too";
    same_open(day, disease) => "{disease} {day} 确诊；因同一疾病身故，是否由合同承担，须判断", "{disease}, diagnosed {day}; died of it: to be judged whether the contract bears it";
    unsaid_open(day) => "{day} 确诊重疾；因何病身故未写明，是否由合同承担，须判断", "critical illness diagnosed {day}; of which illness he died is not said: to be judged whether the contract bears it";
    later(case, amount, day) => "{case} 已就 {day} 的事件付 {amount}；若先付本项，合同此前即已终止，须判断", "{case} paid {amount} for an event of {day}; had this been paid first, the contract would have ended before: to be judged";
    grant_without(case, amount, day) => "{case} 于 {day} 付过 {amount}，未记合同：哪份合同终止，须判断", "{case} paid {amount} on {day} and names no contract: to be judged which one it ended";
    open_claim(case) => "{case} 尚未决定，核准后会终止合同", "{case} is undecided, and would end a contract";
    bank_right(bank) => "{bank}", "{bank}";
    bank_other(bank) => "不是{bank}的卡，救助金发放至{bank}卡", "not a card of {bank}, into which the office pays";
    bank_unsaid(bank) => "未写银行，核准即表示为{bank}卡", "no bank is stated; approving attests that it is {bank}";
    agent => "户名与受托人一致", "the account is in the agent's name";
    not_agent => "户名与受托人不符", "the account is not in the agent's name";
    no_agent => "身故须付给受托人：请填写受托人", "after a death the agent is paid: enter the agent";
}

/// Says what a check of a plan of contracts found; nothing for a check that it shares with other plans.
pub fn of(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let line = of_terms(lang, names, check, told).or_else(|| of_event(lang, names, check, told))?;
    // A question about one contract names it.
    match check.finding.stays[..] {
        [of] if check.check != "enrolled" => Some(of_contract(lang, span(lang, of.from, of.to), line)),
        _ => Some(line),
    }
}

fn of_terms(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let count = || plural::units(lang, &told.count);
    let term = |months: Option<u32>| plural::term(lang, months.unwrap_or_default());
    let window = || term(names.figures().known_months);
    let bank = || names.figures().bank.map(|bank| bank.get(lang).to_owned()).unwrap_or_default();
    Some(match (check.check.as_str(), told.which) {
        ("enrolled", which @ ("contracts" | "not-in-force")) => {
            let spans: Vec<String> = check.finding.stays.iter().map(|of| span(lang, of.from, of.to)).collect();
            let (contracts, spans) = (plural::contracts(lang, &told.count), spans.join(crate::text::assess::comma(lang)));
            if which == "contracts" { in_force(lang, contracts, spans) } else { not_in_force(lang, &told.day, contracts, spans) }
        }
        ("enrolled", "no-contract") => no_contract(lang).to_owned(),
        ("contract-number", "right") => number_right(lang).to_owned(),
        ("contract-number", "form") => {
            let forms = names.figures().number_forms;
            let forms: Vec<String> = forms.iter().map(|(prefix, digits)| form(lang, prefix, digits)).collect();
            number_form(lang, plural::contracts(lang, &told.count), forms.join(or(lang)))
        }
        ("contract-number", "funding") => number_funding(lang, plural::contracts(lang, &told.count)),
        ("contract-number", _) => missing_facts(lang, &check.finding),
        ("contract-twice", "same-number") => same_number(lang, check.finding.said.as_deref().unwrap_or_default()),
        ("contract-twice", _) => twice(lang, plural::contracts(lang, &told.count), &told.day),
        ("cap-units", _) => cap_which(lang, &told.amount, plural::units(lang, &told.count)),
        ("contract-span", "right") => span_right(lang, term(names.figures().contract_months)),
        ("contract-span", _) => span_differs(lang, &told.from, &told.to, &told.day),
        ("units", "over") => units_over(lang, count(), plural::units(lang, &told.expected)),
        ("units", "given") => units_given(lang, count(), plural::units(lang, &told.expected)),
        ("units", _) => units_right(lang, plural::units(lang, &told.expected)),
        ("age", "right") => age_right(lang, &told.count, &told.expected),
        ("age", "outside") => age_outside(lang, &told.count, &told.expected, &told.day),
        ("retirement", "unsaid") => retired_unsaid(lang).to_owned(),
        ("retirement", "at-work") => at_work(lang).to_owned(),
        ("retirement", "retired") => retired(lang).to_owned(),
        ("member-conditions", "contracts") => membership(lang).to_owned(),
        ("premium", "units") if passes(check) => premium(lang, count(), &told.amount),
        ("premium", "units") => premium_differs(lang, count(), &told.amount, &told.limit),
        ("filing-window", "known") => known_in_time(lang, &told.day, window(), &told.to),
        ("filing-window", "by-event") => event_in_time(lang, &told.day, window(), &told.to),
        ("filing-window", "known-late") => known_late(lang, &told.day, window(), &told.to),
        ("filing-window", "known-unsaid") => known_unsaid(lang, &told.day, window(), &told.to),
        ("filing-window", "start-day") => filed_on_start(lang, &told.day),
        ("payee-bank", "right") => bank_right(lang, bank()),
        ("payee-bank", "other") => bank_other(lang, bank()),
        ("payee-bank", _) => bank_unsaid(lang, bank()),
        ("payee", "agent") => agent(lang).to_owned(),
        ("payee", "not-agent") => not_agent(lang).to_owned(),
        ("payee", "no-agent") => no_agent(lang).to_owned(),
        ("open-claim", _) => open_claim(lang, &told.case),
        ("later-grant", _) => later(lang, &told.case, &told.amount, &told.day),
        ("earlier-grant", _) => grant_without(lang, &told.case, &told.amount, &told.day),
        _ => return None,
    })
}

fn of_event(lang: Lang, names: &dyn Names, check: &Check, told: &Told<'_>) -> Option<String> {
    let waited = || plural::days(lang, &told.count);
    let said = || check.finding.said.as_deref().unwrap_or_default();
    Some(match (check.check.as_str(), told.which) {
        ("disease-listed", "listed") => listed(lang, names.figures().diseases, names.disease(said())),
        ("first-time", "new") => first_new(lang, &told.day),
        ("first-time", "unsaid") => first_unsaid(lang, &told.day),
        ("first-time", "known") => first_known(lang).to_owned(),
        ("first-time", "death") => first_death(lang, &told.day),
        ("first-time", "death-known") => first_death_known(lang, &told.from),
        ("first-time", "paid-before") => first_paid(lang, &told.day, &told.from),
        ("first-time", _) => first_before(lang, &told.day, &told.from),
        ("waiting-period", "over") => wait_over(lang, &told.from, waited()),
        ("waiting-period", "on-the-day") => wait_on(lang, &told.from, waited(), &told.expected),
        ("waiting-period", "overlap") => wait_overlap(lang, &told.from, waited()),
        ("waiting-period", "after-payout") => wait_after_payout(lang, &told.from, waited()),
        ("units-waiting", _) => places(lang, plural::units(lang, &told.count), plural::units(lang, &told.expected)),
        ("waiting-period", "partly") => wait_partly(lang, &told.from, waited()),
        ("waiting-period", _) => wait_in(lang, &told.from, waited()),
        ("no-waiting", "death-early") => early_death(lang, &told.day, &told.from, waited()),
        ("no-waiting", "disability-early") => early_disability(lang, &told.day, &told.from, waited()),
        ("no-waiting", _) => disability(lang, &told.day),
        ("accident", "told") => accident_told(lang, &told.day),
        ("accident", "no-account") => accident_no_account(lang).to_owned(),
        ("accident", "illness") => accident_illness(lang).to_owned(),
        ("accident-start", "after") => start_after(lang, &told.day),
        ("accident-start", "start-day") => start_day(lang, &told.day),
        ("accident-start", _) => start_before(lang, &told.day, &told.from),
        ("accident-end", "death") => end_death(lang, &told.day, &told.to),
        ("accident-end", _) => end_admission(lang, &told.day, &told.to),
        ("accident-again", "earlier-case") => again_case(lang, &told.case, &told.day),
        ("accident-again", _) => again_same(lang, &told.day),
        ("disability-share", "assessed") => share(lang, said()),
        ("disability-share", "out-of-range") => share_range(lang).to_owned(),
        ("death-after-illness", "same") => same_illness(lang, &told.day, names.disease(said())),
        ("death-after-illness", "other") => ended_other(lang, &told.day),
        ("death-after-illness", "same-day") => same_day(lang, &told.day),
        ("death-after-illness", "same-open") => same_open(lang, &told.day, names.disease(said())),
        ("death-after-illness", "unsaid-open") => unsaid_open(lang, &told.day),
        ("death-after-illness", _) => ended_unsaid(lang, &told.day),
        _ => return None,
    })
}
