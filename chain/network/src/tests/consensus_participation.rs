//! Consensus participation on the network: validators that author and that do not, in all builds of the contract, as `make
//! contracts` makes them.

mod peers;
mod rules;
mod settling;
mod view;

use super::{block_in, network};
use crate::{
    genesis::validators, timing::Terms, AccountId, Revive, Runtime, RuntimeOrigin, Session,
    Staking, UNIT,
};
use frame_support::weights::Weight;
use pallet_revive::{
    precompiles::alloy::{
        self,
        primitives::{Address, FixedBytes},
        sol_types::{SolCall, SolError, SolEvent, SolValue},
    },
    AddressMapper, Code, ExecConfig, TransactionLimits,
};
use sp_core::H160;
use sp_keyring::Sr25519Keyring;
use IConsensusParticipation::{
    measuredCall, recordOfCall, settleCall, EraMissed, NothingNew, PeerFailed, Record,
};

alloy::sol!("../../abi/solidity/library/IConsensusParticipation.sol");

const BUILDS: [&str; 3] = [
    "ink/consensus_participation.polkavm",
    "solidity/ConsensusParticipation.polkavm",
    "solidity/ConsensusParticipation.evm",
];
/// Blocks of an era.
const ERA: u32 = 30;
/// Points of a block.
const BLOCK: u32 = 20;
const HALF: u16 = 5_000;

/// Four validators in slots of a minute, and eras of half an hour: a rule's window, an hour, is two eras.
fn terms() -> Terms {
    Terms {
        slot_milliseconds: 60_000,
        session_blocks: 10,
        era_sessions: 3,
    }
}

/// An account that has nothing to do with any validator.
fn stranger() -> AccountId {
    Sr25519Keyring::Eve.to_account_id()
}

fn validator(place: usize) -> AccountId {
    validators().remove(place).0
}

fn words(account: &AccountId) -> FixedBytes<32> {
    let bytes: &[u8; 32] = account.as_ref();
    FixedBytes::from(*bytes)
}

fn address(account: &AccountId) -> Address {
    Address::from(<Runtime as pallet_revive::Config>::AddressMapper::to_address(account).0)
}

fn active() -> u32 {
    Staking::active_era().expect("an era").index
}

/// The next block, in the next slot whose validator is not offline.
fn block_without(offline: &[AccountId]) {
    let mut slot = *pallet_aura::CurrentSlot::<Runtime>::get() + 1;
    loop {
        let all = Session::validators();
        let turn = usize::try_from(slot).expect("a slot") % all.len();
        if !offline.contains(&all[turn]) {
            return block_in(slot);
        }
        slot += 1;
    }
}

/// Goes on until the next era begins, while some validators author nothing.
fn era_without(offline: &[AccountId]) {
    let running = Staking::active_era().map(|it| it.index);
    while Staking::active_era().map(|it| it.index) == running {
        block_without(offline);
    }
}

fn limits() -> TransactionLimits<Runtime> {
    TransactionLimits::WeightAndDeposit {
        weight_limit: Weight::from_parts(900_000_000_000, 9_000_000),
        deposit_limit: 100 * UNIT,
    }
}

/// Deploys code, by the stranger.
fn deploy(code: Vec<u8>, arguments: Vec<u8>) -> H160 {
    try_deploy(code, arguments).unwrap_or_else(|data| panic!("{}", alloy_text(&data)))
}

fn alloy_text(data: &[u8]) -> String {
    alloy::primitives::hex::encode(data)
}

fn try_deploy(mut code: Vec<u8>, mut arguments: Vec<u8>) -> Result<H160, Vec<u8>> {
    if !code.starts_with(b"PVM") {
        // Creation code of the EVM carries its arguments itself.
        code.append(&mut arguments);
    }
    // A contract's address follows from the nonce, which a transaction raises.
    crate::System::inc_account_nonce(stranger());
    let outcome = Revive::bare_instantiate(
        RuntimeOrigin::signed(stranger()),
        0.into(),
        limits(),
        Code::Upload(code),
        arguments,
        None,
        &ExecConfig::new_substrate_tx(),
    );
    let result = outcome.result.expect("it deploys");
    match result.result.did_revert() {
        true => Err(result.result.data),
        false => Ok(result.addr),
    }
}

fn built(path: &str) -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let path = root.join(path);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `make contracts` builds it", path.display()))
}

/// What a call did: its answer or the data that it reverted with, its events, and the weight it took.
struct Outcome<R> {
    answer: Result<R, Vec<u8>>,
    events: Vec<(Vec<FixedBytes<32>>, Vec<u8>)>,
    weight: Weight,
}

fn call_within<C: SolCall>(
    limits: TransactionLimits<Runtime>,
    who: &AccountId,
    to: H160,
    call: C,
) -> Outcome<C::Return> {
    crate::System::reset_events();
    let outcome = Revive::bare_call(
        RuntimeOrigin::signed(who.clone()),
        to,
        0.into(),
        limits,
        call.abi_encode(),
        &ExecConfig::new_substrate_tx(),
    );
    let weight = outcome.weight_consumed;
    let answer = match outcome.result {
        Err(_) => Err(Vec::new()),
        Ok(answer) if answer.did_revert() => Err(answer.data),
        Ok(answer) => Ok(C::abi_decode_returns(&answer.data).expect("what the interface says")),
    };
    let events = crate::System::events().into_iter().filter_map(|it| {
        let crate::RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
            contract,
            data,
            topics,
        }) = it.event
        else {
            return None;
        };
        let topics = topics.iter().map(|it| FixedBytes::from(it.0)).collect();
        (contract == to).then_some((topics, data))
    });
    Outcome {
        answer,
        events: events.collect(),
        weight,
    }
}

fn call<C: SolCall>(who: &AccountId, to: H160, call: C) -> Outcome<C::Return> {
    call_within(limits(), who, to, call)
}

/// A build of the contract on a network.
struct World {
    build: &'static str,
    participation: H160,
}

impl World {
    fn new(build: &'static str, staking: H160, least_bps: u16) -> Self {
        let arguments = (Address::from(staking.0), least_bps).abi_encode_params();
        Self {
            build,
            participation: deploy(built(build), arguments),
        }
    }

    /// Settles for a validator, as the stranger; how many eras.
    fn settle(&self, stash: &AccountId) -> Result<u32, Vec<u8>> {
        self.settled(stash).answer
    }

    fn settled(&self, stash: &AccountId) -> Outcome<u32> {
        let stash = words(stash);
        call(&stranger(), self.participation, settleCall { stash })
    }

    /// Settles until nothing is left.
    fn settle_all(&self, stash: &AccountId) {
        while self.settle(stash).expect("it settles") == 16 {}
    }

    fn record(&self, stash: &AccountId) -> Record {
        let operator = address(stash);
        let known = call(&stranger(), self.participation, recordOfCall { operator });
        known.answer.expect("a view answers")
    }

    /// Eras, missed and unknown ones.
    fn counts(&self, stash: &AccountId) -> (u32, u32, u32) {
        let known = self.record(stash);
        (known.eras, known.missed, known.unknown)
    }

    fn measured(&self, stash: &AccountId) -> (bool, u32, u32) {
        let operator = address(stash);
        let answer = call(&stranger(), self.participation, measuredCall { operator }).answer;
        answer.expect("a view answers").into()
    }
}

/// Plays a test on each build of the contract that asks for a share, on a network whose era 1 is active.
fn with_builds(least_bps: u16, test: impl Fn(&World)) {
    for build in BUILDS {
        network(terms()).execute_with(|| {
            era_without(&[]);
            while active() < 1 {
                era_without(&[]);
            }
            let staking = blueprint_staking_precompile::ADDRESS;
            test(&World::new(build, staking, least_bps));
        });
    }
}

/// What a call reverts with where the staking does not answer.
fn peer_failed(peer: H160) -> Vec<u8> {
    let peer = Address::from(peer.0);
    PeerFailed { peer }.abi_encode()
}

fn nothing_new() -> Vec<u8> {
    NothingNew {}.abi_encode()
}

/// The eras that a call found missed, with points, all points, and authors.
fn missed_in(outcome: &Outcome<u32>) -> Vec<(u32, u32, u32, u32)> {
    let missed = outcome.events.iter().filter_map(|(topics, data)| {
        let event = EraMissed::decode_raw_log(topics.iter().copied(), data).ok()?;
        Some((event.era, event.points, event.total, event.authors))
    });
    missed.collect()
}
