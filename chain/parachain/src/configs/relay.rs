//! What the relay chain knows of this chain, and this chain of it.
//!
//! No messages pass between chains: there is no queue of them here, and none is accepted.

use crate::{ParachainInfo, Runtime, RuntimeEvent, MILLISECONDS_PER_BLOCK};
use cumulus_pallet_aura_ext::FixedVelocityConsensusHook;
use cumulus_pallet_parachain_system::RelayNumberMonotonicallyIncreases;
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU8, EnqueueWithOrigin},
    weights::Weight,
};

/// Milliseconds of a slot of the relay chain.
const RELAY_SLOT: u32 = MILLISECONDS_PER_BLOCK as u32;
/// Blocks that can be made upon one block of the relay chain.
const VELOCITY: u32 = 1;
/// Blocks that can wait for the relay chain to include them.
pub const UNINCLUDED: u32 = 3;

/// Says how many blocks may be made before the relay chain has included the ones before.
pub type ConsensusHook = FixedVelocityConsensusHook<Runtime, RELAY_SLOT, VELOCITY, UNINCLUDED>;

parameter_types! {
    /// Nothing is kept free for messages: none comes.
    pub const NoWeight: Weight = Weight::zero();
}

impl cumulus_pallet_parachain_system::Config for Runtime {
    type CheckAssociatedRelayNumber = RelayNumberMonotonicallyIncreases;
    type ConsensusHook = ConsensusHook;
    type DmpQueue = EnqueueWithOrigin<(), ConstU8<0>>;
    type OnSystemEvent = ();
    type OutboundXcmpMessageSource = ();
    type RelayParentOffset = ConstU32<0>;
    type ReservedDmpWeight = NoWeight;
    type ReservedXcmpWeight = NoWeight;
    type RuntimeEvent = RuntimeEvent;
    type SchedulingSignatureVerifier = ();
    type SelfParaId = ParachainInfo;
    type WeightInfo = cumulus_pallet_parachain_system::weights::SubstrateWeight<Runtime>;
    type XcmpMessageHandler = ();
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

impl staging_parachain_info::Config for Runtime {}
