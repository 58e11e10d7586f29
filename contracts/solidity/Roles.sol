// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "blueprint-abi/library/IRoles.sol";

/// @title The roles of a contract in Solidity
/// @notice The same as the component of the ink! library does. Roles 0 runtime and 1 guardian; 2 governance, where the
/// constructor receives three holders.
/// @dev Nothing here is virtual, and what is stored is private: an inheritor can read it and cannot change it.
abstract contract Roles is IRoles {
    uint8 internal constant RUNTIME = 0;
    uint8 internal constant GUARDIAN = 1;
    uint8 internal constant GOVERNANCE = 2;

    uint64 private constant SHORTEST_DELAY = 1 days;
    uint64 private constant LONGEST_DELAY = 30 days;
    /// Seconds from the end of the delay in which a successor can accept.
    uint64 private constant ACCEPTANCE = 14 days;

    /// By what right a role is offered. The order is the rank.
    enum Standing {
        Guardian,
        Holder,
        Superior
    }

    struct Role {
        address holder;
        address successor;
        uint64 from;
        Standing by;
    }

    mapping(uint8 number => Role) private _roles;
    uint64 private immutable _delay;
    uint8 private immutable _most;

    /// @param holders By the numbers of their roles; two or three.
    /// @param delay Seconds from an offer to its acceptance, 1 to 30 days.
    constructor(address[] memory holders, uint64 delay) {
        if (delay < SHORTEST_DELAY || delay > LONGEST_DELAY) {
            revert DelayOutOfBounds(SHORTEST_DELAY, LONGEST_DELAY, delay);
        }
        for (uint8 number = 0; number < holders.length; ++number) {
            address holder = holders[number];
            if (holder == address(0)) revert ZeroRole();
            for (uint256 other = uint256(number) + 1; other < holders.length; ++other) {
                if (holders[other] == holder) revert RolesNotDistinct(holder);
            }
            _roles[number].holder = holder;
            emit RoleSet(number, holder);
        }
        _delay = delay;
        _most = uint8(holders.length - 1);
    }

    /// @dev The holders of two roles, for the constructor.
    function _holders(address runtime, address guardian) internal pure returns (address[] memory holders) {
        holders = new address[](2);
        (holders[0], holders[1]) = (runtime, guardian);
    }

    modifier onlyRuntime() {
        address expected = _roles[RUNTIME].holder;
        if (msg.sender != expected) revert CallerNotRuntime(expected, msg.sender);
        _;
    }

    modifier onlyGuardian() {
        if (msg.sender != _roles[GUARDIAN].holder) revert NotEntitled(GUARDIAN, msg.sender);
        _;
    }

    /// @inheritdoc IRoles
    function offerRole(uint8 role, address successor) external {
        Role storage stored = _known(role);
        Standing by = _standing(role, stored);
        _holdsNone(successor);
        if (successor == address(0)) revert ZeroRole();
        _notAbove(stored, by);
        uint64 from = uint64(block.timestamp) + _delay;
        (stored.successor, stored.from, stored.by) = (successor, from, by);
        emit RoleTransferOffered(role, successor, msg.sender, from, from + ACCEPTANCE);
    }

    /// @inheritdoc IRoles
    function cancelRoleOffer(uint8 role) external {
        Role storage stored = _known(role);
        Standing by = _standing(role, stored);
        if (!_isOffered(stored)) revert RoleNotOffered();
        _notAbove(stored, by);
        address successor = stored.successor;
        _withdraw(stored);
        emit RoleTransferCancelled(role, successor, msg.sender);
    }

    /// @inheritdoc IRoles
    function acceptRole(uint8 role) external {
        Role storage stored = _known(role);
        if (!_isOffered(stored)) revert RoleNotOffered();
        if (msg.sender != stored.successor) revert NotSuccessor(stored.successor, msg.sender);
        if (block.timestamp < stored.from) revert RoleTooEarly(stored.from, uint64(block.timestamp));
        // It may have got another one since it was offered this one.
        _holdsNone(msg.sender);
        _withdraw(stored);
        stored.holder = msg.sender;
        emit RoleSet(role, msg.sender);
    }

    /// @inheritdoc IRoles
    function roleDelay() public view returns (uint64 delay) {
        return _delay;
    }

    /// @inheritdoc IRoles
    function roleHolder(uint8 role) external view returns (address holder) {
        return _roles[role].holder;
    }

    /// @inheritdoc IRoles
    function roleOffer(uint8 role) external view returns (address successor, uint64 from, uint64 until) {
        Role storage stored = _roles[role];
        if (_isOffered(stored)) return (stored.successor, stored.from, stored.from + ACCEPTANCE);
    }

    function _known(uint8 role) private view returns (Role storage) {
        if (role > _most) revert UnknownRole(_most, role);
        return _roles[role];
    }

    /// By what right the caller offers a role.
    function _standing(uint8 role, Role storage stored) private view returns (Standing) {
        if (msg.sender == stored.holder) return Standing.Holder;
        uint8 above = _most >= GOVERNANCE ? GOVERNANCE : RUNTIME;
        bool entitled = msg.sender == _roles[role == GUARDIAN ? above : GUARDIAN].holder;
        if (!entitled) revert NotEntitled(role, msg.sender);
        return role == GUARDIAN ? Standing.Superior : Standing.Guardian;
    }

    function _holdsNone(address account) private view {
        for (uint8 number = 0; number <= _most; ++number) {
            if (_roles[number].holder == account) revert RolesNotDistinct(account);
        }
    }

    function _isOffered(Role storage stored) private view returns (bool) {
        return stored.successor != address(0) && block.timestamp <= stored.from + ACCEPTANCE;
    }

    /// An offer of a higher rank lasts.
    function _notAbove(Role storage stored, Standing by) private view {
        if (_isOffered(stored) && stored.by > by) {
            revert RoleOffered(stored.successor, stored.from + ACCEPTANCE);
        }
    }

    function _withdraw(Role storage stored) private {
        (stored.successor, stored.from, stored.by) = (address(0), 0, Standing.Guardian);
    }
}
