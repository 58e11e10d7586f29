//! Storage proofs: operators open random leaves of their data sets, and so keep windows of service levels. Its
//! interface is `abi/solidity/library/IStorageProofs.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IStorageProofs.sol")]
pub mod storage_proofs {
    use blueprint_components::{
        prelude::*,
        storage_proofs::{Service, StoredSet},
    };

    /// The roles, services, and what operators store.
    #[derive(Default)]
    pub struct StorageProofs {
        roles: Roles,
        proofs: blueprint_components::StorageProofs,
    }

    impl StorageProofs {
        /// `runtime` opens services and sets what operators store; `guardian` replaces a lost key. Roles are handed over
        /// with a delay of `role_delay` seconds, 1 to 30 days.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for StorageProofs {}

    #[unguarded]
    impl IStorageProofs for StorageProofs {
        fn open_service(
            &mut self,
            service_id: u64,
            levels: Address,
            beacon: Address,
            challenges: u8,
            block_hashes: bool,
        ) -> Result<()> {
            self.roles.admit()?;
            let service = Service {
                levels,
                beacon,
                challenges,
                block_hashes,
            };
            self.proofs.open(service_id, &service)
        }

        fn set_data_set(
            &mut self,
            service_id: u64,
            operator: Address,
            root: [u8; 32],
            leaves: u64,
            height: u8,
            from: u32,
        ) -> Result<()> {
            self.roles.admit()?;
            let set = StoredSet {
                root,
                leaves,
                height,
                from,
            };
            self.proofs.set(service_id, operator, &set)
        }

        fn prove(
            &mut self,
            service_id: u64,
            window: u32,
            operator: Address,
            leaves: List<Bytes>,
            siblings: List<List<[u8; 32]>>,
        ) -> Result<()> {
            self.proofs
                .prove(service_id, window, operator, &leaves, &siblings)
        }

        fn challenge_of(
            &self,
            service_id: u64,
            window: u32,
            operator: Address,
        ) -> Result<Vec<u64>> {
            self.proofs.leaves(service_id, window, operator)
        }

        fn service_of(&self, service_id: u64) -> (Address, Address, u8, bool) {
            let service = self.proofs.stated(service_id);
            (
                service.levels,
                service.beacon,
                service.challenges,
                service.block_hashes,
            )
        }

        fn data_sets_of(&self, service_id: u64, operator: Address) -> (DataSet, DataSet) {
            let sets = self.proofs.sets(service_id, operator);
            (stated(&sets.present), stated(&sets.next))
        }
    }

    fn stated(set: &StoredSet) -> DataSet {
        DataSet {
            root: set.root,
            leaves: set.leaves,
            height: set.height,
            from: set.from,
        }
    }
}
