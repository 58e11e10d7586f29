//! The steps of a formula as a file writes them.

use blueprint_rules::math::{BPS, U256, WAD};
use blueprint_rules::penalty::{
    CasperFfg, Cosmos, Doubling, Equivocation, Escalating, Fixed, FixedPlusPercent, Fork, Graded,
    NuCypher, Reading, Rule, Share, Step, WholeDeposit,
};
use serde::Deserialize;

use super::TermsText;

/// One step, see [`Step`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "Step documents them")]
pub enum StepText {
    Take(RuleText),
    Max,
    Sum,
    Cap(RuleText),
    Floor(RuleText),
}

/// One rule, see [`Rule`]. Amounts are thousandths of a token, shares basis points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[expect(missing_docs, reason = "Rule documents them")]
pub enum RuleText {
    /// The same amount from every operator.
    FixedMillitokens(u64),
    ShareBps(u16),
    /// A share that grows with the severity.
    GradedBps(u16),
    /// The severity, raised by history and correlation.
    Escalating(TermsText),
    /// `base + history * earlier offences`, at most the stake divided by `stakeDivisor`.
    NuCypher {
        base_millitokens: u64,
        history_millitokens: u64,
        stake_divisor: u32,
    },
    /// An amount in USD and a share of stakes below a part of the network's; `monotone` takes the share of the
    /// stake up to the threshold.
    FixedPlusPercent {
        fixed_usd: u64,
        price_usd_millionths: u64,
        percent_bps: u16,
        threshold_bps: u16,
        monotone: bool,
    },
    /// An amount that doubles with each earlier offence.
    Doubling {
        base_millitokens: u64,
        grace: u64,
    },
    /// The square of three times the share of offenders.
    Equivocation,
    /// 1/4096 and three times the share slashed in the window.
    Ethereum,
    /// Three times the share slashed in the window.
    Casper,
    /// A share, compounding.
    CosmosBps(u16),
    WholeStake,
}

/// The steps of the rules.
pub(super) fn steps(steps: &[StepText], decimals: u8) -> Vec<Step> {
    let rule = |text: &RuleText| rule(text, decimals);
    steps
        .iter()
        .map(|step| match step {
            StepText::Take(text) => Step::Take(rule(text)),
            StepText::Max => Step::Max,
            StepText::Sum => Step::Sum,
            StepText::Cap(text) => Step::Cap(rule(text)),
            StepText::Floor(text) => Step::Floor(rule(text)),
        })
        .collect()
}

fn rule(text: &RuleText, decimals: u8) -> Rule {
    let millitokens =
        |amount: u64| U256::from(amount) * U256::exp10(usize::from(decimals).saturating_sub(3));
    match text {
        RuleText::FixedMillitokens(amount) => Rule::Fixed(Fixed(millitokens(*amount))),
        RuleText::ShareBps(bps) => Rule::Share(Share(*bps)),
        RuleText::GradedBps(bps) => Rule::Graded(Graded(*bps)),
        RuleText::Escalating(terms) => Rule::Escalating(Escalating {
            floor: terms.floor_bps,
            cap: terms.cap_bps,
            history: terms.history_bps,
            correlation: terms.correlation_bps,
        }),
        RuleText::NuCypher {
            base_millitokens,
            history_millitokens,
            stake_divisor,
        } => Rule::NuCypher(NuCypher {
            base_penalty: millitokens(*base_millitokens),
            history_coefficient: millitokens(*history_millitokens),
            percentage_coefficient: (*stake_divisor).into(),
            ..NuCypher::ORIGINAL
        }),
        RuleText::FixedPlusPercent {
            fixed_usd,
            price_usd_millionths,
            percent_bps,
            threshold_bps,
            monotone,
        } => Rule::FixedPlusPercent(FixedPlusPercent {
            fixed_usd: (*fixed_usd).into(),
            price_usd_e18: U256::from(*price_usd_millionths) * U256::exp10(12),
            token_decimals: decimals,
            percentage_bps: (*percent_bps).into(),
            threshold_numerator: (*threshold_bps).into(),
            threshold_denominator: BPS.into(),
            reading: match monotone {
                true => Reading::Monotone,
                false => Reading::Literal,
            },
        }),
        RuleText::Doubling {
            base_millitokens,
            grace,
        } => Rule::Doubling(Doubling {
            base: millitokens(*base_millitokens),
            grace: *grace,
        }),
        RuleText::Equivocation => Rule::Equivocation(Equivocation),
        RuleText::Ethereum => Rule::Ethereum(Fork::Electra),
        RuleText::Casper => Rule::Casper(CasperFfg::ORIGINAL),
        RuleText::CosmosBps(bps) => Rule::Cosmos(Cosmos {
            slash_fraction: U256::from(WAD / BPS) * U256::from(*bps),
        }),
        RuleText::WholeStake => Rule::WholeDeposit(WholeDeposit),
    }
}

impl RuleText {
    /// The shares of the rule that are to be within the whole, with their names.
    pub(super) fn shares(&self) -> Vec<(&'static str, u16)> {
        match self {
            Self::ShareBps(bps) => vec![("shareBps", *bps)],
            Self::GradedBps(bps) => vec![("gradedBps", *bps)],
            Self::CosmosBps(bps) => vec![("cosmosBps", *bps)],
            Self::Escalating(terms) => vec![
                ("escalating.floorBps", terms.floor_bps),
                ("escalating.capBps", terms.cap_bps),
            ],
            Self::FixedPlusPercent {
                percent_bps,
                threshold_bps,
                ..
            } => vec![
                ("fixedPlusPercent.percentBps", *percent_bps),
                ("fixedPlusPercent.thresholdBps", *threshold_bps),
            ],
            _ => Vec::new(),
        }
    }

    /// The divisors of the rule, which are not to be zero.
    pub(super) fn divisors(&self) -> Vec<(&'static str, u64)> {
        match self {
            Self::NuCypher { stake_divisor, .. } => {
                vec![("nuCypher.stakeDivisor", u64::from(*stake_divisor))]
            }
            Self::FixedPlusPercent {
                price_usd_millionths,
                ..
            } => vec![("fixedPlusPercent.priceUsdMillionths", *price_usd_millionths)],
            _ => Vec::new(),
        }
    }
}
