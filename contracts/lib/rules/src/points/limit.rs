//! How many points an operator may earn in one service and era.

#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The points that an operator has earned in a service, in the last era in which it earned any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct EraPoints {
    /// The era.
    pub era: u32,
    /// The points, those that were [withheld](Self::withhold) taken off.
    pub earned: u32,
    /// All points that count against the limit.
    pub counted: u32,
}

impl EraPoints {
    /// Add `points` in `era`, as many as `limit` leaves; returns how many. They never exceed `limit` in an era.
    pub fn award(&mut self, era: u32, limit: u32, points: u32) -> u32 {
        *self = self.in_era(era);
        let points = points.min(limit.saturating_sub(self.counted));
        self.earned = self.earned.saturating_add(points);
        self.counted = self.counted.saturating_add(points);
        points
    }

    /// Take off, for the time `away` of the time `elapsed` since `era` began, in the same unit, its part of the
    /// points that are left, rounded up. Returns it.
    ///
    /// Of an absence that is reported in pieces, all pieces together take off as much as the whole reported at its
    /// end.
    /// Points that are earned later are not touched: an operator that is back earns in full. What was taken
    /// off still counts against the limit.
    pub fn withhold(&mut self, era: u32, away: u64, elapsed: u64) -> u32 {
        *self = self.in_era(era);
        let (earned, away, elapsed) = (u128::from(self.earned), u128::from(away), elapsed.max(1));
        let withheld = earned.saturating_mul(away).div_ceil(elapsed.into());
        let withheld = u32::try_from(withheld).unwrap_or(u32::MAX).min(self.earned);
        self.earned = self.earned.saturating_sub(withheld);
        withheld
    }

    fn in_era(self, era: u32) -> Self {
        match self.era == era {
            true => self,
            false => Self {
                era,
                ..Self::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_is_that_of_an_era() {
        let mut points = EraPoints::default();
        assert_eq!([4, 4, 4].map(|it| points.award(1, 10, it)), [4, 4, 2]);
        assert_eq!(points.award(2, 10, 11), 10);
        assert_eq!(points.award(2, 10, 1), 0);
    }

    #[test]
    fn time_away_costs_its_part_of_what_was_earned_before() {
        let mut points = EraPoints::default();
        points.award(3, 100, 50);
        assert_eq!(points.withhold(3, 30, 100), 15);
        // Rounded up; what is gone is not taken again.
        assert_eq!(points.withhold(3, 1, 100), 1);
        assert_eq!(points.earned, 34);
        // It does not make room below the limit.
        assert_eq!(points.award(3, 100, 100), 50);
        assert_eq!(points.withhold(3, u64::MAX, 1), 84);
        assert_eq!(points.withhold(3, 1, 0), 0);
        assert_eq!(points.withhold(4, 1, 1), 0);
    }

    #[test]
    fn absence_in_pieces_costs_what_it_costs_at_once() {
        let worked = |pieces: &[(u64, u64)]| {
            let mut points = EraPoints::default();
            points.award(0, 1_000, 100);
            for (away, elapsed) in pieces {
                points.withhold(0, *away, *elapsed);
            }
            points.earned
        };
        // Away from 50 to 200.
        assert_eq!(worked(&[(150, 200)]), 25);
        assert_eq!(worked(&[(50, 100), (100, 200)]), 25);
    }
}
