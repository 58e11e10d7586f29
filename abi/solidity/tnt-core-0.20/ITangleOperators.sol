// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's operators: registration for a blueprint.
interface ITangleOperators {
    struct OperatorRegistration {
        uint64 registeredAt;
    }

    struct OperatorPreferences {
        bytes ecdsaPublicKey;
        string rpcAddress;
    }

    /// @notice An operator replaced its key or address.
    event OperatorPreferencesUpdated(
        uint64 indexed blueprintId,
        address indexed operator,
        bytes ecdsaPublicKey,
        string rpcAddress
    );

    /// @notice An operator registered.
    event OperatorRegistered(
        uint64 indexed blueprintId,
        address indexed operator,
        bytes ecdsaPublicKey,
        string rpcAddress
    );

    /// @notice An operator left a blueprint.
    event OperatorUnregistered(uint64 indexed blueprintId, address indexed operator);

    /// @notice Announces an intent to register; changes nothing but the log.
    function preRegister(uint64 blueprintId) external;

    /// @notice Registers the caller for a blueprint and calls onRegister last.
    function registerOperator(
        uint64 blueprintId,
        bytes calldata ecdsaPublicKey,
        string calldata rpcAddress,
        bytes calldata registrationInputs
    ) external;

    /// @notice Registers the caller for a blueprint and calls onRegister last.
    function registerOperator(
        uint64 blueprintId,
        bytes calldata ecdsaPublicKey,
        string calldata rpcAddress
    ) external;

    /// @notice Takes the caller off a blueprint and calls onUnregister.
    function unregisterOperator(uint64 blueprintId) external;

    /// @notice Replaces the caller's key and address and calls onUpdatePreferences.
    function updateOperatorPreferences(
        uint64 blueprintId,
        bytes calldata ecdsaPublicKey,
        string calldata rpcAddress
    ) external;

    /// @notice When an operator registered, in unix seconds; 0 if it did not.
    function getOperatorRegistration(uint64 blueprintId, address operator)
        external view returns (OperatorRegistration memory);

    /// @notice An operator's key and address.
    function getOperatorPreferences(uint64 blueprintId, address operator)
        external view returns (OperatorPreferences memory);

    /// @notice An operator's 65-byte uncompressed key.
    function getOperatorPublicKey(uint64 blueprintId, address operator)
        external view returns (bytes memory);

    /// @notice Whether an operator is registered for a blueprint.
    function isOperatorRegistered(uint64 blueprintId, address operator)
        external view returns (bool);

    /// @notice In how many running services an operator is.
    function getOperatorTotalActiveServices(address operator) external view returns (uint256 count);
}
