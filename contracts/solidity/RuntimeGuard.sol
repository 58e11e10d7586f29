// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";

/// @title The guard of a manager
/// @notice One caller may change the manager's state: the runtime given to the constructor. It binds
/// the manager to one blueprint, of the account that deployed it: anyone may create a blueprint that names
/// somebody else's manager. The runtime and the binding never change.
/// @dev Nothing here is virtual, and what the guard stores is private: an inheritor can read it and
/// cannot change it.
abstract contract RuntimeGuard is IRuntimeGuard {
    address private immutable _guardRuntime;

    bool private _guardBound;
    uint64 private _guardBlueprint;
    /// The deployer, and so the owner of the blueprint.
    address private _guardOwner;

    /// @param runtime_ The services pallet's account, or Tangle's core.
    constructor(address runtime_) {
        if (runtime_ == address(0)) revert ZeroRuntime();
        _guardRuntime = runtime_;
        _guardOwner = msg.sender;
    }

    /// @dev Lets the runtime pass once it has bound the manager to a blueprint.
    modifier onlyRuntime() {
        _checkRuntime();
        if (!_guardBound) revert NotBound();
        _;
    }

    /// @dev Lets the runtime pass, bound or not. For generations without onBlueprintCreated.
    modifier onlyRuntimeCaller() {
        _checkRuntime();
        _;
    }

    /// @dev Binds the manager to a blueprint. Reverts unless the caller is the runtime, names itself
    /// as the core, and binds for the first time.
    function _bind(uint64 blueprintId, address owner, address core) internal {
        _checkRuntime();
        if (core != _guardRuntime) revert RuntimeMismatch(_guardRuntime, core);
        _bind(blueprintId, owner);
    }

    /// @dev Binds the manager to a blueprint. Reverts unless the caller is the runtime and binds for
    /// the first time.
    function _bind(uint64 blueprintId, address owner) internal {
        _checkRuntime();
        if (_guardBound) revert AlreadyBound(_guardBlueprint);
        if (owner != _guardOwner) revert NotBlueprintOwner(_guardOwner, owner);
        (_guardBound, _guardBlueprint) = (true, blueprintId);
        emit BlueprintBound(blueprintId, owner, _guardRuntime);
    }

    /// @dev The runtime that the manager obeys.
    function _runtime() internal view returns (address) {
        return _guardRuntime;
    }

    /// @dev Whether the manager is bound, and to which blueprint; (false, 0) before.
    function _blueprint() internal view returns (bool bound, uint64 blueprintId) {
        return (_guardBound, _guardBlueprint);
    }

    /// @dev The owner of the blueprint when it was created; zero before.
    function _blueprintOwner() internal view returns (address) {
        return _guardBound ? _guardOwner : address(0);
    }

    function _checkRuntime() private view {
        if (msg.sender != _guardRuntime) revert CallerNotRuntime(_guardRuntime, msg.sender);
    }
}
