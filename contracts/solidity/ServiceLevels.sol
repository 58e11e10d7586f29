// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {LevelProbe} from "blueprint-solidity/LevelProbe.sol";
import {LevelWindows} from "blueprint-solidity/LevelWindows.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Service levels, in Solidity
/// @notice The same as contracts/service-levels does in ink!, but for what the longest bill costs: a word of storage has the bits
/// of 16 windows here, and a record of 256 there.
contract ServiceLevels is LevelWindows, LevelProbe, Roles, SignatureVerifier {
    bytes32 private constant ANSWER_TYPE =
        keccak256("Answer(uint64 serviceId,uint32 window,uint64 blockNumber,bytes32 blockHash)");

    uint64 private immutable _gasCap;
    mapping(uint64 serviceId => StoredTerms) private _terms;
    mapping(uint64 serviceId => address) private _verifiers;

    constructor(
        address runtime,
        address guardian,
        uint64 delay,
        uint64 cap
    ) Roles(runtime, guardian, delay) {
        _gasCap = cap;
    }

    // ---- for the runtime

    /// @inheritdoc IServiceLevels
    function openService(
        uint64 serviceId,
        Terms calldata terms,
        Tier[] calldata tiers,
        address[] calldata operators,
        uint16[] calldata weightsBps
    ) external onlyRuntime {
        _checkLengths(operators.length, weightsBps.length);
        uint256 times = _setTerms(serviceId, _toStored(terms, tiers));
        uint256[] memory rows = new uint256[](ROWS);
        for (uint256 i = 0; i < operators.length; ++i) {
            (address operator, uint16 weightBps) = (operators[i], weightsBps[i]);
            _join(rows, times, operator, weightBps, 0);
            emit OperatorJoined(serviceId, operator, weightBps, 0);
        }
        _setRows(serviceId, rows);
    }

    /// @inheritdoc IServiceLevels
    function setProbe(uint64 serviceId, uint16 weightBps, Probe calldata received) external onlyRuntime {
        Probe memory stated = _decoded(received);
        _checkProbe(stated);
        uint256 times = _known(serviceId);
        if (_hasProbe(serviceId) || _begun(times, _now()) != 0) revert ProbeFixed();
        uint256[] memory rows = _rows(serviceId);
        _addProbe(rows, weightBps);
        _setRow(serviceId, rows, PROBE);
        _setProbe(serviceId, stated);
        emit ProbeSet(serviceId, stated.target, weightBps);
    }

    /// @inheritdoc IServiceLevels
    function setVerifier(uint64 serviceId, address verifier) external onlyRuntime {
        uint256 times = _known(serviceId);
        if (verifier == address(0)) revert ZeroAccount();
        if (_begun(times, _now()) != 0) revert VerifierFixed();
        _verifiers[serviceId] = verifier;
        emit VerifierSet(serviceId, verifier);
    }

    /// @inheritdoc IServiceLevels
    function join(uint64 serviceId, address operator, uint16 weightBps, uint32 from) external onlyRuntime {
        uint256 times = _known(serviceId);
        uint256[] memory rows = _rowsWith(serviceId, from);
        _setRow(serviceId, rows, _join(rows, times, operator, weightBps, from));
        emit OperatorJoined(serviceId, operator, weightBps, from);
    }

    /// @inheritdoc IServiceLevels
    function leave(uint64 serviceId, address operator, uint32 until) external onlyRuntime {
        uint256 times = _known(serviceId);
        uint256[] memory rows = _rowsWith(serviceId, STAYS - 1);
        _setRow(serviceId, rows, _leave(rows, times, operator, until));
        emit OperatorLeft(serviceId, operator, until);
    }

    // ---- for the guardian

    /// @inheritdoc IServiceLevels
    function excuse(uint64 serviceId, uint32 from, uint32 to, string calldata reason) external onlyGuardian {
        if (to <= from || to - from > PAGE) revert BadRange(PAGE, from, to);
        uint256 times = _known(serviceId);
        (,, uint64 until) = _times(times, from);
        uint64 time = _now();
        if (time > until || to > _begun(times, time)) revert NotExcusable(until, time);
        _excuse(serviceId, from, to);
        emit WindowsExcused(serviceId, from, to, reason);
    }

    // ---- for the verifier of a service

    /// @inheritdoc IServiceLevels
    function mark(uint64 serviceId, uint32 window, address[] calldata operators) external {
        _answerable(serviceId, window, msg.sender);
        Batch memory batch = _batch(serviceId, window, operators.length);
        for (uint256 i = 0; i < operators.length; ++i) {
            address operator = operators[i];
            _keep(batch, _rowOf(batch.rows, operator, window), operator);
        }
        _store(batch);
    }

    // ---- for anyone

    /// @inheritdoc IServiceLevels
    function answer(
        uint64 serviceId,
        uint32 window,
        uint64 blockNumber,
        address[] calldata operators,
        bytes[] calldata signatures
    ) external {
        _checkLengths(operators.length, signatures.length);
        _answerable(serviceId, window, address(0));
        bytes32 digest = _digest(serviceId, window, blockNumber);
        Batch memory batch = _batch(serviceId, window, operators.length);
        for (uint256 i = 0; i < operators.length; ++i) {
            address operator = operators[i];
            uint256 row = _rowOf(batch.rows, operator, batch.window);
            if (signerOf(digest, signatures[i]) != operator) revert BadSignature(uint32(i), operator);
            _keep(batch, row, operator);
        }
        _store(batch);
    }

    /// @inheritdoc IServiceLevels
    function probe(uint64 serviceId) external returns (bool kept) {
        Probe memory asked = _probeOf(serviceId);
        uint256 times = _known(serviceId);
        uint64 time = _now();
        uint32 begun = _begun(times, time);
        if (begun == 0) revert NotStarted(_start(times), time);
        kept = _holds(asked);
        if (!kept) {
            emit ProbeFailed(serviceId, begun - 1);
            return false;
        }
        Batch memory batch = _load(serviceId, begun - 1);
        _keep(batch, PROBE, address(0));
        _store(batch);
    }

    /// @inheritdoc IServiceLevels
    function clear(uint64 serviceId, uint32 page) external {
        uint256 times = _known(serviceId);
        if ((uint256(page) + 1) * PAGE > _forgottenBelow(times)) revert PageRemembered(page);
        if (_free(serviceId, page)) emit PageCleared(serviceId, page);
    }

    // ---- state

    /// @inheritdoc IServiceLevels
    function computeBillAdjustmentBps(
        uint64 serviceId,
        uint64 periodStart,
        uint64 periodEnd
    ) external view returns (uint16 adjustmentBps) {
        StoredTerms memory terms = _terms[serviceId];
        if (terms.times == 0) return uint16(BPS);
        (uint32 from, uint32 to) = _billed(terms.times, periodStart, periodEnd);
        (from, to) = _judged(terms.times, from, to);
        if (from == to) return uint16(BPS);
        uint256[] memory rows = _rows(serviceId);
        (uint256 kept, uint256 excused, uint256 lost) = _counts(serviceId, rows, from, to);
        uint256 due;
        uint256 whole;
        for (uint256 i = 0; i < rows.length; ++i) {
            uint256 windows = _length(rows[i], from, to);
            uint256 part = _weight(rows[i]) * windows;
            whole += part;
            due += part * _part(terms, i, rows[i], windows, kept, excused, lost);
        }
        // A mean of shares, so at most all.
        return uint16(whole == 0 ? BPS : _ceilDiv(due, whole));
    }

    /// @inheritdoc IServiceLevels
    function verdict(
        uint64 serviceId,
        address operator,
        uint32 from,
        uint32 to
    ) external view returns (uint32 expected, uint32 kept, uint32 open) {
        uint256 times = _known(serviceId);
        uint32 most = _mostWindows(times);
        if (to < from || to - from > most) revert BadRange(most, from, to);
        uint256[] memory rows = _of(serviceId, operator);
        // Rows of one account have windows of their own, so a sum is no more than the windows of a bill.
        (expected, kept) = _kept(serviceId, rows, times, from, to);
        uint32 unchanging = _finalBelow(times);
        if (from < unchanging) from = unchanging;
        for (uint256 i = 0; i < rows.length; ++i) open += _length(rows[i], from, to);
    }

    /// @inheritdoc IServiceLevels
    function pageOf(
        uint64 serviceId,
        address operator,
        uint32 page
    ) external view returns (uint256 excused, uint256 kept) {
        return _bits(serviceId, _of(serviceId, operator), page);
    }

    /// @inheritdoc IServiceLevels
    function answerDigest(
        uint64 serviceId,
        uint32 window,
        uint64 blockNumber
    ) external view returns (bytes32 digest) {
        _known(serviceId);
        return _digest(serviceId, window, blockNumber);
    }

    /// @inheritdoc IServiceLevels
    function windowsBegun(uint64 serviceId, uint64 time) external view returns (uint32 windows) {
        return _begun(_known(serviceId), time);
    }

    /// @inheritdoc IServiceLevels
    function verifierOf(uint64 serviceId) public view returns (address verifier) {
        return _verifiers[serviceId];
    }

    /// @inheritdoc IServiceLevels
    function timesOf(
        uint64 serviceId,
        uint32 window
    ) external view returns (uint64 begins, uint64 answersEnd, uint64 excusesEnd) {
        return _times(_known(serviceId), window);
    }

    /// @inheritdoc IServiceLevels
    function termsOf(
        uint64 serviceId
    ) external view returns (Terms memory terms, Tier[] memory tiers, uint64 lag) {
        lag = _lag(_known(serviceId));
        (terms, tiers) = _toReceived(_terms[serviceId]);
    }

    /// @inheritdoc IServiceLevels
    function partiesOf(uint64 serviceId) external view returns (Party[] memory parties) {
        return _listed(serviceId);
    }

    /// @inheritdoc IServiceLevels
    function probeOf(uint64 serviceId) external view returns (Probe memory stated) {
        return _probeOf(serviceId);
    }

    /// @inheritdoc IServiceLevels
    function worstGas(uint64 serviceId) external view returns (uint64 gas) {
        return _billGas(_known(serviceId));
    }

    /// @inheritdoc IServiceLevels
    function gasCap() public view returns (uint64 gas) {
        return _gasCap;
    }

    // ---- inside: checks

    function _now() private view returns (uint64) {
        return uint64(block.timestamp);
    }

    /// The first word of the terms of a service.
    function _known(uint64 serviceId) private view returns (uint256 times) {
        times = _terms[serviceId].times;
        if (times == 0) revert UnknownService(serviceId);
    }

    function _checkLengths(uint256 expected, uint256 received) private pure {
        if (expected != received) revert LengthMismatch(uint32(expected), uint32(received));
    }

    /// Checks that a window can be answered now, by a verifier; zero for signatures of operators.
    function _answerable(uint64 serviceId, uint32 window, address received) private view {
        address expected = verifierOf(serviceId);
        if (expected != received) revert NotVerifier(expected, received);
        (uint64 begins, uint64 ends,) = _times(_known(serviceId), window);
        uint64 time = _now();
        if (time < begins || time >= ends) revert NotAnswerable(begins, ends, time);
    }

    /// Checks terms and puts them in the place of others that have not started.
    function _setTerms(uint64 serviceId, StoredTerms memory terms) private returns (uint256 times) {
        uint256 known = _terms[serviceId].times;
        if (known != 0) {
            if (block.timestamp >= _start(known)) revert AlreadyOpen(serviceId);
            _clearProbe(serviceId);
            delete _verifiers[serviceId];
            _clearRows(serviceId);
        }
        _checkTerms(terms, _gasCap);
        _terms[serviceId] = terms;
        times = terms.times;
        emit ServiceOpened(serviceId, _start(times), _lag(times));
    }

    // ---- inside: answers

    /// What an operator signs. The block that it names is among the latest ones.
    function _digest(uint64 serviceId, uint32 window, uint64 received) private view returns (bytes32) {
        (uint64 running, uint64 fresh) = (uint64(block.number), _terms[serviceId].freshBlocks);
        uint64 oldest = running > fresh ? running - fresh : 0;
        uint64 newest = running == 0 ? 0 : running - 1;
        bytes32 blockHash = received < oldest || received > newest ? bytes32(0) : blockhash(received);
        if (blockHash == 0) revert StaleBlock(oldest, newest, received);
        bytes32 body = keccak256(abi.encode(ANSWER_TYPE, serviceId, window, received, blockHash));
        return digestOf(domainOf("ServiceLevels", address(this)), body);
    }

    /// A window as it is stored, and the operators that serve in it.
    function _batch(uint64 serviceId, uint32 window, uint256 count) private view returns (Batch memory batch) {
        if (count == 0 || count > MOST_OPERATORS) revert BatchSize(uint32(MOST_OPERATORS), uint32(count));
        batch = _load(serviceId, window);
        batch.rows = _rowsWith(serviceId, window);
    }

    /// The rows of one account; others are without a party.
    function _of(uint64 serviceId, address account) private view returns (uint256[] memory rows) {
        rows = _rowsWith(serviceId, 0);
        for (uint256 i = 0; i < rows.length; ++i) {
            if (!_is(rows, i, account)) rows[i] = 0;
        }
    }

    /// What of its part a row leaves, by its counts.
    function _part(
        StoredTerms memory terms,
        uint256 i,
        uint256 row,
        uint256 due,
        uint256 kept,
        uint256 excused,
        uint256 lost
    ) private pure returns (uint256) {
        return _partyBps(terms, _weight(row), due - _row(excused, i), due - _row(lost, i), _row(kept, i));
    }

    /// Of some windows, how many that are judged were expected of some rows, and how many they kept.
    function _kept(
        uint64 serviceId,
        uint256[] memory rows,
        uint256 times,
        uint32 from,
        uint32 to
    ) private view returns (uint32 expected, uint32 kept) {
        (from, to) = _judged(times, from, to);
        (uint256 keptOf,, uint256 lost) = _counts(serviceId, rows, from, to);
        for (uint256 i = 0; i < rows.length; ++i) {
            expected += _length(rows[i], from, to) - uint32(_row(lost, i));
            kept += uint32(_row(keptOf, i));
        }
    }

    /// How many of some windows are expected of a row.
    function _length(uint256 row, uint32 from, uint32 to) private pure returns (uint32) {
        (uint32 first, uint32 end) = _served(row, from, to);
        return end - first;
    }
}
