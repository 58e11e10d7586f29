//! Liveness challenges on the chain: accounts challenge operators with deposits, operators answer by their keys. Each
//! attack is a test in which it gains nothing, on each build.

mod library;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{
    accounts::{Account, SERVICES},
    artifact::Artifact,
    chain::{CallOptions, Chain},
    outcome::Outcome,
    road::Road,
};
use blueprint_e2e_runtime::{Runtime, UNIT};
use library::{account, hex, named, number, Contract, Operator, GUARDIAN, OWNER};
use pallet_services::Generation;
use serde_json::{json, Value};
use sp_core::H160;

const BUILDS: [&str; 3] = [
    "ink/liveness_challenges.polkavm",
    "solidity/LivenessChallenges.polkavm",
    "solidity/LivenessChallenges.evm",
];

sol! {
    /// What an operator signs.
    struct Response {
        uint64 serviceId;
        address operator;
        address challenger;
        uint64 opened;
        bytes request;
        bytes response;
    }
}

const SERVICE: u64 = 3;
/// Wei: units of the native token's smallest unit.
const DEPOSIT: u128 = 5_000_000_000_000;
/// Seconds.
const RESPONSE: u64 = 600;
const COOLDOWN: u64 = 300;
const LIFE: u64 = 30 * 86_400;
const REFILL: u64 = 7_200;
const CAPACITY: u128 = 2;
const LIMIT: usize = 2;
const REQUEST: [u8; 3] = [1, 2, 3];
const ANSWER: [u8; 2] = [4, 5];
/// Operators that the runtime named.
const OPERATORS: [&str; 4] = ["bob", "charlie", "dave", "ferdie"];

fn terms() -> Value {
    let deposit = json!(DEPOSIT.to_string());
    json!([
        deposit,
        RESPONSE,
        COOLDOWN,
        LIFE,
        CAPACITY as u64,
        REFILL,
        LIMIT
    ])
}

fn bytes(data: &[u8]) -> Value {
    json!(format!("0x{}", ::hex::encode(data)))
}

fn address(name: &str) -> Value {
    hex(account(name).address)
}

struct World {
    chain: Chain,
    challenges: Contract,
    built: &'static str,
}

impl World {
    fn new(built: &'static str) -> World {
        let mut chain = Chain::new().unwrap();
        let challenges = deployed(&mut chain, built);
        let mut world = World {
            chain,
            challenges,
            built,
        };
        world.open(SERVICE);
        for operator in OPERATORS {
            world.name(SERVICE, address(operator));
        }
        world
    }

    fn open(&mut self, service: u64) {
        let open = [json!(service), hex(H160::zero()), terms()];
        self.send(OWNER, "openService", &open);
    }

    fn name(&mut self, service: u64, operator: Value) {
        let named = [json!(service), operator, json!(true)];
        self.send(OWNER, "setOperator", &named);
    }

    fn send(&mut self, by: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.challenges.send(&mut self.chain, by, call, arguments)
    }

    fn rejected(&mut self, by: &str, call: &str, arguments: &[Value]) -> String {
        self.challenges
            .rejection(&mut self.chain, by, call, arguments)
    }

    fn error(&self, outcome: &Outcome) -> String {
        assert!(outcome.is_revert(), "{outcome}");
        let error = self.challenges.interface.decode_error(&outcome.data);
        error.unwrap().name
    }

    /// Files a challenge whatever comes of it.
    fn try_file(&mut self, by: &str, operator: Value, value: u128) -> Outcome {
        let file = [json!(SERVICE), operator, bytes(&REQUEST)];
        let from = account(by);
        self.challenges
            .try_send(&mut self.chain, &from, "challenge", &file, value)
    }

    /// The second by which the challenge is named.
    fn file(&mut self, by: &str, operator: Value) -> u64 {
        let outcome = self.try_file(by, operator, DEPOSIT);
        let reason = self.challenges.interface.decode_error(&outcome.data);
        assert!(outcome.is_ok(), "{outcome} {reason:?}");
        self.chain.timestamp()
    }

    fn answer(&self, operator: Value, opened: u64, signature: Value) -> [Value; 5] {
        let opened = json!(opened);
        [json!(SERVICE), operator, opened, bytes(&ANSWER), signature]
    }

    /// By the operator itself.
    fn respond(&mut self, operator: &str, opened: u64) -> Outcome {
        let answer = self.answer(address(operator), opened, json!("0x"));
        self.send(operator, "respond", &answer)
    }

    fn of(operator: &str) -> [Value; 2] {
        [json!(SERVICE), address(operator)]
    }

    /// Whether the operator got a strike.
    fn close(&mut self, by: &str, operator: &str) -> bool {
        let closed = self.send(by, "close", &Self::of(operator));
        number(&self.challenges.answers("close", &closed)[0]) == 1
    }

    fn numbers(&mut self, call: &str, arguments: &[Value]) -> Vec<u128> {
        self.challenges.numbers(&mut self.chain, call, arguments)
    }

    fn strikes(&mut self, operator: &str) -> u128 {
        self.numbers("strikesOf", &Self::of(operator))[0]
    }

    fn eligible(&mut self, operator: &str) -> bool {
        self.numbers("eligible", &Self::of(operator))[0] == 1
    }

    fn capacity(&mut self) -> u128 {
        self.numbers("capacityOf", &[json!(SERVICE)])[0]
    }

    fn owed(&mut self, account: Value) -> u128 {
        self.numbers("owedTo", &[account])[0]
    }

    /// What the contract owns, in deposits.
    fn held(&mut self) -> u128 {
        let balance = self.chain.balance(self.challenges.address);
        balance.as_u128() / DEPOSIT
    }

    /// To a second, in a new block.
    fn at(&mut self, second: u64) {
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }
}

fn deployed(chain: &mut Chain, built: &str) -> Contract {
    Contract::deploy(chain, built, &library::with_roles(json!(OWNER), &[]))
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

/// The digest of a response as a wallet makes it.
fn digest(contract: H160, chain: u64, service: u64, operator: H160, opened: u64) -> [u8; 32] {
    let domain = eip712_domain! {
        name: "LivenessChallenges",
        version: "1",
        chain_id: chain,
        verifying_contract: Address::new(contract.0),
    };
    let response = Response {
        serviceId: service,
        operator: Address::new(operator.0),
        challenger: Address::new(named("eve").address.0),
        opened,
        request: Bytes::from(REQUEST),
        response: Bytes::from(ANSWER),
    };
    response.eip712_signing_hash(&domain).0
}

const CHAIN: u64 = 31_337;

#[test]
fn operator_that_answers_in_the_last_second_gets_the_deposit() {
    each(|world| {
        let opened = world.file("eve", address("bob"));
        let stated = world
            .challenges
            .ask(&mut world.chain, "challengeOf", &World::of("bob"));
        assert_eq!(stated[0]["challenger"], address("eve"));
        assert_eq!(number(&stated[0]["until"]), u128::from(opened + RESPONSE));
        world.at(opened + RESPONSE);
        // It cannot be closed in a second in which it can be answered.
        assert_eq!(
            world.rejected("eve", "close", &World::of("bob")),
            "ClosedTooEarly"
        );
        world.respond("bob", opened);
        assert_eq!(world.owed(address("bob")), DEPOSIT);
        assert_eq!(world.owed(address("eve")), 0);
        let to = H160::repeat_byte(0x77);
        world.send("bob", "withdraw", &[hex(to)]);
        assert_eq!(world.chain.balance(to), DEPOSIT.into());
        let again = world.rejected("bob", "withdraw", &[hex(to)]);
        assert_eq!(again, "NothingToWithdraw");
        assert_eq!((world.held(), world.strikes("bob")), (0, 0));
        assert!(world.eligible("bob"));
    });
}

#[test]
fn strikes_of_unanswered_challenges_count_until_they_expire() {
    each(|world| {
        let mut deadlines = Vec::new();
        for strike in 1..=LIMIT {
            let opened = world.file("eve", address("bob"));
            let deadline = opened + RESPONSE;
            world.at(deadline + 1);
            let late = world.answer(address("bob"), opened, json!("0x"));
            assert_eq!(world.rejected("bob", "respond", &late), "ResponseTooLate");
            // By any account, whose call pays nothing.
            assert!(world.close("alice", "bob"));
            assert_eq!(world.owed(address("alice")), 0);
            assert_eq!(world.owed(address("eve")), strike as u128 * DEPOSIT);
            assert_eq!(world.strikes("bob"), strike as u128);
            assert_eq!(world.eligible("bob"), strike < LIMIT);
            assert_eq!(
                world.rejected("eve", "close", &World::of("bob")),
                "NoChallenge"
            );
            deadlines.push(deadline);
            world.at(deadline + COOLDOWN);
        }
        // It was eligible until the last of them.
        for (time, was) in [(deadlines[LIMIT - 1], 1), (deadlines[LIMIT - 1] + 1, 0)] {
            let asked = [json!(SERVICE), address("bob"), json!(time)];
            assert_eq!(world.numbers("eligibleAt", &asked), [was]);
        }
        world.at(deadlines[0] + LIFE - 1);
        assert!(!world.eligible("bob"));
        world.at(deadlines[0] + LIFE);
        assert_eq!(world.strikes("bob"), 1);
        assert!(world.eligible("bob"));
        let clear = World::of("bob");
        assert_eq!(world.rejected("eve", "clear", &clear), "StillNeeded");
        world.at(deadlines[1] + LIFE);
        assert_eq!(world.strikes("bob"), 0);
        // Past seconds are judged by it for 90 days more.
        let needed = deadlines[1] + LIFE + 90 * 86_400;
        world.at(needed - 1);
        assert_eq!(world.rejected("eve", "clear", &clear), "StillNeeded");
        let asked = [
            json!(SERVICE),
            address("bob"),
            json!(deadlines[0] + LIFE - 1),
        ];
        assert_eq!(world.numbers("eligibleAt", &asked), [0]);
        world.at(needed);
        let cleared = world.send("eve", "clear", &clear);
        // A build in Solidity writes zeros, for which no deposit is paid back.
        assert!(cleared.deposit < 0 || !world.built.starts_with("ink/"));
        assert_eq!(world.rejected("eve", "clear", &clear), "NothingToClear");
        // A challenge that is closed after its strike would have expired is none.
        let opened = world.file("eve", address("bob"));
        world.at(opened + RESPONSE + LIFE);
        assert!(!world.close("eve", "bob"));
        assert_eq!(world.capacity(), CAPACITY);
    });
}

#[test]
fn responses_of_others_and_to_other_challenges_answer_nothing() {
    each(|world| {
        let operator = Operator::new(7);
        let bob = hex(operator.address);
        world.name(SERVICE, bob.clone());
        world.open(SERVICE + 1);
        world.name(SERVICE + 1, bob.clone());
        let opened = world.file("eve", bob.clone());
        let contract = world.challenges.address;
        let own = digest(contract, CHAIN, SERVICE, operator.address, opened);
        let asked = [json!(SERVICE), bob.clone(), bytes(&ANSWER)];
        let asked = world
            .challenges
            .ask(&mut world.chain, "responseDigest", &asked);
        assert_eq!(asked, [bytes(&own)]);

        // Signed for another contract, chain, service, operator or challenge, or by another key.
        let other = H160::repeat_byte(9);
        let wrong = [
            operator.sign(&digest(other, CHAIN, SERVICE, operator.address, opened)),
            operator.sign(&digest(
                contract,
                CHAIN + 1,
                SERVICE,
                operator.address,
                opened,
            )),
            operator.sign(&digest(
                contract,
                CHAIN,
                SERVICE + 1,
                operator.address,
                opened,
            )),
            operator.sign(&digest(contract, CHAIN, SERVICE, other, opened)),
            operator.sign(&digest(
                contract,
                CHAIN,
                SERVICE,
                operator.address,
                opened - 1,
            )),
            Operator::new(8).sign(&own),
            json!("0x"),
        ];
        for signature in wrong {
            let answer = world.answer(bob.clone(), opened, signature);
            assert_eq!(
                world.rejected("alice", "respond", &answer),
                "NotOperatorSigned"
            );
        }
        let signature = operator.sign(&own);
        // The relayer changes the response.
        let mut changed = world.answer(bob.clone(), opened, signature.clone());
        changed[3] = bytes(&[9]);
        assert_eq!(
            world.rejected("alice", "respond", &changed),
            "NotOperatorSigned"
        );
        let answer = world.answer(bob.clone(), opened, signature.clone());
        world.send("alice", "respond", &answer);
        assert_eq!(world.owed(bob.clone()), DEPOSIT);
        assert_eq!(world.rejected("alice", "respond", &answer), "NoChallenge");
        // Not to the next challenge of the same challenger and request, either.
        world.at(opened + COOLDOWN);
        let next = world.file("eve", bob.clone());
        assert_eq!(
            world.rejected("alice", "respond", &answer),
            "WrongChallenge"
        );
        let replayed = world.answer(bob.clone(), next, signature);
        assert_eq!(
            world.rejected("alice", "respond", &replayed),
            "NotOperatorSigned"
        );
    });
}

/// One that another account was first for, or that is wrong, takes nothing from the others of its batch.
#[test]
fn relayer_submits_responses_of_several_operators_and_each_is_judged_alone() {
    each(|world| {
        let operators = [Operator::new(7), Operator::new(8), Operator::new(9)];
        let mut batch = Vec::new();
        for operator in &operators {
            let address = hex(operator.address);
            world.name(SERVICE, address.clone());
            let opened = world.file("eve", address.clone());
            let contract = world.challenges.address;
            let own = digest(contract, CHAIN, SERVICE, operator.address, opened);
            batch.push(world.answer(address, opened, operator.sign(&own)));
        }
        for count in [0, 17] {
            let many = vec![batch[0].clone(); count];
            let error = world.rejected("alice", "respondAll", &[json!(many)]);
            assert_eq!(error, "BadBatch", "{count}");
        }
        // Of the six, the first is answered already, the third is signed by another operator, the fourth is of no service,
        // the fifth repeats the second.
        world.send("bob", "respond", &batch[0]);
        let mut other = batch[2].clone();
        other[4] = batch[1][4].clone();
        let mut unknown = batch[2].clone();
        unknown[0] = json!(SERVICE + 9);
        let six = [&batch[0], &batch[1], &other, &unknown, &batch[1], &batch[2]];
        let relayed = world.send("alice", "respondAll", &[json!(six)]);
        let taken = world.challenges.answers("respondAll", &relayed);
        assert_eq!(number(&taken[0]), 0b10_0010);
        assert_eq!(relayed.events.len(), 2, "{relayed}");
        for operator in &operators {
            assert_eq!(world.owed(hex(operator.address)), DEPOSIT, "once");
        }
        assert_eq!(world.owed(address("alice")), 0);
        // An operator of its own needs no signature in a batch, either; and none is taken is no error.
        let opened = world.file("eve", address("bob"));
        let own = world.answer(address("bob"), opened, json!("0x"));
        for (by, taken) in [("alice", 0), ("bob", 1), ("bob", 0)] {
            let sent = world.send(by, "respondAll", &[json!([own])]);
            let answer = world.challenges.answers("respondAll", &sent);
            assert_eq!(number(&answer[0]), taken, "{by}");
        }
        assert_eq!(world.owed(address("bob")), DEPOSIT);
    });
}

/// A challenger that is filed against in time loses its deposit, whatever it tries: it can neither keep an operator busy,
/// nor slip another challenge under an answer.
#[test]
fn nuisance_costs_its_deposit_and_a_cooldown() {
    each(|world| {
        let own = world.try_file("bob", address("bob"), DEPOSIT);
        assert_eq!(world.error(&own), "OwnChallenge");
        for value in [0, DEPOSIT - 1_000_000, DEPOSIT + 1_000_000] {
            let wrong = world.try_file("eve", address("bob"), value);
            assert_eq!(world.error(&wrong), "WrongDeposit");
        }
        let stranger = world.try_file("eve", address("alice"), DEPOSIT);
        assert_eq!(world.error(&stranger), "NotServing");
        let opened = world.file("eve", address("bob"));
        let second = world.try_file("alice", address("bob"), DEPOSIT);
        assert_eq!(world.error(&second), "ChallengeOpen");
        world.at(opened + 10);
        world.respond("bob", opened);
        let soon = world.try_file("eve", address("bob"), DEPOSIT);
        assert_eq!(world.error(&soon), "CoolingDown");
        world.at(opened + 10 + COOLDOWN - 1);
        let soon = world.try_file("eve", address("bob"), DEPOSIT);
        assert_eq!(world.error(&soon), "CoolingDown");
        world.at(opened + 10 + COOLDOWN);
        let next = world.file("eve", address("bob"));
        // The answer to the last one, sent again or late, does not answer this one.
        let stale = world.answer(address("bob"), opened, json!("0x"));
        assert_eq!(world.rejected("bob", "respond", &stale), "WrongChallenge");
        world.respond("bob", next);
        assert_eq!(world.owed(address("bob")), 2 * DEPOSIT);
        assert_eq!(world.owed(address("eve")), 0);
        // No capacity is gone: challenges alone take none.
        assert_eq!(world.capacity(), CAPACITY);
    });
}

#[test]
fn later_strikes_do_not_lift_a_past_second() {
    each(|world| {
        let mut reached = 0;
        // Sixteen are remembered.
        for strike in 1..=18 {
            let opened = world.file("eve", address("bob"));
            world.at(opened + RESPONSE + 1);
            assert!(world.close("eve", "bob"), "{strike}");
            if strike == LIMIT {
                reached = opened + RESPONSE + 1;
            }
            // Until the service has capacity again.
            world.at(opened + RESPONSE + REFILL);
        }
        assert_eq!(world.strikes("bob"), 16);
        assert!(!world.eligible("bob"));
        for time in [reached, reached + LIFE - 1] {
            let asked = [json!(SERVICE), address("bob"), json!(time)];
            assert_eq!(world.numbers("eligibleAt", &asked), [0], "{time}");
        }
    });
}

#[test]
fn outage_of_all_operators_strikes_no_more_than_the_capacity() {
    each(|world| {
        let opened: Vec<u64> = OPERATORS
            .iter()
            .map(|it| world.file("eve", address(it)))
            .collect();
        let first = opened[0];
        world.at(opened[OPERATORS.len() - 1] + RESPONSE + 1);
        let struck: Vec<bool> = OPERATORS.iter().map(|it| world.close("eve", it)).collect();
        assert_eq!(struck, [true, true, false, false]);
        assert_eq!(world.capacity(), 0);
        // The challenger has all of its deposits.
        let all = OPERATORS.len() as u128;
        assert_eq!(world.owed(address("eve")), all * DEPOSIT);
        assert_eq!(world.held(), all);
        // One more in each refill period, and never more than the most.
        let emptied = first + RESPONSE + 1;
        world.at(emptied + REFILL - 1);
        assert_eq!(world.capacity(), 0);
        let late = world.file("eve", address("dave"));
        world.at(late + RESPONSE + 1);
        assert_eq!(world.capacity(), 1);
        assert!(world.close("eve", "dave"));
        assert_eq!(world.capacity(), 0);
        world.at(emptied + 50 * REFILL);
        assert_eq!(world.capacity(), CAPACITY);
    });
}

#[test]
fn guardian_excuses_what_overlaps_a_halt_and_nothing_else() {
    each(|world| {
        let excuse = |from: u64, to: u64| {
            let reason = json!("the chain stood still");
            [json!(SERVICE), json!(from), json!(to), reason]
        };
        let opened = world.file("eve", address("bob"));
        world.file("eve", address("charlie"));
        world.at(opened + RESPONSE + 1);
        // Before the guardian comes, one was closed.
        assert!(world.close("eve", "bob"));
        let halt = excuse(opened + RESPONSE, opened + RESPONSE);
        for by in ["eve", "bob", OWNER] {
            assert_eq!(world.rejected(by, "excuse", &halt), "NotEntitled");
        }
        for (from, to) in [
            (opened, opened - 1),
            (opened, opened + RESPONSE + 2),
            (opened - 7 * 86_400, opened),
        ] {
            assert_eq!(
                world.rejected(GUARDIAN, "excuse", &excuse(from, to)),
                "BadRange"
            );
        }
        // Beside the response period.
        world.send(GUARDIAN, "excuse", &excuse(opened - 10, opened - 1));
        world.send(
            GUARDIAN,
            "excuse",
            &excuse(opened + RESPONSE + 1, opened + RESPONSE + 1),
        );
        assert_eq!(world.strikes("bob"), 1);
        world.send(GUARDIAN, "excuse", &halt);
        // A strike that was given does not count, and the other challenge gives none.
        assert_eq!(world.strikes("bob"), 0);
        assert!(!world.close("alice", "charlie"));
        assert_eq!(world.owed(address("eve")), 2 * DEPOSIT);
        assert_eq!(world.capacity(), CAPACITY - 1);
        // One that is open is closed at once, and not answered; without cooldown.
        let open = world.file("eve", address("charlie"));
        world.at(open + 5);
        world.send(GUARDIAN, "excuse", &excuse(open + 5, open + 5));
        let answer = world.answer(address("charlie"), open, json!("0x"));
        let rejected = world.rejected("charlie", "respond", &answer);
        assert_eq!(rejected, "ChallengeExcused");
        assert!(!world.close("alice", "charlie"));
        assert_eq!(world.owed(address("eve")), 3 * DEPOSIT);
        // The next one is not excused by what was before it.
        world.at(open + 6);
        let next = world.file("eve", address("charlie"));
        world.at(next + RESPONSE + 1);
        assert!(world.close("eve", "charlie"));
        for second in 1..=4 {
            world.send(GUARDIAN, "excuse", &excuse(next + second, next + second));
        }
        let more = world.rejected(GUARDIAN, "excuse", &excuse(next, next));
        assert_eq!(more, "TooManyExcuses");
    });
}

#[test]
fn deposits_are_never_locked() {
    each(|world| {
        // A challenger that is a contract without a function that takes value.
        let owner = [address("alice")];
        let client = Contract::deploy(&mut world.chain, "solidity/ContractClient.evm", &owner);
        let contract = world.challenges.address;
        let run = |world: &mut World, call: &str, arguments: &[Value], value: u128| {
            let data = world.challenges.interface.encode_call(call, arguments);
            let run = [hex(contract), bytes(&data.unwrap())];
            client.try_send(&mut world.chain, &account("alice"), "run", &run, value)
        };
        let file = [json!(SERVICE), address("bob"), bytes(&REQUEST)];
        let filed = run(world, "challenge", &file, DEPOSIT);
        assert!(filed.is_ok(), "{filed}");
        let opened = world.chain.timestamp();
        world.at(opened + RESPONSE + 1);
        // Nothing depends on the challenger.
        assert!(world.close("bob", "bob"));
        assert_eq!(world.owed(hex(client.address)), DEPOSIT);
        let itself = run(world, "withdraw", &[hex(client.address)], 0);
        assert!(itself.is_revert(), "it takes no value");
        assert_eq!(world.owed(hex(client.address)), DEPOSIT);
        let to = H160::repeat_byte(0x66);
        let paid = run(world, "withdraw", &[hex(to)], 0);
        assert!(paid.is_ok(), "{paid}");
        assert_eq!(world.chain.balance(to), DEPOSIT.into());
        for recipient in [H160::zero(), contract] {
            let rejected = world.rejected("eve", "withdraw", &[hex(recipient)]);
            assert_eq!(rejected, "InvalidRecipient");
        }
        // An operator that the runtime removes can answer what is open, and is challenged no more.
        world.at(opened + RESPONSE + COOLDOWN);
        let last = world.file("eve", address("bob"));
        let removed = [json!(SERVICE), address("bob"), json!(false)];
        world.send(OWNER, "setOperator", &removed);
        world.respond("bob", last);
        assert_eq!(world.owed(address("bob")), DEPOSIT);
        world.at(last + RESPONSE + COOLDOWN);
        let gone = world.try_file("eve", address("bob"), DEPOSIT);
        assert_eq!(world.error(&gone), "NotServing");
    });
}

/// A response that alice relays, with a limit of the storage deposit: without one, the gas that a build in Solidity gives
/// the operator's contract is no part of what is left.
fn send_bounded(world: &mut World, answer: &[Value]) -> Outcome {
    let interface = &world.challenges.interface;
    let calldata = interface.encode_call("respond", answer).unwrap();
    let options = CallOptions {
        deposit_limit: Some(UNIT / 10),
        ..Default::default()
    };
    let (alice, contract) = (account("alice"), world.challenges.address);
    world.chain.call_with(&alice, contract, calldata, options)
}

#[test]
fn contract_as_an_operator_answers_by_its_own_word() {
    each(|world| {
        let owner = Operator::new(7);
        let arguments = [hex(owner.address)];
        let client = Contract::deploy(&mut world.chain, "solidity/ContractClient.evm", &arguments);
        let operator = hex(client.address);
        world.name(SERVICE, operator.clone());
        let opened = world.file("eve", operator.clone());
        let contract = world.challenges.address;
        let own = digest(contract, CHAIN, SERVICE, client.address, opened);
        let answer = world.answer(operator.clone(), opened, owner.sign(&own));
        for mode in 1..=4 {
            client.send(&mut world.chain, "eve", "setMode", &[json!(mode)]);
            let relayed = send_bounded(world, &answer);
            // resolc's code bounds no gas: the relayer's transaction fails as a whole.
            if world.built == BUILDS[1] && mode == 3 {
                assert!(!relayed.is_ok(), "{relayed}");
                continue;
            }
            assert_eq!(world.error(&relayed), "NotOperatorSigned", "{mode}");
        }
        for mode in [0, 5] {
            client.send(&mut world.chain, "eve", "setMode", &[json!(mode)]);
            let before = world.owed(operator.clone());
            let opened = match mode {
                0 => opened,
                _ => world.file("eve", operator.clone()),
            };
            let own = digest(contract, CHAIN, SERVICE, client.address, opened);
            let forged = Operator::new(8).sign(&own);
            let forged = world.answer(operator.clone(), opened, forged);
            let relayed = send_bounded(world, &forged);
            assert_eq!(world.error(&relayed), "NotOperatorSigned", "{mode}");
            let answer = world.answer(operator.clone(), opened, owner.sign(&own));
            let relayed = send_bounded(world, &answer);
            assert!(relayed.is_ok(), "{mode}: {relayed}");
            assert_eq!(world.owed(operator.clone()), before + DEPOSIT, "{mode}");
            let now = world.chain.timestamp();
            world.at(now + COOLDOWN);
        }
    });
}

/// An operator that calls back when it is asked for its signature, and when it is paid.
#[test]
fn contract_that_calls_back_is_paid_once() {
    each(|world| {
        let built = "solidity/Reentrant.evm";
        let reentrant = Contract::deploy(&mut world.chain, built, &[]);
        let operator = hex(reentrant.address);
        world.name(SERVICE, operator.clone());
        let contract = world.challenges.address;
        // Deposits of others are in the contract.
        for other in ["bob", "charlie"] {
            world.file("eve", address(other));
        }
        let opened = world.file("eve", operator.clone());
        let answer = world.answer(operator.clone(), opened, json!("0x"));
        let encode = |world: &World, call: &str, arguments: &[Value]| {
            let data = world.challenges.interface.encode_call(call, arguments);
            [hex(contract), bytes(&data.unwrap())]
        };
        let back = encode(world, "respond", &answer);
        reentrant.send(&mut world.chain, "eve", "prepare", &back);
        // It is asked without the right to change state. Where its answer is taken, it is so once.
        let from = account("alice");
        let relayed = world
            .challenges
            .try_send(&mut world.chain, &from, "respond", &answer, 0);
        if relayed.is_revert() {
            assert_eq!(world.error(&relayed), "NotOperatorSigned");
            let run = encode(world, "respond", &answer);
            reentrant.send(&mut world.chain, "alice", "run", &run);
        }
        assert_eq!(world.owed(operator.clone()), DEPOSIT);
        let withdraw = encode(world, "withdraw", std::slice::from_ref(&operator));
        reentrant.send(&mut world.chain, "eve", "prepare", &withdraw);
        reentrant.send(&mut world.chain, "eve", "run", &withdraw);
        let accepted = reentrant.numbers(&mut world.chain, "accepted", &[]);
        assert_eq!(accepted, [0]);
        assert_eq!(world.chain.balance(reentrant.address), DEPOSIT.into());
        assert_eq!((world.held(), world.owed(operator)), (2, 0));
    });
}

#[test]
fn terms_are_the_runtimes_until_the_first_challenge() {
    each(|world| {
        let with = |place: usize, value: Value| {
            let mut terms = terms();
            terms[place] = value;
            [json!(SERVICE), hex(H160::zero()), terms]
        };
        let double = with(0, json!((2 * DEPOSIT).to_string()));
        assert_eq!(
            world.rejected("eve", "openService", &double),
            "CallerNotRuntime"
        );
        for (place, value) in [
            (0, json!(0)),
            (1, json!(59)),
            (2, json!(0)),
            (3, json!(LIMIT as u64 * (RESPONSE + COOLDOWN) - 1)),
            (4, json!(0)),
            (5, json!(0)),
            (6, json!(0)),
            (6, json!(9)),
        ] {
            let rejected = world.rejected(OWNER, "openService", &with(place, value));
            assert_eq!(rejected, "TermOutOfBounds", "{place}");
        }
        world.send(OWNER, "openService", &double);
        let wrong = world.try_file("eve", address("bob"), DEPOSIT);
        assert_eq!(world.error(&wrong), "WrongDeposit");
        world.open(SERVICE);
        world.file("eve", address("bob"));
        assert_eq!(world.rejected(OWNER, "openService", &double), "AlreadyOpen");
        let stated = world
            .challenges
            .ask(&mut world.chain, "termsOf", &[json!(SERVICE)]);
        assert_eq!(stated[2], json!(true));
        // What is not known harms no operator.
        let unknown = [json!(SERVICE + 9), address("bob")];
        assert_eq!(world.numbers("eligible", &unknown), [1]);
        assert_eq!(world.numbers("strikesOf", &unknown), [0]);
        assert_eq!(world.rejected("eve", "close", &unknown), "UnknownService");
    });
}

/// Beside the services pallet, the precompile says who serves.
#[test]
fn operators_of_a_service_are_those_of_the_chain() {
    for built in BUILDS {
        let manager = Artifact::built("ink/incredible_squaring.polkavm").unwrap();
        let mut observer = |_: &_| {};
        let road = Road::to_service(&manager, Generation::Core0_20, &mut observer).unwrap();
        let mut chain = road.chain;
        let challenges = deployed(&mut chain, built);
        let service = blueprint_e2e::road::SERVICE;
        let open = |services: H160| [json!(service), hex(services), terms()];
        for other in [H160::repeat_byte(5), challenges.address] {
            let rejected = challenges.rejection(&mut chain, OWNER, "openService", &open(other));
            assert_eq!(rejected, "PeerFailed", "{built}");
        }
        challenges.send(&mut chain, OWNER, "openService", &open(SERVICES));
        let set = [json!(service), address("dave"), json!(true)];
        let rejected = challenges.rejection(&mut chain, OWNER, "setOperator", &set);
        assert_eq!(rejected, "OperatorsElsewhere", "{built}");
        let file = |chain: &mut Chain, operator: &str| {
            let file = [json!(service), address(operator), bytes(&REQUEST)];
            let from: Account = account("eve");
            challenges.try_send(chain, &from, "challenge", &file, DEPOSIT)
        };
        let stranger = file(&mut chain, "dave");
        let error = challenges.interface.decode_error(&stranger.data).unwrap();
        assert_eq!(error.name, "NotServing", "{built}");
        let filed = file(&mut chain, "bob");
        assert!(filed.is_ok(), "{built}: {filed}");
        let opened = chain.timestamp();
        let answer = [
            json!(service),
            address("bob"),
            json!(opened),
            bytes(&ANSWER),
            json!("0x"),
        ];
        challenges.send(&mut chain, "bob", "respond", &answer);
        let owed = challenges.numbers(&mut chain, "owedTo", &[address("bob")]);
        assert_eq!(owed, [DEPOSIT], "{built}");
        // Where the service ends before the time to respond does, its operators do not have to be there to the end of it.
        for (ends, strikes) in [(false, 1), (true, 1)] {
            let time = chain.timestamp() + COOLDOWN + 1;
            chain.skip_blocks(1);
            chain.set_timestamp(time);
            let filed = file(&mut chain, "bob");
            assert!(filed.is_ok(), "{built}: {filed}");
            if ends {
                let terminate = pallet_services::Call::<Runtime>::terminate { service };
                let owner = account(blueprint_e2e::road::CUSTOMER);
                assert!(chain.dispatch(&owner, terminate).is_ok(), "{built}");
            }
            let time = chain.timestamp() + RESPONSE + 1;
            chain.skip_blocks(1);
            chain.set_timestamp(time);
            let of = [json!(service), address("bob")];
            challenges.send(&mut chain, "dave", "close", &of);
            let counted = challenges.numbers(&mut chain, "strikesOf", &of);
            assert_eq!(counted, [strikes], "{built} {ends}");
        }
    }
}
