//! Managers in EVM bytecode, each as small as what it shows. Those that accept every call name the customer as
//! the account that may propose slashes.

use super::{generations::selector_in, selector, TestGeneration};
use crate::{
    mock::{customer, deploy, Revive},
    Hook, Pallet,
};
use sp_core::{H160, H256};

/// Accepts every call and returns nothing, except who may propose slashes.
pub fn accepting() -> H160 {
    deploy(init(&naming(0)))
}

/// Accepts every call and returns nothing.
pub fn silent() -> H160 {
    deploy(init(&[op::STOP]))
}

/// Reverts every call with the data.
pub fn refusing(data: &[u8]) -> H160 {
    deploy(init(&ending(0, op::REVERT, data)))
}

/// Reverts one hook with the data and accepts every other.
pub fn refusing_only(selector: [u8; 4], data: &[u8]) -> H160 {
    deploy(init(&only(selector, |at| ending(at, op::REVERT, data))))
}

/// Returns the data from one hook and accepts every other.
pub fn answering(selector: [u8; 4], data: &[u8]) -> H160 {
    deploy(init(&only(selector, |at| ending(at, op::RETURN, data))))
}

/// Writes slot 0 and returns the data from one hook, and accepts every other.
pub fn writing_and_answering(selector: [u8; 4], data: &[u8]) -> H160 {
    writing_and(selector, |at| ending(at, op::RETURN, data))
}

/// Writes slot 0 and reverts one hook with the data, and accepts every other.
pub fn writing_and_refusing(selector: [u8; 4], data: &[u8]) -> H160 {
    writing_and(selector, |at| ending(at, op::REVERT, data))
}

/// Writes slot 0 and never ends in one hook, and accepts every other.
pub fn writing_and_looping(selector: [u8; 4]) -> H160 {
    writing_and(selector, looping)
}

/// Writes slot 0 and hits an instruction that does not exist in one hook, and accepts every other.
pub fn writing_and_trapping(selector: [u8; 4]) -> H160 {
    writing_and(selector, |_| vec![op::INVALID])
}

/// Writes slot 0 and returns 64 KiB from one hook, no word of which means anything, and accepts
/// every other.
pub fn writing_and_flooding(selector: [u8; 4]) -> H160 {
    let mut code = vec![op::PUSH1, 0, op::NOT, op::PUSH1, 0, op::MSTORE];
    code.extend([op::PUSH3, 1, 0, 0, op::PUSH1, 0, op::RETURN]);
    writing_and(selector, |_| code)
}

/// Writes slot 0 and calls a contract with the calldata in one hook, ends well whatever becomes of
/// it, and accepts every other.
pub fn writing_and_calling(selector: [u8; 4], target: H160, calldata: &[u8]) -> H160 {
    writing_and(selector, |at| calling_out(at, target, calldata))
}

fn writing_and(selector: [u8; 4], then: impl FnOnce(usize) -> Vec<u8>) -> H160 {
    deploy(init(&only(selector, |at| {
        let write = [op::PUSH1, 1, op::PUSH1, 0, op::SSTORE];
        let at = at + write.len();
        [&write[..], &then(at)].concat()
    })))
}

/// Counts the calls of each selector, in the slot of its number; see [`counted`].
pub fn counting() -> H160 {
    let mut code = vec![op::PUSH1, 0, op::CALLDATALOAD, op::PUSH1, 0xe0, op::SHR];
    code.extend([op::DUP1, op::SLOAD, op::PUSH1, 1, op::ADD]);
    code.extend([op::SWAP1, op::SSTORE]);
    deploy(init(&naming_or(0, &code)))
}

/// How often a [`counting`] manager was called by a selector.
pub fn counted(contract: H160, selector: [u8; 4]) -> u64 {
    let mut key = [0; 32];
    key[28..].copy_from_slice(&selector);
    word(contract, key).to_low_u64_be()
}

/// Never ends in one hook and accepts every other.
pub fn looping_only(selector: [u8; 4]) -> H160 {
    deploy(init(&only(selector, looping)))
}

fn looping(at: usize) -> Vec<u8> {
    let at = u8::try_from(at).expect("a short program");
    vec![op::JUMPDEST, op::PUSH1, at, op::JUMP]
}

/// Hits an instruction that does not exist.
pub fn trapping() -> H160 {
    deploy(init(&[op::INVALID]))
}

/// Remembers who called it (slot 0), the keccak256 of the calldata (1), the value (2) and how
/// often it was called (3).
pub fn recording() -> H160 {
    let mut code = vec![op::CALLER, op::PUSH1, 0, op::SSTORE];
    code.extend([
        op::CALLDATASIZE,
        op::PUSH1,
        0,
        op::PUSH1,
        0,
        op::CALLDATACOPY,
    ]);
    code.extend([
        op::CALLDATASIZE,
        op::PUSH1,
        0,
        op::KECCAK256,
        op::PUSH1,
        1,
        op::SSTORE,
    ]);
    code.extend([op::CALLVALUE, op::PUSH1, 2, op::SSTORE]);
    code.extend([
        op::PUSH1,
        3,
        op::SLOAD,
        op::PUSH1,
        1,
        op::ADD,
        op::PUSH1,
        3,
        op::SSTORE,
    ]);
    deploy(init(&naming_or(0, &code)))
}

/// Fills a slot with every other call and frees it with the calls in between.
pub fn toggling() -> H160 {
    let toggle = [
        op::PUSH1,
        0,
        op::SLOAD,
        op::ISZERO,
        op::PUSH1,
        0,
        op::SSTORE,
    ];
    deploy(init(&naming_or(0, &toggle)))
}

/// Fills eight slots.
pub fn hoarding() -> H160 {
    let code = (0..8u8).flat_map(|slot| [op::PUSH1, 1, op::PUSH1, slot, op::SSTORE]);
    deploy(init(&code.collect::<Vec<_>>()))
}

/// Fills eight slots in one hook, and accepts every other.
pub fn hoarding_only(selector: [u8; 4]) -> H160 {
    let fill = (0..8u8).flat_map(|slot| [op::PUSH1, 1, op::PUSH1, slot, op::SSTORE]);
    let code: Vec<_> = fill.chain([op::STOP]).collect();
    deploy(init(&only(selector, |_| code)))
}

/// Calls a contract with the calldata and ends well, whatever becomes of it.
pub fn calling(target: H160, calldata: &[u8]) -> H160 {
    deploy(init(&calling_out(0, target, calldata)))
}

fn calling_out(at: usize, target: H160, calldata: &[u8]) -> Vec<u8> {
    let length = length(calldata);
    let mut code = vec![
        op::PUSH2,
        length[0],
        length[1],
        op::PUSH2,
        0,
        0,
        op::PUSH1,
        0,
    ];
    code.push(op::CODECOPY);
    code.extend([op::PUSH1, 0, op::PUSH1, 0, op::PUSH2, length[0], length[1]]);
    code.extend([op::PUSH1, 0, op::PUSH1, 0, op::PUSH20]);
    code.extend(target.as_bytes());
    code.extend([op::GAS, op::CALL, op::STOP]);
    let tail = u16::try_from(at + code.len())
        .expect("a short program")
        .to_be_bytes();
    code[4..6].copy_from_slice(&tail);
    code.extend(calldata);
    code
}

/// Take away a contract, as if its chain had let it destroy itself.
pub fn vanish(manager: H160) {
    let mut key = sp_io::hashing::twox_128(b"Revive").to_vec();
    key.extend(sp_io::hashing::twox_128(b"AccountInfoOf"));
    key.extend(manager.as_bytes());
    assert!(frame_support::storage::unhashed::exists(&key));
    frame_support::storage::unhashed::kill(&key);
}

/// A slot of a contract; zero where it is empty.
pub fn slot(contract: H160, slot: u8) -> H256 {
    let mut key = [0; 32];
    key[31] = slot;
    word(contract, key)
}

fn word(contract: H160, key: [u8; 32]) -> H256 {
    match Revive::get_storage(contract, key).expect("there is a contract") {
        Some(word) => H256::from_slice(&word),
        None => H256::zero(),
    }
}

mod op {
    pub const STOP: u8 = 0x00;
    pub const ADD: u8 = 0x01;
    pub const EQ: u8 = 0x14;
    pub const ISZERO: u8 = 0x15;
    pub const NOT: u8 = 0x19;
    pub const SHR: u8 = 0x1c;
    pub const KECCAK256: u8 = 0x20;
    pub const CALLER: u8 = 0x33;
    pub const CALLVALUE: u8 = 0x34;
    pub const CALLDATALOAD: u8 = 0x35;
    pub const CALLDATASIZE: u8 = 0x36;
    pub const CALLDATACOPY: u8 = 0x37;
    pub const CODECOPY: u8 = 0x39;
    pub const MSTORE: u8 = 0x52;
    pub const SLOAD: u8 = 0x54;
    pub const SSTORE: u8 = 0x55;
    pub const JUMP: u8 = 0x56;
    pub const JUMPI: u8 = 0x57;
    pub const GAS: u8 = 0x5a;
    pub const JUMPDEST: u8 = 0x5b;
    pub const PUSH1: u8 = 0x60;
    pub const PUSH2: u8 = 0x61;
    pub const PUSH3: u8 = 0x62;
    pub const PUSH4: u8 = 0x63;
    pub const PUSH20: u8 = 0x73;
    pub const DUP1: u8 = 0x80;
    pub const SWAP1: u8 = 0x90;
    pub const CALL: u8 = 0xf1;
    pub const RETURN: u8 = 0xf3;
    pub const REVERT: u8 = 0xfd;
    pub const INVALID: u8 = 0xfe;
}

/// The init code that deploys a program.
fn init(program: &[u8]) -> Vec<u8> {
    ending(0, op::RETURN, program)
}

/// Code at an offset of a program that ends it with the data, which follows the code.
fn ending(at: usize, end: u8, data: &[u8]) -> Vec<u8> {
    const CODE: usize = 13;
    let length = length(data);
    let tail = u16::try_from(at + CODE)
        .expect("a short program")
        .to_be_bytes();
    let mut code = vec![
        op::PUSH2,
        length[0],
        length[1],
        op::DUP1,
        op::PUSH2,
        tail[0],
        tail[1],
    ];
    code.extend([op::PUSH1, 0, op::CODECOPY, op::PUSH1, 0, end]);
    assert_eq!(code.len(), CODE);
    code.extend(data);
    code
}

/// A program that runs the body, which receives its offset, for one selector and accepts all others.
fn only(selector: [u8; 4], body: impl FnOnce(usize) -> Vec<u8>) -> Vec<u8> {
    let others = naming(JUMP);
    let at = JUMP + others.len();
    let mut code = jump_if(selector, at);
    code.extend(others);
    code.push(op::JUMPDEST);
    code.extend(body(at + 1));
    code
}

/// Code at an offset of a program that returns the customer's address to the query for the slashing
/// origin, lets operators join, and returns nothing to any other call.
fn naming(at: usize) -> Vec<u8> {
    naming_or(at, &[])
}

/// The same, which runs the code for any other call; the code does not jump.
fn naming_or(at: usize, code: &[u8]) -> Vec<u8> {
    const RETURN_WORD: [u8; 8] = [
        op::PUSH1,
        0,
        op::MSTORE,
        op::PUSH1,
        32,
        op::PUSH1,
        0,
        op::RETURN,
    ];
    let others = [code, &[op::STOP]].concat();
    let query = at + 3 * JUMP + others.len();
    let admits = query + 2 + 20 + RETURN_WORD.len();
    let owned = admits + 3 + RETURN_WORD.len();
    let can_join = selector_in(Hook::CanJoin, TestGeneration::get());
    let mut code = jump_if(selector(Hook::QuerySlashingOrigin), query);
    code.extend(jump_if(can_join.unwrap_or_default(), admits));
    code.extend(jump_if(OWNER, owned));
    code.extend(others);
    code.extend([op::JUMPDEST, op::PUSH20]);
    code.extend(Pallet::<crate::mock::Test>::address_of(&customer()).as_bytes());
    code.extend(RETURN_WORD);
    code.extend([op::JUMPDEST, op::PUSH1, 1]);
    code.extend(RETURN_WORD);
    code.extend([op::JUMPDEST, op::PUSH20]);
    code.extend(Pallet::<crate::mock::Test>::address_of(&crate::mock::owner()).as_bytes());
    code.extend(RETURN_WORD);
    code
}

/// The selector of `owner()`, of ERC-173.
const OWNER: [u8; 4] = [0x8d, 0xa5, 0xcb, 0x5b];

/// The length of [`jump_if`].
const JUMP: usize = 16;

/// Jumps to an offset of the program if it was called by the selector.
fn jump_if(selector: [u8; 4], to: usize) -> Vec<u8> {
    let to = u16::try_from(to).expect("a short program").to_be_bytes();
    let mut code = vec![op::PUSH1, 0, op::CALLDATALOAD, op::PUSH1, 0xe0, op::SHR];
    code.push(op::PUSH4);
    code.extend(selector);
    code.extend([op::EQ, op::PUSH2, to[0], to[1], op::JUMPI]);
    assert_eq!(code.len(), JUMP);
    code
}

fn length(data: &[u8]) -> [u8; 2] {
    u16::try_from(data.len()).expect("short data").to_be_bytes()
}
