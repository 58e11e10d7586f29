// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {UsageAgreements} from "blueprint-solidity/UsageAgreements.sol";
import {UsageReceiptsVerifier} from "blueprint-solidity/UsageReceiptsVerifier.sol";
import {UsageTerms} from "blueprint-solidity/UsageTerms.sol";

/// @title Usage receipts, in Solidity
/// @notice The same as contracts/usage-receipts does in ink!.
contract UsageReceipts is UsageAgreements, UsageReceiptsVerifier {
    /// The end of a key that is not removed.
    uint64 private constant STAYS = type(uint64).max;
    uint256 private constant SESSION_WORDS = WORDS + 2;

    /// What a session belongs to.
    struct Key {
        uint64 serviceId;
        address operator;
        address client;
        bytes32 session;
    }

    mapping(
        uint64 serviceId => mapping(address operator => mapping(address client => mapping(bytes32 session => Session)))
    ) private _sessions;
    /// The last second in which a key signs; 0 for no key.
    mapping(uint64 serviceId => mapping(address client => mapping(address key => uint64))) private _keys;

    constructor(
        address runtime_,
        address guardian,
        uint64 delay,
        uint64 period,
        uint64 notice,
        uint64 retention,
        uint32 feeBps,
        uint8 quorum,
        uint128 leastPaid
    ) Roles(runtime_, guardian, delay) UsageTerms(period, notice, retention, feeBps, quorum, leastPaid) {}

    // ---- for clients

    /// @inheritdoc IUsageReceipts
    function addKey(uint64 serviceId, address key) external {
        if (key == address(0) || key == msg.sender) revert InvalidKey(key);
        _setKey(serviceId, key, STAYS);
    }

    /// @inheritdoc IUsageReceipts
    function removeKey(uint64 serviceId, address key) external {
        if (_keys[serviceId][msg.sender][key] != STAYS) revert UnknownKey(key);
        _setKey(serviceId, key, _now() + _notice);
    }

    /// @inheritdoc IUsageReceipts
    function complain(uint64 serviceId, address operator) external returns (uint256 weight) {
        if (operator == msg.sender) revert OwnClient(operator);
        uint64 running = _running();
        uint64 period = running == 0 ? 0 : running - 1;
        ClientPeriod storage used = _relation(serviceId, msg.sender, operator).used;
        // One more than the number of the period is the number of this one.
        if (used.complained == running) revert AlreadyComplained(period);
        uint256 all = _paidIn(_spent[serviceId][msg.sender], period);
        uint256 own = _paidIn(used, period);
        weight = _complain(serviceId, operator, period, all > own ? all - own : 0);
        used.complained = uint56(running);
        emit Complained(serviceId, operator, msg.sender, period, weight);
    }

    // ---- for operators

    /// @inheritdoc IUsageReceipts
    function claim(
        UsageReceipt calldata receipt,
        bytes calldata signature,
        bytes calldata countersignature
    ) external returns (uint256 paid) {
        uint256 last = _notPaused();
        // At once, so that malformed members revert first.
        UsageReceipt memory stated = receipt;
        if (stated.operator == stated.client) revert OwnClient(stated.operator);
        (Agreement storage agreement, uint64 until) =
            _lasting(stated.serviceId, stated.client, stated.operator, last);
        if (stated.agreement != agreement.opened) revert WrongAgreement(agreement.opened, stated.agreement);
        _checkInTime(stated.lastRequest, last);
        bytes32 digest = receiptDigest(domainSeparator(), stated);
        if (msg.sender != stated.operator && !signedBy(stated.operator, digest, countersignature)) {
            revert NotCountersigned(stated.operator, msg.sender);
        }
        _checkSigned(stated, digest, signature, last);
        return _accept(stated, agreement.price, until);
    }

    // ---- for anyone

    /// @inheritdoc IUsageReceipts
    function collect(
        uint64 serviceId,
        address operator,
        address client,
        bytes32 session
    ) external returns (uint256 paid) {
        (Agreement storage agreement, uint64 until) = _lasting(serviceId, client, operator, _notPaused());
        Session memory state = _session(serviceId, operator, client, session);
        bool isGranted = state.agreement == agreement.opened && state.granted != state.collected;
        if (!isGranted) revert NothingToCollect();
        uint64 from = _dueFrom(agreement, state, until);
        if (_now() < from) revert PaidTooSoon(from, _now());
        uint256[COUNTERS] memory none;
        paid = _pay(Key(serviceId, operator, client, session), state, 0, none, until);
        if (paid == 0) revert NothingToCollect();
        emit Collected(serviceId, operator, client, session, paid);
    }

    /// @inheritdoc IUsageReceipts
    function clearSession(uint64 serviceId, address operator, address client, bytes32 session) external {
        Session storage stored = _session(serviceId, operator, client, session);
        uint64 agreed = stored.agreement;
        if (agreed == 0) revert NothingToClear();
        Agreement storage agreement = _relation(serviceId, client, operator).agreement;
        uint64 until = _moved(_lastPause(), agreement.deadline);
        // Receipts name their agreement, so none of one that is over can be claimed again.
        if (agreed == agreement.opened && _lasts(agreement, until)) revert StillNeeded(until);
        uint256 slot;
        assembly ("memory-safe") {
            slot := stored.slot
        }
        _clear(slot, SESSION_WORDS);
    }

    /// @inheritdoc IUsageReceipts
    function clearKey(uint64 serviceId, address client, address key) external {
        uint64 until = _keyUntil(serviceId, client, key, _lastPause());
        if (until == 0) revert NothingToClear();
        if (until >= _now()) revert StillNeeded(until);
        delete _keys[serviceId][client][key];
    }

    // ---- state

    /// @inheritdoc IUsageReceipts
    function keyUntil(uint64 serviceId, address client, address key) external view returns (uint64) {
        return _keyUntil(serviceId, client, key, _lastPause());
    }

    /// @inheritdoc IUsageReceipts
    function sessionOf(
        uint64 serviceId,
        address operator,
        address client,
        bytes32 session
    )
        external
        view
        returns (
            uint64 agreement,
            uint64 sequence,
            uint64 requests,
            uint64 errors,
            uint64 units,
            uint64 bytesIn,
            uint64 bytesOut,
            uint64[8] memory latencyBuckets,
            uint256 granted,
            uint256 paid
        )
    {
        Session memory state = _session(serviceId, operator, client, session);
        (agreement, sequence, granted, paid) = (state.agreement, state.sequence, state.granted, state.collected);
        (requests, errors, units) = (_count(state, REQUESTS), _count(state, ERRORS), _count(state, UNITS));
        (bytesIn, bytesOut) = (_count(state, UNITS + 1), _count(state, UNITS + 2));
        for (uint256 i = 0; i < BUCKETS; ++i) latencyBuckets[i] = _count(state, LATENCY + i);
    }

    /// @inheritdoc IUsageReceipts
    function domainSeparator() public view returns (bytes32) {
        return receiptDomain(address(this));
    }

    /// @inheritdoc IUsageReceipts
    function digestOf(UsageReceipt calldata receipt) external view returns (bytes32) {
        return receiptDigest(domainSeparator(), receipt);
    }

    /// @inheritdoc IUsageReceipts
    function runtime() external view returns (address) {
        return roleHolder(RUNTIME);
    }

    // ---- inside: checks

    /// Passes from the second of a receipt's last request to the end of the next period.
    function _checkInTime(uint64 from, uint256 last) private view {
        uint64 until = _moved(last, _claimableUntil(from));
        if (_now() < from || _now() > until) revert NotClaimable(from, until, _now());
    }

    /// Passes if the signature is the client's, of a key of it, or one that its contract accepts.
    function _checkSigned(
        UsageReceipt memory receipt,
        bytes32 digest,
        bytes calldata signature,
        uint256 last
    ) private view {
        address client = receipt.client;
        address recovered = signerOf(digest, signature);
        if (recovered != address(0)) {
            if (recovered == client) return;
            if (_keyUntil(receipt.serviceId, client, recovered, last) >= _now()) return;
        }
        if (!acceptedBy(client, digest, signature)) revert NotSigned(client, recovered);
    }

    // ---- inside: keys

    function _setKey(uint64 serviceId, address key, uint64 until) private {
        _keys[serviceId][msg.sender][key] = until;
        emit KeySet(serviceId, msg.sender, key, until);
    }

    function _keyUntil(
        uint64 serviceId,
        address client,
        address key,
        uint256 last
    ) private view returns (uint64 until) {
        until = _keys[serviceId][client][key];
        if (until != 0) until = _moved(last, until);
    }

    // ---- inside: sessions

    function _session(
        uint64 serviceId,
        address operator,
        address client,
        bytes32 session
    ) private view returns (Session storage) {
        return _sessions[serviceId][operator][client][session];
    }

    function _count(Session memory session, uint256 number) private pure returns (uint64) {
        return uint64(session.counts[number / LANES] >> (LANE * (number % LANES)));
    }

    /// What a receipt counts.
    function _stated(UsageReceipt memory receipt) private pure returns (uint256[COUNTERS] memory stated) {
        (stated[REQUESTS], stated[ERRORS], stated[UNITS]) = (receipt.requests, receipt.errors, receipt.units);
        (stated[UNITS + 1], stated[UNITS + 2]) = (receipt.bytesIn, receipt.bytesOut);
        uint256 responses;
        for (uint256 i = 0; i < BUCKETS; ++i) {
            stated[LATENCY + i] = receipt.latencyBuckets[i];
            responses += receipt.latencyBuckets[i];
        }
        if (receipt.errors > receipt.requests) revert TooManyErrors(receipt.requests, receipt.errors);
        uint64 expected = receipt.requests - receipt.errors;
        if (responses != expected) revert WrongBuckets(expected, responses);
    }

    /// Accepts what a receipt states, and pays what can be paid now.
    function _accept(UsageReceipt memory receipt, uint128 price, uint64 until) private returns (uint256 paid) {
        Key memory key = Key(receipt.serviceId, receipt.operator, receipt.client, receipt.session);
        uint256[COUNTERS] memory counters = _stated(receipt);
        Session memory session = _session(key.serviceId, key.operator, key.client, key.session);
        if (session.agreement != receipt.agreement) {
            // Receipts of an earlier agreement are rejected before, so what was counted then counts no more.
            delete session;
            session.agreement = receipt.agreement;
        }
        _replace(session, counters);
        if (receipt.sequence <= session.sequence) revert NotNewer(session.sequence, receipt.sequence);
        session.sequence = receipt.sequence;
        // Below 2^192. The units did not go back and the price of an agreement never changes, so the total did not go back either.
        uint192 total = uint192(uint256(price) * receipt.units);
        uint256 granted = total - session.granted;
        session.granted = total;
        paid = _pay(key, session, granted, counters, until);
        emit ReceiptClaimed(
            key.serviceId, key.operator, key.client, key.session, receipt.sequence, receipt.units, granted, paid
        );
    }

    /// Puts counters in the place of those of an earlier receipt, and makes them what was added since.
    function _replace(Session memory session, uint256[COUNTERS] memory counters) private pure {
        uint256[WORDS] memory words;
        words[LAST] = uint256(_paidAt(session)) << LANE;
        for (uint256 i = 0; i < COUNTERS; ++i) {
            (uint64 before, uint64 received) = (_count(session, i), uint64(counters[i]));
            if (received < before) revert CounterWentBack(uint8(i), before, received);
            words[i / LANES] |= counters[i] << (LANE * (i % LANES));
            counters[i] = received - before;
        }
        session.counts = words;
    }

    /// Pays of a session what can be paid now, and writes all that a claim changes.
    function _pay(
        Key memory key,
        Session memory session,
        uint256 granted,
        uint256[COUNTERS] memory added,
        uint64 until
    ) private returns (uint256 paid) {
        Relation storage relation = _relation(key.serviceId, key.client, key.operator);
        paid = _settle(relation.agreement, session, granted, until);
        Session storage stored = _session(key.serviceId, key.operator, key.client, key.session);
        (stored.agreement, stored.granted) = (session.agreement, session.granted);
        (stored.sequence, stored.collected) = (session.sequence, session.collected);
        for (uint256 i = 0; i < WORDS; ++i) {
            uint256 word = session.counts[i];
            if (word != 0 || stored.counts[i] != 0) stored.counts[i] = word;
        }
        uint64 period = _running();
        uint256 voice = _addClaim(relation.used, key.client, period, added, paid);
        _hear(key.serviceId, key.operator, relation.used, added[UNITS], paid, voice);
        if (paid == 0) return 0;
        _earn(key.operator, paid);
        _addPaid(_spent[key.serviceId][key.client], period, paid);
    }
}
