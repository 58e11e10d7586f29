//! One module per generation, generated from the `.sol` files of its folder.

#![allow(
    clippy::too_many_arguments,
    missing_docs,
    reason = "generated: an event of the core has nine fields; what the .sol files document is documented"
)]

/// Declares the bindings of one `.sol` file: `build.rs` writes the call of `sol!`.
macro_rules! interface {
    ($file:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $file, ".rs"));
    };
}

/// Declares a generation: the hooks, then what only a host or a manager that calls out needs. `INTERFACES` lists all of it, for the export and for the tests.
macro_rules! generation {
    (
        $folder:literal:
        hooks { $($hooks:ident = $hooks_file:literal),+ $(,)? }
        $(core { $($core:ident = $core_file:literal),+ $(,)? })?
    ) => {
        $(interface!($hooks_file);)+
        $($(
            #[cfg(feature = "core")]
            interface!($core_file);
        )+)?

        /// Every interface of this generation, with its JSON ABI.
        #[cfg(feature = "json")]
        pub const INTERFACES: &[crate::Interface] = &[
            $(crate::Interface {
                generation: $folder,
                name: stringify!($hooks),
                abi: $hooks::abi::contract,
            },)+
            $($(
                #[cfg(feature = "core")]
                crate::Interface {
                    generation: $folder,
                    name: stringify!($core),
                    abi: $core::abi::contract,
                },
            )+)?
        ];
    };
}

/// The services pallet of 2024: hooks behind `onlyRuntime`, operators named by their 33-byte
/// compressed key, and its report hook.
pub mod seed_2024 {
    generation!("seed-2024":
        hooks {
            IBlueprintServiceManager = "seed-2024/IBlueprintServiceManager.sol",
            IJobResultVerifier = "seed-2024/IJobResultVerifier.sol",
            IReportVerifier = "seed-2024/IReportVerifier.sol",
        }
    );
}

/// pallet-services 1.4: hooks sent through a master manager, operators named by their 65-byte
/// uncompressed key and RPC address.
pub mod substrate_1_4 {
    generation!("substrate-1.4":
        hooks {
            IBlueprintServiceManager = "substrate-1.4/IBlueprintServiceManager.sol",
            IMasterBlueprintServiceManager = "substrate-1.4/IMasterBlueprintServiceManager.sol",
            IServicesPalletHooks = "substrate-1.4/IServicesPalletHooks.sol",
            ISlashAlert = "substrate-1.4/ISlashAlert.sol",
        }
    );
}

/// Tangle's core in Solidity, release 0.10: 33 hooks, operators named by their address.
pub mod core_0_10 {
    generation!("tnt-core-0.10":
        hooks {
            IBlueprintServiceManager = "tnt-core-0.10/IBlueprintServiceManager.sol",
        }
        core {
            IMasterBlueprintServiceManager = "tnt-core-0.10/IMasterBlueprintServiceManager.sol",
            IMBSMRegistry = "tnt-core-0.10/IMBSMRegistry.sol",
            IMetricsRecorder = "tnt-core-0.10/IMetricsRecorder.sol",
            IOperatorStatusRegistry = "tnt-core-0.10/IOperatorStatusRegistry.sol",
            IPriceOracle = "tnt-core-0.10/IPriceOracle.sol",
            ITangleAdmin = "tnt-core-0.10/ITangleAdmin.sol",
            ITangleAdminEvents = "tnt-core-0.10/ITangleAdminEvents.sol",
            ITangleBlueprints = "tnt-core-0.10/ITangleBlueprints.sol",
            ITangleErrors = "tnt-core-0.10/ITangleErrors.sol",
            ITangleEvents = "tnt-core-0.10/ITangleEvents.sol",
            ITangleJobs = "tnt-core-0.10/ITangleJobs.sol",
            ITangleOperators = "tnt-core-0.10/ITangleOperators.sol",
            ITanglePaymentEvents = "tnt-core-0.10/ITanglePaymentEvents.sol",
            ITangleRewards = "tnt-core-0.10/ITangleRewards.sol",
            ITangleServices = "tnt-core-0.10/ITangleServices.sol",
            ITangleSlashing = "tnt-core-0.10/ITangleSlashing.sol",
        }
    );
}

/// Tangle's core in Solidity, release 0.20: 37 hooks, and results that carry the hash of their
/// inputs.
pub mod core_0_20 {
    generation!("tnt-core-0.20":
        hooks {
            IBlueprintServiceManager = "tnt-core-0.20/IBlueprintServiceManager.sol",
            IManagerErrors = "tnt-core-0.20/IManagerErrors.sol",
        }
        core {
            IMasterBlueprintServiceManager = "tnt-core-0.20/IMasterBlueprintServiceManager.sol",
            IMBSMRegistry = "tnt-core-0.20/IMBSMRegistry.sol",
            IMetricsRecorder = "tnt-core-0.20/IMetricsRecorder.sol",
            IOperatorStatusRegistry = "tnt-core-0.20/IOperatorStatusRegistry.sol",
            IPriceOracle = "tnt-core-0.20/IPriceOracle.sol",
            ITangleAdmin = "tnt-core-0.20/ITangleAdmin.sol",
            ITangleAdminEvents = "tnt-core-0.20/ITangleAdminEvents.sol",
            ITangleBlueprints = "tnt-core-0.20/ITangleBlueprints.sol",
            ITangleErrors = "tnt-core-0.20/ITangleErrors.sol",
            ITangleEvents = "tnt-core-0.20/ITangleEvents.sol",
            ITangleJobs = "tnt-core-0.20/ITangleJobs.sol",
            ITangleOperators = "tnt-core-0.20/ITangleOperators.sol",
            ITanglePaymentEvents = "tnt-core-0.20/ITanglePaymentEvents.sol",
            ITangleRewards = "tnt-core-0.20/ITangleRewards.sol",
            ITangleServices = "tnt-core-0.20/ITangleServices.sol",
            ITangleSlashing = "tnt-core-0.20/ITangleSlashing.sol",
        }
    );
}

/// The structs in which contracts of this project keep what happened. With the feature `scale`,
/// `records` has them in SCALE.
pub mod records_1 {
    generation!("records-1":
        hooks {
            Records = "records-1/Records.sol",
        }
    );
}

/// Hooks of this project's own services pallet, the same in every generation but for how they name an
/// operator.
pub mod library {
    interface!("library/IOwner.sol");
    interface!("library/IQualityVerifier.sol");
}
