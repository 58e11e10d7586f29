//! The runtime APIs of the network.

use crate::{review::Entry, Aura, Grandpa, Historical, Liquid, SessionKeys};
use pallet_liquid::{
    api::{DepositView, RedeemView, VaultView},
    RequestId, VaultId, VaultOfValidator,
};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa as grandpa;
use sp_runtime::traits::NumberFor;
use sp_staking::EraIndex;

crate::shared_apis::runtime_apis! {
    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            sp_consensus_aura::SlotDuration::from_millis(Aura::slot_duration())
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl grandpa::GrandpaApi<Block> for Runtime {
        fn grandpa_authorities() -> grandpa::AuthorityList {
            Grandpa::grandpa_authorities()
        }

        fn current_set_id() -> grandpa::SetId {
            Grandpa::current_set_id()
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            proof: grandpa::EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
            owner: grandpa::OpaqueKeyOwnershipProof,
        ) -> Option<()> {
            Grandpa::submit_unsigned_equivocation_report(proof, owner.decode()?)
        }

        fn generate_key_ownership_proof(
            _: grandpa::SetId,
            authority: grandpa::AuthorityId,
        ) -> Option<grandpa::OpaqueKeyOwnershipProof> {
            use codec::Encode;
            use frame_support::traits::KeyOwnerProofSystem;
            let key = (grandpa::KEY_TYPE, authority);
            Historical::prove(key).map(|proof| grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
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

    impl pallet_liquid::api::LiquidApi<Block, AccountId> for Runtime {
        fn vault_of(validator: AccountId) -> Option<VaultId> {
            VaultOfValidator::<Runtime>::get(validator)
        }

        fn vault(vault: VaultId) -> Option<VaultView<AccountId>> {
            Liquid::view_vault(vault)
        }

        fn worth_of(vault: VaultId, shares: Balance) -> Balance {
            Liquid::worth_of(vault, shares)
        }

        fn deposit_of(
            vault: VaultId,
            batch: EraIndex,
            controller: AccountId,
        ) -> Option<DepositView> {
            Liquid::view_deposit(vault, batch, &controller)
        }

        fn redemption_of(
            vault: VaultId,
            batch: RequestId,
            controller: AccountId,
        ) -> Option<RedeemView> {
            Liquid::view_redeem(vault, batch, &controller)
        }
    }

    impl crate::review::ReviewApi<Block> for Runtime {
        fn pending_slashes() -> Vec<Entry> {
            crate::review::pending()
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &Header) {
            Executive::offchain_worker(header)
        }
    }
}
