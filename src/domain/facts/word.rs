//! What a claim says of a fact that is answered by yes or no, or by one of some words.
//!
//! Invariant: every such fact of the catalogue is found here; a test says each of its words.

use crate::domain::fact_field::fact_words;
use crate::domain::facts::{AccidentKind, AccountKind, Cause, DeathCause, Facts, FiledBy, Funding, OutpatientKind, Relief, Stay};
use crate::domain::people::Sex;

impl Facts {
    /// Whether a fact, given by its pattern (`/stays/*/relief`), is said to be so; of a list, by any of its entries.
    pub fn says(&self, pattern: &str, word: &str) -> bool {
        let is = |said: Option<&str>| said == Some(word);
        let member = &self.member;
        let (accident, death, diagnosis) = (self.accident.as_ref(), self.death.as_ref(), self.diagnosis.as_ref());
        let (disability, payee) = (self.disability.as_ref(), self.payee.as_ref());
        match pattern {
            "/member/sex" => is(member.sex.map(sex)),
            "/member/retired" => is(member.retired.map(yes_no)),
            "/member/platform_worker" => is(member.platform_worker.map(yes_no)),
            "/enrolments/*/funding" => self.enrolments.iter().any(|enrolment| is(enrolment.funding.map(funding))),
            "/filed_by" => is(self.filed_by.map(filed_by)),
            "/stays/*/cause" => self.stays.iter().any(|stay| is(stay.cause.map(cause))),
            "/stays/*/settled" => self.stays.iter().any(|stay| is(stay.settled.map(yes_no))),
            "/stays/*/designated" => self.stays.iter().any(|stay| is(stay.designated.map(yes_no))),
            "/stays/*/outside" => self.stays.iter().any(|stay| is(stay.outside.map(yes_no))),
            "/stays/*/settled_later" => self.stays.iter().any(|stay| is(stay.settled_later.map(yes_no))),
            "/stays/*/relief" => self.stays.iter().any(|stay| is(stay.relief.map(relief))),
            "/diagnosis/known_before" => is(diagnosis.and_then(|of| of.known_before).map(yes_no)),
            "/diagnosis/radiotherapy" => is(diagnosis.and_then(|of| of.radiotherapy).map(yes_no)),
            "/diagnosis/stroke_sequelae" => is(diagnosis.and_then(|of| of.stroke_sequelae).map(yes_no)),
            "/outpatient/*/kind" => self.outpatient.iter().any(|care| is(Some(outpatient(care.kind)))),
            "/outpatient/*/settled" => self.outpatient.iter().any(|care| is(care.settled.map(yes_no))),
            "/accident/kind" => is(accident.and_then(|of| of.kind).map(accident_kind)),
            "/accident/as_driver" => is(accident.and_then(|of| of.as_driver).map(yes_no)),
            "/accident/police" => is(accident.and_then(|of| of.police).map(yes_no)),
            "/accident/criminal" => is(accident.and_then(|of| of.criminal).map(yes_no)),
            "/accident/recognised" => is(accident.and_then(|of| of.recognised).map(yes_no)),
            "/disability/total" => is(disability.and_then(|of| of.total).map(yes_no)),
            "/death/sudden_illness" => is(death.and_then(|of| of.sudden_illness).map(yes_no)),
            "/death/treated_in_hospital" => is(death.and_then(|of| of.treated_in_hospital).map(yes_no)),
            "/death/cause" => is(death.and_then(|of| of.cause).map(death_cause)),
            "/death/declared" => is(death.and_then(|of| of.declared).map(yes_no)),
            "/payee/account_kind" => is(payee.and_then(|of| of.account_kind).map(account)),
            "/payee/activated" => is(payee.and_then(|of| of.activated).map(yes_no)),
            _ => false,
        }
    }

    /// The places of a fact, given by its pattern, at which nobody said anything; none of a list without entries.
    pub fn unsaid(&self, pattern: &str) -> Vec<String> {
        if let Some(field) = pattern.strip_prefix("/stays/*/") {
            let is_said = |stay: &Stay| match field {
                "cause" => stay.cause.is_some(),
                "settled" => stay.settled.is_some(),
                "designated" => stay.designated.is_some(),
                "outside" => stay.outside.is_some(),
                "settled_later" => stay.settled_later.is_some(),
                "relief" => stay.relief.is_some(),
                _ => true,
            };
            let unsaid = self.stays.iter().enumerate().filter(|(_, stay)| !is_said(stay));
            return unsaid.map(|(at, _)| format!("facts.stays[{at}].{field}")).collect();
        }
        if pattern.contains('*') {
            // What the other lists say of this kind is always said, or never asked for.
            return Vec::new();
        }
        let is_said = fact_words(pattern).is_none_or(|words| words.iter().any(|word| self.says(pattern, word)));
        if is_said { Vec::new() } else { vec![format!("facts{}", pattern.replace('/', "."))] }
    }

    /// What a fact in free words says, given by its pattern.
    pub fn text(&self, pattern: &str) -> Option<&str> {
        let said = match pattern {
            "/diagnosis/disease" => self.diagnosis.as_ref()?.disease.as_deref(),
            _ => None,
        };
        said.map(str::trim).filter(|said| !said.is_empty())
    }
}

const fn yes_no(said: bool) -> &'static str {
    if said { "yes" } else { "no" }
}

const fn sex(said: Sex) -> &'static str {
    match said {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

const fn funding(said: Funding) -> &'static str {
    match said {
        Funding::Paid => "paid",
        Funding::Given => "given",
    }
}

const fn filed_by(said: FiledBy) -> &'static str {
    match said {
        FiledBy::Member => "member",
        FiledBy::Employer => "employer",
        FiledBy::Beneficiary => "beneficiary",
    }
}

const fn cause(said: Cause) -> &'static str {
    match said {
        Cause::Illness => "illness",
        Cause::TrafficAccident => "traffic-accident",
        Cause::WorkInjury => "work-injury",
        Cause::OtherAccident => "other-accident",
    }
}

const fn relief(said: Relief) -> &'static str {
    match said {
        Relief::None => "none",
        Relief::Uraemia => "uraemia",
        Relief::Other => "other",
    }
}

const fn outpatient(said: OutpatientKind) -> &'static str {
    match said {
        OutpatientKind::ListedDisease => "listed-disease",
        OutpatientKind::SpecialDrug => "special-drug",
        OutpatientKind::SeriousIllness => "serious-illness",
        OutpatientKind::HomeBed => "home-bed",
        OutpatientKind::Other => "other",
    }
}

const fn accident_kind(said: AccidentKind) -> &'static str {
    match said {
        AccidentKind::WorkInjury => "work-injury",
        AccidentKind::Fall => "fall",
        AccidentKind::Traffic => "traffic",
        AccidentKind::Other => "other",
    }
}

const fn death_cause(said: DeathCause) -> &'static str {
    match said {
        DeathCause::Illness => "illness",
        DeathCause::Accident => "accident",
    }
}

const fn account(said: AccountKind) -> &'static str {
    match said {
        AccountKind::UnionCard => "union-card",
        AccountKind::SocialSecurityCard => "social-security-card",
        AccountKind::SocialSecurityCardElsewhere => "social-security-card-elsewhere",
        AccountKind::Own => "own",
    }
}
