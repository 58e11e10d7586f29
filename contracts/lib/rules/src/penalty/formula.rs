//! Rules as data, and formulas that combine them. Nothing is allocated, and no formula is longer
//! or deeper than its bound says.

use super::{
    AdaptivePercentage, CasperFfg, Cosmos, Doubling, DoublingByAmount, EigenLayer, Equivocation,
    Escalating, Fixed, FixedPlusPercent, Fork, Graded, Linear, Livepeer, NuCypher, OffenceFacts,
    PenaltyError, PenaltyRule, Requested, Share, TanglePallet, TntCore, Unresponsiveness,
};
use super::{DoubleBaking, WholeDeposit};
use crate::math::U256;

/// Amounts a formula may hold at once.
pub const MAX_DEPTH: usize = 8;
/// Steps in a formula.
pub const MAX_STEPS: usize = 32;

/// Any of the rules, as a value that configuration can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub enum Rule {
    /// The same amount from everybody.
    Fixed(Fixed),
    /// A share of the stake, rounded up.
    Share(Share),
    /// A share of the stake that grows with the severity, rounded up.
    Graded(Graded),
    /// NuCypher's wrong re-encryption.
    NuCypher(NuCypher),
    /// Livepeer's share of the bond.
    Livepeer(Livepeer),
    /// Casper FFG's withdrawal after a slash.
    Casper(CasperFfg),
    /// Polkadot PoC-2, as coded.
    Doubling(Doubling),
    /// Polkadot PoC-2, in prose.
    DoublingByAmount(DoublingByAmount),
    /// Polkadot PoC-1.
    Linear(Linear),
    /// Polkadot's equivocation.
    Equivocation(Equivocation),
    /// Polkadot's unresponsiveness.
    Unresponsiveness(Unresponsiveness),
    /// Tezos in 2019.
    WholeDeposit(WholeDeposit),
    /// Tezos' baking twice.
    DoubleBaking(DoubleBaking),
    /// Tezos' attesting twice.
    DoubleAttesting(AdaptivePercentage),
    /// EigenLayer's compounding fraction.
    EigenLayer(EigenLayer),
    /// Symbiotic's requested amount.
    Requested(Requested),
    /// Cosmos' fraction of the tokens at the infraction.
    Cosmos(Cosmos),
    /// Ethereum's initial and correlation penalty.
    Ethereum(Fork),
    /// The percentage of Tangle's Substrate chain.
    TanglePallet(TanglePallet),
    /// The basis points of Tangle's core.
    TntCore(TntCore),
    /// A fixed amount plus a percentage.
    FixedPlusPercent(FixedPlusPercent),
    /// The severity, raised by history and correlation, between a floor and a cap.
    Escalating(Escalating),
}

impl PenaltyRule for Rule {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let rule: &dyn PenaltyRule = match self {
            Self::Fixed(rule) => rule,
            Self::Share(rule) => rule,
            Self::Graded(rule) => rule,
            Self::NuCypher(rule) => rule,
            Self::Livepeer(rule) => rule,
            Self::Casper(rule) => rule,
            Self::Doubling(rule) => rule,
            Self::DoublingByAmount(rule) => rule,
            Self::Linear(rule) => rule,
            Self::Equivocation(rule) => rule,
            Self::Unresponsiveness(rule) => rule,
            Self::WholeDeposit(rule) => rule,
            Self::DoubleBaking(rule) => rule,
            Self::DoubleAttesting(rule) => rule,
            Self::EigenLayer(rule) => rule,
            Self::Requested(rule) => rule,
            Self::Cosmos(rule) => rule,
            Self::Ethereum(rule) => rule,
            Self::TanglePallet(rule) => rule,
            Self::TntCore(rule) => rule,
            Self::FixedPlusPercent(rule) => rule,
            Self::Escalating(rule) => rule,
        };
        rule.assess(facts)
    }
}

/// One step of a formula. Steps work on a stack of at most [`MAX_DEPTH`] amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub enum Step {
    /// Puts the amount of a rule on the stack.
    Take(Rule),
    /// Replaces the two topmost amounts by the greater.
    Max,
    /// Replaces the two topmost amounts by their saturating sum.
    Sum,
    /// Lowers the topmost amount to that of a rule, if it is above.
    Cap(Rule),
    /// Raises the topmost amount to that of a rule, if it is below.
    Floor(Rule),
}

/// A formula: its steps leave one amount, which the trait bounds by what is left of the stake.
///
/// A rule whose source refuses because there is nothing to take counts as zero in a formula: the
/// error is that system's own and says nothing about the other terms.
///
/// ```
/// use blueprint_rules::penalty::*;
/// use blueprint_rules::math::U256;
///
/// // NuCypher's penalty or 1 % of the stake, whichever is greater, but never above 10 %.
/// let steps = [
///     Step::Take(Rule::NuCypher(NuCypher::ORIGINAL)),
///     Step::Floor(Rule::Share(Share(100))),
///     Step::Cap(Rule::Share(Share(1_000))),
/// ];
/// let facts = OffenceFacts { stake: U256::from(7), ..OffenceFacts::default() };
/// assert_eq!(Formula(&steps).penalty(&facts), Ok(U256::from(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula<'a>(pub &'a [Step]);

impl Formula<'_> {
    /// Whether the steps leave exactly one amount within the bounds. A blueprint checks this when it is
    /// configured, so that no offence finds the formula broken.
    ///
    /// # Errors
    /// [`PenaltyError::MalformedFormula`] with the step at fault.
    pub fn check(&self) -> Result<(), PenaltyError> {
        if self.0.len() > MAX_STEPS {
            return Err(PenaltyError::MalformedFormula { step: MAX_STEPS });
        }
        let mut depth = 0usize;
        for (step, taken) in self.0.iter().enumerate() {
            let (needed, left) = match taken {
                Step::Take(_) => (0, depth + 1),
                Step::Max | Step::Sum => (2, depth.saturating_sub(1)),
                Step::Cap(_) | Step::Floor(_) => (1, depth),
            };
            if depth < needed || left > MAX_DEPTH {
                return Err(PenaltyError::MalformedFormula { step });
            }
            depth = left;
        }
        match depth {
            1 => Ok(()),
            _ => Err(PenaltyError::MalformedFormula { step: self.0.len() }),
        }
    }
}

/// The amount of a rule as a term of a formula.
fn term(rule: &Rule, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
    match rule.assess(facts) {
        Err(PenaltyError::NothingToSlash) => Ok(U256::zero()),
        amount => amount,
    }
}

impl PenaltyRule for Formula<'_> {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        self.check()?;
        // Checked above: no step reads below the stack or writes beyond it.
        let mut stack = [U256::zero(); MAX_DEPTH];
        let mut depth = 0;
        for step in self.0 {
            match step {
                Step::Take(rule) => {
                    stack[depth] = term(rule, facts)?;
                    depth += 1;
                }
                Step::Max => {
                    depth -= 1;
                    stack[depth - 1] = stack[depth - 1].max(stack[depth]);
                }
                Step::Sum => {
                    depth -= 1;
                    stack[depth - 1] = stack[depth - 1].saturating_add(stack[depth]);
                }
                Step::Cap(rule) => stack[depth - 1] = stack[depth - 1].min(term(rule, facts)?),
                Step::Floor(rule) => stack[depth - 1] = stack[depth - 1].max(term(rule, facts)?),
            }
        }
        Ok(stack[0])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{History, Offence};
    use super::*;

    const fn fixed(amount: u64) -> Rule {
        Rule::Fixed(Fixed(U256([amount, 0, 0, 0])))
    }

    fn facts_of(stake: u64, class: u16, severity: u16) -> OffenceFacts {
        OffenceFacts {
            stake: stake.into(),
            offence: Offence { class, severity },
            ..OffenceFacts::default()
        }
    }

    fn amount(steps: &[Step]) -> Result<u64, PenaltyError> {
        Formula(steps)
            .penalty(&facts_of(1000, 0, 0))
            .map(|amount| amount.as_u64())
    }

    #[test]
    fn terms_combine_by_max_and_sum() {
        use Step::{Max, Sum, Take};
        assert_eq!(amount(&[Take(fixed(3)), Take(fixed(5)), Max]), Ok(5));
        assert_eq!(amount(&[Take(fixed(3)), Take(fixed(5)), Sum]), Ok(8));
    }

    #[test]
    fn cap_and_floor_bound_only_the_topmost_amount() {
        let steps = [
            Step::Take(fixed(100)),
            Step::Take(fixed(100)),
            Step::Cap(fixed(10)),
            Step::Take(fixed(1)),
            Step::Floor(Rule::Share(Share(20))),
            Step::Sum,
            Step::Sum,
        ];
        assert_eq!(amount(&steps), Ok(112));
    }

    #[test]
    fn sum_beyond_the_width_saturates_at_the_stake() {
        let all = Step::Take(Rule::Fixed(Fixed(U256::MAX)));
        assert_eq!(amount(&[all, all, Step::Sum]), Ok(1000));
    }

    #[test]
    fn formula_that_does_not_leave_one_amount_is_malformed() {
        let take = Step::Take(fixed(1));
        let malformed = |step| Err(PenaltyError::MalformedFormula { step });
        assert_eq!(amount(&[]), malformed(0));
        assert_eq!(amount(&[take, take]), malformed(2));
        assert_eq!(amount(&[take, Step::Sum]), malformed(1));
        assert_eq!(amount(&[Step::Cap(fixed(1))]), malformed(0));
        assert_eq!(amount(&[take; MAX_DEPTH + 1]), malformed(MAX_DEPTH));
        assert_eq!(amount(&[take; MAX_STEPS + 1]), malformed(MAX_STEPS));
    }

    #[test]
    fn dust_that_a_system_lets_escape_is_caught_by_a_floor() {
        let steps = [
            Step::Take(Rule::NuCypher(NuCypher::ORIGINAL)),
            Step::Floor(fixed(1)),
        ];
        assert_eq!(Formula(&steps).penalty(&facts_of(7, 0, 0)), Ok(1.into()));
    }

    #[test]
    fn error_other_than_of_dust_is_passed_on() {
        let steps = [Step::Take(Rule::TanglePallet(TanglePallet {
            slash_percent: 0,
        }))];
        assert!(matches!(
            amount(&steps),
            Err(PenaltyError::OutOfRange { .. })
        ));
    }

    #[test]
    fn capture_charged_in_full_has_nothing_left_to_take() {
        let charged = History {
            offences: 0,
            charged: 1000.into(),
        };
        let facts = OffenceFacts {
            history: charged,
            ..facts_of(1000, 0, 0)
        };
        assert_eq!(
            Formula(&[Step::Take(fixed(5))]).penalty(&facts),
            Ok(U256::zero())
        );
    }
}
