//! The runtime APIs that both chains have: the development chain and the network.
//!
//! The revive macro adds the Ethereum side: dry runs, gas estimates and traces.

/// Implements the APIs for `crate::Runtime`, and those that are given with them.
macro_rules! runtime_apis {
    ($($own:tt)*) => {
        use crate::{
            AccountId, Balance, Block, BlockNumber, Executive, Header, InherentDataExt, Nonce, Runtime,
            RuntimeCall, RuntimeGenesisConfig, Services, Stake, System, TransactionPayment,
            UncheckedExtrinsic, VERSION,
        };
        use alloc::{vec, vec::Vec};
        use frame_support::{
            genesis_builder_helper::{build_state, get_preset},
            weights::Weight,
        };
        use pallet_services::{DryRun, Page};
        use pallet_stake::{AssetId, Backing, Holding, Selection};
        use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
        use sp_api::impl_runtime_apis;
        use sp_core::OpaqueMetadata;
        use sp_inherents::{CheckInherentsResult, InherentData};
        use sp_runtime::{
            traits::Block as BlockT,
            transaction_validity::{TransactionSource, TransactionValidity},
            ApplyExtrinsicResult, ExtrinsicInclusionMode,
        };
        use sp_version::RuntimeVersion;

        /// The executive with which the revive macro replays a block for a trace: it executes nothing.
        ///
        /// `ink_e2e` requests a trace after every transaction, and cannot decode this release's traces. It
        /// takes `None`, which is what it gets where no contract ran. Dry runs are traced as ever.
        pub struct Untraced;

        impl Untraced {
            fn initialize_block(_: &Header) {}

            fn apply_extrinsic(_: UncheckedExtrinsic) -> ApplyExtrinsicResult {
                Ok(Ok(()))
            }
        }

        pallet_revive::impl_runtime_apis_plus_revive_traits!(
            Runtime,
            Revive,
            Untraced,
            crate::EthereumExtension,

            impl sp_api::Core<Block> for Runtime {
                fn version() -> RuntimeVersion {
                    VERSION
                }

                fn execute_block(block: <Block as BlockT>::LazyBlock) {
                    Executive::execute_block(block)
                }

                fn initialize_block(header: &Header) -> ExtrinsicInclusionMode {
                    Executive::initialize_block(header)
                }
            }

            impl sp_api::Metadata<Block> for Runtime {
                fn metadata() -> OpaqueMetadata {
                    OpaqueMetadata::new(Runtime::metadata().into())
                }

                fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
                    Runtime::metadata_at_version(version)
                }

                fn metadata_versions() -> Vec<u32> {
                    Runtime::metadata_versions()
                }
            }

            impl sp_block_builder::BlockBuilder<Block> for Runtime {
                fn apply_extrinsic(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
                    Executive::apply_extrinsic(extrinsic)
                }

                fn finalize_block() -> Header {
                    Executive::finalize_block()
                }

                fn inherent_extrinsics(data: InherentData) -> Vec<UncheckedExtrinsic> {
                    data.create_extrinsics()
                }

                fn check_inherents(
                    block: <Block as BlockT>::LazyBlock,
                    data: InherentData,
                ) -> CheckInherentsResult {
                    data.check_extrinsics(&block)
                }
            }

            impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
                fn validate_transaction(
                    source: TransactionSource,
                    transaction: UncheckedExtrinsic,
                    block_hash: <Block as BlockT>::Hash,
                ) -> TransactionValidity {
                    Executive::validate_transaction(source, transaction, block_hash)
                }
            }

            impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
                fn account_nonce(account: AccountId) -> Nonce {
                    System::account_nonce(account)
                }
            }

            impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
                for Runtime
            {
                fn query_info(
                    extrinsic: UncheckedExtrinsic,
                    length: u32,
                ) -> RuntimeDispatchInfo<Balance> {
                    TransactionPayment::query_info(extrinsic, length)
                }

                fn query_fee_details(extrinsic: UncheckedExtrinsic, length: u32) -> FeeDetails<Balance> {
                    TransactionPayment::query_fee_details(extrinsic, length)
                }

                fn query_weight_to_fee(weight: Weight) -> Balance {
                    TransactionPayment::weight_to_fee(weight)
                }

                fn query_length_to_fee(length: u32) -> Balance {
                    TransactionPayment::length_to_fee(length)
                }
            }

            impl pallet_services::api::ServicesApi<Block, AccountId> for Runtime {
                fn services_of_blueprint(blueprint: u64, after: Option<u64>) -> Page {
                    Services::services_of_blueprint(blueprint, after)
                }

                fn services_of_operator(operator: AccountId, after: Option<u64>) -> Page {
                    Services::services_of_operator(&operator, after)
                }

                fn requests_of(requester: AccountId, after: Option<u64>) -> Page {
                    Services::requests_of(&requester, after)
                }

                fn requests_of_operator(operator: AccountId, after: Option<u64>) -> Page {
                    Services::requests_of_operator(&operator, after)
                }
            }

            impl pallet_services::api::DryRunApi<Block, AccountId, pallet_services::Call<Runtime>> for Runtime {
                fn dry_run(who: AccountId, call: pallet_services::Call<Runtime>) -> DryRun {
                    Services::dry_run(who, call)
                }
            }

            impl pallet_stake::api::StakeApi<Block, AccountId, BlockNumber> for Runtime {
                fn stake_of(operator: AccountId) -> Vec<(AssetId, Balance)> {
                    Stake::stake_of(&operator)
                }

                fn holdings_of(
                    delegator: AccountId,
                    operator: AccountId,
                ) -> Vec<Holding<BlockNumber>> {
                    Stake::holdings_of(&delegator, &operator)
                }

                fn claimable(
                    claimant: AccountId,
                    operator: AccountId,
                    selection: Selection,
                ) -> Balance {
                    Stake::claimable(&claimant, &Backing::new(&operator, selection))
                }
            }

            impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
                fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
                    build_state::<RuntimeGenesisConfig>(config)
                }

                fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
                    get_preset::<RuntimeGenesisConfig>(id, crate::genesis::preset)
                }

                fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
                    crate::genesis::preset_names()
                }
            }

            #[cfg(feature = "try-runtime")]
            impl frame_try_runtime::TryRuntime<Block> for Runtime {
                fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
                    let used = Executive::try_runtime_upgrade(checks);
                    let used = used.unwrap_or_else(|error| panic!("the upgrade fails: {error:?}"));
                    (used, <Runtime as frame_system::Config>::BlockWeights::get().max_block)
                }

                fn execute_block(
                    block: <Block as BlockT>::LazyBlock,
                    state_root_check: bool,
                    signature_check: bool,
                    select: frame_try_runtime::TryStateSelect,
                ) -> Weight {
                    Executive::try_execute_block(block, state_root_check, signature_check, select)
                        .unwrap_or_else(|error| panic!("the block fails: {error:?}"))
                }
            }

            $($own)*
        );
    };
}
pub(crate) use runtime_apis;
