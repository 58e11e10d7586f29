//! What the court remembers besides the domain's records.

use blueprint_hooks::Bytes;
use blueprint_rules::court::{Bounds, Charge, Unresolved};
use codec::{Decode, Encode, MaxEncodedLen};
use ink::Address;
use scale_info::TypeInfo;

/// Who may do what. Written once, by the constructor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Charter {
    /// Tells what was at stake, proposes, and calls the hooks.
    pub runtime: Address,
    /// Vetoes, rules on disputes, sets policies.
    pub governance: Address,
    /// Review windows that a service may have.
    pub bounds: Bounds,
}

/// Slashes of the runtime's own against one operator of one service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RuntimeSlashes {
    /// How many were announced. Saturates.
    pub announced: u32,
    /// Percent of the last one announced.
    pub announced_percent: u8,
    /// How many were applied. Saturates.
    pub applied: u32,
    /// Percent of the last one applied.
    pub applied_percent: u8,
}

/// The charge of a number on the wire; `None` for zero and for what is no charge.
pub fn charge_from_wire(value: u8) -> Option<Charge> {
    match value {
        1 => Some(Charge::JobMisbehaviour),
        2 => Some(Charge::QualityOfService),
        3 => Some(Charge::SecurityBreach),
        _ => None,
    }
}

/// What becomes of a dispute without a ruling, of a number on the wire.
pub fn unresolved_from_wire(value: u8) -> Option<Unresolved> {
    match value {
        0 => Some(Unresolved::Execute),
        1 => Some(Unresolved::Dismiss),
        _ => None,
    }
}

/// The operator that a runtime names: Tangle's core by its address, a Substrate runtime perhaps by
/// its account id, whose address is the one pallet-revive gives it. `None` for any other length.
pub fn offender_address(offender: &Bytes) -> Option<Address> {
    if let Some(address) = offender.to_array::<20>() {
        return Some(address.into());
    }
    let account = offender.to_array::<32>()?;
    match account.split_at(20) {
        (address, suffix) if suffix == [0xee; 12] => Some(Address::from_slice(address)),
        _ => Some(Address::from_slice(keccak256(&account).split_at(12).1)),
    }
}

pub(crate) fn keccak256(bytes: &[u8]) -> [u8; 32] {
    use ink::env::hash::{CryptoHash, Keccak256};
    let mut hash = [0; 32];
    Keccak256::hash(bytes, &mut hash);
    hash
}
