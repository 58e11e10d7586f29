//! The embedded chain: the runtime, in process.

mod builder;
mod calls;
mod trace;

pub use builder::{ChainBuilder, ChainError, DEFAULT_TIMESTAMP};
pub use calls::{CallAnswer, ContractCall, MOST_CALLS};

use crate::{
    accounts::{self, Account},
    outcome::{contract_events, error_name, Deployment, Dispatched, Outcome, Status},
};
use blueprint_e2e_runtime::{
    configs::limits::RuntimeBlockWeights, genesis, AllPalletsWithSystem, Balance, Balances,
    BlockNumber, Hash, Revive, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
    Timestamp, MILLISECONDS_PER_BLOCK,
};
use frame_support::{
    dispatch::{extract_actual_weight, DispatchClass, GetDispatchInfo},
    storage::{child, with_transaction, TransactionOutcome},
    traits::{fungible::Mutate, OnFinalize, OnIdle, OnInitialize},
    weights::Weight,
};
use pallet_revive::{
    AccountId32Mapper, AccountInfo, AddressMapper, Code, ContractResult, ExecConfig,
    ExecReturnValue, StorageDeposit, TransactionLimits,
};
use serde_json::json;
use sp_core::{H160, U256};
use sp_io::TestExternalities;
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash as _},
    DispatchError, StateVersion,
};
use trace::Trace;

/// How a contract is called. The default sends no value and is limited by what fits into a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    /// Sent along, in wei. A million wei are one of the native token's smallest unit.
    pub value: U256,
    /// Weight after which the call traps with `OutOfGas`. By default, the most one transaction may
    /// use in a block of this runtime.
    pub weight_limit: Option<Weight>,
    /// Storage deposit above which the call traps with `StorageDepositLimitExhausted`, in the
    /// native token's smallest unit. By default unlimited.
    pub deposit_limit: Option<Balance>,
    /// Call as the services pallet's account, for which no key signs: for a contract whose one caller is a constant in
    /// its code, so that no other account can try its hooks alone.
    pub constant_caller: bool,
}

impl CallOptions {
    fn limits(&self) -> TransactionLimits<Runtime> {
        TransactionLimits::WeightAndDeposit {
            weight_limit: self.weight_limit.unwrap_or_else(max_transaction_weight),
            deposit_limit: self.deposit_limit.unwrap_or(Balance::MAX),
        }
    }
}

/// The most one transaction may use in a block of this runtime.
pub fn max_transaction_weight() -> Weight {
    let weights = RuntimeBlockWeights::get();
    weights
        .get(DispatchClass::Normal)
        .max_extrinsic
        .unwrap_or(weights.max_block)
}

/// A chain in process. Every call runs in the current block, which only
/// [`advance_blocks`](Chain::advance_blocks) closes.
///
/// Calls do not pay fees, so that a balance changes only by value and storage deposits.
pub struct Chain {
    ext: TestExternalities,
    trace: Option<Trace>,
    pub(crate) calls: Vec<ContractCall>,
}

impl Chain {
    /// A chain on which every named account owns tokens and may call contracts.
    ///
    /// # Errors
    /// If genesis cannot be built.
    pub fn new() -> Result<Chain, ChainError> {
        Chain::builder().build()
    }

    /// A chain that starts with more than the named accounts.
    pub fn builder() -> ChainBuilder {
        ChainBuilder::default()
    }

    /// Deploys a PolkaVM blob, or EVM creation bytecode, with ABI-encoded constructor arguments.
    /// Takes one of the deployer's nonces; the address derives from the two as on Ethereum.
    ///
    /// # Errors
    /// What the constructor did, if it did not end well.
    pub fn deploy(
        &mut self,
        deployer: &Account,
        code: &[u8],
        constructor_args: &[u8],
    ) -> Result<Deployment, Outcome> {
        self.deploy_with(deployer, code, constructor_args, CallOptions::default())
    }

    /// [`deploy`](Chain::deploy) with a value or limits.
    ///
    /// # Errors
    /// What the constructor did, if it did not end well.
    pub fn deploy_with(
        &mut self,
        deployer: &Account,
        code: &[u8],
        constructor_args: &[u8],
        options: CallOptions,
    ) -> Result<Deployment, Outcome> {
        expect_signer(deployer);
        let uploaded = code;
        let mut code = code.to_vec();
        let mut input = constructor_args.to_vec();
        if !is_polkavm(&code) {
            // EVM creation bytecode carries its arguments itself.
            code.append(&mut input);
        }
        let (mut address, limits) = (H160::zero(), options.limits());
        let outcome = self.recording(|| {
            // What checking a transaction's nonce does before the call: the address of the
            // contract derives from the nonce before this one.
            System::inc_account_nonce(&deployer.id);
            observe(true, || {
                Revive::bare_instantiate(
                    RuntimeOrigin::signed(deployer.id.clone()),
                    options.value,
                    limits,
                    Code::Upload(code),
                    input,
                    None,
                    &ExecConfig::new_substrate_tx_without_bump(),
                )
                .map_result(|instantiated| {
                    address = instantiated.addr;
                    instantiated.result
                })
            })
        });
        if let Some(trace) = &mut self.trace {
            trace.deployment(deployer, uploaded, constructor_args, &options, &outcome);
        }
        match outcome.status {
            Status::Ok => Ok(Deployment { address, outcome }),
            _ => Err(outcome),
        }
    }

    /// Calls a contract. Its changes stand if it ends well.
    ///
    /// As on Ethereum, a call to an address without code ends well.
    pub fn call(&mut self, caller: &Account, to: H160, calldata: Vec<u8>) -> Outcome {
        self.call_with(caller, to, calldata, CallOptions::default())
    }

    /// [`call`](Chain::call) with a value or limits.
    ///
    /// # Panics
    /// If no key can sign for the caller: what such an account does, its pallet or its core does on a chain.
    pub fn call_with(
        &mut self,
        caller: &Account,
        to: H160,
        calldata: Vec<u8>,
        options: CallOptions,
    ) -> Outcome {
        if !(options.constant_caller && *caller == accounts::runtime()) {
            expect_signer(caller);
        }
        self.bare_call(true, caller, to, calldata, &options)
    }

    /// Calls a contract as the zero address and undoes what it did, like `eth_call`.
    pub fn read(&mut self, to: H160, calldata: Vec<u8>) -> Outcome {
        self.read_as(&Account::ethereum(H160::zero()), to, calldata)
    }

    /// Calls a contract as `caller` and undoes what it did.
    pub fn read_as(&mut self, caller: &Account, to: H160, calldata: Vec<u8>) -> Outcome {
        self.bare_call(false, caller, to, calldata, &CallOptions::default())
    }

    fn bare_call(
        &mut self,
        stays: bool,
        caller: &Account,
        to: H160,
        calldata: Vec<u8>,
        options: &CallOptions,
    ) -> Outcome {
        let recorded = self.trace.is_some().then(|| calldata.clone());
        let outcome = self.recording(|| bare_call(stays, caller, to, calldata, options));
        if let (Some(trace), Some(calldata)) = (&mut self.trace, recorded) {
            trace.call(stays, caller, to, &calldata, options, &outcome);
        }
        outcome
    }

    /// Dispatches a call of the runtime as a signed extrinsic would: if it fails, nothing of it
    /// stays. Neither fee nor nonce is taken.
    pub fn dispatch(&mut self, signer: &Account, call: impl Into<RuntimeCall>) -> Dispatched {
        expect_signer(signer);
        let call = call.into();
        self.recording(|| {
            System::reset_events();
            let info = call.get_dispatch_info();
            let origin = RuntimeOrigin::signed(signer.id.clone());
            let (result, hooks) = pallet_services::trace(|| call.dispatch(origin));
            Dispatched {
                hooks,
                weight: extract_actual_weight(&result, &info),
                events: runtime_events(),
                result: result.map(|_| ()).map_err(|failed| failed.error),
            }
        })
    }

    /// Transfers an amount of the chain's token, in its smallest unit, to an address: a signed extrinsic.
    pub fn fund(&mut self, from: &Account, to: H160, amount: Balance) -> Dispatched {
        let to = self
            .execute(|| <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_account_id(&to));
        self.dispatch(
            from,
            pallet_balances::Call::<Runtime>::transfer_keep_alive {
                dest: to.into(),
                value: amount,
            },
        )
    }

    /// Runs `f` on the chain's state, for what has no method here. What it changes stays.
    pub fn execute<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.ext.execute_with(f)
    }

    /// The calls between contracts in the last deployment, call or dispatch, in the order in which they began: the first
    /// [`MOST_CALLS`]. Those that were reverted are among them.
    pub fn calls(&self) -> &[ContractCall] {
        &self.calls
    }

    fn recording<R>(&mut self, f: impl FnOnce() -> R) -> R {
        let (result, calls) = self.ext.execute_with(|| calls::recorded(f));
        self.calls = calls;
        result
    }

    /// Runs `f` and undoes all that it did to the chain's state.
    pub fn undoing<R>(&mut self, f: impl FnOnce(&mut Chain) -> R) -> R {
        self.execute(sp_io::storage::start_transaction);
        self.record(json!({ "undo": "begin" }));
        let result = f(self);
        self.execute(sp_io::storage::rollback_transaction);
        self.record(json!({ "undo": "end" }));
        result
    }

    /// The root of what a contract has in storage; `None` where there is no contract. Two equal
    /// roots mean the same storage.
    pub fn storage_root(&mut self, contract: H160) -> Option<Vec<u8>> {
        self.execute(|| {
            let info = AccountInfo::<Runtime>::load_contract(&contract)?;
            Some(child::root(&info.child_trie_info(), StateVersion::V1))
        })
    }

    /// What an address owns, in wei.
    pub fn balance(&mut self, address: H160) -> U256 {
        self.execute(|| Revive::evm_balance(&address))
    }

    /// The current block's number.
    pub fn block(&mut self) -> BlockNumber {
        self.execute(System::block_number)
    }

    /// The current block's time, in seconds since 1970.
    pub fn timestamp(&mut self) -> u64 {
        self.execute(|| Timestamp::get() / 1_000)
    }

    /// Sets the current block's time, in seconds since 1970; it may also go back.
    pub fn set_timestamp(&mut self, seconds: u64) {
        self.record(json!({ "timestamp": seconds }));
        self.execute(|| pallet_timestamp::Now::<Runtime>::put(seconds.saturating_mul(1_000)));
    }

    /// Closes the current block and opens the `n`th after it. Each takes six seconds.
    pub fn advance_blocks(&mut self, n: u32) {
        self.record(json!({ "blocks": n }));
        self.execute(|| {
            for _ in 0..n {
                let number = System::block_number();
                AllPalletsWithSystem::on_idle(number, Weight::MAX);
                AllPalletsWithSystem::on_finalize(number);
                open_block(
                    number + 1,
                    Timestamp::get().saturating_add(MILLISECONDS_PER_BLOCK),
                );
            }
        });
    }

    /// Closes the current block and opens the `n`th after it, without those between: what idle blocks do
    /// is left out. For windows of weeks.
    pub fn skip_blocks(&mut self, n: u32) {
        let Some(between) = n.checked_sub(1) else {
            return;
        };
        self.record(json!({ "skip": n }));
        self.execute(|| {
            let number = System::block_number();
            AllPalletsWithSystem::on_finalize(number);
            // The next block must have the next number.
            System::set_block_number(number + between);
            let time = MILLISECONDS_PER_BLOCK.saturating_mul(u64::from(n));
            open_block(number + n, Timestamp::get().saturating_add(time));
        });
    }

    /// Adds a line to the record of this chain, where one is kept (`e2e/src/chain/trace.rs`): what the call before was.
    pub fn record(&mut self, line: serde_json::Value) {
        if let Some(trace) = &mut self.trace {
            trace.write(&line);
        }
    }

    /// The account at an Ethereum address, with tokens: a named one if the address is its, else
    /// the one the address stands for.
    pub fn ethereum_account(&mut self, address: H160) -> Account {
        let account = self.execute(|| {
            let id =
                <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_account_id(&address);
            if Balances::free_balance(&id) < genesis::ENDOWMENT {
                Balances::set_balance(&id, genesis::ENDOWMENT);
            }
            Account {
                name: format!("{address:?}"),
                id,
                address,
            }
        });
        self.record(json!({
            "fund": hex::encode(&account.id), "amount": genesis::ENDOWMENT.to_string(),
        }));
        account
    }
}

/// Whether `code` is a PolkaVM blob. Anything else is taken for EVM creation bytecode.
pub fn is_polkavm(code: &[u8]) -> bool {
    code.starts_with(b"PVM\0")
}

/// Opens a block. No state root is computed, so block hashes derive from the numbers alone.
fn open_block(number: BlockNumber, milliseconds: u64) {
    let parent: Hash = BlakeTwo256::hash_of(&number.saturating_sub(1));
    System::reset_events();
    System::initialize(&number, &parent, &Default::default());
    AllPalletsWithSystem::on_initialize(number);
    Timestamp::set(RuntimeOrigin::none(), milliseconds).expect("an inherent has no origin; qed");
}

fn bare_call(
    commit: bool,
    caller: &Account,
    to: H160,
    calldata: Vec<u8>,
    options: &CallOptions,
) -> Outcome {
    observe(commit, || {
        Revive::bare_call(
            RuntimeOrigin::signed(caller.id.clone()),
            to,
            options.value,
            options.limits(),
            calldata,
            &ExecConfig::new_substrate_tx(),
        )
    })
}

/// Runs `f`, takes its events alone, and undoes all of it unless it ended well and `commit` says
/// so. Without the outer transaction, the code a failed deployment uploaded would stay.
fn observe(commit: bool, f: impl FnOnce() -> ContractResult<ExecReturnValue, Balance>) -> Outcome {
    System::reset_events();
    let undone = with_transaction(|| {
        let outcome = outcome_of(f());
        let result: Result<Outcome, DispatchError> = Ok(outcome);
        match &result {
            Ok(outcome) if commit && outcome.is_ok() => TransactionOutcome::Commit(result),
            _ => TransactionOutcome::Rollback(result),
        }
    });
    match undone {
        Ok(outcome) => outcome,
        // Transactions are nested too deeply, which needs a caller inside 255 of them.
        Err(error) => outcome_of(ContractResult {
            result: Err(error),
            ..Default::default()
        }),
    }
}

fn outcome_of(result: ContractResult<ExecReturnValue, Balance>) -> Outcome {
    let (status, data) = match result.result {
        Ok(value) if value.did_revert() => (Status::Revert, value.data),
        Ok(value) => (Status::Ok, value.data),
        Err(error) => (Status::Trap(error_name(&error)), Vec::new()),
    };
    let (events, deposit) = match status {
        Status::Ok => (
            contract_events(&runtime_events()),
            signed(result.storage_deposit),
        ),
        _ => (Vec::new(), 0),
    };
    let weight = result.weight_consumed;
    Outcome {
        status,
        data,
        events,
        ref_time: weight.ref_time(),
        proof_size: weight.proof_size(),
        deposit,
    }
}

fn signed(deposit: StorageDeposit<Balance>) -> i128 {
    match deposit {
        StorageDeposit::Charge(amount) => i128::try_from(amount).unwrap_or(i128::MAX),
        StorageDeposit::Refund(amount) => i128::try_from(amount).map_or(i128::MIN, |paid| -paid),
    }
}

fn runtime_events() -> Vec<RuntimeEvent> {
    System::read_events_no_consensus()
        .map(|record| record.event)
        .collect()
}

/// Only accounts with a key send transactions.
fn expect_signer(account: &Account) {
    assert!(
        accounts::can_sign(account.address),
        "expected an account that can sign, received {}",
        account.name
    );
}
