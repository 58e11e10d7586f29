//! Any bytes are an input of the precompile, from accounts that sign and through a manager: it neither panics nor
//! accepts what Solidity would reject, leaves the state where it fails, and charges at least what it touched.
//! `make fuzz TARGET=precompile`.

use crate::{
    chain::Chain,
    life::{prologue, terms, Life},
    state::*,
};
use alloy_json_abi::Function;
use blueprint_corpus::{fuzz, values::Dictionary, Author, Category};
use blueprint_e2e_runtime::{Revive, Runtime, RuntimeOrigin, SERVICES};
use blueprint_precompiles::IServices::IServicesCalls;
use frame_support::{
    storage::with_transaction,
    weights::{RuntimeDbWeight, Weight},
};
use pallet_revive::{precompiles::alloy::sol_types::SolInterface, ExecConfig, TransactionLimits};
use sp_core::U256;
use sp_runtime::{DispatchError, TransactionOutcome};
use storage_accesses::{item, pallet, Accesses};

/// What of the state the precompile is charged for: both pallets, and accounts.
fn charged_for(key: &str) -> bool {
    let items = [
        item("System", "Account"),
        item("Balances", "Holds"),
        item("Revive", "OriginalAccount"),
    ];
    let pallets = ["Services", "Stake", "Assets"].map(pallet);
    pallets.iter().chain(&items).any(|it| key.starts_with(it))
}

/// What a call of the precompile did: whether it succeeded, what it returned, weighed and touched.
struct Called {
    outcome: Result<Vec<u8>, String>,
    weight: Weight,
    accesses: Accesses,
    left: bool,
}

/// Call the precompile, and roll back.
fn call(chain: &Chain, who: Who, input: &[u8]) -> Called {
    let called = with_transaction(|| {
        let before = Chain::root();
        let run = || {
            Revive::bare_call(
                RuntimeOrigin::signed(chain.account(who)),
                SERVICES,
                U256::zero(),
                TransactionLimits::WeightAndDeposit {
                    weight_limit: Weight::from_parts(500_000_000_000, 5_000_000),
                    deposit_limit: 0,
                },
                input.to_vec(),
                &ExecConfig::new_substrate_tx(),
            )
        };
        let (accesses, called) = storage_accesses::of(charged_for, run);
        let outcome = match called.result {
            Ok(it) if it.did_revert() => Err(reason(&it.data)),
            Ok(it) => Ok(it.data),
            Err(error) => Err(<&str>::from(error).into()),
        };
        let left = outcome.is_err() && Chain::root() != before;
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(Called {
            outcome,
            weight: called.weight_consumed,
            accesses,
            left,
        }))
    });
    called.expect("not nested too deeply")
}

/// The text of `Error(string)`, or the data.
fn reason(data: &[u8]) -> String {
    use pallet_revive::precompiles::alloy::sol_types::{Revert, SolError};
    match Revert::abi_decode(data) {
        Ok(Revert { reason }) => reason,
        Err(_) => format!("{:?}", data.get(..4)),
    }
}

fn check(life: &mut Life, input: &[u8]) -> Result<String, String> {
    let chain = &life.chain;
    let strict = IServicesCalls::abi_decode_validate(input);
    let who = if input.len().is_multiple_of(2) {
        DEVELOPER
    } else {
        ORIGIN
    };
    // What every call reads is part of the extrinsic's weight.
    let [base, called] = life
        .ext
        .execute_with(|| [&[], input].map(|input| call(chain, who, input)));
    if called.left {
        return Err(format!(
            "{:?} left something: {:?}",
            called.outcome, called.accesses
        ));
    }
    if let (Err(error), Ok(_)) = (&strict, &called.outcome) {
        return Err(format!("it accepts what is malformed: {error}"));
    }
    let price: RuntimeDbWeight = <Runtime as frame_system::Config>::DbWeight::get();
    let reads = called.accesses.reads.difference(&base.accesses.reads);
    let (reads, writes) = (reads.count(), called.accesses.writes.len());
    let touched = price.reads_writes(reads as u64, writes as u64);
    if called.weight.ref_time() < touched.ref_time() {
        return Err(format!(
            "{reads} reads and {writes} writes for {:?}: {:?}",
            called.weight, called.accesses
        ));
    }
    let selector = input.get(..4).unwrap_or_default();
    let known = IServicesCalls::valid_selector(selector.try_into().unwrap_or_default());
    let outcome = called.outcome.map(|it| it.len() / 32);
    Ok(format!("{:?} {outcome:?}", known.then_some(selector)))
}

/// The corpus of each function: valid calls and malformed ones, with ids and accounts that exist.
fn seeds(life: &Life) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for signature in IServicesCalls::SIGNATURES {
        let function = Function::parse(signature).expect("a signature");
        let author = Author::new(&function).expect("known types");
        let cases = author.from_types(&Dictionary::default());
        let short = cases
            .into_iter()
            .filter(|it| it.category != Category::Large);
        let valid = |it: &Vec<u8>| IServicesCalls::abi_decode_validate(it).is_ok();
        let (valid, malformed): (Vec<_>, Vec<_>) = short.map(|it| it.calldata).partition(valid);
        // Others are found by mutation.
        all.extend(malformed.into_iter().step_by(7).take(12));
        all.extend(valid.into_iter().take(12));
    }
    all.extend(with_known_operators(life, &all));
    all
}

/// The same with operators' addresses in the place of words that may be one.
fn with_known_operators(life: &Life, seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let address = life.chain.address_of(OPERATORS[0]);
    let put = |seed: &Vec<u8>| {
        let mut seed = seed.clone();
        let words = seed.get_mut(4..)?.chunks_exact_mut(32);
        let mut words = words.filter(|it| it[..12] == [0; 12] && it[12..20] != [0; 8]);
        words.next()?[12..].copy_from_slice(&address);
        Some(seed)
    };
    seeds.iter().filter_map(put).collect()
}

#[test]
fn any_input_of_the_precompile_is_charged_and_fails_without_a_trace() {
    let mut life = Life::new(terms(1));
    for step in prologue(1) {
        let done = crate::drain::Table::take(&mut life, &step).unwrap();
        done.unwrap_or_else(|why| panic!("{step:?}: {why}"));
    }
    life.ext.commit_all().unwrap();
    let seeds = seeds(&life);
    fuzz::run("precompile", seeds, 1_500, |input| check(&mut life, input));
}
