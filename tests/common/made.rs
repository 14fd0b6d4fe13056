//! Made-up cases for tests of the client: small, and the same for the same number.

use huzhu::domain::assessment::CheckState;
use huzhu::domain::calendar::DayKind;
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, Decision};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::money::Money;
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::domain::time::Moment;
use huzhu::store::StageKinds;
use huzhu::wire::{Change, Changes, ServerIdentity};
use serde_json::json;

pub const NOW: Moment = Moment(1_734_489_720_000);

pub fn identity() -> ServerIdentity {
    ServerIdentity { server: "made-up".into(), epoch: 1 }
}

pub fn stages() -> StageKinds {
    let mut kinds = StageKinds::default();
    kinds.approval.insert(("zj-10".into(), "approval".into()));
    kinds.payment.insert(("zj-10".into(), "payout".into()));
    kinds
}

pub fn case_id(n: u64) -> CaseId {
    CaseId::new(format!("ZJ24-{n:06}"))
}

/// A row whose place, view and name follow from its number.
pub fn summary(n: u64, seq: u64) -> CaseSummary {
    const NAMES: [&str; 7] = ["张某某", "单某", "沈某某", "欧阳某", "重某", "李某某", "王某"];
    const STAGES: [&str; 3] = ["medical-review", "approval", "payout"];
    // Numbers that look shuffled and are not.
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let day = i64::try_from(mixed % 60).unwrap() - 20;
    let status = match mixed % 10 {
        0 => Status::Returned,
        1 => Status::Rejected,
        2 | 3 => Status::Paid,
        _ => Status::Open,
    };
    CaseSummary {
        id: case_id(n),
        seq,
        plan: "zj-10".into(),
        benefits: vec!["hospital-stay".into(), "critical-illness".into()],
        name: NAMES[usize::try_from(mixed % 7).unwrap()].into(),
        employer: format!("某某第{}公司", mixed % 400),
        status,
        stage: STAGES[usize::try_from(mixed / 7 % 3).unwrap()].into(),
        entered: NOW.plus_secs(-i64::try_from(mixed % 100_000).unwrap()),
        received: NOW.plus_secs(-200_000),
        due: (!mixed.is_multiple_of(11)).then(|| NOW.plus_secs(day * 86_400).date()),
        due_days: DayKind::default(),
        due_provisional: false,
        amount: (!mixed.is_multiple_of(5)).then(|| Money::from_fen(i64::try_from(mixed % 1_000_000).unwrap())),
        closed: None,
        assignee: match mixed / 3 % 4 {
            0 => Some("zhou".into()),
            1 => Some("lin".into()),
            _ => None,
        },
        worst: CheckState::Warning,
        worst_count: 2,
        flags: Vec::new(),
        last_note: if mixed.is_multiple_of(3) { "已电话告知".into() } else { String::new() },
    }
}

pub fn detail(summary: CaseSummary) -> CaseDetail {
    let case = json!({
        "id": summary.id, "member": "M1", "plan": "zj-10", "plan_hash": "00",
        "facts": { "filed": "2024-12-01", "benefits": ["hospital-stay"], "member": { "name": summary.name } },
        "materials": [], "status": "open", "stage": summary.stage, "entered": summary.entered, "received": summary.received,
        "assignee": null, "granted": [], "timeline": []
    });
    let assessment = json!({
        "plan": "zj-10", "plan_hash": "00", "engine": 1, "benefits": [], "total": "300.00", "checks": [], "deadlines": [], "materials": []
    });
    let case = serde_json::from_value(case).unwrap();
    CaseDetail {
        basis: huzhu::domain::basis::Basis(format!("basis-{}-{}", summary.id, summary.seq)),
        summary,
        case,
        history: Default::default(),
        assessment: serde_json::from_value(assessment).unwrap(),
    }
}

pub fn page(rows: impl IntoIterator<Item = CaseSummary>, next: u64) -> Changes {
    let changes = rows.into_iter().map(|summary| Change { summary, detail: None, marks: Vec::new(), words: None }).collect();
    Changes {
        identity: identity(),
        changes,
        next,
        more: false,
        total: None,
        mark_key: None,
        paces: None,
        plans: None,
        gone: Vec::new(),
        day: None,
    }
}

pub fn decision_id(n: u64) -> DecisionId {
    DecisionId(uuid::Uuid::from_u128(u128::from(n)))
}

pub fn decision(n: u64, case: &CaseDetail) -> Decision {
    Decision {
        id: decision_id(n),
        case: case.summary.id.clone(),
        basis: case.basis.clone(),
        stage: case.summary.stage.clone(),
        plan_hash: "00".into(),
        engine: 1,
        amount: Money::from_yuan(300),
        verdicts: vec![serde_json::from_value(json!({ "material": "id-copy", "verdict": { "verdict": "accepted" } })).unwrap()],
        amendments: Vec::new(),
        act: Act::Approve { note: "资料齐全".into() },
        decided_at: NOW,
    }
}
