//! The runtime APIs of the parachain: those of the development chain, and those by which a node makes and offers blocks.

use crate::{configs::relay::ConsensusHook, ParachainInfo, ParachainSystem, SessionKeys};
use cumulus_primitives_core::{CollationInfo, ParaId};
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, Slot, SlotDuration};
use sp_core::Get;

crate::shared_apis::runtime_apis! {
    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> SlotDuration {
            SlotDuration::from_millis(<Runtime as pallet_aura::Config>::SlotDuration::get())
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
        fn can_build_upon(included: <Block as BlockT>::Hash, slot: Slot) -> bool {
            ConsensusHook::can_build_upon(included, slot)
        }
    }

    impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
        fn collect_collation_info(header: &Header) -> CollationInfo {
            ParachainSystem::collect_collation_info(header)
        }
    }

    impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
        fn parachain_id() -> ParaId {
            ParachainInfo::parachain_id()
        }
    }

    impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
        fn relay_parent_offset() -> u32 {
            <Runtime as cumulus_pallet_parachain_system::Config>::RelayParentOffset::get()
        }

        fn max_claim_queue_offset() -> u8 {
            // The block after the next: as far ahead as a candidate of the second version can be.
            1
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(
            owner: Vec<u8>,
            seed: Option<Vec<u8>>,
        ) -> sp_session::OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(keys: Vec<u8>) -> Option<Vec<(Vec<u8>, sp_core::crypto::KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&keys)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &Header) {
            Executive::offchain_worker(header)
        }
    }
}
