//! What an extrinsic would do and cost, by the runtime's own API, without sending it.

use super::chain::{failure, within, At, Chain};
use crate::{contract::Book, dry_run::Outcome, values};
use alloy_primitives::{Address, Bytes, U256};
use anyhow::{ensure, Result};
use serde::Serialize;
use std::fmt;
use subxt::{
    dynamic::{self, Value},
    ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
    utils::AccountId32,
};

/// The flag of a returned value that a contract reverted with.
const REVERT: u32 = 1;

/// What is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A contract is created.
    Create {
        /// The code.
        code: Bytes,
        /// The constructor's arguments, encoded.
        arguments: Bytes,
    },
    /// A contract is called.
    Call {
        /// Its address.
        to: Address,
        /// The calldata.
        data: Bytes,
    },
}

impl Work {
    /// Code and data as `pallet-revive` takes them: code of the EVM has the arguments behind it.
    pub fn creation(code: &[u8], arguments: &[u8], is_polkavm: bool) -> Self {
        let (code, arguments) = match is_polkavm {
            true => (code.to_vec(), arguments.to_vec()),
            false => ([code, arguments].concat(), Vec::new()),
        };
        Self::Create {
            code: code.into(),
            arguments: arguments.into(),
        }
    }

    /// The contract that is called.
    pub fn to(&self) -> Option<Address> {
        match self {
            Self::Create { .. } => None,
            Self::Call { to, .. } => Some(*to),
        }
    }
}

/// Time and proof size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Weight {
    /// Picoseconds.
    pub ref_time: u64,
    /// Bytes.
    pub proof_size: u64,
}

/// What an execution may use at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time and proof size.
    pub weight: Weight,
    /// What may be reserved for storage, in units of the chain's balances.
    pub deposit: u128,
}

/// What a transaction would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cost {
    /// The time that is needed, in picoseconds.
    pub ref_time: u64,
    /// The proof that is needed, in bytes.
    pub proof_size: u64,
    /// The fee, in wei.
    #[serde(serialize_with = "values::decimal")]
    pub fee: U256,
    /// What is reserved for storage, in wei.
    #[serde(serialize_with = "values::decimal")]
    pub deposit: U256,
    /// The fee in the chain's token.
    pub amount: String,
    /// The deposit in the chain's token.
    pub deposit_amount: String,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} and a deposit of {} (weight: {} ps, {} bytes of proof)",
            self.amount, self.deposit_amount, self.ref_time, self.proof_size
        )
    }
}

/// What an execution did.
pub struct Executed {
    /// How it ended.
    pub outcome: Outcome,
    /// What it needs.
    pub limits: Limits,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum Deposit {
    #[allow(dead_code, reason = "the form of the chain's type")]
    Refund(u128),
    Charge(u128),
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Output {
    flags: u32,
    data: Vec<u8>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Created {
    result: Output,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Creation {
    weight_required: Weight,
    max_storage_deposit: Deposit,
    result: Result<Created, Value>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Calling {
    weight_required: Weight,
    max_storage_deposit: Deposit,
    result: Result<Output, Value>,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Code {
    Upload(Vec<u8>),
}

/// Executes it on the state after a block, by an account, with a value in units of the chain's balances.
///
/// # Errors
/// If there is no connection, or the chain's API has another form.
pub async fn execute(
    at: &At,
    from: &AccountId32,
    value: u128,
    work: &Work,
    book: &Book,
) -> Result<Executed> {
    let (weight, deposit) = (None::<Weight>, None::<u128>);
    let (weight, deposit, result) = match work.clone() {
        Work::Create { code, arguments } => {
            let (code, salt) = (Code::Upload(code.into()), None::<[u8; 32]>);
            let args = (
                from.0,
                value,
                weight,
                deposit,
                code,
                arguments.to_vec(),
                salt,
            );
            let call = dynamic::runtime_api_call::<_, Creation>("ReviveApi", "instantiate", args);
            let done = within(at.runtime_apis().call(call)).await?;
            let result = done.result.map(|created| created.result);
            (done.weight_required, done.max_storage_deposit, result)
        }
        Work::Call { to, data } => {
            let args = (from.0, to.0 .0, value, weight, deposit, data.to_vec());
            let call = dynamic::runtime_api_call::<_, Calling>("ReviveApi", "call", args);
            let done = within(at.runtime_apis().call(call)).await?;
            (done.weight_required, done.max_storage_deposit, done.result)
        }
    };
    let outcome = match result {
        Ok(output) if output.flags & REVERT != 0 => {
            Outcome::Reverted(book.revert(work.to(), output.data.into()))
        }
        Ok(output) => Outcome::Returned {
            data: output.data.into(),
        },
        Err(error) => Outcome::Failed {
            message: failure(at, &error),
        },
    };
    let deposit = match deposit {
        Deposit::Charge(amount) => amount,
        Deposit::Refund(_) => 0,
    };
    Ok(Executed {
        outcome,
        limits: Limits { weight, deposit },
    })
}

impl Limits {
    /// A fifth more, as far as the chain allows it: the state may change until the transaction is executed. `most` is what a
    /// transaction may ask for.
    ///
    /// # Errors
    /// If it needs more than that.
    pub fn with_reserve(self, most: Weight) -> Result<Self> {
        let more = |needed: u64, most: u64, unit| {
            ensure!(
                needed <= most,
                "expected a transaction of at most {most} {unit}, as the chain executes it, received one that needs {needed}"
            );
            Ok(needed.saturating_add(needed / 5).min(most))
        };
        Ok(Self {
            weight: Weight {
                ref_time: more(self.weight.ref_time, most.ref_time, "ps")?,
                proof_size: more(self.weight.proof_size, most.proof_size, "bytes of proof")?,
            },
            deposit: self.deposit.saturating_add(self.deposit / 5),
        })
    }

    /// What it costs with a fee in units of the chain's balances.
    pub fn cost(self, chain: &Chain, fee: u128) -> Cost {
        let (fee, deposit) = (chain.wei(fee), chain.wei(self.deposit));
        Cost {
            ref_time: self.weight.ref_time,
            proof_size: self.weight.proof_size,
            fee,
            deposit,
            amount: values::amount(fee, &chain.config.token),
            deposit_amount: values::amount(deposit, &chain.config.token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_a_reserve_within_what_the_chain_allows() {
        let limits = Limits {
            weight: Weight {
                ref_time: 10,
                proof_size: 1_000,
            },
            deposit: 100,
        };
        let within = |ref_time, proof_size| {
            limits.with_reserve(Weight {
                ref_time,
                proof_size,
            })
        };
        let reserved = |ref_time, proof_size| {
            let limits = within(ref_time, proof_size).unwrap();
            let weight = limits.weight;
            (weight.ref_time, weight.proof_size, limits.deposit)
        };
        assert_eq!(reserved(u64::MAX, u64::MAX), (12, 1_200, 120));
        assert_eq!(reserved(11, 1_000), (11, 1_000, 120));
        for (ref_time, proof_size, part) in [
            (9, 1_000, "at most 9 ps"),
            (10, 999, "at most 999 bytes of proof"),
        ] {
            let refused = within(ref_time, proof_size).unwrap_err().to_string();
            assert!(refused.contains(part), "{refused}");
        }
    }

    #[test]
    fn arguments_of_the_evm_are_behind_its_code() {
        let (code, arguments) = ([1, 2], [3]);
        let of = |is_polkavm| match Work::creation(&code, &arguments, is_polkavm) {
            Work::Create { code, arguments } => (code.to_vec(), arguments.to_vec()),
            Work::Call { .. } => unreachable!(),
        };
        assert_eq!(of(true), (vec![1, 2], vec![3]));
        assert_eq!(of(false), (vec![1, 2, 3], vec![]));
    }
}
