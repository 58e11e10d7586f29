//! Usage receipts on the chain: clients sign with real keys, operators claim. Each attack of the threat
//! table is a test in which it gains nothing, on each build.

mod library;
#[path = "library/usage_receipts.rs"]
mod world;

use alloy_primitives::{Address as Key, B256, U256};
use blueprint_e2e::{chain::CallOptions, outcome::Outcome, usage::argument};
use blueprint_e2e_runtime::UNIT;
use blueprint_evidence::{Receipts, Served, SessionCounter, UsageReceipt, SIGNATURE};
use library::{hex, named, number, Contract};
use serde_json::json;
use sp_core::H160;
use world::*;

/// What a claim with a check by a contract costs at most in each build, in picoseconds. The contract gets 10 ms of ink!
/// (`signatures` of the components), and 500,000 gas on the EVM (`SignatureVerifier.sol`).
const MOST_CHECK: [u64; 3] = [20_000_000_000, 20_000_000_000, 45_000_000_000];
/// The mode in which a contract uses all gas to check a signature.
const BURNS: u8 = 3;
/// What a claim costs at most in each build, in picoseconds: records are words in Solidity, and resolc's code is in the proof.
const MOST_CLAIM: [u64; 3] = [2_000_000_000, 8_000_000_000, 5_000_000_000];

#[test]
fn digest_of_the_contract_is_that_of_the_evidence_library() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 3);
        let asked = world
            .contract
            .ask(&mut world.chain, "digestOf", &[argument(&receipt)]);
        let expected = world.receipts.digest(&receipt);
        assert_eq!(asked, [json!(expected.to_string())]);
        let asked = world.contract.ask(&mut world.chain, "domainSeparator", &[]);
        let expected = world.receipts.domain().separator();
        assert_eq!(asked, [json!(expected.to_string())]);
    });
}

#[test]
fn operator_is_paid_what_the_newest_receipt_adds_without_the_fee() {
    each(&[1], |world| {
        let (mut session, fast) = (world.session(1, OPERATOR), world.fast());
        for _ in 0..10 {
            session.count(fast);
        }
        let first = session.receipt().clone();
        assert_eq!(world.served(1, OPERATOR, &first), 10 * PRICE);
        let error = Served {
            latency_ms: None,
            units: 0,
            ..fast
        };
        session.count(error);
        for _ in 0..20 {
            session.count(fast);
        }
        let second = session.receipt().clone();
        assert_eq!(world.served(1, OPERATOR, &second), 20 * PRICE);
        assert_eq!(world.escrow(1), ESCROW - 30 * PRICE);

        let of = [
            json!(SERVICE),
            party(OPERATOR),
            party(1),
            json!(second.session.to_string()),
        ];
        let asked = world.contract.ask(&mut world.chain, "sessionOf", &of);
        let counted: Vec<u128> = asked[1..7].iter().map(number).collect();
        assert_eq!(counted, [31, 31, 1, 30, 310, 3_100]);
        let cost: Vec<u128> = asked[8..].iter().map(number).collect();
        assert_eq!(cost, [30 * PRICE, 30 * PRICE]);

        let to = H160::repeat_byte(0x77);
        world.send(OPERATOR, "withdrawEarnings", &[hex(to)]);
        let fee = 30 * PRICE * FEE_BPS / 10_000;
        assert_eq!(world.chain.balance(to), (30 * PRICE - fee).into());
        assert_eq!(world.numbers("fees", &[]), [fee]);
        world
            .contract
            .send(&mut world.chain, "eve", "sweepFees", &[]);
        let rest = world.chain.balance(world.contract.address);
        assert_eq!(rest, (2 * ESCROW - 30 * PRICE).into());
    });
}

#[test]
fn replay_on_another_contract_service_or_chain_is_refused() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 5);
        let signature = world.receipts.sign(&key(1), &receipt).unwrap();
        // Another contract with the same agreement.
        let other = deployed(&mut world.chain, world.built);
        let first = std::mem::replace(&mut world.contract, other);
        let wide = world.wide();
        world.open(1, OPERATOR, ESCROW, &wide);
        let mut elsewhere = receipt.clone();
        elsewhere.agreement = world.opened(1, OPERATOR);
        let for_first = world.receipts.sign(&key(1), &elsewhere).unwrap();
        let outcome = world.claim(OPERATOR, &elsewhere, &for_first);
        assert_eq!(world.error(&outcome), "NotSigned");
        world.contract = first;
        // Another service in which the client has an agreement.
        let arguments = [json!(SERVICE + 1), party(OPERATOR), wide];
        let outcome = world.try_send(1, "open", &arguments, ESCROW);
        assert!(outcome.is_ok(), "{outcome}");
        let mut service = receipt.clone();
        service.serviceId = SERVICE + 1;
        let asked = [json!(SERVICE + 1), party(1), party(OPERATOR)];
        service.agreement = world.numbers("agreementOf", &asked)[0] as u64;
        let outcome = world.claim(OPERATOR, &service, &signature);
        assert_eq!(world.error(&outcome), "NotSigned");
        // Another chain.
        let chain = Receipts {
            chain_id: world.receipts.chain_id + 1,
            ..world.receipts
        };
        let of_chain = chain.sign(&key(1), &receipt).unwrap();
        let outcome = world.claim(OPERATOR, &receipt, &of_chain);
        assert_eq!(world.error(&outcome), "NotSigned");
        // Another operator.
        let outcome = world.claim(RIVAL, &receipt, &signature);
        assert_eq!(world.error(&outcome), "NotCountersigned");
        let mut taken = receipt.clone();
        taken.operator = key(RIVAL).address();
        taken.agreement = world.opened(1, RIVAL);
        let outcome = world.claim(RIVAL, &taken, &signature);
        assert_eq!(world.error(&outcome), "NotSigned");
        assert_eq!((world.earned(RIVAL), world.earned(OPERATOR)), (0, 0));
        let outcome = world.claim(OPERATOR, &receipt, &signature);
        assert!(outcome.is_ok(), "{outcome}");
        // The same once more.
        let outcome = world.claim(OPERATOR, &receipt, &signature);
        assert_eq!(world.error(&outcome), "NotNewer");
    });
}

#[test]
fn malleable_and_malformed_signatures_are_refused() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 5);
        let good = world.receipts.sign(&key(1), &receipt).unwrap();
        let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        let order = U256::from_str_radix(order, 16).unwrap();
        let mut upper = good;
        let s = U256::from_be_slice(&good[32..64]);
        upper[32..64].copy_from_slice(&(order - s).to_be_bytes::<32>());
        upper[64] = 55 - good[64];
        let mut short_v = good;
        short_v[64] -= 27;
        let zeros = [0; SIGNATURE];
        for signature in [&upper[..], &short_v, &zeros, &good[..64], &[]] {
            let outcome = world.claim(OPERATOR, &receipt, signature);
            assert_eq!(world.error(&outcome), "NotSigned");
        }
        assert_eq!(world.escrow(1), ESCROW);
        let outcome = world.claim(OPERATOR, &receipt, &good);
        assert!(outcome.is_ok(), "{outcome}");
    });
}

#[test]
fn shrinking_counters_and_wrong_buckets_are_refused() {
    each(&[1], |world| {
        let mut receipt = world.receipt(1, OPERATOR, 5);
        world.served(1, OPERATOR, &receipt);
        receipt.sequence += 1;
        let mut fewer = receipt.clone();
        fewer.units -= 1;
        assert_eq!(world.refused(1, OPERATOR, &fewer), "CounterWentBack");
        let mut buckets = receipt.clone();
        buckets.latencyBuckets[3] += 1;
        assert_eq!(world.refused(1, OPERATOR, &buckets), "WrongBuckets");
        let mut errors = receipt.clone();
        errors.errors = errors.requests + 1;
        assert_eq!(world.refused(1, OPERATOR, &errors), "TooManyErrors");
        // An error in place of a response that was counted before.
        let mut changed = receipt.clone();
        changed.errors = 1;
        changed.latencyBuckets[0] -= 1;
        assert_eq!(world.refused(1, OPERATOR, &changed), "CounterWentBack");
        assert_eq!(world.earned(OPERATOR), 5 * PRICE);
    });
}

#[test]
fn forged_client_pays_nothing() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 500);
        for forger in [2, OPERATOR] {
            assert_eq!(world.refused(forger, OPERATOR, &receipt), "NotSigned");
        }
        // One without an agreement has no escrow to take.
        let mut none = receipt;
        none.client = key(2).address();
        assert_eq!(world.refused(2, OPERATOR, &none), "AgreementOver");
        assert_eq!(world.escrow(1), ESCROW);
    });
}

#[test]
fn relayed_claim_needs_both_signatures_and_pays_the_operator() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 5);
        let by_client = world.receipts.sign(&key(1), &receipt).unwrap();
        let arguments = claim(&receipt, &by_client, &by_client);
        assert_eq!(world.rejection(2, "claim", &arguments), "NotCountersigned");
        let by_operator = world.receipts.sign(&key(OPERATOR), &receipt).unwrap();
        let arguments = claim(&receipt, &by_client, &by_operator);
        world.send(2, "claim", &arguments);
        assert_eq!(world.earned(OPERATOR), 5 * PRICE);
    });
}

#[test]
fn key_of_an_api_client_signs_until_the_notice_after_its_removal() {
    each(&[1], |world| {
        let mut receipt = world.receipt(1, OPERATOR, 5);
        assert_eq!(world.refused(50, OPERATOR, &receipt), "NotSigned");
        let names = [json!(SERVICE), party(50)];
        world.send(1, "addKey", &names);
        assert_eq!(world.served(50, OPERATOR, &receipt), 5 * PRICE);
        world.send(1, "removeKey", &names);
        let mut more = || {
            receipt.sequence += 1;
            receipt.units += 1;
            receipt.clone()
        };
        // A client cannot take back what was signed before the operator claims it.
        let second = more();
        assert_eq!(world.served(50, OPERATOR, &second), PRICE);
        world.later(NOTICE + 1);
        let mut third = more();
        third.lastRequest = world.chain.timestamp();
        assert_eq!(world.refused(50, OPERATOR, &third), "NotSigned");
        let of = [json!(SERVICE), party(1), party(50)];
        world.send(OPERATOR, "clearKey", &of);
    });
}

#[test]
fn stolen_key_spends_no_more_than_the_bounds() {
    each(&[], |world| {
        let now = world.chain.timestamp();
        world.open(1, RIVAL, ESCROW, &terms(now, 20 * PRICE, PRICE / 100));
        let names = [json!(SERVICE), party(50)];
        world.send(1, "addKey", &names);
        let all = world.receipt(1, RIVAL, 900);
        let rate = |seconds: u64| u128::from(seconds) * PRICE / 100;
        let start = world.opened(1, RIVAL);
        let paid = world.served(50, RIVAL, &all);
        let so_far = world.chain.timestamp() - start;
        assert_eq!(paid, 20 * PRICE + rate(so_far));
        // What exceeds the bounds is collected later, by any account.
        let of = [
            json!(SERVICE),
            party(RIVAL),
            party(1),
            json!(all.session.to_string()),
        ];
        world.later(600);
        world.send(2, "collect", &of);
        let seconds = world.chain.timestamp() - start;
        assert_eq!(world.earned(RIVAL), 20 * PRICE + rate(seconds));
        // No more than an hour of it gathers.
        world.later(90_000);
        world.send(2, "collect", &of);
        assert_eq!(
            world.earned(RIVAL),
            20 * PRICE + rate(seconds) + rate(3_600)
        );
    });
}

#[test]
fn escrow_cannot_be_drained_before_a_claim() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 400);
        let request = [json!(SERVICE), party(OPERATOR), json!(ESCROW.to_string())];
        world.send(1, "requestWithdrawal", &request);
        let to = [json!(SERVICE), party(OPERATOR), party(1)];
        assert_eq!(world.rejection(1, "withdrawEscrow", &to), "NotWithdrawable");
        // What was served before the request can be claimed, whatever the moment.
        world.later(PERIOD);
        assert_eq!(world.rejection(1, "withdrawEscrow", &to), "NotWithdrawable");
        assert_eq!(world.served(1, OPERATOR, &receipt), 400 * PRICE);
        world.later(PERIOD + 20);
        let outcome = world.send(1, "withdrawEscrow", &to);
        let left = number(&world.contract.answers("withdrawEscrow", &outcome)[0]);
        assert_eq!(left, ESCROW - 400 * PRICE);
        // A request that is not used expires: it cannot be kept to be used at the last moment.
        world.send(1, "requestWithdrawal", &request);
        let of = [json!(SERVICE), party(1), party(OPERATOR)];
        let outcome = world.try_send(2, "deposit", &of, ESCROW);
        assert!(outcome.is_ok(), "{outcome}");
        world.later(2 * NOTICE + 20);
        assert_eq!(world.rejection(1, "withdrawEscrow", &to), "NotWithdrawable");
    });
}

/// A client that pays an operator of its own before the other one claims takes nothing of its escrow.
#[test]
fn client_does_not_pay_itself_before_an_operator_claims() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 400);
        let own = world.receipt(1, RIVAL, 100_000);
        assert_eq!(world.served(1, RIVAL, &own), ESCROW, "all that is for it");
        assert_eq!(world.served(1, OPERATOR, &receipt), 400 * PRICE);
    });
}

/// Any account may collect, which pays the operator, and does not keep it from claiming.
#[test]
fn collecting_does_not_keep_an_operator_from_claiming() {
    each(&[], |world| {
        let now = world.chain.timestamp();
        let mut slow = terms(now, 10 * PRICE, PRICE / 100);
        slow[3] = json!(600);
        world.open(1, OPERATOR, ESCROW, &slow);
        let first = world.receipt(1, OPERATOR, 50);
        assert_eq!(world.served(1, OPERATOR, &first) / PRICE, 10);
        let of = [
            json!(SERVICE),
            party(OPERATOR),
            party(1),
            json!(first.session.to_string()),
        ];
        assert_eq!(world.rejection(1, "collect", &of), "PaidTooSoon");
        world.later(600);
        world.send(1, "collect", &of);
        let mut second = world.receipt(1, OPERATOR, 60);
        second.sequence += 1;
        assert_eq!(
            world.served(1, OPERATOR, &second),
            0,
            "accepted, paid later"
        );
        assert!(world.agreement(1, OPERATOR)[4] > 40 * PRICE, "it is owed");
    });
}

/// A claim with a limit of the storage deposit: without one, the gas that a build in Solidity gives the client's contract is
/// no part of what is left.
fn bounded_claim(world: &mut World, receipt: &UsageReceipt, signature: &[u8]) -> Outcome {
    let arguments = claim(receipt, signature, &[]);
    let calldata = world.contract.interface.encode_call("claim", &arguments);
    let options = CallOptions {
        deposit_limit: Some(UNIT / 10),
        ..Default::default()
    };
    let (operator, contract) = (sender(OPERATOR), world.contract.address);
    world
        .chain
        .call_with(&operator, contract, calldata.unwrap(), options)
}

#[test]
fn contract_as_a_client_signs_by_its_own_word_and_harms_no_operator() {
    each(&[], |world| {
        let owner = [party(1)];
        let client = Contract::deploy(&mut world.chain, "solidity/ContractClient.evm", &owner);
        let open = [json!(SERVICE), party(OPERATOR), world.wide()];
        let open = world.contract.interface.encode_call("open", &open).unwrap();
        let run = [hex(world.contract.address), bytes(&open)];
        let from = named("eve");
        let outcome = client.try_send(&mut world.chain, &from, "run", &run, ESCROW);
        assert!(outcome.is_ok(), "{outcome}");
        let asked = [json!(SERVICE), hex(client.address), party(OPERATOR)];
        let agreement = world.numbers("agreementOf", &asked)[0] as u64;
        let (operator, signer) = (key(OPERATOR).address(), Key::from(client.address.0));
        let mut session = SessionCounter::new(SERVICE, operator, signer, agreement, B256::ZERO);
        let receipt = session.count(world.fast()).clone();
        let signature = world.receipts.sign(&key(1), &receipt).unwrap();
        for mode in 1..=4 {
            client.send(&mut world.chain, "eve", "setMode", &[json!(mode)]);
            let outcome = bounded_claim(world, &receipt, &signature);
            if mode == BURNS && world.is_resolc() {
                // resolc's code bounds no gas: the claim fails as a whole.
                assert!(!outcome.is_ok(), "{outcome}");
                continue;
            }
            assert_eq!(world.error(&outcome), "NotSigned", "{mode}");
            // It cannot burn more than the bound, and not what is left of the call.
            let used = outcome.ref_time;
            assert!(used < MOST_CHECK[world.build()], "{mode}: {used}");
        }
        client.send(&mut world.chain, "eve", "setMode", &[json!(0)]);
        let forged = world.receipts.sign(&key(2), &receipt).unwrap();
        let outcome = bounded_claim(world, &receipt, &forged);
        assert_eq!(world.error(&outcome), "NotSigned");
        let outcome = bounded_claim(world, &receipt, &signature);
        assert!(outcome.is_ok(), "{outcome}");
        assert_eq!(world.earned(OPERATOR), PRICE);
    });
}

/// Serves each client with a latency.
fn quality(world: &mut World, operator: u8, clients: &[(u8, u64)]) {
    for (client, latency_ms) in clients {
        let (mut session, fast) = (world.session(*client, operator), world.fast());
        let latency_ms = Some(*latency_ms);
        for _ in 0..20 {
            session.count(Served { latency_ms, ..fast });
        }
        let receipt = session.receipt().clone();
        world.served(*client, operator, &receipt);
    }
}

#[test]
fn verdict_needs_a_quorum_of_paying_clients() {
    each(&[1, 2, 3], |world| {
        let period = world.period();
        quality(world, OPERATOR, &[(1, 40), (2, 9_000)]);
        quality(world, RIVAL, &[(1, 40), (2, 200), (3, 9_000)]);
        assert_eq!(world.verdict(RIVAL, period), [0, 0, 0, 0, 0], "it runs");
        // The operators see it beforehand.
        let coming = |world: &mut World, operator: u8| {
            let of = [json!(SERVICE), party(operator), json!(period)];
            world.numbers("comingVerdictOf", &of)
        };
        assert_eq!(coming(world, OPERATOR), [1, 0, 0, 0, 0]);
        assert_eq!(coming(world, RIVAL), [2, 3, 250, 0, 0]);
        world.later(2 * PERIOD);
        assert_eq!(world.verdict(OPERATOR, period), [1, 0, 0, 0, 0], "neutral");
        assert_eq!(world.verdict(RIVAL, period), [2, 3, 250, 0, 0]);
        for operator in [OPERATOR, RIVAL] {
            assert_eq!(coming(world, operator), world.verdict(operator, period));
        }
        let operators = [
            json!(SERVICE),
            json!(period),
            json!([party(OPERATOR), party(RIVAL)]),
        ];
        let load = world.contract.ask(&mut world.chain, "loadOf", &operators);
        assert_eq!(load[0], json!([4_000, 6_000]));
        assert_eq!((number(&load[1]), number(&load[2])), (1_000, 1));
    });
}

/// An operator that keeps the word of unhappy clients back until a period in which it counts for little.
#[test]
fn operator_that_keeps_receipts_back_is_not_paid_for_them() {
    each(&[1, 2, 3], |world| {
        let period = world.period();
        let kept_back = world.receipt(1, OPERATOR, 20);
        let in_time = world.receipt(2, OPERATOR, 20);
        world.later(PERIOD);
        // In the period after, in which clients complain, it counts.
        assert_eq!(world.served(2, OPERATOR, &in_time), 20 * PRICE);
        let of = |period: u64| [json!(SERVICE), party(OPERATOR), json!(period)];
        assert_eq!(world.numbers("workOf", &of(period))[0], 0);
        assert_eq!(world.numbers("workOf", &of(period + 1))[0], 20);
        world.later(PERIOD);
        assert_eq!(world.refused(1, OPERATOR, &kept_back), "NotClaimable");
        let mut ahead = world.receipt(1, OPERATOR, 20);
        ahead.lastRequest += PERIOD;
        assert_eq!(world.refused(1, OPERATOR, &ahead), "NotClaimable");
        assert_eq!(world.earned(OPERATOR), 20 * PRICE);
    });
}

/// One client that lies moves its own bill, and no verdict.
#[test]
fn one_client_does_not_move_a_verdict() {
    each(&[1, 2, 3, 4], |world| {
        let period = world.period();
        quality(world, OPERATOR, &[(1, 40), (2, 40), (3, 40)]);
        let (mut liar, fast) = (world.session(4, OPERATOR), world.fast());
        for _ in 0..500 {
            liar.count(Served {
                latency_ms: None,
                ..fast
            });
        }
        let receipt = liar.receipt().clone();
        assert_eq!(world.served(4, OPERATOR, &receipt), 500 * PRICE);
        world.later(2 * PERIOD);
        assert_eq!(world.verdict(OPERATOR, period), [2, 4, 50, 0, 0]);
    });
}

#[test]
fn complaint_without_paid_work_weighs_nothing() {
    each(&[1, 2, 3, 4], |world| {
        let period = world.period();
        quality(world, OPERATOR, &[(1, 40), (2, 40), (3, 40)]);
        world.later(PERIOD);
        let about = [json!(SERVICE), party(OPERATOR)];
        // Those that paid this operator alone, and one that paid none.
        for client in 1..=4 {
            assert_eq!(world.rejection(client, "complain", &about), "NoWeight");
        }
        // Another operator did not serve them at all: a quorum says so, without a receipt of it.
        let about = [json!(SERVICE), party(RIVAL)];
        for client in 1..=3 {
            world.send(client, "complain", &about);
            let again = world.rejection(client, "complain", &about);
            assert_eq!(again, "AlreadyComplained");
        }
        world.later(PERIOD);
        assert_eq!(world.verdict(RIVAL, period), [1, 0, 0, 0, 1]);
        assert_eq!(world.verdict(OPERATOR, period)[4], 0);
    });
}

/// An operator that is its own clients: what it moves through them costs the fee, and its own address is
/// refused. That a good verdict is worth less than the fee is for those to see to who pay by verdicts.
#[test]
fn wash_volume_loses_the_fee() {
    each(&[1, 2, 3], |world| {
        let open = [json!(SERVICE), party(1), world.wide()];
        assert_eq!(world.rejection(1, "open", &open), "OwnClient");
        let own = world.receipt(1, 1, 5);
        assert_eq!(world.refused(1, 1, &own), "OwnClient");
        quality(world, OPERATOR, &[(1, 1), (2, 1), (3, 1)]);
        let volume = 3 * 20 * PRICE;
        let to = H160::repeat_byte(0x66);
        world.send(OPERATOR, "withdrawEarnings", &[hex(to)]);
        let back = world.chain.balance(to);
        let fee = volume * FEE_BPS / 10_000;
        assert_eq!(back, (volume - fee).into());
        let mut in_escrow = 0;
        for client in 1..=3 {
            in_escrow += world.escrow(client);
        }
        assert_eq!(in_escrow + volume, 3 * ESCROW, "it lost the fee: {fee}");
    });
}

/// Each claim loads and writes the same few records, however many clients and claims there were.
#[test]
fn claim_costs_no_more_after_many_claims() {
    each(&[1, 2, 3, 4, 5], |world| {
        let mut session = world.session(1, OPERATOR);
        let mut costs = Vec::new();
        for other in [2, 3, 4, 5].into_iter().cycle().take(20) {
            let receipt = session.count(world.fast()).clone();
            let signature = world.receipts.sign(&key(1), &receipt).unwrap();
            let outcome = world.claim(OPERATOR, &receipt, &signature);
            assert!(outcome.is_ok(), "{outcome}");
            costs.push((outcome.ref_time, outcome.proof_size));
            let requests = costs.len() as u64;
            let receipt = world.receipt(other, OPERATOR, requests);
            world.served(other, OPERATOR, &receipt);
        }
        let (first, most) = (costs[0], costs.iter().max().unwrap());
        println!("claims: the first {first:?}, at most {most:?} (picoseconds, bytes of proof)");
        // The first one writes what the others change; numbers in records do not grow.
        assert!(most.0 * 100 <= first.0 * 105, "{costs:?}");
        assert!(most.0 < MOST_CLAIM[world.build()], "{costs:?}");
    });
}

#[test]
fn old_records_are_cleared_and_their_deposits_returned() {
    each(&[1], |world| {
        let period = world.period();
        let receipt = world.receipt(1, OPERATOR, 5);
        world.served(1, OPERATOR, &receipt);
        let of_period = [json!(SERVICE), party(OPERATOR), json!(period)];
        let of_client = [json!(SERVICE), party(1)];
        let of_agreement = [json!(SERVICE), party(1), party(OPERATOR)];
        let of_session = [
            json!(SERVICE),
            party(OPERATOR),
            party(1),
            json!(receipt.session.to_string()),
        ];
        for (call, arguments) in [
            ("clearPeriod", &of_period[..]),
            ("clearClient", &of_client),
            ("clearSession", &of_session),
            ("clearAgreement", &of_agreement),
        ] {
            assert_eq!(world.rejection(2, call, arguments), "StillNeeded");
        }
        world.later((RETENTION + 1) * PERIOD);
        world.send(1, "endAgreement", &[json!(SERVICE), party(OPERATOR)]);
        world.later(NOTICE + 1);
        // The whole escrow leaves at once.
        let to = [json!(SERVICE), party(OPERATOR), party(1)];
        world.send(1, "withdrawEscrow", &to);
        for (call, arguments) in [
            ("clearPeriod", &of_period[..]),
            ("clearClient", &of_client),
            ("clearSession", &of_session),
            ("clearAgreement", &of_agreement),
        ] {
            let outcome = world.send(2, call, arguments);
            match world.is_resolc() {
                // It writes zeros, for which no deposit is paid back.
                true => assert_eq!(outcome.deposit, 0, "{call}"),
                false => assert!(outcome.deposit < 0, "{call}: {}", outcome.deposit),
            }
            assert_eq!(world.rejection(2, call, arguments), "NothingToClear");
        }
        // The old receipt is of no agreement.
        assert_eq!(world.opened(1, OPERATOR), 0);
        assert_eq!(world.refused(1, OPERATOR, &receipt), "AgreementOver");
        let wide = world.wide();
        world.open(1, OPERATOR, ESCROW, &wide);
        assert_eq!(world.refused(1, OPERATOR, &receipt), "WrongAgreement");
    });
}
