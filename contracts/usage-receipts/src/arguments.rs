//! Arguments of this contract as the component has them.

use crate::usage_receipts::{AgreementTermsCalldata, UsageReceiptCalldata};
use blueprint_components::usage_receipts as receipts;
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
