// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ILivenessChallenges} from "blueprint-abi/library/ILivenessChallenges.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Liveness challenges, in Solidity
/// @notice The same as contracts/liveness-challenges does in ink!.
contract LivenessChallenges is PeerCalls, Roles, SignatureVerifier, ILivenessChallenges {
    uint32 private constant MOST_BYTES = 1_024;
    uint64 private constant LONGEST_EXCUSE = 7 days;
    /// The bits of an answer of IServices.
    bytes private constant UNTIL_BITS = hex"40";
    uint256 private constant MOST_RESPONSES = 16;
    uint256 private constant MOST_EXCUSES = 8;
    uint256 private constant MOST_STRIKES = 16;
    uint256 private constant HIGHEST_LIMIT = 8;
    /// For which strikes are remembered after they last count.
    uint64 private constant MEMORY = 90 days;
    bytes32 private constant RESPONSE_TYPE = keccak256(
        "Response(uint64 serviceId,address operator,address challenger,uint64 opened,bytes request,bytes response)"
    );

    /// Seconds, both included; `to` is 0 for none.
    struct Excused {
        uint64 from;
        uint64 to;
    }

    struct Service {
        bool isOpen;
        bool isFixed;
        /// Who says who serves; zero for the runtime.
        address services;
        Terms terms;
        /// Strikes that the service could get at second `since`.
        uint8 level;
        uint64 since;
        Excused[MOST_EXCUSES] excuses;
    }

    struct Record {
        bool isKnown;
        Challenge challenge;
        uint64 nextFrom;
        /// How many strikes there were, the deadline of the first, and of the newest of those that are forgotten; 0 for none.
        uint64 count;
        uint64 first;
        uint64 forgotten;
        /// Deadlines of the latest challenges without response: strike n, from 0, at n modulo their number.
        uint64[MOST_STRIKES] strikes;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(address operator => bool)) private _operators;
    mapping(uint64 serviceId => mapping(address operator => Record)) private _records;
    mapping(address account => uint256) private _owed;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc ILivenessChallenges
    function openService(uint64 serviceId, address services, Terms calldata received) external onlyRuntime {
        // All of it is decoded before anything else is checked.
        Terms memory terms = received;
        Service storage service = _services[serviceId];
        if (service.isFixed) revert AlreadyOpen(serviceId);
        _checkTerms(terms);
        if (services != address(0)) _servesUntil(services, serviceId, address(this));
        if (service.isOpen) delete _services[serviceId];
        (service.isOpen, service.services, service.terms) = (true, services, terms);
        (service.level, service.since) = (terms.capacity, uint64(block.timestamp));
        emit ServiceOpened(serviceId, services, terms.deposit, terms.responsePeriod);
    }

    /// @inheritdoc ILivenessChallenges
    function setOperator(uint64 serviceId, address operator, bool serves) external onlyRuntime {
        address services = _known(serviceId).services;
        if (services != address(0)) revert OperatorsElsewhere(services);
        if (operator == address(0)) revert ZeroAccount();
        _operators[serviceId][operator] = serves;
        emit OperatorSet(serviceId, operator, serves);
    }

    // ---- for the guardian

    /// @inheritdoc ILivenessChallenges
    function excuse(uint64 serviceId, uint64 from, uint64 to, string calldata reason) external onlyGuardian {
        Service storage service = _known(serviceId);
        uint64 time = uint64(block.timestamp);
        if (to < from || to - from >= LONGEST_EXCUSE || to > time || to == 0) revert BadRange(from, to, time);
        uint256 place;
        uint64 free = type(uint64).max;
        for (uint256 i = 0; i < MOST_EXCUSES; ++i) {
            uint64 end = service.excuses[i].to;
            uint64 until = end == 0 ? 0 : end + service.terms.responsePeriod + service.terms.strikeLife;
            if (until < free) (place, free) = (i, until);
        }
        if (time < free) revert TooManyExcuses(free);
        service.excuses[place] = Excused(from, to);
        emit TimeExcused(serviceId, from, to, reason);
    }

    // ---- for anyone

    /// @inheritdoc ILivenessChallenges
    function challenge(uint64 serviceId, address operator, bytes calldata request) external payable {
        Service storage service = _known(serviceId);
        if (!_serves(service, serviceId, operator)) revert NotServing(serviceId, operator);
        _checkLength(request);
        if (msg.sender == operator) revert OwnChallenge(operator);
        uint128 deposit = service.terms.deposit;
        if (msg.value != deposit) revert WrongDeposit(deposit, msg.value);
        Record storage record = _records[serviceId][operator];
        if (record.challenge.opened != 0) revert ChallengeOpen(record.challenge.until);
        uint64 time = uint64(block.timestamp);
        if (time < record.nextFrom) revert CoolingDown(record.nextFrom, time);
        uint64 until = time + service.terms.responsePeriod;
        record.isKnown = true;
        record.challenge = Challenge(msg.sender, deposit, time, until, keccak256(request));
        if (!service.isFixed) service.isFixed = true;
        emit ChallengeFiled(serviceId, operator, msg.sender, time, until, request);
    }

    /// @inheritdoc ILivenessChallenges
    function respond(
        uint64 serviceId,
        address operator,
        uint64 opened,
        bytes calldata response,
        bytes calldata signature
    ) external {
        bytes memory rejection = _respond(serviceId, operator, opened, response, signature);
        if (rejection.length != 0) {
            assembly ("memory-safe") {
                revert(add(rejection, 32), mload(rejection))
            }
        }
    }

    /// @inheritdoc ILivenessChallenges
    function respondAll(SignedResponse[] calldata responses) external returns (uint32 taken) {
        uint256 count = responses.length;
        if (count == 0 || count > MOST_RESPONSES) revert BadBatch(uint32(MOST_RESPONSES), uint32(count));
        for (uint256 i = 0; i < count; ++i) {
            SignedResponse calldata one = responses[i];
            bytes memory rejection =
                _respond(one.serviceId, one.operator, one.opened, one.response, one.signature);
            if (rejection.length == 0) taken |= uint32(1 << i);
        }
    }

    /// @inheritdoc ILivenessChallenges
    function close(uint64 serviceId, address operator) external returns (bool struck) {
        Service storage service = _known(serviceId);
        Record storage record = _records[serviceId][operator];
        Challenge memory open = _open(record, serviceId, operator);
        uint64 time = uint64(block.timestamp);
        if (_excused(service, open.opened, open.until)) {
            // Nothing was tried, so there is no cooldown. No two challenges have the same second.
            _end(record, open.opened + 1);
        } else {
            if (time <= open.until) revert ClosedTooEarly(open.until + 1, time);
            _end(record, open.until + service.terms.cooldown);
            struck = time < open.until + service.terms.strikeLife
                && _served(service, serviceId, operator, open.until) && _take(service);
            if (struck) {
                uint64 count = record.count;
                uint256 place = count % MOST_STRIKES;
                if (count == 0) record.first = open.until;
                if (count >= MOST_STRIKES) record.forgotten = record.strikes[place];
                (record.strikes[place], record.count) = (open.until, count + 1);
            }
        }
        _owed[open.challenger] += open.deposit;
        emit ChallengeClosed(serviceId, operator, open.opened, struck);
    }

    /// @inheritdoc ILivenessChallenges
    function withdraw(address recipient) external returns (uint256 amount) {
        if (recipient == address(0) || recipient == address(this)) revert InvalidRecipient(recipient);
        amount = _owed[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        delete _owed[msg.sender];
        emit Withdrawn(msg.sender, recipient, amount);
        bool taken;
        // Nothing of what the recipient returns is copied.
        assembly ("memory-safe") {
            taken := call(gas(), recipient, amount, 0, 0, 0, 0)
        }
        if (!taken) revert ValueNotTaken(recipient, amount);
    }

    /// @inheritdoc ILivenessChallenges
    function clear(uint64 serviceId, address operator) external {
        Service storage service = _known(serviceId);
        Record storage record = _records[serviceId][operator];
        if (!record.isKnown) revert NothingToClear();
        uint64 until = type(uint64).max;
        if (record.challenge.opened == 0) {
            uint64 count = record.count;
            uint64 needed = count == 0 ? 0 : _strike(record, count, 0) + service.terms.strikeLife + MEMORY;
            until = needed > record.nextFrom ? needed : record.nextFrom;
        }
        if (block.timestamp < until) revert StillNeeded(until);
        delete _records[serviceId][operator];
    }

    // ---- state

    /// @inheritdoc ILivenessChallenges
    function strikesOf(uint64 serviceId, address operator) external view returns (uint8 strikes) {
        return _strikes(_services[serviceId], _records[serviceId][operator], uint64(block.timestamp));
    }

    /// @inheritdoc ILivenessChallenges
    function eligible(uint64 serviceId, address operator) external view returns (bool isEligible) {
        return eligibleAt(serviceId, operator, uint64(block.timestamp));
    }

    /// @inheritdoc ILivenessChallenges
    function eligibleAt(
        uint64 serviceId,
        address operator,
        uint64 time
    ) public view returns (bool wasEligible) {
        Service storage service = _services[serviceId];
        return !service.isOpen || _eligible(service, _records[serviceId][operator], time);
    }

    /// @inheritdoc ILivenessChallenges
    function challengeOf(
        uint64 serviceId,
        address operator
    ) external view returns (Challenge memory open, uint64 nextFrom) {
        Record storage record = _records[serviceId][operator];
        return (record.challenge, record.nextFrom);
    }

    /// @inheritdoc ILivenessChallenges
    function capacityOf(uint64 serviceId) external view returns (uint8 capacity) {
        (capacity,) = _capacity(_known(serviceId));
    }

    /// @inheritdoc ILivenessChallenges
    function termsOf(
        uint64 serviceId
    ) external view returns (address services, Terms memory terms, bool isFixed) {
        Service storage service = _known(serviceId);
        return (service.services, service.terms, service.isFixed);
    }

    /// @inheritdoc ILivenessChallenges
    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves) {
        return _serves(_known(serviceId), serviceId, operator);
    }

    /// @inheritdoc ILivenessChallenges
    function owedTo(address account) external view returns (uint256 amount) {
        return _owed[account];
    }

    /// @inheritdoc ILivenessChallenges
    function responseDigest(
        uint64 serviceId,
        address operator,
        bytes calldata response
    ) external view returns (bytes32 digest) {
        _checkLength(response);
        Challenge memory open = _open(_records[serviceId][operator], serviceId, operator);
        return _digest(serviceId, operator, open, response);
    }

    // ---- inside

    /// Responds to a challenge, or returns the error for which nothing was written.
    function _respond(
        uint64 serviceId,
        address operator,
        uint64 opened,
        bytes calldata response,
        bytes calldata signature
    ) private returns (bytes memory) {
        Service storage service = _services[serviceId];
        if (!service.isOpen) return abi.encodeWithSelector(UnknownService.selector, serviceId);
        if (response.length > MOST_BYTES) {
            return abi.encodeWithSelector(TooLong.selector, MOST_BYTES, uint32(response.length));
        }
        Record storage record = _records[serviceId][operator];
        Challenge memory open = record.challenge;
        if (open.opened == 0) return abi.encodeWithSelector(NoChallenge.selector, serviceId, operator);
        if (open.opened != opened) return abi.encodeWithSelector(WrongChallenge.selector, open.opened, opened);
        if (_excused(service, opened, open.until)) return abi.encodeWithSelector(ChallengeExcused.selector, opened);
        if (block.timestamp > open.until) {
            return abi.encodeWithSelector(ResponseTooLate.selector, open.until, uint64(block.timestamp));
        }
        if (msg.sender != operator && !signedBy(operator, _digest(serviceId, operator, open, response), signature)) {
            return abi.encodeWithSelector(NotOperatorSigned.selector, operator, msg.sender);
        }
        _end(record, uint64(block.timestamp) + service.terms.cooldown);
        _owed[operator] += open.deposit;
        emit ChallengeAnswered(serviceId, operator, opened, response);
        return "";
    }

    function _known(uint64 serviceId) private view returns (Service storage service) {
        service = _services[serviceId];
        if (!service.isOpen) revert UnknownService(serviceId);
    }

    function _open(
        Record storage record,
        uint64 serviceId,
        address operator
    ) private view returns (Challenge memory open) {
        open = record.challenge;
        if (open.opened == 0) revert NoChallenge(serviceId, operator);
    }

    function _end(Record storage record, uint64 nextFrom) private {
        delete record.challenge;
        record.nextFrom = nextFrom;
    }

    function _checkLength(bytes calldata data) private pure {
        if (data.length > MOST_BYTES) revert TooLong(MOST_BYTES, uint32(data.length));
    }

    /// Strikes that count at a second.
    function _strikes(
        Service storage service,
        Record storage record,
        uint64 time
    ) private view returns (uint8 strikes) {
        (uint64 life, uint64 period) = (service.terms.strikeLife, service.terms.responsePeriod);
        uint256 count = record.count;
        for (uint256 i = 0; i < count && i < MOST_STRIKES; ++i) {
            uint64 deadline = _strike(record, count, i);
            // The newest first: all that follow have expired, too.
            if (time >= deadline + life) break;
            if (deadline < time && !_excused(service, deadline - period, deadline)) ++strikes;
        }
    }

    /// The deadline of a strike that is remembered, of so many that there were: the newest at 0.
    function _strike(Record storage record, uint256 count, uint256 index) private view returns (uint64 deadline) {
        return record.strikes[(count - 1 - index) % MOST_STRIKES];
    }

    /// Whether fewer strikes than the limit count at a second. Where forgotten strikes may have counted, it is known only if as
    /// many as the limit are remembered before it, excused or not; else it is false.
    function _eligible(Service storage service, Record storage record, uint64 time) private view returns (bool) {
        (uint64 life, uint256 limit) = (service.terms.strikeLife, service.terms.limit);
        (uint64 first, uint64 forgotten) = (record.first, record.forgotten);
        if (forgotten != 0 && first < time && time < forgotten + life) {
            // All places are in use: the last of so many, the oldest first.
            if (_strike(record, record.count, MOST_STRIKES - limit) >= time) return false;
        }
        return _strikes(service, record, time) < limit;
    }

    /// Whether a second from `first` to `last`, included, is excused.
    function _excused(Service storage service, uint64 first, uint64 last) private view returns (bool) {
        for (uint256 i = 0; i < MOST_EXCUSES; ++i) {
            Excused storage range = service.excuses[i];
            uint64 to = range.to;
            if (to != 0 && first <= to && range.from <= last) return true;
        }
        return false;
    }

    /// Strikes that the service can get now, and from which second on the next refill period counts.
    function _capacity(Service storage service) private view returns (uint8 level, uint64 since) {
        Terms memory terms = service.terms;
        (level, since) = (service.level, service.since);
        uint64 time = uint64(block.timestamp);
        uint64 periods = time > since ? (time - since) / terms.refillPeriod : 0;
        if (periods >= terms.capacity - level) return (terms.capacity, time > since ? time : since);
        return (level + uint8(periods), since + periods * terms.refillPeriod);
    }

    /// Whether there was capacity for a strike, which is gone now.
    function _take(Service storage service) private returns (bool) {
        (uint8 level, uint64 since) = _capacity(service);
        if (level == 0) return false;
        (service.level, service.since) = (level - 1, since);
        return true;
    }

    /// Whether an operator serves now.
    function _serves(Service storage service, uint64 serviceId, address operator) private view returns (bool) {
        address services = service.services;
        if (services != address(0)) return _servesUntil(services, serviceId, operator) > block.timestamp;
        return _operators[serviceId][operator];
    }

    /// Whether an operator had to be there to the end of its time to respond. Asked when a challenge is closed, not when
    /// it is filed: an operator could schedule its exit before each challenge, and cancel it after.
    function _served(
        Service storage service,
        uint64 serviceId,
        address operator,
        uint64 until
    ) private view returns (bool) {
        address services = service.services;
        return services == address(0) || _servesUntil(services, serviceId, operator) > until;
    }

    /// Until which second an operator serves, by IServices, whose own error is passed on.
    function _servesUntil(address peer, uint64 serviceId, address operator) private view returns (uint64) {
        if (peer == address(this)) revert PeerFailed(peer);
        bytes memory question = abi.encodeCall(IServices.servesUntil, (serviceId, operator));
        return uint64(_asked(peer, question, UNTIL_BITS)[0]);
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }

    function _digest(
        uint64 serviceId,
        address operator,
        Challenge memory open,
        bytes calldata response
    ) private view returns (bytes32) {
        bytes32 body = keccak256(
            abi.encode(
                RESPONSE_TYPE,
                serviceId,
                operator,
                open.challenger,
                open.opened,
                open.request,
                keccak256(response)
            )
        );
        return digestOf(domainOf("LivenessChallenges", address(this)), body);
    }

    function _checkTerms(Terms memory terms) private pure {
        uint256 rhythm = uint256(terms.responsePeriod) + terms.cooldown;
        uint256 life = rhythm * terms.limit;
        _checkTerm(0, 1, type(uint128).max, terms.deposit);
        _checkTerm(1, 60, 30 days, terms.responsePeriod);
        _checkTerm(2, 1, 30 days, terms.cooldown);
        _checkTerm(3, life == 0 ? 1 : life, 365 days, terms.strikeLife);
        _checkTerm(4, 1, type(uint8).max, terms.capacity);
        _checkTerm(5, 1, 365 days, terms.refillPeriod);
        _checkTerm(6, 1, HIGHEST_LIMIT, terms.limit);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
