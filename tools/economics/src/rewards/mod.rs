//! Reward formulas of other systems, restated rounding for rounding, so that a scenario can compare
//! them with [`blueprint_rules::rewards`]: MasterChef, Synthetix, Cosmos F1, Tangle's core,
//! Polkadot, EigenLayer, Tangle's rewards pallet, Chainlink.

pub mod chainlink;
pub mod cosmos_f1;
pub mod eigenlayer;
pub mod masterchef;
mod parts;
pub mod polkadot;
pub mod synthetix;
pub mod tangle_pallet;
pub mod tnt_core;

pub use chainlink::chainlink_ocr2_owed;
pub use cosmos_f1::{F1Delegation, F1SlashEvent, F1Validator};
pub use eigenlayer::eigenlayer_cumulative_claim;
pub use masterchef::{AccumulatorError, AccumulatorPool, AccumulatorUser, ACC_PRECISION_1E12};
pub use polkadot::{polkadot_era_payout, ValidatorEra, ValidatorPayout};
pub use synthetix::{SynthetixError, SynthetixPool, SynthetixUser};
pub use tangle_pallet::{tangle_pallet_rewards_apy, ApyReward, Lock, RewardsError, VaultInputs};
pub use tnt_core::{tnt_core_operator_score, OperatorScore, TntCoreEpochSplit};
