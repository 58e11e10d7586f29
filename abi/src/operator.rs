//! How each generation names an operator.
//!
//! | generation | form | type |
//! |---|---|---|
//! | [`seed_2024`](crate::seed_2024) | 33-byte compressed key | [`CompressedKey`] |
//! | [`substrate_1_4`](crate::substrate_1_4) | 65-byte uncompressed key, with an RPC address | [`UncompressedKey`] |
//! | [`core_0_10`](crate::core_0_10), [`core_0_20`](crate::core_0_20) | address | [`Address`] |
//!
//! A key leads to an address, never back.

use alloc::vec::Vec;

use alloy_primitives::{keccak256, Address};

use crate::form::{Form, FormError};

/// A compressed secp256k1 public key: 2 or 3 for the parity of y, then x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "scale",
    derive(codec::Encode, codec::MaxEncodedLen, scale_info::TypeInfo)
)]
pub struct CompressedKey([u8; 33]);

impl CompressedKey {
    /// Its bytes, as they are passed to hooks.
    pub fn as_bytes(&self) -> &[u8; 33] {
        &self.0
    }

    /// The same key, uncompressed.
    ///
    /// # Errors
    /// [`FormError::NotOnCurve`] where no y belongs to this x.
    #[cfg(feature = "keys")]
    pub fn uncompressed(&self) -> Result<UncompressedKey, FormError> {
        use k256::elliptic_curve::sec1::ToEncodedPoint;

        let key = k256::PublicKey::from_sec1_bytes(&self.0).map_err(|_| FormError::NotOnCurve)?;
        UncompressedKey::try_from(key.to_encoded_point(false).as_bytes())
    }
}

impl TryFrom<&[u8]> for CompressedKey {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        Form::CompressedKey.expect(bytes)?;
        let mut key = [0; 33];
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }
}

/// An uncompressed secp256k1 public key: 4, then x and y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "scale",
    derive(codec::Encode, codec::MaxEncodedLen, scale_info::TypeInfo)
)]
pub struct UncompressedKey([u8; 65]);

impl UncompressedKey {
    /// Its bytes, as they are passed to hooks.
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }

    /// The address that this key signs for: the last 20 bytes of the hash of x and y. It is how
    /// Tangle's core and every Ethereum wallet name the same operator.
    pub fn address(&self) -> Address {
        Address::from_slice(&keccak256(&self.0[1..])[12..])
    }

    /// The address that `asOperatorAddress` of Tangle's contracts under pallet-services 1.4 gives
    /// to this key. They hash the leading 4 as well, so there is no known key of that address.
    pub fn as_operator_address(&self) -> Address {
        Address::from_slice(&keccak256(self.0)[12..])
    }

    /// The same key, compressed.
    pub fn compressed(&self) -> CompressedKey {
        let mut key = [0; 33];
        key[0] = 2 + (self.0[64] & 1);
        key[1..].copy_from_slice(&self.0[1..33]);
        CompressedKey(key)
    }
}

impl TryFrom<&[u8]> for UncompressedKey {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        Form::UncompressedKey.expect(bytes)?;
        let mut key = [0; 65];
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }
}

/// An operator of any generation, distinguished by its length.
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
pub enum Operator {
    /// As the pallet of 2024 names it.
    CompressedKey(CompressedKey),
    /// As pallet-services 1.4 names it.
    UncompressedKey(UncompressedKey),
    /// As Tangle's core names it.
    Address([u8; 20]),
}

impl Operator {
    /// Its bytes, as they are passed to hooks.
    pub fn to_vec(&self) -> Vec<u8> {
        match self {
            Self::CompressedKey(it) => it.0.to_vec(),
            Self::UncompressedKey(it) => it.0.to_vec(),
            Self::Address(it) => it.to_vec(),
        }
    }

    /// The address that this operator signs for, which is how Tangle's core names it.
    ///
    /// # Errors
    /// [`FormError::NotOnCurve`] where no point belongs to a compressed key.
    #[cfg(feature = "keys")]
    pub fn address(&self) -> Result<Address, FormError> {
        match self {
            Self::CompressedKey(it) => it.uncompressed().map(|it| it.address()),
            Self::UncompressedKey(it) => Ok(it.address()),
            Self::Address(it) => Ok(it.into()),
        }
    }
}

impl TryFrom<&[u8]> for Operator {
    type Error = FormError;

    fn try_from(bytes: &[u8]) -> Result<Self, FormError> {
        match Form::of(bytes) {
            Form::CompressedKey => CompressedKey::try_from(bytes).map(Self::CompressedKey),
            Form::UncompressedKey => UncompressedKey::try_from(bytes).map(Self::UncompressedKey),
            Form::Address => {
                let mut address = [0; 20];
                address.copy_from_slice(bytes);
                Ok(Self::Address(address))
            }
            received => Err(FormError::NoOperator { received }),
        }
    }
}

/// A key decodes only where its first byte allows: SCALE alone would take any 33 or 65 bytes.
#[cfg(feature = "scale")]
macro_rules! decode_key {
    ($key:ident, $length:literal) => {
        impl codec::Decode for $key {
            fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
                let bytes = <[u8; $length]>::decode(input)?;
                Self::try_from(bytes.as_slice())
                    .map_err(|_| concat!(stringify!($key), ": not a key of this form").into())
            }
        }

        impl codec::DecodeWithMemTracking for $key {}
    };
}

#[cfg(feature = "scale")]
decode_key!(CompressedKey, 33);
#[cfg(feature = "scale")]
decode_key!(UncompressedKey, 65);
