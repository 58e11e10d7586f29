//! Claims without an id, of the requests that are listed for a controller: `deposit`, `mint`, `redeem` and `withdraw`.

use crate::{
    account, address, emit, in_base_units, named, number, of_base_units, reads,
    requests::with_accounts,
    revert,
    ILiquidVault::{self, ILiquidVaultCalls as Input},
    Runtime,
};
use alloc::vec::Vec;
use frame_support::{storage::with_storage_layer, weights::Weight};
use pallet_liquid::{
    api::RedeemView, rules::Claims, Balance, Claimed, OpenRequests, Outcome, Pallet, Requests,
    VaultId, WeightInfo,
};
use pallet_revive::precompiles::{
    alloy::{
        primitives::{Address, U256},
        sol_types::SolCall,
    },
    Error, Ext,
};
use sp_runtime::AccountId32;

type WeightOf<T> = <T as pallet_liquid::Config>::WeightInfo;

/// How many requests one claim takes of at most, so that it fits a transaction: what `maxDeposit` and the like count.
pub const MOST_CLAIMED: usize = 16;

/// Claims; `None` where the input is of another function.
pub fn call<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    input: &Input,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    let answer = match input {
        Input::deposit_0(input) => {
            let own = address::<T>(caller);
            let claim = begin::<T>(vault, caller, (&input.receiver, &own), env)?;
            let shares = claim.deposit(input.assets, env)?;
            ILiquidVault::deposit_0Call::abi_encode_returns(&shares)
        }
        Input::deposit_1(input) => {
            let parties = (&input.receiver, &input.controller);
            let claim = begin::<T>(vault, caller, parties, env)?;
            let shares = claim.deposit(input.assets, env)?;
            ILiquidVault::deposit_1Call::abi_encode_returns(&shares)
        }
        Input::mint_0(input) => {
            let own = address::<T>(caller);
            let claim = begin::<T>(vault, caller, (&input.receiver, &own), env)?;
            let assets = claim.mint(input.shares, env)?;
            ILiquidVault::mint_0Call::abi_encode_returns(&assets)
        }
        Input::mint_1(input) => {
            let parties = (&input.receiver, &input.controller);
            let claim = begin::<T>(vault, caller, parties, env)?;
            let assets = claim.mint(input.shares, env)?;
            ILiquidVault::mint_1Call::abi_encode_returns(&assets)
        }
        Input::redeem(input) => {
            let parties = (&input.receiver, &input.controller);
            let claim = begin::<T>(vault, caller, parties, env)?;
            let assets = claim.redeem(input.shares, env)?;
            ILiquidVault::redeemCall::abi_encode_returns(&assets)
        }
        Input::withdraw(input) => {
            let parties = (&input.receiver, &input.controller);
            let claim = begin::<T>(vault, caller, parties, env)?;
            let shares = claim.withdraw(input.assets, env)?;
            ILiquidVault::withdrawCall::abi_encode_returns(&shares)
        }
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

/// A claim of a controller's requests for a receiver.
struct Claim {
    vault: VaultId,
    sender: Address,
    controller: (Address, AccountId32),
    receiver: (Address, AccountId32),
    open: OpenRequests,
}

/// Reads what a controller has requested, after a sync, which may make it claimable. Its operators and it may claim.
fn begin<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    (receiver, controller): (&Address, &Address),
    env: &mut impl Ext<T = T>,
) -> Result<Claim, Error> {
    env.charge(with_accounts::<T>(WeightOf::<T>::sync(1)).saturating_add(reads::<T>(1)))?;
    let (to, of) = (account::<T>(receiver), account::<T>(controller));
    if !Pallet::<T>::acts_for(vault, caller, &of) {
        return Err(revert("NotController"));
    }
    // What is due does not wait for a sync that fails.
    let _ = with_storage_layer(|| Pallet::<T>::do_sync(vault, 1));
    let open = Requests::<T>::get(vault, &of);
    Ok(Claim {
        vault,
        sender: address::<T>(caller),
        controller: (*controller, of),
        receiver: (*receiver, to),
        open,
    })
}

/// What looking at so many listed requests weighs.
pub fn looks<T: Runtime>(requests: usize) -> Weight {
    // The request, the vault, eras, the queue that left, and chunks that unbond for it or for the pot.
    reads::<T>(10).saturating_mul(requests as u64)
}

/// The listed deposits that a claim takes: those that became shares, with what was deposited.
pub fn claimable_deposits<'a>(
    listed: &'a [u32],
    of: impl Fn(u32) -> Option<(Balance, Outcome)> + 'a,
) -> impl Iterator<Item = (u32, Balance, Claims)> + 'a {
    let shares = move |batch: &u32| match of(*batch) {
        Some((held, Outcome::Shares(claims))) => Some((*batch, held, claims)),
        _ => None,
    };
    listed.iter().filter_map(shares).take(MOST_CLAIMED)
}

/// The listed tickets that a claim takes: those that can be paid.
pub fn claimable_tickets<'a>(
    listed: &'a [u64],
    of: impl Fn(u64) -> Option<RedeemView> + 'a,
) -> impl Iterator<Item = (u64, RedeemView)> + 'a {
    let payable = move |batch: &u64| {
        let view = of(*batch).filter(|it| it.claimable)?;
        Some((*batch, view))
    };
    listed.iter().filter_map(payable).take(MOST_CLAIMED)
}

/// An amount or a number that is asked for, and not zero.
fn some(asked: Balance) -> Result<Balance, Error> {
    match asked {
        0 => Err(revert("AmountTooSmall")),
        asked => Ok(asked),
    }
}

/// Fails where more was asked for than there is.
fn all_claimed(left: Balance) -> Result<(), Error> {
    match left {
        0 => Ok(()),
        _ => Err(revert("AboveMaximum")),
    }
}

impl Claim {
    /// Claims the shares of `points` of a deposit; returns them.
    fn take<T: Runtime>(
        &self,
        batch: u32,
        points: Balance,
        env: &mut impl Ext<T = T>,
    ) -> Result<Balance, Error> {
        env.charge(WeightOf::<T>::redeem_synced())?;
        let (of, to) = (self.controller.1.clone(), self.receiver.1.clone());
        match Pallet::<T>::do_claim_synced(of, self.vault, batch, points, to).map_err(named)? {
            Claimed::Shares(shares) => Ok(shares),
            Claimed::Refund(_) => Err(revert("NothingToClaim")),
        }
    }

    /// Claims deposits by what was deposited, in wei; returns the shares.
    fn deposit<T: Runtime>(&self, assets: U256, env: &mut impl Ext<T = T>) -> Result<U256, Error> {
        let mut left = some(in_base_units::<T>(assets)?)?;
        let mut shares: Balance = 0;
        env.charge(looks::<T>(self.open.deposits.len()))?;
        let of = |batch| Pallet::<T>::deposited(self.vault, batch, &self.controller.1);
        for (batch, points, _) in claimable_deposits(&self.open.deposits, of) {
            let part = points.min(left);
            if part == 0 {
                break;
            }
            shares = shares.saturating_add(self.take::<T>(batch, part, env)?);
            left = left.saturating_sub(part);
        }
        all_claimed(left)?;
        self.deposited::<T>(assets, U256::from(shares), env)?;
        Ok(U256::from(shares))
    }

    /// Claims deposits by their shares; returns what was deposited, in wei.
    fn mint<T: Runtime>(&self, shares: U256, env: &mut impl Ext<T = T>) -> Result<U256, Error> {
        let mut left = some(number(shares)?)?;
        let mut points: Balance = 0;
        env.charge(looks::<T>(self.open.deposits.len()))?;
        let of = |batch| Pallet::<T>::deposited(self.vault, batch, &self.controller.1);
        for (batch, all, claims) in claimable_deposits(&self.open.deposits, of) {
            if left == 0 {
                break;
            }
            let part = match claims.worth(all) <= left {
                true => all,
                false => claims
                    .points_for(left)
                    .filter(|part| claims.worth(*part) == left)
                    .ok_or_else(|| revert("AmountNotRepresentable"))?,
            };
            let taken = self.take::<T>(batch, part, env)?;
            points = points.saturating_add(part);
            left = left.saturating_sub(taken);
        }
        all_claimed(left)?;
        let assets = of_base_units::<T>(points);
        self.deposited::<T>(assets, shares, env)?;
        Ok(assets)
    }

    /// Pays tickets by their shares; returns what was paid, in wei.
    fn redeem<T: Runtime>(&self, shares: U256, env: &mut impl Ext<T = T>) -> Result<U256, Error> {
        let mut left = some(number(shares)?)?;
        let mut amount: Balance = 0;
        env.charge(looks::<T>(self.open.tickets.len()))?;
        let of = |batch| Pallet::<T>::view_redeem(self.vault, batch, &self.controller.1);
        for (batch, view) in claimable_tickets(&self.open.tickets, of) {
            let part = view.shares.min(left);
            if part == 0 {
                break;
            }
            amount = amount.saturating_add(self.pay::<T>(batch, part, env)?);
            left = left.saturating_sub(part);
        }
        all_claimed(left)?;
        let assets = of_base_units::<T>(amount);
        self.withdrawn::<T>(assets, shares, env)?;
        Ok(assets)
    }

    /// Pays tickets by what they are worth, in wei; returns their shares.
    fn withdraw<T: Runtime>(&self, assets: U256, env: &mut impl Ext<T = T>) -> Result<U256, Error> {
        let unpayable = || revert("AmountNotRepresentable");
        let mut left = some(in_base_units::<T>(assets)?)?;
        let mut shares: Balance = 0;
        env.charge(looks::<T>(self.open.tickets.len()))?;
        let of = |batch| Pallet::<T>::view_redeem(self.vault, batch, &self.controller.1);
        for (batch, view) in claimable_tickets(&self.open.tickets, of) {
            if left == 0 {
                break;
            }
            // A ticket that lost all its worth is left for claimRedeem.
            if view.amount == 0 {
                continue;
            }
            let amount = view.amount.min(left);
            let part = match amount == view.amount {
                true => view.shares,
                false => {
                    env.charge(looks::<T>(1))?;
                    let of = &self.controller.1;
                    Pallet::<T>::shares_to_withdraw(self.vault, batch, of, amount)
                        .ok_or_else(unpayable)?
                }
            };
            if self.pay::<T>(batch, part, env)? != amount {
                return Err(unpayable());
            }
            shares = shares.saturating_add(part);
            left = left.saturating_sub(amount);
        }
        all_claimed(left)?;
        self.withdrawn::<T>(assets, U256::from(shares), env)?;
        Ok(U256::from(shares))
    }

    /// Pays shares of a ticket; returns the amount.
    fn pay<T: Runtime>(
        &self,
        batch: u64,
        shares: Balance,
        env: &mut impl Ext<T = T>,
    ) -> Result<Balance, Error> {
        env.charge(WeightOf::<T>::redeem_synced())?;
        let (of, to) = (self.controller.1.clone(), self.receiver.1.clone());
        Pallet::<T>::do_redeem_synced(of, self.vault, batch, shares, to).map_err(named)
    }

    fn deposited<T: Runtime>(
        &self,
        assets: U256,
        shares: U256,
        env: &mut impl Ext<T = T>,
    ) -> Result<(), Error> {
        let event = ILiquidVault::Deposit {
            controller: self.controller.0,
            receiver: self.receiver.0,
            assets,
            shares,
        };
        emit(event, env)
    }

    fn withdrawn<T: Runtime>(
        &self,
        assets: U256,
        shares: U256,
        env: &mut impl Ext<T = T>,
    ) -> Result<(), Error> {
        let event = ILiquidVault::Withdraw {
            sender: self.sender,
            receiver: self.receiver.0,
            controller: self.controller.0,
            assets,
            shares,
        };
        emit(event, env)
    }
}
