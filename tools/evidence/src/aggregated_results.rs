//! What operators sign of job results by BLS, proofs that they possess their keys, and sums of signatures. Types and domains are those of
//! `IAggregatedResults.sol`.
//!
//! Multiplications take a time that depends on the key: sign where others do not measure it.

use crate::{EvidenceError, Statements};
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::SolValue;
use ark_bn254::{Fq, Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use blueprint_rules::{
    bn254::hash_to_curve,
    qos::aggregated_results::{POSSESSION, SIGNATURE},
};
use std::fmt;

/// A point of the first group: x and y; zeros for that at infinity.
pub type First = [U256; 2];
/// A point of the second group: x and y, of each the imaginary part first.
pub type Second = [U256; 4];

const RESULT_TYPE: &str = "Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,bytes32 output)";
const POSSESSION_TYPE: &str =
    "Possession(uint256 chainId,address results,address operator,uint256[2] first,uint256[4] second)";

/// An operator's secret key.
#[derive(Clone, Copy)]
pub struct BlsKey(Fr);

/// Not the secret.
impl fmt::Debug for BlsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlsKey").field(&self.first()).finish()
    }
}

impl BlsKey {
    /// The key of 32 bytes, big endian: random, not zero, and below the order of the groups. Errors: `Malformed`.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, EvidenceError> {
        let number = Fr::from_be_bytes_mod_order(bytes);
        let below = number.into_bigint().to_bytes_be() == bytes;
        match below && number != Fr::ZERO {
            true => Ok(Self(number)),
            false => Err(EvidenceError::Malformed(
                "a key that is zero, or not below the order of the groups".into(),
            )),
        }
    }

    /// The public key in the first group.
    pub fn first(&self) -> First {
        first(&(G1Affine::generator() * self.0))
    }

    /// The public key in the second group.
    pub fn second(&self) -> Second {
        second(&(G2Affine::generator() * self.0))
    }

    /// The signature of a message in a domain.
    pub fn sign(&self, domain: &[u8], message: &B256) -> First {
        first(&(hash(domain, message) * self.0))
    }

    /// What `enrolKey` takes as the proof, for an operator and the contract of a place.
    pub fn possession(&self, place: &Statements, operator: Address) -> First {
        self.sign(POSSESSION, &self.possession_message(place, operator))
    }

    /// What the proof signs.
    pub fn possession_message(&self, place: &Statements, operator: Address) -> B256 {
        let kind = keccak256(POSSESSION_TYPE);
        let of = (kind, place.chain_id, place.contract, operator);
        let words = [
            of.abi_encode(),
            self.first().abi_encode(),
            self.second().abi_encode(),
        ];
        keccak256(words.concat())
    }
}

/// An output of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AggregatedResult {
    /// The service.
    pub service_id: u64,
    /// The call.
    pub call_id: u64,
    /// keccak-256 of what the job was called with, as the call has it.
    pub inputs: B256,
    /// keccak-256 of the result.
    pub output: B256,
}

impl AggregatedResult {
    /// What members sign, for the contract of a place.
    pub fn message(&self, place: &Statements) -> B256 {
        let kind = keccak256(RESULT_TYPE);
        let of = (kind, place.chain_id, place.contract, self.service_id);
        let words = (self.call_id, self.inputs, self.output);
        keccak256([of.abi_encode(), words.abi_encode()].concat())
    }

    /// A member's signature.
    pub fn sign(&self, place: &Statements, key: &BlsKey) -> First {
        key.sign(SIGNATURE, &self.message(place))
    }
}

/// What `submit` takes: signatures of one output by members of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signatures {
    /// A bit for each member that signed.
    pub signers: U256,
    /// The sum of the signatures.
    pub signature: First,
    /// The sum of the keys in the second group.
    pub key: Second,
}

impl Signatures {
    /// With the signature of the member at a place, whose key in the second group the set has. Errors: `Malformed`, where a
    /// point is none, or the member is among the signers.
    pub fn with(&self, place: u8, signature: &First, key: &Second) -> Result<Self, EvidenceError> {
        let malformed = |reason: &str| EvidenceError::Malformed(reason.into());
        let bit = U256::from(1) << usize::from(place);
        if self.signers & bit != U256::ZERO {
            return Err(malformed("a signer twice"));
        }
        let [Some(one), Some(two)] = [&self.signature, signature].map(of_first) else {
            return Err(malformed("a signature that is no point"));
        };
        let [Some(other), Some(its)] = [&self.key, key].map(of_second) else {
            return Err(malformed("a key that is no point"));
        };
        Ok(Self {
            signers: self.signers | bit,
            signature: first(&(one + two)),
            key: second(&(other + its)),
        })
    }
}

/// The point that a key multiplies.
fn hash(domain: &[u8], message: &B256) -> G1Projective {
    let keccak = |parts: &[&[u8]]| keccak256(parts.concat()).0;
    let power = |base: &[u8; 32], exponent: &[u8; 32]| {
        let raised =
            Fq::from_be_bytes_mod_order(base).pow(U256::from_be_bytes(*exponent).as_limbs());
        Some(word(&raised))
    };
    let points = hash_to_curve(&keccak, &power, domain, &message.0);
    // The domains have less than 255 bytes, and every number its power.
    let points = points.expect("two points");
    let sum = points.map(|[x, y]| {
        let [x, y] = [x, y].map(|it| Fq::from_be_bytes_mod_order(&it));
        G1Projective::from(G1Affine::new_unchecked(x, y))
    });
    sum[0] + sum[1]
}

fn word(number: &Fq) -> [u8; 32] {
    let mut word = [0; 32];
    word.copy_from_slice(&number.into_bigint().to_bytes_be());
    word
}

fn number(number: &Fq) -> U256 {
    U256::from_be_bytes(word(number))
}

fn first(point: &G1Projective) -> First {
    let point = point.into_affine();
    point
        .xy()
        .map_or([U256::ZERO; 2], |(x, y)| [number(&x), number(&y)])
}

fn second(point: &G2Projective) -> Second {
    let point = point.into_affine();
    point.xy().map_or([U256::ZERO; 4], |(x, y)| {
        [x.c1, x.c0, y.c1, y.c0].map(|it| number(&it))
    })
}

fn coordinate(number: &U256) -> Option<Fq> {
    let bytes = number.to_be_bytes::<32>();
    let read = Fq::from_be_bytes_mod_order(&bytes);
    (word(&read) == bytes).then_some(read)
}

fn of_first(point: &First) -> Option<G1Projective> {
    if *point == [U256::ZERO; 2] {
        return Some(G1Projective::default());
    }
    let [x, y] = point;
    let point = G1Affine::new_unchecked(coordinate(x)?, coordinate(y)?);
    point.is_on_curve().then(|| point.into())
}

fn of_second(point: &Second) -> Option<G2Projective> {
    if *point == [U256::ZERO; 4] {
        return Some(G2Projective::default());
    }
    let [xi, xr, yi, yr] = point;
    let x = ark_bn254::Fq2::new(coordinate(xr)?, coordinate(xi)?);
    let y = ark_bn254::Fq2::new(coordinate(yr)?, coordinate(yi)?);
    let point = G2Affine::new_unchecked(x, y);
    let is_one = point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve();
    is_one.then(|| point.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U64;
    use ark_bn254::Bn254;
    use ark_ec::pairing::Pairing;

    const PLACE: Statements = Statements {
        chain_id: 1_337,
        contract: Address::repeat_byte(4),
    };
    const RESULT: AggregatedResult = AggregatedResult {
        service_id: 3,
        call_id: 5,
        inputs: B256::repeat_byte(6),
        output: B256::repeat_byte(7),
    };

    fn key(seed: u8) -> BlsKey {
        BlsKey::from_bytes(&[seed; 32]).unwrap()
    }

    fn is_signed(signature: &First, key: &Second, domain: &[u8], message: &B256) -> bool {
        let signature = of_first(signature).unwrap();
        let key = of_second(key).unwrap();
        Bn254::pairing(signature, G2Affine::generator())
            == Bn254::pairing(hash(domain, message), key)
    }

    #[test]
    fn sum_of_signatures_is_one_by_the_sum_of_keys() {
        let mut sum = Signatures::default();
        for (place, seed) in [(0, 1), (2, 2), (255, 3)] {
            let key = key(seed);
            let signature = RESULT.sign(&PLACE, &key);
            sum = sum.with(place, &signature, &key.second()).unwrap();
        }
        let bits = U256::from(5) | (U256::from(1) << 255);
        assert_eq!(sum.signers, bits);
        let message = RESULT.message(&PLACE);
        assert!(is_signed(&sum.signature, &sum.key, SIGNATURE, &message));
        assert!(!is_signed(&sum.signature, &sum.key, POSSESSION, &message));
        let other = AggregatedResult {
            call_id: 6,
            ..RESULT
        };
        let message = other.message(&PLACE);
        assert!(!is_signed(&sum.signature, &sum.key, SIGNATURE, &message));
        let again = sum.with(0, &sum.signature, &sum.key);
        assert!(again.is_err(), "{again:?}");
        let no_point = [U256::from(1), U256::from(1)];
        assert!(sum.with(1, &no_point, &sum.key).is_err());
        assert!(sum.with(1, &sum.signature, &[U256::from(1); 4]).is_err());
    }

    #[test]
    fn key_is_a_number_below_the_order_and_not_zero() {
        for bytes in [[0; 32], [0xff; 32]] {
            assert!(BlsKey::from_bytes(&bytes).is_err());
        }
        let order = Fr::MODULUS.to_bytes_be().try_into().unwrap();
        assert!(BlsKey::from_bytes(&order).is_err());
        let shown = format!("{:?}", key(1));
        assert!(!shown.contains(&"01".repeat(8)), "{shown}");
    }

    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Vector {
        chain_id: u64,
        contract: Address,
        operator: Address,
        service_id: U64,
        call_id: U64,
        inputs: B256,
        output: B256,
        message: B256,
        members: Vec<Member>,
        signers: U256,
        sum: First,
        key: Second,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Member {
        place: u8,
        secret: B256,
        first: First,
        second: Second,
        possession: First,
        signature: First,
    }

    /// A change of a type, of a domain or of an encoding is seen here. The same file is read by the test of the library in
    /// TypeScript, which has a curve of its own.
    #[test]
    fn messages_keys_signatures_and_sums_are_those_of_the_vectors() {
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../vectors/aggregated_results.json")).unwrap();
        assert!(vectors.len() > 1);
        for it in vectors {
            let place = Statements {
                chain_id: it.chain_id,
                contract: it.contract,
            };
            let result = AggregatedResult {
                service_id: it.service_id.to(),
                call_id: it.call_id.to(),
                inputs: it.inputs,
                output: it.output,
            };
            assert_eq!(result.message(&place), it.message);
            let mut sum = Signatures::default();
            for member in it.members {
                let key = BlsKey::from_bytes(&member.secret.0).unwrap();
                assert_eq!((key.first(), key.second()), (member.first, member.second));
                let possession = key.possession(&place, it.operator);
                assert_eq!(possession, member.possession);
                let signature = result.sign(&place, &key);
                assert_eq!(signature, member.signature);
                sum = sum.with(member.place, &signature, &key.second()).unwrap();
            }
            let expected = Signatures {
                signers: it.signers,
                signature: it.sum,
                key: it.key,
            };
            assert_eq!(sum, expected);
        }
    }
}
