//! How each pallet is configured, one file a concern.

pub mod governance;
pub mod limits;
pub mod money;
pub mod revive;
pub mod services;
pub mod stake;
pub mod system;
pub mod without_validators;
