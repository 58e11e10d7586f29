//! `tangle_pallet_rewards_apy`: Tangle's pallet-rewards (`tangle-network/tangle`,
//! `pallets/rewards/src/functions/rewards.rs`,
//! `calculate_deposit_rewards_with_lock_multiplier`).
//!
//! Restated with its faults, so that they can be compared against: the decay subtracts parts per
//! billion from percent, so any real rate gives the 90 % floor; a first claim pays nothing, because
//! the last claim counts as now; and the *current* score is paid for every block since the last
//! claim, so a deposit made just before a claim is paid for the past.

use super::parts::{ppb_from_rational, ppb_mul_floor};
use blueprint_rules::math::{PPB, U256};

/// Why the pallet refuses; the names are the pallet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RewardsError {
    /// The vault holds less than its incentive cap.
    TotalDepositLessThanIncentiveCap {
        /// The incentive cap, in units.
        expected: u128,
        /// The vault's deposit, in units.
        received: u128,
    },
    /// The deposit cap is zero.
    CannotCalculatePropotionalApy,
    /// A year has no blocks.
    CannotCalculateRewardPerBlock,
    /// The user has no score.
    NoRewardsAvailable,
}

/// A locked part of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Locked, in units.
    pub amount: u128,
    /// What the amount counts for until the lock expires: 1, 2, 3 or 6.
    pub multiplier: u128,
    /// Block at which the lock expires.
    pub expiry: u64,
}

/// What the pallet reads before a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VaultInputs<'a> {
    /// All tokens there are, in units.
    pub total_issuance: u128,
    /// Deposited in the vault by everybody.
    pub total_deposit: u128,
    /// Most the vault accepts; at this deposit the APY is the full one.
    pub deposit_cap: u128,
    /// Least the vault must hold to pay.
    pub incentive_cap: u128,
    /// Full yearly rate, in parts per billion.
    pub apy_ppb: u64,
    /// Blocks in a year.
    pub apy_blocks: u64,
    /// Sum of all scores in the vault.
    pub total_score: u128,
    /// The user's deposit that is not locked.
    pub unlocked: u128,
    /// The user's locks; they count only when the vault boosts.
    pub locks: &'a [Lock],
    /// Whether the vault has a boost multiplier.
    pub boost: bool,
    /// Block of the claim.
    pub current_block: u64,
    /// Block of the last claim, if there was one.
    pub last_claim: Option<u64>,
    /// Blocks without a claim after which the decay begins.
    pub decay_start: u64,
    /// `DecayRate::deconstruct()`, in parts per billion.
    pub decay_rate_ppb: u32,
}

/// A claim and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApyReward {
    /// The full rate scaled by how full the vault is, in parts per billion, floored twice.
    pub effective_apy_ppb: U256,
    /// For the whole vault, per block, after the decay, rounded down.
    pub reward_per_block: u128,
    /// For the user; saturates at the largest balance, as the pallet's arithmetic does.
    pub reward: u128,
}

/// What the pallet pays. Balances are 128 bits and saturate, as in the source.
pub fn tangle_pallet_rewards_apy(inputs: &VaultInputs) -> Result<ApyReward, RewardsError> {
    if inputs.incentive_cap > inputs.total_deposit {
        return Err(RewardsError::TotalDepositLessThanIncentiveCap {
            expected: inputs.incentive_cap,
            received: inputs.total_deposit,
        });
    }
    if inputs.deposit_cap == 0 {
        return Err(RewardsError::CannotCalculatePropotionalApy);
    }
    let filled = ppb_from_rational(inputs.total_deposit.into(), inputs.deposit_cap.into());
    let effective_apy_ppb = U256::from(inputs.apy_ppb.min(PPB)) * filled / PPB;
    let annual = ppb_mul_floor(effective_apy_ppb, inputs.total_issuance.into());
    let annual = ppb_mul_floor(decay_ppb(inputs), annual);
    if inputs.apy_blocks == 0 {
        return Err(RewardsError::CannotCalculateRewardPerBlock);
    }
    let per_block = annual / saturated_u32(inputs.apy_blocks);

    let last = inputs.last_claim.unwrap_or(inputs.current_block);
    let blocks = inputs.current_block.saturating_sub(last);
    let locks = if inputs.boost { inputs.locks } else { &[] };

    let mut payout = Payout {
        per_block,
        total_score: inputs.total_score,
        score: 0,
        reward: 0,
    };
    payout.add(inputs.unlocked, blocks);
    for lock in locks {
        let boosted = lock.amount.saturating_mul(lock.multiplier);
        if lock.expiry > inputs.current_block && lock.expiry > last {
            payout.add(boosted, blocks);
        } else if lock.expiry > last {
            let active = lock.expiry - last;
            payout.add(boosted, active);
            payout.add(lock.amount, blocks.saturating_sub(active));
        } else {
            payout.add(lock.amount, blocks);
        }
    }
    if payout.score == 0 {
        return Err(RewardsError::NoRewardsAvailable);
    }
    Ok(ApyReward {
        effective_apy_ppb,
        reward_per_block: saturated_u128(per_block),
        reward: payout.reward,
    })
}

/// What is paid of the annual reward, in parts per billion: everything until the decay starts, then
/// `max(100 - rate in ppb, 90)` percent. The mixed units are the source's.
fn decay_ppb(inputs: &VaultInputs) -> U256 {
    // Without a claim the source counts from block 0 here, but from now for the payment.
    let since = inputs
        .current_block
        .saturating_sub(inputs.last_claim.unwrap_or(0));
    let percent = if since <= inputs.decay_start {
        100
    } else {
        100u32.saturating_sub(inputs.decay_rate_ppb).max(90)
    };
    U256::from(percent) * (PPB / 100)
}

struct Payout {
    per_block: U256,
    total_score: u128,
    score: u128,
    reward: u128,
}

impl Payout {
    fn add(&mut self, score: u128, blocks: u64) {
        let part = ppb_from_rational(score.into(), self.total_score.into());
        let per_block = ppb_mul_floor(part, self.per_block);
        // 128 bits times 32.
        let reward = saturated_u128(per_block * saturated_u32(blocks));
        self.score = self.score.saturating_add(score);
        self.reward = self.reward.saturating_add(reward);
    }
}

fn saturated_u32(blocks: u64) -> U256 {
    blocks.min(u32::MAX.into()).into()
}

fn saturated_u128(amount: U256) -> u128 {
    u128::try_from(amount).unwrap_or(u128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: u128 = 1_000_000_000_000_000_000_000;

    fn vault(locks: &[Lock]) -> VaultInputs<'_> {
        VaultInputs {
            total_issuance: 100_000_000 * TOKEN,
            total_deposit: 100_000 * TOKEN,
            deposit_cap: 1_000_000 * TOKEN,
            incentive_cap: 10_000 * TOKEN,
            apy_ppb: 100_000_000,
            apy_blocks: 5_256_000,
            total_score: 200_000 * TOKEN,
            unlocked: 10_000 * TOKEN,
            locks,
            boost: true,
            current_block: 1_000,
            last_claim: Some(0),
            decay_start: u64::MAX,
            decay_rate_ppb: 0,
        }
    }

    fn lock(expiry: u64) -> Lock {
        Lock {
            amount: 10_000 * TOKEN,
            multiplier: 2,
            expiry,
        }
    }

    #[test]
    fn active_lock_pays_what_the_pallets_own_test_asserts() {
        let reward = tangle_pallet_rewards_apy(&vault(&[lock(2_500)])).unwrap();
        assert_eq!(reward.reward, 28_538_812_785_388_127_853_000);
        assert_eq!(reward.reward_per_block, 190_258_751_902_587_519_025);
    }

    #[test]
    fn lock_that_expires_inside_counts_twice_until_then() {
        let locks = [lock(2_500)];
        let inputs = VaultInputs {
            current_block: 3_000,
            last_claim: Some(2_000),
            ..vault(&locks)
        };
        let reward = tangle_pallet_rewards_apy(&inputs).unwrap();
        assert_eq!(reward.reward, 23_782_343_987_823_439_877_500);
    }

    #[test]
    fn lock_counts_once_after_it_expired_and_never_without_boost() {
        let locks = [lock(900)];
        let expired = VaultInputs {
            current_block: 2_000,
            last_claim: Some(1_000),
            ..vault(&locks)
        };
        let unlocked_only = VaultInputs {
            boost: false,
            ..expired
        };
        let both = tangle_pallet_rewards_apy(&expired).unwrap().reward;
        let one = tangle_pallet_rewards_apy(&unlocked_only).unwrap().reward;
        assert_eq!(both, 2 * one);
    }

    #[test]
    fn any_real_decay_rate_pays_ninety_percent() {
        let inputs = VaultInputs {
            decay_start: 10,
            decay_rate_ppb: 50_000_000,
            ..vault(&[])
        };
        let full = tangle_pallet_rewards_apy(&vault(&[])).unwrap();
        let decayed = tangle_pallet_rewards_apy(&inputs).unwrap();
        assert_eq!(decayed.effective_apy_ppb, full.effective_apy_ppb);
        assert_eq!(decayed.reward_per_block, 171_232_876_712_328_767_123);
    }

    #[test]
    fn first_claim_pays_nothing() {
        let inputs = VaultInputs {
            last_claim: None,
            ..vault(&[])
        };
        assert_eq!(tangle_pallet_rewards_apy(&inputs).unwrap().reward, 0);
    }

    #[test]
    fn errors_are_the_pallets() {
        let thin = VaultInputs {
            total_deposit: 0,
            ..vault(&[])
        };
        let refused = RewardsError::TotalDepositLessThanIncentiveCap {
            expected: 10_000 * TOKEN,
            received: 0,
        };
        assert_eq!(tangle_pallet_rewards_apy(&thin), Err(refused));
        let capless = VaultInputs {
            deposit_cap: 0,
            ..vault(&[])
        };
        assert_eq!(
            tangle_pallet_rewards_apy(&capless),
            Err(RewardsError::CannotCalculatePropotionalApy)
        );
        let timeless = VaultInputs {
            apy_blocks: 0,
            ..vault(&[])
        };
        assert_eq!(
            tangle_pallet_rewards_apy(&timeless),
            Err(RewardsError::CannotCalculateRewardPerBlock)
        );
        let stranger = VaultInputs {
            unlocked: 0,
            ..vault(&[])
        };
        assert_eq!(
            tangle_pallet_rewards_apy(&stranger),
            Err(RewardsError::NoRewardsAvailable)
        );
    }
}
