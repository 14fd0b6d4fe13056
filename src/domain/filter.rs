//! A filter of the queue as it was understood: conditions that all hold, each on one field or on everything that a case is found by.
//!
//! Not here: how it is read (`parse`), what may be typed on (`complete`), where rows are looked for (`store`).
//! Invariants: what is printed reads back as the same filter; a value that exists is one that a case can have.

pub mod complete;
mod days;
mod parse;
mod print;
mod words;

use crate::domain::case::Status;
use crate::domain::ids::{PlanId, StageId, UserId};
use crate::domain::money::Money;
use crate::domain::summary::Flag;
use crate::domain::time::Date;

pub use days::DueSpan;
pub use parse::parse;
pub use words::Words;

/// Conditions and values of one filter that are read; nobody types more by hand.
pub const MOST_CONDITIONS: usize = 16;
pub const MOST_VALUES: usize = 20;
/// Characters of one value that are looked for.
pub const LONGEST_VALUE: usize = 64;

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Stage,
    Due,
    Amount,
    Plan,
    Flag,
    Assignee,
    Status,
    Received,
    Age,
    Name,
    Employer,
    Disease,
    Note,
    Phone,
    Id,
    Contract,
    Case,
}

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One or several of a list.
    Choice,
    Days,
    Amount,
    Day,
    Text,
}

impl Field {
    pub const ALL: [Field; 17] = [
        Field::Stage,
        Field::Due,
        Field::Amount,
        Field::Plan,
        Field::Flag,
        Field::Assignee,
        Field::Status,
        Field::Received,
        Field::Age,
        Field::Name,
        Field::Employer,
        Field::Disease,
        Field::Note,
        Field::Phone,
        Field::Id,
        Field::Contract,
        Field::Case,
    ];

    /// The words for it: the English one, which is printed, the Chinese one, then others that people type.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Field::Stage => &["stage", "环节", "阶段"],
            Field::Due => &["due", "到期", "期限"],
            Field::Amount => &["amount", "金额", "应付"],
            Field::Plan => &["plan", "计划"],
            Field::Flag => &["flag", "标记"],
            Field::Assignee => &["assignee", "经办", "经办人"],
            Field::Status => &["status", "状态"],
            Field::Received => &["received", "申请", "收件", "受理"],
            Field::Age => &["age", "停留", "在环节"],
            Field::Name => &["name", "姓名"],
            Field::Employer => &["employer", "单位"],
            Field::Disease => &["disease", "疾病", "病种"],
            Field::Note => &["note", "备注", "批注"],
            Field::Phone => &["phone", "手机", "电话"],
            Field::Id => &["id", "证件", "身份证"],
            Field::Contract => &["contract", "合同", "合同号"],
            Field::Case => &["case", "案件", "案号"],
        }
    }

    /// The field that a word names, in either language and any case.
    pub fn named(word: &str) -> Option<Field> {
        let word = word.to_lowercase();
        Field::ALL.into_iter().find(|field| field.words().contains(&word.as_str()))
    }

    pub const fn takes(self) -> Takes {
        match self {
            Field::Stage | Field::Plan | Field::Flag | Field::Assignee | Field::Status => Takes::Choice,
            Field::Due | Field::Age => Takes::Days,
            Field::Amount => Takes::Amount,
            Field::Received => Takes::Day,
            Field::Name | Field::Employer | Field::Disease | Field::Note => Takes::Text,
            Field::Phone | Field::Id | Field::Contract | Field::Case => Takes::Text,
        }
    }

    /// What is compared can be more or less; what is looked for is there or not.
    pub const fn compares(self) -> bool {
        matches!(self.takes(), Takes::Days | Takes::Amount | Takes::Day)
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Op {
    pub const ALL: [Op; 5] = [Op::Is, Op::Less, Op::AtMost, Op::More, Op::AtLeast];

    pub const fn sign(self) -> &'static str {
        match self {
            Op::Is => ":",
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
        }
    }
}

/// Whose a case is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Me,
    Nobody,
    Person(UserId),
}

/// The last day of a case's limit, as somebody speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// So many days from today, in the days in which the case's own limit is counted; below nothing where it is over.
    In(i32),
    On(Date),
}

/// One condition, before it is negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of these stands in anything that a case is found by.
    Any(Vec<String>),
    /// One of these stands in this field, which takes a text.
    Text(Field, Vec<String>),
    Stage(Vec<StageId>),
    Plan(Vec<PlanId>),
    Flag(Vec<Flag>),
    Status(Vec<Status>),
    Assignee(Vec<Who>),
    Due(Op, Due),
    /// No limit runs.
    NoDue,
    Amount(Op, Money),
    /// Nobody has assessed it.
    NoAmount,
    Received(Op, Date),
    /// Calendar days in its stage.
    Age(Op, u32),
}

/// A condition, and whether it must not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub not: bool,
    pub condition: Condition,
}

/// All of these hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub terms: Vec<Term>,
    /// What was typed that names diseases of the plans, with their codes.
    pub codes: Vec<(String, Vec<String>)>,
    /// Whoever typed it sees masks only: whole numbers are none of its words.
    pub masked: bool,
}

impl Filter {
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// A thing that can be chosen, with all that it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    /// In Chinese, in English, and other words.
    pub names: Vec<String>,
}

/// What a filter can speak of on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    pub plans: Vec<Named>,
    pub stages: Vec<Named>,
    pub people: Vec<Named>,
    /// The diseases of the plans' lists, by their codes.
    pub diseases: Vec<Named>,
    /// Who asks sees names and numbers under masks only, and nothing of health.
    pub masked: bool,
}

/// What is wrong with a piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No field has that name; the nearest that has.
    UnknownField {
        typed: String,
        near: Option<Field>,
    },
    /// Nothing stands behind the sign.
    NoValue(Field),
    /// A minus, a quote or another sign, and no word with it.
    Nothing,
    /// None of the list is called so.
    NoSuchChoice {
        field: Field,
        typed: String,
    },
    /// It is no number of days, no amount, no day.
    Unreadable {
        field: Field,
        typed: String,
    },
    /// The field can't be more or less than something.
    CantCompare(Field),
    /// Numbers are looked for by so many last digits, or whole.
    WrongDigits(Field),
    /// What is hidden from this person can't be looked for.
    Hidden(Field),
    /// A whole number is looked up where that is written down.
    WholeNumber(Field),
    TooMany,
}

/// A fault with its place: characters from the beginning, the end not included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub from: usize,
    pub to: usize,
    pub kind: FaultKind,
}

impl Fault {
    /// It is what stands before whoever is still typing: more will come.
    pub fn is_unfinished(&self, length: usize) -> bool {
        self.to == length && matches!(self.kind, FaultKind::NoValue(_) | FaultKind::Nothing)
    }
}

/// What was read: the conditions that are well, each with its place, and all that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub filter: Filter,
    /// Where each condition stands, in characters.
    pub places: Vec<(usize, usize)>,
    pub faults: Vec<Fault>,
}
