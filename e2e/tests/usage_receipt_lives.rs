//! Usage receipts on the chain: the same life of a service in each build, to the last base unit, and to the last word of the
//! storage.

mod library;
#[path = "library/usage_receipts.rs"]
mod world;

use alloy_primitives::B256;
use blueprint_evidence::UsageReceipt;
use library::{hex, number, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use std::collections::BTreeMap;
use world::*;

/// Numbers that look like chance, and are the same for each build.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        // xorshift
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// True once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn client(&mut self) -> u8 {
        1 + self.below(MOST_CLIENTS.into()) as u8
    }

    fn operator(&mut self) -> u8 {
        [OPERATOR, RIVAL][self.below(2) as usize]
    }
}

/// A key that signs for clients.
const KEY: u8 = 50;
const STEPS: usize = 500;

/// A life, and what was seen of it.
struct Life<'a> {
    world: &'a mut World,
    numbers: Numbers,
    /// The newest receipt of each session, by client, operator and number.
    newest: BTreeMap<(u8, u8, u8), UsageReceipt>,
    seen: Vec<String>,
    ends: BTreeMap<String, usize>,
}

impl Life<'_> {
    fn call(&mut self, from: &str, call: &str, arguments: &[Value]) {
        let result = self.world.call(&library::account(from), call, arguments, 0);
        self.note(call, result);
    }

    fn by(&mut self, party: u8, call: &str, arguments: &[Value], value: u128) {
        let result = self.world.call(&sender(party), call, arguments, value);
        self.note(call, result);
    }

    fn note(&mut self, call: &str, result: Result<Vec<String>, String>) {
        let end = match &result {
            Ok(_) => call.to_string(),
            Err(error) => error.split('(').next().unwrap().to_string(),
        };
        *self.ends.entry(end).or_default() += 1;
        self.seen.push(format!("{call} {result:?}"));
    }

    fn ask(&mut self, view: &str, arguments: &[Value]) {
        let answer = self.world.ask(view, arguments);
        self.seen.push(format!("{view} {arguments:?} {answer:?}"));
    }

    fn open(&mut self) {
        let (client, operator) = (self.numbers.client(), self.numbers.operator());
        let now = self.world.chain.timestamp();
        let numbers = &mut self.numbers;
        let rate = [0, PRICE / 7, PRICE, 50 * PRICE][numbers.below(4) as usize];
        let initial = [0, 3 * PRICE + 1, 1_000 * PRICE][numbers.below(3) as usize];
        let apart = [0, 0, 60, 600, u64::MAX / 2 + 1][numbers.below(5) as usize];
        let gathers = [2 * apart.min(600), 1_200, 3_600, u64::MAX][numbers.below(4) as usize];
        let deadline = now + PERIOD / 2 + numbers.below(40 * PERIOD);
        let price = [PRICE, PRICE / 3, 0, u128::MAX]
            [(numbers.below(13) / 5 + numbers.below(8) / 7) as usize];
        let terms = json!([
            price.to_string(),
            initial.to_string(),
            rate.to_string(),
            apart.to_string(),
            gathers.to_string(),
            deadline
        ]);
        let value = u128::from(numbers.below(400)) * PRICE;
        self.by(
            client,
            "open",
            &[json!(SERVICE), party(operator), terms],
            value,
        );
    }

    /// A receipt that adds to the newest one of a session, now and then a wrong one.
    fn claim(&mut self, wrong_ones: bool) {
        let (client, operator) = (self.numbers.client(), self.numbers.operator());
        let session = self.numbers.below(2) as u8;
        let now = self.world.chain.timestamp();
        let of = [json!(SERVICE), party(client), party(operator)];
        let opened = number(&self.world.ask("agreementOf", &of)[0]) as u64;
        let fresh = || UsageReceipt {
            serviceId: SERVICE,
            operator: key(operator).address(),
            client: key(client).address(),
            agreement: opened,
            session: B256::repeat_byte(session),
            sequence: 0,
            lastRequest: now,
            requests: 0,
            errors: 0,
            units: 0,
            bytesIn: 0,
            bytesOut: 0,
            latencyBuckets: [0; 8],
        };
        let mut receipt = match self.newest.get(&(client, operator, session)) {
            Some(newest) if newest.agreement == opened => newest.clone(),
            _ => fresh(),
        };
        let numbers = &mut self.numbers;
        receipt.sequence += 1;
        receipt.lastRequest = now - numbers.below(PERIOD / 4);
        let huge = wrong_ones && numbers.once_in(40);
        for bucket in &mut receipt.latencyBuckets {
            if numbers.once_in(3) {
                let more = if huge {
                    u64::MAX / 8
                } else {
                    numbers.below(90)
                };
                *bucket = bucket.saturating_add(more).min(u64::MAX / 8);
            }
        }
        receipt.errors = receipt
            .errors
            .saturating_add(numbers.below(30))
            .min(u64::MAX / 16);
        receipt.requests = receipt.errors + receipt.latencyBuckets.iter().sum::<u64>();
        let units = if huge {
            u64::MAX / 3
        } else {
            numbers.below(60)
        };
        receipt.units = receipt.units.saturating_add(units);
        receipt.bytesIn += numbers.below(1_000);
        receipt.bytesOut += numbers.below(10_000);
        let good = receipt.clone();
        let mut signer = if numbers.once_in(6) { KEY } else { client };
        let wrong = numbers.below(40);
        match if wrong_ones { wrong } else { 40 } {
            0 => receipt.requests -= receipt.requests.min(3),
            1 => receipt.latencyBuckets[numbers.below(8) as usize] += 1,
            2 => receipt.units = receipt.units.saturating_sub(100),
            3 => {
                let bucket = numbers.below(8) as usize;
                let less = receipt.latencyBuckets[bucket].min(100);
                receipt.latencyBuckets[bucket] -= less;
                receipt.requests -= less;
            }
            4 => receipt.sequence -= 1,
            5 => receipt.agreement += 1,
            6 => receipt.lastRequest = now + 100,
            7 => receipt.lastRequest = now.saturating_sub(numbers.below(3 * PERIOD)),
            8 => receipt.client = receipt.operator,
            9 => receipt.bytesIn = 0,
            10 => receipt.bytesOut = 0,
            11 => signer = 77,
            12 => receipt.lastRequest = u64::MAX - numbers.below(2),
            13 => {
                receipt.errors -= receipt.errors.min(5);
                receipt.requests = receipt.errors + receipt.latencyBuckets.iter().sum::<u64>();
            }
            _ => {}
        }
        let receipts = self.world.receipts;
        let signature = receipts.sign(&key(signer), &receipt).unwrap();
        let by = [operator, operator, operator, client][self.numbers.below(4) as usize];
        let countersigned = receipts.sign(&key(operator), &receipt).unwrap();
        let countersignature = if self.numbers.once_in(5) {
            &[][..]
        } else {
            &countersigned
        };
        let arguments = claim(&receipt, &signature, countersignature);
        let result = self.world.call(&sender(by), "claim", &arguments, 0);
        if result.is_ok() {
            self.newest.insert((client, operator, session), good);
        }
        self.note("claim", result);
    }

    /// The arguments that name a session.
    fn session(&mut self) -> [Value; 4] {
        let (client, operator) = (self.numbers.client(), self.numbers.operator());
        let session = B256::repeat_byte(self.numbers.below(2) as u8);
        [
            json!(SERVICE),
            party(operator),
            party(client),
            json!(session.to_string()),
        ]
    }

    fn step(&mut self) {
        let (client, operator) = (self.numbers.client(), self.numbers.operator());
        let (service, of_client, of_operator) = (json!(SERVICE), party(client), party(operator));
        let about = [service.clone(), of_operator.clone()];
        let relation = [service.clone(), of_client.clone(), of_operator.clone()];
        let names = [service.clone(), party(KEY)];
        match self.numbers.below(100) {
            0..8 => self.open(),
            8..60 => self.claim(true),
            60..65 => {
                let of = self.session();
                self.by(client, "collect", &of, 0);
            }
            65..66 => self.by(client, "endAgreement", &about, 0),
            66..69 => {
                let amount = u128::from(self.numbers.below(3) * self.numbers.below(500)) * PRICE;
                let request = [service, of_operator, json!(amount.to_string())];
                self.by(client, "requestWithdrawal", &request, 0);
            }
            69..72 => {
                let recipients = [
                    hex(H160::zero()),
                    hex(self.world.contract.address),
                    hex(H160::repeat_byte(9)),
                ];
                let recipient = recipients[2 - (self.numbers.below(9) / 7) as usize].clone();
                self.by(
                    client,
                    "withdrawEscrow",
                    &[service, of_operator, recipient],
                    0,
                );
            }
            72..75 => {
                let value = u128::from(self.numbers.below(300)) * PRICE;
                self.by(operator, "deposit", &relation, value);
            }
            75..85 => self.by(client, "complain", &about, 0),
            85..87 => {
                let recipient = hex(H160::repeat_byte(operator));
                self.by(operator, "withdrawEarnings", &[recipient], 0);
            }
            87..88 => self.by(client, "sweepFees", &[], 0),
            88..90 => self.by(client, "addKey", &names, 0),
            90..91 => self.by(client, "removeKey", &names, 0),
            91..92 => {
                let duration = json!(self.numbers.below(2 * PERIOD));
                self.call(GUARDIAN, "pause", &[duration]);
            }
            92..93 => {
                let by = [GUARDIAN, OWNER, "eve"][self.numbers.below(3) as usize];
                self.call(by, "unpause", &[]);
            }
            93..94 => {
                let treasury = [H160::zero(), H160::repeat_byte(8), H160::repeat_byte(7)]
                    [self.numbers.below(3) as usize];
                self.call(OWNER, "setTreasury", &[hex(treasury)]);
            }
            94..95 => {
                let period = self.world.period() - self.numbers.below(6);
                self.by(
                    client,
                    "clearPeriod",
                    &[service, of_operator, json!(period)],
                    0,
                );
            }
            95..96 => {
                let of = self.session();
                self.by(client, "clearSession", &of, 0);
            }
            96..97 => self.by(operator, "clearAgreement", &relation, 0),
            97..98 => self.by(operator, "clearClient", &[service, of_client], 0),
            _ => self.by(operator, "clearKey", &[service, of_client, party(KEY)], 0),
        }
    }

    /// All that can be seen of the parties.
    fn look(&mut self) {
        let service = json!(SERVICE);
        let period = self.world.period();
        for operator in [OPERATOR, RIVAL] {
            let of_operator = party(operator);
            self.ask("earningsOf", std::slice::from_ref(&of_operator));
            for period in (period - 4..=period).chain([0, u64::MAX]) {
                let of = [
                    service.clone(),
                    of_operator.clone(),
                    json!(period.to_string()),
                ];
                self.ask("workOf", &of);
                self.ask("verdictOf", &of);
                self.ask("comingVerdictOf", &of);
            }
            for client in 1..=MOST_CLIENTS {
                let of = [service.clone(), party(client), of_operator.clone()];
                self.ask("agreementOf", &of);
                self.ask("withdrawalOf", &of);
                for session in 0..2 {
                    let session = json!(B256::repeat_byte(session).to_string());
                    self.ask(
                        "sessionOf",
                        &[service.clone(), of_operator.clone(), party(client), session],
                    );
                }
            }
        }
        for client in 1..=MOST_CLIENTS {
            self.ask("keyUntil", &[service.clone(), party(client), party(KEY)]);
        }
        let (one, other) = (party(OPERATOR), party(RIVAL));
        for operators in [
            json!([]),
            json!([one]),
            json!([one, other]),
            json!([one, other, one]),
        ] {
            for period in period - 3..=period {
                self.ask(
                    "loadOf",
                    &[service.clone(), json!(period), operators.clone()],
                );
            }
        }
        for view in [
            "fees",
            "treasury",
            "nextTreasury",
            "pausedUntil",
            "terms",
            "runtime",
        ] {
            self.ask(view, &[]);
        }
        let contract = self.world.contract.address;
        for account in [
            contract,
            H160::repeat_byte(9),
            H160::repeat_byte(OPERATOR),
            H160::repeat_byte(8),
        ] {
            let balance = self.world.chain.balance(account);
            self.seen.push(format!("balance {account:?} {balance}"));
        }
    }

    /// Most clients have an agreement with each operator.
    fn open_all(&mut self) {
        let terms = self.world.wide();
        for client in 1..=MOST_CLIENTS {
            for operator in [OPERATOR, RIVAL] {
                if self.numbers.below(6) != 0 {
                    self.world.open(client, operator, ESCROW, &terms);
                }
            }
        }
    }

    fn live(&mut self) {
        self.open_all();
        for step in 0..STEPS {
            self.step();
            let seconds = match self.numbers.below(40) {
                0 => PERIOD / 2,
                1 if step % 3 == 0 => PERIOD,
                _ => self.numbers.below(90),
            };
            self.world.later(seconds);
            if step % 50 == 49 {
                self.look();
            }
        }
    }

    /// Everything is withdrawn and cleared in the end.
    fn end(&mut self) {
        self.world.later(40 * DAY);
        let service = json!(SERVICE);
        let last = self.world.period();
        for operator in [OPERATOR, RIVAL] {
            let of_operator = party(operator);
            self.by(
                operator,
                "withdrawEarnings",
                &[hex(H160::repeat_byte(operator))],
                0,
            );
            for client in 1..=MOST_CLIENTS {
                let to = [
                    service.clone(),
                    of_operator.clone(),
                    hex(H160::repeat_byte(9)),
                ];
                self.by(client, "withdrawEscrow", &to, 0);
                for session in 0..2 {
                    let session = json!(B256::repeat_byte(session).to_string());
                    self.by(
                        1,
                        "clearSession",
                        &[service.clone(), of_operator.clone(), party(client), session],
                        0,
                    );
                }
                self.by(
                    1,
                    "clearAgreement",
                    &[service.clone(), party(client), of_operator.clone()],
                    0,
                );
            }
        }
        for client in 1..=MOST_CLIENTS {
            let names = [service.clone(), party(KEY)];
            self.by(client, "removeKey", &names, 0);
            self.by(1, "clearClient", &[service.clone(), party(client)], 0);
        }
        self.by(1, "sweepFees", &[], 0);
        self.world.later(NOTICE + 2 * DAY);
        for client in 1..=MOST_CLIENTS {
            self.by(
                1,
                "clearKey",
                &[service.clone(), party(client), party(KEY)],
                0,
            );
        }
        // Pauses move no period.
        for period in last - 40 * 24 - 400..last - 30 * 24 {
            for operator in [OPERATOR, RIVAL] {
                let of = [service.clone(), party(operator), json!(period)];
                if self.world.numbers("workOf", &of) != [0; 4] {
                    self.by(1, "clearPeriod", &of, 0);
                }
            }
        }
        self.look();
    }
}

/// Plays a life on each build, and compares what is seen with what the build in ink! shows. Returns that, and how calls end.
fn same_in_each_build(
    seed: u64,
    play: impl Fn(&mut Life),
) -> (Vec<String>, BTreeMap<String, usize>) {
    let mut expected: Option<(Vec<String>, BTreeMap<String, usize>)> = None;
    for built in BUILDS {
        let mut world = World::new(built);
        let mut life = Life {
            world: &mut world,
            numbers: Numbers(seed),
            newest: BTreeMap::new(),
            seen: Vec::new(),
            ends: BTreeMap::new(),
        };
        play(&mut life);
        let (seen, ends) = (life.seen, life.ends);
        let (first, _) = expected.get_or_insert_with(|| (seen.clone(), ends));
        for (seen, first) in seen.iter().zip(first.iter()) {
            assert_eq!(seen, first, "{built}");
        }
        assert_eq!(seen.len(), first.len());
    }
    expected.unwrap()
}

#[test]
fn lives_of_clients_and_operators_are_the_same_in_each_build() {
    for seed in [0x5eed, u64::MAX / 3] {
        let (_, ends) = same_in_each_build(seed, |life| {
            life.live();
            life.end();
        });
        // Most of them do something.
        assert!(ends["claim"] > 100 && ends.len() > 35, "{ends:?}");
    }
}

/// More clients than seats, of which those take a seat that paid most.
#[test]
fn crowded_panels_are_the_same_in_each_build() {
    let (seen, _) = same_in_each_build(3, |life| {
        life.open_all();
        for _ in 0..3 {
            for _ in 0..70 {
                life.claim(false);
            }
            life.world.later(PERIOD);
            for client in 1..=MOST_CLIENTS {
                let about = [json!(SERVICE), party(RIVAL)];
                life.by(client, "complain", &about, 0);
            }
        }
        life.world.later(PERIOD);
        life.look();
    });
    let verdicts = seen.iter().filter(|it| it.starts_with("verdictOf"));
    let full = verdicts.filter(|it| it.contains("[Number(2), Number(9), "));
    assert!(full.count() >= 3, "{seen:#?}");
}
