//! Calls that change nothing: reads, dry runs, estimates and traces.

use super::{
    submit::{calls_pallets, funded, gas_too_low, on_this_chain, within_nonces},
    Chain,
};
use crate::{
    convert,
    error::{Error, REVERTED},
    history::Block,
    receipt::{error_name, PALLETS},
};
use blueprint_e2e_runtime::{Hash, Revive, Runtime, RuntimeCall, RuntimeOrigin};
use codec::DecodeLimit;
use frame_support::MAX_EXTRINSIC_DEPTH;
use pallet_revive::{
    evm::{GenericTransaction, StateOverrideSet, Trace, TracerType},
    tracing::{trace, Tracing},
    AccountId32Mapper, AddressMapper, EthTransactError, ExecReturnValue, Weight,
};
use pallet_services::HookRecord;
use sp_core::{H160, H256, U256};
use sp_runtime::traits::Dispatchable;

/// A state, and the time at which contracts see it.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The root of the state.
    pub root: Hash,
    /// The time if it is not the state's own, in milliseconds since 1970.
    pub time: Option<u64>,
}

impl Chain {
    /// The state after a block.
    ///
    /// # Errors
    /// If there is no such block, or its state is no longer kept.
    pub fn at(&self, number: u64) -> Result<At, Error> {
        let last = self.history.last_number();
        let block = self.history.at_or_before(number);
        let block = block.filter(|_| number <= last).ok_or_else(|| {
            Error::rejected(format!(
                "expected a block from 0 to {last}, received {number}"
            ))
        })?;
        self.kept(block)?;
        Ok(At {
            root: block.root,
            time: None,
        })
    }

    /// The state of the block that would be made next.
    ///
    /// # Errors
    /// Never: there is always a last block.
    pub fn pending(&self) -> Result<At, Error> {
        Ok(At {
            root: self.state.root(),
            time: Some(self.clock.peek(self.last()?.time)),
        })
    }

    fn kept(&self, block: &Block) -> Result<(), Error> {
        let oldest = self.state.oldest();
        if block.number() >= oldest {
            return Ok(());
        }
        Err(Error::rejected(format!(
            "missing trie node: the state of block {} is no longer kept, that of block {oldest} and later ones is; \
             start the chain with more --kept-states",
            block.number()
        )))
    }

    /// Runs `f` on a state. What it changes is lost.
    pub fn read_at<R>(&self, at: At, f: impl FnOnce() -> R) -> R {
        self.state.read(at.root, f)
    }

    /// Makes a call ready to run.
    ///
    /// # Errors
    /// If it is for another chain, would replace a precompile, or its sender has no nonce left.
    fn prepare(
        &self,
        fields: &mut GenericTransaction,
        overrides: Option<&StateOverrideSet>,
    ) -> Result<(), Error> {
        on_this_chain(fields)?;
        overrides.map_or(Ok(()), |changes| self.no_precompile(changes))?;
        if let Some(from) = fields.from {
            let changed = overrides.and_then(|changes| changes.get(&from)?.nonce);
            within_nonces(changed.unwrap_or_else(|| self.nonce(from).into()))?;
        }
        free_of_charge(fields);
        Ok(())
    }

    /// What a call returns.
    ///
    /// # Errors
    /// If it reverts, with the data, or fails.
    pub fn call(
        &self,
        mut fields: GenericTransaction,
        at: At,
        overrides: Option<StateOverrideSet>,
    ) -> Result<Vec<u8>, Error> {
        self.prepare(&mut fields, overrides.as_ref())?;
        self.read_at(at, || {
            let (result, hooks) = pallet_services::trace(|| {
                Revive::dry_run_eth_transact(fields.clone(), at.time, false, overrides)
            });
            let info = result.map_err(|error| call_error(error, &fields, &hooks))?;
            Ok(info.data)
        })
    }

    /// How much gas a transaction needs.
    ///
    /// # Errors
    /// If it reverts, with the data, or fails.
    pub fn estimate(
        &self,
        mut fields: GenericTransaction,
        at: Option<At>,
        overrides: Option<StateOverrideSet>,
    ) -> Result<U256, Error> {
        let at = match at {
            Some(at) => at,
            None => self.pending()?,
        };
        self.prepare(&mut fields, overrides.as_ref())?;
        self.read_at(at, || {
            let (result, hooks) = pallet_services::trace(|| {
                Revive::eth_estimate_gas(fields.clone(), at.time, overrides)
            });
            result.map_err(|error| call_error(error, &fields, &hooks))
        })
    }

    /// The trace of a call.
    ///
    /// # Errors
    /// If it fails without a trace.
    pub fn trace_call(
        &self,
        mut fields: GenericTransaction,
        at: At,
        kind: TracerType,
        overrides: Option<StateOverrideSet>,
    ) -> Result<Trace, Error> {
        self.prepare(&mut fields, overrides.as_ref())?;
        self.read_at(at, || {
            let mut tracer = Revive::evm_tracer(kind.clone());
            let traced = tracer.as_tracing();
            traced.watch_address(&fields.from.unwrap_or_default());
            traced.watch_address(&Revive::block_author());
            let frame = calls_pallets(&fields).then(|| Frame::of(&fields));
            let result = framed(traced, frame, &kind, |traced| {
                trace(traced, || {
                    Revive::dry_run_eth_transact(fields.clone(), at.time, false, overrides)
                })
            });
            match (tracer.collect_trace(), result) {
                (Some(Trace::Call(mut call)), Err(error)) if calls_pallets(&fields) => {
                    call.error = Some(call_error(error, &fields, &[]).message);
                    Ok(Trace::Call(call))
                }
                (Some(traced), _) => Ok(traced),
                (None, Ok(_)) => Ok(Revive::evm_tracer(kind).empty_trace()),
                (None, Err(error)) => Err(call_error(error, &fields, &[])),
            }
        })
    }

    /// The trace of a transaction in a block: the block is made again up to it.
    ///
    /// # Errors
    /// If there is no such transaction, or the state before its block is no longer kept.
    pub fn trace_transaction(&self, hash: H256, kind: TracerType) -> Result<Trace, Error> {
        let unknown = || Error::rejected(format!("transaction not found: {hash:?}"));
        let mined = self.history.transaction(hash).ok_or_else(unknown)?;
        let block = self.history.made(mined.block).ok_or_else(unknown)?;
        let recipe = block.recipe.as_ref().ok_or_else(unknown)?;
        let parent = self.history.made(recipe.parent.into());
        self.kept(parent.ok_or_else(unknown)?)?;
        let position = block.hashes().iter().position(|other| *other == hash);
        let position = position.ok_or_else(unknown)?;
        let transaction = recipe.transactions.get(position).ok_or_else(unknown)?;
        self.state.read(recipe.root, || {
            recipe.replay_before(position)?;
            let mut tracer = Revive::evm_tracer(kind.clone());
            let receipt = &mined.receipt;
            let frame = (receipt.to == Some(PALLETS)).then(|| Frame {
                from: receipt.from,
                input: convert::input(&mined.info.transaction_signed),
            });
            framed(tracer.as_tracing(), frame, &kind, |traced| {
                // It is in the block because it was valid.
                let _ = trace(traced, || transaction.apply());
            });
            let empty = || Revive::evm_tracer(kind).empty_trace();
            let mut traced = tracer.collect_trace().unwrap_or_else(empty);
            match &mut traced {
                Trace::Call(call) if receipt.to == Some(PALLETS) => {
                    call.error.clone_from(&receipt.failure);
                }
                _ => {}
            }
            Ok(traced)
        })
    }
}

/// A call of the pallets, as the frame around the hooks that it makes.
struct Frame {
    from: H160,
    input: Vec<u8>,
}

impl Frame {
    fn of(fields: &GenericTransaction) -> Frame {
        Frame {
            from: fields.from.unwrap_or_default(),
            input: fields.input.clone().to_vec(),
        }
    }
}

/// Runs `f` within a frame. Without it, the tracer of calls would return the last of several hooks alone.
fn framed<R>(
    tracer: &mut (dyn Tracing + 'static),
    frame: Option<Frame>,
    kind: &TracerType,
    f: impl FnOnce(&mut (dyn Tracing + 'static)) -> R,
) -> R {
    let frame = frame.filter(|_| matches!(kind, TracerType::CallTracer(_)));
    let Some(Frame { from, input }) = frame else {
        return f(tracer);
    };
    tracer.enter_child_span(from, PALLETS, None, false, U256::zero(), &input, 0);
    let result = f(tracer);
    tracer.exit_child_span(&ExecReturnValue::default(), 0, Weight::zero());
    result
}

/// A price of zero is none, as in Ethereum's clients: a call needs none.
fn free_of_charge(fields: &mut GenericTransaction) {
    for price in [&mut fields.gas_price, &mut fields.max_fee_per_gas] {
        *price = price.filter(|price| !price.is_zero());
    }
    if fields.max_fee_per_gas.is_none() {
        fields.max_priority_fee_per_gas = None;
    }
}

/// The error of a call. Where a hook of a manager failed a call of the pallets, with the hook's revert data.
fn call_error(error: EthTransactError, fields: &GenericTransaction, hooks: &[HookRecord]) -> Error {
    let message = match error {
        EthTransactError::Data(data) => return Error::reverted(data),
        EthTransactError::Message(message) => message,
    };
    let message = match pallet_error(fields) {
        Some(name) => format!("execution reverted: {name}"),
        None => return refused(&message, fields),
    };
    let failed = hooks.last().and_then(|hook| hook.result.as_ref().err());
    let data = failed.map(|(_, data)| data.clone()).unwrap_or_default();
    Error {
        code: REVERTED,
        message,
        data: Some(data),
    }
}

/// Why the runtime does not run a call, in the state in which it was tried.
fn refused(message: &str, fields: &GenericTransaction) -> Error {
    if message == "Invalid call: Payment" {
        // An estimate lowers the limit to what the balance pays for.
        let paid = funded(fields, convert::price(fields));
        return paid.err().unwrap_or_else(|| gas_too_low(fields, None));
    }
    match unfunded(message, fields.value.unwrap_or_default()) {
        Some(message) => Error::rejected(message),
        None => Error::of_runtime(message),
    }
}

/// The runtime's words for a balance that is too low, with what is needed: they have the fees alone, and a gas limit, which
/// is the runtime's own where the call has none.
fn unfunded(message: &str, value: U256) -> Option<String> {
    let rest = message.strip_prefix("insufficient funds for gas * price + value (")?;
    let (fees, rest) = rest.split_once("): ")?;
    let (balance, _) = rest.split_once(" (supplied gas")?;
    let fees = Revive::convert_native_to_evm(fees.parse::<u128>().ok()?);
    let part = if fees.is_zero() {
        " for the value alone"
    } else {
        ""
    };
    Some(format!(
        "insufficient funds for gas * price + value: {balance} want {}{part}",
        fees.saturating_add(value)
    ))
}

/// The error of a call of the pallets, by its name.
fn pallet_error(fields: &GenericTransaction) -> Option<String> {
    if !calls_pallets(fields) {
        return None;
    }
    let input = fields.input.clone().to_vec();
    let call = RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &input[..]);
    let from: H160 = fields.from.unwrap_or_default();
    let origin = RuntimeOrigin::signed(AccountId32Mapper::<Runtime>::to_account_id(&from));
    let failed = call.ok()?.dispatch(origin).err()?;
    Some(error_name(&failed.error))
}
