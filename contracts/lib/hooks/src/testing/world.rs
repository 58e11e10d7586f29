//! Frames, and what they may do.

use super::{
    account::{Account, Code},
    precompiles, Counts, Emitted, Failure, Function, Trap, CALLDATA_BYTES, CALL_DEPTH,
};
use crate::{call::Access, calldata::MESSAGE, Address, Vec, U256};
use core::{any::Any, cell::RefCell};
use std::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    panic::{catch_unwind, resume_unwind, AssertUnwindSafe},
    rc::Rc,
    string::String,
};

/// What a peer answers: return data, or the data that it reverts with.
pub type Answer = Result<Vec<u8>, Vec<u8>>;

/// A call as it reaches a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The account that calls.
    pub caller: Address,
    /// The peer.
    pub peer: Address,
    /// The value that came with the call, in wei.
    pub value: U256,
    /// Selector and arguments.
    pub calldata: Vec<u8>,
    /// Whether the caller forbids changes: it calls a view function.
    pub is_static: bool,
}

impl Incoming {
    /// The arguments, if the calldata is of the function `F` and as strict decoding wants it.
    pub fn arguments<F: Function>(&self) -> Option<F> {
        let is_of = self.calldata.starts_with(&F::SELECTOR);
        is_of
            .then(|| F::read(&&*self.calldata, MESSAGE).ok())
            .flatten()
    }

    /// Calls an account from the peer. Ends the peer's frame where the host refuses, such as a call back to a contract
    /// that is running; the peer's caller then sees a revert without data.
    ///
    /// # Errors
    /// The data of a revert; none where the account's code trapped.
    pub fn call(&self, to: Address, calldata: &[u8]) -> Answer {
        match nested(to, Access::Change, U256::zero(), calldata) {
            Ok(data) => Ok(data),
            Err(Failure::Reverted(data)) => Err(data),
            Err(Failure::Trapped(_)) => Err(Vec::new()),
        }
    }
}

/// How a frame ends. A contract's code unwinds with one.
pub(super) enum End {
    Returned(Vec<u8>),
    Reverted(Vec<u8>),
    Trapped(Trap),
    /// What fails the test: a panic of a peer, or what the host does not have.
    Test(Box<dyn Any + Send>),
}

/// Ends the running frame.
pub(super) fn end(end: End) -> ! {
    resume_unwind(Box::new(end))
}

/// Ends the running frame as the host does.
pub(super) fn trap(trap: Trap) -> ! {
    end(End::Trapped(trap))
}

/// Fails the test.
pub(super) fn unsupported(message: String) -> ! {
    end(End::Test(Box::new(message)))
}

/// A call that runs.
pub(super) struct Frame {
    pub contract: Address,
    pub caller: Address,
    pub value: U256,
    pub calldata: Rc<[u8]>,
    pub is_static: bool,
    pub is_constructor: bool,
    /// Not a contract's code, but a closure of the test.
    pub is_peer: bool,
    /// What the last call from this frame returned.
    pub returned: Vec<u8>,
}

/// Accounts, the block, and the running transaction.
pub(super) struct World {
    pub accounts: BTreeMap<Address, Account>,
    pub now: u64,
    pub number: u32,
    pub chain_id: U256,
    pub deployed: u64,
    pub frames: Vec<Frame>,
    pub events: Vec<Emitted>,
    pub traps: Vec<(Address, Trap)>,
    pub counts: BTreeMap<Address, Counts>,
    pub touched: BTreeSet<(Address, Vec<u8>)>,
}

pub(super) type Shared = Rc<RefCell<World>>;

std::thread_local! {
    static RUNNING: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

/// The world whose transaction runs on this thread.
pub(super) fn running() -> Option<Shared> {
    RUNNING.with_borrow(Option::clone)
}

/// Whether a contract's code runs under a host, and not under ink!'s off-chain engine.
pub(super) fn in_contract() -> bool {
    running().is_some_and(|world| {
        let world = world.borrow();
        world.frames.last().is_some_and(|frame| !frame.is_peer)
    })
}

/// Reads or changes the world from within a frame. Nothing unwinds in `act`.
pub(super) fn with<R>(act: impl FnOnce(&mut World) -> R) -> R {
    let world = running().expect("a contract runs");
    let mut world = world.borrow_mut();
    act(&mut world)
}

/// Puts back the world that ran before, also when a test fails.
struct Reset(Option<Shared>);

impl Drop for Reset {
    fn drop(&mut self) {
        RUNNING.set(self.0.take());
    }
}

/// What is to be called.
pub(super) struct Message {
    pub caller: Address,
    pub to: Address,
    pub value: U256,
    pub calldata: Vec<u8>,
    pub is_static: bool,
    /// The constructor and the entry point of a new contract.
    pub deploys: Option<(fn(), fn())>,
}

/// Runs a transaction.
pub(super) fn transact(world: &Shared, message: Message) -> Result<Vec<u8>, Failure> {
    let reset = Reset(RUNNING.replace(Some(world.clone())));
    let result = match admitted(&message) {
        Ok(()) => catch_unwind(AssertUnwindSafe(|| execute(message))),
        Err(trap) => Ok(Err(Failure::Trapped(trap))),
    };
    drop(reset);
    result.unwrap_or_else(|payload| match payload.downcast::<End>() {
        Ok(end) => match *end {
            End::Test(payload) => match payload.downcast::<String>() {
                Ok(message) => panic!("{message}"),
                Err(payload) => resume_unwind(payload),
            },
            _ => unreachable!("frames catch their ends"),
        },
        Err(payload) => resume_unwind(payload),
    })
}

/// Calls an account from the running frame, which ends where the host refuses.
pub(super) fn nested(
    to: Address,
    access: Access,
    value: U256,
    calldata: &[u8],
) -> Result<Vec<u8>, Failure> {
    let message = with(|world| {
        let frame = world.frames.last_mut()?;
        frame.returned = Vec::new();
        let message = Message {
            caller: frame.contract,
            to,
            value,
            calldata: calldata.to_vec(),
            is_static: frame.is_static || access == Access::View,
            deploys: None,
        };
        let counts = world.counts.entry(message.caller).or_default();
        counts.calls = counts.calls.saturating_add(1);
        Some(message)
    });
    let message = message.expect("a contract runs");
    if let Err(refused) = admitted(&message) {
        trap(refused);
    }
    let result = execute(message);
    with(|world| {
        if let Some(frame) = world.frames.last_mut() {
            frame.returned = match &result {
                Ok(data) | Err(Failure::Reverted(data)) => data.clone(),
                Err(Failure::Trapped(_)) => Vec::new(),
            };
        }
    });
    result
}

/// What the host refuses before there is a frame: the caller ends.
fn admitted(message: &Message) -> Result<(), Trap> {
    if message.calldata.len() > CALLDATA_BYTES {
        return Err(Trap::CallDataTooLarge(message.calldata.len()));
    }
    if message.is_static && !message.value.is_zero() {
        return Err(Trap::StateChangeDenied);
    }
    with(|world| {
        if world
            .frames
            .iter()
            .any(|frame| frame.contract == message.to)
        {
            return Err(Trap::ReentranceDenied);
        }
        match world.frames.len() > CALL_DEPTH {
            true => Err(Trap::MaxCallDepthReached),
            false => Ok(()),
        }
    })
}

/// Runs a frame, and undoes what it did where it fails.
fn execute(message: Message) -> Result<Vec<u8>, Failure> {
    let Message { to, deploys, .. } = message;
    let (before, code) = with(|world| {
        let code = world
            .accounts
            .get(&to)
            .and_then(|account| account.code.clone());
        (
            (
                world.accounts.clone(),
                world.events.len(),
                world.frames.len(),
            ),
            code,
        )
    });
    let ended = catch_unwind(AssertUnwindSafe(|| enter(message, code)));
    let end = match ended {
        Ok(end) => end,
        Err(payload) => match payload.downcast::<End>() {
            Ok(end) => *end,
            Err(payload) => panicked(payload),
        },
    };
    let failure = match end {
        End::Returned(data) if data.len() > CALLDATA_BYTES => {
            Failure::Trapped(Trap::ReturnDataTooLarge(data.len()))
        }
        End::Returned(data) => {
            with(|world| {
                world.frames.truncate(before.2);
                if let Some((_, call)) = deploys {
                    world.accounts.entry(to).or_default().code = Some(Code::Contract(call));
                }
            });
            return Ok(data);
        }
        End::Reverted(data) if data.len() > CALLDATA_BYTES => {
            Failure::Trapped(Trap::ReturnDataTooLarge(data.len()))
        }
        End::Reverted(data) => Failure::Reverted(data),
        End::Trapped(trap) => Failure::Trapped(trap),
        End::Test(payload) => {
            with(|world| undo(world, before));
            self::end(End::Test(payload))
        }
    };
    with(|world| {
        undo(world, before);
        if let Failure::Trapped(trap) = &failure {
            world.traps.push((to, trap.clone()));
        }
    });
    Err(failure)
}

/// What a frame found: accounts, and how many events and frames there were.
type Before = (BTreeMap<Address, Account>, usize, usize);

fn undo(world: &mut World, (accounts, events, frames): Before) {
    world.accounts = accounts;
    world.events.truncate(events);
    world.frames.truncate(frames);
}

/// A panic of a contract ends its frame; one of a peer fails the test.
fn panicked(payload: Box<dyn Any + Send>) -> End {
    if !in_contract() {
        return End::Test(payload);
    }
    let message = match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload
            .downcast::<&str>()
            .map_or_else(|_| "a value that is no text".into(), |text| (*text).into()),
    };
    End::Trapped(Trap::Panicked(message))
}

/// Moves the value, and runs the code, which unwinds or comes back.
fn enter(message: Message, code: Option<Code>) -> End {
    let Message {
        caller,
        to,
        value,
        calldata,
        is_static,
        deploys,
    } = message;
    let incoming = Incoming {
        caller,
        peer: to,
        value,
        calldata,
        is_static,
    };
    let moved = with(|world| {
        world.frames.push(Frame {
            contract: to,
            caller,
            value,
            calldata: incoming.calldata.clone().into(),
            is_static,
            is_constructor: deploys.is_some(),
            is_peer: matches!(code, Some(Code::Peer(_))),
            returned: Vec::new(),
        });
        world.transfer(caller, to, value)
    });
    if !moved {
        return End::Trapped(Trap::TransferFailed);
    }
    match (deploys, code) {
        (Some((deploy, _)), _) => deploy(),
        (None, Some(Code::Contract(call))) => call(),
        (None, Some(Code::Peer(peer))) => {
            let answer = (*peer.borrow_mut())(&incoming);
            return answer.map_or_else(End::Reverted, End::Returned);
        }
        (None, None) => return End::Returned(precompiles::call(to, &incoming.calldata)),
    }
    End::Returned(Vec::new())
}

impl World {
    /// Notes an access to a key of a contract's storage, and returns the contract's counts.
    pub fn touch(&mut self, contract: Address, key: &[u8]) -> &mut Counts {
        let is_cold = self.touched.insert((contract, key.to_vec()));
        let counts = self.counts.entry(contract).or_default();
        counts.cold = counts.cold.saturating_add(is_cold.into());
        counts
    }

    /// `false` where there is not so much.
    fn transfer(&mut self, from: Address, to: Address, value: U256) -> bool {
        if value.is_zero() {
            return true;
        }
        let paid = self.accounts.entry(from).or_default();
        let Some(rest) = paid.balance.checked_sub(value) else {
            return false;
        };
        paid.balance = rest;
        let payee = self.accounts.entry(to).or_default();
        payee.balance = payee.balance.saturating_add(value);
        true
    }
}
