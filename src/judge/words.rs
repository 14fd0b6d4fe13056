//! A refusal in words, with the names that the plan gives to stages, papers and benefits.

use super::{PaperLack, Why};
use crate::domain::amendment::AmendFault;
use crate::domain::case::Status;
use crate::domain::ids::{BenefitId, MaterialId, StageId};
use crate::domain::people::Lang;
use crate::rules::plan::Plan;
use crate::rules::workflow;
use crate::text::checks::check_name;
use crate::text::{refusals, roles};

/// Puts into words why a decision is not possible.
pub fn why_in_words(lang: Lang, plan: &Plan, why: &Why) -> String {
    let join = |parts: Vec<String>| parts.join(refusals::list_separator(lang));
    match why {
        Why::Basis => refusals::basis(lang).into(),
        Why::Plan => refusals::plan_changed(lang).into(),
        Why::Engine => refusals::engine_changed(lang).into(),
        Why::Amount { now } => refusals::amount_changed(lang, now.grouped()),
        Why::Stage { now } => refusals::stage_moved(lang, stage(lang, plan, now)),
        Why::Status { now: Status::Returned } => refusals::with_claimant(lang).into(),
        Why::Status { .. } => refusals::ended(lang).into(),
        Why::Verb { stage: at, .. } => refusals::not_here(lang, stage(lang, plan, at)),
        Why::Role { needs } => refusals::role_needed(lang, join(needs.iter().map(|role| roles::role(lang, *role).to_owned()).collect())),
        Why::OtherEmployer => refusals::other_employer(lang).into(),
        Why::FourEyes { at } => refusals::four_eyes(lang, stage(lang, plan, at)),
        Why::OverLimit { limit } => refusals::over_limit(lang, limit.grouped()),
        Why::Papers { lacks } => refusals::papers(lang, papers(lang, plan, lacks)),
        Why::Checks { checks } => refusals::checks(lang, join(checks.iter().map(|(check, _)| check_name(lang, check.as_str())).collect())),
        Why::Identity => refusals::identity(lang).into(),
        Why::Unassessed { benefits } => refusals::unassessed(lang, join(benefits.iter().map(|id| benefit(lang, plan, id)).collect())),
        Why::NothingGranted => refusals::nothing_granted(lang).into(),
        Why::NotReturned => refusals::not_returned(lang).into(),
        Why::NothingCame => refusals::nothing_came(lang).into(),
        Why::NoDefect => refusals::no_defect(lang).into(),
        Why::Reason { .. } | Why::NoSuchPaper { .. } => unknown_name(lang, why),
        Why::NoReason => refusals::no_reason(lang).into(),
        Why::NoSuchClause => refusals::no_such_clause(lang).into(),
        Why::Clock => refusals::clock_wrong(lang).into(),
        Why::NotPaid => refusals::not_paid(lang).into(),
        Why::NoGrounds => refusals::no_grounds(lang).into(),
        Why::Taken { by } => refusals::taken_by(lang, by),
        Why::HeldBy { user } => refusals::held_by(lang, user),
        Why::NotTheirs { user } => refusals::not_theirs(lang, user),
        Why::EmptyNote => refusals::empty_note(lang).into(),
        Why::NotReviewed { stage: at } => refusals::not_reviewed(lang, stage(lang, plan, at)),
        Why::TooLong => refusals::too_long(lang).into(),
        Why::OtherCase => refusals::other_case(lang).into(),
        Why::Amendment { fault } => amendment(lang, fault).into(),
        Why::NoEvidence { .. } => refusals::no_evidence(lang).into(),
        Why::NoQuestion { check } => refusals::no_question(lang, check_name(lang, check.as_str())),
        Why::NoSuchExclusion => refusals::no_such_exclusion(lang).into(),
        Why::NotForeseen => refusals::not_foreseen(lang).into(),
        Why::Undecided => refusals::undecided(lang).into(),
        Why::NoStageBefore { stage: at } if workflow::first(plan).is_some_and(|first| first.id == *at) => {
            refusals::first_stage(lang, stage(lang, plan, at))
        }
        Why::NoStageBefore { stage: at } => refusals::no_stage_before(lang, stage(lang, plan, at)),
        Why::WithPanel => refusals::with_panel(lang).into(),
        Why::NotHeld => refusals::not_held(lang).into(),
        Why::ParkedUntil => refusals::parked_until(lang).into(),
        Why::NothingPaid { benefit: of } if plan.benefit(of).is_none() => refusals::no_such_benefit(lang).into(),
        Why::NothingPaid { benefit: of } => refusals::nothing_paid(lang, benefit(lang, plan, of)),
        Why::NothingToRecover => refusals::nothing_to_recover(lang).into(),
        Why::NotTheWhole { held } => refusals::not_the_whole(lang, held.grouped()),
        Why::MoreThanAsked { open } => refusals::more_than_asked(lang, open.grouped()),
        Why::OwnRecovery => refusals::own_recovery(lang).into(),
        Why::OwnApproval => refusals::own_approval(lang).into(),
        Why::NothingToAmend => refusals::nothing_to_amend(lang).into(),
        Why::NoLimit => refusals::no_limit(lang).into(),
        Why::NotExtendable => refusals::not_extendable(lang).into(),
        Why::ExtendsNothing { last } => refusals::extends_nothing(lang, last),
        Why::ExtendsTooFar { latest } => refusals::extends_too_far(lang, latest),
        Why::NoExtensionReason => refusals::no_extension_reason(lang).into(),
    }
}

/// Puts into words what is wrong with an amendment; never with the value that it is about.
pub const fn amendment(lang: Lang, fault: &AmendFault) -> &'static str {
    match fault {
        AmendFault::NoSuchFact { .. } => refusals::no_such_fact(lang),
        AmendFault::Changed { .. } => refusals::fact_changed(lang),
        AmendFault::Form { .. } => refusals::fact_form(lang),
        AmendFault::Mask { .. } => refusals::fact_mask(lang),
        AmendFault::Same { .. } => refusals::fact_same(lang),
        AmendFault::NoReason => refusals::amend_no_reason(lang),
        AmendFault::TooLong => refusals::too_long(lang),
        AmendFault::Twice => refusals::amended_twice(lang),
        AmendFault::Within { .. } => refusals::amended_within(lang),
        AmendFault::Crowded { .. } => refusals::list_crowded(lang),
        AmendFault::StillRaised => refusals::still_raised(lang),
        AmendFault::OtherMember => refusals::other_member(lang),
        AmendFault::AnotherPerson => refusals::another_person(lang),
        AmendFault::OfficersOwn => refusals::number_of_the_office(lang),
        AmendFault::OfficeSaidNo => refusals::office_said_no(lang),
        AmendFault::WithNumber => refusals::answered_with_number(lang),
        AmendFault::Reversed { .. } => refusals::span_reversed(lang),
        AmendFault::Computed => refusals::amount_computed(lang),
        AmendFault::OwnAmount => refusals::own_amount(lang),
        AmendFault::NotAnswered => refusals::not_answered(lang),
        AmendFault::AlreadyRaised => refusals::already_raised(lang),
        AmendFault::NotRaised => refusals::not_raised(lang),
        AmendFault::NoSuchStay => refusals::no_such_stay(lang),
    }
}

/// A name from outside is repeated only where it has the form of one.
fn unknown_name(lang: Lang, why: &Why) -> String {
    let harmless = |text: &str| match text {
        name if name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !looks_personal(name) => {
            name.to_owned()
        }
        _ => "?".to_owned(),
    };
    match why {
        Why::Reason { reason } => refusals::reason_unknown(lang, harmless(reason.as_str())),
        Why::NoSuchPaper { material } => refusals::no_such_paper(lang, harmless(material.as_str())),
        _ => String::new(),
    }
}

/// A run of digits may be somebody's number.
fn looks_personal(name: &str) -> bool {
    name.bytes().filter(u8::is_ascii_digit).count() > 4
}

fn stage(lang: Lang, plan: &Plan, id: &StageId) -> String {
    plan.stage(id).map_or_else(|| id.to_string(), |stage| stage.name.get(lang).to_owned())
}

fn benefit(lang: Lang, plan: &Plan, id: &BenefitId) -> String {
    plan.benefit(id).map_or_else(|| id.to_string(), |benefit| benefit.name.get(lang).to_owned())
}

/// The papers by what they lack, so that it is said once of each kind.
fn papers(lang: Lang, plan: &Plan, lacks: &[(MaterialId, PaperLack)]) -> String {
    let name = |id: &MaterialId| plan.material(id).map_or_else(|| id.to_string(), |material| material.name.get(lang).to_owned());
    let kinds = [
        (PaperLack::Defective, refusals::papers_defective as fn(_, _) -> _),
        (PaperLack::Missing, refusals::papers_missing),
        (PaperLack::NoVerdict, refusals::papers_no_verdict),
    ];
    let told = kinds.into_iter().filter_map(|(kind, told)| {
        let of_it: Vec<String> = lacks.iter().filter(|(_, lack)| *lack == kind).map(|(id, _)| name(id)).collect();
        (!of_it.is_empty()).then(|| told(lang, of_it.join(refusals::papers_and(lang))))
    });
    told.collect::<Vec<_>>().join(refusals::papers_then(lang))
}
