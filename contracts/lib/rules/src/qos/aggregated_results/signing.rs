//! Domains of what members sign, and the factor that joins two equations of pairings.

use crate::proof::{Hash, Hasher};

/// Where results hash to the curve ([`crate::bn254::hash_to_curve`]). The names are those of the draft for BLS signatures
/// where keys prove that they are possessed.
pub const SIGNATURE: &[u8] = b"BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";
/// Where proofs of possession do: no proof is a signature of a result, nor the other way round.
pub const POSSESSION: &[u8] = b"BLS_POP_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";

/// The factor of the second equation, for `e(signature, -g2) e(hash, second) = 1` and `e(first, -g2) e(g1, second) = 1` to
/// be checked as one. It depends on all points, so that none can be chosen after it: with a factor that is known before, two
/// wrong equations could cancel.
pub fn gamma<H: Hasher>(
    keccak: &H,
    signature: &[Hash; 2],
    first: &[Hash; 2],
    hash: &[Hash; 2],
    second: &[Hash; 4],
) -> Hash {
    let points = [
        signature.as_flattened(),
        first.as_flattened(),
        hash.as_flattened(),
        second.as_flattened(),
    ];
    keccak.hash(&points)
}
