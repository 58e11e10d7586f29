// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What Tangle's core logs about blueprints, operators, services, jobs and slashes.
/// @dev Read the core's log with these: the interfaces it publishes declare some of its events
/// differently, and some that it never emits.
interface ITangleEvents {
    enum ConfidentialityPolicy { Any, TeeRequired, StandardRequired, TeePreferred }

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

    enum TeeBackend { Unset, Phala, AwsNitro, GcpConfidential, AzureSkr, DirectTdx }

    struct ResourceCommitment {
        uint8 kind;
        uint64 count;
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

    struct TeeAttestationCommitment {
        TeeBackend backend;
        bytes32 expectedMeasurement;
        bytes32 nonceBinding;
        uint64 expiresAt;
    }

    /// @notice A service started.
    event ServiceActivated(
        uint64 indexed serviceId,
        uint64 indexed requestId,
        uint64 indexed blueprintId,
        ConfidentialityPolicy confidentiality
    );

    /// @notice An operator committed to provide resources.
    event ResourcesCommitted(
        uint64 indexed serviceId,
        address indexed operator,
        ResourceCommitment[] commitments
    );

    /// @notice A best-effort hook reverted or ran out of gas; the core went on.
    event ManagerHookFailed(address indexed manager, bytes4 indexed selector, bytes returnData);

    /// @notice A blueprint's sources were recorded.
    event BlueprintSourcesRecorded(
        uint64 indexed blueprintId,
        bytes32 indexed sourcesHash,
        BlueprintSource[] sources
    );

    /// @notice A build was published.
    event BinaryVersionPublished(
        uint64 indexed blueprintId,
        uint64 indexed versionId,
        bytes32 sha256Hash,
        string binaryUri
    );

    /// @notice A build was deprecated.
    event BinaryVersionDeprecated(uint64 indexed blueprintId, uint64 indexed versionId);

    /// @notice Another build became the active one.
    event BinaryActiveVersionChanged(uint64 indexed blueprintId, uint64 indexed versionId);

    /// @notice A service's upgrade policy was set.
    event ServiceUpgradePolicySet(uint64 indexed serviceId, uint8 policy);

    /// @notice An operator's upgrade policy was set.
    event OperatorServiceUpgradePolicySet(
        uint64 indexed serviceId,
        address indexed operator,
        uint8 policy
    );

    /// @notice An operator acknowledged a build.
    event OperatorBinaryAcked(
        uint64 indexed serviceId,
        uint64 indexed versionId,
        address indexed operator
    );

    /// @notice A blueprint was created.
    event BlueprintCreated(
        uint64 indexed blueprintId,
        address indexed owner,
        address manager,
        string metadataUri,
        bytes32 metadataHash
    );

    /// @notice A blueprint's metadata was replaced.
    event BlueprintUpdated(uint64 indexed blueprintId, string metadataUri, bytes32 metadataHash);

    /// @notice A new owner was proposed.
    event BlueprintTransferProposed(
        uint64 indexed blueprintId,
        address indexed from,
        address indexed pendingOwner
    );

    /// @notice A proposed transfer was withdrawn.
    event BlueprintTransferCancelled(uint64 indexed blueprintId, address indexed owner);

    /// @notice A blueprint changed owner.
    event BlueprintTransferred(
        uint64 indexed blueprintId,
        address indexed from,
        address indexed to
    );

    /// @notice A blueprint was deactivated.
    event BlueprintDeactivated(uint64 indexed blueprintId);

    /// @notice The price of a job was set.
    event JobEventRateSet(uint64 indexed blueprintId, uint8 indexed jobIndex, uint256 rate);

    /// @notice The asset services are paid in was set.
    event BlueprintSettlementAssetSet(uint64 indexed blueprintId, address indexed asset);

    /// @notice What an operator must provide was set.
    event BlueprintResourceRequirementsSet(uint64 indexed blueprintId, uint256 count);

    /// @notice An operator acknowledged sources.
    event BlueprintSourcesAcked(
        uint64 indexed blueprintId,
        address indexed operator,
        bytes32 sourcesHash
    );

    /// @notice A job call has the results it needs.
    event JobCompleted(uint64 indexed serviceId, uint64 indexed callId);

    /// @notice An aggregated result was verified.
    event AggregatedResultSubmitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint256 signerBitmap,
        bytes output
    );

    /// @notice A job was submitted at quoted prices.
    event JobSubmittedFromQuote(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint8 jobIndex,
        address caller,
        address[] quotedOperators,
        uint256 totalPrice,
        bytes inputs
    );

    /// @notice A job was submitted. ITangleJobs declares jobIndex as indexed; the core does not
    /// index it.
    event JobSubmitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint8 jobIndex,
        address caller,
        bytes inputs
    );

    /// @notice A result was recorded.
    event JobResultSubmitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        address indexed operator,
        bytes output
    );

    /// @notice Whether a proof of the key is required was set.
    event RequireOperatorKeyProofUpdated(bool required);

    /// @notice An operator announced an intent to register.
    event OperatorPreRegistered(uint64 indexed blueprintId, address indexed operator);

    /// @notice An operator registered.
    event OperatorRegistered(
        uint64 indexed blueprintId,
        address indexed operator,
        bytes ecdsaPublicKey,
        string rpcAddress
    );

    /// @notice An operator left a blueprint.
    event OperatorUnregistered(uint64 indexed blueprintId, address indexed operator);

    /// @notice A blueprint's metadata can no longer change.
    event BlueprintMetadataLocked(uint64 indexed blueprintId);

    /// @notice An operator replaced its key or address.
    event OperatorPreferencesUpdated(
        uint64 indexed blueprintId,
        address indexed operator,
        bytes ecdsaPublicKey,
        string rpcAddress
    );

    /// @notice A service was prolonged; in seconds.
    event ServiceExtended(uint64 indexed serviceId, uint64 oldTtl, uint64 newTtl, uint256 payment);

    /// @notice An operator approved a request.
    event ServiceApproved(uint64 indexed requestId, address indexed operator);

    /// @notice An operator rejected a request.
    event ServiceRejected(uint64 indexed requestId, address indexed operator);

    /// @notice An operator's attestation commitments were recorded.
    event TeeCommitmentsRecorded(
        uint64 indexed requestId,
        address indexed operator,
        bytes32 indexed root,
        TeeAttestationCommitment[] commitments
    );

    /// @notice A request expired and was refunded.
    event ServiceRequestExpired(uint64 indexed requestId, address indexed expiredBy);

    /// @notice A service ended.
    event ServiceTerminated(uint64 indexed serviceId);

    /// @notice An unpaid service ended; times in unix seconds, amounts in base units.
    event ServiceTerminatedForNonPayment(
        uint64 indexed serviceId,
        address indexed triggeredBy,
        uint64 dueAt,
        uint64 graceEndsAt,
        uint256 requiredAmount,
        uint256 escrowBalance
    );

    /// @notice An operator joined a running service.
    event OperatorJoinedService(
        uint64 indexed serviceId,
        address indexed operator,
        uint16 exposureBps
    );

    /// @notice An operator committed a share of an asset.
    event OperatorSecurityCommitment(
        uint64 indexed serviceId,
        address indexed operator,
        uint8 assetKind,
        address asset,
        uint16 exposureBps
    );

    /// @notice An operator left a running service.
    event OperatorLeftService(uint64 indexed serviceId, address indexed operator);

    /// @notice An operator entered the exit queue.
    event ExitScheduled(uint64 indexed serviceId, address indexed operator, uint64 executeAfter);

    /// @notice An operator left the exit queue.
    event ExitCanceled(uint64 indexed serviceId, address indexed operator);

    /// @notice An operator was forced out.
    event ExitForced(uint64 indexed serviceId, address indexed operator, address indexed forcer);

    /// @notice A service was requested.
    event ServiceRequested(
        uint64 indexed requestId,
        uint64 indexed blueprintId,
        address indexed requester,
        ConfidentialityPolicy confidentiality
    );

    /// @notice A service was requested with securing assets.
    event ServiceRequestedWithSecurity(
        uint64 indexed requestId,
        uint64 indexed blueprintId,
        address indexed requester,
        ConfidentialityPolicy confidentiality
    );

    /// @notice A slash was proposed.
    event SlashProposed(
        uint64 indexed slashId,
        uint64 indexed serviceId,
        address indexed operator,
        address proposer,
        uint16 slashBps,
        uint16 effectiveSlashBps,
        bytes32 evidence,
        uint64 executeAfter
    );

    /// @notice A slash was disputed.
    event SlashDisputed(uint64 indexed slashId, address indexed disputer, string reason);

    /// @notice A slash was applied.
    event SlashExecuted(
        uint64 indexed slashId,
        uint64 indexed serviceId,
        address indexed operator,
        uint256 actualSlashed
    );

    /// @notice A slash was withdrawn.
    event SlashCancelled(uint64 indexed slashId, address indexed canceller, string reason);

    /// @notice The terms of slashing were set.
    event SlashConfigUpdated(
        uint64 disputeWindow,
        bool instantSlashEnabled,
        uint16 maxSlashBps,
        uint64 disputeResolutionDeadline,
        uint256 disputeBond,
        uint16 maxPendingSlashesPerOperator
    );
}
