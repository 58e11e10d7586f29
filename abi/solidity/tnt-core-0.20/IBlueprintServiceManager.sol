// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as Tangle's core 0.20 calls them (37 functions).
/// @dev The core is the only caller of every on* function. It lets four of them refuse:
/// onBlueprintCreated, onRegister, onRequest and onJobCall. The others are best effort, under
/// the core's gas limit, and no call carries value. Durations are in seconds, basis points
/// run to 10000.
interface IBlueprintServiceManager {
    /// @notice A published build of the blueprint's operator binary.
    struct BinaryVersion {
        uint64 versionId;
        uint64 publishedAt;
        bool deprecated;
        bytes32 sha256Hash;
        bytes32 attestationHash;
    }

    /// @notice Called by the core when a blueprint names this contract as its manager. A revert
    /// refuses the blueprint.
    /// @custom:default guard.bind
    function onBlueprintCreated(uint64 blueprintId, address owner, address tangleCore) external;

    /// @notice Called by the core as the last step of an operator's registration. A revert refuses
    /// the registration. registrationInputs is what the operator sent or, when that is empty, its
    /// encoded preferences.
    /// @custom:default ()
    function onRegister(address operator, bytes calldata registrationInputs) external payable;

    /// @notice Called by the core when an operator leaves the blueprint. A revert is reported by
    /// the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onUnregister(address operator) external;

    /// @notice Called by the core when an operator changes its key or its address. A revert is
    /// reported by the core as ManagerHookFailed and changes nothing. newPreferences is abi.encode
    /// of the operator's (bytes ecdsaPublicKey, string rpcAddress).
    /// @custom:default ()
    function onUpdatePreferences(address operator, bytes calldata newPreferences) external payable;

    /// @notice Read by the core when a service is activated. In seconds. A revert, useDefault or
    /// zero leaves the status registry's own interval.
    /// @custom:default (true, 0)
    function getHeartbeatInterval(uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Read by the core when a service is activated. In percent: above 80 one missed beat
    /// is tolerated, above 50 two, else three. A revert, useDefault or zero leaves the status
    /// registry's own count.
    /// @custom:default (true, 0)
    function getHeartbeatThreshold(uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Read by the core when a slash is proposed. In seconds, clamped to 1 hour..30 days. A
    /// revert or useDefault leaves the core's own dispute window.
    /// @custom:default (true, 0)
    function getSlashingWindow(uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Read by the core when an operator schedules or forces an exit. Durations in seconds.
    /// A revert or useDefault leaves the core's own terms.
    /// @custom:default (true, 0, 0, false)
    function getExitConfig(
        uint64 serviceId
    ) external view returns (
        bool useDefault,
        uint64 minCommitmentDuration,
        uint64 exitQueueDuration,
        bool forceExitAllowed
    );

    /// @notice Read by the core when anyone asks to end a service that does not pay. In billing
    /// intervals. A revert or useDefault leaves one interval.
    /// @custom:default (true, 0)
    function getNonPaymentTerminationPolicy(uint64 serviceId)
        external view returns (bool useDefault, uint64 graceIntervals);

    /// @notice Read by the core when removing an operator would leave fewer than the minimum. A
    /// revert means no.
    /// @custom:default false
    function forceRemoveAllowsBelowMin(uint64 serviceId) external view returns (bool ok);

    /// @notice Read by the core at each subscription bill. In basis points; periods in unix
    /// seconds. A revert, or 10000 and above, bills in full: a manager can only discount.
    /// @custom:default 10000
    function computeBillAdjustmentBps(uint64 serviceId, uint64 periodStart, uint64 periodEnd)
        external view returns (uint16 adjustmentBps);

    /// @notice Called by the core when a service is requested, by request or from signed quotes
    /// (requestId 0). A revert refuses the request.
    /// @custom:default ()
    function onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata requestInputs,
        uint64 ttl,
        address paymentAsset,
        uint256 paymentAmount
    ) external payable;

    /// @notice Called by the core when an operator approves a request. stakingPercent is 0..100. A
    /// revert is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onApprove(address operator, uint64 requestId, uint8 stakingPercent) external payable;

    /// @notice Called by the core when an operator rejects a request. A revert is reported by the
    /// core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onReject(address operator, uint64 requestId) external;

    /// @notice Called by the core when the last approval starts the service. ttl in seconds. A
    /// revert is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external;

    /// @notice Called by the core when a service ends. A revert is reported by the core as
    /// ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onServiceTermination(uint64 serviceId, address owner) external;

    /// @notice Read by the core when an operator wants to join a running service. Only a decoded
    /// false refuses; a revert admits.
    /// @custom:default true
    function canJoin(uint64 serviceId, address operator) external view returns (bool allowed);

    /// @notice Called by the core after an operator joined a running service. exposureBps is
    /// 0..10000. A revert is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onOperatorJoined(uint64 serviceId, address operator, uint16 exposureBps) external;

    /// @notice Read by the core when an operator wants to leave a running service. Only a decoded
    /// false refuses; a revert lets it go.
    /// @custom:default true
    function canLeave(uint64 serviceId, address operator) external view returns (bool allowed);

    /// @notice Called by the core after an operator left, was forced out or was removed. A revert
    /// is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onOperatorLeft(uint64 serviceId, address operator) external;

    /// @notice Called by the core when an operator joins the exit queue. executeAfter in unix
    /// seconds. A revert is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onExitScheduled(uint64 serviceId, address operator, uint64 executeAfter) external;

    /// @notice Called by the core when an operator leaves the exit queue again. A revert is
    /// reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onExitCanceled(uint64 serviceId, address operator) external;

    /// @notice Called by the core when a job is submitted. A revert refuses the job call.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called by the core after it recorded a result; inputsHash is keccak256 of the job
    /// call's inputs. A revert is reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) external payable;

    /// @notice Called by the core when a slash is proposed. offender is the operator's 20 packed
    /// bytes, slashPercent 0..100. A revert is reported by the core as ManagerHookFailed and
    /// changes nothing.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Called by the core after a slash was executed. offender is the operator's 20 packed
    /// bytes, slashPercent 0..100. A revert is reported by the core as ManagerHookFailed and
    /// changes nothing.
    /// @custom:default ()
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;

    /// @notice Read by the core: who may propose slashes beside the service's and the blueprint's
    /// owner. A revert means nobody else.
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Read by the core: who may dispute a slash beside the operator and the slash admin. A
    /// revert means nobody else.
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);

    /// @notice Read by the core at every payment: who receives the developer's share. A revert or
    /// the zero address means the blueprint's owner.
    /// @custom:default guard.owner
    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address payable developerPaymentAddress);

    /// @notice Read by the core when a request names an asset to pay with. A revert refuses the
    /// asset.
    /// @custom:default true
    function queryIsPaymentAssetAllowed(uint64 serviceId, address asset)
        external view returns (bool isAllowed);

    /// @notice Read by the core at each result: how many results complete a job call. A revert
    /// means one; zero, too, completes at the first result.
    /// @custom:default 1
    function getRequiredResultCount(uint64 serviceId, uint8 jobIndex)
        external view returns (uint32 required);

    /// @notice Read by the core at each result: whether only an aggregated one is accepted. A
    /// revert refuses the result on either path.
    /// @custom:default false
    function requiresAggregation(uint64 serviceId, uint8 jobIndex)
        external view returns (bool required);

    /// @notice Read by the core at an aggregated result. thresholdBps is 0..10000, thresholdType 0
    /// counts operators, 1 weighs stake. A revert means 6700 by count.
    /// @custom:default (6700, 0)
    function getAggregationThreshold(uint64 serviceId, uint8 jobIndex)
        external view returns (uint16 thresholdBps, uint8 thresholdType);

    /// @notice Called by the core after an aggregated BN254 result was verified. A revert is
    /// reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onAggregatedResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata output,
        uint256 signerBitmap,
        uint256[2] calldata aggregatedSignature,
        uint256[4] calldata aggregatedPubkey
    ) external;

    /// @notice Read by the core when an operator registers or joins. In base units of the bond
    /// asset. A revert or useDefault leaves the staking minimum.
    /// @custom:default (true, 0)
    function getMinOperatorStake() external view returns (bool useDefault, uint256 minStake);

    /// @notice Called by the core when the blueprint's owner publishes a build. A revert is
    /// reported by the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onBinaryVersionPublished(
        uint64 blueprintId,
        BinaryVersion calldata version,
        string calldata binaryUri
    ) external;

    /// @notice Called by the core when an operator acknowledges a build. A revert is reported by
    /// the core as ManagerHookFailed and changes nothing.
    /// @custom:default ()
    function onOperatorBinaryAcked(uint64 serviceId, uint64 versionId, address operator) external;
}
