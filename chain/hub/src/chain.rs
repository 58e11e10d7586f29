//! One chain, on which a record is played.

use crate::{
    record::{Call, Deploy, Hex, Options, Outcome, Start},
    runtime::{
        AllPalletsWithSystem, Balance, Balances, Block, Revive, Runtime, RuntimeEvent,
        RuntimeOrigin, System, Timestamp,
    },
};
use frame_support::{
    storage::{with_transaction, TransactionOutcome},
    traits::{fungible::Mutate, BuildGenesisConfig, OnFinalize, OnIdle, OnInitialize},
    weights::Weight,
};
use pallet_revive::{
    Code, ContractResult, DebugSettings, ExecConfig, ExecReturnValue, StorageDeposit,
    TransactionLimits,
};
use sp_core::{H160, H256, U256};
use sp_io::TestExternalities;
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _},
    AccountId32, BuildStorage, DispatchError,
};

type Number = <<Block as sp_runtime::traits::Block>::Header as sp_runtime::traits::Header>::Number;

pub struct Chain(TestExternalities);

/// Milliseconds.
const BLOCK: u64 = 6_000;

fn account(id: &Hex) -> AccountId32 {
    AccountId32::try_from(id.0.as_slice()).expect("32 bytes of an account")
}

fn amount(text: &str) -> Balance {
    text.parse().expect("an amount in decimals")
}

fn open(number: Number, milliseconds: u64) {
    let parent: H256 = BlakeTwo256::hash_of(&(number as u32).saturating_sub(1));
    System::reset_events();
    System::initialize(&number, &parent, &Default::default());
    AllPalletsWithSystem::on_initialize(number);
    Timestamp::set(RuntimeOrigin::none(), milliseconds).expect("an inherent has no origin; qed");
}

impl Chain {
    pub fn start(start: &Start) -> Chain {
        let storage = frame_system::GenesisConfig::<Runtime>::default()
            .build_storage()
            .expect("a genesis without content");
        let mut ext = TestExternalities::from(storage);
        ext.execute_with(|| {
            for (id, balance) in &start.funded {
                Balances::set_balance(&account(id), amount(balance));
            }
            let contracts = pallet_revive::GenesisConfig::<Runtime> {
                mapped_accounts: start.mapped.iter().map(account).collect(),
                ..Default::default()
            };
            contracts.build();
            System::set_block_number(start.start - 1);
            if start.unlimited {
                DebugSettings::default()
                    .set_allow_unlimited_contract_size(true)
                    .write_to_storage::<Runtime>();
            }
            open(start.start, start.timestamp.saturating_mul(1_000));
        });
        Chain(ext)
    }

    pub fn deploy(&mut self, it: &Deploy, code: &[u8]) -> Outcome {
        let (mut code, mut input) = (code.to_vec(), it.arguments.0.clone());
        if !code.starts_with(b"PVM\0") {
            code.append(&mut input);
        }
        self.0.execute_with(|| {
            let deployer = account(&it.caller);
            System::inc_account_nonce(&deployer);
            observe(true, || {
                Revive::bare_instantiate(
                    RuntimeOrigin::signed(deployer),
                    value(&it.options),
                    limits(&it.options),
                    Code::Upload(code),
                    input,
                    None,
                    &ExecConfig::new_substrate_tx_without_bump(),
                )
                .map_result(|instantiated| instantiated.result)
            })
        })
    }

    pub fn call(&mut self, it: &Call) -> Outcome {
        self.0.execute_with(|| {
            observe(it.stays, || {
                Revive::bare_call(
                    RuntimeOrigin::signed(account(&it.caller)),
                    H160::from_slice(&it.call.0),
                    value(&it.options),
                    limits(&it.options),
                    it.data.0.clone(),
                    &ExecConfig::new_substrate_tx(),
                )
            })
        })
    }

    pub fn blocks(&mut self, n: u32) {
        self.0.execute_with(|| {
            for _ in 0..n {
                let number = System::block_number();
                AllPalletsWithSystem::on_idle(number, Weight::MAX);
                AllPalletsWithSystem::on_finalize(number);
                open(number + 1, Timestamp::get().saturating_add(BLOCK));
            }
        });
    }

    pub fn skip(&mut self, n: u32) {
        let Some(between) = n.checked_sub(1) else {
            return;
        };
        self.0.execute_with(|| {
            let number = System::block_number();
            AllPalletsWithSystem::on_finalize(number);
            System::set_block_number(number + u64::from(between));
            let time = BLOCK.saturating_mul(u64::from(n));
            open(number + u64::from(n), Timestamp::get().saturating_add(time));
        });
    }

    pub fn timestamp(&mut self, seconds: u64) {
        self.0
            .execute_with(|| pallet_timestamp::Now::<Runtime>::put(seconds.saturating_mul(1_000)));
    }

    pub fn fund(&mut self, id: &Hex, least: &str) {
        self.0.execute_with(|| {
            let (id, least) = (account(id), amount(least));
            if Balances::free_balance(&id) < least {
                Balances::set_balance(&id, least);
            }
        });
    }

    pub fn begin(&mut self) {
        self.0.execute_with(sp_io::storage::start_transaction);
    }

    pub fn rollback(&mut self) {
        self.0.execute_with(sp_io::storage::rollback_transaction);
    }
}

fn value(options: &Options) -> U256 {
    U256::from_dec_str(&options.value).expect("a value in decimals")
}

fn limits(options: &Options) -> TransactionLimits<Runtime> {
    let (ref_time, proof_size) = options.weight;
    TransactionLimits::WeightAndDeposit {
        weight_limit: Weight::from_parts(ref_time, proof_size),
        deposit_limit: options.deposit.as_deref().map_or(Balance::MAX, amount),
    }
}

fn observe(stays: bool, f: impl FnOnce() -> ContractResult<ExecReturnValue, Balance>) -> Outcome {
    System::reset_events();
    with_transaction(|| {
        let outcome = outcome_of(f());
        let ended = outcome.status == "ok";
        let result: Result<Outcome, DispatchError> = Ok(outcome);
        match stays && ended {
            true => TransactionOutcome::Commit(result),
            false => TransactionOutcome::Rollback(result),
        }
    })
    .expect("one transaction in another")
}

fn outcome_of(result: ContractResult<ExecReturnValue, Balance>) -> Outcome {
    let (status, data) = match result.result {
        Ok(value) if value.did_revert() => ("revert".into(), value.data),
        Ok(value) => ("ok".into(), value.data),
        Err(error) => (name_of(&error), Vec::new()),
    };
    let (events, deposit) = match status.as_str() {
        "ok" => (events(), result.storage_deposit),
        _ => (Vec::new(), StorageDeposit::Charge(0)),
    };
    Outcome {
        status,
        data: Hex(data),
        events,
        ref_time: result.weight_consumed.ref_time(),
        proof_size: result.weight_consumed.proof_size(),
        deposit: match deposit {
            StorageDeposit::Charge(amount) => i128::try_from(amount).unwrap_or(i128::MAX),
            StorageDeposit::Refund(amount) => i128::try_from(amount).map_or(i128::MIN, |it| -it),
        },
    }
}

fn name_of(error: &DispatchError) -> String {
    match error {
        DispatchError::Module(module) => module.message.unwrap_or("Module").into(),
        other => <&'static str>::from(*other).into(),
    }
}

fn events() -> Vec<(Hex, Vec<Hex>, Hex)> {
    let events = System::read_events_no_consensus();
    events
        .filter_map(|record| match record.event {
            RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
                contract,
                data,
                topics,
            }) => {
                let topics = topics.iter().map(|it| Hex(it.0.to_vec())).collect();
                Some((Hex(contract.0.to_vec()), topics, Hex(data)))
            }
            _ => None,
        })
        .collect()
}
