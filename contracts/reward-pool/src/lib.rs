//! The reward pool: a pot per era, split to operators by points and to their delegators by stake.
//! It answers to `abi/solidity/library/IRewardPool.sol`.
//!
//! Points are read from a ledger (`IPointsLedger`), stakes are told by the runtime, payments are
//! taken by whoever earned them.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod ledger;
pub mod wire;

#[ink::contract]
pub mod reward_pool {
    use crate::{ledger::Ledger, wire::*};
    use blueprint_components::{
        reward_pool::{Answered, AssetTerms, Delegation},
        RewardError, RuntimeGuard,
    };
    use blueprint_hooks::Deploy;
    use ink::U256;

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, RewardPool>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct RewardPool {
        guard: RuntimeGuard,
        pool: blueprint_components::RewardPool,
    }

    impl RewardPool {
        /// Deploys a pool that obeys `runtime` and reads points from `ledger`, whose eras it takes
        /// over. Nothing is paid before it is activated.
        #[ink(constructor)]
        pub fn new(arguments: Deploy<New>) -> Result<Self, Error> {
            let New { runtime, ledger } = arguments.0;
            let mut contract = Self::default();
            contract.guard.init(runtime)?;
            let silent = RewardError::LedgerSilent { ledger };
            let era_blocks = Ledger(ledger).era_blocks().ok_or(silent)?;
            contract.pool.init(ledger, era_blocks)?;
            Ok(contract)
        }

        /// Adds to the pot of an era that is not over.
        #[ink(message, payable)]
        pub fn deposit(&mut self, call: Call<Deposit>) -> Result<(), Error> {
            let (from, amount) = (self.env().caller(), self.env().transferred_value());
            Ok(self.pool.deposit(from, call.era, amount)?)
        }

        /// Pays rewards for the eras after this one. The runtime's alone.
        #[ink(message)]
        pub fn activate(&mut self, _call: Call<Activate>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            Ok(self.pool.activate()?)
        }

        /// Pays rewards for this era, and no more. The runtime's alone.
        #[ink(message)]
        pub fn deactivate(&mut self, _call: Call<Deactivate>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            Ok(self.pool.deactivate()?)
        }

        /// Adds an asset that may be staked. The runtime's alone.
        #[ink(message, name = "addAsset")]
        pub fn add_asset(&mut self, call: Call<AddAsset>) -> Result<u8, Error> {
            self.guard.admit_runtime()?;
            Ok(self.pool.add_asset(AssetTerms {
                token: call.token,
                decimals: call.decimals,
                feed: call.feed,
                feed_decimals: call.feed_decimals,
                max_age: call.max_age,
                min_answer: call.min_answer,
                max_answer: call.max_answer,
            })?)
        }

        /// Takes a price from an asset's feed.
        #[ink(message, name = "submitPrice")]
        pub fn submit_price(&mut self, call: Call<SubmitPrice>) -> Result<(), Error> {
            let caller = self.env().caller();
            let answer = Answered {
                round_id: call.round_id,
                answer: call.answer,
                updated_at: call.updated_at,
                answered_in_round: call.answered_in_round,
                decimals: call.decimals,
            };
            Ok(self.pool.submit_price(caller, call.asset, answer)?)
        }

        /// A delegator staked more. The runtime's alone.
        #[ink(message)]
        pub fn stake(&mut self, call: Call<Stake>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            let source = self.source();
            let of = Delegation {
                operator: call.operator,
                asset: call.asset,
                delegator: call.delegator,
            };
            Ok(self.pool.stake(of, call.amount, &source)?)
        }

        /// A delegator staked less. The runtime's alone.
        #[ink(message)]
        pub fn unstake(&mut self, call: Call<Unstake>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            let source = self.source();
            let of = Delegation {
                operator: call.operator,
                asset: call.asset,
                delegator: call.delegator,
            };
            Ok(self.pool.unstake(of, call.amount, &source)?)
        }

        /// Stake of an operator and its delegators is gone. The runtime's alone.
        #[ink(message)]
        pub fn slash(&mut self, call: Call<Slash>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            let source = self.source();
            Ok(self
                .pool
                .slash(call.operator, call.asset, call.amount, &source)?)
        }

        /// Lets a contract freeze and thaw; zero for none. The runtime's alone.
        #[ink(message, name = "setWarden")]
        pub fn set_warden(&mut self, call: Call<SetWarden>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            self.pool.set_warden(call.warden);
            Ok(())
        }

        /// An operator earns nothing for this era and later ones. The runtime's and the warden's alone.
        #[ink(message)]
        pub fn freeze(&mut self, call: Call<Freeze>) -> Result<(), Error> {
            self.admit_warden()?;
            let source = self.source();
            Ok(self.pool.freeze(call.operator, &source)?)
        }

        /// An operator earns again from the next era on. The runtime's and the warden's alone.
        #[ink(message)]
        pub fn thaw(&mut self, call: Call<Thaw>) -> Result<(), Error> {
            self.admit_warden()?;
            let source = self.source();
            Ok(self.pool.thaw(call.operator, &source)?)
        }

        /// The caller, an operator, sets its commission.
        #[ink(message, name = "setCommission")]
        pub fn set_commission(&mut self, call: Call<SetCommission>) -> Result<(), Error> {
            let (operator, source) = (self.env().caller(), self.source());
            Ok(self.pool.set_commission(operator, call.bps, &source)?)
        }

        /// Gives an operator and its delegators their share of the eras that are over.
        #[ink(message)]
        pub fn settle(&mut self, call: Call<Settle>) -> Result<(), Error> {
            let source = self.source();
            Ok(self.pool.settle(call.operator, &source)?)
        }

        /// Carries what is left of an era that nobody can settle any more.
        #[ink(message, name = "closeEra")]
        pub fn close_era(&mut self, call: Call<CloseEra>) -> Result<(), Error> {
            let source = self.source();
            Ok(self.pool.close_era(call.era, &source)?)
        }

        /// Pays the caller what it earned with an operator in an asset; returns how much.
        #[ink(message)]
        pub fn claim(&mut self, call: Call<Claim>) -> Result<U256, Error> {
            let (caller, source) = (self.env().caller(), self.source());
            let amount = self
                .pool
                .claim(caller, call.operator, call.asset, &source)?;
            self.pay(caller, amount)
        }

        /// Pays the caller, an operator, the commission it earned; returns how much.
        #[ink(message, name = "claimCommission")]
        pub fn claim_commission(&mut self, _call: Call<ClaimCommission>) -> Result<U256, Error> {
            let (caller, source) = (self.env().caller(), self.source());
            let amount = self.pool.claim_commission(caller, &source)?;
            self.pay(caller, amount)
        }

        /// The one account that tells of stakes, slashes and freezes.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.guard.runtime()
        }

        /// Who besides the runtime freezes and thaws; zero for nobody.
        #[ink(message)]
        pub fn warden(&self, _call: Call<Warden>) -> Address {
            self.pool.warden()
        }

        /// The contract that is asked for points.
        #[ink(message)]
        pub fn ledger(&self, _call: Call<LedgerOf>) -> Address {
            self.pool.ledger()
        }

        /// The running era.
        #[ink(message, name = "currentEra")]
        pub fn current_era(&self, _call: Call<CurrentEra>) -> u64 {
            self.pool.current_era().unwrap_or_default()
        }

        /// Deposited, paid, carried, unclaimed: the first is the sum of the others.
        #[ink(message)]
        pub fn accounts(&self, _call: Call<Accounts>) -> (U256, U256, U256, U256) {
            let accounts = self.pool.accounts();
            (
                accounts.deposited,
                accounts.paid,
                accounts.carried,
                accounts.unclaimed,
            )
        }

        /// An era's pot: what is in it, what of it is settled, whether it is fixed.
        #[ink(message, name = "potOf")]
        pub fn pot_of(&self, call: Call<PotOf>) -> (U256, U256, bool) {
            self.pool.pot(call.era)
        }

        /// Whether rewards are paid for an era.
        #[ink(message, name = "activeIn")]
        pub fn active_in(&self, call: Call<ActiveIn>) -> bool {
            self.pool.active(call.era)
        }

        /// An asset's last price, and whether it is young enough to be used.
        #[ink(message, name = "priceOf")]
        pub fn price_of(&self, call: Call<PriceOf>) -> Result<(U256, bool), Error> {
            Ok(self.pool.price_of(call.asset)?)
        }

        /// What is staked with an operator in an asset, and the shares that own it.
        #[ink(message, name = "totalStake")]
        pub fn total_stake(&self, call: Call<TotalStake>) -> (U256, U256) {
            let vault = self.pool.vault(call.operator, call.asset);
            (vault.stake.assets, vault.stake.shares)
        }

        /// A delegator's shares of it, and what they are worth.
        #[ink(message, name = "stakeOf")]
        pub fn stake_of(&self, call: Call<StakeOf>) -> (U256, U256) {
            self.pool
                .stake_of(call.operator, call.asset, call.delegator)
        }

        /// What a delegator's claim would pay, as far as eras are settled.
        #[ink(message)]
        pub fn claimable(&self, call: Call<Claimable>) -> U256 {
            self.pool
                .claimable(call.delegator, call.operator, call.asset)
        }

        /// An operator's commission in basis points, and what it earned by it and did not claim.
        #[ink(message, name = "commissionOf")]
        pub fn commission_of(&self, call: Call<CommissionOf>) -> (u32, U256) {
            self.pool.commission(call.operator)
        }

        /// Whether an operator is known, is frozen, and the first era it has not settled.
        #[ink(message, name = "operatorOf")]
        pub fn operator_of(&self, call: Call<OperatorOf>) -> (bool, bool, u64) {
            match self.pool.operator(call.operator) {
                Some(operator) => (true, operator.frozen(), operator.next_era),
                None => (false, false, 0),
            }
        }

        /// Lets the runtime and the warden pass.
        fn admit_warden(&self) -> Result<(), Error> {
            match self.guard.admit_runtime() {
                // Nobody calls from the zero address, which stands for no warden.
                Err(_) if self.env().caller() == self.pool.warden() => Ok(()),
                decision => Ok(decision?),
            }
        }

        fn source(&self) -> Ledger {
            Ledger(self.pool.ledger())
        }

        /// The last step of a claim: everything is written by now.
        fn pay(&self, to: Address, amount: U256) -> Result<U256, Error> {
            if !amount.is_zero() {
                self.env()
                    .transfer(to, amount)
                    .map_err(|_| RewardError::TransferFailed { to, amount })?;
            }
            Ok(amount)
        }
    }

    blueprint_hooks::direct! { RewardPool {
        Deposit => deposit (payable),
        Activate => activate,
        Deactivate => deactivate,
        AddAsset => add_asset,
        SubmitPrice => submit_price,
        Stake => stake,
        Unstake => unstake,
        Slash => slash,
        SetWarden => set_warden,
        Freeze => freeze,
        Thaw => thaw,
        SetCommission => set_commission,
        Settle => settle,
        CloseEra => close_era,
        Claim => claim,
        ClaimCommission => claim_commission,
        Runtime => runtime,
        Warden => warden,
        LedgerOf => ledger,
        CurrentEra => current_era,
        Accounts => accounts,
        PotOf => pot_of,
        ActiveIn => active_in,
        PriceOf => price_of,
        TotalStake => total_stake,
        StakeOf => stake_of,
        Claimable => claimable,
        CommissionOf => commission_of,
        OperatorOf => operator_of,
    } }
}

#[cfg(test)]
mod tests;
