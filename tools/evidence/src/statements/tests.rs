//! Statements by the vectors that the library in TypeScript reads, too; signatures, and what is none.

use super::*;
use serde_json::Value;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vector {
    #[serde(rename = "type")]
    kind: String,
    chain_id: u64,
    contract: Address,
    message: Value,
    digest: B256,
}

fn vectors() -> Vec<(Statements, Stated, B256)> {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../../vectors/statements.json")).unwrap();
    let read = vectors.into_iter().map(|it| {
        let Vector {
            chain_id, contract, ..
        } = it;
        let kind = match it.kind.as_str() {
            "Answer" => Kind::Answer,
            "TreeHead" => Kind::Head,
            "Assignment" => Kind::Assignment,
            "Observation" => Kind::Observation,
            "LoadReport" => Kind::Load,
            "ResourceReport" => Kind::Resources,
            "Revocation" => Kind::Revocation,
            other => panic!("{other}"),
        };
        let stated = parse(kind, &it.message.to_string()).unwrap();
        (Statements { chain_id, contract }, stated, it.digest)
    });
    read.collect()
}

#[test]
fn digests_are_those_of_the_vectors() {
    let vectors = vectors();
    assert!(vectors.len() > 7);
    for (statements, stated, digest) in vectors {
        assert_eq!(statements.digest_of(&stated), digest, "{stated:?}");
        // What is written is read again.
        let written = serde_json::to_string(&stated).unwrap();
        assert_eq!(serde_json::from_str::<Stated>(&written).unwrap(), stated);
    }
}

#[test]
fn signature_is_of_its_signer_for_one_statement_contract_and_chain() {
    let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(1)).unwrap();
    let vectors = vectors();
    for (statements, stated, _) in &vectors {
        let signature = statements.sign_stated(&key, stated).unwrap();
        let signer = |of: &Statements, it: &Stated| of.signer_of(it, &signature).ok();
        assert_eq!(signer(statements, stated), Some(key.address()));
        let elsewhere = [
            Statements {
                chain_id: statements.chain_id + 1,
                ..*statements
            },
            Statements {
                contract: Address::repeat_byte(9),
                ..*statements
            },
        ];
        for other in elsewhere {
            assert_ne!(signer(&other, stated), Some(key.address()));
        }
        for (_, other, _) in vectors.iter().filter(|(_, it, _)| it != stated) {
            assert_ne!(signer(statements, other), Some(key.address()));
        }
        let mut parity = signature;
        parity[64] -= 27;
        for broken in [&signature[..64], &parity, &[0; SIGNATURE], &[]] {
            let error = statements.signer_of(stated, broken).unwrap_err();
            assert!(matches!(error, EvidenceError::Malformed(_)), "{error}");
        }
    }
}

#[test]
fn integers_are_numbers_digits_or_hex() {
    let most = U256::MAX;
    let read = |value: &str| {
        let text = format!(
            r#"{{"question": "{}", "time": 7, "value": {value}}}"#,
            B256::ZERO
        );
        match parse(Kind::Observation, &text) {
            Ok(Stated::Observation(it)) => Ok(it.value),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    };
    for (text, value) in [
        ("3".to_owned(), U256::from(3)),
        ("\"3\"".to_owned(), U256::from(3)),
        ("\"0x1f\"".to_owned(), U256::from(31)),
        (format!("\"{most}\""), most),
        (format!("\"{most:#x}\""), most),
    ] {
        assert_eq!(read(&text), Ok(value), "{text}");
    }
    for wrong in ["-1", "1.5", "\"\"", "\"0x\"", "\"1_0\"", "\"f\"", "null"] {
        let error = read(wrong).unwrap_err();
        assert!(error.contains("expected an integer below 2^256"), "{error}");
    }
    let above = read(&format!("\"{most}0\"")).unwrap_err();
    assert!(above.contains("expected an integer below 2^256"), "{above}");
}

#[test]
fn what_is_no_statement_is_an_error_that_says_what_was_expected() {
    let revocation = format!(
        r#"{{"serviceId": "3", "operator": "{0}", "key": "{0}"}}"#,
        Address::repeat_byte(2)
    );
    assert!(parse(Kind::Revocation, &revocation).is_ok());
    let above = "\"18446744073709551616\"";
    for (from, to, expected) in [
        ("\"3\"", above, "expected an integer below 2^64"),
        ("serviceId", "service", "unknown field `service`"),
        ("\"serviceId\": \"3\",", "", "missing field `serviceId`"),
        ("}", "} 1", "trailing characters"),
    ] {
        let error = parse(Kind::Revocation, &revocation.replace(from, to));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    // A document of one kind is none of another.
    let error = parse(Kind::Resources, &revocation).unwrap_err().to_string();
    assert!(error.contains("unknown field `key`"), "{error}");
}
