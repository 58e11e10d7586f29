//! Who makes blocks, who votes on them, and who answers for two votes.

use crate::{
    configs::staking::REPORT_ERAS, timing, AccountId, Aura, Balances, Historical, Offences,
    Runtime, RuntimeCall, RuntimeEvent, Session, SessionKeys, Staking, UncheckedExtrinsic,
};
use alloc::vec::Vec;
use frame_support::traits::{ConstBool, ConstU128, ConstU32, FindAuthor, Get, KeyOwnerProofSystem};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use pallet_session::SessionManager;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_runtime::{
    traits::{ConvertInto, OpaqueKeys},
    ConsensusEngineId, KeyTypeId,
};
use sp_staking::SessionIndex;

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
    type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, ElectedWithKeys>;
    type ShouldEndSession = Sessions;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

/// Those that staking elects, without the ones that have set no keys: nothing in the staking pallet asks for keys, and a set of
/// validators without keys could vote on nothing. Where too few are left, the validators of before stay.
pub struct ElectedWithKeys;

impl ElectedWithKeys {
    fn with_keys(elected: Option<Vec<AccountId>>) -> Option<Vec<AccountId>> {
        let mut elected = elected?;
        elected.retain(|it| pallet_session::NextKeys::<Runtime>::contains_key(it));
        let least = pallet_staking::MinimumValidatorCount::<Runtime>::get().max(1);
        (elected.len() >= least as usize).then_some(elected)
    }
}

impl SessionManager<AccountId> for ElectedWithKeys {
    fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
        Self::with_keys(<Staking as SessionManager<AccountId>>::new_session(index))
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<AccountId>> {
        // Keys of genesis are stored after it.
        <Staking as SessionManager<AccountId>>::new_session_genesis(index)
    }

    fn start_session(index: SessionIndex) {
        <Staking as SessionManager<AccountId>>::start_session(index)
    }

    fn end_session(index: SessionIndex) {
        <Staking as SessionManager<AccountId>>::end_session(index)
    }
}

impl pallet_session::historical::SessionManager<AccountId, ()> for ElectedWithKeys {
    fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
        let elected = <Self as SessionManager<AccountId>>::new_session(index)?;
        Some(elected.into_iter().map(|it| (it, ())).collect())
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
        let elected = <Self as SessionManager<AccountId>>::new_session_genesis(index)?;
        Some(elected.into_iter().map(|it| (it, ())).collect())
    }

    fn start_session(index: SessionIndex) {
        <Self as SessionManager<AccountId>>::start_session(index)
    }

    fn end_session(index: SessionIndex) {
        <Self as SessionManager<AccountId>>::end_session(index)
    }
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

/// Blocks in which two votes can still be reported.
pub struct ReportLongevity;

impl Get<u64> for ReportLongevity {
    fn get() -> u64 {
        let terms = timing::Timing::<Runtime>::get();
        u64::from(REPORT_ERAS)
            .saturating_mul(u64::from(terms.era_sessions))
            .saturating_mul(u64::from(terms.session_blocks))
    }
}

/// Sets of voters of the time in which two votes can be reported: one a session.
pub struct ReportedSets;

impl Get<u64> for ReportedSets {
    fn get() -> u64 {
        let terms = timing::Timing::<Runtime>::get();
        u64::from(REPORT_ERAS).saturating_mul(u64::from(terms.era_sessions))
    }
}

impl pallet_grandpa::Config for Runtime {
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
    type KeyOwnerProof = <Historical as KeyOwnerProofSystem<(KeyTypeId, GrandpaId)>>::Proof;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<{ crate::configs::staking::MAX_BACKERS }>;
    type MaxSetIdSessionEntries = ReportedSets;
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
