//! How each generation names the offender of a slash, in the same `bytes` argument.
//!
//! pallet-services 1.4 writes a SCALE `AccountId32`, 32 bytes; Tangle's core writes the operator's
//! address packed, 20 bytes. Neither is what `abi.decode(offender, (address))` reads.

use alloc::vec::Vec;

use alloy_primitives::{keccak256, Address};

use crate::form::{Form, FormError};

/// What pallet-revive appends to an address to make an account id of it.
const ADDRESS_SUFFIX: [u8; 12] = [0xee; 12];

/// An offender as pallet-services 1.4 names it: an `AccountId32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::DecodeWithMemTracking,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct AccountOffender(pub [u8; 32]);

impl AccountOffender {
    /// Its bytes, as they are passed to hooks.
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// The address under which pallet-revive knows this account: the one it was made from, else
    /// the last 20 bytes of its hash.
    pub fn revive_address(&self) -> Address {
        match self.0.split_at(20) {
            (address, suffix) if suffix == ADDRESS_SUFFIX => Address::from_slice(address),
            _ => Address::from_slice(&keccak256(self.0)[12..]),
        }
    }

    /// The address that pallet-services 1.4 gave this account in its hooks: its first 20 bytes.
    pub fn truncated_address(&self) -> Address {
        Address::from_slice(&self.0[..20])
    }
}

impl TryFrom<&[u8]> for AccountOffender {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        Form::AccountId.expect(bytes)?;
        let mut account = [0; 32];
        account.copy_from_slice(bytes);
        Ok(Self(account))
    }
}

/// An offender as Tangle's core names it: an address, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::DecodeWithMemTracking,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct AddressOffender(pub [u8; 20]);

impl AddressOffender {
    /// Its bytes, as they are passed to hooks.
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// The operator's address.
    pub fn address(&self) -> Address {
        Address::from(self.0)
    }

    /// The account id that pallet-revive uses for this address as long as no account mapped itself
    /// to it. [`AccountOffender::revive_address`] leads back.
    pub fn revive_account(&self) -> AccountOffender {
        let mut account = [0; 32];
        account[..20].copy_from_slice(&self.0);
        account[20..].copy_from_slice(&ADDRESS_SUFFIX);
        AccountOffender(account)
    }
}

impl From<Address> for AddressOffender {
    fn from(address: Address) -> Self {
        Self(address.into_array())
    }
}

impl TryFrom<&[u8]> for AddressOffender {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        Form::Address.expect(bytes)?;
        let mut address = [0; 20];
        address.copy_from_slice(bytes);
        Ok(Self(address))
    }
}

/// An offender of either generation, distinguished by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::DecodeWithMemTracking,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub enum Offender {
    /// As pallet-services 1.4 names it.
    Account(AccountOffender),
    /// As Tangle's core names it.
    Address(AddressOffender),
}

impl Offender {
    /// Its bytes, as they are passed to hooks.
    pub fn to_vec(self) -> Vec<u8> {
        match self {
            Self::Account(it) => it.to_vec(),
            Self::Address(it) => it.to_vec(),
        }
    }
}

impl TryFrom<&[u8]> for Offender {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        match Form::of(bytes) {
            Form::AccountId => AccountOffender::try_from(bytes).map(Self::Account),
            Form::Address => AddressOffender::try_from(bytes).map(Self::Address),
            received => Err(FormError::NoOffender { received }),
        }
    }
}
