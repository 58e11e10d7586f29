//! Calls to managers.

use crate::{
    deposit_limit, encoding::Message, trace, weights::look_up, AccountIdOf, BalanceOf, CallFailure,
    Config, Error, Event, FailurePolicy, Generation, Hook, HookFailure, HookRecord, Managers,
    OperatorAddresses, Pallet, MAX_REVERT_DATA,
};
use alloc::vec::Vec;
use alloy_sol_types::{Revert, SolError};
use codec::Decode;
use frame_support::{
    dispatch::{
        DispatchErrorWithPostInfo, DispatchResult, DispatchResultWithPostInfo, PostDispatchInfo,
    },
    ensure,
    storage::with_transaction,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::Preservation::Preserve,
        ConstU32, Get,
    },
    BoundedVec,
};
use sp_core::H160;
use sp_runtime::{
    traits::{AccountIdConversion, Saturating, UniqueSaturatedInto, Zero},
    DispatchError, TokenError, TransactionOutcome, Weight,
};

/// What a manager found of a report.
pub(crate) enum Finding {
    /// It stands.
    Upheld,
    /// It is false, with the revert data, cut at [`MAX_REVERT_DATA`] bytes.
    Rejected(BoundedVec<u8, ConstU32<MAX_REVERT_DATA>>),
}

/// Whether revert data is an error of this pallet or of the currency, by its name.
fn is_passed_on<T: Config>(data: &[u8]) -> bool {
    let Ok(Revert { reason }) = Revert::abi_decode(data) else {
        return false;
    };
    let own = (0..=u8::MAX)
        .map_while(|index| Error::<T>::decode(&mut &[index, 0, 0, 0][..]).ok())
        .map(<&'static str>::from);
    let currency = [
        TokenError::FundsUnavailable,
        TokenError::BelowMinimum,
        TokenError::CannotCreateHold,
        TokenError::Frozen,
        TokenError::NotExpendable,
        TokenError::OnlyProvider,
        TokenError::Blocked,
    ];
    own.chain(currency.map(<&'static str>::from))
        .any(|name| name == reason)
}

/// What storage cost the payer, or returned to it. At most one of the two is not zero.
#[derive(Default)]
struct Deposit<Balance> {
    charged: Balance,
    refunded: Balance,
}

/// The manager calls of one extrinsic: who pays for them, and what everything weighed so far.
pub struct HookCalls<T: Config> {
    payer: AccountIdOf<T>,
    base: Weight,
    consumed: Weight,
    /// A hook failed because its sender allowed it a smaller deposit than the chain does.
    beyond_limit: bool,
}

impl<T: Config> HookCalls<T> {
    /// Replace the extrinsic's base weight, where its body knows better.
    pub(crate) fn set_base(&mut self, base: Weight) {
        self.base = base;
    }

    /// Call a manager and let the hook's [`FailurePolicy`] decide what a failure means. A hook that its
    /// generation lacks is not called; if it could have vetoed, the manager must have code.
    pub(crate) fn call(
        &mut self,
        manager: H160,
        generation: Generation,
        message: &Message,
    ) -> DispatchResult {
        self.attempt(manager, generation, message).map(|_| ())
    }

    /// As [`HookCalls::call`]; returns the failure that was tolerated.
    pub(crate) fn attempt(
        &mut self,
        manager: H160,
        generation: Generation,
        message: &Message,
    ) -> Result<Option<HookFailure>, DispatchError> {
        let hook = message.hook();
        let Some(calldata) = message.encode(generation) else {
            self.consumed = self.consumed.saturating_add(look_up::<T>());
            ensure!(
                hook.policy() != FailurePolicy::Veto || Pallet::<T>::has_code(&manager),
                Error::<T>::ManagerWithoutCode
            );
            return Ok(None);
        };
        let selector = selector_of(&calldata);
        let Err((failure, data)) = self.run(hook, manager, calldata) else {
            return Ok(None);
        };
        // A sender cannot choose that a hook fails, and its call succeeds.
        ensure!(!self.beyond_limit, Error::<T>::HookDepositExhausted);
        let tolerated = match hook.policy() {
            _ if failure == HookFailure::DepositNotCovered && hook.must_be_paid() => false,
            FailurePolicy::Veto | FailurePolicy::Judgement => false,
            FailurePolicy::VetoWhilePresent => failure == HookFailure::ManagerWithoutCode,
            // Within another contract the hook cannot be called: the sender could choose that.
            FailurePolicy::Delay => failure != HookFailure::Reentered,
            FailurePolicy::BestEffort | FailurePolicy::Query => true,
        };
        if !tolerated {
            return Err(Error::<T>::from_hook(failure, &data).into());
        }
        Pallet::<T>::deposit_event(Event::HookFailed {
            manager,
            selector,
            failure,
            data: BoundedVec::truncate_from(data),
        });
        Ok(Some(failure))
    }

    /// Let a manager judge a report: it upholds one by returning, and rejects it by reverting.
    ///
    /// # Errors
    /// Of every other failure: the manager found nothing. So does one that reverts with an error of this pallet
    /// or of the currency, as the precompile of `IServices` names them: it could not act on what it found. `ReportingDisabled` where the generation lacks the
    /// hook.
    pub(crate) fn judge(
        &mut self,
        manager: H160,
        generation: Generation,
        message: &Message,
    ) -> Result<Finding, DispatchError> {
        let calldata = message.encode(generation);
        let calldata = calldata.ok_or(Error::<T>::ReportingDisabled)?;
        match self.run(message.hook(), manager, calldata) {
            Ok(_) => Ok(Finding::Upheld),
            Err((HookFailure::Reverted, data)) if !is_passed_on::<T>(&data) => {
                Ok(Finding::Rejected(BoundedVec::truncate_from(data)))
            }
            Err((failure, data)) => Err(Error::<T>::from_hook(failure, &data).into()),
        }
    }

    /// Query a manager; `None` if the call fails, or its generation lacks the hook.
    ///
    /// # Errors
    /// `HookReentered`: a contract is being executed, so that the manager cannot be called. Taken for a
    /// failed call, this would let a contract choose the default.
    pub(crate) fn query(
        &mut self,
        manager: H160,
        generation: Generation,
        message: &Message,
    ) -> Result<Option<Vec<u8>>, DispatchError> {
        let Some(calldata) = message.encode(generation) else {
            return Ok(None);
        };
        match self.run(message.hook(), manager, calldata) {
            Ok(answer) => Ok(Some(answer)),
            Err((HookFailure::Reentered, _)) => Err(Error::<T>::HookReentered.into()),
            Err(_) if self.beyond_limit => Err(Error::<T>::HookDepositExhausted.into()),
            Err(_) => Ok(None),
        }
    }

    /// Call a manager within the limits. Its changes are kept only if it succeeds, is not a
    /// query, and the payer can cover the storage deposit.
    fn run(
        &mut self,
        hook: Hook,
        manager: H160,
        calldata: Vec<u8>,
    ) -> Result<Vec<u8>, CallFailure> {
        let mut weight = Weight::zero();
        let mut deposit = Deposit::default();
        let traced = trace::is_tracing().then(|| calldata.clone());
        let most = T::HookDepositLimit::get();
        let allowed: BalanceOf<T> = match deposit_limit::left() {
            Some(left) => most.min(left.unique_saturated_into()),
            None => most,
        };
        let result = with_transaction(|| {
            let before = Pallet::<T>::balance();
            let answer = Pallet::<T>::bare_hook(manager, calldata, allowed, &mut weight);
            if hook.policy() == FailurePolicy::Query {
                return TransactionOutcome::Rollback(Ok(answer));
            }
            match answer.and_then(|data| Ok((data, Pallet::<T>::settle(&self.payer, before)?))) {
                Ok((data, settled)) => {
                    deposit = settled;
                    TransactionOutcome::Commit(Ok(Ok(data)))
                }
                Err(failed) => TransactionOutcome::Rollback(Ok(Err(failed))),
            }
        })
        // `metered` leaves layers for it.
        .unwrap_or_else(|_: DispatchError| Err((HookFailure::Trapped, Vec::new())));

        deposit_limit::take(deposit.charged.unique_saturated_into());
        let exhausted = matches!(result, Err((HookFailure::DepositExhausted, _)));
        self.beyond_limit |= exhausted && allowed < most;

        let weight = weight
            .min(T::HookWeightLimit::get())
            .saturating_add(T::Managers::call_weight());
        self.consumed = self.consumed.saturating_add(weight);
        if let Some(calldata) = traced {
            trace::record(HookRecord {
                hook,
                manager,
                calldata,
                result: result.clone(),
                weight,
                deposit_charged: deposit.charged.unique_saturated_into(),
                deposit_refunded: deposit.refunded.unique_saturated_into(),
            });
        }
        result
    }
}

impl<T: Config> Pallet<T> {
    /// The account that calls the hooks.
    pub fn account_id() -> AccountIdOf<T> {
        T::PalletId::get().into_account_truncating()
    }

    /// The address a manager sees as its caller, and as the core of its blueprint.
    pub fn account_address() -> H160 {
        Self::address_of(&Self::account_id())
    }

    /// The address under which an account appears in hooks.
    pub fn address_of(account: &AccountIdOf<T>) -> H160 {
        T::Managers::address_of(account)
    }

    /// The operator that an address names, whether its account is mapped or not; of no operator, the account
    /// that the address names otherwise.
    pub fn operator_at(address: &H160) -> AccountIdOf<T> {
        OperatorAddresses::<T>::get(address).unwrap_or_else(|| Self::account_of(address))
    }

    /// The account that an address in a hook or a precompile names.
    pub fn account_of(address: &H160) -> AccountIdOf<T> {
        T::Managers::account_of(address)
    }

    /// Whether an account is what was named: itself, or by its address before it was mapped.
    pub(crate) fn is_named(who: &AccountIdOf<T>, named: &AccountIdOf<T>) -> bool {
        who == named || *named == T::Managers::unmapped(&Self::address_of(who))
    }

    /// Whether there is a contract at an address. A call to an address without code succeeds.
    pub fn has_code(address: &H160) -> bool {
        T::Managers::has_code(address)
    }

    /// What an extrinsic reserves for hooks: each may use the whole limit, and costs the contracts
    /// pallet its fixed part.
    pub fn hook_reserve(hooks: u64) -> Weight {
        T::HookWeightLimit::get()
            .saturating_add(T::Managers::call_weight())
            .saturating_mul(hooks)
    }

    /// Execute a call whose hooks take at most so much as deposits.
    pub(crate) fn within_deposit_limit<R>(most: u128, body: impl FnOnce() -> R) -> R {
        deposit_limit::within(most, body)
    }

    /// Run the body of an extrinsic and charge its base weight and what its hooks consumed,
    /// whether it succeeds or not.
    pub(crate) fn metered(
        base: Weight,
        payer: &AccountIdOf<T>,
        body: impl FnOnce(&mut HookCalls<T>) -> DispatchResult,
    ) -> DispatchResultWithPostInfo {
        let mut hooks = HookCalls {
            payer: payer.clone(),
            base,
            consumed: Weight::zero(),
            beyond_limit: false,
        };
        // A sender cannot choose that a hook or a payment fails, and its call succeeds.
        let layers = storage_layers::ensure_left(storage_layers::FOR_HOOKS);
        let result = layers.and_then(|()| body(&mut hooks));
        let post_info = PostDispatchInfo::from(Some(hooks.base.saturating_add(hooks.consumed)));
        match result {
            Ok(()) => Ok(post_info),
            Err(error) => Err(DispatchErrorWithPostInfo { post_info, error }),
        }
    }

    /// Call a contract as this pallet and roll back what it writes, within the limits of a hook. Returns what it returned,
    /// and what the call weighed, at most [`Self::hook_reserve`] of one.
    ///
    /// # Errors
    /// Those of a hook that fails.
    pub fn read_contract(
        contract: H160,
        calldata: Vec<u8>,
    ) -> (Result<Vec<u8>, DispatchError>, Weight) {
        let mut used = Weight::zero();
        let result = with_transaction(|| {
            let most = T::HookDepositLimit::get();
            let answer = Self::bare_hook(contract, calldata, most, &mut used);
            TransactionOutcome::Rollback(Ok::<_, DispatchError>(answer))
        });
        let answer = result.and_then(|answer| {
            answer.map_err(|(failure, data)| Error::<T>::from_hook(failure, &data).into())
        });
        let used = used.min(T::HookWeightLimit::get());
        (answer, used.saturating_add(T::Managers::call_weight()))
    }

    fn bare_hook(
        manager: H160,
        calldata: Vec<u8>,
        deposit_limit: BalanceOf<T>,
        weight: &mut Weight,
    ) -> Result<Vec<u8>, CallFailure> {
        if !Self::has_code(&manager) {
            return Err((HookFailure::ManagerWithoutCode, Vec::new()));
        }
        let caller = Self::account_id();
        T::Managers::enable(&caller).map_err(|_| (HookFailure::Trapped, Vec::new()))?;
        let (result, consumed) = T::Managers::call(
            &caller,
            manager,
            calldata,
            T::HookWeightLimit::get(),
            deposit_limit,
        );
        *weight = consumed;
        result
    }

    /// Let the payer cover what the pallet's account advanced, or have what it got back: the
    /// account ends with the balance it had before.
    ///
    /// The balance decides, not the deposit the contracts pallet reports: that is not in every
    /// configuration what the account got back.
    fn settle(
        payer: &AccountIdOf<T>,
        before: BalanceOf<T>,
    ) -> Result<Deposit<BalanceOf<T>>, CallFailure> {
        let pallet = Self::account_id();
        let after = Self::balance();
        let deposit = Deposit {
            charged: before.saturating_sub(after),
            refunded: after.saturating_sub(before),
        };
        for (from, to, amount) in [
            (payer, &pallet, deposit.charged),
            (&pallet, payer, deposit.refunded),
        ] {
            if !amount.is_zero() {
                T::Currency::transfer(from, to, amount, Preserve)
                    .map_err(|_| (HookFailure::DepositNotCovered, Vec::new()))?;
            }
        }
        Ok(deposit)
    }

    fn balance() -> BalanceOf<T> {
        T::Currency::balance(&Self::account_id())
    }
}

impl<T: Config> Error<T> {
    fn from_hook(failure: HookFailure, data: &[u8]) -> Self {
        match failure {
            HookFailure::Reverted => match data {
                [a, b, c, _, ..] => Error::HookReverted([*a, *b, *c]),
                _ => Error::HookRevertedWithoutData,
            },
            HookFailure::OutOfWeight => Error::HookOutOfWeight,
            HookFailure::DepositExhausted => Error::HookDepositExhausted,
            HookFailure::DepositNotCovered => Error::HookDepositNotCovered,
            HookFailure::Trapped => Error::HookTrapped,
            HookFailure::Reentered => Error::HookReentered,
            HookFailure::ManagerWithoutCode => Error::ManagerWithoutCode,
        }
    }
}

fn selector_of(calldata: &[u8]) -> [u8; 4] {
    match calldata {
        [a, b, c, d, ..] => [*a, *b, *c, *d],
        _ => [0; 4],
    }
}

const _: () = assert!(
    MAX_REVERT_DATA >= 4,
    "an event must hold an error's selector"
);
