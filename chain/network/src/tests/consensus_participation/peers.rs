//! A staking that has no code, fails, or answers with other types than its interface says: nothing is counted.

use super::*;
use blueprint_staking_precompile::IStaking::{activeEraCall, addressOfCall, pointsOfCall};
use pallet_revive::{precompiles::alloy::primitives::U256, AccountInfo};

/// What a contract does with a call of a function.
#[derive(Clone)]
enum Answer {
    Words(Vec<U256>),
    /// Reverts with this data.
    Reverts(Vec<u8>),
    /// Reverts with more than is read of an error: so many zeros.
    RevertsAtLength(usize),
    /// Burns all gas.
    Burns,
}

/// Code for the EVM that does the same in each call of a function, whatever its arguments are.
fn code(answers: &[([u8; 4], Answer)]) -> Vec<u8> {
    const SELECTOR: [u8; 6] = [0x60, 0, 0x35, 0x60, 0xe0, 0x1c];
    let push2 = |number: usize| {
        let number = u16::try_from(number).expect("short code").to_be_bytes();
        [0x61, number[0], number[1]]
    };
    let body = |answer: &Answer| {
        // JUMPDEST
        let mut body = vec![0x5b];
        let (data, end) = match answer {
            Answer::Words(words) => (
                words.iter().flat_map(|it| it.to_be_bytes::<32>()).collect(),
                0xf3,
            ),
            Answer::Reverts(data) => (data.clone(), 0xfd),
            Answer::Burns => return vec![0x5b, 0xfe],
            Answer::RevertsAtLength(length) => {
                return [&[0x5b][..], &push2(*length), &[0x60, 0, 0xfd]].concat();
            }
        };
        for (place, chunk) in data.chunks(32).enumerate() {
            let mut word = [0; 32];
            word[..chunk.len()].copy_from_slice(chunk);
            // PUSH32 word, PUSH2 place, MSTORE
            body.push(0x7f);
            body.extend(word);
            body.extend(push2(32 * place));
            body.push(0x52);
        }
        // PUSH2 length, PUSH1 0, RETURN or REVERT
        body.extend(push2(data.len()));
        body.extend([0x60, 0, end]);
        body
    };
    let bodies: Vec<_> = answers.iter().map(|(_, answer)| body(answer)).collect();
    let mut runtime = SELECTOR.to_vec();
    // DUP1, PUSH4, EQ, PUSH2, JUMPI for each function, and a revert behind them.
    let mut at = SELECTOR.len() + 11 * answers.len() + 5;
    for ((selector, _), body) in answers.iter().zip(&bodies) {
        runtime.extend([0x80, 0x63]);
        runtime.extend(selector);
        runtime.push(0x14);
        runtime.extend(push2(at));
        runtime.push(0x57);
        at += body.len();
    }
    runtime.extend([0x60, 0, 0x60, 0, 0xfd]);
    runtime.extend(bodies.concat());
    // PUSH2 length, PUSH1 14, PUSH1 0, CODECOPY, PUSH2 length, PUSH1 0, RETURN
    let length = push2(runtime.len());
    let mut creation = length.to_vec();
    creation.extend([0x60, 14, 0x60, 0, 0x39]);
    creation.extend(length);
    creation.extend([0x60, 0, 0xf3]);
    creation.extend(runtime);
    creation
}

/// A call of a staking that fails or returns malformed values leaves nothing: the staking's error is passed on, and everything else
/// is an error by name. Where it burns all gas, the call may end without an error's name.
fn is_rejected(outcome: &Outcome<u32>, staking: H160, returned: &Answer, case: &str) {
    let data = outcome.answer.as_ref().expect_err(case);
    match returned {
        Answer::Reverts(named) if !named.is_empty() => assert_eq!(data, named, "{case}"),
        Answer::Burns => assert!(data.is_empty() || *data == peer_failed(staking), "{case}"),
        _ => assert_eq!(*data, peer_failed(staking), "{case}"),
    }
    assert!(outcome.events.is_empty(), "{case}");
}

/// A staking that answers as its interface says, but for one function.
fn staking(changed: Option<([u8; 4], Answer)>) -> H160 {
    let word = |number: u64| U256::from(number);
    let operator = U256::from_be_slice(address(&validator(1)).as_slice());
    let mut answers = vec![
        (
            addressOfCall::SELECTOR,
            Answer::Words(vec![operator, word(0)]),
        ),
        (
            activeEraCall::SELECTOR,
            Answer::Words(vec![word(9), word(1)]),
        ),
        (
            pointsOfCall::SELECTOR,
            Answer::Words([1, 1, 0, 600, 3].map(word).to_vec()),
        ),
    ];
    if let Some((selector, answer)) = changed {
        let known = answers.iter_mut().find(|(known, _)| *known == selector);
        known.expect("a function of it").1 = answer;
    }
    deploy(code(&answers), Vec::new())
}

/// Plays a test on each build.
fn with_each(test: impl Fn(&'static str)) {
    for build in BUILDS {
        network(terms()).execute_with(|| {
            era_without(&[]);
            test(build);
        });
    }
}

#[test]
fn staking_without_code_counts_nothing() {
    with_each(|build| {
        for staking in [H160::zero(), H160([7; 20])] {
            let world = World::new(build, staking, HALF);
            assert_eq!(
                world.settle(&validator(1)),
                Err(peer_failed(staking)),
                "{build}"
            );
            let operator = address(&validator(1));
            let answer = call(&stranger(), world.participation, measuredCall { operator }).answer;
            assert_eq!(answer.err(), Some(peer_failed(staking)));
        }
    });
}

#[test]
fn well_formed_staking_is_counted() {
    with_each(|build| {
        let world = World::new(build, staking(None), HALF);
        assert_eq!(world.settle(&validator(1)), Ok(0), "{build}");
        assert_eq!(world.record(&validator(1)).next, 9);
    });
}

/// Words that are no address, bool or number of 32 bits; too few words; errors with and without data; all gas.
#[test]
fn staking_that_returns_malformed_values_counts_nothing() {
    let word = |number: u64| U256::from(number);
    let wide = U256::from(1) << 32;
    let operator = word(5);
    let named = b"a name".to_vec();
    let too_long = U256::from(1) << 160;
    let (era, of) = (activeEraCall::SELECTOR, addressOfCall::SELECTOR);
    let words = |words: &[U256]| Answer::Words(words.to_vec());
    let cases = [
        (of, words(&[])),
        (of, words(&[operator])),
        (of, words(&[too_long, word(0)])),
        (of, words(&[operator, word(2)])),
        (of, Answer::Reverts(named.clone())),
        (of, Answer::Reverts(Vec::new())),
        (of, Answer::RevertsAtLength(16_385)),
        (of, Answer::Burns),
        (era, words(&[word(9)])),
        (era, words(&[wide, word(1)])),
        (era, words(&[word(9), U256::from(1) << 64])),
        (era, Answer::Reverts(named)),
    ];
    with_each(|build| {
        for (case, (function, returned)) in cases.iter().enumerate() {
            let staking = staking(Some((*function, returned.clone())));
            let world = World::new(build, staking, HALF);
            let outcome = world.settled(&validator(1));
            is_rejected(&outcome, staking, returned, &format!("{build} {case}"));
            assert_eq!(world.record(&validator(1)).stash, FixedBytes::ZERO);
        }
    });
}

/// Nine eras have ended, and the answer of an era is malformed: none of them is counted.
#[test]
fn malformed_values_of_an_era_undo_the_call() {
    let word = |number: u64| U256::from(number);
    let wide = U256::from(1) << 32;
    let of_era = |words: [U256; 5]| Answer::Words(words.to_vec());
    let [zero, one, all, authors] = [0, 1, 600, 3].map(word);
    let cases = [
        Answer::Words(Vec::new()),
        Answer::Words(vec![one, one, zero, all]),
        of_era([word(2), one, zero, all, authors]),
        of_era([one, word(2), zero, all, authors]),
        of_era([one, one, wide, all, authors]),
        of_era([one, one, zero, wide, authors]),
        of_era([one, one, zero, all, wide]),
        Answer::Reverts(b"a name".to_vec()),
        Answer::Reverts(Vec::new()),
        Answer::Burns,
    ];
    with_each(|build| {
        let offline = validator(1);
        for (case, answer) in cases.iter().enumerate() {
            let staking = staking(Some((pointsOfCall::SELECTOR, answer.clone())));
            let world = World::new(build, staking, HALF);
            assert_eq!(world.settle(&offline), Ok(0));
            // The code is replaced: the era that runs is the 18th.
            let later = staking_at(18, answer.clone());
            replace(staking, later);
            let outcome = world.settled(&offline);
            is_rejected(&outcome, staking, answer, &format!("{build} {case}"));
            let record = world.record(&offline);
            assert_eq!((record.next, record.eras, record.missed), (9, 0, 0));
        }
        // Where it answers, they are counted.
        let answering = staking(None);
        let world = World::new(build, answering, HALF);
        assert_eq!(world.settle(&offline), Ok(0));
        replace(
            answering,
            staking_at(18, of_era([one, one, zero, all, authors])),
        );
        assert_eq!(world.settle(&offline), Ok(9), "{build}");
        assert_eq!(world.counts(&offline), (9, 9, 0));
        // The largest numbers overflow nothing.
        let most = word(u32::MAX.into());
        let largest = of_era([one, one, most, most, most]);
        replace(answering, staking_at(20, largest));
        assert_eq!(world.settle(&offline), Ok(2), "{build}");
        assert_eq!(world.counts(&offline), (11, 9, 0));
        assert_eq!(world.record(&offline).points, 2 * u64::from(u32::MAX));
        // An era that is before those that were counted takes nothing back.
        replace(
            answering,
            staking_at(3, of_era([one, one, zero, all, authors])),
        );
        assert_eq!(world.settle(&offline), Err(nothing_new()));
        assert_eq!(world.counts(&offline), (11, 9, 0));
    });
}

/// Three authors with 600 points and a share of half: a validator has 80 points at least, as one block is given.
#[test]
fn share_of_the_average_ends_at_the_same_point_in_each_build() {
    let cases = [
        ([1, 1, 79, 600, 3], (1, 1, 0)),
        ([1, 1, 80, 600, 3], (1, 0, 0)),
        ([1, 0, 0, 600, 3], (0, 0, 0)),
        ([0, 1, 0, 600, 3], (0, 0, 1)),
        ([1, 1, 0, 0, 0], (0, 0, 1)),
        ([1, 1, 0, 600, 0], (0, 0, 1)),
        ([1, 1, 0, 0, 3], (0, 0, 1)),
    ];
    with_each(|build| {
        for (case, (words, expected)) in cases.iter().enumerate() {
            let answering = staking(None);
            let world = World::new(build, answering, HALF);
            assert_eq!(world.settle(&validator(1)), Ok(0));
            let words = words.map(U256::from).to_vec();
            replace(answering, staking_at(10, Answer::Words(words)));
            assert_eq!(world.settle(&validator(1)), Ok(1), "{build} {case}");
            assert_eq!(world.counts(&validator(1)), *expected, "{build} {case}");
        }
    });
}

/// A call that is given too little for all of its eras counts none of them.
#[test]
fn call_without_gas_for_its_eras_counts_none_of_them() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        assert_eq!(world.settle(&offline), Ok(0));
        let began = active();
        for _ in 0..16 {
            era_without(std::slice::from_ref(&offline));
        }
        let stash = words(&offline);
        let whole = frame_support::storage::with_transaction(|| {
            let weight = world.settled(&offline).weight;
            sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(weight))
        });
        let whole = whole.expect("it settles");
        let (mut counted, mut rejected) = (0, 0);
        for part in 1..20 {
            let limits = TransactionLimits::WeightAndDeposit {
                weight_limit: Weight::from_parts(
                    whole.ref_time() * part / 16,
                    whole.proof_size() * part / 16,
                ),
                deposit_limit: 100 * UNIT,
            };
            let settle = settleCall { stash };
            let answer = call_within(limits, &stranger(), world.participation, settle).answer;
            let record = world.record(&offline);
            match answer {
                Ok(count) => {
                    counted += count;
                    assert_eq!(record.next, began + 16, "{} {part}", world.build);
                    assert_eq!((record.eras, record.missed), (16, 16));
                    break;
                }
                Err(_) => {
                    rejected += 1;
                    assert_eq!(
                        (record.next, record.eras),
                        (began, 0),
                        "{} {part}",
                        world.build
                    );
                }
            }
        }
        assert!(counted == 16 && rejected > 8, "{counted} {rejected}");
    });
}

/// A staking in whose answers this era is active, and which says this of each era before.
fn staking_at(era: u64, points: Answer) -> H160 {
    let operator = U256::from_be_slice(address(&validator(1)).as_slice());
    let numbers = |first: U256, second: u64| Answer::Words(vec![first, U256::from(second)]);
    deploy(
        code(&[
            (addressOfCall::SELECTOR, numbers(operator, 0)),
            (activeEraCall::SELECTOR, numbers(U256::from(era), 1)),
            (pointsOfCall::SELECTOR, points),
        ]),
        Vec::new(),
    )
}

/// Gives a contract the code of another one.
fn replace(contract: H160, by: H160) {
    let other = AccountInfo::<Runtime>::load_contract(&by).expect("a contract");
    Revive::set_code(RuntimeOrigin::root(), contract, other.code_hash).expect("code of it");
}
