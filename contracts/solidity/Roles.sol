// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "blueprint-abi/library/IRoles.sol";

/// @title The roles of a contract, in Solidity: runtime and guardian
/// @notice The same as the library's contracts in ink! have, without governance.
/// @dev Nothing here is virtual, and what is stored is private: an inheritor can read it and cannot change it.
abstract contract Roles is IRoles {
    uint8 internal constant RUNTIME = 0;
    uint8 internal constant GUARDIAN = 1;

    uint64 private constant SHORTEST_DELAY = 1 days;
    uint64 private constant LONGEST_DELAY = 30 days;
    /// From the end of the delay, in which a successor can accept.
    uint64 private constant ACCEPTANCE = 14 days;

    /// By what right an account offers a role. A later one cancels offers of those before.
    enum Standing {
        Guardian,
        Holder,
        Superior
    }

    struct Role {
        address holder;
        /// Zero for no offer.
        address successor;
        uint64 from;
        Standing by;
    }

    uint64 private immutable _roleDelay;
    mapping(uint8 role => Role) private _roles;

    constructor(address runtime, address guardian, uint64 delay) {
        if (delay < SHORTEST_DELAY || delay > LONGEST_DELAY) {
            revert DelayOutOfBounds(SHORTEST_DELAY, LONGEST_DELAY, delay);
        }
        if (runtime == address(0)) revert ZeroRole();
        if (runtime == guardian) revert RolesNotDistinct(runtime);
        if (guardian == address(0)) revert ZeroRole();
        _roleDelay = delay;
        _hold(RUNTIME, runtime);
        _hold(GUARDIAN, guardian);
    }

    // ---- what an inheritor checks

    /// @dev Lets the runtime pass.
    modifier onlyRuntime() {
        address runtime = roleHolder(RUNTIME);
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        _;
    }

    /// @dev Lets the guardian pass.
    modifier onlyGuardian() {
        if (msg.sender != roleHolder(GUARDIAN)) revert NotEntitled(GUARDIAN, msg.sender);
        _;
    }

    // ---- handing over

    /// @inheritdoc IRoles
    function offerRole(uint8 role, address successor) external {
        Standing by = _standing(role);
        _holdsNone(successor);
        if (successor == address(0)) revert ZeroRole();
        _notAbove(role, by);
        uint64 from = uint64(block.timestamp) + _roleDelay;
        Role storage offered = _roles[role];
        (offered.successor, offered.from, offered.by) = (successor, from, by);
        emit RoleTransferOffered(role, successor, msg.sender, from, from + ACCEPTANCE);
    }

    /// @inheritdoc IRoles
    function cancelRoleOffer(uint8 role) external {
        Standing by = _standing(role);
        if (!_isOffered(role)) revert RoleNotOffered();
        _notAbove(role, by);
        Role storage offered = _roles[role];
        address successor = offered.successor;
        (offered.successor, offered.from, offered.by) = (address(0), 0, Standing.Guardian);
        emit RoleTransferCancelled(role, successor, msg.sender);
    }

    /// @inheritdoc IRoles
    function acceptRole(uint8 role) external {
        _known(role);
        if (!_isOffered(role)) revert RoleNotOffered();
        Role memory offered = _roles[role];
        if (msg.sender != offered.successor) revert NotSuccessor(offered.successor, msg.sender);
        if (block.timestamp < offered.from) revert RoleTooEarly(offered.from, uint64(block.timestamp));
        // It may have got another one since it was offered this one.
        _holdsNone(msg.sender);
        _hold(role, msg.sender);
    }

    // ---- views

    /// @inheritdoc IRoles
    function roleDelay() public view returns (uint64 delay) {
        return _roleDelay;
    }

    /// @inheritdoc IRoles
    function roleHolder(uint8 role) public view returns (address holder) {
        return _roles[role].holder;
    }

    /// @inheritdoc IRoles
    function roleOffer(uint8 role) external view returns (address successor, uint64 from, uint64 until) {
        if (!_isOffered(role)) return (address(0), 0, 0);
        Role storage offered = _roles[role];
        return (offered.successor, offered.from, offered.from + ACCEPTANCE);
    }

    // ---- inside

    function _known(uint8 role) private view {
        if (roleHolder(role) == address(0)) revert UnknownRole(GUARDIAN, role);
    }

    /// By what right the caller offers a role.
    function _standing(uint8 role) private view returns (Standing) {
        _known(role);
        if (msg.sender == roleHolder(role)) return Standing.Holder;
        bool ofGuardian = role == GUARDIAN;
        if (msg.sender != roleHolder(ofGuardian ? RUNTIME : GUARDIAN)) revert NotEntitled(role, msg.sender);
        return ofGuardian ? Standing.Superior : Standing.Guardian;
    }

    function _holdsNone(address account) private view {
        for (uint8 role = RUNTIME; role <= GUARDIAN; ++role) {
            if (roleHolder(role) == account) revert RolesNotDistinct(account);
        }
    }

    /// Whether a successor can accept, now or later.
    function _isOffered(uint8 role) private view returns (bool) {
        Role storage offered = _roles[role];
        return offered.successor != address(0) && block.timestamp <= offered.from + ACCEPTANCE;
    }

    /// Reverts where an offer of a higher rank lasts.
    function _notAbove(uint8 role, Standing by) private view {
        Role storage offered = _roles[role];
        if (_isOffered(role) && offered.by > by) {
            revert RoleOffered(offered.successor, offered.from + ACCEPTANCE);
        }
    }

    /// Without an offer.
    function _hold(uint8 role, address holder) private {
        _roles[role] = Role(holder, address(0), 0, Standing.Guardian);
        emit RoleSet(role, holder);
    }
}
