//! The people of the made-up office, and its members. All of them are called 某 in some way, so that nobody takes them for real.
//!
//! Invariant: a member is told wholly by his number, so that a later case of his needs no memory of the earlier one.

use super::dice::Dice;
use super::words;
use crate::domain::facts::{Enrolment, Member, Payee};
use crate::domain::identity::{bank_card_is_plausible, id_check_character};
use crate::domain::ids::{MemberId, PlanId, UserId};
use crate::domain::money::Money;
use crate::domain::people::{Role, Sex};
use crate::domain::time::{Date, Span};
use crate::wire::Person;

/// Whose claims the made-up employer's officer verifies.
pub const OFFICER_EMPLOYER: &str = "江岸纺织厂";

/// Gives the people of the office, one for each role, in the order of a case's way through it.
pub fn people() -> Vec<Person> {
    let person = |user: &str, name: &str, role, employer: Option<&str>| Person {
        user: UserId::from(user),
        name: name.to_owned(),
        roles: vec![role],
        employer: employer.map(str::to_owned),
    };
    vec![
        person("lin", "林某", Role::Intake, None),
        person("wu", "吴某", Role::Employer, Some(OFFICER_EMPLOYER)),
        person("he", "何某", Role::Medical, None),
        person("zhao", "赵某", Role::Approver, None),
        person("qian", "钱某", Role::Payer, None),
        person("li", "李某", Role::Enquiry, None),
        person("sun", "孙某", Role::Supervisor, None),
    ]
}

/// One in so many members looks like the one before him: the same name, and an identity number that differs in one digit and the
/// check character.
const LOOK_ALIKES: u32 = 250;
/// The networks of made-up mobile numbers, in the order in which they are used; the 0000 behind them is what all have in common.
const NETWORKS: &[u32] = &[138, 139, 137, 136, 135, 134, 150, 151, 152, 157, 158, 159, 182, 183, 187, 188, 130, 131, 132, 155, 156, 186];
const NUMBERS_OF_A_NETWORK: u32 = 10_000;

/// Where members of a plan live.
#[derive(Debug)]
pub(super) struct Region {
    /// Areas of identity numbers that no place in the country has.
    areas: &'static [&'static str],
    /// The first letter of social-security cards.
    letter: char,
    employers: &'static [&'static str],
    pub(super) hospitals: &'static [&'static str],
    /// The bank and the first digits of its made-up cards; zeros follow.
    banks: &'static [(&'static str, &'static str)],
    /// The number before that of the first member, so that nobody has the number of somebody elsewhere.
    pub(super) before: u32,
}

pub(super) const ZHEJIANG: &Region = &Region {
    areas: &["339901", "339902", "339903", "339904", "339905", "339906"],
    letter: 'A',
    employers: words::EMPLOYERS,
    hospitals: words::HOSPITALS,
    banks: words::BANKS,
    before: 0,
};

pub(super) const JINAN: &Region = &Region {
    areas: &["379901", "379902", "379903", "379904", "379905"],
    letter: 'B',
    employers: words::JINAN_EMPLOYERS,
    hospitals: words::JINAN_HOSPITALS,
    banks: &[("工商银行", "622202")],
    before: 1_000_000,
};

/// Members of the Shanghai plans; nobody is in two of them.
pub(super) const SHANGHAI_MEMBERS: &Region = &shanghai(2_000_000);
pub(super) const SHANGHAI_MUTUAL: &Region = &shanghai(2_300_000);
pub(super) const SHANGHAI_FLEXIBLE: &Region = &shanghai(2_600_000);

const fn shanghai(before: u32) -> Region {
    Region {
        areas: &["319901", "319902", "319903", "319904", "319905"],
        letter: 'C',
        employers: words::SHANGHAI_EMPLOYERS,
        hospitals: words::SHANGHAI_HOSPITALS,
        banks: &[(words::SHANGHAI_BANK, "622478"), (words::SHANGHAI_BANK, "623162")],
        before,
    }
}

/// A member: a number, and the dice that tell all about him.
#[derive(Clone, Copy, Debug)]
pub(super) struct MemberNumber {
    pub(super) seed: u64,
    pub(super) number: u32,
    pub(super) region: &'static Region,
}

impl MemberNumber {
    pub(super) fn id(self) -> MemberId {
        MemberId::new(format!("M{:07}", self.number))
    }

    pub(super) fn dice(self) -> Dice {
        Dice::new(self.seed ^ 0x4D45_4D42_4552, u64::from(self.number))
    }

    pub(super) fn employer(self) -> &'static str {
        let mut dice = self.dice();
        // The officer's own employer is large, so that he has work in a small office too.
        if dice.chance(120) && self.region.employers.contains(&OFFICER_EMPLOYER) {
            OFFICER_EMPLOYER
        } else {
            dice.pick(self.region.employers)
        }
    }

    /// Enrolled in the period before too, without a gap.
    pub(super) fn is_continuous(self) -> bool {
        !self.number.is_multiple_of(6)
    }

    pub(super) fn member(self) -> Member {
        // Who looks like another has all but his numbers from him.
        let looks_like = if self.number > 1 && self.number.is_multiple_of(LOOK_ALIKES) { self.number - 1 } else { self.number };
        let mut dice = MemberNumber { number: looks_like, ..self }.dice();
        dice.roll();
        let male = dice.chance(480);
        let (id_number, birth, sex) = identity(looks_like, male, dice.pick(self.region.areas), looks_like != self.number);
        Member {
            name: name(&mut dice),
            sex: Some(sex),
            birth: Some(birth),
            id_number: Some(id_number),
            phone: Some(self.phone()),
            social_security_card: Some(format!("{}{:08}", self.region.letter, self.number)),
            member_number: None,
            platform_worker: None,
            retired: Some(false),
        }
    }

    /// A number with 0000 in its middle. Only in a very large office do two people share one.
    fn phone(self) -> String {
        let network = NETWORKS[(self.number / NUMBERS_OF_A_NETWORK) as usize % NETWORKS.len()];
        format!("{network}0000{:04}", self.number % NUMBERS_OF_A_NETWORK)
    }

    pub(super) fn payee(self, name: &str) -> Payee {
        let mut dice = self.dice();
        let banks = self.region.banks;
        let at = dice.between(0, u32::try_from(banks.len() - 1).unwrap_or(0));
        let (bank, prefix) = banks[at as usize];
        let body = format!("{prefix}00{:010}", self.number);
        let card = ('0'..='9').map(|check| format!("{body}{check}")).find(|card| bank_card_is_plausible(card));
        Payee { name: name.to_owned(), bank: Some(bank.to_owned()), card, account_kind: None, activated: None, proof: None }
    }

    /// The enrolments that the office knows of: this period, and the one before where he was a member then.
    pub(super) fn enrolments(self, plan: &PlanId, earlier: &PlanId, cover: Span) -> Vec<Enrolment> {
        let own = if self.dice().chance(300) { Money::from_yuan(110) } else { Money::from_yuan(30) };
        let enrolment = |plan: &PlanId, cover, premium| Enrolment {
            employer: Some(self.employer().to_owned()),
            premium: Some(premium),
            own_share: Some(own),
            ..Enrolment::begin(plan.clone(), cover)
        };
        let now = enrolment(plan, cover, Money::from_yuan(110));
        let year_before = Date::from_ymd_opt(2023, 1, 1).zip(Date::from_ymd_opt(2023, 12, 31));
        match year_before {
            Some((from, to)) if self.is_continuous() => vec![enrolment(earlier, Span { from, to }, Money::from_yuan(110)), now],
            _ => vec![now],
        }
    }
}

fn name(dice: &mut Dice) -> String {
    if dice.chance(4) {
        return dice.pick(words::TWO_PART).to_owned();
    }
    let surname = dice.weighted(&[(900, words::SURNAMES), (60, words::COMPOUND_SURNAMES), (40, words::RARE_SURNAMES)]);
    let surname = dice.pick(surname);
    match dice.between(0, 9) {
        0 | 1 => format!("{surname}某"),
        2..=4 => format!("{surname}某某"),
        _ => format!("{surname}某{}", dice.pick(words::GIVEN)),
    }
}

/// Serials given to a day of birth; a million members need fewer, and as many again are for look-alikes.
const SERIALS: u32 = 500;

/// Makes an identity number that no other member has: the number of the member chooses the day of birth and the serial.
/// A look-alike has the same but for the first digit of the serial: those of others stay far below it.
fn identity(number: u32, male: bool, area: &str, is_look_alike: bool) -> (String, Date, Sex) {
    // Old enough to work and, on the last day of the period, under the age of retirement.
    let (first, days, sex) = if male { (1965, 13_879, Sex::Male) } else { (1975, 10_223, Sex::Female) };
    let nth = u32::try_from(u64::from(number) * 7_919 % u64::from(days)).unwrap_or(0);
    let birth = Date::from_ymd_opt(first, 1, 1).and_then(|day| day.checked_add_days(chrono::Days::new(u64::from(nth)))).unwrap_or_default();
    let serial = (number / days * 2 + u32::from(male)) % SERIALS + if is_look_alike { SERIALS } else { 0 };
    let body = format!("{area}{}{serial:03}", birth.format("%Y%m%d"));
    let check = id_check_character(&body).unwrap_or('0');
    (format!("{body}{check}"), birth, sex)
}
