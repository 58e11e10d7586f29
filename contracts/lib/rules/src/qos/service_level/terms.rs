//! The terms of a service, fixed when they are opened, and what a bill under them costs at most.

use super::windows::PAGE_WINDOWS;
use crate::math::BPS;
use core::ops::Range;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest window, in seconds.
pub const SHORTEST_WINDOW: u32 = 60;
/// The most tiers of a service.
pub const MOST_TIERS: usize = 3;
/// Gas of a bill without pages, at Polkadot Hub's scale: the call from the manager, the code of the contract, its
/// terms and its operators. `e2e/tests/service_levels.rs` measures it.
pub const BASE_GAS: u64 = 110_000;
/// Gas of a page of a bill, at Polkadot Hub's scale. `e2e/tests/service_levels.rs` measures it.
pub const PAGE_GAS: u64 = 17_000;

/// What is expected of operators with a responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Tier {
    /// The least weight of its operators, in basis points.
    pub least_weight_bps: u16,
    /// The share of kept windows from which on nothing is taken off, in basis points.
    pub target_bps: u16,
    /// The share of kept windows down to which the part falls to the floor, in basis points; linear between.
    pub bottom_bps: u16,
}

/// Tiers by rising weight, and as many as are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Tiers {
    of: [Tier; MOST_TIERS],
    count: u8,
}

/// Why terms are not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum TermsError {
    /// The service would be judged for a time before its terms were known.
    StartsInPast { start: u64, now: u64 },
    /// A window below [`SHORTEST_WINDOW`].
    WindowTooShort { least: u32, received: u32 },
    /// No time to excuse a window after the last answer.
    NoTimeToExcuse,
    /// Bills of less than a window.
    BillTooShort { least: u32, received: u32 },
    /// Windows would be forgotten before they are billed: after [`Terms::lag`] and two of the longest bills.
    RetentionTooShort { least: u64, received: u32 },
    /// The least number of windows is zero, or is never reached in a bill.
    MinExpected { most: u32, received: u32 },
    /// Answers that are never fresh.
    NoFreshBlocks,
    /// Above [`BPS`].
    AboveWhole { received: u16 },
    /// None, or more than [`MOST_TIERS`].
    TierCount { most: u32, received: u32 },
    /// The first tier is not of weight 0, or a tier does not rise in weight, or asks for less than the one before,
    /// or its bottom is not below its target.
    TierOrder { tier: u32 },
    /// The longest bill costs more gas than its caller allows.
    TooMuchGas { cap: u64, worst: u64 },
}

/// The terms of a service. They do not change once they have started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// The first second of window 0.
    pub start: u64,
    /// The length of a window.
    pub window: u32,
    /// How long after its end a window can be answered.
    pub answer: u32,
    /// How long after that a window can be excused.
    pub excuse: u32,
    /// The longest period of a bill that is judged. A longer one is billed in full.
    pub longest_bill: u32,
    /// How long after its beginning a window is remembered. Then it is neutral, and its storage can be cleared.
    pub retention: u32,
    /// The least number of windows of an operator, excused ones not counted, that is judged in a bill.
    pub min_expected: u32,
    /// The least share of a bill, in basis points.
    pub floor_bps: u16,
    /// The most blocks between the block that an answer names and the one that includes it.
    pub fresh_blocks: u8,
    /// What is expected of whom.
    pub tiers: Tiers,
}

impl Tiers {
    /// The tiers, if they are in order.
    pub fn new(tiers: &[Tier]) -> Result<Self, TermsError> {
        let received = u32::try_from(tiers.len()).unwrap_or(u32::MAX);
        let mut of = [Tier::default(); MOST_TIERS];
        let most = MOST_TIERS as u32;
        let Some(used) = of.get_mut(..tiers.len()).filter(|used| !used.is_empty()) else {
            return Err(TermsError::TierCount { most, received });
        };
        used.copy_from_slice(tiers);
        let mut before: Option<Tier> = None;
        for (number, tier) in (0u32..).zip(tiers) {
            whole(tier.least_weight_bps)?;
            whole(tier.target_bps)?;
            let rises = match before {
                None => tier.least_weight_bps == 0,
                Some(before) => {
                    tier.least_weight_bps > before.least_weight_bps
                        && tier.target_bps >= before.target_bps
                        && tier.bottom_bps >= before.bottom_bps
                }
            };
            if !rises || tier.bottom_bps >= tier.target_bps {
                return Err(TermsError::TierOrder { tier: number });
            }
            before = Some(*tier);
        }
        // At most `MOST_TIERS`.
        let count = u8::try_from(received).unwrap_or(u8::MAX);
        Ok(Self { of, count })
    }

    /// Those that are used.
    pub fn as_slice(&self) -> &[Tier] {
        self.of.get(..usize::from(self.count)).unwrap_or(&self.of)
    }

    /// The tier of an operator with this weight.
    pub fn of_weight(&self, weight_bps: u16) -> Tier {
        let mut tiers = self.as_slice().iter().rev();
        let tier = tiers.find(|tier| weight_bps >= tier.least_weight_bps);
        tier.copied().unwrap_or_default()
    }
}

impl Terms {
    /// Passes terms that hold from now on and whose longest bill costs at most `gas_cap`.
    pub fn check(&self, now: u64, gas_cap: u64) -> Result<(), TermsError> {
        let start = self.start;
        if start <= now {
            return Err(TermsError::StartsInPast { start, now });
        }
        let (least, received) = (SHORTEST_WINDOW, self.window);
        if received < least {
            return Err(TermsError::WindowTooShort { least, received });
        }
        if self.excuse == 0 {
            return Err(TermsError::NoTimeToExcuse);
        }
        let (least, received) = (self.window, self.longest_bill);
        if received < least {
            return Err(TermsError::BillTooShort { least, received });
        }
        let bills = u64::from(self.longest_bill).saturating_mul(2);
        let (least, received) = (self.lag().saturating_add(bills), self.retention);
        if u64::from(received) < least {
            return Err(TermsError::RetentionTooShort { least, received });
        }
        let (most, received) = (self.most_windows(), self.min_expected);
        if received == 0 || received > most {
            return Err(TermsError::MinExpected { most, received });
        }
        if self.fresh_blocks == 0 {
            return Err(TermsError::NoFreshBlocks);
        }
        whole(self.floor_bps)?;
        Tiers::new(self.tiers.as_slice())?;
        let (cap, worst) = (gas_cap, bill_gas(self.most_pages()));
        if worst > cap {
            return Err(TermsError::TooMuchGas { cap, worst });
        }
        Ok(())
    }

    /// By how much the interval that is judged lags behind the period of a bill: from the beginning of a window until
    /// no bit of it changes any more.
    pub fn lag(&self) -> u64 {
        u64::from(self.window)
            .saturating_add(self.answer.into())
            .saturating_add(self.excuse.into())
    }

    /// The most windows of a bill.
    pub fn most_windows(&self) -> u32 {
        // An interval holds at most as many beginnings as windows begin in its length, rounded up.
        ceil_div(self.longest_bill.into(), self.window)
    }

    /// The most pages that so many consecutive windows lie in.
    pub fn most_pages(&self) -> u32 {
        let behind_first = self.most_windows().saturating_sub(1);
        behind_first.div_ceil(PAGE_WINDOWS).saturating_add(1)
    }

    /// How many windows begin before `time`: the number of the first one that does not.
    pub fn begun_before(&self, time: u64) -> u32 {
        ceil_div(time.saturating_sub(self.start), self.window)
    }

    /// How many windows have begun at `now`: the number of the first one that is in the future.
    pub fn begun(&self, now: u64) -> u32 {
        self.begun_before(now.saturating_add(1))
    }

    /// The first second of a window.
    pub fn begins(&self, window: u32) -> u64 {
        let offset = u64::from(window).saturating_mul(self.window.into());
        self.start.saturating_add(offset)
    }

    /// The first second in which a window can no longer be answered.
    pub fn answers_end(&self, window: u32) -> u64 {
        self.begins(window)
            .saturating_add(self.window.into())
            .saturating_add(self.answer.into())
    }

    /// Whether a window is being answered.
    pub fn answers(&self, window: u32, now: u64) -> bool {
        (self.begins(window)..self.answers_end(window)).contains(&now)
    }

    /// The windows that can no longer be answered at `now` are those below this one.
    pub fn answered_below(&self, now: u64) -> u32 {
        let answered = u64::from(self.window).saturating_add(self.answer.into());
        let began = now.checked_sub(answered);
        began.map_or(0, |began| self.begun(began))
    }

    /// The last second in which a window can be excused. A bill of a period that ends later judges it.
    pub fn excuses_end(&self, window: u32) -> u64 {
        self.begins(window).saturating_add(self.lag())
    }

    /// The windows of which no bit changes any more are those below this one.
    pub fn final_below(&self, now: u64) -> u32 {
        self.begun_before(now.saturating_sub(self.lag()))
    }

    /// The windows that are forgotten are those below this one.
    pub fn forgotten_below(&self, now: u64) -> u32 {
        self.begun_before(now.saturating_sub(self.retention.into()))
    }

    /// The windows that a bill of the period from `start` to `end`, excluded, is for. `None` for a period that is
    /// empty or longer than the longest bill.
    pub fn billed(&self, start: u64, end: u64) -> Option<Range<u32>> {
        let length = end.checked_sub(start)?;
        if length == 0 || length > self.longest_bill.into() {
            return None;
        }
        let lagging = |time: u64| self.begun_before(time.saturating_sub(self.lag()));
        Some(lagging(start)..lagging(end))
    }

    /// Of these windows, those that are judged at `now`: final and not forgotten.
    pub fn judged(&self, windows: Range<u32>, now: u64) -> Range<u32> {
        let from = windows.start.max(self.forgotten_below(now));
        from..windows.end.min(self.final_below(now)).max(from)
    }

    /// Whether every window of a page is forgotten.
    pub fn page_forgotten(&self, page: u32, now: u64) -> bool {
        let next = page.saturating_add(1).checked_mul(PAGE_WINDOWS);
        next.is_some_and(|next| next <= self.forgotten_below(now))
    }
}

/// What a bill that reads so many pages costs at most, in gas at Polkadot Hub's scale.
pub fn bill_gas(pages: u32) -> u64 {
    BASE_GAS.saturating_add(PAGE_GAS.saturating_mul(pages.into()))
}

fn whole(received: u16) -> Result<(), TermsError> {
    match u64::from(received) > BPS {
        true => Err(TermsError::AboveWhole { received }),
        false => Ok(()),
    }
}

/// Rounded up; 0 for a divisor of 0, and at most `u32::MAX`.
fn ceil_div(a: u64, divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let whole = a.checked_div(divisor).unwrap_or(0);
    let rest = a.checked_rem(divisor).unwrap_or(0);
    u32::try_from(whole.saturating_add(u64::from(rest != 0))).unwrap_or(u32::MAX)
}
