//! What a file has, field by field.

use serde::Deserialize;

use super::{read, LevelRule, Sampling, ServiceLevels, StepText};

/// All of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// The name under which the results appear: lower-case letters, digits and hyphens.
    pub name: String,
    /// One line about it.
    pub about: String,
    /// Decimals of the token, 3 to 18.
    pub decimals: u8,
    /// What offences cost.
    pub penalties: PenaltiesText,
    /// What absence costs.
    pub downtime: Downtime,
    /// What operators earn.
    pub rewards: Rewards,
    /// The operators of the network.
    pub population: Population,
    /// One service, in which the scenarios of a service happen.
    pub service: Service,
    /// How a slash is reviewed.
    pub review: Review,
    /// How accusations are right and wrong.
    pub accusations: Accusations,
    /// How work is sampled.
    pub sampling: Sampling,
    /// The terms of service levels, the operators, and how they fail.
    pub service_levels: ServiceLevels,
    /// What comes of windows that are not kept.
    pub rule: LevelRule,
}

/// What offences cost, by class.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PenaltiesText {
    /// A wrong or contradictory result: a mistake.
    pub job_misbehaviour: ClassText,
    /// Quality of service below what was promised.
    pub quality_of_service: ClassText,
    /// A failure of the operator's security, or an attack.
    pub security_breach: ClassText,
    /// Who gets what is slashed.
    pub slashed: Slashed,
    /// When an offence stops counting.
    pub forgiveness: ForgivenessText,
    /// Eras whose offences correlate, the running one included.
    pub window_eras: u16,
    /// `null`: correlation counts operators. A number: so many seats, handed out by stake.
    #[serde(deserialize_with = "read::required_option")]
    pub seats: Option<u32>,
}

/// What an offence of a class costs: by `terms` of the services pallet, or by a `formula`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassText {
    /// How grave an offence is, in basis points: the share that is proposed.
    pub severity_bps: u16,
    /// The pallet's formula.
    #[serde(default)]
    pub terms: Option<TermsText>,
    /// A formula of one's own.
    #[serde(default)]
    pub formula: Option<Vec<StepText>>,
    /// What one penalty is for. With `terms` always `era`.
    pub penalty_per: PenaltyPer,
    /// With how many offences the operator is ejected; 0 for never.
    pub ejects_at: u32,
}

/// The services pallet's formula, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsText {
    /// The least that an offence costs, of the stake.
    pub floor_bps: u16,
    /// The most that an offence costs, of the stake.
    pub cap_bps: u16,
    /// What each earlier offence adds, of the severity.
    pub history_bps: u16,
    /// What is added where all others offended, too, of the severity.
    pub correlation_bps: u16,
}

/// What one penalty is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PenaltyPer {
    /// All offences of a class in one era.
    Era,
    /// Each offence: each wrong request.
    Offence,
}

/// Who gets what is slashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "SlashedFunds of the rules documents them")]
pub enum Slashed {
    Burned,
    Treasury,
    Customer,
    Rewards,
}

/// When an offence stops counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ForgivenessText {
    /// Never.
    Never,
    /// One per era without an offence.
    OnePerGoodEra,
}

/// What absence costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Downtime {
    /// `null`: no stake. A formula: so much of it.
    #[serde(deserialize_with = "read::required_option")]
    pub formula: Option<Vec<StepText>>,
    /// Whether the reward of an era of absence is withheld or kept.
    pub reward: AbsentReward,
}

/// The reward of an absent operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AbsentReward {
    /// It is not paid.
    Withheld,
    /// It is paid.
    Kept,
}

/// What operators earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rewards {
    /// How an era's reward is shared.
    pub weighting: WeightingText,
    /// Rewards of a year, in basis points of the stake at the start.
    pub per_year_bps: u32,
    /// Of what is carried, each pot takes one part in so many.
    pub carry_parts: u32,
}

/// How an era's reward is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "Weighting of the rules documents them")]
pub enum WeightingText {
    PointsTimesStake,
    Points,
    Stake,
}

/// The operators of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Population {
    /// How many.
    pub operators: u32,
    /// For how many eras; an era stands for a day.
    pub eras: u32,
    /// Seed of everything random.
    pub seed: u64,
    /// How the stakes are spread.
    pub stakes: Stakes,
}

/// How stakes are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "Distribution documents them")]
pub enum Stakes {
    Uniform,
    Pareto,
    Whale,
}

/// One service, in which the scenarios of a service happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// Its operators, of equal stake.
    pub operators: u16,
    /// What each commits, in tokens.
    pub commitment_tokens: u64,
    /// Of them, those that run the version with the bug, in basis points, rounded up.
    pub buggy_bps: u16,
    /// Requests that an operator answers in an era.
    pub requests_per_era: u32,
    /// Of its stake, what an operator has itself, in basis points; the rest is its delegators'.
    pub own_stake_bps: u16,
    /// How long unbonding takes, in seconds.
    pub unbonding_seconds: u64,
}

/// How a slash is reviewed: the policy of the slashing court, and the pallet's bond for proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// How long a proposal may be disputed and vetoed, in seconds.
    pub window_seconds: u64,
    /// How long a ruling may take, in seconds.
    pub resolution_seconds: u64,
    /// How long a slash can be executed, in seconds.
    pub execution_seconds: u64,
    /// How long captured stake is slashable, in seconds.
    pub slashable_seconds: u64,
    /// Most proposals open at once against one operator of one service.
    pub max_pending: u32,
    /// What a dispute costs until it is won, in thousandths of a token.
    pub dispute_bond_millitokens: u64,
    /// What a proposal costs where it is vetoed or dismissed, in thousandths of a token.
    pub proposal_bond_millitokens: u64,
    /// The outcome of a dispute without a ruling.
    pub unresolved: UnresolvedText,
}

/// The outcome of a dispute without a ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnresolvedText {
    /// The slash is executed.
    Execute,
    /// It is dismissed.
    Dismiss,
}

/// How accusations are right and wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accusations {
    /// How many there are.
    pub count: u32,
    /// Of them, wrong ones, in basis points.
    pub wrong_bps: u16,
    /// Of the wrong ones, those that the operator disputes, in basis points.
    pub disputed_bps: u16,
    /// Of the wrong ones, those that governance finds wrong, in basis points.
    pub found_bps: u16,
    /// After how long governance decides, in seconds.
    pub decision_seconds: u64,
}
