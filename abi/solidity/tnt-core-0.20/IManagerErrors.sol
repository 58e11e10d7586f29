// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The errors of Tangle's own base contract for managers.
interface IManagerErrors {
    error OnlyTangleAllowed(address caller, address tangle);
    error OnlyBlueprintOwnerAllowed(address caller, address owner);
    error AlreadyInitialized();
}
