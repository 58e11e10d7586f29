//! Any bytes that a manager returns or an operator registers with: the decoders and a second reading of the words
//! agree, and what they accept encodes to what they accept again. `make fuzz TARGET=returns`.

use crate::encoding::{
    decode_allowed, decode_exit_terms, decode_registration, decode_required_result_count,
    decode_slashing_origin,
};
use crate::Generation;
use alloy_primitives::Bytes;
use alloy_sol_types::SolCall;
use blueprint_abi::{seed_2024, substrate_1_4};
use blueprint_corpus::fuzz;
use sp_core::{H160, U256};

/// The words of a return value of so many; what follows them is ignored, as solc does.
fn words<const N: usize>(answer: &[u8]) -> Option<[U256; N]> {
    let words: Vec<_> = answer.chunks_exact(32).take(N).collect();
    let words: [&[u8]; N] = words.try_into().ok()?;
    Some(words.map(U256::from_big_endian))
}

/// A word of a type with so many bits.
fn uint(word: U256, bits: usize) -> Option<U256> {
    (word.bits() <= bits).then_some(word)
}

fn flag(word: U256) -> Option<bool> {
    uint(word, 1).map(|it| !it.is_zero())
}

fn agree(answer: &[u8]) -> Result<String, String> {
    let required = words(answer).and_then(|[word]| uint(word, 32).map(|it| it.low_u32()));
    let origin = words(answer).and_then(|[word]| {
        uint(word, 160).map(|word| H160::from_slice(&word.to_big_endian()[12..]))
    });
    let allowed = words(answer).and_then(|[word]| flag(word));
    let exit = words(answer).and_then(|[default, commitment, queue, force]| {
        let terms = (uint(commitment, 64)?.low_u64(), uint(queue, 64)?.low_u64());
        flag(force)?;
        (!flag(default)?).then_some(terms)
    });
    let ours = decode_exit_terms(answer).map(|it| (it.commitment, it.queue));
    for (name, same) in [
        ("count", decode_required_result_count(answer) == required),
        ("origin", decode_slashing_origin(answer) == origin),
        ("allowed", decode_allowed(answer) == allowed),
        ("exit terms", ours == exit),
    ] {
        if !same {
            return Err(format!("{name} of {}", hex(answer)));
        }
    }
    let registered = registrations(answer)?;
    let some = [required.is_some(), origin.is_some(), allowed.is_some()];
    Ok(format!("{some:?} {} {registered:?}", exit.is_some()))
}

/// What is accepted as a registration has a key of its generation, and is accepted again as it is encoded.
fn registrations(inputs: &[u8]) -> Result<[bool; 2], String> {
    let one = decode_registration(Generation::Substrate1_4, inputs);
    if let Some((preferences, rest)) = &one {
        type Manager = substrate_1_4::IBlueprintServiceManager::onRegisterCall;
        let call = Manager {
            operator: substrate_1_4::IBlueprintServiceManager::OperatorPreferences {
                ecdsaPublicKey: preferences.key.to_vec().into(),
                rpcAddress: String::from_utf8(preferences.rpc_address.to_vec())
                    .map_err(|_| "an address that is no text")?,
            },
            registrationInputs: rest.clone(),
        };
        again(Generation::Substrate1_4, &call.abi_encode()[4..], &one)?;
    }
    let other = decode_registration(Generation::Seed2024, inputs);
    if let Some((preferences, rest)) = &other {
        type Manager = seed_2024::IBlueprintServiceManager::onRegisterCall;
        let call = Manager {
            participant: preferences.key.to_vec().into(),
            registrationInputs: rest.clone(),
        };
        again(Generation::Seed2024, &call.abi_encode()[4..], &other)?;
    }
    Ok([one.is_some(), other.is_some()])
}

fn again(
    generation: Generation,
    encoded: &[u8],
    before: &Option<(crate::OperatorPreferences, Bytes)>,
) -> Result<(), String> {
    match decode_registration(generation, encoded) == *before {
        true => Ok(()),
        false => Err(format!("{} in {generation:?}", hex(encoded))),
    }
}

fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode(data)
}

fn seeds() -> Vec<Vec<u8>> {
    let word = |n: u64| U256::from(n).to_big_endian().to_vec();
    let key = |start: u8, length: usize| {
        let mut key = vec![7; length];
        key[0] = start;
        Bytes::from(key)
    };
    let registered = [65, 33].map(|length| {
        let call = seed_2024::IBlueprintServiceManager::onRegisterCall {
            participant: key(if length == 65 { 4 } else { 2 }, length),
            registrationInputs: Bytes::from_static(b"inputs"),
        };
        call.abi_encode()[4..].to_vec()
    });
    let preferences = substrate_1_4::IBlueprintServiceManager::onRegisterCall {
        operator: substrate_1_4::IBlueprintServiceManager::OperatorPreferences {
            ecdsaPublicKey: key(4, 65),
            rpcAddress: "ws://operator:9944".into(),
        },
        registrationInputs: Bytes::from_static(b"inputs"),
    };
    let mut seeds = vec![
        Vec::new(),
        vec![0; 31],
        vec![0xff; 32],
        [word(0), word(3_600), word(u64::MAX), word(1)].concat(),
        [word(1), word(0), word(0), word(0)].concat(),
        preferences.abi_encode()[4..].to_vec(),
    ];
    seeds.extend([0, 1, 2, u64::from(u32::MAX), 1 << 32].map(word));
    seeds.extend(registered);
    seeds
}

#[test]
fn return_values_and_registrations_decode_as_their_words_say() {
    // Else nothing of a registration would be read.
    for generation in [Generation::Substrate1_4, Generation::Seed2024] {
        let registers = |it: &Vec<u8>| decode_registration(generation, it).is_some();
        assert!(seeds().iter().any(registers), "{generation:?}");
    }
    fuzz::run("returns", seeds(), 20_000, agree);
}
