//! What a test does with a host.

use super::{
    account::{Code, Peer},
    world::{transact, Incoming, Message, Shared, World},
    Answer, Calldata, Contract, Function, Outcome,
};
use crate::{env::TEST_CHAIN, Address, Vec, U256};
use core::{cell::RefCell, fmt};
use std::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    mem,
    rc::Rc,
};

/// Accounts and a block, without a chain. Hosts of different tests share nothing.
pub struct Host(Shared);

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}

impl Host {
    /// A host without accounts, in block 1, at second 1,000,000, with the chain's number [`TEST_CHAIN`].
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(World {
            accounts: BTreeMap::new(),
            now: 1_000_000,
            number: 1,
            chain_id: TEST_CHAIN.into(),
            deployed: 0,
            frames: Vec::new(),
            events: Vec::new(),
            traps: Vec::new(),
            counts: BTreeMap::new(),
            touched: BTreeSet::new(),
        })))
    }

    /// What an account does: `host.from(RUNTIME).call(…)`.
    pub fn from(&mut self, caller: Address) -> Sender<'_> {
        Sender {
            host: self,
            caller,
            value: U256::zero(),
        }
    }

    /// What a view function returns. It is called statically, by the zero address.
    ///
    /// # Panics
    /// Where it fails.
    #[track_caller]
    pub fn read<F: Function>(&mut self, contract: Address, call: F) -> F::Output {
        self.from(Address::zero())
            .view(contract, call)
            .output::<F>()
    }

    /// Lets a function stand in for a contract, at a new address. A panic of the function fails the test. What the function
    /// itself keeps, in a variable that it captured, is not undone where its frame fails. As a contract in ink!, and unlike one
    /// in Solidity, it is not called again while it runs.
    pub fn peer(&mut self, answer: impl FnMut(&Incoming) -> Answer + 'static) -> Address {
        let address = self.new_address();
        self.peer_at(address, answer);
        address
    }

    /// Lets a function stand in for what is at an address: a contract that is replaced, or a precompile.
    pub fn peer_at(&mut self, address: Address, answer: impl FnMut(&Incoming) -> Answer + 'static) {
        let peer: Peer = Rc::new(RefCell::new(answer));
        let mut world = self.0.borrow_mut();
        world.accounts.entry(address).or_default().code = Some(Code::Peer(peer));
    }

    /// Adds value to an account, in wei.
    pub fn fund(&mut self, account: Address, amount: impl Into<U256>) {
        let mut world = self.0.borrow_mut();
        let account = world.accounts.entry(account).or_default();
        account.balance = account.balance.saturating_add(amount.into());
    }

    /// The value of an account, in wei.
    pub fn balance(&self, account: Address) -> U256 {
        let world = self.0.borrow();
        let account = world.accounts.get(&account);
        account.map_or_else(U256::zero, |account| account.balance)
    }

    /// What a contract stores: values by key, as the chain has them.
    pub fn storage_of(&self, contract: Address) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let world = self.0.borrow();
        let account = world.accounts.get(&contract);
        account
            .map(|account| account.storage.clone())
            .unwrap_or_default()
    }

    /// The block's time, in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.0.borrow().now
    }

    /// Sets the block's time, in seconds since 1970.
    pub fn set_time(&mut self, second: u64) {
        self.0.borrow_mut().now = second;
    }

    /// Makes the next block, so many seconds later.
    pub fn pass(&mut self, seconds: u64) {
        let mut world = self.0.borrow_mut();
        world.now = world.now.saturating_add(seconds);
        world.number = world.number.saturating_add(1);
    }

    /// The block's number.
    pub fn block_number(&self) -> u32 {
        self.0.borrow().number
    }

    /// Sets the block's number.
    pub fn set_block_number(&mut self, number: u32) {
        self.0.borrow_mut().number = number;
    }

    /// Sets the chain's number (EIP-155).
    pub fn set_chain_id(&mut self, number: impl Into<U256>) {
        self.0.borrow_mut().chain_id = number.into();
    }

    fn new_address(&mut self) -> Address {
        let mut world = self.0.borrow_mut();
        world.deployed = world.deployed.saturating_add(1);
        let mut address = [0; 20];
        address[0] = 0xc0;
        address[12..].copy_from_slice(&world.deployed.to_be_bytes());
        Address::from(address)
    }

    fn transact(&mut self, message: Message) -> Outcome {
        {
            let mut world = self.0.borrow_mut();
            world.events = Vec::new();
            world.traps = Vec::new();
            world.counts = BTreeMap::new();
            world.touched = BTreeSet::new();
        }
        let result = transact(&self.0, message);
        let mut world = self.0.borrow_mut();
        Outcome {
            result,
            events: mem::take(&mut world.events),
            traps: mem::take(&mut world.traps),
            counts: mem::take(&mut world.counts),
        }
    }
}

/// Without what is stored.
impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let world = self.0.borrow();
        f.debug_struct("Host")
            .field("accounts", &world.accounts.keys())
            .field("now", &world.now)
            .field("number", &world.number)
            .finish_non_exhaustive()
    }
}

/// An account that calls and deploys.
#[derive(Debug)]
pub struct Sender<'a> {
    host: &'a mut Host,
    caller: Address,
    value: U256,
}

impl Sender<'_> {
    /// Sends value with the call, in wei. The account must have so much: [`Host::fund`].
    #[must_use]
    pub fn with_value(self, value: impl Into<U256>) -> Self {
        Self {
            value: value.into(),
            ..self
        }
    }

    /// Calls a contract. What it changed stays, if it succeeds.
    pub fn call(self, contract: Address, calldata: impl Calldata) -> Outcome {
        self.send(contract, calldata.calldata(), false)
    }

    /// Calls a contract without the right to change state, as contracts call view functions.
    pub fn view(self, contract: Address, calldata: impl Calldata) -> Outcome {
        self.send(contract, calldata.calldata(), true)
    }

    /// Deploys a contract, with the arguments of its constructor.
    ///
    /// # Errors
    /// What the constructor led to, where it fails.
    pub fn deploy<C: Contract>(self, arguments: impl Calldata) -> Result<Address, Box<Outcome>> {
        let to = self.host.new_address();
        let outcome = self.host.transact(Message {
            caller: self.caller,
            to,
            value: self.value,
            calldata: arguments.calldata(),
            is_static: false,
            deploys: Some((C::deploy, C::call)),
        });
        match outcome.is_ok() {
            true => Ok(to),
            false => Err(Box::new(outcome)),
        }
    }

    fn send(self, to: Address, calldata: Vec<u8>, is_static: bool) -> Outcome {
        self.host.transact(Message {
            caller: self.caller,
            to,
            value: self.value,
            calldata,
            is_static,
            deploys: None,
        })
    }
}
