//! Versions of the hook interface.

use crate::Hook;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::{BoundedVec, TypeInfo},
    traits::ConstU32,
};

/// The version of the hook interface that a manager implements. The versions are not compatible, so
/// each blueprint names one when it is created.
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
pub enum Generation {
    /// Tangle's core 0.10: `onJobResult` carries the inputs of the job call.
    #[codec(index = 0)]
    Core0_10,
    /// Tangle's core 0.20: `onJobResult` carries the keccak256 of the inputs.
    #[codec(index = 1)]
    Core0_20,
    /// pallet-services 1.4: an operator is its 65-byte key and its RPC address. The pallet calls
    /// the blueprint's manager as the master manager of that chain did, and passes itself as such.
    #[codec(index = 2)]
    Substrate1_4,
    /// The services pallet of 2024: an operator is its 33-byte key, and most hooks do not exist.
    #[codec(index = 3)]
    Seed2024,
}

impl Generation {
    /// All generations.
    pub const ALL: [Self; 4] = [
        Self::Core0_10,
        Self::Core0_20,
        Self::Substrate1_4,
        Self::Seed2024,
    ];

    /// Whether this generation has a hook. A hook that it lacks is not called: the step goes on, and a
    /// query counts as failed. If such a hook could have vetoed the step, the manager must still have
    /// code.
    ///
    /// `verifyReport` and `verifyQualityReport` depend on the blueprint, not on the generation.
    pub const fn has(self, hook: Hook) -> bool {
        match self {
            Self::Core0_10 | Self::Core0_20 => !matches!(hook, Hook::QueryOwner),
            Self::Substrate1_4 => !matches!(
                hook,
                Hook::GetRequiredResultCount
                    | Hook::GetHeartbeatInterval
                    | Hook::GetHeartbeatThreshold
                    | Hook::QueryOwner
                    | Hook::GetExitConfig
                    | Hook::OnExitScheduled
                    | Hook::OnExitCanceled
            ),
            // Its two slash hooks were declared without the format of an offender, and never called.
            Self::Seed2024 => matches!(
                hook,
                Hook::OnRegister
                    | Hook::OnRequest
                    | Hook::OnJobCall
                    | Hook::OnJobResult
                    | Hook::VerifyReport
                    | Hook::VerifyQualityReport
                    | Hook::QuerySlashingOrigin
                    | Hook::QueryOwner
            ),
        }
    }

    /// Whether an operator is identified by a key that it registers, not by an address. The inputs of its registration
    /// are then `abi.encode(bytes arguments, bytes signature)`. `arguments` are those of `onRegister`:
    /// `abi.encode((bytes,string),bytes)` in pallet-services 1.4, `abi.encode(bytes,bytes)` in 2024. `signature` are 65 bytes, by
    /// which the key signs [`Possession`](blueprint_abi::possession::Possession).
    pub const fn identifies_operators_by_key(self) -> bool {
        match self {
            Self::Core0_10 | Self::Core0_20 => false,
            Self::Substrate1_4 | Self::Seed2024 => true,
        }
    }
}

/// The longest RPC address, in bytes.
pub const MAX_RPC_ADDRESS: u32 = 256;

/// A public key on secp256k1: 33 bytes compressed, or 65 uncompressed. Its operator has signed with it.
pub type OperatorKey = BoundedVec<u8, ConstU32<65>>;

/// What an operator registers where managers identify it by a key.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct OperatorPreferences {
    /// Its key, unique within a blueprint.
    pub key: OperatorKey,
    /// Its RPC address in UTF-8; empty in `Seed2024`.
    pub rpc_address: BoundedVec<u8, ConstU32<MAX_RPC_ADDRESS>>,
}
