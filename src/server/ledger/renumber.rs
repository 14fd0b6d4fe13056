//! What a correction makes of members in the books: their names, numbers and periods, and whose case one is by its identity number.
//!
//! Not here: how a claim that comes in finds its member (`members`), who may correct (`judge`).
//! Invariant: a case that goes to another member takes with it what only it told of the former one, and writes over nothing that is
//! known of the other.

use rusqlite::named_params;

use super::members::{Numbers, is_right, same_id};
use super::{Books, LedgerError, Writing};
use crate::domain::facts::{Enrolment, Facts, Member};
use crate::domain::identity::read_id_number;
use crate::domain::ids::MemberId;
use crate::sql::{Day, Json};

/// Whose case one is by its corrected identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// It stays with its member, who now has that number.
    Same,
    /// It is another member's, who is known or was entered.
    Other(i64, MemberId),
    /// The number is known as that of somebody with another name or another day of birth.
    Stranger,
}

/// A period as the books tell one from another: what enrolments are keyed by, but for the member.
fn key(enrolment: &Enrolment) -> (&str, Day, &str, String) {
    let contract = enrolment.contract.as_deref().map(same_id).unwrap_or_default();
    (enrolment.plan.as_str(), Day(enrolment.cover.from), enrolment.employer.as_deref().unwrap_or_default(), contract)
}

impl Books<'_> {
    /// Gives what a member's cases say, but for one, newest first.
    fn told_by_others(&self, member_no: i64, case_no: i64) -> Result<Vec<Facts>, LedgerError> {
        let sql = "SELECT facts FROM cases WHERE member = ? AND no <> ? ORDER BY no DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((member_no, case_no), |row| row.get::<_, Json<Facts>>(0))?;
        rows.map(|row| Ok(row?.0)).collect()
    }
}

impl Writing<'_> {
    /// Takes over what a reviewer corrected of a member's name, phone and card, and nothing else; what is nobody's number is not.
    pub fn correct_member(&self, member_no: i64, before: &Member, after: &Member) -> Result<(), LedgerError> {
        let (was, given) = (Numbers::of(before), Numbers::of(after));
        let name = (before.name != after.name).then(|| after.name.trim());
        let phone = given.phone.filter(|_| before.phone != after.phone);
        let card = given.card.filter(|card| was.card.as_ref() != Some(card));
        let sql = "UPDATE members SET name = ifnull(?, name), phone = ifnull(?, phone), \
                   social_security_card = ifnull(?, social_security_card) WHERE no = ?";
        self.connection.prepare_cached(sql)?.execute((name, phone, card, member_no))?;
        Ok(())
    }

    /// Tells whose case one is by the identity number that a reviewer corrected. It is another's where he is known by it, or where its
    /// member has a right number and other cases. Of a member who is known nothing is changed.
    pub fn owner(&self, member_no: i64, case_no: i64, member: &Member) -> Result<Owner, LedgerError> {
        let Some(number) = Numbers::of(member).id_number else { return Ok(Owner::Same) };
        if let Some(found) = self.known("id_number = ?1", &[&number])?.pop() {
            let born = read_id_number(&number).ok().map(|said| said.birth);
            let fits = found.name.trim() == member.name.trim() && (member.birth.is_none() || member.birth == born);
            return Ok(match () {
                () if found.no == member_no => Owner::Same,
                () if fits => Owner::Other(found.no, found.id),
                () => Owner::Stranger,
            });
        }
        let sql = "SELECT id_number, EXISTS (SELECT 1 FROM cases WHERE member = ?1 AND no <> ?2) FROM members WHERE no = ?1";
        let (known, others): (Option<String>, bool) =
            self.connection.query_row(sql, (member_no, case_no), |row| Ok((row.get(0)?, row.get(1)?)))?;
        if is_right(&known) && others {
            return self.new_member(member).map(|(no, id)| Owner::Other(no, id));
        }
        self.connection.execute("UPDATE members SET id_number = ? WHERE no = ?", (number, member_no))?;
        Ok(Owner::Same)
    }

    /// Gives a case, which said `before` of the former member and says `after` now, to another member. Numbers and periods that only
    /// this case told of the former one are his no more; such periods are the other's, as they were corrected, and so are phone and card
    /// where none was known of him.
    pub fn give_case(&self, case_no: i64, (from, to): (i64, i64), before: &Facts, after: &Facts) -> Result<(), LedgerError> {
        self.connection.execute("DELETE FROM open_claims WHERE member = ? AND case_no = ?", (from, case_no))?;
        self.connection.execute("UPDATE cases SET member = ? WHERE no = ?", (to, case_no))?;
        // What an earlier round paid goes with the case.
        self.connection.execute("UPDATE grants SET member = ? WHERE case_no = ?", (to, case_no))?;
        let others = self.told_by_others(from, case_no)?;
        let told: Vec<_> = others.iter().flat_map(|facts| &facts.enrolments).map(key).collect();
        let only_here = |list: &[Enrolment]| list.iter().filter(|enrolment| !told.contains(&key(enrolment))).cloned().collect::<Vec<_>>();
        self.correct_enrolments(from, &only_here(&before.enrolments), &[])?;
        self.enrol(to, &only_here(&after.enrolments))?;
        self.fill(to, &Numbers::of(&after.member))?;
        self.take_back(from, &before.member, &others)
    }

    /// Takes back of a member what a case that is not his told of him: what another case of his tells stands in its place.
    fn take_back(&self, member_no: i64, told: &Member, others: &[Facts]) -> Result<(), LedgerError> {
        let given = Numbers::of(told);
        let known: Vec<Numbers> = others.iter().map(|facts| Numbers::of(&facts.member)).collect();
        let left = |said: &Option<String>, of: fn(&Numbers) -> &Option<String>| {
            let stays = known.iter().any(|numbers| of(numbers) == said);
            if said.is_none() || stays { said.clone() } else { known.iter().find_map(|numbers| of(numbers).clone()) }
        };
        let number = left(&given.id_number, |numbers| &numbers.id_number);
        let is_his = |number: &String| self.known("id_number = ?1", &[number]).map(|found| found.iter().all(|known| known.no == member_no));
        let number = number.map(|number| is_his(&number).map(|his| his.then_some(number))).transpose()?.flatten();
        let said = told.name.trim();
        let named = others.iter().any(|facts| facts.member.name.trim() == said);
        let name = others.first().filter(|_| !named).map_or(said, |facts| facts.member.name.trim());
        let sql = "UPDATE members SET id_number = iif(id_number IS :said_number, :number, id_number), \
                   phone = iif(phone IS :said_phone, :phone, phone), \
                   social_security_card = iif(social_security_card IS :said_card, :card, social_security_card), \
                   name = iif(name IS :said, :name, name) WHERE no = :no";
        let phone = left(&given.phone, |numbers| &numbers.phone);
        let card = left(&given.card, |numbers| &numbers.card);
        self.connection.prepare_cached(sql)?.execute(named_params! {
            ":said_number": given.id_number, ":number": number, ":said_phone": given.phone, ":phone": phone,
            ":said_card": given.card, ":card": card, ":said": said, ":name": name, ":no": member_no,
        })?;
        Ok(())
    }

    /// Takes over a member's periods as a reviewer corrected them: what he corrected is no longer known, what he made of it is.
    pub fn correct_enrolments(&self, member_no: i64, before: &[Enrolment], after: &[Enrolment]) -> Result<(), LedgerError> {
        let sql = "DELETE FROM enrolments WHERE member = ? AND plan = ? AND from_day = ? AND employer = ? AND contract = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        for enrolment in before.iter().filter(|enrolment| !after.contains(enrolment)) {
            let (plan, from, employer, contract) = key(enrolment);
            statement.execute((member_no, plan, from, employer, contract))?;
        }
        self.enrol(member_no, after)
    }
}
