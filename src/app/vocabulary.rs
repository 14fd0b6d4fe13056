//! What a filter can speak of on this machine: the plans at hand with their stages and diseases, and the people of the office.
//!
//! Not here: how a filter is read (`domain::filter`). Invariant: each id stands once, whichever plan's version it is from.

use crate::domain::filter::{Named, Vocabulary};
use crate::domain::people::Role;
use crate::rules::PlanSet;
use crate::wire::Person;

/// Other words for stages that are called differently in each plan.
const ALSO: [(&str, &str); 3] = [("medical-review", "医审"), ("payment", "付款"), ("first-check", "收件")];

/// Whether a person sees names and numbers under masks only.
pub fn sees_masks(me: &Person) -> bool {
    me.roles.iter().all(|role| *role == Role::Enquiry)
}

/// Puts together what there is. `people`: whose names may be shown.
pub fn vocabulary(plans: &PlanSet, people: &[Person], me: &Person) -> Vocabulary {
    let mut words = Vocabulary { masked: sees_masks(me), ..Vocabulary::default() };
    for plan in plans.iter() {
        put(&mut words.plans, plan.id.as_str(), [plan.short.zh.as_str(), &plan.short.en, &plan.name.zh, &plan.name.en]);
        for stage in &plan.stages {
            put(&mut words.stages, stage.id.as_str(), [stage.name.zh.as_str(), &stage.name.en]);
        }
        for disease in &plan.diseases {
            let aliases = disease.aliases.iter().map(String::as_str);
            put(&mut words.diseases, &disease.code, [disease.name.as_str(), &disease.en].into_iter().chain(aliases));
        }
    }
    for (id, also) in ALSO {
        if words.stages.iter().any(|stage| stage.id == id) {
            put(&mut words.stages, id, [also]);
        }
    }
    for person in people.iter().chain([me]) {
        put(&mut words.people, person.user.as_str(), [person.name.as_str()]);
    }
    words
}

fn put<'n>(list: &mut Vec<Named>, id: &str, names: impl IntoIterator<Item = &'n str>) {
    let at = list.iter().position(|one| one.id == id).unwrap_or_else(|| {
        list.push(Named { id: id.to_owned(), names: Vec::new() });
        list.len() - 1
    });
    let Some(one) = list.get_mut(at) else { return };
    for name in names {
        if !name.is_empty() && !one.names.iter().any(|known| known == name) {
            one.names.push(name.to_owned());
        }
    }
}
