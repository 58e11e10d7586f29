//! Incidents beside a committee of three auditors, of whom two agree, and what tests ask of it.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{self, account, hex, number, Contract, Operator, OWNER};
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{chain::Chain, outcome::Outcome, stored::bytes};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/incidents.polkavm",
    "solidity/Incidents.polkavm",
    "solidity/Incidents.evm",
];
pub const SERVICE: u64 = 3;
/// Open as well, with a question of its own.
pub const OTHER: u64 = 4;
/// Not open; the auditors' question of it is a median.
pub const UNKNOWN: u64 = 9;
const CHAIN: u64 = 31_337;
/// Seconds.
pub const DAY: u64 = 86_400;
pub const EMBARGO: u64 = 7 * DAY;
pub const REVEAL: u64 = 2 * DAY;
pub const JUDGE: u64 = 3 * DAY;
/// Wei: units of the native token's smallest unit.
pub const DEPOSIT: u128 = 5_000_000_000_000;
/// By severity, from 1 on.
pub const BOUNTIES: [u128; 4] = [0, DEPOSIT, 4 * DEPOSIT, 20 * DEPOSIT];
pub const POT: u128 = 30 * DEPOSIT;
pub const CRITICAL: u8 = 4;
pub const SALT: [u8; 32] = [8; 32];
/// Who can be owed value.
const ACCOUNTS: [&str; 6] = ["alice", "bob", "charlie", "dave", "eve", "ferdie"];

sol! {
    /// What an auditor signs.
    struct Observation {
        bytes32 question;
        uint64 time;
        uint256 value;
    }
}

/// What is reported: the operator, the hash of the description, and the salt.
#[derive(Clone, Copy)]
pub struct Report {
    pub operator: H160,
    pub subject: [u8; 32],
    pub salt: [u8; 32],
}

/// An incident of bob's, by its description.
pub fn of_bob(description: u8) -> Report {
    Report {
        operator: account("bob").address,
        subject: [description; 32],
        salt: SALT,
    }
}

fn address_word(address: H160) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address.0);
    word
}

fn number_word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

/// What auditors sign for a severity of an incident.
pub fn value(number: u64, severity: u8) -> U256 {
    let words = [number_word(number), number_word(severity.into())];
    keccak256(words.as_flattened()).into()
}

pub fn address(name: &str) -> Value {
    hex(account(name).address)
}

pub fn wei(amount: u128) -> Value {
    json!(amount.to_string())
}

/// As the runtime states them.
pub fn terms() -> Vec<Value> {
    let times = [EMBARGO, REVEAL, JUDGE].map(|it| json!(it));
    let [low, medium, high, critical] = BOUNTIES.map(wei);
    let amounts = [wei(DEPOSIT), low, medium, high, critical];
    [&times[..], &amounts[..]].concat()
}

pub fn no_incident(number: u64) -> String {
    format!("UnknownIncident(serviceId: {SERVICE}, number: {number})")
}

/// `expected` is the reporter.
pub fn pot_below(expected: H160, bounty: u128, pot: u128) -> String {
    format!("PotBelowBounty(expected: {expected:?}, bounty: {bounty}, pot: {pot})")
}

pub fn too_early(deadline: u64, time: u64) -> String {
    format!("TooEarly(deadline: {deadline}, time: {time})")
}

pub fn too_late(deadline: u64, time: u64) -> String {
    format!("TooLate(deadline: {deadline}, time: {time})")
}

/// Two services, the first of which has a pot.
pub struct World {
    pub chain: Chain,
    pub incidents: Contract,
    pub auditors: Contract,
    /// In the order of their addresses.
    members: Vec<Operator>,
    /// Who else can be owed value.
    pub others: Vec<H160>,
}

impl World {
    pub fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let auditors = Contract::deploy(&mut chain, "ink/oracle_committee.polkavm", &roles);
        let incidents = Contract::deploy(&mut chain, built, &roles);
        let mut members: Vec<Operator> = (20..23).map(Operator::new).collect();
        members.sort_by_key(|it| it.address);
        let seats: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
        let enrolled = [json!(seats), json!([1, 1, 1]), json!(2)];
        auditors.send(&mut chain, OWNER, "setMembers", &enrolled);
        let mut world = World {
            chain,
            incidents,
            auditors,
            members,
            others: Vec::new(),
        };
        world.ask_auditors(UNKNOWN, json!([2, 1, 600, 6_667, 500]));
        for service in [SERVICE, OTHER] {
            world.ask_auditors(service, json!([1, 1, 600, 0, 0]));
            let opening = world.opening(service);
            world.call(OWNER, "openService", &opening).unwrap();
        }
        world.fund("alice", SERVICE, POT).unwrap();
        world
    }

    pub fn opening(&self, service: u64) -> [Value; 3] {
        let auditors = hex(self.auditors.address);
        [json!(service), auditors, json!(terms())]
    }

    pub fn ask_auditors(&mut self, service: u64, terms: Value) {
        let question = [bytes(&self.question(service)), terms];
        self.auditors
            .send(&mut self.chain, OWNER, "openQuestion", &question);
    }

    pub fn question(&self, service: u64) -> [u8; 32] {
        let kind = keccak256("Incidents(address incidents,uint64 serviceId)").0;
        let words = [
            kind,
            address_word(self.incidents.address),
            number_word(service),
        ];
        keccak256(words.as_flattened()).0
    }

    /// What a reporter commits.
    pub fn commitment(&self, service: u64, reporter: H160, report: &Report) -> [u8; 32] {
        let kind = keccak256(
            "Incident(uint256 chainId,address incidents,uint64 serviceId,address reporter,\
             address operator,bytes32 subject,bytes32 salt)",
        );
        let words = [
            kind.0,
            number_word(CHAIN),
            address_word(self.incidents.address),
            number_word(service),
            address_word(reporter),
            address_word(report.operator),
            report.subject,
            report.salt,
        ];
        keccak256(words.as_flattened()).0
    }

    pub fn now(&mut self) -> u64 {
        self.chain.timestamp()
    }

    /// In a new block of a second.
    pub fn at(&mut self, second: u64) {
        assert!(second >= self.now());
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// In a new block, so many seconds later; its second.
    pub fn after(&mut self, seconds: u64) -> u64 {
        let then = self.now() + seconds;
        self.at(then);
        then
    }

    /// What came of a call without value.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        self.pay(by, call, arguments, 0)
    }

    /// What came of a call: its error with its values, also of one of the auditors' that was passed on.
    pub fn pay(
        &mut self,
        by: &str,
        call: &str,
        arguments: &[Value],
        value: u128,
    ) -> Result<Outcome, String> {
        let from = account(by);
        let outcome = self
            .incidents
            .try_send(&mut self.chain, &from, call, arguments, value);
        self.holds_what_it_owes();
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let own = self.incidents.interface.decode_error(&outcome.data);
        let auditors = self.auditors.interface.decode_error(&outcome.data);
        let error = own.or(auditors);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    /// The balance is pots, deposits and what is owed, to the wei.
    pub fn holds_what_it_owes(&mut self) {
        let mut sum = 0;
        for service in [SERVICE, OTHER] {
            sum += self.pot(service);
            let known = self.try_ask("termsOf", &[json!(service)]);
            let count = known.map_or(0, |it| number(&it[2]) as u64);
            let open = (1..=count).filter(|it| self.committed(service, *it) != 0);
            sum += DEPOSIT * open.count() as u128;
        }
        let others = self.others.clone();
        let named = ACCOUNTS.map(|it| account(it).address);
        for payee in [&named[..], &others].concat() {
            sum += self.owed(payee);
        }
        assert_eq!(self.chain.balance(self.incidents.address), sum.into());
    }

    fn try_ask(&mut self, view: &str, arguments: &[Value]) -> Option<Vec<Value>> {
        let data = self.incidents.interface.encode_call(view, arguments);
        let outcome = self.chain.read(self.incidents.address, data.unwrap());
        outcome
            .is_ok()
            .then(|| self.incidents.answers(view, &outcome))
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.incidents.ask(&mut self.chain, view, arguments)
    }

    pub fn numbers(&mut self, view: &str, arguments: &[Value]) -> Vec<u128> {
        self.incidents.numbers(&mut self.chain, view, arguments)
    }

    /// The contract's events.
    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let own = sent
            .events
            .iter()
            .filter(|it| it.contract == self.incidents.address);
        own.map(|it| {
            self.incidents
                .interface
                .decode_event(it)
                .unwrap()
                .to_string()
        })
        .collect()
    }

    pub fn fund(&mut self, by: &str, service: u64, value: u128) -> Result<Outcome, String> {
        self.pay(by, "fund", &[json!(service)], value)
    }

    /// An account sends a commitment with the deposit; the incident's number.
    pub fn send(&mut self, by: &str, service: u64, commitment: [u8; 32]) -> u64 {
        let of = [json!(service), bytes(&commitment)];
        let sent = self.pay(by, "commit", &of, DEPOSIT).unwrap();
        number(&self.incidents.answers("commit", &sent)[0]) as u64
    }

    /// An account commits to a report in [`SERVICE`].
    pub fn commit(&mut self, by: &str, report: &Report) -> u64 {
        let commitment = self.commitment(SERVICE, account(by).address, report);
        self.send(by, SERVICE, commitment)
    }

    pub fn reveal(&mut self, by: &str, number: u64, report: &Report) -> Result<Outcome, String> {
        let (subject, salt) = (bytes(&report.subject), bytes(&report.salt));
        let operator = hex(report.operator);
        let revealing = [json!(SERVICE), json!(number), operator, subject, salt];
        self.call(by, "reveal", &revealing)
    }

    /// An account commits, and reveals as soon as it can; the incident's number.
    pub fn revealed(&mut self, by: &str, report: &Report) -> u64 {
        let number = self.commit(by, report);
        self.after(EMBARGO);
        self.reveal(by, number, report).unwrap();
        number
    }

    /// eve submits what some auditors signed now; the name of the committee's error.
    pub fn signed(&mut self, number: u64, severity: u8, by: &[usize]) -> Result<(), String> {
        let (question, time) = (self.question(SERVICE), self.now());
        let domain = eip712_domain! {
            name: "OracleCommittee",
            version: "1",
            chain_id: CHAIN,
            verifying_contract: Address::new(self.auditors.address.0),
        };
        let observation = Observation {
            question: B256::new(question),
            time,
            value: value(number, severity),
        };
        let digest = observation.eip712_signing_hash(&domain).0;
        let signatures: Vec<Value> = by
            .iter()
            .map(|it| self.members[*it].sign(&digest))
            .collect();
        let value = json!(observation.value.to_string());
        let report = [bytes(&question), json!(time), value, json!(signatures)];
        let (chain, eve) = (&mut self.chain, account("eve"));
        let outcome = self.auditors.try_send(chain, &eve, "report", &report, 0);
        match outcome.is_ok() {
            true => Ok(()),
            false => {
                let error = self.auditors.interface.decode_error(&outcome.data);
                Err(error.unwrap().name)
            }
        }
    }

    /// An account has an incident judged by what auditors signed.
    pub fn judge_by(&mut self, by: &str, number: u64, severity: u8) -> Result<Outcome, String> {
        let of = [json!(SERVICE), json!(number), json!(severity)];
        self.call(by, "judge", &of)
    }

    /// ferdie has it judged.
    pub fn judge(&mut self, number: u64, severity: u8) -> Result<Outcome, String> {
        self.judge_by("ferdie", number, severity)
    }

    /// A minute later auditors sign, and ferdie has the incident judged; the second, and the bounty.
    pub fn judged(&mut self, incident: u64, severity: u8) -> (u64, u128) {
        self.judged_by("ferdie", incident, severity)
    }

    /// The same by another account.
    pub fn judged_by(&mut self, by: &str, incident: u64, severity: u8) -> (u64, u128) {
        let time = self.after(60);
        self.signed(incident, severity, &[0, 2]).unwrap();
        let sent = self.judge_by(by, incident, severity).unwrap();
        let bounty = self.incidents.answers("judge", &sent).remove(0);
        (time, number(&bounty))
    }

    pub fn settle(&mut self, number: u64) -> Result<Outcome, String> {
        self.call("ferdie", "settle", &[json!(SERVICE), json!(number)])
    }

    /// When an incident that is not over was committed; 0 for none.
    pub fn committed(&mut self, service: u64, incident: u64) -> u64 {
        let of = [json!(service), json!(incident)];
        let incident = self.ask("incidentOf", &of).remove(0);
        number(&incident["committed"]) as u64
    }

    pub fn pot(&mut self, service: u64) -> u128 {
        self.numbers("potOf", &[json!(service)])[0]
    }

    pub fn owed(&mut self, account: H160) -> u128 {
        self.numbers("owedTo", &[hex(account)])[0]
    }

    pub fn owed_to(&mut self, name: &str) -> u128 {
        self.owed(account(name).address)
    }

    /// How many incidents of bob's count in a range of seconds, and the worst severity.
    pub fn breaches(&mut self, from: u64, to: u64) -> [u128; 2] {
        let of = [json!(SERVICE), address("bob"), json!(from), json!(to)];
        self.numbers("breachesOf", &of).try_into().unwrap()
    }

    /// The incident that has a subject, and when it was judged.
    pub fn subject(&mut self, report: &Report) -> [u128; 2] {
        let of = [json!(SERVICE), hex(report.operator), bytes(&report.subject)];
        self.numbers("subjectOf", &of).try_into().unwrap()
    }

    /// What a peer would be, and is not: the error of opening [`UNKNOWN`].
    pub fn no_auditors(&mut self, peer: H160) -> String {
        let mut opening = self.opening(UNKNOWN);
        opening[1] = hex(peer);
        self.call(OWNER, "openService", &opening).unwrap_err()
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
