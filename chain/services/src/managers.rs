//! The engine in which managers run, as the pallet sees it.

use crate::HookFailure;
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, weights::Weight};
use sp_core::H160;

/// A failed call: why, and the revert data where the manager reverted.
pub type CallFailure = (HookFailure, Vec<u8>);

/// Contracts that can be managers: their addresses, and how they are called.
///
/// [`ReviveManagers`] is the contracts pallet. A chain with another engine, say an EVM pallet, implements
/// this for it.
pub trait Managers<AccountId, Balance> {
    /// The address under which contracts know an account.
    fn address_of(account: &AccountId) -> H160;

    /// The account that an address names.
    fn account_of(address: &H160) -> AccountId;

    /// The account that an address names as long as no account is mapped to it.
    fn unmapped(address: &H160) -> AccountId;

    /// Whether there is a contract at an address.
    fn has_code(address: &H160) -> bool;

    /// Make an account able to call contracts, without a deposit. Called before each hook: an account that
    /// is able already stays as it is.
    fn enable(caller: &AccountId) -> DispatchResult;

    /// Call a contract, with no value. Deposits for storage are charged to the caller, or returned to it, by
    /// the end of the call. Returns the data that the contract returned, and what the call weighed beside
    /// [`call_weight`](Self::call_weight).
    ///
    /// # Errors
    /// Why it failed, with the revert data where the contract reverted. `HookFailure::Reentered` where the
    /// engine is executing a contract and cannot be entered once more: taken for an answer, it would let
    /// that contract choose what a manager says.
    fn call(
        caller: &AccountId,
        manager: H160,
        calldata: Vec<u8>,
        weight_limit: Weight,
        deposit_limit: Balance,
    ) -> (Result<Vec<u8>, CallFailure>, Weight);

    /// What a call weighs beside what the contract consumes.
    fn call_weight() -> Weight;

    /// Deploy a contract that returns the word 1 to every call, and return its address. The deployer is
    /// rich.
    #[cfg(feature = "runtime-benchmarks")]
    fn deploy_answering(deployer: &AccountId) -> H160;
}

/// Managers of the engine `Inner` whose contracts are not run: each returns the word 1. Benchmarks measure with it
/// what calls take beside their hooks, which are charged by what they consume.
#[cfg(feature = "runtime-benchmarks")]
pub struct Answering<Inner>(core::marker::PhantomData<Inner>);

#[cfg(feature = "runtime-benchmarks")]
impl<AccountId, Balance, Inner: Managers<AccountId, Balance>> Managers<AccountId, Balance>
    for Answering<Inner>
{
    fn address_of(account: &AccountId) -> H160 {
        Inner::address_of(account)
    }

    fn account_of(address: &H160) -> AccountId {
        Inner::account_of(address)
    }

    fn unmapped(address: &H160) -> AccountId {
        Inner::unmapped(address)
    }

    fn has_code(_: &H160) -> bool {
        true
    }

    fn enable(_: &AccountId) -> DispatchResult {
        Ok(())
    }

    fn call(
        _: &AccountId,
        _: H160,
        _: Vec<u8>,
        _: Weight,
        _: Balance,
    ) -> (Result<Vec<u8>, CallFailure>, Weight) {
        let mut word = [0; 32];
        word[31] = 1;
        (Ok(word.to_vec()), Weight::zero())
    }

    fn call_weight() -> Weight {
        Weight::zero()
    }

    fn deploy_answering(_: &AccountId) -> H160 {
        H160::repeat_byte(1)
    }
}

#[cfg(feature = "revive")]
pub use revive::ReviveManagers;

#[cfg(feature = "revive")]
mod revive {
    use super::{CallFailure, Managers};
    use crate::HookFailure;
    use alloc::vec::Vec;
    use core::marker::PhantomData;
    use frame_support::{dispatch::DispatchResult, weights::Weight};
    use frame_system::RawOrigin;
    use pallet_revive::{
        AccountInfo, AddressMapper, BalanceOf, Config, Error, ExecConfig, Pallet,
        TransactionLimits, WeightInfo,
    };
    use sp_core::{H160, U256};
    use sp_runtime::DispatchError;

    /// Managers in the contracts pallet, in PolkaVM or EVM bytecode.
    pub struct ReviveManagers<T>(PhantomData<T>);

    impl<T: Config> Managers<T::AccountId, BalanceOf<T>> for ReviveManagers<T> {
        fn address_of(account: &T::AccountId) -> H160 {
            T::AddressMapper::to_address(account)
        }

        fn account_of(address: &H160) -> T::AccountId {
            T::AddressMapper::to_account_id(address)
        }

        fn unmapped(address: &H160) -> T::AccountId {
            T::AddressMapper::to_fallback_account_id(address)
        }

        fn has_code(address: &H160) -> bool {
            AccountInfo::<T>::is_contract(address)
        }

        fn enable(caller: &T::AccountId) -> DispatchResult {
            if T::AddressMapper::is_mapped(caller) {
                return Ok(());
            }
            T::AddressMapper::map_no_deposit_unchecked(caller)
        }

        fn call(
            caller: &T::AccountId,
            manager: H160,
            calldata: Vec<u8>,
            weight_limit: Weight,
            deposit_limit: BalanceOf<T>,
        ) -> (Result<Vec<u8>, CallFailure>, Weight) {
            let outcome = Pallet::<T>::bare_call(
                RawOrigin::Signed(caller.clone()).into(),
                manager,
                U256::zero(),
                TransactionLimits::WeightAndDeposit {
                    weight_limit,
                    deposit_limit,
                },
                calldata,
                &ExecConfig::new_substrate_tx(),
            );
            let result = match outcome.result {
                Ok(answer) if answer.did_revert() => Err((HookFailure::Reverted, answer.data)),
                Ok(answer) => Ok(answer.data),
                Err(error) => Err((failure_of::<T>(error), Vec::new())),
            };
            (result, outcome.weight_consumed)
        }

        fn call_weight() -> Weight {
            T::WeightInfo::call()
        }

        #[cfg(feature = "runtime-benchmarks")]
        fn deploy_answering(deployer: &T::AccountId) -> H160 {
            use sp_runtime::traits::Bounded;
            frame_support::assert_ok!(T::AddressMapper::map_no_deposit_unchecked(deployer));
            let deployed = Pallet::<T>::bare_instantiate(
                RawOrigin::Signed(deployer.clone()).into(),
                U256::zero(),
                TransactionLimits::WeightAndDeposit {
                    weight_limit: Weight::from_parts(1_000_000_000_000, 100_000_000),
                    deposit_limit: BalanceOf::<T>::max_value() / 2u32.into(),
                },
                pallet_revive::Code::Upload(ANSWERING.to_vec()),
                Vec::new(),
                None,
                &ExecConfig::new_substrate_tx(),
            );
            deployed.result.expect("the contract deploys").addr
        }
    }

    fn failure_of<T: Config>(error: DispatchError) -> HookFailure {
        let is = |known: Error<T>| error == known.into();
        if is(Error::OutOfGas) {
            HookFailure::OutOfWeight
        } else if is(Error::StorageDepositLimitExhausted) || is(Error::StorageDepositNotEnoughFunds)
        {
            HookFailure::DepositExhausted
        } else if is(Error::ReenteredPallet) {
            HookFailure::Reentered
        } else {
            HookFailure::Trapped
        }
    }

    /// EVM init code of a contract that returns one word, 1, to every call.
    #[cfg(feature = "runtime-benchmarks")]
    const ANSWERING: [u8; 22] = {
        const PROGRAM: [u8; 10] = [0x60, 1, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3];
        let mut code = [0; 22];
        let deploy = [0x60, 10, 0x60, 12, 0x60, 0, 0x39, 0x60, 10, 0x60, 0, 0xf3];
        let mut at = 0;
        while at < 12 {
            code[at] = deploy[at];
            at += 1;
        }
        while at < 22 {
            code[at] = PROGRAM[at - 12];
            at += 1;
        }
        code
    };
}
