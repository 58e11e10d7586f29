//! What an account holds.

use super::{world::Incoming, Answer};
use crate::{Vec, U256};
use core::cell::RefCell;
use std::{collections::BTreeMap, rc::Rc};

/// A function that stands in for a contract.
pub(super) type Peer = Rc<RefCell<dyn FnMut(&Incoming) -> Answer>>;

/// What runs when an account is called.
#[derive(Clone)]
pub(super) enum Code {
    /// The entry point `call` of a contract.
    Contract(fn()),
    Peer(Peer),
}

/// What an account holds. A frame that fails gives it back as it was.
#[derive(Clone, Default)]
pub(super) struct Account {
    pub balance: U256,
    pub code: Option<Code>,
    pub storage: BTreeMap<Vec<u8>, Vec<u8>>,
    pub immutable: Option<Vec<u8>>,
}
