//! Who makes blocks, who votes on them, and who answers for two votes.

use crate::{
    configs::staking::BONDING_ERAS, timing, AccountId, Aura, Balances, Historical, Offences,
    Runtime, RuntimeCall, RuntimeEvent, Session, SessionKeys, Staking, UncheckedExtrinsic,
};
use frame_support::traits::{
    ConstBool, ConstU128, ConstU32, ConstU64, FindAuthor, Get, KeyOwnerProofSystem,
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_runtime::{
    traits::{ConvertInto, OpaqueKeys},
    ConsensusEngineId, KeyTypeId,
};

/// Validators that a session can have.
pub const MAX_VALIDATORS: u32 = 100;

impl pallet_aura::Config for Runtime {
    type AllowMultipleBlocksPerSlot = ConstBool<false>;
    type AuthorityId = AuraId;
    type DisabledValidators = Session;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type SlotDuration = timing::SlotDuration<Runtime>;
}

/// The validator whose slot the block is of.
pub struct AuthorOfBlock;

impl FindAuthor<AccountId> for AuthorOfBlock {
    fn find_author<'a, I>(digests: I) -> Option<AccountId>
    where
        I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
    {
        let place = Aura::find_author(digests)?;
        Session::validators()
            .get(usize::try_from(place).ok()?)
            .cloned()
    }
}

impl pallet_authorship::Config for Runtime {
    type EventHandler = Staking;
    type FindAuthor = AuthorOfBlock;
}

impl pallet_session::Config for Runtime {
    type Currency = Balances;
    type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
    type KeyDeposit = ConstU128<0>;
    type Keys = SessionKeys;
    type NextSessionRotation = Sessions;
    type RuntimeEvent = RuntimeEvent;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Staking>;
    type ShouldEndSession = Sessions;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

/// Sessions of so many blocks as genesis says.
pub type Sessions = pallet_session::PeriodicSessions<timing::SessionBlocks<Runtime>, ConstU32<0>>;

impl pallet_session::historical::Config for Runtime {
    type FullIdentification = ();
    type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
    type RuntimeEvent = RuntimeEvent;
}

impl pallet_offences::Config for Runtime {
    type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
    type OnOffenceHandler = Staking;
    type RuntimeEvent = RuntimeEvent;
}

/// Blocks in which two votes can still be reported: as long as stake is bonded.
pub struct ReportLongevity;

impl Get<u64> for ReportLongevity {
    fn get() -> u64 {
        let terms = timing::Timing::<Runtime>::get();
        u64::from(BONDING_ERAS)
            .saturating_mul(u64::from(terms.era_sessions))
            .saturating_mul(u64::from(terms.session_blocks))
    }
}

impl pallet_grandpa::Config for Runtime {
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
    type KeyOwnerProof = <Historical as KeyOwnerProofSystem<(KeyTypeId, GrandpaId)>>::Proof;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<{ crate::configs::staking::MAX_BACKERS }>;
    // Sets of the time in which two votes can be reported: one a session.
    type MaxSetIdSessionEntries = ConstU64<{ 6 * BONDING_ERAS as u64 }>;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
}

// A node reports two votes of a validator by a transaction without signature.
impl<Call> CreateTransactionBase<Call> for Runtime
where
    RuntimeCall: From<Call>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<Call> CreateBare<Call> for Runtime
where
    RuntimeCall: From<Call>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        sp_runtime::generic::UncheckedExtrinsic::new_bare(call).into()
    }
}
