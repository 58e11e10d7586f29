//! A rulebook beside service levels of two operators and a slashing court, and what tests ask of it.

#![allow(dead_code)] // Each test binary uses a part.

use crate::{
    levels::{World as Levels, LAG, SERVICE, WINDOW},
    library::{self, account, hex, number, Contract, OWNER},
};
use alloy_primitives::keccak256;
use blueprint_e2e::{chain::Chain, decode::Named};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/rulebook.polkavm",
    "solidity/Rulebook.polkavm",
    "solidity/Rulebook.evm",
];
pub const NONE: u64 = 255;
/// Two windows of the service levels.
pub const SPAN: u64 = 2 * WINDOW;
pub const EVALUATION: u64 = 7_200;
pub const LIFE: u64 = 5 * 86_400;
pub const STAKE: u64 = 1_000_000;
/// Conditions.
pub const MISREPORTING: u64 = 1;
pub const CHALLENGES: u64 = 3;
pub const LEVEL: u64 = 4;
pub const MISUSE: u64 = 6;

/// Service levels of two operators, of which the first keeps all windows and the second none, and a rulebook.
pub struct World {
    pub levels: Levels,
    pub book: Contract,
    pub court: Contract,
    /// The beginning of a rule's window 0.
    pub start: u64,
    pub answered: u64,
}

pub fn word(value: u64) -> Value {
    json!(format!("0x{value:064x}"))
}

pub fn selector(signature: &str) -> Value {
    let hash = keccak256(signature);
    json!(format!("0x{}", ::hex::encode(&hash[..4])))
}

/// Half of the points, and suspended.
pub fn soft() -> Value {
    json!([LIFE, 5_000, true, 0, 0, 0])
}

/// A tenth of the stake, half as much more each time, and 12 % at most.
pub fn hard() -> Value {
    json!([0, 10_000, false, 1_000, 500, 1_200])
}

impl World {
    pub fn new(built: &str) -> World {
        let mut levels = Levels::new();
        let roles = library::with_roles(json!(OWNER), &[]);
        let book = Contract::deploy(&mut levels.chain, built, &roles);
        let court = library::court(&mut levels.chain, json!(OWNER));
        let proposer = [json!(SERVICE), hex(book.address)];
        court.send(&mut levels.chain, OWNER, "setProposer", &proposer);
        let start = levels.start + SPAN;
        World {
            levels,
            book,
            court,
            start,
            answered: 0,
        }
    }

    pub fn chain(&mut self) -> &mut Chain {
        &mut self.levels.chain
    }

    pub fn operator(&self, number: usize) -> H160 {
        self.levels.operators[number].address
    }

    /// Less than four fifths of the windows kept, once none of them is open.
    pub fn measure(&self) -> Value {
        let (kept, expected, at_most) = (1, 0, 1);
        self.verdict(kept, expected, at_most, "7999")
    }

    /// A window kept at least: a finding that the target must show.
    pub fn finding(&self) -> Value {
        let (kept, at_least) = (1, 0);
        self.verdict(kept, NONE, at_least, "1")
    }

    pub fn verdict(&self, value: u64, whole: u64, comparison: u64, bound: &str) -> Value {
        let target = hex(self.levels.levels.address);
        let view = selector("verdict(uint64,address,uint32,uint32)");
        let (service, origin, open) = (word(SERVICE), self.levels.start, 2);
        json!([
            target,
            view,
            4,
            1,
            2,
            3,
            service,
            word(0),
            origin,
            WINDOW,
            open,
            0,
            value,
            whole,
            false,
            comparison,
            bound
        ])
    }

    /// Two breaches of three windows.
    pub fn schedule(&self) -> Value {
        json!([self.start, SPAN, LAG, EVALUATION, 2, 3])
    }

    pub fn rule(&self, condition: u64, effect: Value) -> [Value; 6] {
        let (court, measure) = match effect[3].as_u64() {
            Some(0) => (H160::zero(), self.measure()),
            _ => (self.court.address, self.finding()),
        };
        [
            json!(SERVICE),
            json!(condition),
            hex(court),
            measure,
            self.schedule(),
            effect,
        ]
    }

    pub fn add(&mut self, rule: &[Value]) -> u64 {
        let sent = self
            .book
            .send(&mut self.levels.chain, OWNER, "addRule", rule);
        eprintln!("addRule: {} us", sent.ref_time / 1_000_000);
        number(&self.book.answers("addRule", &sent)[0]) as u64
    }

    pub fn not_added(&mut self, rule: &[Value]) -> String {
        let book = &self.book;
        book.rejection(&mut self.levels.chain, OWNER, "addRule", rule)
    }

    /// The first operator answers in each window of the levels that begins before a second, and time comes to it.
    pub fn until(&mut self, second: u64) {
        while self.levels.begins(self.answered) + 10 < second {
            self.levels.at(self.answered, 10);
            self.levels.answer(self.answered, &[0]);
            self.answered += 1;
        }
        self.chain().skip_blocks(1);
        self.chain().set_timestamp(second);
    }

    /// The seconds in which a window can be evaluated.
    pub fn evaluation(&mut self, rule: u64, window: u64) -> (u64, u64) {
        let of = [json!(SERVICE), json!(rule), json!(window)];
        let book = &self.book;
        let seconds = book.numbers(&mut self.levels.chain, "evaluationOf", &of);
        (seconds[0] as u64, seconds[1] as u64)
    }

    pub fn case(&self, rule: u64, operator: H160, window: u64) -> [Value; 4] {
        [json!(SERVICE), json!(rule), hex(operator), json!(window)]
    }

    /// eve evaluates, and finds what `measureOf` said before.
    pub fn evaluate(&mut self, rule: u64, operator: H160, window: u64) -> bool {
        let case = self.case(rule, operator, window);
        let (book, chain) = (&self.book, &mut self.levels.chain);
        let foreseen = book.ask(chain, "measureOf", &case);
        assert_eq!(foreseen[0], json!(true));
        let sent = book.send(chain, "eve", "evaluate", &case);
        eprintln!("evaluate: {} us", sent.ref_time / 1_000_000);
        let found = book.answers("evaluate", &sent)[0].clone();
        assert_eq!(found, foreseen[2]);
        found == json!(true)
    }

    pub fn not_evaluated(&mut self, rule: u64, operator: H160, window: u64) -> String {
        let case = self.case(rule, operator, window);
        self.rejected("evaluate", &case)
    }

    /// The name of the error of eve's call, also of one of the court's that was passed on.
    pub fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        let (chain, from) = (&mut self.levels.chain, account("eve"));
        let outcome = self.book.try_send(chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{outcome}");
        let own = self.book.interface.decode_error(&outcome.data);
        let courts = self.court.interface.decode_error(&outcome.data);
        own.or(courts).unwrap().name
    }

    /// The error of a call, with its values.
    pub fn error(&mut self, by: &str, call: &str, arguments: &[Value]) -> Named {
        let (chain, from) = (&mut self.levels.chain, account(by));
        let outcome = self.book.try_send(chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        self.book.interface.decode_error(&outcome.data).unwrap()
    }

    /// Both windows in which the second operator breaches the rule, at the second `at` of their evaluation.
    pub fn breach(&mut self, rule: u64, windows: [u64; 2], at: u64) {
        for window in windows {
            let (from, _) = self.evaluation(rule, window);
            self.until(from + at);
            let second = self.operator(1);
            assert!(self.evaluate(rule, second, window));
        }
    }

    /// Whether an operator is suspended, and what is left of its points.
    pub fn standing(&mut self, operator: H160, time: u64) -> (bool, u128) {
        let of = [json!(SERVICE), hex(operator), json!(time)];
        let book = &self.book;
        let standing = book.ask(&mut self.levels.chain, "standingAt", &of);
        (standing[0] == json!(true), number(&standing[1]))
    }

    /// next, breaches, times, from, until, counter; the effects before are read apart.
    pub fn record(&mut self, rule: u64, operator: H160) -> Vec<u128> {
        let of = [json!(SERVICE), json!(rule), hex(operator)];
        let book = &self.book;
        let record = book.ask(&mut self.levels.chain, "recordOf", &of);
        let fields = ["next", "breaches", "times", "from", "until", "counter"];
        fields.map(|field| number(&record[0][field])).to_vec()
    }

    pub fn capture(&mut self, operator: H160, moment: u64, stake: u64) {
        self.say_stake("capture", operator, moment, stake);
    }

    pub fn correct(&mut self, operator: H160, moment: u64, stake: u64) {
        self.say_stake("correctCapture", operator, moment, stake);
    }

    /// The runtime tells the court what an operator had at stake, all of it for the service.
    fn say_stake(&mut self, call: &str, operator: H160, moment: u64, stake: u64) {
        let stake = [json!(moment), json!(stake), json!(stake)];
        let said = [&[json!(SERVICE), hex(operator)], &stake[..]].concat();
        let court = &self.court;
        court.send(&mut self.levels.chain, OWNER, call, &said);
    }

    /// What is due for a window, in basis points.
    pub fn due(&mut self, rule: u64, operator: H160, window: u64) -> u128 {
        let case = self.case(rule, operator, window);
        self.book.numbers(&mut self.levels.chain, "dueOf", &case)[0]
    }

    /// bob proposes what is due for a window; the number of the proposal.
    pub fn propose(&mut self, rule: u64, operator: H160, window: u64) -> u64 {
        let case = self.case(rule, operator, window);
        let (book, chain) = (&self.book, &mut self.levels.chain);
        let sent = book.send(chain, "bob", "propose", &case);
        eprintln!("propose: {} us", sent.ref_time / 1_000_000);
        number(&book.answers("propose", &sent)[0]) as u64
    }

    pub fn not_proposed(&mut self, rule: u64, operator: H160, window: u64) -> String {
        let case = self.case(rule, operator, window);
        self.rejected("propose", &case)
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
