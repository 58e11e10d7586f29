//! Who makes blocks: collators that governance names, and candidates with a deposit.

use crate::{
    AccountId, Aura, Balances, CollatorSelection, Runtime, RuntimeEvent, Session, SessionKeys,
    MILLISECONDS_PER_BLOCK,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU128, ConstU32, ConstU64},
    PalletId,
};
use frame_system::EnsureRoot;
use pallet_collator_selection::IdentityCollator;
use pallet_session::{FindAccountFromAuthorIndex, PeriodicSessions};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::OpaqueKeys;

/// Blocks of a session, an hour: one that stops making blocks is dropped after two.
pub const SESSION: u32 = 600;
/// Collators that a session can have: candidates, and as many that governance names.
const MAX_COLLATORS: u32 = 100;

parameter_types! {
    /// Names the account that pays collators what it is sent. Their part of the fees does not pass through it.
    pub const PotId: PalletId = PalletId(*b"PotStake");
}

impl pallet_authorship::Config for Runtime {
    type EventHandler = CollatorSelection;
    type FindAuthor = FindAccountFromAuthorIndex<Self, Aura>;
}

impl pallet_aura::Config for Runtime {
    // The relay chain says how many blocks a slot has.
    type AllowMultipleBlocksPerSlot = ConstBool<true>;
    type AuthorityId = AuraId;
    type DisabledValidators = ();
    type MaxAuthorities = ConstU32<{ 2 * MAX_COLLATORS }>;
    type SlotDuration = ConstU64<MILLISECONDS_PER_BLOCK>;
}

impl pallet_session::Config for Runtime {
    type Currency = Balances;
    type DisablingStrategy = ();
    type KeyDeposit = ConstU128<0>;
    type Keys = SessionKeys;
    type NextSessionRotation = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
    type RuntimeEvent = RuntimeEvent;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type SessionManager = CollatorSelection;
    type ShouldEndSession = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
    type ValidatorId = AccountId;
    type ValidatorIdOf = IdentityCollator;
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_collator_selection::Config for Runtime {
    type Currency = Balances;
    type KickThreshold = ConstU32<{ 2 * SESSION }>;
    type MaxCandidates = ConstU32<MAX_COLLATORS>;
    type MaxInvulnerables = ConstU32<MAX_COLLATORS>;
    type MinEligibleCollators = ConstU32<1>;
    type PotId = PotId;
    type RuntimeEvent = RuntimeEvent;
    type UpdateOrigin = EnsureRoot<AccountId>;
    type ValidatorId = AccountId;
    type ValidatorIdOf = IdentityCollator;
    type ValidatorRegistration = Session;
    type WeightInfo = pallet_collator_selection::weights::SubstrateWeight<Runtime>;
}
