//! What the model knows. Maps and lists, changed in place; a step that is refused works on a copy.

use sp_core::{U256, U512};
use std::collections::{BTreeMap, BTreeSet};

/// An account, by its place in the list of people.
pub type Who = u8;
pub const OPERATORS: [Who; 3] = [0, 1, 2];
pub const DELEGATORS: [Who; 3] = [3, 4, 5];
pub const CUSTOMERS: [Who; 2] = [6, 7];
/// The owner of all blueprints, who speaks for their managers.
pub const DEVELOPER: Who = 8;
/// The account that managers name as the one that may propose slashes.
pub const ORIGIN: Who = 9;
pub const REPORTER: Who = 10;
pub const TREASURY: Who = 11;
/// The stake pallet's account.
pub const STAKE: Who = 12;
/// The manager of the first blueprint; those of the others follow.
pub const MANAGER: Who = 13;
pub const BLUEPRINTS: u8 = 3;
pub const PEOPLE: usize = 16;

pub const UNIT: u128 = 1_000_000_000_000;
pub const DEPOSIT_OF_ACCOUNT: u128 = UNIT / 100;
pub const GOLD_MINIMUM: u128 = 10;
pub const OPERATOR_BOND: u128 = 100 * UNIT;
pub const REQUEST_BOND: u128 = UNIT;
pub const PROPOSAL_BOND: u128 = UNIT;
pub const DISPUTE_BOND: u128 = 10 * UNIT;
pub const REPORT_BOND: u128 = UNIT;
/// The deposits of a job call: for itself and for each operator, and for its inputs, of four bytes.
pub const DEPOSIT_OF_ITEM: u128 = UNIT / 500;
pub const DEPOSIT_OF_INPUTS: u128 = 4 * UNIT / 100_000;

pub const SECONDS_OF_BLOCK: u64 = 6;
pub const WEEK: u64 = 7 * 24 * 60 * 60;
pub const NOTICE: u64 = WEEK;
pub const FAULT_WINDOW: u64 = WEEK;
pub const REQUEST_TTL: u32 = 1_000;
pub const ERA: u32 = 1_000;
pub const HISTORY: u32 = 84;
pub const RELEASE: u32 = 28;
pub const UNBONDING: u32 = 201_600;
pub const MOST_UNBONDING: usize = 16;
pub const MOST_SLASHES: usize = 8;
pub const HEARTBEAT_WINDOW: u32 = 100;
/// Whole windows without a heartbeat after which an operator is offline.
pub const SILENT_WINDOWS: u32 = 3;
/// The unix second of block 0.
pub const START: u64 = 1_767_225_600;

/// Why a step is refused.
pub type Refused = &'static str;
pub type Done = Result<(), Refused>;

pub fn need(holds: bool, why: Refused) -> Done {
    if holds {
        Ok(())
    } else {
        Err(why)
    }
}

/// `a * b / d`, rounded down; 0 where `d` is.
pub fn part(a: U256, b: U256, d: U256) -> U256 {
    if d.is_zero() {
        return d;
    }
    let whole: U512 = a.full_mul(b) / U512::from(d);
    whole.try_into().expect("no amount comes near 256 bits")
}

/// `a * b / d`, rounded up; 0 where `d` is.
pub fn part_up(a: U256, b: U256, d: U256) -> U256 {
    if d.is_zero() {
        return d;
    }
    let whole: U512 = (a.full_mul(b) + U512::from(d - 1)) / U512::from(d);
    whole.try_into().expect("no amount comes near 256 bits")
}

/// Basis points of an amount, rounded down.
pub fn bps_of(amount: u128, bps: u128) -> u128 {
    amount * bps / 10_000
}

/// What an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Purse {
    pub free: u128,
    pub gold: u128,
    /// On hold, for: a bond, requests and services, slashes, a report, job calls, quality reports.
    pub held: [u128; 6],
}
pub const BOND: usize = 0;
pub const REQUEST: usize = 1;
pub const SLASH: usize = 2;
pub const CALL: usize = 4;
pub const QUALITY: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status {
    Active,
    Leaving,
    Inactive,
}

#[derive(Clone, Debug)]
pub struct Operator {
    pub status: Status,
    pub bond: u128,
    pub slashed: u128,
    pub pending: u32,
    pub serves_until: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Funds {
    Burned,
    Treasury,
    Customer,
    Rewards,
}

/// The terms of a blueprint.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The most points of a verdict; `None` where each result earns one.
    pub most: Option<u32>,
    pub points_per_era: u32,
    /// Floor, cap, history and correlation of a penalty, in basis points.
    pub penalty: [u16; 4],
    pub ejects_at: u32,
    pub funds: Funds,
    pub min: usize,
    pub max: usize,
    pub instances: u32,
    pub review: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    pub amount: u128,
    pub burned: u16,
    pub owner: u16,
}

#[derive(Clone, Debug)]
pub struct Blueprint {
    pub terms: Terms,
    pub instances: u32,
    /// The price of job 1; job 0 costs nothing.
    pub price: Option<Price>,
    pub priced_at: Option<u32>,
    /// From which era until which, which does not count, its points count.
    pub counts: (u32, u32),
}

#[derive(Clone, Debug)]
pub struct Request {
    pub blueprint: u8,
    pub requester: Who,
    /// `None` for operators that have not answered.
    pub answers: Vec<(Who, Option<bool>)>,
    pub assets: Vec<(usize, u128)>,
    pub ttl: u64,
    pub at: u32,
    pub revision: u32,
}

#[derive(Clone, Debug)]
pub struct Service {
    pub blueprint: u8,
    pub owner: Who,
    pub operators: Vec<Who>,
    pub assets: Vec<(usize, u128)>,
    pub started: u32,
    pub ends_at: Option<u64>,
    pub invited: BTreeSet<Who>,
    /// Until when an operator serves that leaves this service alone.
    pub leaving: BTreeMap<Who, u64>,
    /// The number of calls there were when an operator joined; of those that joined the running service.
    pub joined: BTreeMap<Who, u64>,
    /// The block of the last heartbeat, and of the last report; of those that have either.
    pub heard: BTreeMap<Who, (Option<u32>, Option<u32>)>,
}

impl Service {
    /// Whether a call was made while the operator belonged to the service.
    pub fn was_called(&self, who: Who, call: u64) -> bool {
        self.joined.get(&who).is_none_or(|first| call >= *first)
    }
}

/// An operator's result of a job call.
#[derive(Clone, Copy, Debug)]
pub struct JobResult {
    pub wrong: bool,
    pub judged: bool,
    /// When it was submitted.
    pub at: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Call {
    pub caller: Who,
    pub deposit: u128,
    /// How many results the deposit is for.
    pub covered: usize,
    /// When it was called.
    pub called: u64,
    /// Whether it was completed with fewer results than required.
    pub short: bool,
    /// When it was called, got its last result or was completed.
    pub since: u64,
    pub job: u8,
    pub results: BTreeMap<Who, JobResult>,
    pub completed: bool,
    pub reported: BTreeSet<Who>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Points {
    pub era: u32,
    pub earned: u32,
    pub counted: u32,
}

/// Slashes of an operator for one class in one service and era.
#[derive(Clone, Debug, Default)]
pub struct Offence {
    pub proposals: u32,
    pub taken: u16,
    /// How many offences of the class were on the record before it, once it is on the record.
    pub earlier: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Course {
    Pending,
    Disputed,
    Upheld,
}

#[derive(Clone, Debug)]
pub struct Slash {
    pub service: u64,
    pub blueprint: u8,
    pub operator: Who,
    pub proposer: Who,
    pub disputer: Option<Who>,
    pub customer: Who,
    pub class: u8,
    pub bps: u16,
    pub era: u32,
    pub operators: u32,
    pub bond: u128,
    pub slashed_before: u128,
    pub course: Course,
    pub review_until: u64,
    pub deadline: u64,
    pub expires: u64,
    /// By asset, of those who selected the blueprint and of those who selected all: what was captured, and what
    /// slashes had taken before.
    pub captured: Vec<[(u128, u128); 2]>,
}

/// What delegators select: the services of a blueprint, or all.
pub type Selection = Option<u8>;
pub type Backing = (Who, Selection);

#[derive(Clone, Debug, Default)]
pub struct Delegation {
    pub earning: U256,
    /// Delegated in an era, and earning from the next one on.
    pub waiting: (u32, U256),
    /// Shares, and the block from which they can be withdrawn.
    pub unbonding: Vec<(U256, u32)>,
    /// Earned and not paid, in units of 1e-18.
    pub earned: U256,
}

impl Delegation {
    pub fn leaving(&self) -> U256 {
        self.unbonding
            .iter()
            .fold(U256::zero(), |sum, it| sum + it.0)
    }

    pub fn is_empty(&self) -> bool {
        self.earning.is_zero() && self.waiting.1.is_zero() && self.unbonding.is_empty()
    }
}

/// All stake of those who selected the same with an operator, in one asset.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    pub assets: U256,
    pub shares: U256,
    pub committed: u128,
    pub captures: u32,
    pub delegations: BTreeMap<Who, Delegation>,
    /// Rewards: all that came in, all that went out, and what the last division left, in units of 1e-18.
    pub deposited: U256,
    pub paid: U256,
    pub rest: U256,
}

impl Vault {
    pub fn worth(&self, shares: U256) -> U256 {
        part(shares, self.assets, self.shares)
    }

    fn sum(&self, of: impl Fn(&Delegation) -> U256) -> U256 {
        self.delegations
            .values()
            .fold(U256::zero(), |sum, it| sum + of(it))
    }

    /// What is not unbonding.
    pub fn bonded(&self) -> u128 {
        self.worth(self.sum(|it| it.earning + it.waiting.1))
            .as_u128()
    }

    /// What earns in an era: what was there when it began.
    pub fn earning_in(&self, era: u32) -> U256 {
        self.worth(self.sum(|it| match it.waiting.0 < era {
            true => it.earning + it.waiting.1,
            false => it.earning,
        }))
    }

    pub fn is_empty(&self) -> bool {
        self.shares.is_zero() && self.committed == 0 && self.captures == 0
    }
}

#[derive(Clone, Debug)]
pub struct Ledger {
    pub next_era: u32,
    /// The operator's commission.
    pub credit: U256,
    pub vaults: [Vault; 2],
}

#[derive(Clone, Debug, Default)]
pub struct Performance {
    pub points: u64,
    pub sums: [U256; 2],
    pub withheld: [U256; 2],
    pub commission: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Era {
    pub funded: U256,
    pub backings: u32,
    pub sums: [U256; 2],
    pub prices: [U256; 2],
    pub weight: U256,
    /// The pot, and what was taken of it, once the era is over.
    pub pot: Option<(U256, U256)>,
}

#[derive(Clone, Debug, Default)]
pub struct Books {
    pub deposited: U256,
    pub paid: U256,
    pub carried: U256,
    pub unclaimed: U256,
    pub reserve: U256,
}

/// The whole.
#[derive(Clone, Debug)]
pub struct Model {
    pub block: u32,
    pub purses: [Purse; PEOPLE],
    pub burned: u128,
    pub burned_gold: u128,
    pub operators: BTreeMap<Who, Operator>,
    /// The limit of instances and their number, by blueprint and operator.
    pub registrations: BTreeMap<(u8, Who), (u32, u32)>,
    /// Offences by class, and whether the operator was ejected.
    pub records: BTreeMap<(u8, Who), ([u32; 3], bool)>,
    pub blueprints: Vec<Blueprint>,
    pub requests: BTreeMap<u64, Request>,
    pub next_request: u64,
    pub services: BTreeMap<u64, Service>,
    pub next_service: u64,
    /// The blueprint of each service that ever was.
    pub blueprint_of: BTreeMap<u64, u8>,
    /// From which block idle space removes what belongs to a service that has ended.
    pub clear_at: BTreeMap<u64, u32>,
    pub calls: BTreeMap<(u64, u64), Call>,
    pub next_call: u64,
    pub points: BTreeMap<(u64, Who), Points>,
    /// Reporters, and when they reported, by service, kind, operator and evidence.
    pub quality: BTreeMap<(u64, u8, Who, u8), (Who, u64)>,
    pub slashes: BTreeMap<u64, Slash>,
    pub next_slash: u64,
    pub paused_from: u64,
    pub paused_until: u64,
    pub evidence: BTreeSet<(u64, Who, Who, u8)>,
    pub offences: BTreeMap<(u64, u8, u32, Who), Offence>,
    pub prices: [u128; 2],
    pub endowed: [bool; 2],
    pub ledgers: BTreeMap<Backing, Ledger>,
    /// What is committed and what slashes have taken of it, by asset and backing.
    pub committed: BTreeMap<(u64, Who), Vec<[(u128, u128); 2]>>,
    pub eras: BTreeMap<u32, Era>,
    pub performances: BTreeMap<(u32, Backing), Performance>,
    /// The commission until a second, and from it on.
    pub commissions: BTreeMap<Who, (u32, u32, u64)>,
    pub books: Books,
    pub closed_in: Option<u32>,
}

impl Model {
    pub fn now(&self) -> u64 {
        START + u64::from(self.block) * SECONDS_OF_BLOCK
    }

    pub fn era(&self) -> u32 {
        self.block / ERA
    }

    pub fn purse(&mut self, who: Who) -> &mut Purse {
        &mut self.purses[usize::from(who)]
    }

    pub fn hold(&mut self, who: Who, reason: usize, amount: u128) -> Done {
        let purse = self.purse(who);
        need(
            purse.free >= amount + DEPOSIT_OF_ACCOUNT,
            "too little to hold",
        )?;
        purse.free -= amount;
        purse.held[reason] += amount;
        Ok(())
    }

    pub fn release(&mut self, who: Who, reason: usize, amount: u128) {
        let purse = self.purse(who);
        purse.held[reason] -= amount;
        purse.free += amount;
    }

    pub fn burn_held(&mut self, who: Who, reason: usize, amount: u128) {
        self.purse(who).held[reason] -= amount;
        self.burned += amount;
    }

    /// Whether an account can receive an amount of the chain's token.
    pub fn receives(&self, who: Who, amount: u128) -> bool {
        let purse = &self.purses[usize::from(who)];
        purse.free + purse.held.iter().sum::<u128>() > 0 || amount >= DEPOSIT_OF_ACCOUNT
    }

    /// Move an amount of an asset, which the sender must keep the minimum of.
    pub fn transfer(&mut self, asset: usize, from: Who, to: Who, amount: u128) -> Done {
        if asset == 0 {
            need(self.receives(to, amount), "too little for a new account")?;
            need(
                self.purse(from).free >= amount + DEPOSIT_OF_ACCOUNT,
                "too little to send",
            )?;
            self.purse(from).free -= amount;
            self.purse(to).free += amount;
        } else {
            let exists = self.receives(to, 0);
            let has = self.purse(to).gold > 0 || (exists && amount >= GOLD_MINIMUM);
            need(has, "too little for a new account")?;
            need(
                self.purse(from).gold >= amount + GOLD_MINIMUM,
                "too little to send",
            )?;
            self.purse(from).gold -= amount;
            self.purse(to).gold += amount;
        }
        Ok(())
    }
}
