//! `cosmos_f1`: F1 fee distribution (`cosmos/cosmos-sdk` `x/distribution/keeper`, `delegation.go`,
//! `validator.go`, `allocation.go`; the F1 paper).
//!
//! Decimals have 18 places and are truncated. A period ends at every claim and at every slash:
//! `ratio += rewards / tokens`. A delegation earns, for each stretch between two slashes,
//! `stake * ratio step`, and its stake is scaled by `1 - fraction` at each slash, the fraction
//! rounded *up* so that no more is withdrawn than is owed. Whole units are paid; the fraction of
//! a unit goes to the community pool.

use blueprint_rules::math::{mul_div_ceil, mul_div_floor, U256, WAD};

/// A slash as a delegation must replay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct F1SlashEvent {
    /// The validator's cumulative reward ratio at the slash, scaled by 1e18.
    pub ratio_e18: U256,
    /// What was burned of the validator's tokens, scaled by 1e18, rounded up.
    pub fraction_e18: U256,
}

/// The validator's side. Fields ending in `_e18` are decimals scaled by 1e18.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct F1Validator {
    /// Tokens delegated, in units.
    pub tokens: U256,
    /// Share of each reward that goes to the validator first.
    pub commission_rate_e18: U256,
    /// Reward per token up to the last ended period.
    pub ratio_e18: U256,
    /// Received in the period that runs.
    pub current_e18: U256,
    /// Commission so far.
    pub commission_e18: U256,
    /// Fractions of units, and rewards without a recipient, that went to the community pool.
    pub community_e18: U256,
    /// Slashes so far; a delegation's cursor counts them.
    pub slashes: u64,
}

/// A delegator's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct F1Delegation {
    /// Stake at the last claim or change, as a decimal scaled by 1e18.
    pub stake_e18: U256,
    /// The ratio up to which rewards were withdrawn.
    pub ratio_e18: U256,
    /// How many slashes are already in [`Self::stake_e18`].
    pub slashes: u64,
}

/// Why the distribution refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum F1Error {
    /// A fraction above one whole, scaled by 1e18.
    FractionAboveOne {
        /// The fraction received.
        received_e18: U256,
    },
    /// The number of slash events handed in is not the number since the last claim.
    MissingSlashEvents {
        /// Slashes since the delegation's last claim.
        expected: u64,
        /// Slash events received.
        received: u64,
    },
    /// A sum or product exceeds 256 bits.
    Overflow,
}

impl F1Validator {
    /// A validator without delegations that keeps `commission_rate_e18` of each reward.
    pub fn new(commission_rate_e18: U256) -> Result<Self, F1Error> {
        check_fraction(commission_rate_e18)?;
        Ok(Self {
            commission_rate_e18,
            ..Self::default()
        })
    }

    /// A new delegation of `tokens` units; it earns from here on.
    pub fn delegate(&mut self, tokens: U256) -> Result<F1Delegation, F1Error> {
        let total = add(self.tokens, tokens)?;
        let stake_e18 = scale(tokens)?;
        self.end_period()?;
        self.tokens = total;
        Ok(F1Delegation {
            stake_e18,
            ratio_e18: self.ratio_e18,
            slashes: self.slashes,
        })
    }

    /// `AllocateTokensToValidator`: `amount` units, commission off the top.
    pub fn reward(&mut self, amount: U256) -> Result<(), F1Error> {
        let whole = scale(amount)?;
        // Exact: a whole number of units times an 18-place rate has 18 places.
        let commission = amount
            .checked_mul(self.commission_rate_e18)
            .ok_or(F1Error::Overflow)?;
        let current = add(self.current_e18, whole.saturating_sub(commission))?;
        self.commission_e18 = add(self.commission_e18, commission)?;
        self.current_e18 = current;
        Ok(())
    }

    /// `slash`: burns `floor(tokens * fraction)` units, ends the period, and returns the event that
    /// every later claim replays. The event's fraction is `burned / tokens` rounded up, not the
    /// requested fraction. `None` when there is nothing to burn from.
    pub fn slash(&mut self, fraction_e18: U256) -> Result<Option<F1SlashEvent>, F1Error> {
        check_fraction(fraction_e18)?;
        if self.tokens.is_zero() {
            return Ok(None);
        }
        let one = U256::from(WAD);
        let burned = mul_div_floor(self.tokens, fraction_e18, one).ok_or(F1Error::Overflow)?;
        let effective = mul_div_ceil(burned, one, self.tokens).ok_or(F1Error::Overflow)?;
        self.end_period()?;
        self.tokens -= burned;
        self.slashes += 1;
        Ok(Some(F1SlashEvent {
            ratio_e18: self.ratio_e18,
            fraction_e18: effective,
        }))
    }

    /// Pays a delegation in whole units. `events` are the slashes since its last claim, in order;
    /// a contract stores them by number and reads from [`F1Delegation::slashes`] on.
    pub fn claim(
        &mut self,
        delegation: &mut F1Delegation,
        events: impl IntoIterator<Item = F1SlashEvent>,
    ) -> Result<U256, F1Error> {
        self.end_period()?;
        let mut next = *delegation;
        let mut rewards = U256::zero();
        for event in events {
            rewards = add(rewards, next.advance(event.ratio_e18)?)?;
            let kept = U256::from(WAD).saturating_sub(event.fraction_e18);
            next.stake_e18 = truncated(next.stake_e18, kept)?;
            next.slashes += 1;
        }
        if next.slashes != self.slashes {
            return Err(F1Error::MissingSlashEvents {
                expected: self.slashes.saturating_sub(delegation.slashes),
                received: next.slashes - delegation.slashes,
            });
        }
        rewards = add(rewards, next.advance(self.ratio_e18)?)?;
        let (units, fraction) = rewards.div_mod(WAD.into());
        self.community_e18 = add(self.community_e18, fraction)?;
        *delegation = next;
        Ok(units)
    }

    /// `IncrementValidatorPeriod`.
    fn end_period(&mut self) -> Result<(), F1Error> {
        let current = self.current_e18;
        if self.tokens.is_zero() {
            self.community_e18 = add(self.community_e18, current)?;
        } else {
            // Decimal / integer: the scale of the quotient is the scale of the dividend.
            self.ratio_e18 = add(self.ratio_e18, current / self.tokens)?;
        }
        self.current_e18 = U256::zero();
        Ok(())
    }
}

impl F1Delegation {
    fn advance(&mut self, ratio_e18: U256) -> Result<U256, F1Error> {
        let step = ratio_e18.saturating_sub(self.ratio_e18);
        self.ratio_e18 = ratio_e18;
        truncated(step, self.stake_e18)
    }
}

fn truncated(a_e18: U256, b_e18: U256) -> Result<U256, F1Error> {
    mul_div_floor(a_e18, b_e18, WAD.into()).ok_or(F1Error::Overflow)
}

fn scale(amount: U256) -> Result<U256, F1Error> {
    amount.checked_mul(WAD.into()).ok_or(F1Error::Overflow)
}

fn add(a: U256, b: U256) -> Result<U256, F1Error> {
    a.checked_add(b).ok_or(F1Error::Overflow)
}

fn check_fraction(received_e18: U256) -> Result<(), F1Error> {
    if received_e18 > WAD.into() {
        return Err(F1Error::FractionAboveOne { received_e18 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn fractions_of_a_unit_go_to_the_community() {
        let mut validator = F1Validator::default();
        let mut a = validator.delegate(u(1)).unwrap();
        let mut b = validator.delegate(u(2)).unwrap();
        validator.reward(u(100)).unwrap();
        assert_eq!(validator.claim(&mut a, []), Ok(u(33)));
        assert_eq!(validator.claim(&mut b, []), Ok(u(66)));
        assert_eq!(validator.community_e18, u(999_999_999_999_999_999));
    }

    #[test]
    fn slash_of_less_than_a_unit_scales_by_what_was_burned() {
        let mut validator = F1Validator::default();
        let mut a = validator.delegate(u(100)).unwrap();
        let mut b = validator.delegate(u(300)).unwrap();
        let first = validator.slash(u(50_000_000_000_000_000)).unwrap().unwrap();
        validator.reward(u(41)).unwrap();
        let second = validator.slash(u(100_000_000_000_000)).unwrap().unwrap();
        validator.reward(u(41)).unwrap();
        assert_eq!(second.fraction_e18, u(0));
        assert_eq!(validator.claim(&mut a, [first, second]), Ok(u(20)));
        assert_eq!(validator.claim(&mut b, [first, second]), Ok(u(61)));
        assert_eq!(validator.community_e18, u(999_999_999_999_999_880));
    }

    #[test]
    fn commission_comes_off_the_top() {
        let mut validator = F1Validator::new(u(100_000_000_000_000_000)).unwrap();
        let mut a = validator.delegate(u(7)).unwrap();
        validator.reward(u(70)).unwrap();
        assert_eq!(validator.claim(&mut a, []), Ok(u(63)));
        assert_eq!(validator.commission_e18, u(7) * WAD);
    }

    #[test]
    fn claim_without_its_slash_events_is_refused() {
        let mut validator = F1Validator::default();
        let mut a = validator.delegate(u(100)).unwrap();
        validator.slash(u(WAD / 2)).unwrap();
        let refused = F1Error::MissingSlashEvents {
            expected: 1,
            received: 0,
        };
        assert_eq!(validator.claim(&mut a, []), Err(refused));
    }

    #[test]
    fn reward_after_everything_was_slashed_goes_to_the_community() {
        let mut validator = F1Validator::default();
        let mut a = validator.delegate(u(100)).unwrap();
        let event = validator.slash(u(WAD)).unwrap().unwrap();
        validator.reward(u(5)).unwrap();
        assert_eq!(validator.claim(&mut a, [event]), Ok(u(0)));
        assert_eq!(validator.community_e18, u(5) * WAD);
        assert_eq!(validator.slash(u(1)), Ok(None));
    }

    #[test]
    fn fraction_above_one_is_refused() {
        let received_e18 = u(WAD) + 1;
        let refused = F1Error::FractionAboveOne { received_e18 };
        assert_eq!(F1Validator::new(received_e18), Err(refused));
        assert_eq!(F1Validator::default().slash(received_e18), Err(refused));
    }
}
