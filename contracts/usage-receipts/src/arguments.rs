//! Arguments of this contract as the component has them.

use crate::usage_receipts::{AgreementTermsCalldata, UsageReceiptCalldata};
use blueprint_components::usage_receipts::{self as receipts, Said};
use blueprint_hooks::{Result, ToValue};

/// The terms as the component has them.
pub fn agreed(it: &AgreementTermsCalldata) -> Result<receipts::AgreementTerms> {
    Ok(receipts::AgreementTerms {
        price_per_unit: it.price_per_unit()?,
        max_initial: it.max_initial()?,
        max_per_second: it.max_per_second()?,
        min_seconds: it.min_seconds()?,
        max_seconds: it.max_seconds()?,
        deadline: it.deadline()?,
    })
}

/// The receipt as the component has it.
pub fn stated(it: &UsageReceiptCalldata) -> Result<receipts::UsageReceipt> {
    Ok(receipts::UsageReceipt {
        service_id: it.service_id()?,
        operator: it.operator()?,
        client: it.client()?,
        agreement: it.agreement()?,
        session: it.session()?,
        sequence: it.sequence()?,
        last_request: it.last_request()?,
        requests: it.requests()?,
        errors: it.errors()?,
        units: it.units()?,
        bytes_in: it.bytes_in()?,
        bytes_out: it.bytes_out()?,
        latency_buckets: it.latency_buckets()?.to_value()?,
    })
}

/// A verdict as the interface has it.
pub fn verdict(it: &receipts::Said) -> (u8, u32, u64, u32, bool) {
    let Said {
        status,
        clients,
        latency_ms,
        error_bps,
        complained,
    } = *it;
    (status, clients, latency_ms, error_bps, complained)
}
