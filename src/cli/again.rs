//! `huzhu send-back | park | extend | refer | resume | reopen | recover | recovered`: one decision on one case, kept first and sent at once.
//!
//! Not here: whether it is allowed (`judge`, and the server). Invariant: a decision is on disk before it is sent, and goes out by the one
//! who holds the folder's lock: this command, or the desk that is open.

use std::time::Duration;

use clap::Subcommand;

use crate::api::{Call, Client, Reply};
use crate::app::decide::{decision_on, to_pay_of};
use crate::cli::output::Failure;
use crate::cli::{self, Context, errand, exit, seat};
use crate::domain::decision::{Act, Decision, ProblemCode};
use crate::domain::draft::Draft;
use crate::domain::ids::{BenefitId, CaseId, DecisionId};
use crate::domain::money::Money;
use crate::domain::outbox::OutboxState;
use crate::domain::people::Lang;
use crate::domain::recovery::Settled;
use crate::domain::summary::CaseDetail;
use crate::domain::time::{Date, days_after};
use crate::driver::clock::Clock;
use crate::judge::{self, Judge, Why};
use crate::rules::{Plan, PlanSet, clock};
use crate::store::{Folder, PushLock, Session, StageKinds, Store, StoreError};
use crate::sync::{Engine, Pace, Step};
use crate::text::{actions, again as words, cli as texts, desk};

/// How long the server may take before the decision is left in the outbox: a person waits for the prompt.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sends a case back one stage
    SendBack { case: String, why: String },
    /// Sets a case aside until a day
    Park {
        case: String,
        /// The day on which it is due again: 2025-01-06
        #[arg(long)]
        until: Date,
        why: String,
    },
    /// Gives the office more time for a case
    Extend {
        case: String,
        /// The last day then: 2025-03-31
        #[arg(long, required_unless_present = "days")]
        until: Option<Date>,
        /// So many days after the last day as it stands
        #[arg(long, conflicts_with = "until")]
        days: Option<u16>,
        why: String,
    },
    /// Refers a case to a panel
    Refer {
        case: String,
        /// A code of the plan: PANEL
        #[arg(long)]
        reason: String,
        why: String,
    },
    /// Takes up a parked case, or writes down what the panel answered
    Resume { case: String, answer: String },
    /// Takes a decided case up again, in a new round
    Reopen {
        case: String,
        /// A code of the plan: NEW-EVIDENCE
        #[arg(long)]
        reason: String,
        why: String,
    },
    /// Asks back all that was paid for a benefit
    Recover {
        case: String,
        /// The benefit, where the case paid several
        #[arg(long)]
        benefit: Option<String>,
        /// A code of the plan: EXCLUDED-CAUSE
        #[arg(long)]
        reason: String,
        why: String,
    },
    /// Notes what came back of what was asked back, or writes it off
    Recovered {
        case: String,
        /// The benefit, where several are asked back
        #[arg(long)]
        benefit: Option<String>,
        #[arg(long)]
        amount: Money,
        /// It is not asked for any more
        #[arg(long)]
        written_off: bool,
        /// The voucher, or why it is written off
        why: String,
    },
}

impl Command {
    fn case(&self) -> &str {
        match self {
            Command::SendBack { case, .. } | Command::Park { case, .. } | Command::Refer { case, .. } | Command::Resume { case, .. } => {
                case
            }
            Command::Extend { case, .. } => case,
            Command::Reopen { case, .. } | Command::Recover { case, .. } | Command::Recovered { case, .. } => case,
        }
    }

    /// The act that it means on a case; an error is what can't be understood of it.
    fn act(&self, plan: &Plan, detail: &CaseDetail, lang: Lang) -> Result<Act, String> {
        let code = |given: &str| {
            // Codes are written in capitals and typed as it comes.
            let reason = plan.reasons.iter().find(|reason| reason.code.as_str().eq_ignore_ascii_case(given.trim()));
            reason.map(|reason| (reason.code.clone(), reason.clause.clone())).ok_or_else(|| words::no_reason(lang, given))
        };
        let case = &detail.case;
        let one_of = |given: &Option<String>, those: Vec<&BenefitId>| match (given, those.as_slice()) {
            (Some(given), _) => Ok(BenefitId::from(given.as_str())),
            (None, [one]) => Ok((*one).clone()),
            // Where there is none, that is told before (`judge`).
            (None, []) => Ok(case.facts.benefits.first().cloned().unwrap_or_else(|| BenefitId::from(""))),
            (None, _) => Err(words::which_benefit(lang).to_owned()),
        };
        Ok(match self {
            Command::SendBack { why, .. } => Act::SendBack { text: why.clone() },
            Command::Park { until, why, .. } => Act::Park { until: *until, text: why.clone() },
            Command::Extend { until, days, why, .. } => {
                let last = clock::due(plan, case, &detail.assessment.materials).map(|limit| limit.last);
                let counted = days.zip(last).map(|(days, last)| days_after(last, u32::from(days)));
                // Where no limit runs, that is told before (`judge`).
                Act::Extend { until: until.or(counted).unwrap_or_default(), text: why.clone() }
            }
            Command::Refer { reason, why, .. } => Act::Refer { reason: code(reason)?.0, text: why.clone() },
            Command::Resume { answer, .. } => Act::Resume { text: answer.clone() },
            Command::Reopen { reason, why, .. } => Act::Reopen { reason: code(reason)?.0, text: why.clone() },
            Command::Recover { benefit, reason, why, .. } => {
                let paid = case.granted.iter().map(|granted| &granted.benefit).filter(|benefit| !case.recoverable(benefit).is_zero());
                let benefit = one_of(benefit, paid.collect())?;
                let (reason, clause) = code(reason)?;
                Act::Recover { amount: case.recoverable(&benefit), benefit, reason, clause, text: why.clone() }
            }
            Command::Recovered { benefit, amount, written_off, why, .. } => {
                let mut asked: Vec<&BenefitId> =
                    case.recoveries.iter().filter(|recovery| !recovery.open().is_zero()).map(|recovery| &recovery.benefit).collect();
                asked.dedup();
                let how = if *written_off { Settled::WrittenOff } else { Settled::Repaid };
                Act::Recovered { benefit: one_of(benefit, asked)?, amount: *amount, how, text: why.clone() }
            }
        })
    }
}

/// Makes the decision, keeps it and sends it.
pub fn run(context: &Context, command: &Command) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = Folder::new(context.places.data.join("desk"));
    let nobody = || Failure { code: exit::NOT_SIGNED_IN, sentence: texts::no_login(lang).into() };
    seat::has_key(lang, &folder, &nobody)?;
    let told = |error: StoreError| Failure::failed(error.tell(lang));
    let key = cli::unlock(context, &folder)?;
    let mut store = Store::open(&folder, &key, StageKinds::of(PlanSet::builtin().iter().map(|plan| &**plan))).map_err(told)?;
    // With the operator's lists, as the server last published them.
    let mut plans = store.plans().map_err(told)?;
    let session = store.session().map_err(told)?.ok_or_else(nobody)?;
    let client = Client::new(&session.server, lang).map_err(|error| Failure::failed(error.tell(lang)))?;
    client.set_token(Some(session.token.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clock = Clock::real();
    let id = CaseId::new(command.case());
    let detail = runtime.block_on(fresh(&store, &client, &id));
    if detail.as_ref().is_some_and(|detail| plans.by_hash(&detail.case.plan_hash).is_none()) {
        runtime.block_on(fetch(&mut plans, &client));
    }
    if client.takes_cases_back() {
        return Err(cli::taken_back((lang, &context.keyrings), store, &client)?);
    }
    let detail = detail.ok_or_else(|| Failure::failed(words::no_case(lang, command.case())))?;
    let plan = plans.by_hash(&detail.case.plan_hash).ok_or_else(|| Failure::failed(desk::no_plan(lang)))?;
    let act = command.act(plan, &detail, lang).map_err(Failure::unusable)?;
    let verb = act.verb();
    allowed(plan, &detail, &act, &session, lang)?;
    let decision = decision_on(&detail, Draft::default(), act, DecisionId(uuid::Uuid::now_v7()), clock.now());
    fits(plan, &detail, &decision, (&session, &clock), lang)?;
    store.record_alone((&decision, to_pay_of(&detail)), &detail, clock.now(), clock.now()).map_err(told)?;
    if let Some(lock) = PushLock::acquire(&folder).map_err(told)? {
        let sending = send(&mut store, &client, Engine::new(lock, Pace::default(), decision.id.0.as_u64_pair().1), decision.id, &clock);
        // What has no answer by then waits in the outbox, as what the disk can't take does.
        let _ = runtime.block_on(async { tokio::time::timeout(ANSWER_WITHIN, sending).await });
    } else {
        // The desk that is open sends it; what it says is read from the disk.
        let _ = errand::ask_holder(&folder, &runtime, ANSWER_WITHIN);
    }
    if client.takes_cases_back() {
        return Err(cli::taken_back((lang, &context.keyrings), store, &client)?);
    }
    let name = actions::verb(lang, verb);
    match store.outbox_item(decision.id).map_err(told)?.map(|item| item.state) {
        Some(OutboxState::Accepted { receipt }) => cli::say(&words::accepted(lang, name, &id, receipt.seq))?,
        Some(OutboxState::Refused { detail, .. } | OutboxState::Conflict { detail }) => {
            return Err(Failure::failed(words::not_accepted(lang, name, &id, detail)));
        }
        _ => cli::say(&words::waits(lang, name, &id))?,
    }
    Ok(exit::DONE)
}

/// Tells before anything is kept what bars it, as far as that is known here.
fn allowed(plan: &Plan, detail: &CaseDetail, act: &Act, session: &Session, lang: Lang) -> Result<(), Failure> {
    let mut may = judge::may(plan, &detail.case, &detail.assessment, act.verb(), &session.person);
    if let Act::Recovered { benefit, how, .. } = act {
        may = may.and_then(|()| judge::may_settle(plan, &detail.case, benefit, *how, &session.person));
    }
    may.map_err(|refusal| Failure::failed(judge::why_in_words(lang, plan, &refusal.why)))
}

/// Tells before anything is kept what the decision lacks. Whether the case is still what it was is the server's to say: what a person sees
/// masked has another basis here. So is what hangs on the day: an office to practise in has a day of its own.
fn fits(plan: &Plan, detail: &CaseDetail, decision: &Decision, (session, clock): (&Session, &Clock), lang: Lang) -> Result<(), Failure> {
    let judge = Judge { who: &session.person, now: clock.now(), sees_only: None };
    let Err(refusal) = judge::judge(plan, &detail.case, &detail.history, decision, &judge) else { return Ok(()) };
    let of_the_day = matches!(refusal.why, Why::ParkedUntil | Why::ExtendsNothing { .. } | Why::ExtendsTooFar { .. });
    if refusal.code == ProblemCode::Conflict || of_the_day {
        return Ok(());
    }
    Err(Failure::failed(judge::why_in_words(lang, plan, &refusal.why)))
}

/// The case as the server has it, else as it is kept here.
async fn fresh(store: &Store, client: &Client, id: &CaseId) -> Option<CaseDetail> {
    match client.call(&Call::Case { id: id.clone() }).await {
        Ok(Reply::Case(detail)) => Some(*detail),
        _ => store.detail(id).ok().flatten(),
    }
}

/// Takes what the server publishes now: its lists may have changed since a desk of this person was last open. Unreached, all stays.
async fn fetch(plans: &mut PlanSet, client: &Client) {
    if let Ok(Reply::Plans(published)) = client.call(&Call::Plans { have: plans.hashes() }).await {
        for plan in published {
            plans.publish(&plan.plan, &plan.hash, &plan.toml, plan.published);
        }
    }
}

/// Does what the engine says until the decision has its answer, or there is nothing to do before later.
async fn send(store: &mut Store, client: &Client, mut engine: Engine, id: DecisionId, clock: &Clock) -> Result<(), StoreError> {
    while store.outbox_item(id)?.is_some_and(|item| item.state.is_unsent()) {
        let Step::Send(call) = engine.next(store, clock.now())? else { return Ok(()) };
        let answer = client.call(&call).await;
        engine.answered(store, &call, answer, clock.now())?;
    }
    Ok(())
}
