//! From windows expected and kept to the share of a bill that is due.

use super::{
    parties::{Parties, ROWS},
    terms::{Terms, Tier},
    windows::{Page, Tally},
};
use crate::math::BPS;
use core::ops::Range;

/// The share of its part of a bill that a party's windows leave, in basis points: 10,000 from its tier's target on and
/// where too few windows are to be judged, the floor up to its tier's bottom, linear between, rounded up.
pub fn party_bps(terms: &Terms, weight_bps: u16, tally: &Tally) -> u64 {
    if tally.unexcused < terms.min_expected || tally.expected == 0 {
        return BPS;
    }
    let Tier {
        target_bps,
        bottom_bps,
        ..
    } = terms.tiers.of_weight(weight_bps);
    let floor = u64::from(terms.floor_bps).min(BPS);
    let expected = u64::from(tally.expected);
    // Below 2^46, all of them: no product of two of the factors leaves 128 bits.
    let kept = u64::from(tally.kept).saturating_mul(BPS);
    let target = expected.saturating_mul(target_bps.into());
    let bottom = expected.saturating_mul(bottom_bps.into());
    if kept >= target {
        return BPS;
    }
    let above = u128::from(kept.saturating_sub(bottom));
    let range = u128::from(target.saturating_sub(bottom));
    let taken = u128::from(BPS.saturating_sub(floor));
    let share = taken.saturating_mul(above).div_ceil(range.max(1));
    let share = u64::try_from(share).unwrap_or(BPS);
    floor.saturating_add(share).min(BPS)
}

/// The parts of a bill, each weighed by its party's weight and the windows that were due from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bill {
    weight: u128,
    weighted: u128,
}

impl Bill {
    /// The bill of some windows, and what each row was due in them. `page` reads the page with a number; each is read
    /// once.
    pub fn of(
        terms: &Terms,
        parties: &Parties,
        windows: &Range<u32>,
        mut page: impl FnMut(u32) -> Page,
    ) -> (Self, [Tally; ROWS]) {
        let mut tallies = [Tally::default(); ROWS];
        for (number, _) in Page::spans(windows.clone()) {
            let page = page(number);
            for ((row, party), tally) in parties.rows().zip(&mut tallies) {
                let of_party = party.of(windows);
                if !of_party.is_empty() {
                    *tally = tally.plus(page.tally(row, &Page::within(number, &of_party)));
                }
            }
        }
        let rows = parties.rows().zip(&tallies);
        let bill = rows.fold(Self::default(), |bill, ((_, party), tally)| {
            bill.with(terms, party.weight_bps, tally)
        });
        (bill, tallies)
    }

    /// With the part of a party.
    pub fn with(self, terms: &Terms, weight_bps: u16, tally: &Tally) -> Self {
        let weight = u128::from(weight_bps).saturating_mul(tally.due.into());
        let share = u128::from(party_bps(terms, weight_bps, tally));
        Self {
            weight: self.weight.saturating_add(weight),
            weighted: self.weighted.saturating_add(weight.saturating_mul(share)),
        }
    }

    /// The share of the bill that is due, in basis points, rounded up; all of it if nothing was due.
    pub fn due_bps(&self) -> u16 {
        if self.weight == 0 {
            return BPS as u16;
        }
        let share = self.weighted.div_ceil(self.weight).min(BPS.into());
        u16::try_from(share).unwrap_or(BPS as u16)
    }
}
