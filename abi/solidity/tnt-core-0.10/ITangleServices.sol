// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's services: requests, approvals, membership, payment.
interface ITangleServices {
    enum ConfidentialityPolicy { Any, TeeRequired, StandardRequired, TeePreferred }

    enum AssetKind { Native, ERC20 }

    enum MembershipModel { Fixed, Dynamic }

    enum PricingModel { PayOnce, Subscription, EventDriven }

    enum ServiceStatus { Pending, Active, Terminated }

    enum ExitStatus { None, Scheduled, Executable, Completed }

    struct Asset {
        AssetKind kind;
        address token;
    }

    struct AssetSecurityRequirement {
        Asset asset;
        uint16 minExposureBps;
        uint16 maxExposureBps;
    }

    struct ResourceCommitment {
        uint8 kind;
        uint64 count;
    }

    struct AssetSecurityCommitment {
        Asset asset;
        uint16 exposureBps;
    }

    struct QuoteDetails {
        uint64 blueprintId;
        uint64 ttlBlocks;
        uint256 totalCost;
        uint64 timestamp;
        uint64 expiry;
        ConfidentialityPolicy confidentiality;
        AssetSecurityCommitment[] securityCommitments;
        ResourceCommitment[] resourceCommitments;
    }

    struct SignedQuote {
        QuoteDetails details;
        bytes signature;
        address operator;
    }

    struct ServiceRequest {
        uint64 blueprintId;
        address requester;
        uint64 createdAt;
        uint64 ttl;
        uint32 operatorCount;
        uint32 approvalCount;
        address paymentToken;
        uint256 paymentAmount;
        MembershipModel membership;
        uint32 minOperators;
        uint32 maxOperators;
        bool rejected;
        ConfidentialityPolicy confidentiality;
    }

    struct Service {
        uint64 blueprintId;
        address owner;
        uint64 createdAt;
        uint64 ttl;
        uint64 terminatedAt;
        uint64 lastPaymentAt;
        uint32 operatorCount;
        uint32 minOperators;
        uint32 maxOperators;
        MembershipModel membership;
        PricingModel pricing;
        ServiceStatus status;
        ConfidentialityPolicy confidentiality;
    }

    struct ServiceOperator {
        uint16 exposureBps;
        uint64 joinedAt;
        uint64 leftAt;
        bool active;
    }

    struct ServiceEscrow {
        address token;
        uint256 balance;
        uint256 totalDeposited;
        uint256 totalReleased;
    }

    struct ExitRequest {
        uint64 serviceId;
        uint64 scheduledAt;
        uint64 executeAfter;
        bool pending;
    }

    struct ExitConfig {
        uint64 minCommitmentDuration;
        uint64 exitQueueDuration;
        bool forceExitAllowed;
    }

    /// @notice An operator joined a running service.
    event OperatorJoinedService(
        uint64 indexed serviceId,
        address indexed operator,
        uint16 exposureBps
    );

    /// @notice An operator left a running service.
    event OperatorLeftService(uint64 indexed serviceId, address indexed operator);

    /// @notice A service started.
    event ServiceActivated(
        uint64 indexed serviceId,
        uint64 indexed requestId,
        uint64 indexed blueprintId,
        ConfidentialityPolicy confidentiality
    );

    /// @notice An operator approved a request.
    event ServiceApproved(uint64 indexed requestId, address indexed operator);

    /// @notice An operator rejected a request.
    event ServiceRejected(uint64 indexed requestId, address indexed operator);

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

    /// @notice An interval was billed.
    event SubscriptionBilled(uint64 indexed serviceId, uint256 amount, uint64 period);

    /// @notice Requests a service and calls onRequest; ttl in seconds, payment in base units.
    function requestService(
        uint64 blueprintId,
        address[] calldata operators,
        bytes calldata config,
        address[] calldata permittedCallers,
        uint64 ttl,
        address paymentToken,
        uint256 paymentAmount,
        ConfidentialityPolicy confidentiality
    ) external payable returns (uint64 requestId);

    /// @notice As requestService, with each operator's exposure in basis points.
    function requestServiceWithExposure(
        uint64 blueprintId,
        address[] calldata operators,
        uint16[] calldata exposureBps,
        bytes calldata config,
        address[] calldata permittedCallers,
        uint64 ttl,
        address paymentToken,
        uint256 paymentAmount,
        ConfidentialityPolicy confidentiality
    ) external payable returns (uint64 requestId);

    /// @notice As requestService, with the assets that must secure the service.
    function requestServiceWithSecurity(
        uint64 blueprintId,
        address[] calldata operators,
        AssetSecurityRequirement[] calldata securityRequirements,
        bytes calldata config,
        address[] calldata permittedCallers,
        uint64 ttl,
        address paymentToken,
        uint256 paymentAmount,
        ConfidentialityPolicy confidentiality
    ) external payable returns (uint64 requestId);

    /// @notice What a request asks each operator to provide.
    function getServiceRequestResourceRequirements(uint64 requestId)
        external view returns (ResourceCommitment[] memory);

    /// @notice Listed operator only: approves a request; the last approval starts the service.
    /// stakingPercent is 0..100.
    function approveService(uint64 requestId, uint8 stakingPercent) external;

    /// @notice As approveService, committing a share of each required asset.
    function approveServiceWithCommitments(
        uint64 requestId,
        AssetSecurityCommitment[] calldata commitments
    ) external;

    /// @notice As approveService, with a BN254 key for aggregated results.
    function approveServiceWithBls(
        uint64 requestId,
        uint8 stakingPercent,
        uint256[4] calldata blsPubkey
    ) external;

    /// @notice As approveService, with commitments and a BN254 key.
    function approveServiceWithCommitmentsAndBls(
        uint64 requestId,
        AssetSecurityCommitment[] calldata commitments,
        uint256[4] calldata blsPubkey
    ) external;

    /// @notice Listed operator only: rejects a request, refunds it and calls onReject.
    function rejectService(uint64 requestId) external;

    /// @notice Starts a service at once at its operators' signed prices, paid with the call's
    /// value.
    function createServiceFromQuotes(
        uint64 blueprintId,
        SignedQuote[] calldata quotes,
        bytes calldata config,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external payable returns (uint64 serviceId);

    /// @notice Prolongs a service at its operators' signed prices; in seconds.
    function extendServiceFromQuotes(
        uint64 serviceId,
        SignedQuote[] calldata quotes,
        uint64 extensionDuration
    ) external payable;

    /// @notice Service owner only: ends the service and calls onServiceTermination.
    function terminateService(uint64 serviceId) external;

    /// @notice Anyone: ends a subscription that stayed unpaid past its grace.
    function terminateServiceForNonPayment(uint64 serviceId) external;

    /// @notice Service owner only: lets an address submit jobs.
    function addPermittedCaller(uint64 serviceId, address caller) external;

    /// @notice Service owner only: stops an address from submitting jobs.
    function removePermittedCaller(uint64 serviceId, address caller) external;

    /// @notice Operator only: joins a running service; exposure in basis points.
    function joinService(uint64 serviceId, uint16 exposureBps) external;

    /// @notice As joinService, committing a share of each required asset.
    function joinServiceWithCommitments(
        uint64 serviceId,
        uint16 exposureBps,
        AssetSecurityCommitment[] calldata commitments
    ) external;

    /// @notice Operator only: leaves a running service where its terms allow it at once.
    function leaveService(uint64 serviceId) external;

    /// @notice Operator only: enters the exit queue.
    function scheduleExit(uint64 serviceId) external;

    /// @notice Operator only: leaves after the queue's time has passed.
    function executeExit(uint64 serviceId) external;

    /// @notice Operator only: leaves the exit queue.
    function cancelExit(uint64 serviceId) external;

    /// @notice Removes an operator, where the manager's exit terms allow it.
    function forceExit(uint64 serviceId, address operator) external;

    /// @notice The blueprint's manager only: removes an operator.
    function forceRemoveOperator(uint64 serviceId, address operator) external;

    /// @notice Anyone: bills one due interval.
    function billSubscription(uint64 serviceId) external;

    /// @notice Anyone: bills what is due in several services.
    function billSubscriptionBatch(uint64[] calldata serviceIds)
        external returns (uint256 totalBilled, uint256 billedCount);

    /// @notice Which of the given services have an interval due.
    function getBillableServices(uint64[] calldata serviceIds)
        external view returns (uint64[] memory billable);

    /// @notice Adds to a service's escrow, in base units.
    function fundService(uint64 serviceId, uint256 amount) external payable;

    /// @notice Service owner only: takes what a finished service left.
    function withdrawRemainingEscrow(uint64 serviceId) external;

    /// @notice A request; times in unix seconds, amounts in base units.
    function getServiceRequest(uint64 requestId) external view returns (ServiceRequest memory);

    /// @notice The assets that must secure a request, in basis points.
    function getServiceRequestSecurityRequirements(uint64 requestId)
        external view returns (AssetSecurityRequirement[] memory);

    /// @notice What an operator committed to a request, in basis points.
    function getServiceRequestSecurityCommitments(uint64 requestId, address operator)
        external view returns (AssetSecurityCommitment[] memory);

    /// @notice A service; times in unix seconds.
    function getService(uint64 serviceId) external view returns (Service memory);

    /// @notice Whether a service is running.
    function isServiceActive(uint64 serviceId) external view returns (bool);

    /// @notice Whether an operator is in a service.
    function isServiceOperator(uint64 serviceId, address operator) external view returns (bool);

    /// @notice An operator's place in a service; exposure in basis points, times in unix seconds.
    function getServiceOperator(uint64 serviceId, address operator)
        external view returns (ServiceOperator memory);

    /// @notice The operators in a service.
    function getServiceOperators(uint64 serviceId) external view returns (address[] memory);

    /// @notice The assets that must secure a service, in basis points.
    function getServiceSecurityRequirements(uint64 serviceId)
        external view returns (AssetSecurityRequirement[] memory);

    /// @notice What an operator committed to a service, in basis points.
    function getServiceSecurityCommitments(uint64 serviceId, address operator)
        external view returns (AssetSecurityCommitment[] memory);

    /// @notice A service's escrow, in base units.
    function getServiceEscrow(uint64 serviceId) external view returns (ServiceEscrow memory);

    /// @notice An operator's place in the exit queue; times in unix seconds.
    function getExitRequest(uint64 serviceId, address operator)
        external view returns (ExitRequest memory);

    /// @notice How far an operator's exit is.
    function getExitStatus(uint64 serviceId, address operator) external view returns (ExitStatus);

    /// @notice A service's exit terms; durations in seconds.
    function getExitConfig(uint64 serviceId) external view returns (ExitConfig memory);

    /// @notice Whether an operator may enter the exit queue, and why not.
    function canScheduleExit(uint64 serviceId, address operator)
        external view returns (bool canExit, string memory reason);

    /// @notice Whether an address may submit jobs.
    function isPermittedCaller(uint64 serviceId, address caller) external view returns (bool);

    /// @notice How many services exist; ids are 0..count-1.
    function serviceCount() external view returns (uint64);

    /// @notice An operator's BN254 key in a service, zero if none.
    function getOperatorBlsPubkey(uint64 serviceId, address operator)
        external view returns (uint256[4] memory blsPubkey);

    /// @notice Hash of what an operator committed to provide.
    function getServiceResourceCommitmentHash(uint64 serviceId, address operator)
        external view returns (bytes32);
}
