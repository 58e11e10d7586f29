//! What an operator registers with where managers identify it by a key.

use alloy_primitives::Bytes;
use alloy_sol_types::SolValue;
pub use blueprint_abi::possession::Possession;
use blueprint_abi::{form::FormError, operator::UncompressedKey};

/// What an operator registers beside its key, by the generation of the blueprint.
#[derive(Clone, Copy, Debug)]
pub enum Registration<'a> {
    /// To a manager of `Seed2024`.
    Seed2024 {
        /// What the blueprint itself reads.
        inputs: &'a [u8],
    },
    /// To a manager of `Substrate1_4`.
    Substrate1_4 {
        /// Where customers reach the operator.
        rpc_address: &'a str,
        /// What the blueprint itself reads.
        inputs: &'a [u8],
    },
}

impl Registration<'_> {
    /// The arguments of `onRegister` for a key, as the manager's generation encodes them.
    fn arguments(&self, key: &UncompressedKey) -> Vec<u8> {
        match *self {
            Self::Seed2024 { inputs } => {
                let key = Bytes::from(*key.compressed().as_bytes());
                (key, Bytes::copy_from_slice(inputs)).abi_encode_params()
            }
            Self::Substrate1_4 {
                rpc_address,
                inputs,
            } => {
                let preferences = (Bytes::from(*key.as_bytes()), rpc_address.to_owned());
                (preferences, Bytes::copy_from_slice(inputs)).abi_encode_params()
            }
        }
    }

    /// The inputs of `register`: the arguments, and the key's signature of what it possesses.
    ///
    /// # Errors
    /// [`FormError::NotOnCurve`] where the secret is zero or beyond the curve's order.
    pub fn sign(&self, possession: &Possession, secret: &[u8; 32]) -> Result<Vec<u8>, FormError> {
        let (key, signature) = possession.sign(secret)?;
        let signed = (
            Bytes::from(self.arguments(&key)),
            Bytes::copy_from_slice(&signature),
        );
        Ok(signed.abi_encode_params())
    }
}
