// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ICallerGuard} from "./ICallerGuard.sol";

/// @title The guard of a manager: its errors and its event
/// @notice A manager takes calls that change its state from one caller, the runtime that was named
/// at its deployment: the services pallet's account, or Tangle's core contract. It manages one
/// blueprint, the first of its deployer's that the runtime binds it to with onBlueprintCreated.
interface IRuntimeGuard is ICallerGuard {
    /// @notice The runtime named another contract as the core while it bound the manager.
    /// @param expected The runtime that the manager was deployed for.
    /// @param received The core that onBlueprintCreated named.
    error RuntimeMismatch(address expected, address received);

    /// @notice The manager is bound to a blueprint already.
    /// @param blueprintId The blueprint that the manager is bound to.
    error AlreadyBound(uint64 blueprintId);

    /// @notice The blueprint belongs to another account than the one that deployed the manager.
    /// @param expected The deployer.
    /// @param received The owner of the blueprint.
    error NotBlueprintOwner(address expected, address received);

    /// @notice The manager is not bound to a blueprint yet.
    error NotBound();

    /// @notice The runtime bound the manager to a blueprint.
    /// @param blueprintId The blueprint.
    /// @param owner The owner of the blueprint.
    /// @param runtime The runtime that the manager obeys.
    event BlueprintBound(uint64 indexed blueprintId, address indexed owner, address runtime);
}
