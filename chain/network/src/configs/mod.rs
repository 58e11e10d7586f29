//! How each pallet is configured, one file a concern. Those with a path are the development chain's.

pub mod author;
pub mod consensus;
#[path = "../../../runtime/src/configs/governance.rs"]
pub mod governance;
#[path = "../../../runtime/src/configs/limits.rs"]
pub mod limits;
pub mod liquid;
pub mod money;
pub mod restaking;
#[path = "../../../runtime/src/configs/revive.rs"]
pub mod revive;
#[path = "../../../runtime/src/configs/services.rs"]
pub mod services;
#[path = "../../../runtime/src/configs/stake.rs"]
pub mod stake;
pub mod staking;
pub mod system;
