//! Members in the books: who a claim is of, what was decided for him before, and how a claim finds him.
//!
//! Not here: what a correction makes of them (`renumber`).
//! Invariant: one person has one entry, found by identity number, else by card, else by name and phone; his history comes in one fixed order,
//! because the basis of his cases is made of it.

use super::cases::Used;
use super::{Books, LedgerError, Writing};
use crate::domain::facts::{Enrolment, History, Member, OpenBenefit, PastBenefit};
use crate::domain::identity::{IdFault, phone_form, read_id_number, social_security_card_is_plausible};
use crate::domain::ids::{CaseId, MemberId, PlanId};
use crate::domain::number::compared;
use crate::domain::time::Span;
use crate::sql::{Day, Json};

/// The most people of one name with one phone, or with one card, that are looked at to find the right one.
const NAMESAKES: u32 = 50;

/// The form under which identity, card and contract numbers are compared.
pub(super) fn same_id(number: &str) -> String {
    compared(number).into_owned()
}

/// The numbers by which a person is known, in the form under which they are compared. One that has not the form of a number, such as
/// "none", is nobody's.
pub(super) struct Numbers {
    pub id_number: Option<String>,
    pub phone: Option<String>,
    pub card: Option<String>,
}

impl Numbers {
    pub(super) fn of(member: &Member) -> Self {
        let upper = |text: &Option<String>| text.as_deref().map(same_id);
        Numbers {
            id_number: upper(&member.id_number).filter(|number| read_id_number(number) != Err(IdFault::Form)),
            phone: member.phone.as_deref().map(phone_form).filter(|phone| !phone.is_empty()),
            card: upper(&member.social_security_card).filter(|card| social_security_card_is_plausible(card)),
        }
    }
}

/// A member as the books know him.
pub(super) struct Known {
    pub no: i64,
    pub id: MemberId,
    pub name: String,
    id_number: Option<String>,
}

/// Whether it is a number that somebody can have: then nobody else has it, and he has no other.
pub(super) fn is_right(id_number: &Option<String>) -> bool {
    id_number.as_deref().is_some_and(|number| read_id_number(number).is_ok())
}

impl Books<'_> {
    /// Gives what was decided for a member in his other cases, and which severe claims are still open there.
    pub fn history(&self, member_no: i64, except: Option<i64>) -> Result<History, LedgerError> {
        let except = except.unwrap_or(0);
        // What was asked back whole and came back is as if it had never been granted: it used up nothing.
        let sql = "SELECT cases.id, grants.plan, benefit, decided, max(amount, ifnull(grants.held, 0)), used, ifnull(grants.held, 0) > amount FROM grants \
                   JOIN cases ON cases.no = case_no WHERE grants.member = ? AND case_no <> ? \
                   AND NOT (grants.held IS 0 AND amount = 0 AND used = ?) ORDER BY grants.no";
        let mut statement = self.connection.prepare_cached(sql)?;
        let granted = statement.query_map((member_no, except, Json(Used::default())), |row| {
            let Json(used): Json<Used> = row.get(5)?;
            // More is held than the case grants now, and it uses nothing up any more.
            let asked_back = row.get(6)? && used == Used::default();
            let Used { stays, expense, class, event } = used;
            let (case, plan) = (row.get(0)?, row.get(1)?);
            let decided = row.get::<_, Day>(3)?.0;
            Ok(PastBenefit { case, plan, benefit: row.get(2)?, decided, amount: row.get(4)?, stays, expense, class, event, asked_back })
        })?;
        let granted = granted.collect::<Result<_, _>>()?;
        let sql = "SELECT cases.id, open_claims.plan, benefit, class FROM open_claims JOIN cases ON cases.no = case_no \
                   WHERE open_claims.member = ? AND case_no <> ? ORDER BY case_no, benefit";
        let mut statement = self.connection.prepare_cached(sql)?;
        let open = statement.query_map((member_no, except), |row| {
            let class = row.get::<_, Option<Json<_>>>(3)?.map(|json| json.0);
            Ok(OpenBenefit { case: row.get(0)?, plan: row.get(1)?, benefit: row.get(2)?, class })
        })?;
        Ok(History { granted, open: open.collect::<Result<_, _>>()?, ..History::default() })
    }

    /// Gives the undecided cases of a member, oldest first; no more than `limit`.
    pub fn undecided_cases(&self, member_no: i64, limit: u32) -> Result<Vec<CaseId>, LedgerError> {
        let sql = "SELECT id FROM cases WHERE member = ? AND frozen_history IS NULL ORDER BY no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((member_no, limit), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Finds the member that a claim is of by any of his numbers, or enters him. Nothing where he is known by card, or by name and
    /// phone, under another identity number only: that is a wrong number, or another person.
    pub fn member(&self, member: &Member) -> Result<Option<(i64, MemberId)>, LedgerError> {
        let given = Numbers::of(member);
        if let Some(number) = &given.id_number
            && let Some(found) = self.known("id_number = ?1", &[number])?.pop()
        {
            return self.same(found, &given).map(Some);
        }
        let mut known = Vec::new();
        if let Some(card) = &given.card {
            known.extend(self.known("social_security_card = ?1", &[card])?);
        }
        if let Some(phone) = &given.phone {
            known.extend(self.known("phone = ?1 AND name = ?2", &[phone, member.name.trim()])?);
        }
        if known.is_empty() {
            return self.new_member(member).map(Some);
        }
        // Somebody who was entered without a right identity number is the same person when it comes later, and the other way round.
        let fits = |known: &Known| !(is_right(&known.id_number) && is_right(&given.id_number));
        known.into_iter().find(fits).map(|found| self.same(found, &given)).transpose()
    }

    /// Enters a member without looking for him.
    pub fn new_member(&self, member: &Member) -> Result<(i64, MemberId), LedgerError> {
        let given = Numbers::of(member);
        let id = format!("{:010}", self.next_number("member")?);
        let sql = "INSERT INTO members (id, id_number, name, phone, social_security_card) VALUES (?, ?, ?, ?, ?) RETURNING no";
        let values = (&id, &given.id_number, member.name.trim(), &given.phone, &given.card);
        let no = self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
        Ok((no, MemberId::new(id)))
    }

    /// Adds to a member what was not known of him.
    fn same(&self, found: Known, given: &Numbers) -> Result<(i64, MemberId), LedgerError> {
        let comes_now = !is_right(&found.id_number) && (found.id_number.is_none() || is_right(&given.id_number));
        if comes_now {
            let sql = "UPDATE members SET id_number = ? WHERE no = ?";
            self.connection.prepare_cached(sql)?.execute((&given.id_number, found.no))?;
        }
        self.fill(found.no, given)?;
        Ok((found.no, found.id))
    }

    /// Adds phone and card of a member where none was known.
    pub(super) fn fill(&self, member_no: i64, given: &Numbers) -> Result<(), LedgerError> {
        let sql = "UPDATE members SET phone = ifnull(phone, ?), social_security_card = ifnull(social_security_card, ?) WHERE no = ?";
        self.connection.prepare_cached(sql)?.execute((&given.phone, &given.card, member_no))?;
        Ok(())
    }

    /// Adds to a member what a case of his says in a writing that an older program didn't read; a number that is another's stays his.
    pub(super) fn reread(&self, member_no: i64, member: &Member) -> Result<(), LedgerError> {
        let mut given = Numbers::of(member);
        if let Some(number) = &given.id_number
            && !self.known("id_number = ?1", &[number])?.is_empty()
        {
            given.id_number = None;
        }
        let sql = "UPDATE members SET id_number = ifnull(id_number, ?) WHERE no = ?";
        self.connection.prepare_cached(sql)?.execute((&given.id_number, member_no))?;
        self.fill(member_no, &given)
    }

    /// Brings phones and contracts of members to the form under which they are compared, where an older program wrote them otherwise.
    pub(super) fn rewrite_numbers(&self) -> Result<(), LedgerError> {
        let mut phones = self.connection.prepare("SELECT no, phone FROM members WHERE phone GLOB '*[^0-9]*'")?;
        let found = phones.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?.collect::<Result<Vec<_>, _>>()?;
        for (no, phone) in found {
            self.connection.prepare_cached("UPDATE members SET phone = ? WHERE no = ?")?.execute((phone_form(&phone), no))?;
        }
        let sql = "SELECT DISTINCT contract FROM enrolments WHERE contract GLOB '*[^0-9A-Z]*'";
        let mut contracts = self.connection.prepare(sql)?;
        let found = contracts.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        for contract in found {
            // A period that is there under both writings is one.
            let sql = "UPDATE OR REPLACE enrolments SET contract = ? WHERE contract = ?";
            self.connection.prepare_cached(sql)?.execute((same_id(&contract), &contract))?;
        }
        Ok(())
    }

    /// Enters the periods in which a member is enrolled, as a claim states them; one that is known is left as it is.
    pub fn enrol(&self, member_no: i64, enrolments: &[Enrolment]) -> Result<(), LedgerError> {
        let sql = "INSERT INTO enrolments (member, plan, from_day, to_day, employer, contract, units, funding, class) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let mut statement = self.connection.prepare_cached(sql)?;
        for enrolment in enrolments {
            let employer = enrolment.employer.as_deref().unwrap_or_default();
            let contract = enrolment.contract.as_deref().map(same_id).unwrap_or_default();
            let (from, to, funding) = (Day(enrolment.cover.from), Day(enrolment.cover.to), enrolment.funding.map(Json));
            let class = enrolment.class.as_deref();
            statement.execute((member_no, enrolment.plan.as_str(), from, to, employer, contract, enrolment.units, funding, class))?;
        }
        Ok(())
    }

    /// Gives the periods in which the member with an identity number is known to be enrolled, oldest first; none where nobody has it.
    pub fn enrolments_of(&self, id_number: &str) -> Result<Vec<Enrolment>, LedgerError> {
        let number = same_id(id_number);
        match self.known("id_number = ?1", &[&number])?.pop() {
            Some(known) => self.enrolments(known.no),
            None => Ok(Vec::new()),
        }
    }

    /// Gives the periods in which a member is known to be enrolled, oldest first.
    pub fn enrolments(&self, member_no: i64) -> Result<Vec<Enrolment>, LedgerError> {
        let sql = "SELECT plan, from_day, to_day, employer, contract, units, funding, class FROM enrolments WHERE member = ? \
                   ORDER BY from_day, plan, contract";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([member_no], |row| {
            let (Day(from), Day(to)) = (row.get(1)?, row.get(2)?);
            let (employer, contract) = (row.get::<_, String>(3)?, row.get::<_, String>(4)?);
            Ok(Enrolment {
                contract: (!contract.is_empty()).then_some(contract),
                class: row.get(7)?,
                units: row.get(5)?,
                funding: row.get::<_, Option<Json<_>>>(6)?.map(|json| json.0),
                employer: (!employer.is_empty()).then_some(employer),
                ..Enrolment::begin(row.get(0)?, Span { from, to })
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn known(&self, condition: &str, values: &[&str]) -> Result<Vec<Known>, LedgerError> {
        let sql = format!("SELECT no, id, name, id_number FROM members WHERE {condition} ORDER BY no LIMIT {NAMESAKES}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            Ok(Known { no: row.get(0)?, id: row.get(1)?, name: row.get(2)?, id_number: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Says which severe benefits a case claims while it is undecided; none once it is decided.
    pub fn set_open_claims(&self, member_no: i64, case_no: i64, plan: &PlanId, claims: &[OpenBenefit]) -> Result<(), LedgerError> {
        self.connection.prepare_cached("DELETE FROM open_claims WHERE member = ? AND case_no = ?")?.execute((member_no, case_no))?;
        let sql = "INSERT INTO open_claims (member, case_no, plan, benefit, class) VALUES (?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for claim in claims {
            statement.execute((member_no, case_no, plan.as_str(), claim.benefit.as_str(), claim.class.map(Json)))?;
        }
        Ok(())
    }
}
