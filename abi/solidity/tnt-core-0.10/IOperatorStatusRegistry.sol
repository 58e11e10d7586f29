// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The registry of heartbeats and metrics, as deployed beside the core.
interface IOperatorStatusRegistry {
    enum StatusCode { Healthy, Degraded, Offline, Slashed, Exiting }

    struct OperatorState {
        uint256 lastHeartbeat;
        uint64 consecutiveBeats;
        uint8 missedBeats;
        StatusCode status;
        bytes32 lastMetricsHash;
    }

    struct HeartbeatConfig {
        uint64 interval;
        uint8 maxMissed;
        bool customMetrics;
    }

    struct MetricDefinition {
        string name;
        uint256 minValue;
        uint256 maxValue;
        bool required;
    }

    struct MetricPair {
        string name;
        uint256 value;
    }

    /// @notice A service's heartbeat terms were set; interval in seconds.
    event HeartbeatConfigUpdated(uint64 indexed serviceId, uint64 interval, uint8 maxMissed);

    /// @notice A heartbeat was accepted; timestamp in unix seconds.
    event HeartbeatReceived(
        uint64 indexed serviceId,
        uint64 indexed blueprintId,
        address indexed operator,
        uint8 statusCode,
        uint256 timestamp
    );

    /// @notice A custom metric was stored.
    event MetricReported(
        uint64 indexed serviceId,
        address indexed operator,
        string metricName,
        uint256 value
    );

    /// @notice A required metric was missing, or out of its bounds.
    event MetricViolation(
        uint64 indexed serviceId,
        address indexed operator,
        string metricName,
        string reason
    );

    /// @notice An operator came online.
    event OperatorCameOnline(uint64 indexed serviceId, address indexed operator);

    /// @notice An operator was taken off a service.
    event OperatorDeregistered(uint64 indexed serviceId, address indexed operator);

    /// @notice An operator was put on a service.
    event OperatorRegistered(uint64 indexed serviceId, address indexed operator);

    /// @notice An operator missed too many heartbeats.
    event OperatorWentOffline(
        uint64 indexed serviceId,
        address indexed operator,
        uint8 missedBeats
    );

    /// @notice A new owner was proposed.
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    /// @notice The owner changed.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// @notice An operator reported a critical status, at most once per alert cooldown.
    event SlashingTriggered(uint64 indexed serviceId, address indexed operator, string reason);

    /// @notice An operator's status changed.
    event StatusChanged(
        uint64 indexed serviceId,
        address indexed operator,
        StatusCode oldStatus,
        StatusCode newStatus
    );

    error ECDSAInvalidSignature();
    error ECDSAInvalidSignatureLength(uint256 length);
    error ECDSAInvalidSignatureS(bytes32 s);
    error OwnableInvalidOwner(address owner);
    error OwnableUnauthorizedAccount(address account);

    /// @notice The operator itself: reports a status with its EIP-712 signature.
    function submitHeartbeat(
        uint64 serviceId,
        uint64 blueprintId,
        uint8 statusCode,
        bytes calldata metrics,
        bytes calldata signature
    ) external;

    /// @notice The operator itself: reports a status; statusCode 0 is healthy, 100 and above
    /// critical.
    function submitHeartbeatDirect(
        uint64 serviceId,
        uint64 blueprintId,
        uint8 statusCode,
        bytes calldata metrics
    ) external;

    /// @notice Whether an operator is online.
    function isOnline(uint64 serviceId, address operator) external view returns (bool);

    /// @notice An operator's status; offline until its first heartbeat.
    function getOperatorStatus(uint64 serviceId, address operator)
        external view returns (StatusCode);

    /// @notice When an operator last reported, in unix seconds.
    function getLastHeartbeat(uint64 serviceId, address operator) external view returns (uint256);

    /// @notice An operator's record.
    function getOperatorState(uint64 serviceId, address operator)
        external view returns (OperatorState memory);

    /// @notice A service's operators that are online.
    function getOnlineOperators(uint64 serviceId) external view returns (address[] memory);

    /// @notice A service's heartbeat terms; interval in seconds.
    function getHeartbeatConfig(uint64 serviceId) external view returns (HeartbeatConfig memory);

    /// @notice Whether an operator reported within the interval.
    function isHeartbeatCurrent(uint64 serviceId, address operator) external view returns (bool);

    /// @notice An operator's last value of a metric.
    function getMetricValue(uint64 serviceId, address operator, string calldata metricName)
        external view returns (uint256);

    /// @notice A service's metrics.
    function getMetricDefinitions(uint64 serviceId)
        external view returns (MetricDefinition[] memory);

    /// @notice The core only: who owns a service.
    function registerServiceOwner(uint64 serviceId, address owner) external;

    /// @notice The core only: puts an operator on a service.
    function registerOperator(uint64 serviceId, address operator) external;

    /// @notice The core only: takes an operator off a service.
    function deregisterOperator(uint64 serviceId, address operator) external;

    /// @notice Whether an operator is on a service.
    function isRegisteredOperator(uint64 serviceId, address operator) external view returns (bool);

    /// @notice The core or the service's owner: interval in seconds, at least 60; maxMissed at
    /// least 1.
    function configureHeartbeat(uint64 serviceId, uint64 interval, uint8 maxMissed) external;

    /// @notice Service owner only: whether metrics are stored.
    function enableCustomMetrics(uint64 serviceId, bool enabled) external;

    /// @notice Service owner only: replaces a service's metrics.
    function setMetricDefinitions(
        uint64 serviceId,
        MetricDefinition[] calldata definitions
    ) external;

    /// @notice Service owner only: adds a metric.
    function addMetricDefinition(
        uint64 serviceId,
        string calldata name,
        uint256 minValue,
        uint256 maxValue,
        bool required
    ) external;

    /// @notice Slashing oracle only: marks an operator as slashed; its stake stays.
    function reportForSlashing(uint64 serviceId, address operator, string calldata reason) external;

    /// @notice Operators that missed too many heartbeats.
    function getSlashableOperators(uint64 serviceId)
        external view returns (address[] memory operators);

    /// @notice As getSlashableOperators, a page of it.
    function getSlashableOperatorsPaginated(uint64 serviceId, uint256 offset, uint256 limit)
        external view returns (address[] memory operators, uint256 total);

    /// @notice Service or registry owner: takes a slashed or long silent operator off a service.
    function removeInactiveOperator(uint64 serviceId, address operator) external;

    /// @notice The operator itself: announces its leave.
    function goOffline(uint64 serviceId) external;

    /// @notice The operator itself: takes its leave back.
    function goOnline(uint64 serviceId) external;

    /// @notice The registry itself only: stores decoded metrics.
    function validateAndStoreMetrics(
        uint64 serviceId,
        address operator,
        MetricPair[] calldata pairs,
        uint256 pairsLen
    ) external;

    /// @notice Anyone: updates an operator's status by the time passed.
    function checkOperatorStatus(uint64 serviceId, address operator) external;

    /// @notice Anyone: as checkOperatorStatus, for several operators.
    function checkOperatorsStatus(uint64 serviceId, address[] calldata operators) external;

    /// @notice Registry owner only: who may report for slashing.
    function setSlashingOracle(address oracle) external;

    /// @notice Registry owner only: the metrics recorder.
    function setMetricsRecorder(address recorder) external;

    /// @notice Decodes the payload of a heartbeat.
    function decodeMetricPairs(bytes calldata payload)
        external pure returns (MetricPair[] memory pairs);

    /// @notice How many of a service's operators are online.
    function getOnlineOperatorCount(uint64 serviceId) external view returns (uint256);

    /// @notice How many operators are on a service.
    function getAllOperatorCount(uint64 serviceId) external view returns (uint256);

    /// @notice When an operator last reported a critical status, in unix seconds.
    function getLastCriticalHeartbeat(uint64 serviceId, address operator)
        external view returns (uint64);

    /// @notice Interval of a service that sets none, in seconds.
    function DEFAULT_HEARTBEAT_INTERVAL() external view returns (uint64);

    /// @notice Missed heartbeats a service tolerates that sets none.
    function DEFAULT_MAX_MISSED_HEARTBEATS() external view returns (uint8);

    /// @notice EIP-712 domain separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice EIP-712 type of a heartbeat.
    function HEARTBEAT_TYPEHASH() external view returns (bytes32);

    /// @notice Most metrics of a service.
    function MAX_METRIC_DEFINITIONS() external view returns (uint256);

    /// @notice Longest metric name, in bytes.
    function MAX_METRIC_NAME_LENGTH() external view returns (uint256);

    /// @notice Greatest page.
    function MAX_PAGE_SIZE() external view returns (uint256);

    /// @notice Least time between two alerts, in seconds.
    function SLASH_ALERT_COOLDOWN() external view returns (uint64);

    /// @notice Proposed owner only: becomes the owner.
    function acceptOwnership() external;

    /// @notice Registry owner only: proposes a new owner.
    function transferOwnership(address newOwner) external;

    /// @notice Registry owner only: leaves the registry without an owner.
    function renounceOwnership() external;

    /// @notice The registry's owner.
    function owner() external view returns (address);

    /// @notice The proposed owner.
    function pendingOwner() external view returns (address);

    /// @notice By service: its heartbeat terms.
    function heartbeatConfigs(uint64)
        external view returns (uint64 interval, uint8 maxMissed, bool customMetrics);

    /// @notice By service, operator and metric: the last value.
    function metricValues(uint64, address, string calldata) external view returns (uint256);

    /// @notice The metrics recorder.
    function metricsRecorder() external view returns (address);

    /// @notice By service and operator: its record.
    function operatorStates(
        uint64,
        address
    ) external view returns (
        uint256 lastHeartbeat,
        uint64 consecutiveBeats,
        uint8 missedBeats,
        StatusCode status,
        bytes32 lastMetricsHash
    );

    /// @notice By service and index: a metric.
    function serviceMetrics(
        uint64,
        uint256
    ) external view returns (string memory name, uint256 minValue, uint256 maxValue, bool required);

    /// @notice By service: its owner.
    function serviceOwners(uint64) external view returns (address);

    /// @notice Who may report for slashing.
    function slashingOracle() external view returns (address);

    /// @notice The core.
    function tangleCore() external view returns (address);
}
