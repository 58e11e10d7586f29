//! What a developer hands to the core to create a blueprint.

use alloy_primitives::{keccak256, Address, B256};
use alloy_sol_types::{SolType, SolValue};
use blueprint_abi::core_0_10::ITangleBlueprints::{
    BlueprintArchitecture, BlueprintBinary, BlueprintConfig, BlueprintDefinition,
    BlueprintFetcherKind, BlueprintMetadata, BlueprintOperatingSystem, BlueprintSource,
    BlueprintSourceKind, ImageRegistrySource, JobDefinition, MembershipModel, NativeSource,
    PricingModel, TestingSource, WasmRuntime, WasmSource,
};
use blueprint_abi::core_0_20::ITangleBlueprints as newer;
use sp_core::H160;

/// The part of a blueprint's definition that its hooks depend on. Membership is fixed, and jobs are
/// paid once, with the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlueprintTerms {
    /// Name of the blueprint.
    pub name: String,
    /// Names of its jobs, in the order of their indices. They take and return any bytes: what
    /// passes is for the manager to say.
    pub jobs: Vec<String>,
    /// Least operators of a service that the core admits, itself.
    pub min_operators: u32,
    /// Most operators of a service.
    pub max_operators: u32,
}

impl BlueprintTerms {
    /// The whole definition, with `manager` as the contract whose hooks the core calls. What the
    /// core demands besides, and hooks never see, is filled in: a metadata address, and a source
    /// with one binary and its hash.
    pub fn definition(&self, manager: H160) -> BlueprintDefinition {
        let uri = format!("ipfs://{}", self.name);
        BlueprintDefinition {
            metadataUri: uri.clone(),
            manager: Address::new(manager.0),
            masterManagerRevision: 0,
            hasConfig: true,
            config: BlueprintConfig {
                membership: MembershipModel::Fixed,
                pricing: PricingModel::PayOnce,
                minOperators: self.min_operators,
                maxOperators: self.max_operators,
                subscriptionRate: Default::default(),
                subscriptionInterval: 0,
                eventRate: Default::default(),
            },
            metadata: self.metadata(&uri),
            jobs: self.jobs.iter().map(|name| job(name)).collect(),
            registrationSchema: Default::default(),
            requestSchema: Default::default(),
            sources: vec![self.source()],
            supportedMemberships: vec![MembershipModel::Fixed],
        }
    }

    /// The same for release 0.20, which wants a hash of the metadata, too.
    pub fn newer_definition(&self, manager: H160) -> newer::BlueprintDefinition {
        let older = self.definition(manager);
        newer::BlueprintDefinition {
            metadataHash: keccak256(&older.metadataUri),
            metadataUri: older.metadataUri,
            manager: older.manager,
            masterManagerRevision: older.masterManagerRevision,
            hasConfig: older.hasConfig,
            config: same(&older.config),
            metadata: same(&older.metadata),
            jobs: older.jobs.iter().map(same).collect(),
            registrationSchema: older.registrationSchema,
            requestSchema: older.requestSchema,
            sources: older.sources.iter().map(same).collect(),
            supportedMemberships: vec![newer::MembershipModel::Fixed],
        }
    }

    fn metadata(&self, uri: &str) -> BlueprintMetadata {
        BlueprintMetadata {
            name: self.name.clone(),
            description: String::new(),
            author: String::new(),
            category: String::new(),
            codeRepository: uri.into(),
            logo: String::new(),
            website: String::new(),
            license: "Apache-2.0".into(),
            profilingData: String::new(),
        }
    }

    fn source(&self) -> BlueprintSource {
        BlueprintSource {
            kind: BlueprintSourceKind::Container,
            container: ImageRegistrySource {
                registry: "localhost".into(),
                image: self.name.clone(),
                tag: "latest".into(),
            },
            // The kind says that the following three do not count.
            wasm: WasmSource {
                runtime: WasmRuntime::Unknown,
                fetcher: BlueprintFetcherKind::None,
                artifactUri: String::new(),
                entrypoint: String::new(),
            },
            native: NativeSource {
                fetcher: BlueprintFetcherKind::None,
                artifactUri: String::new(),
                entrypoint: String::new(),
            },
            testing: TestingSource {
                cargoPackage: String::new(),
                cargoBin: String::new(),
                basePath: String::new(),
            },
            binaries: vec![BlueprintBinary {
                arch: BlueprintArchitecture::Amd64,
                os: BlueprintOperatingSystem::Linux,
                name: self.name.clone(),
                sha256: B256::repeat_byte(1),
            }],
        }
    }
}

/// A struct of one release as that of the other: the two are encoded alike.
fn same<A, B>(older: &A) -> B
where
    A: SolValue,
    B: SolValue + From<<B::SolType as SolType>::RustType>,
{
    B::abi_decode(&older.abi_encode()).expect("one struct in both releases; qed")
}

fn job(name: &str) -> JobDefinition {
    JobDefinition {
        name: name.into(),
        description: String::new(),
        metadataUri: String::new(),
        paramsSchema: Default::default(),
        resultSchema: Default::default(),
    }
}
