//! Taking transactions in.

use super::Chain;
use crate::{
    convert,
    error::Error,
    receipt::{Mined, PALLETS},
    transaction::{Ethereum, Substrate, Transaction},
};
use blueprint_e2e_runtime::{configs::revive::CHAIN_ID, Executive, Revive, RuntimeCall, System};
use pallet_revive::evm::{GenericTransaction, TransactionSigned, TYPE_EIP1559, TYPE_LEGACY};
use sp_core::{H160, H256, U256};
use sp_keyring::Sr25519Keyring;
use sp_runtime::transaction_validity::{
    InvalidTransaction, TransactionSource, TransactionValidityError,
};

/// The nonce of a transaction.
pub fn nonce(signed: &TransactionSigned) -> u64 {
    generic(signed).nonce.unwrap_or_default().low_u64()
}

/// The fields of a transaction, with the price that it offers.
fn generic(signed: &TransactionSigned) -> GenericTransaction {
    GenericTransaction::from_signed(signed.clone(), U256::MAX, None)
}

/// That the sender's balance, in the state that is set, pays for a transaction at a price of gas.
///
/// # Errors
/// If it is lower.
pub fn funded(fields: &GenericTransaction, price: U256) -> Result<(), Error> {
    let from = fields.from.unwrap_or_default();
    let gas = fields.gas.unwrap_or_default();
    let value = fields.value.unwrap_or_default();
    let cost = gas.saturating_mul(price).saturating_add(value);
    let balance = Revive::evm_balance(&from);
    if balance >= cost {
        return Ok(());
    }
    Err(Error::rejected(format!(
        "insufficient funds for gas * price + value: address {from:?} have {balance} want {cost}"
    )))
}

/// That a gas limit does not cover what a transaction costs before it runs. `needed` is an estimate, if there is one.
pub fn gas_too_low(fields: &GenericTransaction, needed: Option<U256>) -> Error {
    let needed = needed.map(|needed| format!(" of {needed}"));
    let needed = needed.unwrap_or_default();
    let received = fields.gas.unwrap_or_default();
    Error::rejected(format!(
        "intrinsic gas too low: expected a gas limit{needed} by eth_estimateGas, received {received}"
    ))
}

/// That a transaction or a call is for this chain, if it names one.
///
/// # Errors
/// If it names another.
/// The highest nonce of an account: the next one would not fit the chain's 32 bits.
const HIGHEST_NONCE: u32 = u32::MAX - 1;

/// That an account can send a transaction with a nonce.
///
/// # Errors
/// If it is above [`HIGHEST_NONCE`].
pub fn within_nonces(nonce: U256) -> Result<(), Error> {
    match nonce > HIGHEST_NONCE.into() {
        true => Err(Error::rejected(format!(
            "nonce too high: expected at most {HIGHEST_NONCE}, received {nonce}"
        ))),
        false => Ok(()),
    }
}

pub fn on_this_chain(fields: &GenericTransaction) -> Result<(), Error> {
    match fields.chain_id.filter(|id| *id != CHAIN_ID.into()) {
        None => Ok(()),
        Some(received) => Err(Error::rejected(format!(
            "invalid chain id: expected {CHAIN_ID}, received {received}"
        ))),
    }
}

impl Chain {
    /// Why a transaction is not valid, in the words that clients look for.
    pub(super) fn validity(
        &self,
        transaction: &Transaction,
        reason: &TransactionValidityError,
    ) -> Error {
        let fields = match transaction {
            Transaction::Ethereum(it) => GenericTransaction {
                from: Some(it.from),
                ..generic(&it.signed)
            },
            Transaction::Substrate(_) => GenericTransaction::default(),
        };
        Error::rejected(match reason {
            TransactionValidityError::Invalid(InvalidTransaction::Stale) => "nonce too low".into(),
            TransactionValidityError::Invalid(InvalidTransaction::Future) => {
                "nonce too high".into()
            }
            TransactionValidityError::Invalid(InvalidTransaction::Payment) => {
                return self.unpaid(transaction, fields);
            }
            TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources) => format!(
                "exceeds block gas limit: {} gas do not fit into a block",
                fields.gas.unwrap_or_default()
            ),
            TransactionValidityError::Invalid(InvalidTransaction::Call) => {
                "expected a transaction of type 0, 1 or 2; to the pallets' address, with a SCALE-encoded call and without value"
                    .into()
            }
            other => format!("the transaction is not valid: {other:?}"),
        })
    }

    /// Why a transaction is not paid for: by the balance of its sender, or by its gas limit.
    fn unpaid(&self, transaction: &Transaction, fields: GenericTransaction) -> Error {
        if let Transaction::Substrate(it) = transaction {
            return Error::rejected(format!(
                "insufficient funds for the fee: expected a balance of {:?} that pays for the call, received less",
                it.from
            ));
        }
        if let Err(error) = self.read(|| funded(&fields, Revive::evm_base_fee())) {
            return error;
        }
        let unlimited = GenericTransaction {
            gas: None,
            ..fields.clone()
        };
        gas_too_low(&fields, self.estimate(unlimited, None, None).ok())
    }

    /// Takes in a transaction. In a chain that mines automatically it is in a block on return, unless its nonce
    /// lies ahead.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn submit(&mut self, transaction: Ethereum) -> Result<H256, Error> {
        let hash = transaction.hash;
        if self.history.transaction(hash).is_some() {
            return Err(Error::rejected("already known"));
        }
        let fields = GenericTransaction {
            from: Some(transaction.from),
            ..generic(&transaction.signed)
        };
        self.check(&transaction, &fields)?;
        let price = convert::price(&fields);
        let nonce = fields.nonce.unwrap_or_default().low_u64();
        self.rejected.remove(&hash);
        self.pool.add(transaction, nonce, price)?;
        if self.automine {
            self.mine_each()?;
        }
        self.rejected.remove(&hash).map_or(Ok(hash), Err)
    }

    /// Makes a block for each transaction that is ready.
    pub(super) fn mine_each(&mut self) -> Result<(), Error> {
        loop {
            let ready = self.pool.ready(|sender| self.nonce(sender));
            let Some(first) = ready.into_iter().next() else {
                return Ok(());
            };
            let hash = first.hash;
            self.mine_these(vec![Transaction::Ethereum(Box::new(first))])?;
            // It is in the block, or was not valid.
            self.pool.remove(hash);
        }
    }

    fn check(&self, transaction: &Ethereum, fields: &GenericTransaction) -> Result<(), Error> {
        if matches!(
            transaction.signed,
            TransactionSigned::Transaction4844Signed(_)
                | TransactionSigned::Transaction7702Signed(_)
        ) {
            return Err(Error::rejected(
                "transaction type not supported: expected type 0, 1 or 2, received one with blobs (3) or authorizations (4)",
            ));
        }
        on_this_chain(fields)?;
        let from = transaction.from;
        let sent = fields.nonce.unwrap_or_default();
        let next = self.nonce(from);
        within_nonces(sent)?;
        if sent < next.into() {
            return Err(Error::rejected(format!(
                "nonce too low: next nonce {next}, tx nonce {sent}"
            )));
        }
        let base = self.read(Revive::evm_base_fee);
        let price = convert::price(fields);
        if price < base {
            return Err(Error::rejected(format!(
                "max fee per gas less than block base fee: maxFeePerGas: {price}, baseFee: {base}"
            )));
        }
        self.read(|| funded(fields, base))?;
        if sent > next.into() || transaction.impersonated {
            return Ok(());
        }
        let checked = self.read(|| {
            let hash = System::parent_hash();
            Executive::validate_transaction(
                TransactionSource::External,
                transaction.extrinsic(),
                hash,
            )
        });
        let own = || Transaction::Ethereum(Box::new(transaction.clone()));
        checked
            .map(|_| ())
            .map_err(|reason| self.validity(&own(), &reason))
    }

    /// Fills in, signs and takes in a transaction of an account whose key the chain holds, or that is
    /// impersonated.
    ///
    /// # Errors
    /// If the chain cannot send for the account, the call reverts, or the transaction is not accepted.
    pub fn send(&mut self, mut fields: GenericTransaction) -> Result<H256, Error> {
        let from = match (fields.from, self.keys.first()) {
            (Some(from), _) => from,
            (None, Some(first)) => first.address,
            (None, None) => return Err(Error::invalid("expected a sender in `from`")),
        };
        fields.from = Some(from);
        on_this_chain(&fields)?;
        if let Some(kind) = fields.r#type.as_ref().filter(|kind| kind.0 > TYPE_EIP1559) {
            return Err(Error::invalid(format!(
                "expected a transaction of type 0, 1 or 2 in `type`, received {}",
                kind.0
            )));
        }
        let signer = self.keys.iter().find(|key| key.address == from);
        let signer = signer.map(|key| key.signer());
        if signer.is_none() && !self.impersonate_all && !self.impersonated.contains(&from) {
            return Err(Error::rejected(format!(
                "expected a sender whose key the chain holds (eth_accounts) or that is impersonated, received {from:?}; \
                 call anvil_impersonateAccount first"
            )));
        }
        if fields.nonce.is_none() {
            fields.nonce = Some(self.pool.next_nonce(from, self.nonce(from)).into());
        }
        if fields.gas.is_none() {
            fields.gas = Some(self.estimate(fields.clone(), None, None)?);
        }
        let price = self.read(Revive::evm_base_fee);
        let legacy = fields.gas_price.is_some() && fields.max_fee_per_gas.is_none();
        let kind = if legacy { TYPE_LEGACY } else { TYPE_EIP1559 };
        fields.r#type = fields.r#type.or(Some(kind.into()));
        fields.gas_price = fields.gas_price.or(Some(price));
        fields.max_fee_per_gas = fields.max_fee_per_gas.or(fields.gas_price);
        fields.max_priority_fee_per_gas = fields.max_priority_fee_per_gas.or(Some(U256::zero()));
        fields.chain_id = Some(CHAIN_ID.into());
        let unsigned = fields.try_into_unsigned().map_err(|()| {
            Error::invalid("expected a transaction of type 0, 1 or 2 in `type`, received another")
        })?;
        self.submit(match signer {
            Some(signer) => Ethereum::sign(unsigned, &signer),
            None => Ethereum::impersonate(unsigned, from),
        })
    }

    /// Signs a call of the pallets with a Substrate key and makes a block of it.
    ///
    /// # Errors
    /// If it is not accepted, or fails. One that fails is in the block.
    pub fn dispatch(&mut self, call: RuntimeCall, signer: Sr25519Keyring) -> Result<Mined, Error> {
        let signed = self.read(|| Substrate::sign(call, signer))?;
        let hash = signed.hash;
        self.mine_these(vec![Transaction::Substrate(Box::new(signed))])?;
        if let Some(error) = self.rejected.remove(&hash) {
            return Err(error);
        }
        let mined = self.history.transaction(hash);
        let mined = mined.ok_or_else(|| Error::internal("the transaction is in no block"))?;
        match &mined.receipt.failure {
            Some(failure) => Err(Error::rejected(format!(
                "the call failed in block {}: {failure}",
                mined.block
            ))),
            None => Ok(mined.clone()),
        }
    }

    /// Lets any client send transactions of an account, or ends that.
    pub fn impersonate(&mut self, address: H160, on: bool) {
        if on {
            self.impersonated.insert(address);
        } else {
            self.impersonated.remove(&address);
        }
    }

    /// Lets any client send transactions of any account, or ends that.
    pub fn impersonate_all(&mut self, on: bool) {
        self.impersonate_all = on;
    }

    /// Removes a transaction that waits. Returns whether there was one.
    pub fn drop_transaction(&mut self, hash: H256) -> bool {
        self.pool.remove(hash)
    }

    /// Removes all transactions that wait.
    pub fn drop_all(&mut self) {
        self.pool.clear();
    }
}

/// Whether a transaction calls the pallets.
pub fn calls_pallets(fields: &GenericTransaction) -> bool {
    fields.to == Some(PALLETS)
}
