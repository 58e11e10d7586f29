//! Where every unit of rewards is, and how an era that is over is settled.
//!
//! An era's pot is its funding and a part of what is carried. Each operator takes its share of the pot by
//! weight; what it lost of that by its absence, and what divisions leave, is carried. What is carried is
//! released over many pots: so neither a competitor of an absent operator nor who works alone in an idle era
//! gets what others lost.

use super::era_pot::{EraPot, EraShare, PotError};
use crate::{
    math::{bps_floor, mul_div_floor, U256},
    price::usd_part,
};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The accounts of all rewards, in the token's smallest unit: `deposited = paid + carried + unclaimed`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Books {
    /// Every deposit.
    pub deposited: U256,
    /// Every claim.
    pub paid: U256,
    /// Assigned to no account yet: in pots, and between them.
    pub carried: U256,
    /// Assigned to an account, and not claimed.
    pub unclaimed: U256,
    /// The part of `carried` that is in no pot. Each pot that opens takes a part of it.
    pub reserve: U256,
}

/// A step that the books refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BooksError {
    /// An amount beyond 256 bits.
    Overflow,
    /// More than the books have.
    Unaccounted {
        /// What they have.
        expected_at_most: U256,
        /// What was to be moved.
        received: U256,
    },
}

impl From<PotError> for BooksError {
    fn from(error: PotError) -> Self {
        match error {
            PotError::WeightAboveTotal {
                expected_at_most,
                received,
            } => Self::Unaccounted {
                expected_at_most,
                received,
            },
            PotError::Closed => Self::Unaccounted {
                expected_at_most: U256::zero(),
                received: U256::zero(),
            },
            PotError::Overflow => Self::Overflow,
        }
    }
}

/// An operator in an era that is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EraWeight {
    /// Its weight, what it lost included.
    pub weight: U256,
    /// The part of its weight that it lost by its absence; at most `weight`.
    pub withheld: U256,
}

/// What became of an operator's share of a pot: `amount = commission + given + carried`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The share.
    pub amount: U256,
    /// What the operator keeps before its delegators.
    pub commission: U256,
    /// What its vaults got.
    pub given: U256,
    /// What is carried: lost by absence, left by divisions, or for stake of which nothing earns.
    pub carried: U256,
}

impl Books {
    /// Take a deposit for a pot.
    pub fn deposit(&mut self, amount: U256) -> Result<(), BooksError> {
        self.deposited = plus(self.deposited, amount)?;
        self.carried = plus(self.carried, amount)?;
        Ok(())
    }

    /// Take a deposit for later pots.
    pub fn donate(&mut self, amount: U256) -> Result<(), BooksError> {
        self.deposit(amount)?;
        self.release(amount)
    }

    /// Move an amount out of a pot, for later ones.
    pub fn release(&mut self, amount: U256) -> Result<(), BooksError> {
        self.reserve = plus(self.reserve, amount)?;
        Ok(())
    }

    /// Carry an amount that was allotted, and that no account can claim any more: what divisions left.
    pub fn forfeit(&mut self, amount: U256) -> Result<(), BooksError> {
        self.unclaimed = minus(self.unclaimed, amount)?;
        self.carried = plus(self.carried, amount)?;
        self.release(amount)
    }

    /// Pay an amount out.
    pub fn pay(&mut self, amount: U256) -> Result<(), BooksError> {
        self.unclaimed = minus(self.unclaimed, amount)?;
        self.paid = plus(self.paid, amount)?;
        Ok(())
    }

    /// Pay out what is in no pot and of no account. Returns it.
    pub fn recover(&mut self) -> Result<U256, BooksError> {
        let amount = core::mem::take(&mut self.reserve);
        self.carried = minus(self.carried, amount)?;
        self.paid = plus(self.paid, amount)?;
        Ok(amount)
    }

    /// The pot of the last era that is over, funded with `funded`, for operators of `weight` together. It takes
    /// one part in `parts` of the reserve; a reserve of less goes unit by unit.
    pub fn open(&mut self, funded: U256, weight: U256, parts: u32) -> Result<EraPot, BooksError> {
        let part = self
            .reserve
            .checked_div(parts.into())
            .unwrap_or(self.reserve)
            .max(U256::one())
            .min(self.reserve);
        let pot = EraPot::open(funded, part, weight)?;
        self.reserve = minus(self.reserve, part)?;
        Ok(pot)
    }

    /// The pot of an era of long ago, that was not opened in time. It takes nothing of the reserve: what is
    /// carried goes on, never back, or who settles such an era would get all that was carried since.
    pub fn open_late(&mut self, funded: U256, weight: U256) -> Result<EraPot, BooksError> {
        Ok(EraPot::open(funded, U256::zero(), weight)?)
    }

    /// Settle an operator: take its share of the pot, deduct its commission of so many basis points, rounded
    /// down, and give the rest to its vaults by `give`, which returns what they took.
    pub fn settle<E: From<BooksError>>(
        &mut self,
        pot: &mut EraPot,
        operator: EraWeight,
        commission_bps: u32,
        give: impl FnOnce(U256) -> Result<U256, E>,
    ) -> Result<Settled, E> {
        let EraWeight { weight, withheld } = operator;
        let taken = pot.take(&mut EraShare {
            weight,
            taken: false,
        });
        let amount = taken.map_err(BooksError::from)?;
        let earning = weight.saturating_sub(withheld);
        let earned = mul_div_floor(amount, earning, weight).unwrap_or_default();
        let commission = bps_floor(earned, commission_bps);
        let given = give(minus(earned, commission)?)?;
        let allotted = plus(commission, given)?;
        let carried = minus(amount, allotted)?;
        self.carried = minus(self.carried, allotted)?;
        self.unclaimed = plus(self.unclaimed, allotted)?;
        self.release(carried)?;
        Ok(Settled {
            amount,
            commission,
            given,
            carried,
        })
    }

    /// Close a pot: what is left of it is carried. Returns it.
    pub fn close(&mut self, pot: &mut EraPot) -> Result<U256, BooksError> {
        let left = pot.close();
        self.release(left)?;
        Ok(left)
    }
}

/// `rest` divided by value, each part rounded down; nothing where nothing has a value.
pub fn divide(rest: U256, values: &[U256]) -> impl Iterator<Item = U256> + '_ {
    let total = values
        .iter()
        .fold(U256::zero(), |sum, value| sum.saturating_add(*value));
    values
        .iter()
        .map(move |value| usd_part(rest, *value, total))
}

fn plus(a: U256, b: U256) -> Result<U256, BooksError> {
    a.checked_add(b).ok_or(BooksError::Overflow)
}

fn minus(a: U256, b: U256) -> Result<U256, BooksError> {
    a.checked_sub(b).ok_or(BooksError::Unaccounted {
        expected_at_most: a,
        received: b,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    /// Settle with a tenth of commission and one vault.
    fn settle(books: &mut Books, pot: &mut EraPot, weight: u64, withheld: u64) -> Settled {
        let operator = EraWeight {
            weight: u(weight),
            withheld: u(withheld),
        };
        books
            .settle(pot, operator, 1_000, Ok::<_, BooksError>)
            .unwrap()
    }

    #[test]
    fn what_absence_costs_is_carried() {
        let mut books = Books::default();
        books.deposit(u(1_000)).unwrap();
        let mut pot = books.open(u(1_000), u(4), 10).unwrap();
        let present = settle(&mut books, &mut pot, 2, 0);
        let absent = settle(&mut books, &mut pot, 2, 1);
        assert_eq!((present.commission, present.given), (u(50), u(450)));
        assert_eq!((absent.commission, absent.given), (u(25), u(225)));
        assert_eq!((books.reserve, books.unclaimed), (u(250), u(750)));
    }

    #[test]
    fn reserve_is_released_in_parts_and_never_to_earlier_eras() {
        let mut books = Books::default();
        books.donate(u(100)).unwrap();
        assert_eq!(books.open_late(u(0), u(1)).unwrap().amount(), u(0));
        assert_eq!(books.open(u(0), u(1), 10).unwrap().amount(), u(10));
        assert_eq!(books.open(u(0), u(1), 10).unwrap().amount(), u(9));
        books.reserve = u(3);
        assert_eq!(books.open(u(0), u(1), 10).unwrap().amount(), u(1));
        books.reserve = u(0);
        assert_eq!(books.open(u(0), u(1), 10).unwrap().amount(), u(0));
    }

    #[test]
    fn what_is_in_no_pot_and_of_no_account_is_recovered_once() {
        let mut books = Books::default();
        books.deposit(u(1_000)).unwrap();
        books.donate(u(100)).unwrap();
        let mut pot = books.open(u(1_000), u(4), 10).unwrap();
        settle(&mut books, &mut pot, 2, 0);
        assert_eq!(books.recover(), Ok(u(90)));
        assert_eq!(books.recover(), Ok(u(0)));
        books.close(&mut pot).unwrap();
        assert_eq!(books.recover(), Ok(u(505)));
        assert_eq!(books.unclaimed, u(505));
        assert_eq!(
            books.deposited,
            books.paid + books.carried + books.unclaimed
        );
        // What an account has earned stays.
        assert_eq!(books.pay(u(505)), Ok(()));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let mut books = Books::default();
        let refused = BooksError::Unaccounted {
            expected_at_most: u(0),
            received: u(1),
        };
        assert_eq!(books.pay(u(1)), Err(refused));
        books.deposit(U256::MAX).unwrap();
        assert_eq!(books.deposit(u(1)), Err(BooksError::Overflow));
    }

    #[test]
    fn division_leaves_less_than_a_unit_for_each() {
        let parts: Vec<_> = divide(u(100), &[u(1), u(0), u(2)]).collect();
        assert_eq!(parts, [u(33), u(0), u(66)]);
        assert_eq!(divide(u(100), &[u(0), u(0)]).max(), Some(u(0)));
    }

    proptest! {
        #[test]
        fn every_unit_is_accounted(
            funded in any::<u64>(),
            reserve in any::<u64>(),
            operators in prop::collection::vec((any::<u32>(), any::<u32>()), 1..20),
        ) {
            let mut books = Books::default();
            books.deposit(u(funded)).unwrap();
            books.donate(u(reserve)).unwrap();
            let total = operators.iter().map(|it| u64::from(it.0)).sum::<u64>();
            let mut pot = books.open(u(funded), u(total), 28).unwrap();
            for (weight, withheld) in operators {
                let withheld = withheld.min(weight);
                let it = settle(&mut books, &mut pot, weight.into(), withheld.into());
                prop_assert_eq!(it.amount, it.commission + it.given + it.carried);
            }
            books.close(&mut pot).unwrap();
            prop_assert_eq!(books.deposited, books.paid + books.carried + books.unclaimed);
            prop_assert_eq!(books.carried, books.reserve);
        }
    }
}
