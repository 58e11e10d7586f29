//! The forms of operators and offenders: each takes its own and names what it refuses.

use alloy_primitives::{address, hex, Address, B256};
use blueprint_abi::{
    form::{Form, FormError},
    offender::{AccountOffender, AddressOffender, Offender},
    operator::{CompressedKey, Operator, UncompressedKey},
    possession::Possession,
};

/// The key of secret 1, the generator of the curve, and the address every wallet gives it.
const COMPRESSED: [u8; 33] =
    hex!("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
const UNCOMPRESSED: [u8; 65] = hex!(
    "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
);
const ADDRESS: Address = address!("7e5f4552091a69125d5dfcb7b8c2659029395bdf");

fn samples() -> Vec<(Form, Vec<u8>)> {
    vec![
        (Form::CompressedKey, COMPRESSED.to_vec()),
        (Form::UncompressedKey, UNCOMPRESSED.to_vec()),
        (Form::Address, ADDRESS.to_vec()),
        (Form::AccountId, vec![7; 32]),
        (other(0, None), vec![]),
        (other(19, Some(1)), vec![1; 19]),
        (other(21, Some(1)), vec![1; 21]),
        (other(31, Some(1)), vec![1; 31]),
        (other(33, Some(4)), [vec![4], vec![1; 32]].concat()),
        (other(33, Some(1)), vec![1; 33]),
        (other(34, Some(2)), vec![2; 34]),
        (other(64, Some(0x79)), UNCOMPRESSED[1..].to_vec()),
        (other(65, Some(2)), vec![2; 65]),
        (other(66, Some(4)), vec![4; 66]),
    ]
}

fn other(length: usize, first: Option<u8>) -> Form {
    Form::Other { length, first }
}

/// Fails unless `parse` takes the samples of the expected forms, and of each other names it.
fn assert_takes_only<T: std::fmt::Debug>(
    expected: &[Form],
    parse: impl Fn(&[u8]) -> Result<T, FormError>,
    error: impl Fn(Form) -> FormError,
) {
    for (form, bytes) in samples() {
        let parsed = parse(&bytes);
        if expected.contains(&form) {
            assert!(parsed.is_ok(), "{form}: {parsed:?}");
        } else {
            assert_eq!(parsed.expect_err("another form"), error(form));
        }
    }
}

#[test]
fn each_type_takes_its_own_form_and_names_the_others() {
    let unexpected = |expected| move |received| FormError::Unexpected { expected, received };
    assert_takes_only(
        &[Form::CompressedKey],
        |it| CompressedKey::try_from(it),
        unexpected(Form::CompressedKey),
    );
    assert_takes_only(
        &[Form::UncompressedKey],
        |it| UncompressedKey::try_from(it),
        unexpected(Form::UncompressedKey),
    );
    assert_takes_only(
        &[Form::AccountId],
        |it| AccountOffender::try_from(it),
        unexpected(Form::AccountId),
    );
    assert_takes_only(
        &[Form::Address],
        |it| AddressOffender::try_from(it),
        unexpected(Form::Address),
    );
    assert_takes_only(
        &[Form::CompressedKey, Form::UncompressedKey, Form::Address],
        |it| Operator::try_from(it),
        |received| FormError::NoOperator { received },
    );
    assert_takes_only(
        &[Form::AccountId, Form::Address],
        |it| Offender::try_from(it),
        |received| FormError::NoOffender { received },
    );
}

#[test]
fn either_types_write_the_bytes_they_were_read_from() {
    for (form, bytes) in samples() {
        if let Ok(operator) = Operator::try_from(bytes.as_slice()) {
            assert_eq!(operator.to_vec(), bytes, "{form}");
        }
        if let Ok(offender) = Offender::try_from(bytes.as_slice()) {
            assert_eq!(offender.to_vec(), bytes, "{form}");
        }
    }
}

#[test]
fn error_contains_expected_and_received() {
    let error = AddressOffender::try_from([9; 32].as_slice()).expect_err("an account id");
    assert_eq!(
        error.to_string(),
        "expected a 20-byte address, received a 32-byte account id"
    );
    let error = Operator::try_from([9; 5].as_slice()).expect_err("no operator");
    assert_eq!(
        error.to_string(),
        "expected an operator (a 33-byte compressed key, a 65-byte uncompressed key or a 20-byte \
         address), received 5 bytes that begin with 0x09"
    );
    let error = Offender::try_from([].as_slice()).expect_err("no offender");
    assert_eq!(
        error.to_string(),
        "expected an offender (a 32-byte account id or a 20-byte address), received nothing"
    );
}

#[test]
fn uncompressed_key_leads_to_the_address_of_its_wallet() {
    let key = UncompressedKey::try_from(UNCOMPRESSED.as_slice()).expect("a key");
    assert_eq!(key.address(), ADDRESS);
}

#[test]
fn uncompressed_key_under_tangles_old_contracts_has_another_address() {
    let key = UncompressedKey::try_from(UNCOMPRESSED.as_slice()).expect("a key");
    let hashed_with_prefix = address!("7d6e99bb8abf8cc013bb0e912d0b176596fe7b88");
    assert_eq!(key.as_operator_address(), hashed_with_prefix);
}

#[test]
fn keys_compress_and_uncompress_to_each_other() {
    let compressed = CompressedKey::try_from(COMPRESSED.as_slice()).expect("a key");
    let uncompressed = UncompressedKey::try_from(UNCOMPRESSED.as_slice()).expect("a key");
    assert_eq!(uncompressed.compressed(), compressed);
    #[cfg(feature = "keys")]
    assert_eq!(compressed.uncompressed(), Ok(uncompressed));
}

#[cfg(feature = "keys")]
#[test]
fn odd_key_uncompresses_to_the_other_y() {
    let mut odd = COMPRESSED;
    odd[0] = 3;
    let odd = CompressedKey::try_from(odd.as_slice()).expect("a key");
    let other = odd.uncompressed().expect("on the curve");
    assert_eq!(other.as_bytes()[1..33], UNCOMPRESSED[1..33]);
    assert_ne!(other.as_bytes()[33..], UNCOMPRESSED[33..]);
    assert_eq!(other.compressed(), odd);
}

#[cfg(feature = "keys")]
#[test]
fn compressed_key_off_the_curve_does_not_uncompress() {
    // No y belongs to x = 5.
    let mut key = [0; 33];
    (key[0], key[32]) = (2, 5);
    let key = CompressedKey::try_from(key.as_slice()).expect("the form of a key");
    assert_eq!(key.uncompressed(), Err(FormError::NotOnCurve));
    assert_eq!(
        Operator::CompressedKey(key).address(),
        Err(FormError::NotOnCurve)
    );
}

#[cfg(feature = "keys")]
#[test]
fn operator_in_every_form_has_one_address() {
    for bytes in [COMPRESSED.as_slice(), &UNCOMPRESSED, ADDRESS.as_slice()] {
        let operator = Operator::try_from(bytes).expect("an operator");
        assert_eq!(operator.address(), Ok(ADDRESS));
    }
}

#[test]
fn address_offender_leads_to_its_account_and_back() {
    let offender = AddressOffender::from(ADDRESS);
    let account = offender.revive_account();
    assert_eq!(account.0[..20], ADDRESS[..]);
    assert_eq!(account.0[20..], [0xee; 12]);
    assert_eq!(account.revive_address(), ADDRESS);
    assert_eq!(account.truncated_address(), ADDRESS);
}

#[test]
fn account_of_a_substrate_key_is_hashed_by_revive_and_cut_by_the_pallet_of_1_4() {
    // The account of //Alice, and the address that pallet-revive documents for it.
    let alice = AccountOffender(hex!(
        "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
    ));
    assert_eq!(
        alice.revive_address(),
        address!("9621dde636de098b43efb0fa9b61facfe328f99d")
    );
    assert_eq!(
        alice.truncated_address(),
        address!("d43593c715fdd31c61141abd04a99fd6822c8558")
    );
}

#[cfg(feature = "scale")]
mod scale {
    use codec::{Decode, Encode};

    use super::*;

    #[test]
    fn forms_encode_to_their_bytes_alone() {
        let compressed = CompressedKey::try_from(COMPRESSED.as_slice()).expect("a key");
        assert_eq!(compressed.encode(), COMPRESSED);
        let uncompressed = UncompressedKey::try_from(UNCOMPRESSED.as_slice()).expect("a key");
        assert_eq!(uncompressed.encode(), UNCOMPRESSED);
        assert_eq!(AccountOffender([7; 32]).encode(), [7; 32]);
        assert_eq!(AddressOffender::from(ADDRESS).encode(), ADDRESS.to_vec());
    }

    #[test]
    fn key_with_a_foreign_first_byte_does_not_decode() {
        let mut bytes = COMPRESSED;
        bytes[0] = 4;
        assert!(CompressedKey::decode(&mut bytes.as_slice()).is_err());
        let mut bytes = UNCOMPRESSED;
        bytes[0] = 2;
        assert!(UncompressedKey::decode(&mut bytes.as_slice()).is_err());
    }
}

/// As viem computes and signs them (`signMessage` of the raw message), with the key of secret 1.
#[test]
fn key_signs_its_registration_as_a_wallet_signs_a_message() {
    let possession = Possession {
        genesis: B256::repeat_byte(0x11),
        blueprint: 7,
        operator: Address::repeat_byte(0x22),
    };
    let message = "8c748d5c2d2a222b3ab89c4f178677b314c0e0703676be3d93ab6b327c4a84c3";
    assert_eq!(hex::encode(possession.message()), message);
    let digest = "fe8bb6633fd1c9da81b53c56754ba5a0effc8ab5460864bdf0472c4d301f854a";
    assert_eq!(hex::encode(possession.digest()), digest);
    let mut secret = [0; 32];
    assert_eq!(possession.sign(&secret), Err(FormError::NotOnCurve));
    assert_eq!(possession.sign(&[0xff; 32]), Err(FormError::NotOnCurve));
    secret[31] = 1;
    let (key, signature) = possession.sign(&secret).unwrap();
    assert_eq!(key.as_bytes(), &UNCOMPRESSED);
    let signed = "e5595b3b2c0d6a4cc136319941c907a0e1bac17bf761f0acc64c77f2e2af9b65\
                  0d03b058a9d2d04e5f87df1d0a932cbd1faf4462e590a56bbdac466299bf0e071b";
    assert_eq!(hex::encode(signature), signed);
}
