//! Terms and challenges as the interface has them, and as the rules do.

use crate::liveness_challenges as abi;
use blueprint_components::liveness_challenges::{Record, SignedResponse, Terms};
use blueprint_hooks::Result;

/// The terms that were received.
pub fn terms(stated: &abi::Terms) -> Terms {
    Terms {
        deposit: stated.deposit,
        response: stated.response_period,
        cooldown: stated.cooldown,
        strike_life: stated.strike_life,
        capacity: stated.capacity,
        refill: stated.refill_period,
        limit: stated.limit,
    }
}

/// A response of a batch.
pub fn response(stated: &abi::SignedResponseCalldata) -> Result<SignedResponse> {
    Ok(SignedResponse {
        service_id: stated.service_id()?,
        operator: stated.operator()?,
        opened: stated.opened()?,
        response: stated.response()?,
        signature: stated.signature()?,
    })
}

/// The terms as they were received.
pub fn of_terms(terms: &Terms) -> abi::Terms {
    abi::Terms {
        deposit: terms.deposit,
        response_period: terms.response,
        cooldown: terms.cooldown,
        strike_life: terms.strike_life,
        capacity: terms.capacity,
        refill_period: terms.refill,
        limit: terms.limit,
    }
}

/// The open challenge of a record; zeros for none.
pub fn of_challenge(record: &Record) -> abi::Challenge {
    let challenge = record.challenge;
    abi::Challenge {
        challenger: challenge.challenger,
        deposit: challenge.deposit,
        opened: challenge.opened,
        until: challenge.until,
        request: challenge.request,
    }
}
