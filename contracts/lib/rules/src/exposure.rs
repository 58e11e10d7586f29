//! What of an operator's stake secures which service, in one asset.
//!
//! An operator *commits* an amount to a service. Commitments are exclusive: together they are at most what
//! is bonded when each is made. The *exposure* of a service is what its commitment is worth when a slash
//! captures it: less where delegators have left since, in the same proportion for every service. A slash takes
//! from the exposure of its service and from nothing else, and all slashes of what was captured together take
//! at most that.
//!
//! All amounts are base units of the asset.

use crate::math::mul_div_floor;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// An operator's commitment to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Commitment {
    /// What is committed, slashes taken off.
    pub amount: u128,
    /// What slashes have taken of it. Only grows.
    pub taken: u128,
}

/// What a slash captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Captured {
    /// The exposure of the service.
    pub amount: u128,
    /// What slashes had taken of the commitment before.
    pub taken_before: u128,
}

/// A commitment that the stake does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    /// What is bonded and not committed.
    pub free: u128,
    /// What was to be committed.
    pub requested: u128,
}

/// What is staked with an operator by those who share a fate, in one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backed {
    /// The stake that is not unbonding.
    pub bonded: u128,
    /// The sum of its commitments.
    pub committed: u128,
}

/// Cover a commitment of `requested`: by the first of `stakes` as far as it is not committed, then by the next.
/// Returns what each commits.
///
/// # Errors
/// Where all together have less.
pub fn cover<const N: usize>(
    stakes: [Backed; N],
    requested: u128,
) -> Result<[u128; N], NotCovered> {
    let mut left = requested;
    let commits = stakes.map(|stake| {
        let commits = stake.bonded.saturating_sub(stake.committed).min(left);
        left = left.saturating_sub(commits);
        commits
    });
    match left {
        0 => Ok(commits),
        left => Err(NotCovered {
            free: requested.saturating_sub(left),
            requested,
        }),
    }
}

/// One of the two stakes that secure a service, in one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Secured {
    /// The whole stake, unbonding included.
    pub staked: u128,
    /// The sum of its commitments to all services.
    pub committed: u128,
}

/// Let each of the two stakes of a service cover what the other lacks: what has left one of them since it was
/// committed is missing only as far as the other has committed all it has, too. Otherwise stake that is committed
/// first and leaves would shield the rest.
///
/// `stakes` and `commitments` are changed alike, so that no part of a stake covers two services.
pub fn cover_shortfalls(stakes: &mut [Secured; 2], commitments: &mut [Commitment; 2]) {
    let ([one, two], [first, second]) = (stakes, commitments);
    cover_shortfall((one, first), (two, second));
    cover_shortfall((two, second), (one, first));
}

fn cover_shortfall(
    (stake, commitment): (&mut Secured, &mut Commitment),
    (other, others): (&mut Secured, &mut Commitment),
) {
    // All that the stake lacks, not this service's part of it: what moves leaves what stays whole.
    let lacks = stake.committed.saturating_sub(stake.staked);
    let lacks = lacks.min(commitment.amount);
    let moved = lacks.min(other.staked.saturating_sub(other.committed));
    for (from, to) in [
        (&mut stake.committed, &mut other.committed),
        (&mut commitment.amount, &mut others.amount),
    ] {
        *from = from.saturating_sub(moved);
        *to = to.saturating_add(moved);
    }
}

impl Commitment {
    /// The exposure: the commitment, or where the whole stake, `staked`, is less than the sum of all
    /// commitments, `committed`, its part of the stake, rounded down.
    pub fn exposure(&self, committed: u128, staked: u128) -> u128 {
        if staked >= committed {
            return self.amount;
        }
        let part = mul_div_floor(self.amount.into(), staked.into(), committed.into());
        part.and_then(|part| u128::try_from(part).ok())
            .unwrap_or(0)
            .min(self.amount)
    }

    /// What a slash captures.
    pub fn capture(&self, committed: u128, staked: u128) -> Captured {
        Captured {
            amount: self.exposure(committed, staked),
            taken_before: self.taken,
        }
    }

    /// What a slash of `amount` of what was captured can take: at most what others have left of it.
    pub fn takes(&self, captured: &Captured, amount: u128) -> u128 {
        let since = self.taken.saturating_sub(captured.taken_before);
        amount.min(captured.amount.saturating_sub(since))
    }

    /// The commitment after `amount` was taken.
    pub fn after(self, amount: u128) -> Self {
        Self {
            amount: self.amount.saturating_sub(amount),
            taken: self.taken.saturating_add(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commitments_are_at_most_what_is_bonded() {
        let alone = |bonded, committed| [Backed { bonded, committed }];
        assert_eq!(cover(alone(100, 0), 60), Ok([60]));
        assert_eq!(cover(alone(100, 60), 40), Ok([40]));
        let refused = |free, requested| Err(NotCovered { free, requested });
        assert_eq!(cover(alone(100, 60), 41), refused(40, 41));
        // Delegators have left since.
        assert_eq!(cover(alone(50, 60), 1), refused(0, 1));
        assert_eq!(cover(alone(u128::MAX, 0), u128::MAX), Ok([u128::MAX]));
    }

    #[test]
    fn who_is_first_covers_first() {
        let stakes = [(100, 70), (50, 10)].map(|(bonded, committed)| Backed { bonded, committed });
        assert_eq!(cover(stakes, 30), Ok([30, 0]));
        assert_eq!(cover(stakes, 31), Ok([30, 1]));
        assert_eq!(cover(stakes, 70), Ok([30, 40]));
        let refused = NotCovered {
            free: 70,
            requested: 71,
        };
        assert_eq!(cover(stakes, 71), Err(refused));
        assert_eq!(cover(stakes, 0), Ok([0, 0]));
    }

    #[test]
    fn stake_that_leaves_is_covered_by_what_others_have_not_committed() {
        let of = |amount| Commitment { amount, taken: 0 };
        let mut stakes =
            [(0, 100), (1_000, 0)].map(|(staked, committed)| Secured { staked, committed });
        let mut commitments = [of(100), of(0)];
        cover_shortfalls(&mut stakes, &mut commitments);
        assert_eq!(commitments, [of(0), of(100)]);
        assert_eq!(stakes.map(|it| it.committed), [0, 100]);
        // Again, nothing is missing any more.
        cover_shortfalls(&mut stakes, &mut commitments);
        assert_eq!(commitments, [of(0), of(100)]);
        // The other one has little that is not committed to other services; and the other way round.
        let mut stakes =
            [(40, 100), (130, 100)].map(|(staked, committed)| Secured { staked, committed });
        let mut commitments = [of(100), of(50)];
        cover_shortfalls(&mut stakes, &mut commitments);
        assert_eq!(commitments, [of(70), of(80)]);
        assert_eq!(stakes.map(|it| it.committed), [70, 130]);
        let mut stakes =
            [(300, 0), (0, 100)].map(|(staked, committed)| Secured { staked, committed });
        let mut commitments = [of(0), of(100)];
        cover_shortfalls(&mut stakes, &mut commitments);
        assert_eq!(commitments, [of(100), of(0)]);
    }

    /// Two services are secured by the same stake, of which a part left.
    #[test]
    fn shortfall_of_a_stake_is_covered_whole_where_the_other_is_free() {
        let of = |amount| Commitment { amount, taken: 0 };
        let (mut x, y) = ([of(50), of(0)], of(50));
        let mut stakes =
            [(50, 100), (1_000, 0)].map(|(staked, committed)| Secured { staked, committed });
        cover_shortfalls(&mut stakes, &mut x);
        assert_eq!(x, [of(0), of(50)]);
        let exposed = |commitment: Commitment, stake: Secured| {
            commitment.exposure(stake.committed, stake.staked)
        };
        assert_eq!(exposed(x[0], stakes[0]) + exposed(x[1], stakes[1]), 50);
        assert_eq!(exposed(y, stakes[0]), 50);
    }

    #[test]
    fn exposure_shrinks_in_proportion_where_stake_has_left() {
        let of = |amount| Commitment { amount, taken: 0 };
        assert_eq!(of(60).exposure(100, 100), 60);
        assert_eq!(of(60).exposure(100, 50), 30);
        assert_eq!(of(40).exposure(100, 50), 20);
        assert_eq!(of(1).exposure(3, 2), 0);
        assert_eq!(of(60).exposure(100, 0), 0);
        assert_eq!(
            of(u128::MAX).exposure(u128::MAX, u128::MAX - 1),
            u128::MAX - 1
        );
    }

    #[test]
    fn slashes_of_one_capture_take_no_more_than_it() {
        let mut commitment = Commitment {
            amount: 100,
            taken: 0,
        };
        let captured = commitment.capture(100, 100);
        let first = commitment.takes(&captured, 60);
        commitment = commitment.after(first);
        let second = commitment.takes(&captured, 50);
        commitment = commitment.after(second);
        assert_eq!((first, second), (60, 40));
        let empty = Commitment {
            amount: 0,
            taken: 100,
        };
        assert_eq!(commitment, empty);
        assert_eq!(commitment.takes(&captured, 1), 0);
    }
}
