//! Cases in the books: load, add, save with compare-and-swap, what was granted, what was decided.
//!
//! Not here: what a case's summary and detail say (`view`), whose history counts (`members`).
//! Invariant: a case is saved only over the sequence number that it was loaded with, with the detail that belongs to it.

use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::{Books, LedgerError, Writing};
use crate::domain::case::{Case, Granted, Hold, Status, TimelineEntry};
use crate::domain::decision::Decision;
use crate::domain::facts::{DiseaseClass, Facts, History, PastEvent, PastStay};
use crate::domain::ids::{BenefitId, CaseId, PlanHash, UserId};
use crate::domain::material::{Material, Verdict};
use crate::domain::money::Money;
use crate::domain::recovery::Recovery;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::{Date, Moment};
use crate::sql::{Day, Json, Packed};

/// A case as the books have it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCase {
    pub no: i64,
    pub member_no: i64,
    /// The number of its last change; what a save is compared with.
    pub seq: u64,
    pub case: Case,
    /// The history that its grant or rejection rests on; absent while it is undecided.
    pub frozen: Option<History>,
}

/// What a grant used up of the period.
#[derive(PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Used {
    pub stays: Vec<PastStay>,
    pub expense: Option<Money>,
    pub class: Option<DiseaseClass>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<PastEvent>,
}

impl Used {
    fn of(granted: &Granted) -> Self {
        Used { stays: granted.stays.clone(), expense: granted.expense, class: granted.class, event: granted.event.clone() }
    }
}

/// What of a case counts for the member: what the present round granted, then what only an earlier one did; with what he has of the
/// money where that is written out, and whether the present round granted it.
fn counted(case: &Case) -> Vec<(&Granted, Option<Money>, bool)> {
    let held = |benefit: &BenefitId| case.held.iter().find(|held| held.benefit == *benefit).map(|held| held.amount);
    let only_before = |held: &&Granted| case.granted.iter().all(|granted| granted.benefit != held.benefit);
    let granted = case.granted.iter().map(|granted| (granted, held(&granted.benefit), true));
    granted.chain(case.held.iter().filter(only_before).map(|earlier| (earlier, Some(earlier.amount), false))).collect()
}

const STATUSES: [(Status, &str); 4] =
    [(Status::Open, "open"), (Status::Returned, "returned"), (Status::Rejected, "rejected"), (Status::Paid, "paid")];

fn status_text(status: Status) -> &'static str {
    STATUSES.iter().find(|(known, _)| *known == status).map_or("open", |(_, text)| text)
}

pub(super) fn status(text: &str) -> Result<Status, LedgerError> {
    let found = STATUSES.iter().find(|(_, known)| *known == text);
    found.map(|(status, _)| *status).ok_or(LedgerError::Inconsistent("a case has no status that is known"))
}

const COLUMNS: &str = "cases.no, cases.member, seq, cases.id, members.id, plan, plan_hash, status, stage, entered, received, assignee, \
                       facts, timeline, frozen_history, hold, held, \
                       recoveries";

impl Books<'_> {
    /// Loads a case with its papers and grants.
    pub fn case(&self, id: &CaseId) -> Result<Option<StoredCase>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM cases JOIN members ON members.no = cases.member WHERE cases.id = ?");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([id.as_str()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(self.stored(row)?))
    }

    fn stored(&self, row: &Row<'_>) -> Result<StoredCase, LedgerError> {
        let no = row.get(0)?;
        let case = Case {
            id: row.get(3)?,
            member: row.get(4)?,
            plan: row.get(5)?,
            plan_hash: row.get(6)?,
            status: status(&row.get::<_, String>(7)?)?,
            stage: row.get(8)?,
            entered: row.get(9)?,
            received: row.get(10)?,
            assignee: row.get(11)?,
            facts: row.get::<_, Json<Facts>>(12)?.0,
            timeline: row.get::<_, Json<Vec<TimelineEntry>>>(13)?.0,
            materials: self.materials(no)?,
            granted: self.grants(no)?,
            held: row.get::<_, Option<Json<Vec<Granted>>>>(16)?.map(|json| json.0).unwrap_or_default(),
            recoveries: row.get::<_, Option<Json<Vec<Recovery>>>>(17)?.map(|json| json.0).unwrap_or_default(),
            hold: row.get::<_, Option<Json<Hold>>>(15)?.map(|json| json.0),
        };
        let frozen = row.get::<_, Option<Json<History>>>(14)?.map(|json| json.0);
        Ok(StoredCase { no, member_no: row.get(1)?, seq: row.get(2)?, case, frozen })
    }

    fn materials(&self, case_no: i64) -> Result<Vec<Material>, LedgerError> {
        let sql = "SELECT material, received, pages, verdict FROM materials WHERE case_no = ? ORDER BY place";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([case_no], |row| {
            Ok(Material {
                material: row.get(0)?,
                received: row.get::<_, Option<Day>>(1)?.map(|day| day.0),
                pages: row.get(2)?,
                verdict: row.get::<_, Option<Json<Verdict>>>(3)?.map(|json| json.0),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn grants(&self, case_no: i64) -> Result<Vec<Granted>, LedgerError> {
        let sql = "SELECT benefit, amount, used FROM grants WHERE case_no = ? AND stands ORDER BY no";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([case_no], |row| {
            let Json(Used { stays, expense, class, event }) = row.get(2)?;
            Ok(Granted { benefit: row.get(0)?, amount: row.get(1)?, stays, expense, class, event })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives the cases that have not ended, after a number, each with its own.
    pub fn with_detail(&self, after: i64, limit: u32) -> Result<Vec<(i64, CaseId)>, LedgerError> {
        let sql = "SELECT details.no, id FROM details JOIN cases USING (no) WHERE details.no > ? ORDER BY details.no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((after, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives the undecided cases after a number, each with its own and the hash of the plan that it stands under.
    pub fn undecided_after(&self, after: i64, limit: u32) -> Result<Vec<(i64, CaseId, PlanHash)>, LedgerError> {
        let sql = "SELECT details.no, id, plan_hash FROM details JOIN cases USING (no) WHERE details.no > ? AND frozen_history IS NULL \
                   ORDER BY details.no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((after, limit), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives the ended cases in which something was asked back, after a number, each with its own.
    pub fn ended_with_recovery(&self, after: i64, limit: u32) -> Result<Vec<(i64, CaseId)>, LedgerError> {
        let sql =
            "SELECT no, id FROM cases WHERE no > ? AND recoveries IS NOT NULL AND no NOT IN (SELECT no FROM details) ORDER BY no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((after, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives the row of a case.
    pub fn summary(&self, id: &CaseId) -> Result<Option<CaseSummary>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT summary FROM cases WHERE id = ?")?;
        Ok(statement.query_row([id.as_str()], |row| row.get::<_, Json<CaseSummary>>(0)).optional()?.map(|json| json.0))
    }

    /// Gives a case as it is sent, while it has not ended.
    pub fn detail(&self, id: &CaseId) -> Result<Option<CaseDetail>, LedgerError> {
        let sql = "SELECT packed FROM details JOIN cases ON cases.no = details.no WHERE cases.id = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let detail = statement.query_row([id.as_str()], |row| row.get::<_, Packed<CaseDetail>>(0)).optional()?;
        Ok(detail.map(|packed| packed.0))
    }
}

impl Writing<'_> {
    /// Adds a case. Its detail is written with it; a number that is taken is an error.
    pub fn add_case(&self, member_no: i64, detail: &CaseDetail, frozen: Option<&History>) -> Result<i64, LedgerError> {
        let case = &detail.case;
        let sql = "INSERT INTO cases (id, seq, member, plan, plan_hash, status, stage, entered, received, assignee, employer, facts, \
                   timeline, frozen_history, summary, hold, held, recoveries) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL,NULL) RETURNING no";
        let no = self.connection.prepare_cached(sql)?.query_row(
            (
                case.id.as_str(),
                detail.summary.seq,
                member_no,
                case.plan.as_str(),
                case.plan_hash.as_str(),
                status_text(case.status),
                case.stage.as_str(),
                case.entered,
                case.received,
                case.assignee.as_ref().map(UserId::as_str),
                &detail.summary.employer,
                Json(&case.facts),
                Json(&case.timeline),
                frozen.map(Json),
                Json(&detail.summary),
            ),
            |row| row.get(0),
        )?;
        self.put_parts(no, detail)?;
        self.put_stages_left(no, case)?;
        Ok(no)
    }

    /// Saves a case over the one that was loaded; refused where it changed since.
    pub fn save_case(&self, loaded: &StoredCase, detail: &CaseDetail, frozen: Option<&History>) -> Result<(), LedgerError> {
        let case = &detail.case;
        self.note_departure(loaded.no, detail)?;
        let sql = "UPDATE cases SET seq = ?, plan_hash = ?, status = ?, stage = ?, entered = ?, assignee = ?, employer = ?, facts = ?, timeline = ?, \
                   frozen_history = ?, summary = ?, hold = ?, held = ?, recoveries = ? WHERE no = ? AND seq = ?";
        let saved = self.connection.prepare_cached(sql)?.execute((
            detail.summary.seq,
            case.plan_hash.as_str(),
            status_text(case.status),
            case.stage.as_str(),
            case.entered,
            case.assignee.as_ref().map(UserId::as_str),
            &detail.summary.employer,
            Json(&case.facts),
            Json(&case.timeline),
            frozen.map(Json),
            Json(&detail.summary),
            case.hold.as_ref().map(Json),
            (!case.held.is_empty()).then_some(Json(&case.held)),
            (!case.recoveries.is_empty()).then_some(Json(&case.recoveries)),
            loaded.no,
            loaded.seq,
        ))?;
        if saved != 1 {
            return Err(LedgerError::Raced);
        }
        self.put_stage_left(loaded, case)?;
        self.put_parts(loaded.no, detail)
    }

    /// Writes down from which employer a case goes, where it goes.
    fn note_departure(&self, no: i64, to: &CaseDetail) -> Result<(), LedgerError> {
        let sql = "INSERT INTO departures (employer, seq, case_no) SELECT employer, ?2, no FROM cases WHERE no = ?1 AND employer <> ?3";
        self.connection.prepare_cached(sql)?.execute((no, to.summary.seq, &to.summary.employer))?;
        Ok(())
    }

    fn put_parts(&self, no: i64, detail: &CaseDetail) -> Result<(), LedgerError> {
        self.put_finders(no, detail)?;
        self.connection.prepare_cached("DELETE FROM materials WHERE case_no = ?")?.execute([no])?;
        let sql = "INSERT INTO materials (case_no, place, material, received, pages, verdict) VALUES (?,?,?,?,?,?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for (place, paper) in detail.case.materials.iter().enumerate() {
            let received = paper.received.map(Day);
            statement.execute((no, place, paper.material.as_str(), received, paper.pages, paper.verdict.as_ref().map(Json)))?;
        }
        if detail.case.status.is_closed() {
            self.connection.prepare_cached("DELETE FROM details WHERE no = ?")?.execute([no])?;
        } else {
            self.connection.prepare_cached("INSERT OR REPLACE INTO details (no, packed) VALUES (?, ?)")?.execute((no, Packed(detail)))?;
        }
        Ok(())
    }

    /// Records what a case was granted on a day and what the member has of its money, over what stood there: what is the same keeps its
    /// place and its day.
    pub fn put_grants(&self, member_no: i64, case_no: i64, case: &Case, decided: Date) -> Result<(), LedgerError> {
        let rows = counted(case);
        let sql = "SELECT benefit FROM grants WHERE case_no = ?";
        let there: Vec<String> = self.connection.prepare_cached(sql)?.query_map([case_no], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for gone in there.iter().filter(|benefit| rows.iter().all(|(granted, ..)| granted.benefit != benefit.as_str())) {
            self.connection.prepare_cached("DELETE FROM grants WHERE case_no = ? AND benefit = ?")?.execute((case_no, gone))?;
        }
        // The day is that of the round that granted it.
        let update = "UPDATE grants SET decided = iif(stands OR NOT ?, decided, ?), amount = ?, used = ?, held = ?, stands = ?, \
                      member = ? WHERE case_no = ? AND benefit = ?";
        let insert = "INSERT INTO grants (decided, amount, used, held, stands, member, case_no, benefit, plan) VALUES (?,?,?,?,?,?,?,?,?)";
        for (granted, held, stands) in rows {
            let (benefit, amount) = (granted.benefit.as_str(), if stands { granted.amount } else { Money::ZERO });
            let used = Json(Used::of(granted));
            if there.iter().any(|known| known == benefit) {
                let values = (stands, Day(decided), amount, used, held, stands, member_no, case_no, benefit);
                self.connection.prepare_cached(update)?.execute(values)?;
            } else {
                let values = (Day(decided), amount, used, held, stands, member_no, case_no, benefit, case.plan.as_str());
                self.connection.prepare_cached(insert)?.execute(values)?;
            }
        }
        Ok(())
    }

    /// Keeps a decision that was carried out.
    pub fn keep_decision(
        &self,
        case_no: i64,
        decision: &Decision,
        by: &UserId,
        at: Moment,
        stands: (u64, Money),
    ) -> Result<(), LedgerError> {
        let (seq, amount) = stands;
        let verb = serde_json::to_value(decision.act.verb()).unwrap_or_default();
        let sql = "INSERT INTO decisions (id, case_no, seq, by_user, at, verb, amount, body) VALUES (?,?,?,?,?,?,?,?)";
        self.connection.prepare_cached(sql)?.execute((
            decision.id.to_string(),
            case_no,
            seq,
            by.as_str(),
            at,
            verb.as_str().unwrap_or_default(),
            amount,
            Json(decision),
        ))?;
        Ok(())
    }
}
