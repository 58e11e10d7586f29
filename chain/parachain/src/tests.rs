//! The parachain as its relay chain and a node see it: blocks with the relay chain's data, and the APIs that a node asks for.

use crate::{
    accounts::ENDOWMENT,
    configs::relay::UNINCLUDED,
    genesis::{preset, preset_names, PARA_ID},
    transaction_extension, Authorship, Balances, Executive, Header, Runtime, RuntimeCall,
    RuntimeGenesisConfig, RuntimeOrigin, Session, Stake, System, UncheckedExtrinsic,
    MILLISECONDS_PER_BLOCK, UNIT, VERSION,
};
use codec::Encode;
use cumulus_primitives_aura::runtime_decl_for_aura_unincluded_segment_api::AuraUnincludedSegmentApi;
use cumulus_primitives_core::{
    relay_chain::HeadData, runtime_decl_for_collect_collation_info::CollectCollationInfo,
    runtime_decl_for_get_parachain_info::GetParachainInfo, ParaId, PersistedValidationData,
};
use cumulus_primitives_parachain_inherent::{ParachainInherentData, INHERENT_IDENTIFIER};
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use frame_support::genesis_builder_helper::build_state;
use pallet_revive::evm::tx_extension::SetOrigin;
use pallet_stake::{AssetId, Selection};
use sp_api::RuntimeApiInfo;
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilder;
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, AURA_ENGINE_ID};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_inherents::InherentData;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
use sp_runtime::{
    generic::{SignedPayload, UncheckedExtrinsic as Generic},
    traits::{BlockNumberProvider, Header as _},
    ApplyExtrinsicResult, Digest, DigestItem, MultiAddress, MultiSignature,
};

/// Blocks of a week of the relay chain.
const WEEK: u32 = 100_800;

/// The chain, the last of its blocks, the last one that the relay chain has included, and the relay chain's number.
struct Chain {
    state: TestExternalities,
    head: Header,
    included: Header,
    relay: u32,
}

fn chain(id: &str) -> Chain {
    let mut state = TestExternalities::default();
    let head = state.execute_with(|| {
        let json = preset(&PresetId::from(id)).expect("a preset");
        build_state::<RuntimeGenesisConfig>(json).expect("a genesis");
        let head = Header::new(
            0,
            Default::default(),
            Default::default(),
            Default::default(),
            Default::default(),
        );
        // What a node does with the first header of a chain.
        frame_system::BlockHash::<Runtime>::insert(0, head.hash());
        head
    });
    Chain {
        state,
        included: head.clone(),
        head,
        relay: 1_000,
    }
}

impl Chain {
    /// As [`Self::unincluded`], after the relay chain has included all blocks before.
    fn block(
        &mut self,
        later: u32,
        calls: Vec<(Sr25519Keyring, RuntimeCall)>,
    ) -> Vec<ApplyExtrinsicResult> {
        self.included = self.head.clone();
        self.unincluded(later, calls)
    }

    /// A block upon the relay chain's block `later` blocks after the last, with what its transactions returned.
    fn unincluded(
        &mut self,
        later: u32,
        calls: Vec<(Sr25519Keyring, RuntimeCall)>,
    ) -> Vec<ApplyExtrinsicResult> {
        self.relay += later;
        let slot = u64::from(self.relay);
        let parent = HeadData(self.head.encode());
        let relay = RelayStateSproofBuilder {
            para_id: ParaId::from(PARA_ID),
            current_slot: slot.into(),
            included_para_head: Some(HeadData(self.included.encode())),
            ..Default::default()
        };
        let (root, proof) = relay.into_state_root_and_proof();
        let mut data = InherentData::new();
        let of_relay = ParachainInherentData {
            validation_data: PersistedValidationData {
                parent_head: parent,
                relay_parent_number: self.relay,
                relay_parent_storage_root: root,
                max_pov_size: 10 * 1024 * 1024,
            },
            relay_chain_state: proof,
            downward_messages: Vec::new(),
            horizontal_messages: Default::default(),
            relay_parent_descendants: Vec::new(),
            collator_peer_id: None,
        };
        let now = slot * MILLISECONDS_PER_BLOCK;
        data.put_data(INHERENT_IDENTIFIER, &of_relay)
            .expect("new data");
        data.put_data(*b"timstap0", &now).expect("new data");

        let seal = DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode());
        let header = Header::new(
            self.head.number + 1,
            Default::default(),
            Default::default(),
            self.head.hash(),
            Digest { logs: vec![seal] },
        );
        let (head, outcomes) = self.state.execute_with(|| {
            Executive::initialize_block(&header);
            for inherent in Runtime::inherent_extrinsics(data) {
                assert_eq!(Executive::apply_extrinsic(inherent), Ok(Ok(())));
            }
            let outcomes = calls
                .into_iter()
                .map(|(signer, call)| Executive::apply_extrinsic(signed(signer, call)))
                .collect();
            (Executive::finalize_block(), outcomes)
        });
        self.head = head;
        outcomes
    }
}

fn signed(signer: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
    let nonce = System::account_nonce(signer.to_account_id());
    let extension = transaction_extension(nonce, 0, SetOrigin::default());
    let payload = SignedPayload::new(call.clone(), extension.clone()).expect("a payload");
    let signature = MultiSignature::Sr25519(payload.using_encoded(|bytes| signer.sign(bytes)));
    let address = MultiAddress::Id(signer.to_account_id());
    Generic::new_signed(call, address, signature, extension).into()
}

#[test]
fn every_preset_builds_a_chain_with_collators() {
    assert_eq!(preset_names().len(), 2);
    for name in preset_names() {
        chain(name.as_ref()).state.execute_with(|| {
            let collators = Session::validators();
            assert!(!collators.is_empty());
            let authorities = pallet_aura::Authorities::<Runtime>::get();
            assert_eq!(authorities.len(), collators.len());
            assert_eq!(Runtime::parachain_id(), ParaId::from(PARA_ID));
        });
    }
    assert_eq!(preset(&PresetId::from("another")), None);
}

#[test]
fn block_is_offered_to_the_relay_chain_with_its_header_and_its_author_is_paid() {
    let mut chain = chain(DEV_RUNTIME_PRESET);
    let transfer = pallet_balances::Call::transfer_keep_alive {
        dest: Alice.to_account_id().into(),
        value: UNIT,
    };
    let outcomes = chain.block(1, vec![(Bob, transfer.into())]);
    assert_eq!(outcomes, [Ok(Ok(()))]);
    let head = chain.head.clone();
    chain.state.execute_with(|| {
        let collation = Runtime::collect_collation_info(&head);
        assert_eq!(collation.head_data, HeadData(head.encode()));
        assert_eq!(collation.new_validation_code, None);
        assert!(collation.upward_messages.is_empty());
        assert_eq!(Authorship::author(), Some(Alice.to_account_id()));
        // The amount, and the author's part of the fee.
        let alice = Balances::free_balance(Alice.to_account_id());
        let bob = Balances::free_balance(Bob.to_account_id());
        assert!(alice > ENDOWMENT + UNIT, "{alice}");
        assert!(bob < ENDOWMENT - UNIT, "{bob}");
    });
}

#[test]
fn no_block_is_made_while_three_wait_for_the_relay_chain() {
    let mut chain = chain(DEV_RUNTIME_PRESET);
    let genesis = chain.head.hash();
    for waiting in 0..=UNINCLUDED {
        let slot = u64::from(chain.relay + 1);
        let more = chain
            .state
            .execute_with(|| Runtime::can_build_upon(genesis, slot.into()));
        assert_eq!(more, waiting < UNINCLUDED, "{waiting} wait");
        if more {
            chain.unincluded(1, vec![]);
        }
    }
}

/// Stake unbonds by the relay chain's clock: this chain makes three blocks here, and two weeks pass.
#[test]
fn stake_unbonds_in_blocks_of_the_relay_chain() {
    let mut chain = chain(DEV_RUNTIME_PRESET);
    let operator = Alice.to_account_id();
    chain.state.execute_with(|| {
        let native = AssetId::Native;
        Stake::add_asset(RuntimeOrigin::root(), native, 12, UNIT).expect("an asset");
    });
    let join = pallet_services::Call::join_operators {};
    let delegate = pallet_stake::Call::delegate {
        operator: operator.clone(),
        selection: Selection::All,
        asset: AssetId::Native,
        amount: 10 * UNIT,
    };
    let undelegate = pallet_stake::Call::undelegate {
        operator: operator.clone(),
        selection: Selection::All,
        asset: AssetId::Native,
        amount: 10 * UNIT,
    };
    let withdraw = || {
        let call = pallet_stake::Call::withdraw {
            operator: operator.clone(),
            selection: Selection::All,
            asset: AssetId::Native,
        };
        (Bob, RuntimeCall::from(call))
    };
    let calls = vec![
        (Alice, join.into()),
        (Bob, delegate.into()),
        (Bob, undelegate.into()),
    ];
    assert_eq!(chain.block(1, calls), vec![Ok(Ok(())); 3]);

    let staked = chain
        .state
        .execute_with(|| Balances::free_balance(Bob.to_account_id()));
    let early = chain.block(2 * WEEK - 1, vec![withdraw()]);
    assert!(matches!(early[..], [Ok(Err(_))]), "{early:?}");
    assert_eq!(chain.block(1, vec![withdraw()]), [Ok(Ok(()))]);
    chain.state.execute_with(|| {
        assert!(Balances::free_balance(Bob.to_account_id()) > staked + 9 * UNIT);
        assert_eq!(System::block_number(), 3);
    });
}

#[test]
fn clock_of_services_is_the_relay_chains_number() {
    let mut chain = chain(DEV_RUNTIME_PRESET);
    chain.block(5, vec![]);
    let relay = chain.relay;
    chain.state.execute_with(|| {
        type Clock = <Runtime as pallet_services::Config>::BlockNumberProvider;
        assert_eq!(Clock::current_block_number(), relay);
        assert_eq!(System::block_number(), 1);
    });
}

/// The relay chain goes on while the parachain stands still.
#[test]
fn operator_is_not_offline_in_the_first_block_after_a_halt() {
    let mut chain = chain(DEV_RUNTIME_PRESET);
    let operator = Alice.to_account_id();
    let join = pallet_services::Call::join_operators {};
    assert_eq!(chain.block(1, vec![(Alice, join.into())]), [Ok(Ok(()))]);
    let begun = chain.relay;
    chain.state.execute_with(|| {
        let service = pallet_services::Service::<Runtime> {
            blueprint: 0,
            owner: Bob.to_account_id(),
            operators: vec![operator.clone()].try_into().expect("one"),
            permitted_callers: Default::default(),
            assets: Default::default(),
            started_at: begun,
            ends_at: None,
            since: 0,
            ended_by_owner: false,
            bond: 0,
        };
        pallet_services::Instances::<Runtime>::insert(0, service);
    });
    let report = || {
        let operator = operator.clone();
        let report = pallet_services::Call::report_offline {
            service: 0,
            operator,
        };
        vec![(Bob, report.into())]
    };
    let not_offline = pallet_services::Error::<Runtime>::NotOffline;
    let not_offline = [Ok(Err(not_offline.into()))];
    assert_eq!(chain.block(1_000, report()), not_offline);
    // Ten of the thousand count: windows of a hundred, of which three are missed.
    let counted = |chain: &mut Chain| {
        let now = || pallet_services::Pallet::<Runtime>::now();
        chain.state.execute_with(now)
    };
    assert_eq!(counted(&mut chain), begun + 10);
    while (counted(&mut chain) + 10) / 100 < begun / 100 + 4 {
        assert_eq!(chain.block(10, report()), not_offline);
    }
    assert_eq!(chain.block(10, report()), [Ok(Ok(()))]);
}

#[test]
fn runtime_migrates_what_an_earlier_version_stored() {
    use crate::Services;
    use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};
    type Migrations = <Runtime as frame_system::Config>::SingleBlockMigrations;
    chain(DEV_RUNTIME_PRESET).state.execute_with(|| {
        StorageVersion::new(2).put::<Services>();
        Migrations::on_runtime_upgrade();
        let stored = Services::on_chain_storage_version();
        assert_eq!(stored, Services::in_code_storage_version());
        // The chain may have stood still until the upgrade.
        assert!(pallet_services::LastBlock::<Runtime>::get().is_some());
    });
}

/// The APIs without which `polkadot-omni-node` 0.24 does not start, makes no blocks, or has no RPC.
#[test]
fn apis_that_a_node_for_parachains_asks_for_are_there() {
    type Block = crate::Block;
    macro_rules! versions {
        ($($api:path),* $(,)?) => {
            [$((<dyn $api as RuntimeApiInfo>::ID, <dyn $api as RuntimeApiInfo>::VERSION, stringify!($api))),*]
        };
    }
    let asked = versions![
        sp_api::Core<Block>,
        sp_api::Metadata<Block>,
        sp_block_builder::BlockBuilder<Block>,
        sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block>,
        sp_offchain::OffchainWorkerApi<Block>,
        sp_session::SessionKeys<Block>,
        sp_genesis_builder::GenesisBuilder<Block>,
        sp_consensus_aura::AuraApi<Block, AuraId>,
        cumulus_primitives_aura::AuraUnincludedSegmentApi<Block>,
        cumulus_primitives_core::CollectCollationInfo<Block>,
        cumulus_primitives_core::GetParachainInfo<Block>,
        cumulus_primitives_core::RelayParentOffsetApi<Block>,
        frame_system_rpc_runtime_api::AccountNonceApi<Block, crate::AccountId, crate::Nonce>,
        pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, crate::Balance>,
    ];
    for (id, version, name) in asked {
        let has = VERSION.apis.iter().find(|(it, _)| *it == id);
        assert_eq!(has.map(|(_, it)| *it), Some(version), "{name}");
    }
}

/// The explorer sends an execution to a server that encodes no calls: `tools/explorer/src/chain/calls.ts` has these numbers.
#[test]
fn execution_of_a_slash_is_encoded_as_the_explorer_has_it() {
    let execute = pallet_services::Call::execute_slash { slash: 64 };
    let call = RuntimeCall::Services(execute);
    assert_eq!(call.encode(), [5, 21, 1, 1]);
}
