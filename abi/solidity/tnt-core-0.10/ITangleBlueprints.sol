// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's blueprints: creation, ownership, sources, prices.
interface ITangleBlueprints {
    enum MembershipModel { Fixed, Dynamic }

    enum PricingModel { PayOnce, Subscription, EventDriven }

    enum BlueprintSourceKind { Container, Wasm, Native }

    enum WasmRuntime { Unknown, Wasmtime, Wasmer }

    enum BlueprintFetcherKind { None, Ipfs, Http, Github }

    enum BlueprintArchitecture {
        Wasm32,
        Wasm64,
        Wasi32,
        Wasi64,
        Amd32,
        Amd64,
        Arm32,
        Arm64,
        RiscV32,
        RiscV64
    }

    enum BlueprintOperatingSystem { Unknown, Linux, Windows, MacOS, BSD }

    struct BlueprintConfig {
        MembershipModel membership;
        PricingModel pricing;
        uint32 minOperators;
        uint32 maxOperators;
        uint256 subscriptionRate;
        uint64 subscriptionInterval;
        uint256 eventRate;
    }

    struct BlueprintMetadata {
        string name;
        string description;
        string author;
        string category;
        string codeRepository;
        string logo;
        string website;
        string license;
        string profilingData;
    }

    struct JobDefinition {
        string name;
        string description;
        string metadataUri;
        bytes paramsSchema;
        bytes resultSchema;
    }

    struct ImageRegistrySource {
        string registry;
        string image;
        string tag;
    }

    struct WasmSource {
        WasmRuntime runtime;
        BlueprintFetcherKind fetcher;
        string artifactUri;
        string entrypoint;
    }

    struct NativeSource {
        BlueprintFetcherKind fetcher;
        string artifactUri;
        string entrypoint;
    }

    struct TestingSource {
        string cargoPackage;
        string cargoBin;
        string basePath;
    }

    struct BlueprintBinary {
        BlueprintArchitecture arch;
        BlueprintOperatingSystem os;
        string name;
        bytes32 sha256;
    }

    struct BlueprintSource {
        BlueprintSourceKind kind;
        ImageRegistrySource container;
        WasmSource wasm;
        NativeSource native;
        TestingSource testing;
        BlueprintBinary[] binaries;
    }

    struct BlueprintDefinition {
        string metadataUri;
        address manager;
        uint32 masterManagerRevision;
        bool hasConfig;
        BlueprintConfig config;
        BlueprintMetadata metadata;
        JobDefinition[] jobs;
        bytes registrationSchema;
        bytes requestSchema;
        BlueprintSource[] sources;
        MembershipModel[] supportedMemberships;
    }

    struct Blueprint {
        address owner;
        address manager;
        uint64 createdAt;
        uint32 operatorCount;
        MembershipModel membership;
        PricingModel pricing;
        bool active;
    }

    struct ResourceCommitment {
        uint8 kind;
        uint64 count;
    }

    /// @notice A blueprint was created.
    event BlueprintCreated(
        uint64 indexed blueprintId,
        address indexed owner,
        address manager,
        string metadataUri
    );

    /// @notice A blueprint was deactivated.
    event BlueprintDeactivated(uint64 indexed blueprintId);

    /// @notice What an operator must provide was set.
    event BlueprintResourceRequirementsSet(uint64 indexed blueprintId, uint256 count);

    /// @notice A blueprint changed owner.
    event BlueprintTransferred(
        uint64 indexed blueprintId,
        address indexed from,
        address indexed to
    );

    /// @notice A blueprint's metadata was replaced.
    event BlueprintUpdated(uint64 indexed blueprintId, string metadataUri);

    /// @notice Creates a blueprint owned by the caller and calls its manager's onBlueprintCreated.
    function createBlueprint(BlueprintDefinition calldata definition)
        external returns (uint64 blueprintId);

    /// @notice Owner only: replaces the metadata, as long as it is not locked.
    function updateBlueprint(uint64 blueprintId, string calldata metadataUri) external;

    /// @notice Owner only: hands the blueprint over.
    function transferBlueprint(uint64 blueprintId, address newOwner) external;

    /// @notice The current sources.
    function blueprintSources(uint64 blueprintId)
        external view returns (BlueprintSource[] memory sources);

    /// @notice Owner only: no new registrations or services.
    function deactivateBlueprint(uint64 blueprintId) external;

    /// @notice A blueprint's record; createdAt in unix seconds.
    function getBlueprint(uint64 blueprintId) external view returns (Blueprint memory);

    /// @notice A blueprint's membership and pricing; amounts in base units, intervals in seconds.
    function getBlueprintConfig(uint64 blueprintId) external view returns (BlueprintConfig memory);

    /// @notice How many operators are registered.
    function blueprintOperatorCount(uint64 blueprintId) external view returns (uint256);

    /// @notice How many blueprints exist; ids are 0..count-1.
    function blueprintCount() external view returns (uint64);

    /// @notice The whole definition the blueprint was created from.
    function getBlueprintDefinition(uint64 blueprintId)
        external view returns (BlueprintDefinition memory definition);

    /// @notice The descriptive part of the definition.
    function blueprintMetadata(uint64 blueprintId)
        external view returns (BlueprintMetadata memory metadata, string memory metadataUri);

    /// @notice The membership models a request may choose from.
    function blueprintSupportedMemberships(uint64 blueprintId)
        external view returns (MembershipModel[] memory memberships);

    /// @notice The pinned revision of the master manager, from 1.
    function blueprintMasterRevision(uint64 blueprintId) external view returns (uint32);

    /// @notice Owner only: price per job call, in base units of the payment asset.
    function setJobEventRates(
        uint64 blueprintId,
        uint8[] calldata jobIndexes,
        uint256[] calldata rates
    ) external;

    /// @notice Price of one call of a job, in base units.
    function getJobEventRate(uint64 blueprintId, uint8 jobIndex)
        external view returns (uint256 rate);

    /// @notice Owner only: what an operator must provide.
    function setBlueprintResourceRequirements(
        uint64 blueprintId,
        ResourceCommitment[] calldata requirements
    ) external;

    /// @notice What an operator must provide.
    function getBlueprintResourceRequirements(uint64 blueprintId)
        external view returns (ResourceCommitment[] memory);
}
