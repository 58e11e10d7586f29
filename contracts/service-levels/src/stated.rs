//! Terms, parties and probes as the interface has them, and as the rules do.

use crate::service_levels as abi;
use blueprint_components::service_levels::{Parties, ServiceLevels, StoredProbe, Terms, Tier};
use blueprint_hooks::{Bytes, Result, Vec};

/// The terms that were received. Errors: `TierCount`, `AboveWhole`, `TierOrder`.
pub fn terms(stated: &abi::Terms, tiers: &[abi::Tier]) -> Result<Terms> {
    let tiers = tiers.iter().map(|tier| Tier {
        least_weight_bps: tier.least_weight_bps,
        target_bps: tier.target_bps,
        bottom_bps: tier.bottom_bps,
    });
    let tiers: Vec<Tier> = tiers.collect();
    Ok(Terms {
        start: stated.start,
        window: stated.window,
        answer: stated.answer_period,
        excuse: stated.excuse_period,
        longest_bill: stated.longest_bill,
        retention: stated.retention,
        min_expected: stated.min_expected,
        floor_bps: stated.floor_bps,
        fresh_blocks: stated.fresh_blocks,
        tiers: <ServiceLevels>::tiers(&tiers)?,
    })
}

/// The terms as they were received, and their tiers.
pub fn of_terms(terms: &Terms) -> (abi::Terms, Vec<abi::Tier>) {
    let stated = abi::Terms {
        start: terms.start,
        window: terms.window,
        answer_period: terms.answer,
        excuse_period: terms.excuse,
        longest_bill: terms.longest_bill,
        retention: terms.retention,
        min_expected: terms.min_expected,
        floor_bps: terms.floor_bps,
        fresh_blocks: terms.fresh_blocks,
    };
    let tiers = terms.tiers.as_slice().iter().map(|tier| abi::Tier {
        least_weight_bps: tier.least_weight_bps,
        target_bps: tier.target_bps,
        bottom_bps: tier.bottom_bps,
    });
    (stated, tiers.collect())
}

/// All parties whose row was not given to another one.
pub fn of_parties(parties: &Parties) -> Vec<abi::Party> {
    let used = parties.rows().filter(|(_, party)| party.weight_bps != 0);
    let stated = used.map(|(_, party)| abi::Party {
        account: party.account,
        weight_bps: party.weight_bps,
        from: party.from,
        until: party.until,
    });
    stated.collect()
}

/// The probe that was received. Errors: `BadProbe`.
pub fn probe(stated: &abi::Probe) -> Result<StoredProbe> {
    StoredProbe::new(
        stated.target,
        &stated.data,
        stated.word,
        stated.comparison,
        stated.bound,
        stated.ref_time,
        stated.proof_size,
    )
}

/// The probe as it was received.
pub fn of_probe(probe: &StoredProbe) -> abi::Probe {
    abi::Probe {
        target: probe.target,
        data: Bytes::from(Vec::from(probe.data())),
        word: probe.word,
        comparison: probe.comparison as u8,
        bound: probe.bound,
        ref_time: probe.ref_time,
        proof_size: probe.proof_size,
    }
}
