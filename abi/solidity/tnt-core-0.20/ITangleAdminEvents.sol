// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What Tangle's core logs about its settings, and about attestations of builds.
interface ITangleAdminEvents {
    /// @notice The registry of master managers was set.
    event MBSMRegistryUpdated(address indexed registry);

    /// @notice The metrics recorder was set.
    event MetricsRecorderUpdated(address indexed recorder);

    /// @notice Gas given to each hook was set.
    event ManagerHookGasLimitUpdated(uint256 limit);

    /// @notice The registry of heartbeats was set.
    event OperatorStatusRegistryUpdated(address indexed registry);

    /// @notice The fee distributor was set.
    event ServiceFeeDistributorUpdated(address indexed distributor);

    /// @notice The price oracle was set.
    event PriceOracleUpdated(address indexed oracle);

    /// @notice The ceiling of operators in a service was set.
    event MaxOperatorsPerServiceUpdated(uint32 newMax);

    /// @notice The ceiling of blueprints of an operator was set.
    event MaxBlueprintsPerOperatorUpdated(uint32 oldMax, uint32 newMax);

    /// @notice The protocol's token was set.
    event TntTokenUpdated(address indexed token);

    /// @notice The reward vaults were set.
    event RewardVaultsUpdated(address indexed vaults);

    /// @notice Least exposure in the protocol's token was set.
    event DefaultTntMinExposureBpsUpdated(uint16 oldBps, uint16 newBps);

    /// @notice Discount for paying in the protocol's token was set.
    event TntPaymentDiscountBpsUpdated(uint16 oldBps, uint16 newBps);

    /// @notice The split of payments was set.
    event PaymentSplitUpdated(
        uint16 developerBps,
        uint16 protocolBps,
        uint16 operatorBps,
        uint16 stakerBps,
        uint16 keeperBps
    );

    /// @notice The treasury was set.
    event TreasuryUpdated(address indexed treasury);

    /// @notice The shortest service was set, in seconds.
    event MinServiceTtlUpdated(uint64 oldTtl, uint64 newTtl);

    /// @notice The longest service was set, in seconds.
    event MaxServiceTtlUpdated(uint64 oldTtl, uint64 newTtl);

    /// @notice The time to approve a request was set, in seconds.
    event RequestExpiryGracePeriodUpdated(uint64 oldPeriod, uint64 newPeriod);

    /// @notice The greatest age of a quote was set, in seconds.
    event MaxQuoteAgeUpdated(uint64 oldAge, uint64 newAge);

    /// @notice A build was attested.
    event BinaryVersionAttested(
        uint64 indexed blueprintId,
        uint64 indexed versionId,
        uint64 attestationId,
        address indexed attester,
        uint8 kind,
        uint8 severityFound,
        string reportUri
    );

    /// @notice An attestation was revoked.
    event BinaryVersionAttestationRevoked(
        uint64 indexed blueprintId,
        uint64 indexed versionId,
        uint64 attestationId,
        string reasonUri
    );
}
