// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ILoadTests} from "blueprint-abi/library/ILoadTests.sol";
import {ISeedBeacon} from "blueprint-abi/library/ISeedBeacon.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {CommitteeMembers} from "blueprint-solidity/CommitteeMembers.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Load tests, in Solidity
/// @notice The same as contracts/load-tests does in ink!.
contract LoadTests is CommitteeMembers, Roles, SignatureVerifier, ILoadTests {
    uint64 private constant SHORTEST = 1 minutes;
    uint64 private constant LONGEST = 30 days;
    uint64 private constant FARTHEST = 365 days;
    uint64 private constant KEPT = 365 days;
    uint8 private constant LEAST_CHALLENGERS = 3;
    uint32 private constant MOST_CHALLENGERS = 8;
    uint256 private constant MOST_RESULTS = 8;
    uint256 private constant BPS = 10_000;
    /// Where a seed is from.
    uint256 private constant NETWORK = 1;
    uint256 private constant BLOCK_HASH = 2;
    bytes32 private constant REPORT_TYPE =
        keccak256("LoadReport(uint64 serviceId,address operator,uint64 window,uint32 answered)");

    // ---- answers of peers: the bits of their words, a byte each; 0 for all 256

    bytes private constant UNTIL_BITS = hex"40";
    bytes private constant EPOCH_BITS = hex"20";
    bytes private constant ROUND_BITS = hex"40";
    bytes private constant SEED_BITS = hex"400008";

    struct Service {
        address services;
        address committee;
        address beacon;
        bool isFixed;
        /// Its requests are 0 where there is no service.
        Terms terms;
    }

    /// Of a draw: the seed of the beacon, and the members.
    struct Drawn {
        uint64 round;
        uint8 source;
        uint32 epoch;
        address[] challengers;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(address operator => bool)) private _operators;
    mapping(uint64 serviceId => mapping(address operator => mapping(uint64 window => Challenger[]))) private _tests;
    /// Those with the latest windows, those first; no reports for none.
    mapping(uint64 serviceId => mapping(address operator => TestResult[MOST_RESULTS])) private _results;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc ILoadTests
    function openService(
        uint64 serviceId,
        address services,
        address committee,
        address beacon,
        Terms calldata received
    ) external onlyRuntime {
        // All of it is decoded before anything else is checked.
        Terms memory terms = received;
        Service storage service = _services[serviceId];
        if (service.isFixed) revert AlreadyOpen(serviceId);
        _checkTerms(terms);
        // What is no such contract does not answer.
        if (services != address(0)) _servesUntil(services, serviceId, address(this));
        uint64 time = uint64(block.timestamp);
        _asked(_other(committee), abi.encodeCall(IOracleCommittee.epochAt, (time)), EPOCH_BITS);
        _asked(_other(beacon), abi.encodeCall(ISeedBeacon.roundAfter, (time)), ROUND_BITS);
        (service.services, service.committee, service.beacon) = (services, committee, beacon);
        service.terms = terms;
        emit ServiceOpened(serviceId, services, committee, beacon);
    }

    /// @inheritdoc ILoadTests
    function setOperator(uint64 serviceId, address operator, bool serves) external onlyRuntime {
        address services = _known(serviceId).services;
        if (services != address(0)) revert OperatorsElsewhere(services);
        if (operator == address(0)) revert ZeroAccount();
        _operators[serviceId][operator] = serves;
        emit OperatorSet(serviceId, operator, serves);
    }

    // ---- for anyone

    /// @inheritdoc ILoadTests
    function draw(
        uint64 serviceId,
        address operator,
        uint64 window
    ) external returns (address[] memory challengers) {
        Service storage service = _known(serviceId);
        uint64 begins = _checkDraw(service.terms, window);
        Challenger[] storage test = _tests[serviceId][operator][window];
        if (test.length != 0) revert AlreadyDrawn(serviceId, operator, window);
        if (!_serves(service, serviceId, operator)) revert NotServing(serviceId, operator);
        Drawn memory drawn = _drawn(service, serviceId, operator, window, begins);
        challengers = drawn.challengers;
        for (uint256 i = 0; i < challengers.length; ++i) test.push(Challenger(challengers[i], false, 0));
        if (!service.isFixed) service.isFixed = true;
        emit ChallengersDrawn(
            serviceId,
            operator,
            window,
            drawn.epoch,
            drawn.round,
            drawn.source,
            challengers
        );
    }

    /// @inheritdoc ILoadTests
    function report(
        uint64 serviceId,
        address operator,
        uint64 window,
        uint32[] calldata answered,
        bytes[] calldata signatures
    ) external {
        Service storage service = _known(serviceId);
        if (answered.length != signatures.length) {
            revert LengthMismatch(uint32(answered.length), uint32(signatures.length));
        }
        if (answered.length == 0 || answered.length > MOST_CHALLENGERS) {
            revert BatchSize(MOST_CHALLENGERS, uint32(answered.length));
        }
        _existing(serviceId, operator, window);
        uint32 requests = _checkReport(service.terms, window);
        for (uint32 i = 0; i < answered.length; ++i) {
            (uint32 number, bytes calldata signature) = (answered[i], signatures[i]);
            if (number > requests) revert MoreThanSent(requests, number);
            _report(serviceId, operator, window, number, signature, i);
        }
    }

    /// @inheritdoc ILoadTests
    function close(
        uint64 serviceId,
        address operator,
        uint64 window
    ) external returns (bool counts, bool passed) {
        Service storage service = _known(serviceId);
        Terms memory terms = service.terms;
        Challenger[] storage test = _existing(serviceId, operator, window);
        bool stopped = _checkOver(service, serviceId, operator, window);
        (uint8 reports, uint32 median) = _median(test);
        delete _tests[serviceId][operator][window];
        counts = !stopped && reports >= terms.leastReports;
        if (counts) {
            passed = median * BPS >= uint256(terms.requests) * terms.passBps;
            _keep(_results[serviceId][operator], TestResult(window, reports, median, passed));
        } else {
            median = 0;
        }
        emit TestClosed(serviceId, operator, window, reports, median, counts, passed);
    }

    /// @inheritdoc ILoadTests
    function clear(uint64 serviceId, address operator) external {
        Terms memory terms = _known(serviceId).terms;
        TestResult memory latest = _results[serviceId][operator][0];
        if (latest.reports == 0) revert NothingToClear();
        (, uint64 ends,) = _times(terms, latest.window);
        uint64 until = _capped(uint256(ends) + KEPT);
        if (block.timestamp < until) revert StillNeeded(until);
        delete _results[serviceId][operator];
        emit ResultsCleared(serviceId, operator);
    }

    // ---- state

    /// @inheritdoc ILoadTests
    function measured(
        uint64 serviceId,
        address operator,
        uint64 from,
        uint64 to
    ) external view returns (uint32 tested, uint32 failed) {
        Terms memory terms = _known(serviceId).terms;
        TestResult[MOST_RESULTS] storage results = _results[serviceId][operator];
        for (uint256 i = 0; i < MOST_RESULTS; ++i) {
            TestResult memory result = results[i];
            if (result.reports == 0) break;
            (uint64 begins, uint64 ends,) = _times(terms, result.window);
            if (begins < from || ends > to) continue;
            ++tested;
            if (!result.passed) ++failed;
        }
    }

    /// @inheritdoc ILoadTests
    function resultOf(uint64 serviceId, address operator) external view returns (TestResult memory result) {
        return _results[serviceId][operator][0];
    }

    /// @inheritdoc ILoadTests
    function testOf(
        uint64 serviceId,
        address operator,
        uint64 window
    ) external view returns (Challenger[] memory challengers) {
        return _tests[serviceId][operator][window];
    }

    /// @inheritdoc ILoadTests
    function termsOf(uint64 serviceId) external view returns (
        address services,
        address committee,
        address beacon,
        Terms memory terms,
        bool isFixed
    ) {
        Service storage service = _known(serviceId);
        (services, committee, beacon) = (service.services, service.committee, service.beacon);
        (terms, isFixed) = (service.terms, service.isFixed);
    }

    /// @inheritdoc ILoadTests
    function timesOf(
        uint64 serviceId,
        uint64 window
    ) external view returns (uint64 begins, uint64 ends, uint64 reportsEnd) {
        return _times(_known(serviceId).terms, window);
    }

    /// @inheritdoc ILoadTests
    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves) {
        return _serves(_known(serviceId), serviceId, operator);
    }

    /// @inheritdoc ILoadTests
    function reportDigest(
        uint64 serviceId,
        address operator,
        uint64 window,
        uint32 answered
    ) public view returns (bytes32 digest) {
        bytes32 body = keccak256(abi.encode(REPORT_TYPE, serviceId, operator, window, answered));
        return digestOf(domainOf("LoadTests", address(this)), body);
    }

    // ---- inside

    function _known(uint64 serviceId) private view returns (Service storage service) {
        service = _services[serviceId];
        if (service.terms.requests == 0) revert UnknownService(serviceId);
    }

    function _existing(
        uint64 serviceId,
        address operator,
        uint64 window
    ) private view returns (Challenger[] storage test) {
        test = _tests[serviceId][operator][window];
        if (test.length == 0) revert NoTest(serviceId, operator, window);
    }

    function _times(
        Terms memory terms,
        uint64 window
    ) private pure returns (uint64 begins, uint64 ends, uint64 reportsEnd) {
        uint256 begin = terms.start + uint256(window) * terms.windowLength;
        uint256 end = begin + terms.windowLength;
        return (_capped(begin), _capped(end), _capped(end + terms.reportPeriod));
    }

    function _capped(uint256 time) private pure returns (uint64) {
        return time > type(uint64).max ? type(uint64).max : uint64(time);
    }

    /// Now is from a second on, and before another one.
    function _checkTime(uint64 from, uint64 until) private view {
        uint64 time = uint64(block.timestamp);
        if (time < from) revert TooEarly(from, time);
        if (time >= until) revert TooLate(until, time);
    }

    /// Checks that a window runs. Returns when it began.
    function _checkDraw(Terms memory terms, uint64 window) private view returns (uint64) {
        (uint64 begins, uint64 ends,) = _times(terms, window);
        _checkTime(begins, ends);
        return begins;
    }

    /// Checks that reports of a window are taken no more. Returns whether the operator stopped in the window: it had
    /// nothing to answer in its rest. Asked now, not when the test was drawn: an operator could schedule its exit before
    /// each draw, and cancel it after.
    function _checkOver(
        Service storage service,
        uint64 serviceId,
        address operator,
        uint64 window
    ) private view returns (bool) {
        (, uint64 ends, uint64 deadline) = _times(service.terms, window);
        uint64 time = uint64(block.timestamp);
        if (time < deadline) revert TooEarly(deadline, time);
        address services = service.services;
        return services != address(0) && _servesUntil(services, serviceId, operator) < ends;
    }

    /// Checks that reports of a window are taken. Returns how many requests a challenger sends.
    function _checkReport(Terms memory terms, uint64 window) private view returns (uint32) {
        (, uint64 ends, uint64 reportsEnd) = _times(terms, window);
        _checkTime(ends, reportsEnd);
        return terms.requests;
    }

    /// Whom the seed of a second draws.
    function _drawn(
        Service storage service,
        uint64 serviceId,
        address operator,
        uint64 window,
        uint64 begins
    ) private view returns (Drawn memory drawn) {
        bytes memory question = abi.encodeCall(ISeedBeacon.seedAfter, (begins));
        uint256[MOST_WORDS] memory answer = _asked(service.beacon, question, SEED_BITS);
        (drawn.round, drawn.source) = (uint64(answer[0]), uint8(answer[2]));
        bool counts = drawn.source == NETWORK || (drawn.source == BLOCK_HASH && service.terms.blockHashes);
        if (!counts) revert NoSeed(drawn.round, drawn.source);
        bytes32 seed = keccak256(abi.encode(answer[1], address(this), serviceId, operator, window));
        Members memory members = _membersAt(service.committee, begins);
        drawn.epoch = members.epoch;
        drawn.challengers = _lowest(members, operator, seed, service.terms.challengers);
    }

    /// The members with the lowest hashes of the seed and their addresses, but for the operator and suspended ones.
    function _lowest(
        Members memory members,
        address operator,
        bytes32 seed,
        uint8 count
    ) private pure returns (address[] memory lowest) {
        lowest = new address[](count);
        uint256[] memory ranks = new uint256[](count);
        uint256 received;
        for (uint256 i = 0; i < members.accounts.length; ++i) {
            address account = members.accounts[i];
            if ((members.suspended >> i) & 1 != 0 || account == operator) continue;
            uint256 rank = uint256(keccak256(abi.encode(seed, account)));
            uint256 at = received < count ? received : count;
            ++received;
            // Each higher one goes a place further; the last one falls out.
            for (; at > 0 && ranks[at - 1] > rank; --at) {
                if (at < count) (ranks[at], lowest[at]) = (ranks[at - 1], lowest[at - 1]);
            }
            if (at < count) (ranks[at], lowest[at]) = (rank, account);
        }
        if (received < count) revert TooFewMembers(count, uint8(received));
    }

    /// Takes the report of the challenger that signed it.
    function _report(
        uint64 serviceId,
        address operator,
        uint64 window,
        uint32 answered,
        bytes calldata signature,
        uint32 index
    ) private {
        address signer = signerOf(reportDigest(serviceId, operator, window, answered), signature);
        if (signer == address(0)) revert BadSignature(index);
        Challenger storage challenger = _find(_tests[serviceId][operator][window], signer, index);
        if (challenger.reported) revert AlreadyReported(signer);
        (challenger.reported, challenger.answered) = (true, answered);
        emit LoadReported(serviceId, operator, signer, window, answered);
    }

    function _find(
        Challenger[] storage test,
        address signer,
        uint32 index
    ) private view returns (Challenger storage challenger) {
        uint256 count = test.length;
        for (uint256 i = 0; i < count; ++i) {
            challenger = test[i];
            if (challenger.account == signer) return challenger;
        }
        revert NotDrawn(index, signer);
    }

    /// How many reported, and the median of what they reported: of an even number the upper one.
    function _median(Challenger[] storage test) private view returns (uint8 reports, uint32 median) {
        uint32[] memory sorted = new uint32[](test.length);
        for (uint256 i = 0; i < test.length; ++i) {
            Challenger memory challenger = test[i];
            if (!challenger.reported) continue;
            uint256 at = reports;
            for (; at > 0 && sorted[at - 1] > challenger.answered; --at) sorted[at] = sorted[at - 1];
            sorted[at] = challenger.answered;
            ++reports;
        }
        median = sorted[reports / 2];
    }

    /// Puts a result in its place by window; the earliest one falls out.
    function _keep(TestResult[MOST_RESULTS] storage results, TestResult memory moved) private {
        for (uint256 i = 0; i < MOST_RESULTS; ++i) {
            TestResult memory place = results[i];
            if (place.reports != 0 && place.window > moved.window) continue;
            results[i] = moved;
            if (place.reports == 0) break;
            moved = place;
        }
    }

    /// Whether an operator serves now.
    function _serves(Service storage service, uint64 serviceId, address operator) private view returns (bool) {
        address services = service.services;
        if (services != address(0)) return _servesUntil(services, serviceId, operator) > block.timestamp;
        return _operators[serviceId][operator];
    }

    /// Until which second an operator serves, by IServices, whose own error is passed on.
    function _servesUntil(address peer, uint64 serviceId, address operator) private view returns (uint64) {
        bytes memory question = abi.encodeCall(IServices.servesUntil, (serviceId, operator));
        return uint64(_asked(_other(peer), question, UNTIL_BITS)[0]);
    }

    /// A peer is another contract.
    function _other(address peer) private view returns (address) {
        if (peer == address(this)) revert PeerFailed(peer);
        return peer;
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }

    function _checkTerms(Terms memory terms) private view {
        uint256 challengers = terms.challengers;
        _checkTerm(1, block.timestamp, block.timestamp + FARTHEST, terms.start);
        _checkTerm(2, SHORTEST, LONGEST, terms.windowLength);
        _checkTerm(3, SHORTEST, LONGEST, terms.reportPeriod);
        _checkTerm(4, LEAST_CHALLENGERS, MOST_CHALLENGERS, challengers);
        _checkTerm(5, challengers / 2 + 1, challengers, terms.leastReports);
        _checkTerm(6, 1, type(uint32).max, terms.requests);
        _checkTerm(7, 1, BPS, terms.passBps);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
