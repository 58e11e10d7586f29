// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ICallerGuard} from "./ICallerGuard.sol";

/// @title The roles of a contract, and how they change hands
/// @notice Roles: 0 runtime, 1 guardian, 2 governance where the contract has one. A role is offered, and
/// its successor accepts it after the delay; 14 days later the offer is over. The holder of a role offers it.
/// The guardian offers any role, so that a lost key is replaced; the holder can cancel that. Governance, or the
/// runtime where there is none, offers the guardian's role, and the guardian cannot cancel that. No account
/// holds two roles. Times are seconds.
interface IRoles is ICallerGuard {
    // ---- errors

    /// @notice The constructor received the zero address for a role, or did not run.
    error ZeroRole();
    /// @notice The account holds another role of the contract, or the same one already.
    error RolesNotDistinct(address account);
    /// @notice The contract has roles 0 to `most`.
    error UnknownRole(uint8 most, uint8 received);
    /// @notice The constructor received a delay outside the bounds.
    error DelayOutOfBounds(uint64 shortest, uint64 longest, uint64 received);
    /// @notice The caller may not offer the role, nor cancel an offer of it.
    error NotEntitled(uint8 role, address received);
    /// @notice The role is offered already, by an account that ranks above the caller.
    error RoleOffered(address successor, uint64 until);
    /// @notice The role is not offered, or no longer.
    error RoleNotOffered();
    /// @notice The role is offered to another account.
    error NotSuccessor(address expected, address received);
    /// @notice The role can be accepted later.
    error RoleTooEarly(uint64 from, uint64 time);

    // ---- events

    /// @notice A role has a holder.
    event RoleSet(uint8 indexed role, address indexed holder);
    /// @notice The successor can accept the role from `from` on, up to and including `until`.
    event RoleTransferOffered(
        uint8 indexed role,
        address indexed successor,
        address indexed by,
        uint64 from,
        uint64 until
    );
    /// @notice The offer was taken back.
    event RoleTransferCancelled(uint8 indexed role, address indexed successor, address indexed by);
    // ---- functions

    /// @notice Offers a role to a successor. Replaces an offer of the caller's rank or below.
    /// @custom:default roles.offer
    function offerRole(uint8 role, address successor) external;

    /// @notice Takes an offer back.
    /// @custom:default roles.cancel
    function cancelRoleOffer(uint8 role) external;

    /// @notice Takes a role over that is offered to the caller.
    /// @custom:default roles.accept
    function acceptRole(uint8 role) external;

    // ---- views

    /// @notice The delay of roles and appointments.
    /// @custom:default roles.delay
    function roleDelay() external view returns (uint64 delay);

    /// @notice Who holds a role; zero for a role that the contract does not have.
    /// @custom:default roles.holder
    function roleHolder(uint8 role) external view returns (address holder);

    /// @notice To whom a role is offered; zeros for no offer.
    /// @custom:default roles.offer_of
    function roleOffer(
        uint8 role
    ) external view returns (address successor, uint64 from, uint64 until);
}
