// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRulebook} from "blueprint-abi/library/IRulebook.sol";
import {ISlashingCourt} from "blueprint-abi/library/ISlashingCourt.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Rulebook, in Solidity
/// @notice The same as contracts/rulebook does in ink!.
contract Rulebook is Roles, IRulebook {
    uint8 private constant MOST_RULES = 16;
    uint256 private constant MOST_ARGUMENTS = 5;
    /// Arguments that take neither the operator nor the window.
    uint256 private constant MOST_OTHERS = 2;
    /// Bytes: what a contract in ink! reads of an answer.
    uint256 private constant LONGEST_ANSWER = 16_384;
    uint256 private constant MOST_WORDS = 16;
    /// Of an argument or a word of the answer.
    uint8 private constant NONE = 255;
    uint256 private constant BPS = 10_000;

    uint8 private constant MISREPORTING = 1;
    uint8 private constant NO_PROOFS = 2;
    uint8 private constant SERVICE_LEVEL = 4;
    uint8 private constant BREACH = 5;
    uint8 private constant MISUSE = 6;

    uint8 private constant AT_LEAST = 0;
    uint8 private constant AT_MOST = 1;
    uint8 private constant EQUAL = 2;
    uint8 private constant DIFFERENT = 3;

    /// As ISlashingCourt numbers charges.
    uint8 private constant JOB_MISBEHAVIOUR = 1;
    uint8 private constant QUALITY_OF_SERVICE = 2;
    uint8 private constant BREACH_OF_SECURITY = 3;

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
        _checkMeasure(measure, schedule);
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
        bool holds = standing.until > block.timestamp;
        if (standing.breaches == 0 && !holds) revert NothingToForgive();
        // The windows that are over stay over, and the counter goes on from where it was read.
        (standing.breaches, standing.from, standing.until) = (0, 0, 0);
        if (holds) --standing.times;
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
            if (time < standing.from || time >= standing.until) continue;
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

    function _checkMeasure(Measure memory measure, Schedule memory schedule) private view {
        if (measure.target == address(0) || measure.target == address(this)) revert BadMeasure(1);
        uint256 count = measure.arguments;
        if (count == 0 || count > MOST_ARGUMENTS) revert BadMeasure(2);
        (uint8 operatorAt, uint8 fromAt, uint8 toAt) = (measure.operatorAt, measure.fromAt, measure.toAt);
        if (operatorAt >= count) revert BadMeasure(3);
        if (fromAt != NONE && (fromAt >= count || fromAt == operatorAt)) revert BadMeasure(4);
        if (toAt != NONE && (toAt >= count || toAt == operatorAt || toAt == fromAt)) revert BadMeasure(5);
        uint256 placed = 1 + (fromAt == NONE ? 0 : 1) + (toAt == NONE ? 0 : 1);
        if (count > placed + MOST_OTHERS) revert BadMeasure(2);
        bool ofWindow = fromAt != NONE || toAt != NONE;
        if (ofWindow) {
            (uint64 origin, uint64 unit) = (measure.origin, measure.unit);
            if (unit == 0 || origin > schedule.start) revert BadMeasure(6);
            if ((schedule.start - origin) % unit != 0 || schedule.window % unit != 0) revert BadMeasure(6);
        }
        if (measure.comparison > DIFFERENT) revert BadMeasure(7);
        if (measure.knownAt != NONE && measure.knownAt >= MOST_WORDS) revert BadMeasure(8);
        if (measure.valueAt >= MOST_WORDS) revert BadMeasure(9);
        if (measure.wholeAt != NONE && (measure.wholeAt >= MOST_WORDS || measure.rises)) revert BadMeasure(10);
        if (!ofWindow && !measure.rises) revert MomentChosen();
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }

    /// What is no court does not answer.
    function _checkCourt(address court) private view {
        if (court == address(this)) revert CourtSilent(court);
        (bool done, bytes memory answer) = court.staticcall(abi.encodeCall(ISlashingCourt.proposalCount, ()));
        _answered(court, done, answer, 1);
        _narrow(court, answer, 0);
    }

    /// Whether it takes points or suspends.
    function _isSoft(Effect memory effect) private pure returns (bool) {
        return effect.pointsBps < BPS || effect.suspends;
    }

    // ---- inside: windows

    /// The second in which a window begins, and the one before it is over.
    function _begin(Schedule memory schedule, uint64 window) private pure returns (uint64) {
        return schedule.start + window * schedule.window;
    }

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
            // Without a counter to compare with, how much of it rose in the window is not known.
            if (standing.next == 0) return reading;
            // One that was set back has not risen.
            if (reading.read > standing.counter) reading.value = reading.read - standing.counter;
        } else {
            reading.value = reading.read;
        }
        reading.breached = _compares(measure.comparison, reading.value, measure.bound);
    }

    /// The call, with the operator, the window and the other arguments in their places.
    function _question(
        Measure memory measure,
        Schedule memory schedule,
        address operator,
        uint32 window
    ) private pure returns (bytes memory data) {
        data = bytes.concat(measure.selector);
        bytes32 other = measure.first;
        for (uint256 i = 0; i < measure.arguments; ++i) {
            uint256 argument;
            if (i == measure.operatorAt) argument = uint160(operator);
            else if (i == measure.fromAt) argument = _units(measure, _begin(schedule, window));
            else if (i == measure.toAt) argument = _units(measure, _begin(schedule, uint64(window) + 1));
            else (argument, other) = (uint256(other), measure.second);
            data = bytes.concat(data, bytes32(argument));
        }
    }

    function _units(Measure memory measure, uint64 time) private pure returns (uint256) {
        return (time - measure.origin) / measure.unit;
    }

    /// What the target answers. Its errors are not passed on: they say that nothing was measured.
    function _read(Measure memory measure, bytes memory data) private view returns (bool measured, uint256 read) {
        (bool done, bytes memory answer) = measure.target.staticcall(data);
        if (!done || answer.length > LONGEST_ANSWER || !_has(answer, measure.valueAt)) return (false, 0);
        // All that is read must be there, before any of it is looked at.
        if (measure.knownAt != NONE && !_has(answer, measure.knownAt)) return (false, 0);
        if (measure.wholeAt != NONE && !_has(answer, measure.wholeAt)) return (false, 0);
        if (measure.knownAt != NONE && _word(answer, measure.knownAt) != measure.known) return (false, 0);
        read = _word(answer, measure.valueAt);
        if (measure.wholeAt == NONE) return (true, read);
        uint256 whole = _word(answer, measure.wholeAt);
        if (whole == 0 || read > type(uint256).max / BPS) return (false, 0);
        return (true, (read * BPS) / whole);
    }

    function _compares(uint8 comparison, uint256 value, uint256 bound) private pure returns (bool) {
        if (comparison == AT_LEAST) return value >= bound;
        if (comparison == AT_MOST) return value <= bound;
        if (comparison == EQUAL) return value == bound;
        return value != bound;
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
        // Before the court is called, which may call back.
        _standings[about.serviceId][about.rule][about.operator] = standing;
        _emitEvaluated(about, reading);
        if (!takesEffect) return;
        uint64 proposalId = terms.effect.slashBps == 0 ? 0 : _slash(about, terms, standing.times);
        _emitEffect(about, standing, proposalId);
    }

    /// Uses the breaches up.
    function _take(Record memory standing, Effect memory effect, uint64 end) private pure {
        standing.breaches = 0;
        if (standing.times != type(uint32).max) ++standing.times;
        if (!_isSoft(effect)) return;
        // An effect that lasts until then goes on without a gap.
        if (standing.until == 0 || standing.until < end) standing.from = end;
        standing.until = end + effect.life;
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

    function _emitEffect(Case memory about, Record memory standing, uint64 proposalId) private {
        emit RuleTookEffect(
            about.serviceId,
            about.rule,
            about.operator,
            about.window,
            standing.from,
            standing.until,
            proposalId
        );
    }

    /// Proposes a slash of what was at stake when the window was over.
    function _slash(Case memory about, Rule memory terms, uint32 times) private returns (uint64 proposalId) {
        address court = terms.court;
        uint64 moment = _begin(terms.schedule, uint64(about.window) + 1);
        uint256 amount = _amount(about, court, moment, _share(terms.effect, times));
        // The court takes no proposal of nothing.
        if (amount == 0) return 0;
        (bool done, bytes memory answer) = court.call(
            abi.encodeCall(
                ISlashingCourt.propose,
                (about.serviceId, about.operator, _charge(terms.condition), _evidence(about), amount, moment)
            )
        );
        _answered(court, done, answer, 1);
        return _narrow(court, answer, 0);
    }

    function _amount(
        Case memory about,
        address court,
        uint64 moment,
        uint256 shareBps
    ) private view returns (uint256) {
        (bool done, bytes memory answer) = court.staticcall(
            abi.encodeCall(ISlashingCourt.liabilityOf, (about.serviceId, about.operator, moment))
        );
        _answered(court, done, answer, 4);
        if (_word(answer, 0) > 1) revert CourtSilent(court);
        _narrow(court, answer, 3);
        if (_word(answer, 0) == 0) revert StakeUnknown(about.operator, moment);
        // At most a whole: the product of the two parts does not overflow.
        uint256 exposure = _word(answer, 1);
        return (exposure / BPS) * shareBps + ((exposure % BPS) * shareBps) / BPS;
    }

    /// More each time, up to the most.
    function _share(Effect memory effect, uint32 times) private pure returns (uint256 shareBps) {
        shareBps = effect.slashBps + uint256(effect.repeatBps) * (times - 1);
        if (shareBps > effect.mostBps) shareBps = effect.mostBps;
    }

    /// Of a condition that takes stake.
    function _charge(uint8 condition) private pure returns (uint8) {
        if (condition == BREACH) return BREACH_OF_SECURITY;
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

    // ---- inside: answers

    /// The court's own error is passed on.
    function _answered(address court, bool done, bytes memory answer, uint256 words) private pure {
        if (!done && answer.length != 0) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        if (!done || answer.length < words * 32) revert CourtSilent(court);
    }

    function _has(bytes memory answer, uint256 index) private pure returns (bool) {
        return answer.length >= (index + 1) * 32;
    }

    function _word(bytes memory answer, uint256 index) private pure returns (uint256 word) {
        return _load(answer, index * 32);
    }

    function _load(bytes memory data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), offset))
        }
    }

    function _narrow(address court, bytes memory answer, uint256 index) private pure returns (uint64) {
        uint256 word = _word(answer, index);
        if (word > type(uint64).max) revert CourtSilent(court);
        return uint64(word);
    }
}
