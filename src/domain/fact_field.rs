//! The catalogue of the facts that a person enters or corrects: where each stands, what kind it is, which benefits want it.
//!
//! Not here: words (`text::fact_fields`), how a text is read (`app::form`), what a plan's benefit wants (`rules::topics`).
//! Invariant: every entry names a place in [`Facts`](crate::domain::facts::Facts); a test writes through each of them.

mod part;

pub use part::Part;

/// One fact that can be entered or corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactField {
    /// A JSON pointer over `Facts`, with `*` for a place in a list: `/stays/*/admission`.
    pub pattern: &'static str,
    pub kind: FieldKind,
    pub group: Group,
    /// Its group can't be written down without it.
    pub must: bool,
    /// A reviewer says it, never a claim.
    pub reviewers_own: bool,
    /// What has to be at stake for it to be asked; empty for every claim.
    pub wanted_for: &'static [Topic],
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    Text,
    Date,
    Money,
    Count,
    YesNo,
    /// One of these words, as the claim document spells them.
    Choice(&'static [&'static str]),
    /// One of the benefits that the plan lets the claimant choose between.
    Benefit,
    /// A disease of the plan's list, or any other text.
    Disease,
    /// A finding that the plan treats apart.
    Finding,
    /// A share in per cent, 0 to 100.
    Percent,
    IdNumber,
    Phone,
    SocialCard,
    BankCard,
    /// Any other number, such as that of a receipt or a contract.
    Number,
}

/// What belongs together: a part of the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Member,
    Enrolment,
    Claim,
    Stay,
    Diagnosis,
    Outpatient,
    Accident,
    Disability,
    Fire,
    Death,
    Agent,
    Payee,
    /// An amount that a reviewer enters: no fact of a claim's form, and never corrected as one.
    Amount,
}

impl Group {
    /// Those of a claim's form, in its order.
    pub const ALL: [Group; 12] = [
        Group::Member,
        Group::Enrolment,
        Group::Claim,
        Group::Stay,
        Group::Diagnosis,
        Group::Outpatient,
        Group::Accident,
        Group::Disability,
        Group::Fire,
        Group::Death,
        Group::Agent,
        Group::Payee,
    ];

    /// The list in `Facts` that holds one entry for each; nothing where there is at most one.
    pub const fn list(self) -> Option<&'static str> {
        match self {
            Group::Enrolment => Some("enrolments"),
            Group::Stay => Some("stays"),
            Group::Outpatient => Some("outpatient"),
            Group::Amount => Some("amounts"),
            _ => None,
        }
    }
}

/// What a benefit looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Days in hospital.
    Stays,
    /// What was paid for care.
    Expenses,
    /// What each stay cost, which the form asks for whatever is claimed for it.
    StayBills,
    /// A disease and its first diagnosis.
    Disease,
    Death,
    Accident,
    Disability,
    Fire,
    /// Somebody acts for a member who died.
    Agent,
    /// Two benefits that exclude each other are claimed.
    Choice,
    /// The plan has contracts of so many units.
    Contracts,
    /// Every member has a cover of his own, of a class.
    Classes,
    /// Some stays are paid without a claim.
    DirectPay,
    /// The union tells of an accident by a day.
    Notice,
    /// Whether a disability is a total one.
    TotalDisability,
    /// The plan asks who pays the premium and how many of the staff take part.
    Terms,
}

pub const SEXES: &[&str] = &["female", "male"];
pub const CAUSES: &[&str] = &["illness", "traffic-accident", "work-injury", "other-accident"];
pub const ACCIDENT_KINDS: &[&str] = &["work-injury", "fall", "traffic", "other"];
pub const DEATH_CAUSES: &[&str] = &["illness", "accident"];
pub const FUNDINGS: &[&str] = &["paid", "given"];
pub const FILERS: &[&str] = &["member", "employer", "beneficiary"];
pub const OUTPATIENT_KINDS: &[&str] = &["listed-disease", "special-drug", "serious-illness", "home-bed", "other"];
pub const RELIEFS: &[&str] = &["none", "uraemia", "other"];
pub const ACCOUNT_KINDS: &[&str] = &["union-card", "social-security-card", "social-security-card-elsewhere", "own"];
const YES_NO: &[&str] = &["yes", "no"];

const fn asked(pattern: &'static str, kind: FieldKind, group: Group, wanted_for: &'static [Topic]) -> FactField {
    FactField { pattern, kind, group, must: false, reviewers_own: false, wanted_for }
}

const fn must(field: FactField) -> FactField {
    FactField { must: true, ..field }
}

const fn reviewers_own(field: FactField) -> FactField {
    FactField { reviewers_own: true, ..field }
}

const STAY: &[Topic] = &[Topic::Stays, Topic::Expenses, Topic::Disease];
const BILL: &[Topic] = &[Topic::Expenses];
const STAY_BILL: &[Topic] = &[Topic::Expenses, Topic::StayBills];
const DISEASE: &[Topic] = &[Topic::Disease];
const DEATH: &[Topic] = &[Topic::Death];
const ACCIDENT: &[Topic] = &[Topic::Accident];
const DISABILITY: &[Topic] = &[Topic::Disability];
const AGENT: &[Topic] = &[Topic::Agent];
const CONTRACTS: &[Topic] = &[Topic::Contracts];
const TERMS: &[Topic] = &[Topic::Terms];
const CLASSES: &[Topic] = &[Topic::Classes];
const DIRECT_PAY: &[Topic] = &[Topic::DirectPay];
const NOTICE: &[Topic] = &[Topic::Notice];
const TOTAL: &[Topic] = &[Topic::TotalDisability];
const FIRE: &[Topic] = &[Topic::Fire];

/// Every such fact, in the order of a form.
pub const FACT_FIELDS: &[FactField] = &[
    must(asked("/member/id_number", FieldKind::IdNumber, Group::Member, &[])),
    must(asked("/member/name", FieldKind::Text, Group::Member, &[])),
    asked("/member/sex", FieldKind::Choice(SEXES), Group::Member, &[]),
    asked("/member/birth", FieldKind::Date, Group::Member, &[]),
    asked("/member/phone", FieldKind::Phone, Group::Member, &[]),
    asked("/member/social_security_card", FieldKind::SocialCard, Group::Member, &[]),
    asked("/member/member_number", FieldKind::Text, Group::Member, CLASSES),
    asked("/member/platform_worker", FieldKind::YesNo, Group::Member, CLASSES),
    asked("/member/retired", FieldKind::YesNo, Group::Member, &[]),
    must(asked("/enrolments/*/cover/from", FieldKind::Date, Group::Enrolment, &[])),
    must(asked("/enrolments/*/cover/to", FieldKind::Date, Group::Enrolment, &[])),
    asked("/enrolments/*/employer", FieldKind::Text, Group::Enrolment, &[]),
    asked("/enrolments/*/contract", FieldKind::Number, Group::Enrolment, CONTRACTS),
    asked("/enrolments/*/class", FieldKind::Text, Group::Enrolment, CLASSES),
    asked("/enrolments/*/units", FieldKind::Count, Group::Enrolment, CONTRACTS),
    asked("/enrolments/*/funding", FieldKind::Choice(FUNDINGS), Group::Enrolment, CONTRACTS),
    asked("/enrolments/*/premium", FieldKind::Money, Group::Enrolment, TERMS),
    asked("/enrolments/*/own_share", FieldKind::Money, Group::Enrolment, TERMS),
    asked("/enrolments/*/insured_staff", FieldKind::Count, Group::Enrolment, TERMS),
    asked("/enrolments/*/enrolled_staff", FieldKind::Count, Group::Enrolment, TERMS),
    asked("/filed_by", FieldKind::Choice(FILERS), Group::Claim, CONTRACTS),
    asked("/known_since", FieldKind::Date, Group::Claim, CONTRACTS),
    asked("/late_reason", FieldKind::Text, Group::Claim, &[]),
    reviewers_own(asked("/complete_since", FieldKind::Date, Group::Claim, CLASSES)),
    asked("/choices/exclusive", FieldKind::Benefit, Group::Claim, &[Topic::Choice]),
    asked("/stays/*/hospital", FieldKind::Text, Group::Stay, STAY),
    must(asked("/stays/*/admission", FieldKind::Date, Group::Stay, STAY)),
    must(asked("/stays/*/discharge", FieldKind::Date, Group::Stay, STAY)),
    asked("/stays/*/stated_days", FieldKind::Count, Group::Stay, STAY),
    asked("/stays/*/cause", FieldKind::Choice(CAUSES), Group::Stay, STAY),
    asked("/stays/*/illness", FieldKind::Text, Group::Stay, STAY),
    asked("/stays/*/settled", FieldKind::YesNo, Group::Stay, STAY),
    asked("/stays/*/designated", FieldKind::YesNo, Group::Stay, STAY),
    asked("/stays/*/outside", FieldKind::YesNo, Group::Stay, DIRECT_PAY),
    asked("/stays/*/settled_later", FieldKind::YesNo, Group::Stay, DIRECT_PAY),
    asked("/stays/*/relief", FieldKind::Choice(RELIEFS), Group::Stay, DIRECT_PAY),
    must(asked("/stays/*/expense/self_care", FieldKind::Money, Group::Stay, STAY_BILL)),
    must(asked("/stays/*/expense/self_pay", FieldKind::Money, Group::Stay, STAY_BILL)),
    asked("/stays/*/expense/critical_illness_fund", FieldKind::Money, Group::Stay, STAY_BILL),
    asked("/stays/*/expense/civil_servant_subsidy", FieldKind::Money, Group::Stay, STAY_BILL),
    asked("/stays/*/expense/receipt", FieldKind::Number, Group::Stay, STAY_BILL),
    reviewers_own(asked("/stays/*/expense_in_period", FieldKind::Money, Group::Stay, BILL)),
    asked("/diagnosis/disease", FieldKind::Disease, Group::Diagnosis, DISEASE),
    asked("/diagnosis/hospital", FieldKind::Text, Group::Diagnosis, DISEASE),
    asked("/diagnosis/diagnosed", FieldKind::Date, Group::Diagnosis, DISEASE),
    asked("/diagnosis/pathology_report", FieldKind::Date, Group::Diagnosis, DISEASE),
    asked("/diagnosis/confirming_report", FieldKind::Date, Group::Diagnosis, DISEASE),
    asked("/diagnosis/known_before", FieldKind::YesNo, Group::Diagnosis, DISEASE),
    asked("/diagnosis/finding", FieldKind::Finding, Group::Diagnosis, DISEASE),
    asked("/diagnosis/radiotherapy", FieldKind::YesNo, Group::Diagnosis, DISEASE),
    asked("/diagnosis/chemotherapy_courses", FieldKind::Count, Group::Diagnosis, DISEASE),
    asked("/diagnosis/stroke_sequelae", FieldKind::YesNo, Group::Diagnosis, CLASSES),
    must(asked("/outpatient/*/kind", FieldKind::Choice(OUTPATIENT_KINDS), Group::Outpatient, BILL)),
    asked("/outpatient/*/item", FieldKind::Text, Group::Outpatient, BILL),
    must(asked("/outpatient/*/settled_on", FieldKind::Date, Group::Outpatient, BILL)),
    asked("/outpatient/*/settled", FieldKind::YesNo, Group::Outpatient, BILL),
    must(asked("/outpatient/*/expense/self_care", FieldKind::Money, Group::Outpatient, BILL)),
    must(asked("/outpatient/*/expense/self_pay", FieldKind::Money, Group::Outpatient, BILL)),
    asked("/outpatient/*/expense/critical_illness_fund", FieldKind::Money, Group::Outpatient, BILL),
    asked("/outpatient/*/expense/civil_servant_subsidy", FieldKind::Money, Group::Outpatient, BILL),
    asked("/outpatient/*/expense/receipt", FieldKind::Number, Group::Outpatient, BILL),
    asked("/accident/date", FieldKind::Date, Group::Accident, ACCIDENT),
    asked("/accident/kind", FieldKind::Choice(ACCIDENT_KINDS), Group::Accident, ACCIDENT),
    asked("/accident/as_driver", FieldKind::YesNo, Group::Accident, ACCIDENT),
    asked("/accident/police", FieldKind::YesNo, Group::Accident, ACCIDENT),
    asked("/accident/criminal", FieldKind::YesNo, Group::Accident, ACCIDENT),
    asked("/accident/recognised", FieldKind::YesNo, Group::Accident, CLASSES),
    asked("/accident/known_to_union", FieldKind::Date, Group::Accident, NOTICE),
    asked("/accident/notified", FieldKind::Date, Group::Accident, NOTICE),
    asked("/accident/account", FieldKind::Text, Group::Accident, ACCIDENT),
    asked("/disability/share", FieldKind::Percent, Group::Disability, DISABILITY),
    asked("/disability/assessed", FieldKind::Date, Group::Disability, DISABILITY),
    asked("/disability/total", FieldKind::YesNo, Group::Disability, TOTAL),
    asked("/disability/applied", FieldKind::Date, Group::Disability, TOTAL),
    must(asked("/fire/date", FieldKind::Date, Group::Fire, FIRE)),
    asked("/fire/account", FieldKind::Text, Group::Fire, FIRE),
    must(asked("/death/date", FieldKind::Date, Group::Death, DEATH)),
    asked("/death/sudden_illness", FieldKind::YesNo, Group::Death, DEATH),
    asked("/death/treated_in_hospital", FieldKind::YesNo, Group::Death, DEATH),
    asked("/death/cause", FieldKind::Choice(DEATH_CAUSES), Group::Death, DEATH),
    asked("/death/declared", FieldKind::YesNo, Group::Death, CLASSES),
    asked("/death/illness", FieldKind::Disease, Group::Death, DEATH),
    must(asked("/agent/name", FieldKind::Text, Group::Agent, AGENT)),
    asked("/agent/id_number", FieldKind::IdNumber, Group::Agent, AGENT),
    asked("/agent/phone", FieldKind::Phone, Group::Agent, AGENT),
    asked("/agent/relation", FieldKind::Text, Group::Agent, AGENT),
    must(asked("/payee/name", FieldKind::Text, Group::Payee, &[])),
    asked("/payee/bank", FieldKind::Text, Group::Payee, &[]),
    asked("/payee/card", FieldKind::BankCard, Group::Payee, &[]),
    asked("/payee/account_kind", FieldKind::Choice(ACCOUNT_KINDS), Group::Payee, CLASSES),
    asked("/payee/activated", FieldKind::YesNo, Group::Payee, CLASSES),
    asked("/payee/proof", FieldKind::Text, Group::Payee, &[]),
    must(reviewers_own(asked("/amounts/*/amount", FieldKind::Money, Group::Amount, &[]))),
    must(reviewers_own(asked("/amounts/*/clause", FieldKind::Text, Group::Amount, &[]))),
];

impl FactField {
    /// Finds the entry of a concrete JSON pointer: `/stays/0/admission`.
    pub fn of(pointer: &str) -> Option<&'static FactField> {
        FACT_FIELDS.iter().find(|field| field.matches(pointer))
    }

    fn matches(&self, pointer: &str) -> bool {
        let (mut pattern, mut given) = (self.pattern.split('/'), pointer.split('/'));
        loop {
            match (pattern.next(), given.next()) {
                (None, None) => return true,
                (Some("*"), Some(index)) if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) => {}
                (Some(wanted), Some(part)) if wanted != "*" && wanted == part => {}
                _ => return false,
            }
        }
    }

    /// The concrete pointer of the entry at a place in its list; the place means nothing where there is no list.
    pub fn at(&self, index: usize) -> String {
        self.pattern.replace('*', &index.to_string())
    }

    /// Whether a claim in which these topics are at stake is asked for it.
    pub fn is_wanted(&self, topics: &[Topic]) -> bool {
        self.wanted_for.is_empty() || self.wanted_for.iter().any(|topic| topics.contains(topic))
    }

    /// Whether what stands in it is shown masked.
    pub const fn is_personal(&self) -> bool {
        matches!(self.kind, FieldKind::IdNumber | FieldKind::Phone | FieldKind::SocialCard | FieldKind::BankCard)
    }
}

/// The words that a fact at a place, given as a pattern, can be said in: yes and no, or its own; nothing for any other fact.
pub fn fact_words(pattern: &str) -> Option<&'static [&'static str]> {
    match FACT_FIELDS.iter().find(|field| field.pattern == pattern)?.kind {
        FieldKind::YesNo => Some(YES_NO),
        FieldKind::Choice(words) => Some(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_find_their_entries() {
        assert_eq!(FactField::of("/stays/12/expense/self_pay").unwrap().kind, FieldKind::Money);
        assert_eq!(FactField::of("/stays/0/expense/self_pay").unwrap().at(3), "/stays/3/expense/self_pay");
        for none in ["", "/", "/stays/x/admission", "/stays//admission", "/stays/0", "/member/id_number/0", "/answers/0/holds"] {
            assert!(FactField::of(none).is_none(), "{none}");
        }
    }

    #[test]
    fn no_two_entries_name_one_place() {
        for (i, field) in FACT_FIELDS.iter().enumerate() {
            assert!(FACT_FIELDS[..i].iter().all(|before| before.pattern != field.pattern), "{}", field.pattern);
            assert_eq!(field.pattern.contains('*'), field.group.list().is_some(), "{}", field.pattern);
        }
    }
}
