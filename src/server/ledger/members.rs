//! Members in the books: who a claim is of, what was decided for him before, and how a caller's number finds him.
//!
//! Invariant: one person has one entry, found by identity number, else by name and phone; his history comes in one fixed order,
//! because the basis of his cases is made of it.

use rusqlite::OptionalExtension;

use super::cases::Used;
use super::{Books, LedgerError, Writing};
use crate::domain::facts::{Enrolment, History, Member, OpenBenefit, PastBenefit};
use crate::domain::identity::mobile;
use crate::domain::ids::{BenefitId, CaseId, MemberId, PlanId};
use crate::domain::summary::CaseSummary;
use crate::sql::{Day, Json};

/// The most cases that one number finds. Nobody reads out more on the phone.
const FOUND: u32 = 50;

/// What kind of number a caller gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Phone,
    IdNumber,
    Member,
    Case,
}

impl NumberKind {
    /// Tells the kind by the form; anything else is taken for a case number.
    pub fn of(number: &str) -> Self {
        let bytes = number.as_bytes();
        let digits_but_last = bytes.split_last().is_some_and(|(_, head)| head.iter().all(u8::is_ascii_digit));
        match bytes.len() {
            _ if mobile(number).is_some() => NumberKind::Phone,
            18 if digits_but_last => NumberKind::IdNumber,
            10 if bytes.iter().all(u8::is_ascii_digit) => NumberKind::Member,
            _ => NumberKind::Case,
        }
    }

    /// The word under which the audit trail knows it.
    pub const fn id(self) -> &'static str {
        match self {
            NumberKind::Phone => "phone",
            NumberKind::IdNumber => "id-number",
            NumberKind::Member => "member",
            NumberKind::Case => "case",
        }
    }
}

/// The form under which identity numbers are compared: lower-case x is X.
fn same_id(number: &str) -> String {
    number.trim().to_ascii_uppercase()
}

/// The form under which phone numbers are compared: without `+86` where it is a mobile number.
fn same_phone(phone: &str) -> String {
    let phone = phone.trim();
    mobile(phone).unwrap_or(phone).to_owned()
}

impl Books<'_> {
    /// Gives what was decided for a member in his other cases, and which severe claims are still open there.
    pub fn history(&self, member_no: i64, except: Option<i64>) -> Result<History, LedgerError> {
        let except = except.unwrap_or(0);
        let sql = "SELECT cases.id, grants.plan, benefit, decided, amount, used FROM grants JOIN cases ON cases.no = case_no \
                   WHERE grants.member = ? AND case_no <> ? ORDER BY grants.no";
        let mut statement = self.connection.prepare_cached(sql)?;
        let granted = statement.query_map((member_no, except), |row| {
            let Json(Used { stays, expense, class }) = row.get(5)?;
            let (case, plan) = (CaseId(row.get(0)?), PlanId(row.get(1)?));
            let decided = row.get::<_, Day>(3)?.0;
            Ok(PastBenefit { case, plan, benefit: BenefitId(row.get(2)?), decided, amount: row.get(4)?, stays, expense, class })
        })?;
        let granted = granted.collect::<Result<_, _>>()?;
        let sql = "SELECT cases.id, open_claims.plan, benefit, class FROM open_claims JOIN cases ON cases.no = case_no \
                   WHERE open_claims.member = ? AND case_no <> ? ORDER BY case_no, benefit";
        let mut statement = self.connection.prepare_cached(sql)?;
        let open = statement.query_map((member_no, except), |row| {
            let class = row.get::<_, Option<Json<_>>>(3)?.map(|json| json.0);
            Ok(OpenBenefit { case: CaseId(row.get(0)?), plan: PlanId(row.get(1)?), benefit: BenefitId(row.get(2)?), class })
        })?;
        Ok(History { granted, open: open.collect::<Result<_, _>>()? })
    }

    /// Gives the undecided cases of a member, oldest first; no more than `limit`.
    pub fn undecided_cases(&self, member_no: i64, limit: u32) -> Result<Vec<CaseId>, LedgerError> {
        let sql = "SELECT id FROM cases WHERE member = ? AND frozen_history IS NULL ORDER BY no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((member_no, limit), |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Finds cases by a phone, identity, member or case number; newest first.
    pub fn find(&self, number: &str) -> Result<(NumberKind, Vec<CaseSummary>), LedgerError> {
        let kind = NumberKind::of(number);
        let (column, number) = match kind {
            NumberKind::Phone => ("members.phone", same_phone(number)),
            NumberKind::IdNumber => ("members.id_number", same_id(number)),
            NumberKind::Member => ("members.id", number.to_owned()),
            NumberKind::Case => ("cases.id", number.to_ascii_uppercase()),
        };
        let sql = format!(
            "SELECT summary FROM cases JOIN members ON members.no = cases.member WHERE {column} = ? ORDER BY cases.no DESC LIMIT {FOUND}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([number], |row| row.get::<_, Json<CaseSummary>>(0).map(|json| json.0))?;
        Ok((kind, rows.collect::<Result<_, _>>()?))
    }
}

impl Writing<'_> {
    /// Finds the member that a claim is of, or enters him.
    pub fn member(&self, member: &Member) -> Result<(i64, MemberId), LedgerError> {
        let id_number = member.id_number.as_deref().map(same_id).filter(|number| !number.is_empty());
        let phone = member.phone.as_deref().map(same_phone).filter(|phone| !phone.is_empty());
        let name = member.name.trim();
        if let Some(number) = &id_number
            && let Some(found) = self.one_member("id_number = ?1", &[number])?
        {
            return Ok(found);
        }
        // Somebody who was entered without an identity number is the same person when it comes later, and the other way round.
        if let Some(phone) = &phone {
            let of_another =
                if id_number.is_some() { "phone = ?1 AND name = ?2 AND id_number IS NULL" } else { "phone = ?1 AND name = ?2" };
            if let Some((no, id)) = self.one_member(of_another, &[phone, name])? {
                self.connection.execute("UPDATE members SET id_number = ifnull(id_number, ?) WHERE no = ?", (&id_number, no))?;
                return Ok((no, id));
            }
        }
        let id = format!("{:010}", self.next_number("member")?);
        let sql = "INSERT INTO members (id, id_number, name, phone) VALUES (?, ?, ?, ?) RETURNING no";
        let no = self.connection.prepare_cached(sql)?.query_row((&id, &id_number, name, &phone), |row| row.get(0))?;
        Ok((no, MemberId(id)))
    }

    fn one_member(&self, condition: &str, values: &[&str]) -> Result<Option<(i64, MemberId)>, LedgerError> {
        let sql = format!("SELECT no, id FROM members WHERE {condition} ORDER BY no LIMIT 1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row(rusqlite::params_from_iter(values), |row| Ok((row.get(0)?, MemberId(row.get(1)?)))).optional()?;
        Ok(found)
    }

    /// Enters the periods in which a member is enrolled; one that is known is left as it is.
    pub fn enrol(&self, member_no: i64, enrolments: &[Enrolment]) -> Result<(), LedgerError> {
        let sql = "INSERT INTO enrolments (member, plan, from_day, to_day, employer) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let mut statement = self.connection.prepare_cached(sql)?;
        for enrolment in enrolments {
            let employer = enrolment.employer.as_deref().unwrap_or_default();
            statement.execute((member_no, enrolment.plan.as_str(), Day(enrolment.cover.from), Day(enrolment.cover.to), employer))?;
        }
        Ok(())
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
