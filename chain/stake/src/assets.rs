//! What can be staked, and how it is named.

use crate::Balance;
use blueprint_rules::{math::U256, price::Snapshot};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::TypeInfo;
use sp_core::{H160, H256};
use sp_runtime::{traits::Convert, Either};

/// The bytes that mark the address of an asset of the chain's assets pallet, before two zeros: the
/// prefix under which polkadot-sdk's precompile shows such assets as ERC-20 tokens.
pub const TOKEN_PREFIX: u16 = 0x0120;

/// An asset that can be staked.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub enum AssetId {
    /// The chain's own token.
    #[codec(index = 0)]
    Native,
    /// An asset of the assets pallet.
    #[codec(index = 1)]
    Asset(u32),
}

impl AssetId {
    /// The asset that [`pallet_services::Asset::token`] names, the inverse of [`Self::token`];
    /// `None` for any other contract.
    pub fn of_token(token: H160) -> Option<Self> {
        if token.is_zero() {
            return Some(Self::Native);
        }
        let [a, b, c, d, ..] = token.0;
        let asset = Self::Asset(u32::from_be_bytes([a, b, c, d]));
        (asset.token() == token).then_some(asset)
    }

    /// The address under which contracts and requests of services know the asset: zero for the
    /// chain's own; else its id, big-endian in the first four bytes, and `01 20 00 00` in the last.
    pub fn token(self) -> H160 {
        let mut address = [0; 20];
        if let Self::Asset(id) = self {
            let (first, rest) = address.split_at_mut(4);
            first.copy_from_slice(&id.to_be_bytes());
            let (_, last) = rest.split_at_mut(12);
            let [high, low] = TOKEN_PREFIX.to_be_bytes();
            last.copy_from_slice(&[high, low, 0, 0]);
        }
        H160(address)
    }
}

/// For [`UnionOf`](frame_support::traits::fungible::UnionOf): the chain's own token left, the
/// assets pallet right.
pub struct NativeOrAsset;

impl Convert<AssetId, Either<(), u32>> for NativeOrAsset {
    fn convert(asset: AssetId) -> Either<(), u32> {
        match asset {
            AssetId::Native => Either::Left(()),
            AssetId::Asset(id) => Either::Right(id),
        }
    }
}

/// An asset that is accepted, and its price.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AssetTerms {
    /// The asset.
    pub asset: AssetId,
    /// The decimals of a whole token, at most [`MAX_DECIMALS`](crate::MAX_DECIMALS).
    pub decimals: u8,
    /// The least that is delegated at once, in base units.
    pub least: Balance,
    /// The last price, USD per whole token.
    pub last: Option<Snapshot>,
}

/// Where the price of an asset is read: a question to an oracle committee, or to any contract with that function
/// of `IOracleCommittee`.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct PriceFeed {
    /// The contract whose `freshValueOf` answers: USD per whole token, scaled by 1e18, and the time in unix seconds.
    pub committee: H160,
    /// The question.
    pub question: H256,
}

impl AssetTerms {
    /// The last price, scaled by 1e18, however old; zero where there never was one.
    pub fn price(&self) -> U256 {
        self.last.map_or(U256::zero(), |last| last.price_e18)
    }
}
