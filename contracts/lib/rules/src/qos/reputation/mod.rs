//! What paying clients say of an operator, over time: a mean of the qualities of periods, weighted by usage, that forgets by
//! half-lives and is moved no further by one period than by a band.
//!
//! A sample of period p weighs its units times (H + p mod H) 2^16, where H is the half-life, and the sums are halved each time
//! p div H grows: so a weight is halved in H periods, linearly within, and sums do not depend on when periods are added, only
//! on their order. Qualities, scores and factors are in basis points.

#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;

use super::bounds::check;
use crate::math::BPS;
use core::ops::Range;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The longest half-life, in periods.
pub const LONGEST_HALF_LIFE: u16 = 1_024;
/// The most units of a prior, and of a period that count: so no sum overflows.
pub const MOST_UNITS: u64 = 1 << 48;
/// The longest latency that is promised, in milliseconds: an hour.
pub const LONGEST_PROMISE: u64 = 3_600_000;
/// The largest factor on points.
pub const LARGEST_FACTOR: u16 = 30_000;
/// Bits of a weight below that of one unit. So what halving cuts off is nothing beside the prior, and no score is above the
/// whole.
const FRACTION: u32 = 16;
/// How many mean deviations a quality counts as far from the mean.
const DEVIATIONS: u64 = 3;

/// How a service rates its operators. Its fields are those of `IReputation.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// The longest latency of full quality, in milliseconds.
    pub promised_ms: u64,
    /// Periods in which a weight is halved.
    pub half_life: u16,
    /// Units of neutral quality that are added.
    pub prior: u64,
    /// Units of a period that count.
    pub most_units: u64,
    /// How far a quality counts as from the mean, at least.
    pub band_bps: u16,
    /// The quality at which the factor is 1.
    pub neutral_bps: u16,
    /// The factor at quality 0.
    pub lowest_bps: u16,
    /// The factor at full quality.
    pub highest_bps: u16,
    /// What is paid for a unit, in wei: of units at a lower price fewer count.
    pub price: u64,
}

/// What clients said of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The quality.
    pub quality_bps: u16,
    /// The units that count.
    pub units: u64,
}

/// What is recorded of an operator. Its fields are those of `IReputation.Record`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Record {
    /// The periods before this one are recorded.
    pub next: u64,
    /// Half-lives until the newest period that counted.
    pub half_lives: u64,
    /// The sum of weights.
    pub weight: u128,
    /// Of weight times quality.
    pub quality: u128,
    /// Of weight times the distance of the quality from the mean before it.
    pub deviation: u128,
}

impl Terms {
    /// Errors where a term is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        check(&[
            (1, 1, LONGEST_PROMISE, self.promised_ms),
            (2, 1, LONGEST_HALF_LIFE.into(), self.half_life.into()),
            (3, 1, MOST_UNITS, self.prior),
            (4, 1, MOST_UNITS, self.most_units),
            (5, 1, BPS, self.band_bps.into()),
            // So that both sides of it have a length.
            (6, 1, BPS - 1, self.neutral_bps.into()),
            (7, 1, BPS, self.lowest_bps.into()),
            (8, BPS, LARGEST_FACTOR.into(), self.highest_bps.into()),
            (9, 1, u64::MAX, self.price),
        ])
    }

    /// The quality of a period: the share of responses without error, times the promised latency over a longer one; 0 where a
    /// quorum complained.
    pub fn quality_bps(&self, latency_ms: u64, error_bps: u32, complained: bool) -> u16 {
        if complained {
            return 0;
        }
        let without = BPS.saturating_sub(error_bps.into());
        let slowest = u128::from(latency_ms.max(self.promised_ms));
        // At most 10^4 times 3.6 * 10^6.
        let weighed = u128::from(without).saturating_mul(self.promised_ms.into());
        narrow(weighed.checked_div(slowest).unwrap_or_default())
    }

    /// The units of a period that count, of those that were used, for what was paid for them.
    pub fn units(&self, used: u64, paid: u128) -> u64 {
        let paid_for = paid.checked_div(self.price.into()).unwrap_or_default();
        let paid_for = u64::try_from(paid_for).unwrap_or(u64::MAX);
        used.min(paid_for).min(self.most_units)
    }

    /// The weight of a unit in a period, before halving: 1 to 2 half-lives. And the half-lives until then.
    fn unit(&self, period: u64) -> (u128, u64) {
        let length = u64::from(self.half_life);
        let within = period.checked_rem(length).unwrap_or_default();
        let half_lives = period.checked_div(length).unwrap_or_default();
        (
            u128::from(length.saturating_add(within)) << FRACTION,
            half_lives,
        )
    }

    /// The factor on points of a score, linear below and above the neutral one; at most 1 where periods are not in it, which
    /// may be bad.
    pub fn factor_bps(&self, score_bps: u16, is_whole: bool) -> u16 {
        let (least, most) = (u64::from(self.lowest_bps), u64::from(self.highest_bps));
        let (score, neutral) = (u64::from(score_bps), u64::from(self.neutral_bps));
        let part = |length: u64, of: u64, whole: u64| {
            // At most 2 * 10^4 times 10^4.
            length
                .saturating_mul(of)
                .checked_div(whole)
                .unwrap_or_default()
        };
        let factor = match score.checked_sub(neutral) {
            None => least.saturating_add(part(BPS.saturating_sub(least), score, neutral)),
            Some(above) => {
                let whole = BPS.saturating_sub(neutral);
                BPS.saturating_add(part(most.saturating_sub(BPS), above, whole))
            }
        };
        let factor = match is_whole {
            true => factor,
            false => factor.min(BPS),
        };
        narrow(factor.into())
    }
}

/// The periods of a service's receipts that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Periods {
    /// The first one that counts.
    pub from: u64,
    /// Seconds of a period.
    pub length: u64,
    /// Periods for which verdicts are remembered.
    pub retention: u64,
}

impl Periods {
    /// The period that runs in a second.
    pub fn running(&self, second: u64) -> u64 {
        second.checked_div(self.length).unwrap_or_default()
    }

    /// The periods that are final and remembered in a second, from the one that is recorded next on.
    pub fn due(&self, next: u64, second: u64) -> Range<u64> {
        let running = self.running(second);
        // Final when the period after it is over; remembered while none can clear it.
        let oldest = running.saturating_sub(self.retention);
        let start = self.from.max(next).max(oldest);
        start..running.saturating_sub(1).max(start)
    }
}

impl Record {
    /// After a period, which is not before `next`, and what its quality counted as; `None` where it had no verdict or no
    /// units.
    pub fn after(&self, terms: &Terms, period: u64, sample: Option<Sample>) -> (Self, Option<u16>) {
        let next = period.saturating_add(1);
        let skipped = (Self { next, ..*self }, None);
        let Some(sample) = sample.filter(|it| it.units != 0) else {
            return skipped;
        };
        let (unit, half_lives) = terms.unit(period);
        let before = self.halved(half_lives);
        let mean = before.mean();
        let quality = match mean {
            Some(mean) if before.weight >= unit.saturating_mul(terms.prior.into()) => {
                let band = before.band(terms);
                let (least, most) = (mean.saturating_sub(band), mean.saturating_add(band));
                sample.quality_bps.clamp(least, most)
            }
            _ => sample.quality_bps,
        };
        let distance = mean.map_or(0, |mean| mean.abs_diff(quality));
        // Units of at most 2^48, below 2^11 half-lives: with 16 bits of fraction: the sums of weights stay below 2^87,
        // the others below 2^101.
        let weight = unit.saturating_mul(sample.units.into());
        let of = |value: u16| weight.saturating_mul(value.into());
        let record = Self {
            next,
            half_lives,
            weight: before.weight.saturating_add(weight),
            quality: before.quality.saturating_add(of(quality)),
            deviation: before.deviation.saturating_add(of(distance)),
        };
        (record, Some(quality))
    }

    /// The score at a period, with the prior.
    pub fn score_bps(&self, terms: &Terms, period: u64) -> u16 {
        let (unit, half_lives) = terms.unit(period);
        let now = self.halved(half_lives);
        let prior = unit.saturating_mul(terms.prior.into());
        let neutral = prior.saturating_mul(terms.neutral_bps.into());
        let (sum, weight) = (
            now.quality.saturating_add(neutral),
            now.weight.saturating_add(prior),
        );
        narrow(sum.checked_div(weight).unwrap_or_default())
    }

    /// The sums as they are after so many half-lives.
    fn halved(&self, half_lives: u64) -> Self {
        let shift = half_lives.saturating_sub(self.half_lives);
        let shift = u32::try_from(shift).unwrap_or(u32::MAX);
        let halve = |sum: u128| sum.checked_shr(shift).unwrap_or_default();
        Self {
            weight: halve(self.weight),
            quality: halve(self.quality),
            deviation: halve(self.deviation),
            ..*self
        }
    }

    /// The mean quality; `None` where nothing has weight.
    fn mean(&self) -> Option<u16> {
        // Of what is nearly halved away, more of the weight is cut off than of the sum.
        let mean = self.quality.checked_div(self.weight)?;
        Some(narrow(mean.min(BPS.into())))
    }

    /// How far from the mean a quality counts as.
    fn band(&self, terms: &Terms) -> u16 {
        let deviation = self.deviation.checked_div(self.weight).unwrap_or_default();
        let wide = deviation.saturating_mul(DEVIATIONS.into());
        narrow(wide).max(terms.band_bps)
    }
}

/// A number of basis points, which is below 2^16.
fn narrow(value: u128) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}
