//! The reward pool: a pot per era, split to operators by points and to their delegators by stake. Its
//! interface is `abi/solidity/library/IRewardPool.sol`.
//!
//! Points are read from a ledger (`IPointsLedger`), stakes are reported by the runtime. An account
//! claims what it earned.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IRewardPool.sol")]
pub mod reward_pool {
    use blueprint_components::{
        prelude::*,
        reward_pool::{Answered, AssetTerms, Delegation, FeedChange, Freezer},
    };

    /// The pool, and the runtime that reports stakes.
    #[derive(Default)]
    pub struct RewardPool {
        guard: CallerGuard,
        pool: blueprint_components::RewardPool,
    }

    impl RewardPool {
        /// Obeys `runtime`, and reads points from `ledger`, whose eras it takes over. Reverts if the
        /// ledger cannot be read now. Nothing is paid before it is activated.
        pub fn constructor(&mut self, runtime: Address, ledger: Address) -> Result<()> {
            self.guard.init(runtime)?;
            self.pool.init(ledger)
        }

        /// Admits the runtime and the warden.
        fn freezer(&self) -> Result<Freezer> {
            let caller = env::caller();
            // The zero address stands for no warden and calls nothing.
            if caller == self.pool.warden() && caller != self.guard.runtime() {
                return Ok(Freezer::Warden);
            }
            self.guard.admit()?;
            Ok(Freezer::Runtime)
        }

        /// The last step of a claim: everything is written by now.
        fn pay(&self, to: Address, amount: U256) -> Result<U256> {
            let paid = amount.is_zero() || env::transfer(to, amount);
            ensure!(paid, TransferFailed { to, amount });
            Ok(amount)
        }
    }

    #[guarded(self.guard)]
    impl IRewardPool for RewardPool {
        fn activate(&mut self) -> Result<()> {
            self.pool.activate()
        }

        fn deactivate(&mut self) -> Result<()> {
            self.pool.deactivate()
        }

        fn add_asset(&mut self, call: calls::AddAsset) -> Result<u8> {
            self.pool.add_asset(AssetTerms {
                token: call.token,
                decimals: call.decimals,
                feed: call.feed,
                feed_decimals: call.feed_decimals,
                max_age: call.max_age,
                min_answer: call.min_answer,
                max_answer: call.max_answer,
            })
        }

        fn set_feed(&mut self, call: calls::SetFeed) -> Result<()> {
            let feed = FeedChange {
                feed: call.feed,
                decimals: call.feed_decimals,
                max_age: call.max_age,
                min_answer: call.min_answer,
                max_answer: call.max_answer,
            };
            self.pool.set_feed(call.asset, feed)
        }

        fn retire_asset(&mut self, asset: u8) -> Result<()> {
            self.pool.retire_asset(asset)
        }

        fn stake(&mut self, call: calls::Stake) -> Result<()> {
            let of = delegation(call.operator, call.asset, call.delegator);
            self.pool.stake(of, call.amount)
        }

        fn unstake(&mut self, call: calls::Unstake) -> Result<()> {
            let of = delegation(call.operator, call.asset, call.delegator);
            self.pool.unstake(of, call.amount)
        }

        fn slash(&mut self, operator: Address, asset: u8, amount: U256) -> Result<()> {
            self.pool.slash(operator, asset, amount)
        }

        fn set_warden(&mut self, warden: Address) -> Result<()> {
            self.pool.set_warden(warden);
            Ok(())
        }

        #[unguarded]
        fn freeze(&mut self, operator: Address) -> Result<()> {
            let by = self.freezer()?;
            self.pool.freeze(operator, by)
        }

        #[unguarded]
        fn thaw(&mut self, operator: Address) -> Result<()> {
            let by = self.freezer()?;
            self.pool.thaw(operator, by)
        }

        // The component admits the asset's feed.
        #[unguarded]
        fn submit_price(&mut self, call: calls::SubmitPrice) -> Result<()> {
            let answer = Answered {
                round_id: call.round_id,
                answer: call.answer,
                updated_at: call.updated_at,
                answered_in_round: call.answered_in_round,
                decimals: call.decimals,
            };
            self.pool.submit_price(env::caller(), call.asset, answer)
        }

        #[unguarded]
        fn deposit(&mut self, era: u64) -> Result<()> {
            self.pool.deposit(env::caller(), era, env::value())
        }

        #[unguarded]
        fn set_commission(&mut self, bps: u32) -> Result<()> {
            self.pool.set_commission(env::caller(), bps)
        }

        #[unguarded]
        fn settle(&mut self, operator: Address) -> Result<()> {
            self.pool.settle(operator)
        }

        #[unguarded]
        fn close_era(&mut self, era: u64) -> Result<()> {
            self.pool.close_era(era)
        }

        #[unguarded]
        fn claim(&mut self, operator: Address, asset: u8) -> Result<U256> {
            let caller = env::caller();
            let amount = self.pool.claim(caller, operator, asset)?;
            self.pay(caller, amount)
        }

        #[unguarded]
        fn claim_commission(&mut self) -> Result<U256> {
            let caller = env::caller();
            let amount = self.pool.claim_commission(caller)?;
            self.pay(caller, amount)
        }

        fn warden(&self) -> Address {
            self.pool.warden()
        }

        fn ledger(&self) -> Address {
            self.pool.ledger()
        }

        fn current_era(&self) -> u64 {
            self.pool.current_era()
        }

        fn accounts(&self) -> (U256, U256, U256, U256) {
            let it = self.pool.accounts();
            (it.deposited, it.paid, it.carried, it.unclaimed)
        }

        fn pot_of(&self, era: u64) -> (U256, U256, bool) {
            self.pool.pot(era)
        }

        fn active_in(&self, era: u64) -> bool {
            self.pool.active(era)
        }

        fn price_of(&self, asset: u8) -> Result<(U256, bool)> {
            self.pool.price_of(asset)
        }

        fn price_at_end_of(&self, asset: u8, era: u64) -> U256 {
            self.pool.price_at_end_of(asset, era)
        }

        fn total_stake(&self, operator: Address, asset: u8) -> (U256, U256) {
            let stake = self.pool.vault(operator, asset).stake;
            (stake.assets, stake.shares)
        }

        fn stake_of(&self, operator: Address, asset: u8, delegator: Address) -> (U256, U256) {
            self.pool.stake_of(operator, asset, delegator)
        }

        fn claimable(&self, operator: Address, asset: u8, delegator: Address) -> U256 {
            self.pool.claimable(delegator, operator, asset)
        }

        fn commission_of(&self, operator: Address) -> (u32, U256) {
            self.pool.commission(operator)
        }

        fn operator_of(&self, operator: Address) -> (bool, bool, u64) {
            let known = self.pool.operator(operator);
            known.map_or((false, false, 0), |it| (true, it.frozen(), it.next_era))
        }

        fn freezes_of(&self, operator: Address) -> (bool, bool) {
            self.pool.freezes(operator)
        }
    }

    fn delegation(operator: Address, asset: u8, delegator: Address) -> Delegation {
        Delegation {
            operator,
            asset,
            delegator,
        }
    }
}

#[cfg(test)]
mod tests;
