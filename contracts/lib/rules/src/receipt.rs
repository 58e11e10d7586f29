//! Cumulative receipts: each receipt states everything ever earned, so that a replay adds nothing,
//! a lost one costs nothing, and a stale one cannot lower what was already granted.

pub mod agreement;
#[cfg(test)]
mod properties;

use crate::math::U256;

/// Why a receipt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptError {
    /// The stated total does not exceed what was already collected.
    NotIncreasing {
        /// Collected so far: the total must be above it.
        expected_above: U256,
        /// The total received.
        received: U256,
    },
    /// The stated total is below one that was stated before.
    WentBack {
        /// Highest total so far.
        expected_at_least: U256,
        /// The total received.
        received: U256,
    },
    /// More was to be collected than the receipt leaves.
    AboveOutstanding {
        /// Most that can be collected.
        expected_at_most: U256,
        /// What was to be collected.
        received: U256,
    },
    /// The receipt is not newer than the last one.
    NotNewer {
        /// Number of the last receipt: the number must be above it.
        expected_above: u64,
        /// The number received.
        received: u64,
    },
    /// The receipt grants more in one step than the terms allow.
    StepTooLarge {
        /// Most a single receipt may add.
        expected_at_most: U256,
        /// What it would add.
        received: U256,
    },
}

/// `graph_tally_collect`: what a receipt aggregate voucher pays
/// (`graphprotocol/contracts`, `GraphTallyCollector._collect`).
///
/// `value_aggregate` must exceed `collected`; `tokens_to_collect` of zero collects everything
/// outstanding, any other amount at most that. The new collected total is `collected` plus the
/// result. Amounts in token units.
pub fn graph_tally_collect(
    collected: U256,
    value_aggregate: U256,
    tokens_to_collect: U256,
) -> Result<U256, ReceiptError> {
    if value_aggregate <= collected {
        return Err(ReceiptError::NotIncreasing {
            expected_above: collected,
            received: value_aggregate,
        });
    }
    let outstanding = value_aggregate - collected;
    if tokens_to_collect.is_zero() {
        return Ok(outstanding);
    }
    if tokens_to_collect > outstanding {
        return Err(ReceiptError::AboveOutstanding {
            expected_at_most: outstanding,
            received: tokens_to_collect,
        });
    }
    Ok(tokens_to_collect)
}

/// What is remembered of the money of a meter, such as a session of a client with an operator
/// ([`crate::qos::usage`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Meter {
    /// Number of the last accepted receipt; 0 before the first.
    pub nonce: u64,
    /// Highest total that was stated.
    pub granted: U256,
    /// Collected of it.
    pub collected: U256,
}

/// What a receipt states. Its signature is checked before it gets here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Strictly increasing per meter.
    pub nonce: u64,
    /// Everything ever earned on this meter.
    pub total: U256,
}

impl Meter {
    /// Accepts a receipt: newer than the last, with a total that is not below it, and adding at most
    /// `max_step` (the ceiling that bounds what a stolen signing key can grant at once). Returns
    /// what it added: nothing, where a receipt states errors alone.
    pub fn accept(&mut self, receipt: Receipt, max_step: U256) -> Result<U256, ReceiptError> {
        if receipt.nonce <= self.nonce {
            return Err(ReceiptError::NotNewer {
                expected_above: self.nonce,
                received: receipt.nonce,
            });
        }
        if receipt.total < self.granted {
            return Err(ReceiptError::WentBack {
                expected_at_least: self.granted,
                received: receipt.total,
            });
        }
        let added = receipt.total - self.granted;
        if added > max_step {
            return Err(ReceiptError::StepTooLarge {
                expected_at_most: max_step,
                received: added,
            });
        }
        self.nonce = receipt.nonce;
        self.granted = receipt.total;
        Ok(added)
    }

    /// Granted and not collected.
    pub fn outstanding(&self) -> U256 {
        self.granted.saturating_sub(self.collected)
    }

    /// Collects at most `limit` of what is outstanding, such as what the payer's escrow holds; the
    /// rest stays collectable. Returns what was collected, which may be zero.
    pub fn collect(&mut self, limit: U256) -> U256 {
        let amount = self.outstanding().min(limit);
        self.collected += amount;
        amount
    }
}

/// The units both ends of a link agree on: the smaller of two cumulative counters, so that neither
/// end alone can inflate the bill.
pub fn agreed_total(one_end: U256, other_end: U256) -> U256 {
    one_end.min(other_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    fn receipt(nonce: u64, total: u64) -> Receipt {
        let total = u(total);
        Receipt { nonce, total }
    }

    #[test]
    fn voucher_collects_the_difference_and_refuses_a_replay() {
        assert_eq!(graph_tally_collect(u(0), u(100), u(0)), Ok(u(100)));
        assert_eq!(graph_tally_collect(u(100), u(150), u(0)), Ok(u(50)));
        let refused = ReceiptError::NotIncreasing {
            expected_above: u(100),
            received: u(100),
        };
        assert_eq!(graph_tally_collect(u(100), u(100), u(0)), Err(refused));
    }

    #[test]
    fn partial_collection_is_bounded_by_what_is_outstanding() {
        assert_eq!(graph_tally_collect(u(40), u(100), u(60)), Ok(u(60)));
        let refused = ReceiptError::AboveOutstanding {
            expected_at_most: u(60),
            received: u(61),
        };
        assert_eq!(graph_tally_collect(u(40), u(100), u(61)), Err(refused));
    }

    #[test]
    fn stale_receipt_is_refused_and_changes_nothing() {
        let mut meter = Meter::default();
        meter.accept(receipt(2, 50), U256::MAX).unwrap();
        let before = meter;
        let older = meter.accept(receipt(1, 90), U256::MAX);
        let lower = meter.accept(receipt(3, 49), U256::MAX);
        assert!(matches!(older, Err(ReceiptError::NotNewer { .. })));
        assert!(matches!(lower, Err(ReceiptError::WentBack { .. })));
        assert_eq!(meter, before);
        assert_eq!(meter.accept(receipt(3, 50), U256::MAX), Ok(u(0)));
    }

    #[test]
    fn receipt_above_the_step_is_refused() {
        let mut meter = Meter::default();
        let refused = ReceiptError::StepTooLarge {
            expected_at_most: u(10),
            received: u(11),
        };
        assert_eq!(meter.accept(receipt(1, 11), u(10)), Err(refused));
        assert_eq!(meter.accept(receipt(1, 10), u(10)), Ok(u(10)));
    }

    #[test]
    fn collection_stops_at_the_escrow_and_resumes_later() {
        let mut meter = Meter::default();
        meter.accept(receipt(1, 100), U256::MAX).unwrap();
        assert_eq!(meter.collect(u(30)), u(30));
        assert_eq!(meter.collect(u(0)), u(0));
        assert_eq!(meter.collect(U256::MAX), u(70));
        assert_eq!(meter.collect(U256::MAX), u(0));
    }

    #[test]
    fn link_bills_the_smaller_counter() {
        assert_eq!(agreed_total(u(5), u(9)), u(5));
        assert_eq!(agreed_total(u(9), u(5)), u(5));
    }

    proptest! {
        #[test]
        fn collected_never_exceeds_the_highest_total(
            receipts in prop::collection::vec((1u64..20, 0u64..1_000, 0u64..500), 0..40)
        ) {
            let mut meter = Meter::default();
            let mut highest = U256::zero();
            for (nonce, total, limit) in receipts {
                let before = meter.granted;
                if let Ok(added) = meter.accept(receipt(nonce, total), U256::MAX) {
                    prop_assert_eq!(before + added, u(total));
                    highest = u(total);
                }
                meter.collect(u(limit));
                prop_assert_eq!(meter.granted, highest);
                prop_assert!(meter.collected <= highest);
            }
            meter.collect(U256::MAX);
            prop_assert_eq!(meter.collected, highest);
        }
    }
}
