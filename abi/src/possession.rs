//! What the key of an operator signs, so that no other operator registers with it.

use alloy_primitives::{eip191_hash_message, keccak256, Address, B256};
use alloy_sol_types::SolValue;

#[cfg(feature = "keys")]
use crate::{form::FormError, operator::UncompressedKey};

/// What the first word of a message stands for.
const NAME: &[u8] = b"OperatorKey(bytes32 genesis,uint64 blueprint,address operator)";

/// An operator has the key that it registers with for a blueprint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Possession {
    /// The hash of the chain's first block.
    pub genesis: B256,
    /// The blueprint.
    pub blueprint: u64,
    /// The address of the operator's account.
    pub operator: Address,
}

impl Possession {
    /// The message, 32 bytes, which a wallet signs as a personal one:
    /// `keccak256(abi.encode(keccak256("OperatorKey(bytes32 genesis,uint64 blueprint,address operator)"), genesis, blueprint,
    /// operator))`.
    pub fn message(&self) -> B256 {
        let words = (keccak256(NAME), self.genesis, self.blueprint, self.operator);
        keccak256(words.abi_encode())
    }

    /// The hash that is signed: that of the message as a personal one, of EIP-191.
    pub fn digest(&self) -> B256 {
        eip191_hash_message(self.message())
    }

    /// The public key of a secret one, and its signature: r, s, and 27 or 28 for the parity of the point.
    ///
    /// # Errors
    /// [`FormError::NotOnCurve`] where the secret is zero or beyond the curve's order.
    #[cfg(feature = "keys")]
    pub fn sign(&self, secret: &[u8; 32]) -> Result<(UncompressedKey, [u8; 65]), FormError> {
        let key = k256::ecdsa::SigningKey::from_slice(secret).map_err(|_| FormError::NotOnCurve)?;
        let (signed, parity) = key
            .sign_prehash_recoverable(self.digest().as_slice())
            .map_err(|_| FormError::NotOnCurve)?;
        let mut signature = [0; 65];
        signature[..64].copy_from_slice(&signed.to_bytes());
        signature[64] = 27 + parity.to_byte();
        let public = key.verifying_key().to_encoded_point(false);
        Ok((UncompressedKey::try_from(public.as_bytes())?, signature))
    }
}
