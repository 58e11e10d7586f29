// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What both twins of the incredible squaring blueprint answer to.
/// @notice A job takes a uint256 and must return its square.
interface IIncredibleSquaring {
    // ---- refusals

    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    error RuntimeMismatch(address expected, address received);
    error AlreadyBound(uint64 blueprintId);
    error NotBound();
    /// A request names fewer operators than the blueprint needs.
    error TooFewOperators(uint32 required, uint32 received);
    /// The blueprint has one job, by this index.
    error UnknownJob(uint8 expected, uint8 received);
    /// The job's input is one uint256: this many bytes.
    error InvalidInput(uint32 expectedLength, uint32 receivedLength);
    error JobCallExists(uint64 serviceId, uint64 jobCallId);
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);
    /// The call is of another job.
    error JobMismatch(uint8 expected, uint8 received);
    /// These are not the inputs of the call, by their hash.
    error InputsMismatch(bytes32 expected, bytes32 received);
    error AlreadyJudged(uint64 serviceId, uint64 jobCallId, address operator);
    /// A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    error NoResult(uint64 serviceId, uint64 jobCallId, address operator);
    /// The operator submitted another result, by its hash.
    error OutputsMismatch(bytes32 expected, bytes32 received);
    /// The reported result is correct.
    error ReportRefuted(uint64 serviceId, uint64 jobCallId, address operator);
    error AlreadyReported(uint64 serviceId, uint64 jobCallId, address operator);

    // ---- events

    event BlueprintBound(uint64 indexed blueprintId, address indexed owner, address runtime);
    event RequestAdmitted(uint64 indexed requestId, address indexed requester, uint32 operators);
    event JobCallAdmitted(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 input);
    /// verdict: 1 correct, 2 wrong.
    event ResultJudged(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator,
        uint8 verdict
    );
    event ReportUpheld(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator
    );

    // ---- hooks that change state: the runtime's alone

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external;

    function onRegister(address operator, bytes calldata registrationInputs) external payable;

    function onUnregister(address operator) external;

    function onUpdatePreferences(address operator, bytes calldata newPreferences) external payable;

    function onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata requestInputs,
        uint64 ttl,
        address paymentAsset,
        uint256 paymentAmount
    ) external payable;

    function onApprove(address operator, uint64 requestId, uint8 stakingPercent) external payable;

    function onReject(address operator, uint64 requestId) external;

    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external;

    function onServiceTermination(uint64 serviceId, address owner) external;

    /// Admits an input of exactly one uint256.
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// Judges a result, as the core 0.10 submits it.
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// Judges a result, as the core 0.20 submits it.
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) external payable;

    /// Judges a submitted result again. Reverts unless it is wrong.
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;

    // ---- hooks that only answer

    function canJoin(uint64 serviceId, address operator) external view returns (bool allowed);

    function canLeave(uint64 serviceId, address operator) external view returns (bool allowed);

    function queryIsPaymentAssetAllowed(
        uint64 serviceId,
        address asset
    ) external view returns (bool isAllowed);

    function getRequiredResultCount(
        uint64 serviceId,
        uint8 jobIndex
    ) external view returns (uint32 required);

    function requiresAggregation(
        uint64 serviceId,
        uint8 jobIndex
    ) external view returns (bool required);

    // ---- what everybody may look at

    function runtime() external view returns (address);

    function blueprintId() external view returns (bool bound, uint64 id);

    function blueprintOwner() external view returns (address);

    function minOperators() external view returns (uint32);

    function jobCall(
        uint64 serviceId,
        uint64 jobCallId
    ) external view returns (bool known, uint8 job, uint256 input);

    /// 0 none, 1 correct, 2 wrong.
    function verdictOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) external view returns (uint8);

    function tallyOf(
        address operator
    ) external view returns (uint64 successful, uint64 failed, uint64 points);
}
