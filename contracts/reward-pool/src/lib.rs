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
        RewardToken,
    };

    /// The pool, and the runtime that reports stakes.
    #[derive(Default)]
    pub struct RewardPool {
        roles: Roles,
        /// Stops prices and claims.
        pause: PauseSwitch,
        pool: blueprint_components::RewardPool,
        /// What rewards are paid in; zero for the native token.
        reward: Immutable<Address>,
    }

    impl RewardPool {
        /// Obeys `runtime`; `guardian` replaces its key if it is lost, and pauses. Roles are handed over with a delay of
        /// `role_delay` seconds, 1 to 30 days. Points are read from `ledger`, whose eras it takes over.
        /// Rewards are paid in `reward`, an ERC-20 token; zero for the native one. An era is settled for
        /// `history` eras after its end, 1 to 28. Reverts if the ledger or the token cannot be read now. Nothing is paid before it is activated.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            ledger: Address,
            reward: Address,
            history: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            RewardToken(reward).check()?;
            self.reward.set(&reward);
            self.pool.init(ledger, history)
        }

        fn token(&self) -> RewardToken {
            RewardToken(self.reward.get())
        }

        /// Admits the runtime and the warden.
        fn freezer(&self) -> Result<Freezer> {
            let (received, runtime) = (env::caller(), self.roles.runtime());
            if received == runtime {
                return Ok(Freezer::Runtime);
            }
            let warden = self.pool.warden();
            let neither = NotAFreezer {
                runtime,
                warden,
                received,
            };
            // The zero address stands for no warden.
            ensure!(received == warden && !warden.is_zero(), neither);
            Ok(Freezer::Warden)
        }

        /// Pays `recipient` what the caller earned.
        fn claim_for(&mut self, operator: Address, asset: u8, recipient: Address) -> Result<U256> {
            self.pause.not_paused()?;
            let caller = env::caller();
            let amount = self.pool.claim(caller, operator, asset, recipient)?;
            self.token().pay(recipient, amount)?;
            Ok(amount)
        }

        fn claim_commission_for(&mut self, recipient: Address) -> Result<U256> {
            self.pause.not_paused()?;
            let amount = self.pool.claim_commission(env::caller(), recipient)?;
            self.token().pay(recipient, amount)?;
            Ok(amount)
        }
    }

    #[unguarded]
    impl IRoles for RewardPool {}

    #[unguarded]
    impl IPausable for RewardPool {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.pause.begin(&self.roles, duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.pause.end(&self.roles)
        }

        fn paused_until(&self) -> u64 {
            self.pause.last().until
        }
    }

    #[guarded(self.roles)]
    impl IRewardPool for RewardPool {
        fn activate(&mut self) -> Result<()> {
            self.pool.activate()
        }

        fn deactivate(&mut self) -> Result<()> {
            self.pool.deactivate()
        }

        fn recover(&mut self, recipient: Address) -> Result<U256> {
            let amount = self.pool.recover(recipient)?;
            self.token().pay(recipient, amount)?;
            Ok(amount)
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
            self.pool.set_warden(warden, self.roles.delay());
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
            self.pause.not_paused()?;
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
        fn deposit(&mut self, era: u64, amount: U256) -> Result<U256> {
            let caller = env::caller();
            let taken = self.token().take(caller, amount)?;
            self.pool.deposit(caller, era, taken)?;
            Ok(taken)
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
            self.claim_for(operator, asset, env::caller())
        }

        #[unguarded]
        fn claim_to(&mut self, operator: Address, asset: u8, recipient: Address) -> Result<U256> {
            self.claim_for(operator, asset, recipient)
        }

        #[unguarded]
        fn claim_commission(&mut self) -> Result<U256> {
            self.claim_commission_for(env::caller())
        }

        #[unguarded]
        fn claim_commission_to(&mut self, recipient: Address) -> Result<U256> {
            self.claim_commission_for(recipient)
        }

        fn warden(&self) -> Address {
            self.pool.warden()
        }

        fn next_warden(&self) -> (Address, u64) {
            self.pool.next_warden()
        }

        fn ledger(&self) -> Address {
            self.pool.ledger()
        }

        fn reward_token(&self) -> Address {
            self.reward.get()
        }

        fn history(&self) -> u64 {
            self.pool.history()
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
