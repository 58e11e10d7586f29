//! How a pot of rewards becomes payments.
//!
//! Two families live here. *Ours* ([`pool`], [`era_pot`], [`commission`], [`activation`],
//! [`shares`]) pays a pot per era to operators and their delegators and accounts for every unit:
//! `paid + carried + unclaimed = deposited`, always. The others restate, rounding for rounding,
//! what the systems around us do, so that a blueprint can imitate one and a scenario can compare
//! them: [`masterchef`], [`synthetix`], [`cosmos_f1`], [`tnt_core`], [`polkadot`], [`eigenlayer`],
//! [`tangle_pallet`], [`chainlink`].

pub mod activation;
pub mod chainlink;
pub mod commission;
pub mod cosmos_f1;
pub mod eigenlayer;
pub mod era_pot;
pub mod masterchef;
mod parts;
pub mod polkadot;
pub mod pool;
pub mod shares;
pub mod synthetix;
pub mod tangle_pallet;
pub mod tnt_core;

pub use activation::Activation;
pub use chainlink::chainlink_ocr2_owed;
pub use commission::{Commission, CommissionError, CommissionTerms};
pub use cosmos_f1::{F1Delegation, F1SlashEvent, F1Validator};
pub use eigenlayer::eigenlayer_cumulative_claim;
pub use era_pot::{operator_weight, EraPot, EraShare, OperatorEra, PotError, Weighting};
pub use masterchef::{AccumulatorError, AccumulatorPool, AccumulatorUser, ACC_PRECISION_1E12};
pub use polkadot::{polkadot_era_payout, ValidatorEra, ValidatorPayout};
pub use pool::{Pool, PoolError, Position};
pub use shares::{ShareError, StakeShares};
pub use synthetix::{SynthetixError, SynthetixPool, SynthetixUser};
pub use tangle_pallet::{tangle_pallet_rewards_apy, ApyReward, Lock, RewardsError, VaultInputs};
pub use tnt_core::{tnt_core_operator_score, OperatorScore, TntCoreEpochSplit};
