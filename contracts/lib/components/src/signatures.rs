//! Whether an account signed a digest: by its key, or, where it is a contract, by its own word (EIP-1271).

blueprint_hooks::interface! {
    /// A client of a contract that signs.
    pub mod abi = "blueprint-abi/library/IERC1271.sol";
}
use abi::Client;
use blueprint_hooks::{signature::recover, Address, Bytes};

/// What `isValidSignature` returns for its own signature.
pub const MAGIC: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// The most time that a contract gets to check a signature, in picoseconds: about 100 times an
/// ecrecover, so that an account of several keys fits.
pub const MOST_REF_TIME: u64 = 10_000_000_000;
/// The most bytes of proof that it gets: those of its code and its storage.
pub const MOST_PROOF: u64 = 512 * 1024;

/// The account whose key signed; `None` for no signature of a key.
pub fn signer(digest: &[u8; 32], signature: &Bytes) -> Option<Address> {
    recover(digest, &signature.to_array()?)
}

/// Whether the contract at an address accepts the signature. It is called without the right to change
/// state, with bounded weight; whatever it does but return the exact word means no.
pub fn contract_accepts(contract: Address, digest: [u8; 32], signature: &Bytes) -> bool {
    let client = Client::at(contract).with_weight(MOST_REF_TIME, MOST_PROOF);
    client.is_valid_signature(digest, signature) == Ok(MAGIC)
}

/// Whether `account` signed, by its key or as a contract.
pub fn signed_by(account: Address, digest: [u8; 32], signature: &Bytes) -> bool {
    signer(&digest, signature) == Some(account) || contract_accepts(account, digest, signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::call::mock;

    const CONTRACT: Address = ink::H160([7; 20]);
    const DIGEST: [u8; 32] = [1; 32];

    #[ink::test]
    fn contract_accepts_with_the_exact_word_alone() {
        let signature = Bytes::from([5; 3]);
        let accepts = || signed_by(CONTRACT, DIGEST, &signature);
        assert!(!accepts(), "no code");
        let mut word = [0; 32];
        word[..4].copy_from_slice(&MAGIC);
        let returns = |data: &[u8]| {
            Client::encode_is_valid_signature(DIGEST, &signature, |call| {
                mock::returns(CONTRACT, call, data);
            });
        };
        returns(&word);
        assert!(accepts());
        for junk in [&word[..31], &[0; 32], &[0xff; 32], &[]] {
            returns(junk);
            assert!(!accepts(), "{junk:?}");
        }
        let mut longer = word;
        longer[31] = 1;
        returns(&longer);
        assert!(!accepts(), "more than four bytes");
        Client::encode_is_valid_signature(DIGEST, &signature, |call| {
            let recipient = CONTRACT;
            let error = crate::bond_book::abi::InvalidRecipient { recipient };
            mock::reverts(CONTRACT, call, error);
        });
        assert!(!accepts());
    }
}
