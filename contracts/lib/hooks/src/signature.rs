//! Signatures of Ethereum keys, by the precompile at address 1.

use crate::{
    call::{Access, Callee},
    Address,
};

/// The precompile.
pub const ECRECOVER: Address =
    ink::H160([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/// Half of the curve's order, rounded down: the largest `s` of a signature that counts.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Whose key signed a digest. `signature` is r, s and v. `None` where it is no signature, where `s` is in the
/// upper half of the order (the same signature in another form), or where `v` is neither 27 nor 28.
pub fn recover(digest: &[u8; 32], signature: &[u8; 65]) -> Option<Address> {
    let (r_and_s, v) = signature.split_at_checked(64)?;
    let s = r_and_s.get(32..)?;
    if s > HALF_ORDER.as_slice() || !matches!(v, [27 | 28]) {
        return None;
    }
    let mut input = [0; 128];
    let (hash, rest) = input.split_at_mut_checked(32)?;
    hash.copy_from_slice(digest);
    let (word_of_v, rest) = rest.split_at_mut_checked(32)?;
    word_of_v.get_mut(31..)?.copy_from_slice(v);
    rest.copy_from_slice(r_and_s);
    // It returns nothing where there is no signer.
    let signer: [u8; 32] = Callee::at(ECRECOVER)
        .call_static(Access::View, &input)
        .ok()?;
    let signer = Address::from(*signer.last_chunk()?);
    (!signer.is_zero()).then_some(signer)
}

/// For unit tests: what the precompile returns to [`recover`] of this digest and signature.
#[cfg(not(target_arch = "riscv64"))]
pub fn mock(digest: &[u8; 32], signature: &[u8; 65], signer: Address) {
    let mut input = [0; 128];
    input[..32].copy_from_slice(digest);
    input[63] = signature[64];
    input[64..].copy_from_slice(&signature[..64]);
    let mut word = [0; 32];
    word[12..].copy_from_slice(&signer.0);
    crate::call::mock::returns(ECRECOVER, &input, &word);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: Address = ink::H160([7; 20]);

    #[test]
    fn signature_has_one_form() {
        let digest = [1; 32];
        let mut signature = [0; 65];
        signature[32..64].copy_from_slice(&HALF_ORDER);
        signature[64] = 27;
        mock(&digest, &signature, ALICE);
        assert_eq!(recover(&digest, &signature), Some(ALICE));
        assert_eq!(recover(&[2; 32], &signature), None, "another digest");
        for v in [0, 1, 26, 29] {
            let mut other = signature;
            other[64] = v;
            mock(&digest, &other, ALICE);
            assert_eq!(recover(&digest, &other), None, "{v}");
        }
        let mut upper = signature;
        upper[63] += 1;
        mock(&digest, &upper, ALICE);
        assert_eq!(recover(&digest, &upper), None);
        mock(&digest, &signature, Address::zero());
        assert_eq!(recover(&digest, &signature), None);
    }
}
