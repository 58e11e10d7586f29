//! Transactions: made, priced and signed.

use crate::dry_run::{Price, Request};
use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bytes, TxKind, B256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{Context, Result};

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Its hash, by which the chain knows it.
    pub hash: B256,
    /// Its bytes. Sent twice, they are still one transaction.
    pub raw: Bytes,
}

/// Signs a request as a transaction: by EIP-1559, or in the older form where the chain has no base fee.
///
/// # Errors
/// If the key cannot sign.
pub fn sign(
    key: &PrivateKeySigner,
    request: &Request,
    chain_id: u64,
    nonce: u64,
    gas_limit: u64,
    price: Price,
) -> Result<Signed> {
    let to = request.to.map_or(TxKind::Create, TxKind::Call);
    let (value, input) = (request.value, request.data.clone());
    let envelope: TxEnvelope = match price.priority_fee {
        Some(priority) => signed(
            key,
            TxEip1559 {
                chain_id,
                nonce,
                gas_limit,
                max_fee_per_gas: price.max_fee,
                max_priority_fee_per_gas: priority.min(price.max_fee),
                to,
                value,
                access_list: Default::default(),
                input,
            },
        )?
        .into(),
        None => signed(
            key,
            TxLegacy {
                chain_id: Some(chain_id),
                nonce,
                gas_price: price.max_fee,
                gas_limit,
                to,
                value,
                input,
            },
        )?
        .into(),
    };
    Ok(Signed {
        hash: *envelope.tx_hash(),
        raw: envelope.encoded_2718().into(),
    })
}

fn signed<T: SignableTransaction<alloy_primitives::Signature>>(
    key: &PrivateKeySigner,
    transaction: T,
) -> Result<alloy_consensus::Signed<T>> {
    let signature = key
        .sign_hash_sync(&transaction.signature_hash())
        .context("the key cannot sign the transaction")?;
    Ok(transaction.into_signed(signature))
}

/// The least price with which a transaction replaces another: each fee an eighth above the other's, because servers
/// require 10 %, or the present price where that is more.
pub fn replacing(now: Price, max_fee: u128, priority_fee: u128) -> Price {
    // One is added, because an eighth of a small fee is nothing.
    let bumped = |fee: u128| fee.saturating_add(fee / 8).saturating_add(1);
    Price {
        expected: now.expected,
        max_fee: now.max_fee.max(bumped(max_fee)),
        priority_fee: now.priority_fee.map(|now| now.max(bumped(priority_fee))),
    }
}

/// The gas limit for an estimate: a fifth more, because the state may change until the transaction is in a block.
pub fn limit(estimate: u64) -> u64 {
    estimate.saturating_add(estimate / 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_consensus::Transaction;
    use alloy_eips::eip2718::Decodable2718;
    use alloy_primitives::{Address, U256};

    #[test]
    fn a_transaction_is_signed_by_its_sender_in_both_forms() {
        let key = PrivateKeySigner::from_bytes(&B256::with_last_byte(1)).unwrap();
        let request = Request {
            from: key.address(),
            to: Some(Address::with_last_byte(2)),
            value: U256::from(3),
            data: Bytes::from_static(b"data"),
        };
        for priority_fee in [Some(4), None] {
            let price = Price {
                expected: 5,
                max_fee: 6,
                priority_fee,
            };
            let signed = sign(&key, &request, 31337, 7, 8, price).unwrap();
            let decoded = TxEnvelope::decode_2718(&mut &signed.raw[..]).unwrap();
            assert_eq!(decoded.tx_hash(), &signed.hash);
            assert_eq!(decoded.is_legacy(), priority_fee.is_none());
            assert_eq!(decoded.chain_id(), Some(31337));
            assert_eq!(
                (
                    decoded.nonce(),
                    decoded.gas_limit(),
                    decoded.max_fee_per_gas()
                ),
                (7, 8, 6)
            );
            assert_eq!((decoded.to(), decoded.value()), (request.to, request.value));
            assert_eq!(decoded.input(), &request.data);
            let recovered = decoded
                .signature()
                .recover_address_from_prehash(&decoded.signature_hash())
                .unwrap();
            assert_eq!(recovered, key.address());
        }
    }

    #[test]
    fn a_replacement_pays_a_tenth_more_at_least() {
        let now = Price {
            expected: 100,
            max_fee: 200,
            priority_fee: Some(0),
        };
        for (max_fee, priority) in [(0, 0), (1, 1), (200, 0), (1_000_000, 999), (u128::MAX, 0)] {
            let price = replacing(now, max_fee, priority);
            let enough = |new: u128, old: u128| new >= old.saturating_add(old.div_ceil(10));
            assert!(enough(price.max_fee, max_fee), "{max_fee}");
            assert!(enough(price.priority_fee.unwrap(), priority), "{priority}");
            assert!(price.max_fee >= now.max_fee);
        }
        assert_eq!(
            replacing(
                Price {
                    priority_fee: None,
                    ..now
                },
                200,
                0
            )
            .priority_fee,
            None
        );
    }
}
