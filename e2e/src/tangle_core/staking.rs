//! The core's staking contract: what a delegator does there and reads.

use super::{address, step::Rejection, Operator, TangleCore};
use crate::{accounts::Account, chain::Chain, outcome::Outcome};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use blueprint_e2e_runtime::Runtime;
use frame_support::traits::Get;
use sp_core::H160;

sol! {
    /// The part of the staking contract's interface that both releases have.
    interface IStaking {
        function setDelegationMode(uint8 mode) external;
        function depositAndDelegate(address operator) external payable;
        function getDelegation(address delegator, address operator)
            external view returns (uint256);
        function getOperatorStake(address operator) external view returns (uint256);
        function getOperatorSelfStake(address operator) external view returns (uint256);
        function scheduleDelegatorUnstake(address operator, address token, uint256 amount) external;
        function executeDelegatorUnstake() external;
        function scheduleWithdraw(address token, uint256 amount) external;
        function executeWithdraw() external;
        function advanceRound() external;
        function currentRound() external view returns (uint64);
        function roundDuration() external view returns (uint64);
        function delegationBondLessDelay() external view returns (uint64);
        function leaveDelegatorsDelay() external view returns (uint64);
        function getDeposit(address delegator, address token)
            external view returns (uint256 amount, uint256 delegatedAmount);
    }
}

/// An operator takes stake of anyone.
const OPEN: u8 = 2;

impl TangleCore {
    /// Lets anyone stake with an operator, who must say so.
    pub fn open_delegation(&self, chain: &mut Chain, operator: &Account) -> Outcome {
        self.stake_call(
            chain,
            operator,
            IStaking::setDelegationModeCall { mode: OPEN },
            0,
        )
    }

    /// Stakes an amount, in wei, with an operator.
    pub fn delegate(
        &self,
        chain: &mut Chain,
        delegator: &Account,
        operator: &Operator,
        wei: u128,
    ) -> Outcome {
        let operator = address(operator.account.address);
        let call = IStaking::depositAndDelegateCall { operator };
        self.stake_call(chain, delegator, call, wei)
    }

    /// What a delegator's stake with an operator is worth, in wei.
    ///
    /// # Errors
    /// If the staking contract reverts.
    pub fn delegation(
        &self,
        chain: &mut Chain,
        delegator: H160,
        operator: H160,
    ) -> Result<U256, Rejection> {
        self.staking_view(
            chain,
            IStaking::getDelegationCall {
                delegator: address(delegator),
                operator: address(operator),
            },
        )
    }

    /// What an operator has staked itself, in wei.
    ///
    /// # Errors
    /// If the staking contract reverts.
    pub fn self_stake(&self, chain: &mut Chain, operator: H160) -> Result<U256, Rejection> {
        let operator = address(operator);
        self.staking_view(chain, IStaking::getOperatorSelfStakeCall { operator })
    }

    /// Begins to unbond an amount of a delegator's stake.
    pub fn undelegate(
        &self,
        chain: &mut Chain,
        delegator: &Account,
        operator: H160,
        amount: U256,
    ) -> Outcome {
        let call = IStaking::scheduleDelegatorUnstakeCall {
            operator: address(operator),
            token: Address::ZERO,
            amount,
        };
        self.stake_call(chain, delegator, call, 0)
    }

    /// Lets the rounds of the longest delay pass. Anyone may advance a round whose time is over.
    ///
    /// # Errors
    /// If the staking contract does not return.
    pub fn pass_delays(&self, chain: &mut Chain, caller: &Account) -> Result<(), Rejection> {
        let length = self.staking_view(chain, IStaking::roundDurationCall {})?;
        let unbond = self.staking_view(chain, IStaking::delegationBondLessDelayCall {})?;
        let leave = self.staking_view(chain, IStaking::leaveDelegatorsDelayCall {})?;
        for _ in 0..=unbond.max(leave) {
            let later = chain.timestamp() + length;
            chain.set_timestamp(later);
            let advanced = self.stake_call(chain, caller, IStaking::advanceRoundCall {}, 0);
            if !advanced.is_ok() {
                return Err(Rejection::Unknown(advanced.data));
            }
        }
        Ok(())
    }

    /// Ends the unbonding of what has unbonded, and moves an amount of it towards the delegator.
    pub fn unbond(&self, chain: &mut Chain, delegator: &Account, amount: U256) -> [Outcome; 2] {
        let withdraw = IStaking::scheduleWithdrawCall {
            token: Address::ZERO,
            amount,
        };
        [
            self.stake_call(
                chain,
                delegator,
                IStaking::executeDelegatorUnstakeCall {},
                0,
            ),
            self.stake_call(chain, delegator, withdraw, 0),
        ]
    }

    /// Pays a delegator what it has withdrawn.
    pub fn withdraw(&self, chain: &mut Chain, delegator: &Account) -> Outcome {
        self.stake_call(chain, delegator, IStaking::executeWithdrawCall {}, 0)
    }

    /// What a delegator has deposited and not withdrawn, in wei.
    ///
    /// # Errors
    /// If the staking contract reverts.
    pub fn deposit(&self, chain: &mut Chain, delegator: H160) -> Result<U256, Rejection> {
        let question = IStaking::getDepositCall {
            delegator: address(delegator),
            token: Address::ZERO,
        };
        Ok(self.staking_view(chain, question)?.amount)
    }

    fn stake_call<C: SolCall>(
        &self,
        chain: &mut Chain,
        caller: &Account,
        call: C,
        wei: u128,
    ) -> Outcome {
        let to = self.release.staking();
        chain.call_with(caller, to, call.abi_encode(), self.release.options(wei))
    }

    fn staking_view<C: SolCall>(
        &self,
        chain: &mut Chain,
        question: C,
    ) -> Result<C::Return, Rejection> {
        super::step::result_of::<C>(&chain.read(self.release.staking(), question.abi_encode()))
    }
}

/// What a transaction brought its sender, in wei: what its balance grew by, and what it deposited.
pub(super) fn received(before: sp_core::U256, after: sp_core::U256, deposit: i128) -> U256 {
    let wei = |amount: sp_core::U256| U256::from_be_bytes(amount.to_big_endian());
    let ratio: u32 = <Runtime as pallet_revive::Config>::NativeToEthRatio::get();
    let moved = U256::from(deposit.unsigned_abs()) * U256::from(ratio);
    let (before, after) = (wei(before), wei(after));
    let grown = after.saturating_sub(before);
    match deposit < 0 {
        true => grown.saturating_sub(moved),
        false => grown + moved,
    }
}
