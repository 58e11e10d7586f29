//! A version calendar of a service with two operators, and what tests ask of it.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{self, account, hex, number, Contract, OWNER};
use blueprint_e2e::{chain::Chain, outcome::Outcome, stored::bytes};
use serde_json::{json, Value};

pub const BUILDS: [&str; 3] = [
    "ink/version_calendar.polkavm",
    "solidity/VersionCalendar.polkavm",
    "solidity/VersionCalendar.evm",
];
pub const SERVICE: u64 = 3;
/// Not open.
pub const UNKNOWN: u64 = 9;
pub const HOUR: u64 = 3_600;
/// The notice of a build, and of a security patch.
pub const WEEK: u64 = 7 * 86_400;
pub const DAY: u64 = 86_400;
pub const DIGEST: [u8; 32] = [7; 32];

/// A service whose operators are bob and charlie, on the chain's first day.
pub struct World {
    pub chain: Chain,
    pub calendar: Contract,
}

impl World {
    pub fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let calendar = Contract::deploy(&mut chain, built, &roles);
        let mut world = World { chain, calendar };
        world.open(SERVICE, WEEK, DAY).unwrap();
        for operator in ["bob", "charlie"] {
            world.serves(operator, true);
        }
        world
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

    /// What came of a call: its error with its values.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let from = account(by);
        let outcome = self
            .calendar
            .try_send(&mut self.chain, &from, call, arguments, 0);
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = self.calendar.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    /// The error of a call that changes nothing.
    pub fn error(&mut self, by: &str, call: &str, arguments: &[Value]) -> String {
        self.call(by, call, arguments).unwrap_err()
    }

    /// The contract's only event.
    pub fn event(&self, sent: &Outcome) -> String {
        assert_eq!(sent.events.len(), 1);
        let event = self.calendar.interface.decode_event(&sent.events[0]);
        event.unwrap().to_string()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.calendar.ask(&mut self.chain, view, arguments)
    }

    pub fn open(&mut self, service: u64, ordinary: u64, security: u64) -> Result<Outcome, String> {
        let opening = [json!(service), json!([ordinary, security])];
        self.call(OWNER, "openService", &opening)
    }

    pub fn serves(&mut self, operator: &str, serves: bool) -> Outcome {
        let set = [json!(SERVICE), address(operator), json!(serves)];
        self.call(OWNER, "setOperator", &set).unwrap()
    }

    /// The number of a build that the runtime publishes.
    pub fn publish(&mut self, deadline: u64, security: bool) -> u64 {
        let build = published(deadline, security);
        let sent = self.call(OWNER, "publish", &build).unwrap();
        number(&self.calendar.answers("publish", &sent)[0]) as u64
    }

    pub fn withdraw(&mut self, build: u64) -> Result<Outcome, String> {
        self.call(OWNER, "withdraw", &[json!(SERVICE), json!(build)])
    }

    pub fn acknowledge(&mut self, by: &str, build: u64) -> Result<Outcome, String> {
        self.call(by, "acknowledge", &[json!(SERVICE), json!(build)])
    }

    pub fn required(&mut self, second: u64) -> u64 {
        let required = self.ask("requiredAt", &[json!(SERVICE), json!(second)]);
        number(&required[0]) as u64
    }

    pub fn up_to_date(&mut self, operator: &str, second: u64) -> bool {
        let of = [json!(SERVICE), address(operator), json!(second)];
        self.ask("upToDateAt", &of)[0] == json!(true)
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

pub fn address(name: &str) -> Value {
    hex(account(name).address)
}

pub fn published(deadline: u64, security: bool) -> [Value; 4] {
    [
        json!(SERVICE),
        bytes(&DIGEST),
        json!(deadline),
        json!(security),
    ]
}
