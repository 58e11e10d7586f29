//! The services pallet, as a developer meets it: the life of a service, played by extrinsics.

pub mod phase;
pub mod story;
