//! The systems by name.

use serde_json::Value;

use super::compare::Same;
use super::node::Node;
use super::{correlated, payouts, proofs, restaking, scores, shares, stepwise, Reason};

/// A system that vectors name.
pub(super) struct System {
    name: &'static str,
    /// Computes the output for a vector's inputs.
    pub run: fn(&Node) -> Result<Value, Reason>,
    /// Where the format leaves its output open.
    pub same: Same,
}

/// The system of that name.
pub(super) fn find(name: &str) -> Option<&'static System> {
    SYSTEMS.iter().find(|system| system.name == name)
}

/// The names of all systems.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SYSTEMS.iter().map(|system| system.name)
}

fn exactly(_: &Value, _: &Value) -> Option<bool> {
    None
}

macro_rules! systems {
    ($($name:ident => $run:path $([$same:path])?;)*) => {
        &[$(System {
            name: stringify!($name),
            run: $run,
            same: systems!(@same $($same)?),
        }),*]
    };
    (@same) => { exactly };
    (@same $same:path) => { $same };
}

static SYSTEMS: &[System] = systems! {
    casper_ffg_withdraw => correlated::casper_ffg;
    chainlink_ocr2_owed => scores::chainlink_owed;
    chainlink_usd_value => scores::chainlink_usd;
    cosmos_f1 => payouts::cosmos_f1;
    cosmos_liveness_params => stepwise::cosmos_params;
    cosmos_liveness_ring => stepwise::cosmos_ring [stepwise::same_ring_event];
    cosmos_slash => shares::cosmos;
    eigenlayer_cumulative_claim => payouts::eigenlayer_claims;
    eigenlayer_slash => restaking::eigenlayer;
    eigenlayer_slash_sequence => restaking::eigenlayer_sequence;
    ethereum_slashing => correlated::ethereum;
    graph_tally_collect => payouts::graph_tally;
    livepeer_perc_of => shares::livepeer;
    livepeer_perc_of_frac => shares::livepeer_fraction;
    nucypher_penalty => shares::nucypher;
    nucypher_penalty_genesis => shares::nucypher;
    polkadot_apply_slash => shares::polkadot_apply_slash;
    polkadot_equivocation => correlated::polkadot_equivocation;
    polkadot_era_payout => payouts::polkadot_era;
    polkadot_poc1_linear => stepwise::polkadot_poc1;
    polkadot_poc2_doubling => stepwise::polkadot_poc2;
    polkadot_seed_doubling => stepwise::polkadot_prose;
    polkadot_unresponsiveness => correlated::polkadot_unresponsiveness;
    reward_accumulator_1e12 => payouts::reward_accumulator;
    rfc9162_consistency => proofs::consistency;
    rfc9162_inclusion => proofs::inclusion;
    seed_combo_fixed_plus_percent => shares::fixed_plus_percent;
    symbiotic_sequence => restaking::symbiotic_sequence;
    symbiotic_slashable => restaking::symbiotic_slashable;
    symbiotic_vault_on_slash => restaking::symbiotic_vault;
    symbiotic_veto_request_window => restaking::symbiotic_window;
    synthetix_staking_rewards => payouts::synthetix;
    tangle_pallet_rewards_apy => scores::tangle_pallet_apy;
    tangle_pallet_slash => shares::tangle_pallet;
    tezos_2019_full_deposit => correlated::tezos_full_deposit;
    tezos_adaptive_amount => correlated::tezos_amount;
    tezos_adaptive_percentage => correlated::tezos_percentage;
    tnt_core_epoch_split => payouts::tnt_core_split;
    tnt_core_operator_score => scores::tnt_core_score;
    tnt_core_slash => shares::tnt_core;
};
