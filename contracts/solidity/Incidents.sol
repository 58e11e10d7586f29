// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IIncidents} from "blueprint-abi/library/IIncidents.sol";
import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Incidents, in Solidity
/// @notice The same as contracts/incidents does in ink!.
contract Incidents is IIncidents, PeerCalls, Roles {
    uint64 private constant SHORTEST = 1 hours;
    uint64 private constant LONGEST_PERIOD = 30 days;
    uint64 private constant LONGEST_EMBARGO = 180 days;
    /// For how long an operator and a subject are known after the judgement.
    uint64 private constant KEPT = 365 days;
    uint8 private constant MOST_SEVERE = 4;
    /// Incidents of an operator that count.
    uint256 private constant MOST_COUNTED = 8;
    /// A question whose members agree on a value.
    uint8 private constant AGREEMENT = 1;
    bytes32 private constant INCIDENT_TYPE = keccak256(
        "Incident(uint256 chainId,address incidents,uint64 serviceId,address reporter,address operator,"
        "bytes32 subject,bytes32 salt)"
    );
    bytes32 private constant QUESTION_TYPE = keccak256("Incidents(address incidents,uint64 serviceId)");

    // ---- answers of auditors: the bits of their words, a byte each; 0 for all 256

    bytes private constant QUESTION_BITS = hex"0820201010";
    bytes private constant VALUE_BITS = hex"004001";

    struct Service {
        address auditors;
        /// How many incidents were committed.
        uint64 incidents;
        uint256 pot;
        /// Its deposit is 0 where there is no service.
        Terms terms;
    }

    /// The incident that has an operator and a subject.
    struct Claim {
        uint64 number;
        uint64 judged;
    }

    /// The newest first; severity 0 for none.
    struct Breaches {
        uint64[MOST_COUNTED] times;
        uint8[MOST_COUNTED] severities;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(uint64 number => Incident)) private _incidents;
    mapping(uint64 serviceId => mapping(address operator => mapping(bytes32 subject => Claim))) private _claims;
    mapping(uint64 serviceId => mapping(address operator => Breaches)) private _breaches;
    mapping(address account => uint256) private _owed;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IIncidents
    function openService(uint64 serviceId, address auditors, Terms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        Terms memory stated = terms;
        Service storage service = _services[serviceId];
        if (service.terms.deposit != 0) revert AlreadyOpen(serviceId);
        _checkTerms(stated);
        if (auditors == address(this)) revert PeerFailed(auditors);
        bytes memory question = abi.encodeCall(IOracleCommittee.questionOf, (questionOf(serviceId)));
        uint256[MOST_WORDS] memory asked = _asked(auditors, question, QUESTION_BITS);
        if (asked[0] != AGREEMENT) revert WrongKind(AGREEMENT, uint8(asked[0]));
        // The time of a verdict is a multiple of the question's period: one must lie in the time to judge.
        _checkTerm(3, asked[1], LONGEST_PERIOD, stated.judgePeriod);
        (service.auditors, service.terms) = (auditors, stated);
        emit ServiceOpened(serviceId, auditors);
    }

    // ---- for anyone

    /// @inheritdoc IIncidents
    function fund(uint64 serviceId) external payable {
        Service storage service = _known(serviceId);
        if (msg.value == 0) revert ZeroDeposit();
        service.pot += msg.value;
        emit PotFunded(serviceId, msg.sender, msg.value);
    }

    /// @inheritdoc IIncidents
    function commit(uint64 serviceId, bytes32 commitment) external payable returns (uint64 number) {
        Service storage service = _known(serviceId);
        uint256 deposit = service.terms.deposit;
        if (msg.value != deposit) revert WrongDeposit(deposit, msg.value);
        number = service.incidents + 1;
        service.incidents = number;
        Incident storage incident = _incidents[serviceId][number];
        (incident.reporter, incident.commitment) = (msg.sender, commitment);
        incident.committed = uint64(block.timestamp);
        emit IncidentCommitted(serviceId, number, msg.sender, commitment);
    }

    /// @inheritdoc IIncidents
    function reveal(
        uint64 serviceId,
        uint64 number,
        address operator,
        bytes32 subject,
        bytes32 salt
    ) external {
        Service storage service = _known(serviceId);
        Incident storage incident = _existing(serviceId, number);
        _checkReveal(service, incident, number);
        if (operator == address(0)) revert ZeroAccount();
        bytes32 received = commitmentOf(serviceId, msg.sender, operator, subject, salt);
        if (received != incident.commitment) revert WrongCommitment(incident.commitment, received);
        Claim storage claim = _claims[serviceId][operator][subject];
        uint64 replaced = claim.number;
        if (replaced != 0 && (claim.judged != 0 || number >= replaced)) {
            return _replace(service, serviceId, number, replaced);
        }
        incident.revealed = uint64(block.timestamp);
        (incident.operator, incident.subject) = (operator, subject);
        claim.number = number;
        if (replaced != 0) _replace(service, serviceId, replaced, number);
        emit IncidentRevealed(serviceId, number, operator, msg.sender, subject);
    }

    /// Ends an incident whose subject another one has. Its deposit returns.
    function _replace(Service storage service, uint64 serviceId, uint64 number, uint64 by) private {
        _owed[_incidents[serviceId][number].reporter] += service.terms.deposit;
        delete _incidents[serviceId][number];
        emit IncidentReplaced(serviceId, number, by);
    }

    /// @inheritdoc IIncidents
    function judge(uint64 serviceId, uint64 number, uint8 severity) external returns (uint256 bounty) {
        Service storage service = _known(serviceId);
        if (severity > MOST_SEVERE) revert UnknownSeverity(MOST_SEVERE, severity);
        Incident memory incident = _existing(serviceId, number);
        if (incident.revealed == 0) revert NotRevealed(number);
        uint64 time = uint64(block.timestamp);
        uint64 until = _ends(service, incident.revealed);
        if (time >= until) revert TooLate(until, time);
        _checkVerdict(service.auditors, questionOf(serviceId), valueOf(number, severity), incident.revealed);
        _checkPot(service, incident, severity);
        delete _incidents[serviceId][number];
        _claims[serviceId][incident.operator][incident.subject].judged = time;
        // An operator that reports itself gets its deposit back.
        bool counts = severity != 0 && incident.reporter != incident.operator;
        if (counts) {
            bounty = _bounty(service.terms, severity);
            if (bounty > service.pot) bounty = service.pot;
            _count(_breaches[serviceId][incident.operator], time, severity);
        }
        uint256 deposit = service.terms.deposit;
        if (severity == 0) {
            service.pot += deposit;
        } else {
            if (bounty != 0) service.pot -= bounty;
            _owed[incident.reporter] += deposit + bounty;
        }
        emit IncidentJudged(serviceId, number, incident.operator, severity, bounty, counts);
    }

    /// @inheritdoc IIncidents
    function settle(uint64 serviceId, uint64 number) external {
        Service storage service = _known(serviceId);
        Incident memory incident = _existing(serviceId, number);
        bool lapsed = incident.revealed == 0;
        uint64 from = lapsed ? _lapses(service, incident.committed) : _ends(service, incident.revealed);
        if (block.timestamp < from) revert TooEarly(from, uint64(block.timestamp));
        delete _incidents[serviceId][number];
        if (lapsed) {
            service.pot += service.terms.deposit;
        } else {
            delete _claims[serviceId][incident.operator][incident.subject];
            _owed[incident.reporter] += service.terms.deposit;
        }
        emit IncidentSettled(serviceId, number, lapsed);
    }

    /// @inheritdoc IIncidents
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

    /// @inheritdoc IIncidents
    function clear(uint64 serviceId, address operator, bytes32 subject) external {
        _known(serviceId);
        Claim memory claim = _claims[serviceId][operator][subject];
        if (claim.number == 0) revert NothingToClear();
        uint64 until = claim.judged == 0 ? type(uint64).max : claim.judged + KEPT;
        if (block.timestamp < until) revert StillNeeded(until);
        delete _claims[serviceId][operator][subject];
        emit SubjectCleared(serviceId, operator, subject);
    }

    // ---- state

    /// @inheritdoc IIncidents
    function breachesOf(
        uint64 serviceId,
        address operator,
        uint64 from,
        uint64 to
    ) external view returns (uint8 count, uint8 worst) {
        Breaches memory breaches = _breaches[serviceId][operator];
        for (uint256 i = 0; i < MOST_COUNTED; ++i) {
            (uint64 time, uint8 severity) = (breaches.times[i], breaches.severities[i]);
            if (severity == 0 || time < from || time >= to) continue;
            ++count;
            if (severity > worst) worst = severity;
        }
    }

    /// @inheritdoc IIncidents
    function incidentOf(uint64 serviceId, uint64 number) external view returns (Incident memory incident) {
        return _incidents[serviceId][number];
    }

    /// @inheritdoc IIncidents
    function subjectOf(
        uint64 serviceId,
        address operator,
        bytes32 subject
    ) external view returns (uint64 number, uint64 judged) {
        Claim storage claim = _claims[serviceId][operator][subject];
        return (claim.number, claim.judged);
    }

    /// @inheritdoc IIncidents
    function termsOf(
        uint64 serviceId
    ) external view returns (address auditors, Terms memory terms, uint64 incidents) {
        Service storage service = _known(serviceId);
        return (service.auditors, service.terms, service.incidents);
    }

    /// @inheritdoc IIncidents
    function potOf(uint64 serviceId) external view returns (uint256 amount) {
        return _services[serviceId].pot;
    }

    /// @inheritdoc IIncidents
    function owedTo(address account) external view returns (uint256 amount) {
        return _owed[account];
    }

    /// @inheritdoc IIncidents
    function commitmentOf(
        uint64 serviceId,
        address reporter,
        address operator,
        bytes32 subject,
        bytes32 salt
    ) public view returns (bytes32 commitment) {
        return keccak256(
            abi.encode(INCIDENT_TYPE, block.chainid, address(this), serviceId, reporter, operator, subject, salt)
        );
    }

    /// @inheritdoc IIncidents
    function questionOf(uint64 serviceId) public view returns (bytes32 question) {
        return keccak256(abi.encode(QUESTION_TYPE, address(this), serviceId));
    }

    /// @inheritdoc IIncidents
    function valueOf(uint64 number, uint8 severity) public pure returns (uint256 value) {
        return uint256(keccak256(abi.encode(number, severity)));
    }

    // ---- inside

    function _known(uint64 serviceId) private view returns (Service storage service) {
        service = _services[serviceId];
        if (service.terms.deposit == 0) revert UnknownService(serviceId);
    }

    function _existing(uint64 serviceId, uint64 number) private view returns (Incident storage incident) {
        incident = _incidents[serviceId][number];
        if (incident.committed == 0) revert UnknownIncident(serviceId, number);
    }

    /// Checks that the caller can reveal an incident now.
    function _checkReveal(Service storage service, Incident storage incident, uint64 number) private view {
        if (msg.sender != incident.reporter) revert NotReporter(incident.reporter, msg.sender);
        if (incident.revealed != 0) revert AlreadyRevealed(number);
        uint64 time = uint64(block.timestamp);
        uint64 from = incident.committed + service.terms.embargo;
        if (time < from) revert TooEarly(from, time);
        uint64 until = _lapses(service, incident.committed);
        if (time >= until) revert TooLate(until, time);
    }

    /// The first second in which an incident cannot be revealed any more.
    function _lapses(Service storage service, uint64 committed) private view returns (uint64) {
        return committed + service.terms.embargo + service.terms.revealPeriod;
    }

    /// The first second in which an incident cannot be judged any more.
    function _ends(Service storage service, uint64 revealed) private view returns (uint64) {
        return revealed + service.terms.judgePeriod;
    }

    /// Checks that the auditors signed a value last, and not before the reveal.
    function _checkVerdict(address auditors, bytes32 question, uint256 expected, uint64 revealed) private view {
        bytes memory call = abi.encodeCall(IOracleCommittee.valueOf, (question));
        uint256[MOST_WORDS] memory signed = _asked(auditors, call, VALUE_BITS);
        if (signed[0] != expected) revert NotJudged(expected, signed[0]);
        uint64 time = uint64(signed[1]);
        if (time < revealed) revert TimeTooOld(revealed, time);
    }

    /// Checks that the caller may have a severity judged with what is in the pot: who picks the moment picks the pot.
    function _checkPot(Service storage service, Incident memory incident, uint8 severity) private view {
        if (msg.sender == incident.reporter) return;
        // A rejected incident, and one of the operator's own, have no bounty.
        if (severity == 0 || incident.reporter == incident.operator) return;
        // In the last quarter any account may: the incident is judged in the end.
        if (block.timestamp >= _ends(service, incident.revealed) - service.terms.judgePeriod / 4) return;
        uint256 bounty = _bounty(service.terms, severity);
        if (service.pot < bounty) revert PotBelowBounty(incident.reporter, bounty, service.pot);
    }

    function _bounty(Terms storage terms, uint8 severity) private view returns (uint256) {
        if (severity == 1) return terms.low;
        if (severity == 2) return terms.medium;
        return severity == 3 ? terms.high : terms.critical;
    }

    /// Puts the newest one in place of the oldest.
    function _count(Breaches storage breaches, uint64 time, uint8 severity) private {
        Breaches memory all = breaches;
        for (uint256 i = MOST_COUNTED - 1; i > 0; --i) {
            (all.times[i], all.severities[i]) = (all.times[i - 1], all.severities[i - 1]);
        }
        (all.times[0], all.severities[0]) = (time, severity);
        (breaches.times, breaches.severities) = (all.times, all.severities);
    }

    function _checkTerms(Terms memory terms) private pure {
        _checkTerm(1, SHORTEST, LONGEST_EMBARGO, terms.embargo);
        _checkTerm(2, SHORTEST, LONGEST_PERIOD, terms.revealPeriod);
        _checkTerm(3, SHORTEST, LONGEST_PERIOD, terms.judgePeriod);
        uint256 most = type(uint128).max;
        _checkTerm(4, 1, most, terms.deposit);
        // Each bounty is at least the one before; the first one may be 0.
        _checkTerm(6, terms.low, most, terms.medium);
        _checkTerm(7, terms.medium, most, terms.high);
        _checkTerm(8, terms.high, most, terms.critical);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }

    // ---- inside: peers, whose own errors are passed on

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
