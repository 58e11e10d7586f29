//! The development node, as the clients that developers use see it: `ink_e2e` and `subxt`, and by
//! JavaScript `polkadot-js` and, for Ethereum's JSON-RPC, `viem`. The tests are in `tests/`, the load in `src/bin/load.rs`.

pub mod chain;
mod clock;
pub mod contract;
pub mod deployed;
pub mod flood;
pub mod javascript;
pub mod link;
pub mod network;
pub mod node;
