//! How each pallet is configured, one file a concern. Those with a path are the other chains'.

#[path = "../../../network/src/configs/author.rs"]
pub mod author;
pub mod collators;
#[path = "../../../runtime/src/configs/governance.rs"]
pub mod governance;
#[path = "../../../runtime/src/configs/limits.rs"]
pub mod limits;
#[path = "../../../network/src/configs/money.rs"]
pub mod money;
pub mod relay;
#[path = "../../../runtime/src/configs/revive.rs"]
pub mod revive;
#[path = "../../../runtime/src/configs/services.rs"]
pub mod services;
#[path = "../../../runtime/src/configs/stake.rs"]
pub mod stake;
pub mod system;
#[path = "../../../runtime/src/configs/without_validators.rs"]
pub mod without_validators;
