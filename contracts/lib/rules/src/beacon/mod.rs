//! Seeds from a public randomness beacon: which round belongs to a time, and what the signature of a round signs.
//!
//! A network such as drand's evmnet signs the number of each round, at known times, with one key of which no
//! participant has more than a part. So the signature of a round is unknown before its time, and it is the same
//! whichever account reports it.

pub mod evmnet;
#[cfg(test)]
mod tests;

use crate::proof::{Hash, Hasher};

/// Where the network's signatures hash to the curve ([`crate::bn254::hash_to_curve`]), as the scheme
/// `bls-bn254-unchained-on-g1` has it.
pub const DOMAIN: &[u8] = b"BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_";

/// What a network signs of a round: keccak-256 of its number, 8 bytes big endian.
pub fn message<H: Hasher>(keccak: &H, round: u64) -> Hash {
    keccak.hash(&[&round.to_be_bytes()])
}

/// When a network signs its rounds. Times are seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Schedule {
    /// The time of round 1.
    pub genesis: u64,
    /// The time from one round to the next; at least 1.
    pub period: u32,
    /// How far the chain's clock can be behind the network's.
    pub margin: u32,
}

impl Schedule {
    /// The time at which the network signs a round. Round 0 does not exist, and counts as round 1.
    pub fn signed_at(&self, round: u64) -> u64 {
        let periods = round.saturating_sub(1);
        let after = periods.saturating_mul(self.period.into());
        self.genesis.saturating_add(after)
    }

    /// The first round that is signed more than the margin after a time: no account knows its signature while the chain's
    /// clock shows that time, or less.
    pub fn round_after(&self, time: u64) -> u64 {
        let known = time.saturating_add(self.margin.into());
        let Some(since) = known.checked_sub(self.genesis) else {
            return 1;
        };
        // A period of 0 counts as 1. Round 1 is 0 periods after the genesis.
        let periods = since.checked_div(self.period.into()).unwrap_or(since);
        periods.saturating_add(2)
    }
}
