//! What governance reviews: slashes of services and of validators, in one list.

use crate::{AccountId, Balance, Runtime, RuntimeCall, Staking, Timestamp};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use pallet_services::Slashes;
use pallet_staking::UnappliedSlashes;
use scale_info::TypeInfo;
use sp_runtime::Permill;
use sp_staking::EraIndex;

/// A slash that governance can still prevent.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Reviewed {
    /// Of an operator, for a fault in a service.
    Service {
        /// Its id.
        slash: u64,
        /// The service.
        service: u64,
        /// The operator.
        operator: AccountId,
        /// The share that was proposed of the operator's bond and of what secures the service.
        share: Permill,
        /// Until when it can be vetoed, in unix seconds.
        until: u64,
    },
    /// Of a validator and those who nominate it, for an offence.
    Validator {
        /// The era at whose beginning it takes effect.
        era: EraIndex,
        /// Its place among those of the era. It changes when an earlier one is cancelled.
        index: u32,
        /// The validator.
        validator: AccountId,
        /// What the validator loses, in base units.
        own: Balance,
        /// What its nominators lose together, in base units.
        others: Balance,
    },
}

/// An entry of the list, with the call by which governance ends it.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Entry {
    /// The slash.
    pub slash: Reviewed,
    /// The encoded call of the runtime that vetoes or cancels it, for governance to send.
    pub veto: Vec<u8>,
}

/// The slashes that governance can still prevent: those of services by id, then those of validators by era.
pub fn pending() -> Vec<Entry> {
    let now = Timestamp::get() / 1_000;
    let mut services: Vec<_> = Slashes::<Runtime>::iter()
        .filter(|(_, it)| now < it.proposal.deadline)
        .collect();
    services.sort_by_key(|(id, _)| *id);
    let services = services.into_iter().map(|(slash, it)| Entry {
        slash: Reviewed::Service {
            slash,
            service: it.proposal.service,
            share: it.share(),
            until: it.proposal.deadline,
            operator: it.operator,
        },
        veto: RuntimeCall::Services(pallet_services::Call::veto_slash { slash }).encode(),
    });
    // A slash takes effect when the era with its number begins: one of an era that has begun cannot be prevented.
    let active = Staking::active_era().map_or(0, |it| it.index);
    let mut eras: Vec<_> = UnappliedSlashes::<Runtime>::iter()
        .filter(|(era, _)| *era > active)
        .collect();
    eras.sort_by_key(|(era, _)| *era);
    let validators = eras.into_iter().flat_map(|(era, slashes)| {
        (0u32..).zip(slashes).map(move |(index, it)| {
            let cancel = pallet_staking::Call::cancel_deferred_slash {
                era,
                slash_indices: alloc::vec![index],
            };
            Entry {
                slash: Reviewed::Validator {
                    era,
                    index,
                    validator: it.validator,
                    own: it.own,
                    others: it
                        .others
                        .iter()
                        .fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount)),
                },
                veto: RuntimeCall::Staking(cancel).encode(),
            }
        })
    });
    services.chain(validators).collect()
}

sp_api::decl_runtime_apis! {
    /// What governance reviews.
    pub trait ReviewApi {
        /// All slashes that can still be prevented.
        fn pending_slashes() -> Vec<Entry>;
    }
}
