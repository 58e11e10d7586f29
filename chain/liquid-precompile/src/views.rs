//! What any account reads of a vault. Views show it as it is stored: none pays rewards.

use crate::{
    account, address_with,
    claims::{self, looks},
    number, of_base_units, reads, revert, wei_per_unit,
    ILiquidVault::{self, ILiquidVaultCalls as Input},
    Runtime,
};
use alloc::vec::Vec;
use pallet_liquid::{
    api::{DepositView, RedeemView},
    rules::{part_of, Pool},
    Balance, Outcome, Pallet, Requests, State, VaultId, VaultOf, Vaults, WeightInfo,
};
use pallet_revive::precompiles::{
    alloy::{
        primitives::{address, Address, FixedBytes, U256},
        sol_types::SolCall,
    },
    Error, Ext,
};
use sp_runtime::AccountId32;

/// The vault, and what unbonds for its shares.
const READS_OF_RATE: u64 = 1 + pallet_liquid::MAX_OWN_CHUNKS as u64;

/// The chain's own token, by ERC-7528.
const NATIVE: Address = address!("EeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");

/// The ids of ERC-165: its own, ERC-7540's of operators, deposits and redemptions, and ERC-7575's.
const INTERFACES: [[u8; 4]; 5] = [
    [0x01, 0xff, 0xc9, 0xa7],
    [0xe3, 0xbc, 0x4e, 0x65],
    [0xce, 0x3b, 0xbe, 0x50],
    [0x62, 0x0e, 0xe8, 0xe4],
    [0x2f, 0x0a, 0x18, 0xc5],
];

/// Answers a view; `None` where the input is of another function.
pub fn call<T: Runtime>(
    vault: VaultId,
    input: &Input,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    let answer = match input {
        Input::asset(_) => ILiquidVault::assetCall::abi_encode_returns(&NATIVE),
        Input::share(_) => {
            let token = Address::from(address_with(vault, T::TOKEN_PREFIX).0);
            ILiquidVault::shareCall::abi_encode_returns(&token)
        }
        Input::supportsInterface(input) => {
            let known = INTERFACES.contains(&input.interfaceId.0);
            ILiquidVault::supportsInterfaceCall::abi_encode_returns(&known)
        }
        Input::previewDeposit(_)
        | Input::previewMint(_)
        | Input::previewRedeem(_)
        | Input::previewWithdraw(_) => return Err(revert("AsynchronousVault")),
        Input::isOperator(input) => {
            env.charge(reads::<T>(3))?;
            let (of, who) = (
                account::<T>(&input.controller),
                account::<T>(&input.operator),
            );
            let status = of != who && Pallet::<T>::acts_for(vault, &who, &of);
            ILiquidVault::isOperatorCall::abi_encode_returns(&status)
        }
        Input::totalAssets(_) => {
            env.charge(reads::<T>(READS_OF_RATE))?;
            let Pool { assets, .. } = rate::<T>(vault)?;
            ILiquidVault::totalAssetsCall::abi_encode_returns(&of_base_units::<T>(assets))
        }
        Input::convertToShares(input) => {
            env.charge(reads::<T>(READS_OF_RATE))?;
            let Pool { assets, shares } = rate::<T>(vault)?;
            let units = number(input.assets / U256::from(wei_per_unit::<T>()))?;
            let bought = converted(units, shares, assets)?;
            ILiquidVault::convertToSharesCall::abi_encode_returns(&U256::from(bought))
        }
        Input::convertToAssets(input) => {
            env.charge(reads::<T>(READS_OF_RATE))?;
            let Pool { assets, shares } = rate::<T>(vault)?;
            let units = converted(number(input.shares)?, assets, shares)?;
            ILiquidVault::convertToAssetsCall::abi_encode_returns(&of_base_units::<T>(units))
        }
        Input::validator(_) => {
            env.charge(reads::<T>(1))?;
            let account = bytes(&stored::<T>(vault)?.validator);
            ILiquidVault::validatorCall::abi_encode_returns(&account)
        }
        Input::state(_) => {
            let slashes = <T as pallet_liquid::Config>::WeightInfo::waiting_slashes();
            env.charge(reads::<T>(6).saturating_add(slashes))?;
            let frozen = Pallet::<T>::is_frozen(vault);
            ILiquidVault::stateCall::abi_encode_returns(&state::<T>(&stored::<T>(vault)?, frozen))
        }
        _ => return requests::<T>(vault, input, env),
    };
    Ok(Some(answer))
}

/// Views of requests.
fn requests<T: Runtime>(
    vault: VaultId,
    input: &Input,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    let answer = match input {
        Input::pendingDepositRequest(input) => {
            let held = deposit_of::<T>(vault, input.requestId, &input.controller, env)?;
            let waits = |(points, outcome)| match outcome {
                Outcome::Waits => points,
                _ => 0,
            };
            let assets = of_base_units::<T>(held.map_or(0, waits));
            ILiquidVault::pendingDepositRequestCall::abi_encode_returns(&assets)
        }
        Input::claimableDepositRequest(input) => {
            let held = deposit_of::<T>(vault, input.requestId, &input.controller, env)?;
            let shares = |(points, outcome)| match outcome {
                Outcome::Shares(_) => points,
                _ => 0,
            };
            let assets = of_base_units::<T>(held.map_or(0, shares));
            ILiquidVault::claimableDepositRequestCall::abi_encode_returns(&assets)
        }
        Input::pendingRedeemRequest(input) => {
            let view = ticket_of::<T>(vault, input.requestId, &input.controller, env)?;
            let shares = view.filter(|it| !it.claimable).map_or(0, |it| it.shares);
            ILiquidVault::pendingRedeemRequestCall::abi_encode_returns(&U256::from(shares))
        }
        Input::claimableRedeemRequest(input) => {
            let view = ticket_of::<T>(vault, input.requestId, &input.controller, env)?;
            let shares = view.filter(|it| it.claimable).map_or(0, |it| it.shares);
            ILiquidVault::claimableRedeemRequestCall::abi_encode_returns(&U256::from(shares))
        }
        Input::refundOf(input) => {
            env.charge(looks::<T>(1))?;
            let of = account::<T>(&input.controller);
            let view = u32::try_from(input.requestId)
                .ok()
                .and_then(|batch| Pallet::<T>::view_deposit(vault, batch, &of));
            let (amount, era) = match view {
                Some(DepositView::Refund { amount, unlocks }) => (amount, unlocks),
                _ => (0, 0),
            };
            ILiquidVault::refundOfCall::abi_encode_returns(&ILiquidVault::refundOfReturn {
                assets: of_base_units::<T>(amount),
                unlockEra: era,
            })
        }
        Input::worthOf(input) => {
            let view = ticket_of::<T>(vault, input.requestId, &input.controller, env)?;
            let (amount, era) = view.map_or((0, 0), |it| (it.amount, it.unlocks));
            ILiquidVault::worthOfCall::abi_encode_returns(&ILiquidVault::worthOfReturn {
                assets: of_base_units::<T>(amount),
                unlockEra: era,
            })
        }
        Input::requestsOf(input) => {
            env.charge(reads::<T>(2))?;
            let open = Requests::<T>::get(vault, account::<T>(&input.controller));
            ILiquidVault::requestsOfCall::abi_encode_returns(&ILiquidVault::requestsOfReturn {
                deposits: open.deposits.iter().map(|it| U256::from(*it)).collect(),
                redemptions: open.tickets.iter().map(|it| U256::from(*it)).collect(),
            })
        }
        Input::maxDeposit(input) => {
            let (points, _) = claimable_deposits::<T>(vault, &input.controller, env)?;
            ILiquidVault::maxDepositCall::abi_encode_returns(&of_base_units::<T>(points))
        }
        Input::maxMint(input) => {
            let (_, shares) = claimable_deposits::<T>(vault, &input.controller, env)?;
            ILiquidVault::maxMintCall::abi_encode_returns(&U256::from(shares))
        }
        Input::maxRedeem(input) => {
            let (shares, _) = claimable_tickets::<T>(vault, &input.controller, env)?;
            ILiquidVault::maxRedeemCall::abi_encode_returns(&U256::from(shares))
        }
        Input::maxWithdraw(input) => {
            let (_, amount) = claimable_tickets::<T>(vault, &input.controller, env)?;
            ILiquidVault::maxWithdrawCall::abi_encode_returns(&of_base_units::<T>(amount))
        }
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

fn stored<T: Runtime>(vault: VaultId) -> Result<VaultOf<T>, Error> {
    Vaults::<T>::get(vault).ok_or_else(|| revert("NoSuchVault"))
}

/// What all shares of a vault own, and how many there are.
fn rate<T: Runtime>(vault: VaultId) -> Result<Pool, Error> {
    let stored = stored::<T>(vault)?;
    Ok(Pool {
        assets: Pallet::<T>::stake_of_shares(vault, &stored),
        shares: stored.pool.shares,
    })
}

/// `value * part / whole`, rounded down; zero where there is no whole.
fn converted(value: Balance, part: Balance, whole: Balance) -> Result<Balance, Error> {
    match whole {
        0 => Ok(0),
        _ => part_of(value, part, whole).ok_or_else(|| revert("AmountNotRepresentable")),
    }
}

fn bytes(account: &AccountId32) -> FixedBytes<32> {
    let bytes: &[u8; 32] = account.as_ref();
    FixedBytes::from(*bytes)
}

fn state<T: Runtime>(vault: &VaultOf<T>, frozen: bool) -> ILiquidVault::stateReturn {
    let none = FixedBytes::ZERO;
    let (part, era, successor) = match &vault.state {
        State::Open => (0, 0, none),
        State::Orphaned { since, .. } => (1, *since, none),
        State::Rehoming { successor, at } => (2, *at, bytes(successor)),
        State::Wiped { since } => (3, *since, none),
        State::Retiring { until } => (4, *until, none),
        State::Retired => (5, 0, none),
    };
    ILiquidVault::stateReturn {
        part,
        frozen,
        era,
        successor,
    }
}

/// What a controller deposited in a request, and what became of it.
fn deposit_of<T: Runtime>(
    vault: VaultId,
    request: U256,
    controller: &Address,
    env: &mut impl Ext<T = T>,
) -> Result<Option<(Balance, Outcome)>, Error> {
    env.charge(reads::<T>(3))?;
    let of = account::<T>(controller);
    let batch = u32::try_from(request).ok();
    Ok(batch.and_then(|batch| Pallet::<T>::deposited(vault, batch, &of)))
}

/// A controller's redemption.
fn ticket_of<T: Runtime>(
    vault: VaultId,
    request: U256,
    controller: &Address,
    env: &mut impl Ext<T = T>,
) -> Result<Option<RedeemView>, Error> {
    env.charge(looks::<T>(1))?;
    let of = account::<T>(controller);
    let batch = u64::try_from(request).ok();
    Ok(batch.and_then(|batch| Pallet::<T>::view_redeem(vault, batch, &of)))
}

/// What a controller deposited in listed requests that became shares, in base units, and the shares.
fn claimable_deposits<T: Runtime>(
    vault: VaultId,
    controller: &Address,
    env: &mut impl Ext<T = T>,
) -> Result<(Balance, Balance), Error> {
    env.charge(reads::<T>(2))?;
    let of = account::<T>(controller);
    let listed = Requests::<T>::get(vault, &of).deposits;
    env.charge(looks::<T>(listed.len()))?;
    let (mut points, mut shares): (Balance, Balance) = (0, 0);
    let held = |batch| Pallet::<T>::deposited(vault, batch, &of);
    for (_, held, claims) in claims::claimable_deposits(&listed, held) {
        points = points.saturating_add(held);
        shares = shares.saturating_add(claims.worth(held));
    }
    Ok((points, shares))
}

/// The shares of a controller's listed tickets that can be paid, and what they are paid, in base units.
fn claimable_tickets<T: Runtime>(
    vault: VaultId,
    controller: &Address,
    env: &mut impl Ext<T = T>,
) -> Result<(Balance, Balance), Error> {
    env.charge(reads::<T>(2))?;
    let of = account::<T>(controller);
    let listed = Requests::<T>::get(vault, &of).tickets;
    env.charge(looks::<T>(listed.len()))?;
    let (mut shares, mut amount): (Balance, Balance) = (0, 0);
    let view = |batch| Pallet::<T>::view_redeem(vault, batch, &of);
    for (_, view) in claims::claimable_tickets(&listed, view) {
        shares = shares.saturating_add(view.shares);
        amount = amount.saturating_add(view.amount);
    }
    Ok((shares, amount))
}
