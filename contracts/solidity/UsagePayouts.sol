// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {Pausable} from "blueprint-solidity/Pausable.sol";
import {UsageTerms} from "blueprint-solidity/UsageTerms.sol";

/// @title What leaves usage receipts to operators and as fees, in Solidity
/// @notice Payments are pulled: no claim depends on an account that must take value.
abstract contract UsagePayouts is Pausable, UsageTerms {
    /// Where fees go without a treasury.
    address private constant BURN = address(0xdead);

    /// What fees are sent to, and what it replaced.
    struct Treasury {
        /// Holds until `from`; zero for none.
        address before;
        /// The first second of `appointed`; 0 where none was set yet.
        uint64 from;
        /// Zero for none.
        address appointed;
    }

    Treasury private _treasury;
    uint256 private _fees;
    mapping(address operator => uint256) private _earnings;

    // ---- for the runtime

    /// @inheritdoc IUsageReceipts
    function setTreasury(address treasury_) external onlyRuntime {
        if (treasury_ == address(this)) revert InvalidRecipient(treasury_);
        uint64 from = _now();
        address before;
        // The first one protects nothing that is there. Zero, and what holds already, need no delay either.
        if (_treasury.from != 0) {
            before = treasury();
            if (treasury_ != address(0) && treasury_ != before) from += roleDelay();
        }
        _treasury = Treasury(before, from, treasury_);
        emit TreasurySet(treasury_, from);
    }

    // ---- for operators

    /// @inheritdoc IUsageReceipts
    function withdrawEarnings(address recipient) external returns (uint256 amount) {
        _notPaused();
        _checkRecipient(recipient);
        uint256 earned = _earnings[msg.sender];
        if (earned == 0) revert NothingToWithdraw(msg.sender);
        // Rounded up. Value is far below 2^256 / 10,000.
        uint256 fee = (earned * _feeBps + BPS - 1) / BPS;
        amount = earned - fee;
        delete _earnings[msg.sender];
        _fees += fee;
        emit EarningsWithdrawn(msg.sender, recipient, amount, fee);
        _send(recipient, amount);
    }

    // ---- for anyone

    /// @inheritdoc IUsageReceipts
    function sweepFees() external returns (uint256 amount) {
        amount = _fees;
        if (amount == 0) revert NothingToSweep();
        delete _fees;
        address recipient = treasury();
        if (recipient == address(0)) recipient = BURN;
        emit FeesSwept(recipient, amount);
        _send(recipient, amount);
    }

    // ---- state

    /// @inheritdoc IUsageReceipts
    function earningsOf(address operator) external view returns (uint256 amount) {
        return _earnings[operator];
    }

    /// @inheritdoc IUsageReceipts
    function fees() external view returns (uint256 amount) {
        return _fees;
    }

    /// @inheritdoc IUsageReceipts
    function treasury() public view returns (address) {
        return _now() < _treasury.from ? _treasury.before : _treasury.appointed;
    }

    /// @inheritdoc IUsageReceipts
    function nextTreasury() external view returns (address treasury_, uint64 from) {
        if (_now() >= _treasury.from) return (address(0), 0);
        return (_treasury.appointed, _treasury.from);
    }

    // ---- inside

    function _earn(address operator, uint256 amount) internal {
        _earnings[operator] += amount;
    }

    function _checkRecipient(address recipient) internal view {
        if (recipient == address(0) || recipient == address(this)) revert InvalidRecipient(recipient);
    }

    /// Sends value, after everything is written.
    function _send(address recipient, uint256 amount) internal {
        bool taken;
        // Nothing of what the recipient returns is copied.
        assembly ("memory-safe") {
            taken := call(gas(), recipient, amount, 0, 0, 0, 0)
        }
        if (!taken) revert ValueNotTaken(recipient, amount);
    }
}
