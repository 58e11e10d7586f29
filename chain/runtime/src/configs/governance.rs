//! Governance: the origin that vetoes slashes, accepts assets, sets prices and activates blueprints.
//!
//! All of that takes the root origin. On a development chain one key has it, which
//! [`genesis`](crate::genesis) names.

use crate::{Runtime, RuntimeCall, RuntimeEvent};

impl pallet_sudo::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_sudo::weights::SubstrateWeight<Self>;
}
