//! Transactions as they wait, enter a block, and are replayed for a trace.

use crate::{accounts, error::Error};
use blueprint_e2e_runtime::{
    transaction_extension, Balances, Executive, Runtime, RuntimeCall, System, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{
        fungible::{Balanced, Mutate},
        tokens::{Fortitude, Precision, Preservation},
    },
};
use frame_system::ChainContext;
use pallet_revive::{
    evm::{tx_extension::SetOrigin, Account, TransactionSigned, TransactionUnsigned},
    keccak_256, AccountId32Mapper, AddressMapper,
};
use sp_core::{hex2array, H160, H256};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
    generic::{CheckedExtrinsic, ExtrinsicFormat, SignedPayload, UncheckedExtrinsic as Bare},
    traits::{Applyable, Checkable},
    transaction_validity::InvalidTransaction,
    ApplyExtrinsicResult, MultiAddress, MultiSignature,
};

/// The balance of the account that stands in for an impersonated one while its transaction is checked.
const STAND_IN_BALANCE: u128 = u128::MAX / 4;

/// Half of the order of secp256k1. Of each signature anyone can make another one, with a higher s, which EIP-2 refuses.
const HALF_ORDER: [u8; 32] =
    hex2array!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// A transaction of an Ethereum account.
#[derive(Clone, Debug)]
pub struct Ethereum {
    /// Its hash.
    pub hash: H256,
    /// Its RLP encoding, signature included.
    pub payload: Vec<u8>,
    /// The decoded payload.
    pub signed: TransactionSigned,
    /// Its sender.
    pub from: H160,
    /// Whether it is signed by a key made up for the sender, of which none is known.
    pub impersonated: bool,
}

/// A transaction that a Substrate key has signed.
#[derive(Clone, Debug)]
pub struct Substrate {
    /// The Keccak hash of the extrinsic, by which Ethereum's methods know it.
    pub hash: H256,
    /// The extrinsic.
    pub extrinsic: UncheckedExtrinsic,
    /// The signer, as a contract sees it.
    pub from: H160,
    /// How many transactions it had sent before.
    pub nonce: u32,
    /// The encoded call.
    pub call: Vec<u8>,
}

/// A transaction.
#[derive(Clone, Debug)]
pub enum Transaction {
    /// Of an Ethereum account.
    Ethereum(Box<Ethereum>),
    /// Of a Substrate key.
    Substrate(Box<Substrate>),
}

impl Ethereum {
    /// Decodes a signed transaction.
    ///
    /// # Errors
    /// If it does not decode, is not encoded as clients compute its hash, or has no valid signature.
    pub fn decode(payload: Vec<u8>) -> Result<Ethereum, Error> {
        let signed = TransactionSigned::decode(&payload).map_err(|error| {
            Error::invalid(format!(
                "expected an RLP-encoded signed transaction, received one that does not decode: {error}"
            ))
        })?;
        let encoded = signed.signed_payload();
        if payload != encoded {
            return Err(Error::invalid(format!(
                "expected the end of the transaction, received {} bytes more than it encodes to",
                payload.len().saturating_sub(encoded.len())
            )));
        }
        let not_valid = |()| {
            Error::invalid("expected a transaction with a valid signature, received another; check its chain id and key")
        };
        let from = signed.recover_eth_address().map_err(not_valid)?;
        let signature = signed.raw_signature().map_err(not_valid)?;
        if signature[32..64] > HALF_ORDER[..] {
            return Err(Error::invalid(
                "invalid signature: s is above half of the curve's order; expected the lower one, which EIP-2 prescribes",
            ));
        }
        Ok(Ethereum {
            hash: H256(keccak_256(&payload)),
            payload,
            signed,
            from,
            impersonated: false,
        })
    }

    /// Signs a transaction.
    pub fn sign(unsigned: TransactionUnsigned, signer: &Account) -> Ethereum {
        let signed = signer.sign_transaction(unsigned);
        let payload = signed.signed_payload();
        Ethereum {
            hash: H256(keccak_256(&payload)),
            payload,
            signed,
            from: signer.address(),
            impersonated: false,
        }
    }

    /// Makes up a key for an account, and signs with it.
    pub fn impersonate(unsigned: TransactionUnsigned, from: H160) -> Ethereum {
        let secret = keccak_256(&[b"impersonated".as_slice(), from.as_bytes()].concat());
        let signed = Ethereum::sign(unsigned, &Account::from_secret_key(secret));
        Ethereum {
            from,
            impersonated: true,
            ..signed
        }
    }

    /// The extrinsic that carries it.
    pub fn extrinsic(&self) -> UncheckedExtrinsic {
        let payload = self.payload.clone();
        let call = RuntimeCall::from(pallet_revive::Call::eth_transact { payload });
        Bare::new_bare(call).into()
    }

    /// Applies an impersonated transaction in the block that is open: as the executive would, but that the
    /// sender is the impersonated account.
    fn apply_impersonated(&self) -> ApplyExtrinsicResult {
        let extrinsic = self.extrinsic();
        let encoded = extrinsic.encode();
        let length = encoded.len();
        // The check takes the deposit that the transaction may need from the account that has signed. The
        // sender pays it instead.
        let signer = self.signed.recover_eth_address();
        let signer = accounts::fallback(&signer.map_err(|()| InvalidTransaction::BadProof)?);
        let own = Balances::free_balance(&signer);
        Balances::set_balance(&signer, STAND_IN_BALANCE);
        let checked = extrinsic.check(&ChainContext::<Runtime>::default())?;
        let paid = STAND_IN_BALANCE.saturating_sub(Balances::free_balance(&signer));
        Balances::set_balance(&signer, own);
        let sender = AccountId32Mapper::<Runtime>::to_account_id(&self.from);
        let credit = <Balances as Balanced<_>>::withdraw(
            &sender,
            paid,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        );
        drop(credit.map_err(|_| InvalidTransaction::Payment)?);
        let ExtrinsicFormat::Signed(_, extension) = checked.format else {
            return Err(InvalidTransaction::BadProof.into());
        };
        let checked: CheckedExtrinsic<_, _, _> = CheckedExtrinsic {
            format: ExtrinsicFormat::Signed(sender, extension),
            function: checked.function,
        };
        let info = checked.get_dispatch_info();
        System::note_extrinsic(encoded);
        let result = checked.apply::<Runtime>(&info, length)?;
        System::note_applied_extrinsic(&result, info);
        Ok(result.map(|_| ()).map_err(|failed| failed.error))
    }
}

impl Substrate {
    /// Signs a call.
    ///
    /// # Errors
    /// If the extension cannot be built, which reads the chain's state.
    pub fn sign(call: RuntimeCall, signer: Sr25519Keyring) -> Result<Substrate, Error> {
        let account = signer.to_account_id();
        let nonce = System::account_nonce(&account);
        let extension = transaction_extension(nonce, 0, SetOrigin::default());
        let payload = SignedPayload::new(call.clone(), extension.clone())
            .map_err(|error| Error::internal(format!("the call cannot be signed: {error:?}")))?;
        let signature = payload.using_encoded(|bytes| signer.sign(bytes));
        let encoded = call.encode();
        let extrinsic: UncheckedExtrinsic = Bare::new_signed(
            call,
            MultiAddress::Id(account.clone()),
            MultiSignature::Sr25519(signature),
            extension,
        )
        .into();
        Ok(Substrate {
            hash: H256(keccak_256(&extrinsic.encode())),
            extrinsic,
            from: AccountId32Mapper::<Runtime>::to_address(&account),
            nonce,
            call: encoded,
        })
    }
}

impl Transaction {
    /// The hash by which Ethereum's methods know it.
    pub fn hash(&self) -> H256 {
        match self {
            Transaction::Ethereum(transaction) => transaction.hash,
            Transaction::Substrate(transaction) => transaction.hash,
        }
    }

    /// Applies it in the block that is open. One that is not valid changes nothing.
    pub fn apply(&self) -> ApplyExtrinsicResult {
        sp_io::storage::start_transaction();
        let result = match self {
            Transaction::Ethereum(transaction) if transaction.impersonated => {
                transaction.apply_impersonated()
            }
            Transaction::Ethereum(transaction) => {
                Executive::apply_extrinsic(transaction.extrinsic())
            }
            Transaction::Substrate(transaction) => {
                Executive::apply_extrinsic(transaction.extrinsic.clone())
            }
        };
        match result {
            Ok(_) => sp_io::storage::commit_transaction(),
            Err(_) => sp_io::storage::rollback_transaction(),
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Recipe;
    use blueprint_e2e_runtime::{configs::revive::CHAIN_ID, genesis, Revive};
    use pallet_revive::evm::TransactionLegacyUnsigned;
    use sp_io::TestExternalities;
    use sp_runtime::BuildStorage;

    #[test]
    fn impersonation_creates_no_tokens_and_the_sender_pays() {
        let genesis = genesis::development().build_storage().unwrap();
        TestExternalities::from(genesis).execute_with(|| {
            let recipe = Recipe {
                number: 1,
                time: 1_767_225_600_000,
                parent: 0,
                parent_hash: H256::zero(),
                native_parent_hash: System::block_hash(0),
                root: H256::zero(),
                transactions: Vec::new(),
            };
            recipe.replay_before(0).unwrap();
            let sender = accounts::keys()[10].address;
            let unsigned = TransactionLegacyUnsigned {
                chain_id: Some(CHAIN_ID.into()),
                gas: 5_000_000_000u64.into(),
                gas_price: Revive::evm_base_fee(),
                to: Some(H160::repeat_byte(7)),
                ..Default::default()
            };
            let transaction = Ethereum::impersonate(unsigned.into(), sender);
            let (issued, owned) = (Balances::total_issuance(), Revive::evm_balance(&sender));
            let stand_in = transaction.signed.recover_eth_address().unwrap();
            assert_ne!(stand_in, sender);

            let applied = Transaction::Ethereum(Box::new(transaction)).apply();

            assert_eq!(applied, Ok(Ok(())));
            let burned = issued.checked_sub(Balances::total_issuance()).unwrap();
            let paid = owned - Revive::evm_balance(&sender);
            assert_eq!(Revive::convert_native_to_evm(burned), paid);
            let left = Balances::free_balance(accounts::fallback(&stand_in));
            assert_eq!((left, Revive::evm_nonce(&sender)), (0, 1));
        });
    }
}
