//! What a receipt of a session states: requests, errors, units, bytes, and how fast the responses were.
//!
//! Every counter is cumulative within its session, so that the newest receipt says everything the ones
//! before it said: a lost one costs nothing, a replayed one adds nothing.

use crate::{
    math::{mul_div_floor, BPS, U256},
    receipt::{Meter, Receipt},
};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Latency buckets of a receipt.
pub const BUCKETS: usize = 8;

/// The longest response of each bucket, in milliseconds. Fixed, so that the receipts of all clients can
/// be compared.
pub const BUCKET_LIMITS_MS: [u64; BUCKETS] = [50, 100, 250, 500, 1_000, 2_500, 5_000, u64::MAX];

/// The number of the slowest bucket.
pub const SLOWEST: u8 = BUCKETS as u8 - 1;

/// What one session counted since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Counters {
    /// Requests, with or without a response.
    pub requests: u64,
    /// Requests without a correct response; at most `requests`.
    pub errors: u64,
    /// Units of work that are paid for.
    pub units: u64,
    /// Bytes from the client to the operator.
    pub bytes_in: u64,
    /// Bytes from the operator to the client.
    pub bytes_out: u64,
    /// Correct responses by latency: `requests - errors` together. See [`BUCKET_LIMITS_MS`].
    pub latency: [u64; BUCKETS],
}

/// Why a receipt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// More errors than requests.
    TooManyErrors {
        /// The requests.
        expected_at_most: u64,
        /// The errors received.
        received: u64,
    },
    /// The buckets do not hold every correct response once.
    WrongBuckets {
        /// Requests without the errors.
        expected: u64,
        /// Sum of the buckets.
        received: u128,
    },
    /// A counter is below what an earlier receipt stated.
    WentBack {
        /// Which: 0 to 4 in the order of [`Counters`], from 5 on the buckets.
        counter: u8,
        /// What was stated.
        expected_at_least: u64,
        /// The counter received.
        received: u64,
    },
    /// The receipt is not newer than the last one.
    NotNewer {
        /// Sequence number of the last one.
        expected_above: u64,
        /// The sequence number received.
        received: u64,
    },
}

impl Counters {
    /// Checks what the counters of one receipt say of each other.
    /// Errors: `TooManyErrors`, `WrongBuckets`.
    pub fn check(&self) -> Result<(), UsageError> {
        let Some(expected) = self.requests.checked_sub(self.errors) else {
            return Err(UsageError::TooManyErrors {
                expected_at_most: self.requests,
                received: self.errors,
            });
        };
        let received = self.responses();
        if received != u128::from(expected) {
            return Err(UsageError::WrongBuckets { expected, received });
        }
        Ok(())
    }

    /// Correct responses: the sum of the buckets.
    pub fn responses(&self) -> u128 {
        self.latency.iter().map(|count| u128::from(*count)).sum()
    }

    /// What was added since `earlier`. Errors: `WentBack`.
    pub fn since(&self, earlier: &Self) -> Result<Self, UsageError> {
        let mut number = 0u8;
        let mut added = |expected_at_least: u64, received: u64| {
            let counter = number;
            number = number.saturating_add(1);
            received
                .checked_sub(expected_at_least)
                .ok_or(UsageError::WentBack {
                    counter,
                    expected_at_least,
                    received,
                })
        };
        let mut difference = Self {
            requests: added(earlier.requests, self.requests)?,
            errors: added(earlier.errors, self.errors)?,
            units: added(earlier.units, self.units)?,
            bytes_in: added(earlier.bytes_in, self.bytes_in)?,
            bytes_out: added(earlier.bytes_out, self.bytes_out)?,
            latency: [0; BUCKETS],
        };
        let pairs = earlier.latency.iter().zip(&self.latency);
        for (slot, (before, now)) in difference.latency.iter_mut().zip(pairs) {
            *slot = added(*before, *now)?;
        }
        Ok(difference)
    }

    /// Both together, each counter at most `u64::MAX`.
    pub fn plus(&self, other: &Self) -> Self {
        let mut latency = self.latency;
        for (slot, more) in latency.iter_mut().zip(&other.latency) {
            *slot = slot.saturating_add(*more);
        }
        Self {
            requests: self.requests.saturating_add(other.requests),
            errors: self.errors.saturating_add(other.errors),
            units: self.units.saturating_add(other.units),
            bytes_in: self.bytes_in.saturating_add(other.bytes_in),
            bytes_out: self.bytes_out.saturating_add(other.bytes_out),
            latency,
        }
    }

    /// Errors of all requests, in basis points, rounded down. No requests are no errors.
    pub fn error_bps(&self) -> u32 {
        share_bps(self.errors, self.requests)
    }

    /// The bucket in which `bps` basis points of the correct responses are reached, rounded up. Without
    /// one it is the slowest: no response is slower than any.
    pub fn quantile_bucket(&self, bps: u32) -> u8 {
        let all = self.responses();
        let bps = u128::from(bps).min(u128::from(BPS));
        // Eight 64-bit counters times 10,000 fit 128 bits.
        let reached = all
            .saturating_mul(bps)
            .div_ceil(u128::from(BPS))
            .max(u128::from(all > 0));
        let mut seen = 0u128;
        for (bucket, count) in (0u8..).zip(&self.latency) {
            seen = seen.saturating_add(u128::from(*count));
            if all > 0 && seen >= reached {
                return bucket;
            }
        }
        SLOWEST
    }
}

/// `part` of `whole`, in basis points, rounded down; at most a whole, and zero of nothing.
pub fn share_bps(part: u64, whole: u64) -> u32 {
    let part = part.min(whole);
    mul_div_floor(part.into(), BPS.into(), whole.into()).map_or(0, |bps: U256| bps.low_u32())
}

/// The longest response of a bucket, in milliseconds; `u64::MAX` for the slowest.
pub fn bucket_limit_ms(bucket: u8) -> u64 {
    let limit = BUCKET_LIMITS_MS.get(usize::from(bucket));
    limit.copied().unwrap_or(u64::MAX)
}

/// What is remembered of a session of a client with an operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Session {
    /// The agreement it belongs to, by the second in which it was opened; 0 before the first receipt.
    pub agreement: u64,
    /// What the newest receipt stated.
    pub counters: Counters,
    /// Its sequence number, and the money.
    pub bill: Meter,
    /// Second of the last collection; 0 before the first.
    pub collected_at: u64,
}

impl Session {
    /// Accepts what a receipt states, at `price` base units per unit of work. Returns what it added.
    /// Nothing is changed by a receipt that is refused.
    /// Errors: `TooManyErrors`, `WrongBuckets`, `WentBack`, `NotNewer`.
    pub fn accept(
        &mut self,
        sequence: u64,
        counters: &Counters,
        price: u128,
    ) -> Result<Counters, UsageError> {
        counters.check()?;
        let added = counters.since(&self.counters)?;
        // Below 2^192: the price of an agreement never changes.
        let total = U256::from(price).saturating_mul(counters.units.into());
        let receipt = Receipt {
            nonce: sequence,
            total,
        };
        let expected_above = self.bill.nonce;
        // The units did not go back, so the total does not: what is left is the sequence number.
        self.bill
            .accept(receipt, U256::MAX)
            .map_err(|_| UsageError::NotNewer {
                expected_above,
                received: sequence,
            })?;
        self.counters = *counters;
        Ok(added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counters(requests: u64, errors: u64, units: u64) -> Counters {
        Counters {
            requests,
            errors,
            units,
            latency: [requests.saturating_sub(errors), 0, 0, 0, 0, 0, 0, 0],
            ..Counters::default()
        }
    }

    #[test]
    fn errors_and_buckets_must_fit_the_requests() {
        assert_eq!(counters(5, 5, 0).check(), Ok(()));
        let refused = UsageError::TooManyErrors {
            expected_at_most: 5,
            received: 6,
        };
        assert_eq!(counters(5, 6, 0).check(), Err(refused));
        let mut wrong = counters(5, 1, 0);
        wrong.latency[7] = u64::MAX;
        let refused = UsageError::WrongBuckets {
            expected: 4,
            received: u128::from(u64::MAX) + 4,
        };
        assert_eq!(wrong.check(), Err(refused));
    }

    #[test]
    fn counter_that_shrinks_is_named() {
        let all = Counters {
            requests: 9,
            errors: 1,
            units: 9,
            bytes_in: 9,
            bytes_out: 9,
            latency: [1; BUCKETS],
        };
        for counter in 0..5 + BUCKETS as u8 {
            let mut less = all;
            match counter {
                0 => less.requests -= 1,
                1 => less.errors -= 1,
                2 => less.units -= 1,
                3 => less.bytes_in -= 1,
                4 => less.bytes_out -= 1,
                bucket => less.latency[usize::from(bucket) - 5] -= 1,
            }
            let refused = less.since(&all).unwrap_err();
            assert!(
                matches!(refused, UsageError::WentBack { counter: named, .. } if named == counter),
                "{counter}: {refused:?}"
            );
        }
        assert_eq!(all.since(&all), Ok(Counters::default()));
    }

    #[test]
    fn quantile_is_the_bucket_in_which_it_is_reached() {
        let mut fast = counters(100, 0, 0);
        assert_eq!(fast.quantile_bucket(9_500), 0);
        fast.latency = [95, 0, 5, 0, 0, 0, 0, 0];
        assert_eq!(fast.quantile_bucket(9_500), 0);
        fast.latency = [94, 0, 6, 0, 0, 0, 0, 0];
        assert_eq!(fast.quantile_bucket(9_500), 2);
        fast.latency = [94, 0, 0, 0, 0, 0, 0, 6];
        assert_eq!(fast.quantile_bucket(9_500), SLOWEST);
        assert_eq!(fast.quantile_bucket(0), 0);
        // A provider that never responds is not the fastest.
        assert_eq!(counters(7, 7, 0).quantile_bucket(9_500), SLOWEST);
        assert_eq!(bucket_limit_ms(2), 250);
        assert_eq!(bucket_limit_ms(99), u64::MAX);
    }

    #[test]
    fn shares_are_of_a_whole() {
        assert_eq!(share_bps(1, 3), 3_333);
        assert_eq!(share_bps(5, 0), 0);
        assert_eq!(share_bps(9, 3), 10_000);
        assert_eq!(counters(8, 1, 0).error_bps(), 1_250);
    }

    #[test]
    fn receipt_of_errors_alone_is_accepted_and_costs_nothing() {
        let mut session = Session::default();
        session.accept(1, &counters(5, 0, 5), 3).unwrap();
        let added = session.accept(2, &counters(6, 1, 5), 3).unwrap();
        assert_eq!((added.errors, added.units), (1, 0));
        assert_eq!(session.bill.granted, 15.into());
        let replayed = session.accept(2, &counters(6, 1, 5), 3);
        let refused = UsageError::NotNewer {
            expected_above: 2,
            received: 2,
        };
        assert_eq!(replayed, Err(refused));
    }

    /// Receipts of one session in the order in which the client signed them.
    fn signed() -> impl Strategy<Value = Vec<Counters>> {
        let step = (
            0u64..50,
            0u64..5,
            0u64..100,
            0u64..9,
            0u64..9,
            0usize..BUCKETS,
        );
        prop::collection::vec(step, 1..20).prop_map(|steps| {
            let mut sum = Counters::default();
            let mut all = Vec::new();
            for (responses, errors, units, bytes_in, bytes_out, bucket) in steps {
                sum.requests += responses + errors;
                sum.errors += errors;
                sum.units += units;
                sum.bytes_in += bytes_in;
                sum.bytes_out += bytes_out;
                sum.latency[bucket] += responses;
                all.push(sum);
            }
            all
        })
    }

    proptest! {
        /// Newest wins: which receipts are claimed, and in which order, does not matter once the newest is.
        #[test]
        fn any_order_of_claims_bills_the_newest(
            receipts in signed(),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
            price in any::<u128>(),
        ) {
            let newest = receipts.len() - 1;
            let mut session = Session::default();
            let mut sum = Counters::default();
            for number in order.iter().map(|it| it.index(receipts.len())).chain([newest]) {
                let before = session;
                match session.accept(number as u64 + 1, &receipts[number], price) {
                    Ok(added) => sum = sum.plus(&added),
                    Err(_) => prop_assert_eq!(session, before),
                }
            }
            prop_assert_eq!(session.counters, receipts[newest]);
            prop_assert_eq!(sum, receipts[newest]);
            let due = U256::from(price) * U256::from(receipts[newest].units);
            prop_assert_eq!(session.bill.granted, due);
        }

        #[test]
        fn increments_of_valid_receipts_are_valid(receipts in signed()) {
            let mut before = Counters::default();
            for receipt in receipts {
                prop_assert_eq!(receipt.since(&before).unwrap().check(), Ok(()));
                before = receipt;
            }
        }

        #[test]
        fn quantile_does_not_fall_with_its_share(
            latency in prop::array::uniform8(0u64..20), one in 0u32..=10_000, other in 0u32..=10_000
        ) {
            let it = Counters { latency, ..Counters::default() };
            let (less, more) = (one.min(other), one.max(other));
            prop_assert!(it.quantile_bucket(less) <= it.quantile_bucket(more));
        }
    }
}
