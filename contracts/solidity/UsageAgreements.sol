// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {UsagePanels} from "blueprint-solidity/UsagePanels.sol";
import {UsagePayouts} from "blueprint-solidity/UsagePayouts.sol";

/// @title Agreements of usage receipts, in Solidity
/// @notice What a client agreed to pay an operator: a price, bounds of spending, and an escrow for this operator alone.
/// @dev The deadline is moved by a pause wherever it is compared: `until` is the last second then.
abstract contract UsageAgreements is UsagePayouts, UsagePanels {
    /// Words of a session's counters, and the last of them.
    uint256 internal constant WORDS = 4;
    uint256 internal constant LAST = 3;
    uint256 private constant AGREEMENT_WORDS = 7;

    struct Agreement {
        /// The second in which it was opened, by which receipts name it; 0 for none.
        uint64 opened;
        uint64 deadline;
        uint64 minSeconds;
        uint64 maxSeconds;
        uint128 price;
        /// What is left of what is spent at most beside the rate.
        uint128 initialLeft;
        uint128 maxPerSecond;
        /// The second in which `gathered` was true.
        uint64 gatheredAt;
        uint64 withdrawFrom;
        /// What had gathered of the rate: at most a rate times seconds.
        uint192 gathered;
        uint64 withdrawUntil;
        /// Deposited, and not paid or withdrawn.
        uint256 escrow;
        /// Granted and not paid.
        uint256 owed;
        /// What the client requested back; 0 for no request.
        uint256 requested;
    }

    struct Relation {
        Agreement agreement;
        ClientPeriod used;
    }

    /// What is known of a session, and what it cost.
    struct Session {
        /// The agreement it belongs to; 0 before the first receipt.
        uint64 agreement;
        /// A price times units at most.
        uint192 granted;
        /// That of the newest receipt.
        uint64 sequence;
        /// Paid of what was granted.
        uint192 collected;
        /// The counters of the newest receipt. The last word has the last one of them, and behind it the second of the last payment;
        /// 0 before the first.
        uint256[WORDS] counts;
    }


    mapping(uint64 serviceId => mapping(address client => mapping(address operator => Relation))) private _relations;
    /// Paid to all operators. Nothing is counted here.
    mapping(uint64 serviceId => mapping(address client => ClientPeriod)) internal _spent;

    // ---- for clients

    /// @inheritdoc IUsageReceipts
    function open(
        uint64 serviceId,
        address operator,
        AgreementTerms calldata received
    ) external payable returns (uint64 opened) {
        // At once, so that malformed members revert first.
        AgreementTerms memory agreed = received;
        if (operator == msg.sender) revert OwnClient(operator);
        Agreement storage agreement = _relation(serviceId, msg.sender, operator).agreement;
        uint64 until = _moved(_lastPause(), agreement.deadline);
        if (_lasts(agreement, until)) revert AgreementLasts(until);
        _checkBounds(agreed);
        opened = _now();
        (agreement.opened, agreement.deadline) = (opened, agreed.deadline);
        (agreement.minSeconds, agreement.maxSeconds) = (agreed.minSeconds, agreed.maxSeconds);
        (agreement.price, agreement.initialLeft) = (agreed.pricePerUnit, agreed.maxInitial);
        (agreement.maxPerSecond, agreement.gatheredAt) = (agreed.maxPerSecond, opened);
        // Nothing is left of an earlier one but its escrow.
        if (agreement.gathered != 0) agreement.gathered = 0;
        if (agreement.owed != 0) agreement.owed = 0;
        _clearRequest(agreement);
        emit AgreementOpened(serviceId, msg.sender, operator, opened, agreed.pricePerUnit, agreed.deadline);
        if (msg.value != 0) _deposit(agreement, serviceId, msg.sender, operator);
    }

    /// @inheritdoc IUsageReceipts
    function endAgreement(uint64 serviceId, address operator) external {
        (Agreement storage agreement,) = _lasting(serviceId, msg.sender, operator, _lastPause());
        uint64 deadline = _now() + _notice;
        if (deadline < agreement.deadline) agreement.deadline = deadline;
        emit AgreementEnds(serviceId, msg.sender, operator, agreement.deadline);
    }

    /// @inheritdoc IUsageReceipts
    function requestWithdrawal(uint64 serviceId, address operator, uint256 amount) external {
        (Agreement storage agreement,) = _lasting(serviceId, msg.sender, operator, _lastPause());
        (uint64 from, uint64 until) = (0, 0);
        if (amount == 0) {
            _clearRequest(agreement);
        } else {
            from = _now() + _notice;
            until = from + _notice;
            _setRequest(agreement, amount, from, until);
        }
        emit WithdrawalRequested(serviceId, msg.sender, operator, amount, from, until);
    }

    /// @inheritdoc IUsageReceipts
    function withdrawEscrow(uint64 serviceId, address operator, address recipient) external returns (uint256 amount) {
        uint256 last = _notPaused();
        _checkRecipient(recipient);
        Agreement storage agreement = _relation(serviceId, msg.sender, operator).agreement;
        amount = agreement.escrow;
        if (_lasts(agreement, _moved(last, agreement.deadline))) {
            (uint256 requested, uint64 from, uint64 until) = _request(agreement, last);
            uint64 time = _now();
            if (requested == 0 || time < from || time > until) revert NotWithdrawable(from, until);
            uint256 owed = agreement.owed;
            amount = _less(amount > owed ? amount - owed : 0, requested);
        }
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _clearRequest(agreement);
        agreement.escrow -= amount;
        emit EscrowWithdrawn(serviceId, msg.sender, operator, recipient, amount);
        _send(recipient, amount);
    }

    // ---- for anyone

    /// @inheritdoc IUsageReceipts
    function deposit(uint64 serviceId, address client, address operator) external payable {
        (Agreement storage agreement,) = _lasting(serviceId, client, operator, _lastPause());
        _deposit(agreement, serviceId, client, operator);
    }

    /// @inheritdoc IUsageReceipts
    function clearAgreement(uint64 serviceId, address client, address operator) external {
        Relation storage relation = _relation(serviceId, client, operator);
        (uint64 period, uint64 complained) = (relation.used.period, relation.used.complained);
        if (relation.agreement.opened == 0 && complained == 0) revert NothingToClear();
        uint64 until = _moved(_lastPause(), relation.agreement.deadline);
        if (_lasts(relation.agreement, until) || relation.agreement.escrow != 0) revert StillNeeded(until);
        _checkRetention(period > complained ? period : complained);
        uint256 slot;
        assembly ("memory-safe") {
            slot := relation.slot
        }
        _clear(slot, AGREEMENT_WORDS + CLIENT_PERIOD_WORDS);
    }

    /// @inheritdoc IUsageReceipts
    function clearClient(uint64 serviceId, address client) external {
        ClientPeriod storage spent = _spent[serviceId][client];
        if (spent.within == 0) revert NothingToClear();
        _checkRetention(spent.period);
        uint256 slot;
        assembly ("memory-safe") {
            slot := spent.slot
        }
        _clear(slot, CLIENT_PERIOD_WORDS);
    }

    // ---- state

    /// @inheritdoc IUsageReceipts
    function agreementOf(
        uint64 serviceId,
        address client,
        address operator
    )
        external
        view
        returns (uint64 opened, uint64 until, uint128 pricePerUnit, uint256 escrow, uint256 owed, uint256 allowance)
    {
        Agreement storage agreement = _relation(serviceId, client, operator).agreement;
        (opened, pricePerUnit) = (agreement.opened, agreement.price);
        until = _moved(_lastPause(), agreement.deadline);
        (escrow, owed) = (agreement.escrow, agreement.owed);
        if (_lasts(agreement, until)) allowance = _gathered(agreement) + agreement.initialLeft;
    }

    /// @inheritdoc IUsageReceipts
    function withdrawalOf(
        uint64 serviceId,
        address client,
        address operator
    ) external view returns (uint256 amount, uint64 from, uint64 until) {
        return _request(_relation(serviceId, client, operator).agreement, _lastPause());
    }

    // ---- inside

    function _relation(uint64 serviceId, address client, address operator) internal view returns (Relation storage) {
        return _relations[serviceId][client][operator];
    }

    /// Whether anything can be paid.
    function _lasts(Agreement storage agreement, uint64 until) internal view returns (bool) {
        return agreement.opened != 0 && _now() <= until;
    }

    /// An agreement that lasts, and its last second.
    function _lasting(
        uint64 serviceId,
        address client,
        address operator,
        uint256 last
    ) internal view returns (Agreement storage agreement, uint64 until) {
        agreement = _relation(serviceId, client, operator).agreement;
        until = _moved(last, agreement.deadline);
        if (!_lasts(agreement, until)) revert AgreementOver(until);
    }

    function _checkBounds(AgreementTerms memory agreed) private view {
        if (agreed.maxInitial == 0 && agreed.maxPerSecond == 0) revert NothingAllowed();
        uint64 least = _capped64(2 * uint256(agreed.minSeconds));
        if (least == 0) least = 1;
        if (agreed.maxSeconds < least) revert GatherTimeTooShort(least, agreed.maxSeconds);
        if (agreed.deadline <= _now()) revert DeadlinePassed(_now(), agreed.deadline);
    }

    function _deposit(Agreement storage agreement, uint64 serviceId, address client, address operator) private {
        // All value that there is fits 256 bits.
        agreement.escrow += msg.value;
        emit EscrowDeposited(serviceId, client, operator, msg.sender, msg.value);
    }

    function _setRequest(Agreement storage agreement, uint256 amount, uint64 from, uint64 until) private {
        (agreement.requested, agreement.withdrawFrom, agreement.withdrawUntil) = (amount, from, until);
    }

    function _clearRequest(Agreement storage agreement) private {
        if (agreement.requested != 0) _setRequest(agreement, 0, 0, 0);
    }

    /// What the client requested back, and the first and the last second in which it can leave. Operators have time to claim after a
    /// pause, and so has the client after them.
    function _request(
        Agreement storage agreement,
        uint256 last
    ) private view returns (uint256 amount, uint64 from, uint64 until) {
        amount = agreement.requested;
        if (amount == 0) return (0, 0, 0);
        from = _moved(last, agreement.withdrawFrom);
        until = from + (agreement.withdrawUntil - agreement.withdrawFrom);
        uint64 moved = _moved(last, agreement.withdrawUntil);
        if (moved > until) until = moved;
    }

    /// What gathered of the rate. Each product is below 2^192.
    function _gathered(Agreement storage agreement) private view returns (uint256) {
        uint256 rate = agreement.maxPerSecond;
        uint256 gathered = agreement.gathered + rate * (_now() - agreement.gatheredAt);
        return _less(gathered, rate * agreement.maxSeconds);
    }

    // ---- inside: payments

    function _paidAt(Session memory session) internal pure returns (uint64) {
        return uint64(session.counts[LAST] >> LANE);
    }

    /// From when on a session can be paid. In the last `minSeconds` of the agreement it can be at any time: any account may collect,
    /// and could else collect a little there, so that nothing granted after it is ever paid.
    function _dueFrom(Agreement storage agreement, Session memory session, uint64 until) internal view returns (uint64) {
        uint64 paidAt = _paidAt(session);
        if (paidAt == 0) return 0;
        uint64 apart = agreement.minSeconds;
        return uint64(_less(uint256(paidAt) + apart, until > apart ? until - apart : 0));
    }

    /// Notes what a receipt granted, and pays of a session what the bounds and the escrow allow now: nothing where it is too soon.
    /// A receipt is accepted all the same then, since any account may collect, and could else keep the operator from claiming.
    function _settle(
        Agreement storage agreement,
        Session memory session,
        uint256 granted,
        uint64 until
    ) internal returns (uint256 amount) {
        // Of fewer than 2^64 receipts that each grant less than 2^192.
        uint256 owed = agreement.owed + granted;
        if (_now() >= _dueFrom(agreement, session, until)) {
            uint256 gathered = _gathered(agreement);
            uint256 escrow = agreement.escrow;
            amount = _less(session.granted - session.collected, _less(gathered + agreement.initialLeft, escrow));
            if (amount != 0) {
                uint256 ofRate = _less(amount, gathered);
                (agreement.gathered, agreement.gatheredAt) = (uint192(gathered - ofRate), _now());
                // At most what was left of it: the limit is the sum of both.
                if (amount != ofRate) agreement.initialLeft -= uint128(amount - ofRate);
                agreement.escrow = escrow - amount;
                session.collected += uint192(amount);
                session.counts[LAST] = uint64(session.counts[LAST]) | (block.timestamp << LANE);
            }
        }
        if (granted != amount) agreement.owed = owed - amount;
    }
}
