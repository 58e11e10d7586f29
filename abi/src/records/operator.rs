use alloc::string::String;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{bounded, Bounded};
use crate::{
    form::FormError, operator::UncompressedKey, substrate_1_4::IBlueprintServiceManager as sol,
};

/// The longest RPC address that pallet-services takes, in bytes.
pub const MAX_RPC_ADDRESS: u32 = 256;

/// An operator as pallet-services 1.4 sends it.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct OperatorPreferences {
    /// Its key.
    pub key: UncompressedKey,
    /// Its RPC address, in UTF-8.
    pub rpc_address: Bounded<MAX_RPC_ADDRESS>,
}

impl TryFrom<sol::OperatorPreferences> for OperatorPreferences {
    type Error = FormError;

    fn try_from(it: sol::OperatorPreferences) -> Result<Self, FormError> {
        Ok(Self {
            key: it.ecdsaPublicKey.as_ref().try_into()?,
            rpc_address: bounded("rpcAddress", it.rpcAddress.into_bytes())?,
        })
    }
}

impl TryFrom<OperatorPreferences> for sol::OperatorPreferences {
    type Error = FormError;

    fn try_from(it: OperatorPreferences) -> Result<Self, FormError> {
        let rpc_address = it.rpc_address.into_inner();
        Ok(Self {
            ecdsaPublicKey: it.key.as_bytes().to_vec().into(),
            rpcAddress: String::from_utf8(rpc_address).map_err(|_| FormError::NotUtf8 {
                field: "rpcAddress",
            })?,
        })
    }
}
