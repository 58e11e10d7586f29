//! How long a slot, a session and an era last, and the chain id of Ethereum transactions. Genesis says it once, so that a
//! test's network can run faster than a real one on the same WebAssembly, and no two networks take each other's transactions.

pub use pallet::*;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use crate::{configs::revive::CHAIN_ID, BlockNumber, MILLISECONDS_PER_BLOCK};
    use frame_support::{
        pallet_prelude::*,
        traits::{ConstU64, Get},
    };
    use frame_system::pallet_prelude::BlockNumberFor;
    use sp_staking::SessionIndex;

    /// What this chain runs by. Terms of services and stake are in blocks of six seconds, so other slots are for tests.
    #[derive(
        Clone,
        Debug,
        Decode,
        Encode,
        Eq,
        MaxEncodedLen,
        PartialEq,
        TypeInfo,
        serde::Deserialize,
        serde::Serialize,
    )]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub struct Terms {
        /// Milliseconds of a slot, in which one validator can make a block; 1,000 to 60,000.
        pub slot_milliseconds: u64,
        /// Blocks of a session; 5 to 14,400.
        pub session_blocks: BlockNumber,
        /// Sessions of an era, after which validators are elected and paid; 1 to 96.
        pub era_sessions: SessionIndex,
    }

    impl Default for Terms {
        fn default() -> Self {
            Self {
                slot_milliseconds: MILLISECONDS_PER_BLOCK,
                // An hour, and six of them.
                session_blocks: 600,
                era_sessions: 6,
            }
        }
    }

    impl Terms {
        /// Whether each of them is within its bounds.
        pub fn holds(&self) -> bool {
            (1_000..=60_000).contains(&self.slot_milliseconds)
                && (5..=14_400).contains(&self.session_blocks)
                && (1..=96).contains(&self.era_sessions)
        }

        /// Seconds of so many eras.
        pub fn seconds_of_eras(&self, eras: u32) -> u64 {
            let era = u64::from(self.session_blocks)
                .saturating_mul(u64::from(self.era_sessions))
                .saturating_mul(self.slot_milliseconds);
            era.saturating_mul(u64::from(eras)) / 1_000
        }

        /// Whether slots are none of a real network, whose terms are in blocks of six seconds.
        pub fn is_for_tests(&self) -> bool {
            self.slot_milliseconds != MILLISECONDS_PER_BLOCK
        }
    }

    /// The largest chain id that tools can compute with (EIP-2294).
    const MOST_CHAIN_ID: u64 = 4_503_599_627_370_476;

    /// The version of what is stored.
    const STORED: StorageVersion =
        StorageVersion::new(if cfg!(feature = "next-version") { 1 } else { 0 });

    /// The pallet.
    #[pallet::pallet]
    #[pallet::storage_version(STORED)]
    pub struct Pallet<T>(_);

    /// The delays of other pallets that must fit each other.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Seconds in which a fault in a service can be found.
        type FaultWindow: Get<u64>;
        /// Blocks in which stake with an operator unbonds.
        type StakeUnbonding: Get<u32>;
        /// Eras in which stake with validators unbonds.
        type StakingBonding: Get<u32>;
        /// Eras after which a slash of validators takes effect.
        type SlashDefer: Get<u32>;
        /// Eras in which an offence of validators can be reported.
        type Reports: Get<u32>;
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Stake must still be there when a fault is found: in the terms of a real network, to which blocks of six seconds
        /// belong.
        fn integrity_test() {
            let block = MILLISECONDS_PER_BLOCK / 1_000;
            let window = T::FaultWindow::get();
            let unbonding = u64::from(T::StakeUnbonding::get()) * block;
            assert!(
                unbonding > window,
                "stake must unbond for longer than faults can be found: {unbonding} s, {window} s"
            );
            let bonding = Terms::default().seconds_of_eras(T::StakingBonding::get());
            assert!(
                bonding > window,
                "bonded stake must unbond for longer than faults can be found: {bonding} s, {window} s"
            );
            // The staking pallet applies a deferred slash as one of the era after its offence.
            let (eras, defer) = (T::StakingBonding::get(), T::SlashDefer::get());
            assert!(
                eras > defer + 1,
                "bonded stake must outlast the review of a slash: {eras} eras, {defer}"
            );
            // It applies none that is reported after that.
            let reports = T::Reports::get();
            assert!(
                reports < defer,
                "a slash must be reported before it takes effect: {reports} eras, {defer}"
            );
        }
    }

    /// The terms. They do not change after genesis: a slot's number is the time divided by its length.
    #[pallet::storage]
    pub type Timing<T> = StorageValue<_, Terms, ValueQuery>;

    /// The chain id of Ethereum transactions. It does not change after genesis: what was signed for it stays valid.
    #[pallet::storage]
    pub type EthereumChainId<T> = StorageValue<_, u64, ValueQuery, ConstU64<CHAIN_ID>>;

    /// Blocks of an era, and the last block without them: a test's migration computes them from the terms.
    #[cfg(feature = "next-version")]
    #[pallet::storage]
    pub type EraBlocks<T> = StorageValue<_, (BlockNumber, BlockNumber)>;

    /// The terms that the chain starts with.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The terms.
        pub terms: Terms,
        /// The chain id of Ethereum transactions, 1 to 4,503,599,627,370,476 (EIP-2294); by default the development chain's.
        pub ethereum_chain_id: Option<u64>,
        #[doc(hidden)]
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(
                self.terms.holds(),
                "expected a slot of 1,000 to 60,000 ms, sessions of 5 to 14,400 blocks and eras of 1 to 96 sessions, received {:?}",
                self.terms
            );
            let bonding = self.terms.seconds_of_eras(T::StakingBonding::get());
            let window = T::FaultWindow::get();
            assert!(
                bonding > window || self.terms.is_for_tests(),
                "expected terms by which bonded stake unbonds for more than the {window} s in which faults can be found, or slots of another \
                 length than {MILLISECONDS_PER_BLOCK} ms, which are for tests, received {bonding} s of {:?}",
                self.terms
            );
            Timing::<T>::put(&self.terms);
            if let Some(id) = self.ethereum_chain_id {
                assert!(
                    (1..=MOST_CHAIN_ID).contains(&id),
                    "expected a chain id of 1 to {MOST_CHAIN_ID}, received {id}"
                );
                EthereumChainId::<T>::put(id);
            }
        }
    }

    /// The chain id of Ethereum transactions.
    pub struct EthereumChain<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<u64> for EthereumChain<T> {
        fn get() -> u64 {
            EthereumChainId::<T>::get()
        }
    }

    /// Milliseconds of a slot.
    pub struct SlotDuration<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<u64> for SlotDuration<T> {
        fn get() -> u64 {
            Timing::<T>::get().slot_milliseconds
        }
    }

    /// Milliseconds that must lie between two blocks: half of a slot.
    pub struct MinimumPeriod<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<u64> for MinimumPeriod<T> {
        fn get() -> u64 {
            SlotDuration::<T>::get() / 2
        }
    }

    /// Blocks of a session.
    pub struct SessionBlocks<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<BlockNumber> for SessionBlocks<T> {
        fn get() -> BlockNumber {
            Timing::<T>::get().session_blocks
        }
    }

    /// Blocks of an era.
    pub struct BlocksOfEra<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<BlockNumber> for BlocksOfEra<T> {
        fn get() -> BlockNumber {
            let terms = Timing::<T>::get();
            terms.session_blocks.saturating_mul(terms.era_sessions)
        }
    }

    /// The eras of the staking pallet, for services: a service's era is the one in which validators are paid.
    pub struct StakingEras<T>(core::marker::PhantomData<T>);
    impl<T: pallet_staking::Config> pallet_services::EraSource for StakingEras<T> {
        fn running() -> Option<u32> {
            pallet_staking::ActiveEra::<T>::get().map(|era| era.index)
        }

        fn weight() -> Weight {
            T::DbWeight::get().reads(1)
        }
    }

    /// Sessions of an era.
    pub struct EraSessions<T>(core::marker::PhantomData<T>);
    impl<T: Config> Get<SessionIndex> for EraSessions<T> {
        fn get() -> SessionIndex {
            Timing::<T>::get().era_sessions
        }
    }
}
