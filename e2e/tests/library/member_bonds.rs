//! A committee with its members' bonds, members with keys of their own, and what they sign.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{account, hex, number, with_roles, Contract, Operator, OWNER, ROLE_DELAY};
use blueprint_e2e::{accounts::Account, chain::Chain, outcome::Outcome, stored::bytes};
use serde_json::{json, Value};
use sp_core::H160;

/// The bonds, and the committee of the same language.
pub const BUILDS: [[&str; 2]; 3] = [
    ["ink/member_bonds.polkavm", "ink/oracle_committee.polkavm"],
    [
        "solidity/MemberBonds.polkavm",
        "solidity/OracleCommittee.polkavm",
    ],
    ["solidity/MemberBonds.evm", "solidity/OracleCommittee.evm"],
];
/// Wei: no whole number of the token's smallest units, and no multiple of the shares.
pub const MINIMUM: u128 = 1_000_000_000_003;
pub const MOST_WEIGHT: u16 = 10;
pub const DAY: u64 = 86_400;
/// Two delays of sets, an answer's age, and two days to act, twice.
pub const DELAY: u64 = 2 * ROLE_DELAY + 5 * DAY;
pub const DEVIATIONS: u16 = 2;
pub const DEVIATION_BPS: u16 = 700;
pub const EQUIVOCATION_BPS: u16 = 5_000;
pub const BOUNTY_BPS: u16 = 1_000;
/// Who gets what is no bounty.
pub const RECIPIENT: &str = "ferdie";
/// Seconds.
pub const PERIOD: u64 = 60;
pub const PRICE: [u8; 32] = [1; 32];
pub const VERDICT: [u8; 32] = [2; 32];
pub const MEMBERS: usize = 5;
pub const THRESHOLD: u8 = 3;

pub struct World {
    pub chain: Chain,
    pub bonds: Contract,
    pub committee: Contract,
    /// In the order of their addresses.
    pub members: Vec<Operator>,
    /// A time on the grid, which is now.
    pub time: u64,
    /// Wei that came in and did not go out.
    pub held: u128,
}

/// The arguments of a constructor, with other terms by their places.
pub fn arguments(committee: H160, changes: &[(usize, Value)]) -> Vec<Value> {
    let mut all = with_roles(
        json!(OWNER),
        &[
            hex(committee),
            json!(RECIPIENT),
            json!(MINIMUM.to_string()),
            json!(MOST_WEIGHT),
            json!(DELAY),
            json!(DEVIATIONS),
            json!(DEVIATION_BPS),
            json!(EQUIVOCATION_BPS),
            json!(BOUNTY_BPS),
        ],
    );
    for (place, value) in changes {
        all[*place] = value.clone();
    }
    all
}

/// A share, rounded up.
pub fn share(amount: u128, bps: u16) -> u128 {
    (amount * u128::from(bps)).div_ceil(10_000)
}

/// What a threshold of deviations costs a weight.
pub fn deviation_cost(weight: u128) -> u128 {
    share(MINIMUM * weight, DEVIATION_BPS)
}

pub fn equivocation_cost(weight: u128) -> u128 {
    share(MINIMUM * weight, EQUIVOCATION_BPS)
}

/// The bounty of a slash.
pub fn bounty(slashed: u128) -> u128 {
    slashed * u128::from(BOUNTY_BPS) / 10_000
}

impl World {
    /// Two contracts, of which the bonds do not have the committee's role yet.
    pub fn deployed([bonds, committee]: [&str; 2]) -> World {
        let mut chain = Chain::new().unwrap();
        let committee = Contract::deploy(&mut chain, committee, &with_roles(json!(OWNER), &[]));
        let bonds = Contract::deploy(&mut chain, bonds, &arguments(committee.address, &[]));
        let mut members: Vec<Operator> = (10..10 + MEMBERS as u8).map(Operator::new).collect();
        members.sort_by_key(|it| it.address);
        World {
            chain,
            bonds,
            committee,
            members,
            time: 0,
            held: 0,
        }
    }

    /// The bonds have the role.
    pub fn handed_over(builds: [&str; 2]) -> World {
        let mut world = Self::deployed(builds);
        world.hand_over();
        world
    }

    /// Five members with one, two, three, four and twelve bonds are enrolled: weights 1, 2, 3, 4 and 10. A price and a verdict.
    pub fn new(builds: [&str; 2]) -> World {
        let mut world = Self::handed_over(builds);
        for (place, bonds) in [1, 2, 3, 4, 12].into_iter().enumerate() {
            world.bond(place, bonds * MINIMUM);
        }
        world.open_questions();
        world.enrol(&[0, 1, 2, 3, 4], THRESHOLD).unwrap();
        world.next();
        world
    }

    pub fn hand_over(&mut self) {
        let offer = [json!(0), hex(self.bonds.address)];
        self.committee
            .send(&mut self.chain, OWNER, "offerRole", &offer);
        self.wait(ROLE_DELAY);
        self.call("eve", "acceptCommittee", &[]).unwrap();
    }

    pub fn open_questions(&mut self) {
        for (question, terms) in [
            (PRICE, [2, 60, 600, 6_667, 500]),
            (VERDICT, [1, 60, 600, 0, 0]),
        ] {
            let mut opening = vec![bytes(&question)];
            opening.extend(terms.map(|it| json!(it)));
            self.call(OWNER, "openQuestion", &opening).unwrap();
        }
    }

    // ---- time

    pub fn now(&mut self) -> u64 {
        self.chain.timestamp()
    }

    pub fn at(&mut self, time: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(time);
    }

    pub fn wait(&mut self, seconds: u64) {
        let time = self.now() + seconds;
        self.at(time);
    }

    /// The next time on the grid, which is now from here.
    pub fn next(&mut self) -> u64 {
        self.time = (self.now() / PERIOD + 1) * PERIOD;
        self.at(self.time);
        self.time
    }

    // ---- calls

    pub fn address(&self, place: usize) -> Value {
        hex(self.members[place].address)
    }

    /// A member's account, with tokens.
    pub fn account(&mut self, place: usize) -> Account {
        let address = self.members[place].address;
        self.chain.ethereum_account(address)
    }

    /// The error with its arguments: the contract's own, or the committee's that was passed on.
    pub fn error(&self, outcome: &Outcome) -> String {
        assert!(outcome.is_revert(), "{outcome}");
        let own = self.bonds.interface.decode_error(&outcome.data);
        let error = own.or(self.committee.interface.decode_error(&outcome.data));
        error.unwrap_or_else(|| panic!("{outcome}")).to_string()
    }

    pub fn send(
        &mut self,
        from: &Account,
        call: &str,
        arguments: &[Value],
        value: u128,
    ) -> Result<Outcome, String> {
        let outcome = self
            .bonds
            .try_send(&mut self.chain, from, call, arguments, value);
        match outcome.is_ok() {
            true => {
                eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
                Ok(outcome)
            }
            false => Err(self.error(&outcome)),
        }
    }

    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        self.send(&account(by), call, arguments, 0)
    }

    /// By a member.
    pub fn by(&mut self, place: usize, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let from = self.account(place);
        self.send(&from, call, arguments, 0)
    }

    pub fn try_bond(&mut self, place: usize, amount: u128) -> Result<Outcome, String> {
        let from = self.account(place);
        self.send(&from, "bond", &[], amount)
    }

    pub fn bond(&mut self, place: usize, amount: u128) {
        self.try_bond(place, amount).unwrap();
        self.held += amount;
    }

    pub fn unbond(&mut self, place: usize, amount: u128) -> Result<Outcome, String> {
        self.by(place, "unbond", &[json!(amount.to_string())])
    }

    /// A member has what is its sent to a new account; how much came.
    pub fn withdraw(&mut self, place: usize) -> Result<u128, String> {
        let from = self.account(place);
        self.withdraw_as(&from)
    }

    pub fn withdraw_as(&mut self, from: &Account) -> Result<u128, String> {
        let to = H160::repeat_byte(0x77);
        let before = self.chain.balance(to);
        let sent = self.send(from, "withdraw", &[hex(to)], 0)?;
        let amount = number(&self.bonds.answers("withdraw", &sent)[0]);
        assert_eq!(self.chain.balance(to) - before, amount.into());
        self.held -= amount;
        Ok(amount)
    }

    pub fn enrol(&mut self, places: &[usize], threshold: u8) -> Result<u128, String> {
        let members: Vec<Value> = places.iter().map(|it| self.address(*it)).collect();
        let sent = self.call(OWNER, "enrol", &[json!(members), json!(threshold)])?;
        Ok(number(&self.bonds.answers("enrol", &sent)[0]))
    }

    pub fn renew(&mut self) -> Result<u128, String> {
        let sent = self.call("eve", "renew", &[])?;
        Ok(number(&self.bonds.answers("renew", &sent)[0]))
    }

    /// A reporter has a member slashed for deviations from the price; how much that is.
    pub fn slash(&mut self, by: &str, epoch: u32, place: usize) -> Result<u128, String> {
        let of = [bytes(&PRICE), json!(epoch), self.address(place)];
        let sent = self.call(by, "slashDeviations", &of)?;
        Ok(number(&self.bonds.answers("slashDeviations", &sent)[0]))
    }

    pub fn slash_equivocation(&mut self, by: &str, report: &[Value]) -> Result<u128, String> {
        let sent = self.call(by, "slashEquivocation", report)?;
        Ok(number(&self.bonds.answers("slashEquivocation", &sent)[0]))
    }

    // ---- what members sign

    pub fn digest(&mut self, question: [u8; 32], time: u64, value: u64) -> [u8; 32] {
        let of = [bytes(&question), json!(time), json!(value.to_string())];
        let digest = self.committee.ask(&mut self.chain, "digestOf", &of);
        let digest = alloy_primitives::hex::decode(digest[0].as_str().unwrap());
        digest.unwrap().try_into().unwrap()
    }

    pub fn sign(&mut self, place: usize, question: [u8; 32], time: u64, value: u64) -> Value {
        let digest = self.digest(question, time, value);
        self.members[place].sign(&digest)
    }

    /// Members sign prices of now; eve submits them.
    pub fn observe(&mut self, said: &[(usize, u64)]) {
        let time = self.time;
        let mut signatures = Vec::new();
        for (member, value) in said {
            signatures.push(self.sign(*member, PRICE, time, *value));
        }
        let values: Vec<String> = said.iter().map(|(_, value)| value.to_string()).collect();
        let of = [bytes(&PRICE), json!(time), json!(values), json!(signatures)];
        self.committee.send(&mut self.chain, "eve", "observe", &of);
    }

    /// All five sign, and one of them deviates, so many times, once a period.
    pub fn deviate(&mut self, place: usize, times: u16) {
        for _ in 0..times {
            self.next();
            let said: Vec<(usize, u64)> = (0..MEMBERS)
                .map(|it| (it, if it == place { 10_000 } else { 100 }))
                .collect();
            self.observe(&said);
        }
    }

    /// Two prices of one time, and their signatures.
    pub fn two_values(&mut self, place: usize, time: u64, epoch: u32) -> Vec<Value> {
        let first = self.sign(place, PRICE, time, 100);
        let second = self.sign(place, PRICE, time, 101);
        vec![
            bytes(&PRICE),
            json!(time),
            json!(epoch),
            json!("100"),
            first,
            json!("101"),
            second,
        ]
    }

    // ---- state

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.bonds.ask(&mut self.chain, view, arguments)
    }

    /// What is slashable of a member, and of that its stake and what it unbonded.
    pub fn bonded(&mut self, place: usize) -> [u128; 3] {
        let of = [self.address(place)];
        let all = self.ask("bonded", &of);
        [0, 1, 2].map(|it| number(&all[it]))
    }

    pub fn credit(&mut self, of: H160) -> u128 {
        number(&self.ask("creditOf", &[hex(of)])[0])
    }

    pub fn credit_of(&mut self, name: &str) -> u128 {
        self.credit(account(name).address)
    }

    pub fn weights(&mut self, epoch: u32) -> (Value, Value) {
        let set = self
            .committee
            .ask(&mut self.chain, "membersOf", &[json!(epoch)]);
        (set[4].clone(), set[5].clone())
    }

    /// Nothing is there that is no account's, and nothing is missing.
    pub fn is_whole(&mut self, others: &[H160]) {
        let mut owned = 0;
        for place in 0..MEMBERS {
            let address = self.members[place].address;
            owned += self.bonded(place)[0] + self.credit(address);
        }
        for name in ["eve", "dave", RECIPIENT] {
            owned += self.credit_of(name);
        }
        for other in others {
            owned += self.credit(*other);
        }
        assert_eq!(owned, self.held);
        let bonds = self.bonds.address;
        assert_eq!(self.chain.balance(bonds), owned.into());
    }

    /// The contract's events.
    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let own = sent.events.iter();
        let own = own.filter(|it| it.contract == self.bonds.address);
        let interface = &self.bonds.interface;
        own.map(|it| interface.decode_event(it).unwrap().to_string())
            .collect()
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for builds in BUILDS {
        test(&mut World::new(builds));
    }
}
