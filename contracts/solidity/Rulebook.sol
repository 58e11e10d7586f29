// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRulebook} from "blueprint-abi/library/IRulebook.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {RuleMeasure} from "blueprint-solidity/RuleMeasure.sol";

/// @title Rulebook, in Solidity
/// @notice The same as contracts/rulebook does in ink!.
contract Rulebook is Roles, RuleMeasure {
    uint8 private constant MOST_RULES = 16;
    /// No court keeps a stake slashable for longer.
    uint64 private constant LONGEST_SLASHABLE = 180 days;

    uint8 private constant MISREPORTING = 1;
    uint8 private constant NO_PROOFS = 2;
    uint8 private constant SERVICE_LEVEL = 4;
    uint8 private constant BREACH = 5;
    uint8 private constant MISUSE = 6;

    bytes32 private constant BREACH_TYPE =
        keccak256("RuleBreach(address rulebook,uint64 serviceId,uint8 rule,address operator,uint32 window)");

    struct Rule {
        uint8 condition;
        /// Zero where no stake is taken.
        address court;
        bool retired;
        Measure measure;
        Schedule schedule;
        Effect effect;
    }

    /// Whose window is evaluated, and under which rule.
    struct Case {
        uint64 serviceId;
        uint8 rule;
        address operator;
        uint32 window;
    }

    struct Reading {
        bool measured;
        /// The word that the target gave, or the share.
        uint256 read;
        /// What is compared: the same, or how much a counter rose.
        uint256 value;
        bool breached;
    }

    mapping(uint64 serviceId => uint8) private _counts;
    mapping(uint64 serviceId => mapping(uint256 rule => Rule)) private _rules;
    mapping(uint64 serviceId => mapping(uint256 rule => mapping(address operator => Record))) private _standings;
    /// Shares of stake, in basis points, by the hash of the breach for which they are due.
    mapping(bytes32 evidence => uint16 shareBps) private _due;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IRulebook
    function addRule(
        uint64 serviceId,
        uint8 condition,
        address court,
        Measure calldata receivedMeasure,
        Schedule calldata receivedSchedule,
        Effect calldata receivedEffect
    ) external onlyRuntime returns (uint8 rule) {
        // All of it is decoded before anything else is checked.
        (Measure memory measure, Schedule memory schedule) = (receivedMeasure, receivedSchedule);
        Effect memory effect = receivedEffect;
        rule = _counts[serviceId];
        if (rule >= MOST_RULES) revert TooManyRules(MOST_RULES);
        if (condition < MISREPORTING || condition > MISUSE) revert UnknownCondition(MISUSE, condition);
        _checkSchedule(schedule);
        _checkEffect(condition, court, effect);
        _checkMeasure(measure, schedule, effect.slashBps != 0);
        if (court != address(0)) _checkCourt(court);
        Rule storage terms = _rules[serviceId][rule];
        (terms.condition, terms.court) = (condition, court);
        (terms.measure, terms.schedule, terms.effect) = (measure, schedule, effect);
        _counts[serviceId] = rule + 1;
        emit RuleAdded(serviceId, rule, condition, measure.target, court, schedule.start);
    }

    /// @inheritdoc IRulebook
    function retireRule(uint64 serviceId, uint8 rule) external onlyRuntime {
        Rule storage terms = _known(serviceId, rule);
        if (terms.retired) revert RuleRetired(rule);
        terms.retired = true;
        emit RuleEnded(serviceId, rule);
    }

    // ---- for the guardian

    /// @inheritdoc IRulebook
    function forgive(uint64 serviceId, uint8 rule, address operator, string calldata reason) external onlyGuardian {
        _known(serviceId, rule);
        Record storage standing = _standings[serviceId][rule][operator];
        // Without a breach on record the rule may still have taken effect; without either there is nothing.
        if (standing.breaches == 0 && standing.times == 0) revert NothingToForgive();
        // The windows that are over stay over, and the counter goes on from where it was read.
        (uint32 next, uint256 counter) = (standing.next, standing.counter);
        delete _standings[serviceId][rule][operator];
        (standing.next, standing.counter) = (next, counter);
        emit Forgiven(serviceId, rule, operator, reason);
    }

    // ---- for anyone

    /// @inheritdoc IRulebook
    function evaluate(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external returns (bool breached) {
        Rule memory terms = _known(serviceId, rule);
        if (terms.retired) revert RuleRetired(rule);
        if (operator == address(0)) revert ZeroAccount();
        Record memory standing = _standings[serviceId][rule][operator];
        if (window < standing.next) revert WindowOver(standing.next, window);
        uint64 end = _timely(terms.schedule, window);
        Reading memory reading = _reading(terms, standing, operator, window);
        if (!reading.measured) revert NothingMeasured(terms.measure.target);
        _record(Case(serviceId, rule, operator, window), terms, standing, reading, end);
        return reading.breached;
    }

    /// @inheritdoc IRulebook
    function propose(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external returns (uint64 proposalId) {
        Rule storage terms = _known(serviceId, rule);
        bytes32 evidence = evidenceOf(serviceId, rule, operator, window);
        uint256 shareBps = _due[evidence];
        if (shareBps == 0) revert NothingDue(serviceId, rule, operator, window);
        Offence memory offence = Offence({
            court: terms.court,
            serviceId: serviceId,
            operator: operator,
            charge: _charge(terms.condition),
            evidence: evidence,
            moment: _begin(terms.schedule, uint64(window) + 1)
        });
        uint256 amount = _atStake(offence, shareBps);
        delete _due[evidence];
        // The court takes no proposal of nothing.
        if (amount != 0) proposalId = _propose(offence, amount);
        emit BreachProposed(serviceId, rule, operator, window, proposalId);
    }

    // ---- state

    /// @inheritdoc IRulebook
    function standingAt(
        uint64 serviceId,
        address operator,
        uint64 time
    ) external view returns (bool suspended, uint16 pointsBps) {
        pointsBps = uint16(BPS);
        uint256 count = _counts[serviceId];
        // Rules that were retired, too: their effects go on.
        for (uint256 rule = 0; rule < count; ++rule) {
            Record storage standing = _standings[serviceId][rule][operator];
            // Without an effect the end is 0, and no second is before it.
            bool latest = time >= standing.from && time < standing.until;
            bool earlier = time >= standing.earlierFrom && time < standing.earlierUntil;
            if (!latest && !earlier) continue;
            Effect storage effect = _rules[serviceId][rule].effect;
            if (effect.suspends) suspended = true;
            if (effect.pointsBps < pointsBps) pointsBps = effect.pointsBps;
        }
    }

    /// @inheritdoc IRulebook
    function measureOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external view returns (bool measured, uint256 value, bool breached) {
        Rule memory terms = _known(serviceId, rule);
        Reading memory reading = _reading(terms, _standings[serviceId][rule][operator], operator, window);
        return (reading.measured, reading.value, reading.breached);
    }

    /// @inheritdoc IRulebook
    function evaluationOf(
        uint64 serviceId,
        uint8 rule,
        uint32 window
    ) external view returns (uint64 from, uint64 until) {
        return _evaluation(_known(serviceId, rule).schedule, window);
    }

    /// @inheritdoc IRulebook
    function recordOf(
        uint64 serviceId,
        uint8 rule,
        address operator
    ) external view returns (Record memory standing) {
        _known(serviceId, rule);
        return _standings[serviceId][rule][operator];
    }

    /// @inheritdoc IRulebook
    function dueOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external view returns (uint16 shareBps) {
        return _due[evidenceOf(serviceId, rule, operator, window)];
    }

    /// @inheritdoc IRulebook
    function rulesOf(uint64 serviceId) external view returns (uint8 count) {
        return _counts[serviceId];
    }

    /// @inheritdoc IRulebook
    function ruleOf(
        uint64 serviceId,
        uint8 rule
    )
        external
        view
        returns (
            uint8 condition,
            address court,
            bool retired,
            Measure memory measure,
            Schedule memory schedule,
            Effect memory effect
        )
    {
        Rule memory terms = _known(serviceId, rule);
        return (terms.condition, terms.court, terms.retired, terms.measure, terms.schedule, terms.effect);
    }

    /// @inheritdoc IRulebook
    function evidenceOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) public view returns (bytes32 evidence) {
        return keccak256(abi.encode(BREACH_TYPE, address(this), serviceId, rule, operator, window));
    }

    // ---- inside: the terms of a rule

    function _known(uint64 serviceId, uint8 rule) private view returns (Rule storage terms) {
        if (rule >= _counts[serviceId]) revert UnknownRule(serviceId, rule);
        terms = _rules[serviceId][rule];
    }

    function _checkSchedule(Schedule memory schedule) private view {
        _checkTerm(1, block.timestamp + 1 hours, block.timestamp + 365 days, schedule.start);
        _checkTerm(2, 1 hours, 30 days, schedule.window);
        _checkTerm(3, 0, 30 days, schedule.lag);
        // One window at a time: an operator would else end a breach by evaluating a later window before it.
        _checkTerm(4, 1 hours, schedule.window, schedule.evaluation);
        // The span first: it bounds how many are needed.
        _checkTerm(6, 1, 32, schedule.span);
        _checkTerm(5, 1, schedule.span, schedule.needed);
    }

    function _checkEffect(uint8 condition, address court, Effect memory effect) private pure {
        bool slashes = effect.slashBps != 0;
        uint256 most = slashes ? BPS : 0;
        _checkTerm(7, 0, 180 days, effect.life);
        _checkTerm(8, 0, BPS, effect.pointsBps);
        _checkTerm(9, 0, BPS, effect.slashBps);
        _checkTerm(10, 0, most, effect.repeatBps);
        _checkTerm(11, effect.slashBps, most, effect.mostBps);
        if (slashes && condition >= NO_PROOFS && condition <= SERVICE_LEVEL) {
            revert AbsenceTakesNoStake(condition);
        }
        bool soft = _isSoft(effect);
        if (!soft && !slashes) revert NoEffect();
        if (soft && effect.life == 0) revert NoEffect();
        if (slashes != (court != address(0))) revert NoEffect();
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }

    /// Whether it takes points or suspends.
    function _isSoft(Effect memory effect) private pure returns (bool) {
        return effect.pointsBps < BPS || effect.suspends;
    }

    // ---- inside: windows

    function _evaluation(Schedule memory schedule, uint32 window) private pure returns (uint64 from, uint64 until) {
        from = _begin(schedule, uint64(window) + 1) + schedule.lag;
        until = from + schedule.evaluation;
    }

    /// Until when the window can be evaluated. Reverts where it cannot be now.
    function _timely(Schedule memory schedule, uint32 window) private view returns (uint64 until) {
        uint64 from;
        (from, until) = _evaluation(schedule, window);
        uint64 time = uint64(block.timestamp);
        if (time < from) revert TooEarly(from, time);
        if (time >= until) revert TooLate(until, time);
    }

    // ---- inside: measuring

    function _reading(
        Rule memory terms,
        Record memory standing,
        address operator,
        uint32 window
    ) private view returns (Reading memory reading) {
        Measure memory measure = terms.measure;
        (reading.measured, reading.read) = _read(measure, _question(measure, terms.schedule, operator, window));
        if (!reading.measured) return reading;
        if (measure.rises) {
            // Without the counter of the window before, how much of it rose in this one is not known.
            if (standing.next == 0 || standing.next != window) return reading;
            // One that was set back has not risen.
            if (reading.read > standing.counter) reading.value = reading.read - standing.counter;
        } else {
            reading.value = reading.read;
        }
        reading.breached = _compares(measure.comparison, reading.value, measure.bound);
    }

    // ---- inside: what comes of it

    /// `end` is the second from which on the window can no longer be evaluated.
    function _record(
        Case memory about,
        Rule memory terms,
        Record memory standing,
        Reading memory reading,
        uint64 end
    ) private {
        if (terms.measure.rises) standing.counter = reading.read;
        uint256 shift = uint256(about.window) + 1 - standing.next;
        // Windows that were left out are no breaches.
        uint256 breaches = shift >= 32 ? 0 : uint256(standing.breaches) << shift;
        if (reading.breached) breaches |= 1;
        standing.breaches = uint32(breaches & ((uint256(1) << terms.schedule.span) - 1));
        standing.next = about.window + 1;
        bool takesEffect = reading.breached && _ones(standing.breaches) >= terms.schedule.needed;
        if (takesEffect) _take(standing, terms.effect, end);
        _standings[about.serviceId][about.rule][about.operator] = standing;
        _emitEvaluated(about, reading);
        if (!takesEffect) return;
        // Proposed apart: a court that takes no proposal now does not undo the rest.
        uint16 dueBps = _share(terms.effect, standing.times);
        if (dueBps != 0) _due[_evidence(about)] = dueBps;
        _emitEffect(about, standing, dueBps);
    }

    /// Uses the breaches up.
    function _take(Record memory standing, Effect memory effect, uint64 end) private pure {
        standing.breaches = 0;
        if (standing.times != type(uint32).max) ++standing.times;
        if (!_isSoft(effect)) return;
        // An effect that lasts until then goes on without a gap. Another one may still hold. The one before it is over: no
        // two windows can be evaluated at a time.
        if (standing.until == 0 || standing.until < end) {
            (standing.earlierFrom, standing.earlierUntil) = (standing.from, standing.until);
            standing.from = end;
        }
        standing.until = end + effect.life;
    }

    /// What to propose; 0 where the share rounds to nothing, or it is too long ago.
    function _atStake(Offence memory offence, uint256 shareBps) private view returns (uint256) {
        if (block.timestamp > offence.moment + LONGEST_SLASHABLE) return 0;
        uint256 exposure = _exposure(offence);
        // A capture of nothing may be wrong, and the runtime corrects it: the share stays due.
        if (exposure == 0) _stakeUnknown(offence.operator, offence.moment);
        return _shareOf(exposure, shareBps);
    }

    function _emitEvaluated(Case memory about, Reading memory reading) private {
        emit WindowEvaluated(
            about.serviceId,
            about.rule,
            about.operator,
            about.window,
            reading.value,
            reading.breached
        );
    }

    function _emitEffect(Case memory about, Record memory standing, uint16 dueBps) private {
        emit RuleTookEffect(
            about.serviceId,
            about.rule,
            about.operator,
            about.window,
            standing.from,
            standing.until,
            dueBps
        );
    }

    /// More each time, up to the most.
    function _share(Effect memory effect, uint32 times) private pure returns (uint16) {
        uint256 shareBps = effect.slashBps + uint256(effect.repeatBps) * (times - 1);
        return shareBps > effect.mostBps ? effect.mostBps : uint16(shareBps);
    }

    /// Of a condition that takes stake.
    function _charge(uint8 condition) private pure returns (uint8) {
        if (condition == BREACH) return SECURITY_BREACH;
        return condition == MISUSE ? QUALITY_OF_SERVICE : JOB_MISBEHAVIOUR;
    }

    function _evidence(Case memory about) private view returns (bytes32) {
        return evidenceOf(about.serviceId, about.rule, about.operator, about.window);
    }

    function _ones(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }

    function _courtSilent(address court) internal pure override {
        revert CourtSilent(court);
    }

    function _stakeUnknown(address operator, uint64 capturedAt) internal pure override {
        revert StakeUnknown(operator, capturedAt);
    }
}
