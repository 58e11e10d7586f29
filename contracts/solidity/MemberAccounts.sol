// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IMemberBonds} from "blueprint-abi/library/IMemberBonds.sol";
import {CommitteeSets} from "blueprint-solidity/CommitteeSets.sol";
import {Pausable} from "blueprint-solidity/Pausable.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title What accounts have bonded at MemberBonds, in Solidity
/// @notice Stake, what was unbonded, and credits.
abstract contract MemberAccounts is IMemberBonds, Pausable, CommitteeSets {
    uint256 internal constant BPS = 10_000;

    struct Account {
        uint256 stake;
        uint256 unbonding;
        /// The last second in which that is locked.
        uint64 lockedUntil;
    }

    mapping(address account => Account) internal _accounts;
    mapping(address account => uint256) private _credits;

    /// The terms of the contract.
    function _terms() internal view virtual returns (Terms memory terms);

    // ---- for members

    /// @inheritdoc IMemberBonds
    function bond() external payable {
        if (msg.value == 0) revert ZeroAmount();
        Account storage account = _accounts[msg.sender];
        uint256 stake = account.stake + msg.value;
        uint256 least = _terms().minimumBond;
        if (stake < least) revert BelowMinimum(msg.sender, least, stake);
        account.stake = stake;
        emit Bonded(msg.sender, msg.value, stake);
    }

    /// @inheritdoc IMemberBonds
    function unbond(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[msg.sender];
        uint256 stake = account.stake;
        if (amount > stake) revert MoreThanBonded(stake, amount);
        stake -= amount;
        Terms memory terms = _terms();
        if (stake != 0 && stake < terms.minimumBond) revert BelowMinimum(msg.sender, terms.minimumBond, stake);
        uint256 unbonding = account.unbonding + amount;
        uint64 until = uint64(block.timestamp) + terms.unbondingDelay;
        (account.stake, account.unbonding, account.lockedUntil) = (stake, unbonding, until);
        emit Unbonded(msg.sender, amount, unbonding, until);
    }

    // ---- for anyone

    /// @inheritdoc IMemberBonds
    function withdraw(address recipient) external returns (uint256 amount) {
        _checkRecipient(recipient);
        amount = _credits[msg.sender];
        Account storage account = _accounts[msg.sender];
        uint256 unbonding = account.unbonding;
        if (unbonding != 0) {
            uint64 until = _moved(_lastPause(), account.lockedUntil);
            if (block.timestamp > until) {
                (account.unbonding, account.lockedUntil) = (0, 0);
                amount += unbonding;
            } else if (amount == 0) {
                // What is locked does not hold up credits.
                revert StillLocked(until, uint64(block.timestamp));
            }
        }
        _pay(msg.sender, recipient, amount);
    }

    // ---- state

    /// @inheritdoc IMemberBonds
    function bonded(address member) external view returns (
        uint256 slashable,
        uint256 stake,
        uint256 unbonding,
        uint64 lockedUntil
    ) {
        Account storage account = _accounts[member];
        (stake, unbonding, lockedUntil) = (account.stake, account.unbonding, account.lockedUntil);
        slashable = stake + unbonding;
    }

    /// @inheritdoc IMemberBonds
    function creditOf(address account) public view returns (uint256 amount) {
        return _credits[account];
    }

    /// @inheritdoc IMemberBonds
    function weightOf(address member) public view returns (uint16 weight) {
        return _weight(_terms(), _accounts[member].stake);
    }

    /// @inheritdoc IMemberBonds
    function eligible(address[] calldata members) external view returns (bool[] memory are) {
        _checkCount(members);
        are = new bool[](members.length);
        for (uint256 i = 0; i < members.length; ++i) are[i] = weightOf(members[i]) > 0;
    }

    // ---- inside

    /// The weight of a stake; 0 below the minimum.
    function _weight(Terms memory terms, uint256 stake) internal pure returns (uint16) {
        uint256 units = stake / terms.minimumBond;
        return units > terms.mostWeight ? terms.mostWeight : uint16(units);
    }

    function _checkCount(address[] calldata members) internal pure {
        if (members.length > MOST_MEMBERS) {
            revert MemberCount(uint32(MOST_MEMBERS), uint32(members.length));
        }
    }

    /// Value sent to the zero address or to this contract would be out of reach.
    function _checkRecipient(address recipient) internal view {
        if (recipient == address(0) || recipient == address(this)) revert InvalidRecipient(recipient);
    }

    /// Takes so much of a bond, or all of it, of the stake first, and credits it.
    function _take(
        address member,
        address recipient,
        uint256 most
    ) internal returns (uint256 amount, uint256 bounty) {
        Account storage account = _accounts[member];
        (uint256 stake, uint256 unbonding) = (account.stake, account.unbonding);
        uint256 ofStake = most < stake ? most : stake;
        uint256 ofUnbonding = most - ofStake < unbonding ? most - ofStake : unbonding;
        amount = ofStake + ofUnbonding;
        if (amount == 0) revert NothingToSlash(member);
        (account.stake, account.unbonding) = (stake - ofStake, unbonding - ofUnbonding);
        // A member that reports itself gets none. In two parts, so that no product overflows.
        uint256 share = _terms().bountyBps;
        if (msg.sender != member) bounty = amount / BPS * share + amount % BPS * share / BPS;
        _credits[msg.sender] += bounty;
        _credits[recipient] += amount - bounty;
    }

    /// Sends an amount, of which all credits of the account are a part.
    function _pay(address account, address recipient, uint256 amount) internal {
        if (amount == 0) revert NothingToWithdraw(account);
        _credits[account] = 0;
        emit Withdrawn(account, recipient, amount);
        bool taken;
        // Nothing of what the recipient returns is copied.
        assembly ("memory-safe") {
            taken := call(gas(), recipient, amount, 0, 0, 0, 0)
        }
        if (!taken) revert ValueNotTaken(recipient, amount);
    }
}
