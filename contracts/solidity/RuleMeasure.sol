// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRulebook} from "blueprint-abi/library/IRulebook.sol";
import {CourtProposer} from "blueprint-solidity/CourtProposer.sol";

/// @title What a rule measures, in Solidity
/// @notice What a view is asked for an operator and a window, and how its answer is read.
abstract contract RuleMeasure is CourtProposer, IRulebook {
    uint256 private constant MOST_ARGUMENTS = 5;
    /// Arguments that take neither the operator nor the window.
    uint256 private constant MOST_OTHERS = 2;
    uint256 private constant MOST_WORDS = 16;
    /// Of an argument or a word of the answer.
    uint8 private constant NONE = 255;

    uint8 private constant AT_LEAST = 0;
    uint8 private constant AT_MOST = 1;
    uint8 private constant EQUAL = 2;
    uint8 private constant DIFFERENT = 3;

    /// A counter, and what takes stake, must show something: silence of the target is no breach then.
    function _checkMeasure(Measure memory measure, Schedule memory schedule, bool takesStake) internal view {
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
        bool mustShow = measure.rises || takesStake;
        if (measure.comparison > (mustShow ? AT_LEAST : DIFFERENT)) revert BadMeasure(7);
        if (measure.knownAt != NONE && measure.knownAt >= MOST_WORDS) revert BadMeasure(8);
        if (measure.valueAt >= MOST_WORDS) revert BadMeasure(9);
        if (measure.wholeAt != NONE && (measure.wholeAt >= MOST_WORDS || measure.rises)) revert BadMeasure(10);
        if (mustShow && measure.bound == 0) revert BadMeasure(11);
        if (!ofWindow && !measure.rises) revert MomentChosen();
    }

    /// The second in which a window begins, and the one before it is over.
    function _begin(Schedule memory schedule, uint64 window) internal pure returns (uint64) {
        return schedule.start + window * schedule.window;
    }

    /// The call, with the operator, the window and the other arguments in their places.
    function _question(
        Measure memory measure,
        Schedule memory schedule,
        address operator,
        uint32 window
    ) internal pure returns (bytes memory data) {
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

    function _units(Measure memory measure, uint64 time) internal pure returns (uint256) {
        return (time - measure.origin) / measure.unit;
    }

    /// What the target answers. Its errors are not passed on: they say that nothing was measured.
    function _read(Measure memory measure, bytes memory data) internal view returns (bool measured, uint256 read) {
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

    function _compares(uint8 comparison, uint256 value, uint256 bound) internal pure returns (bool) {
        if (comparison == AT_LEAST) return value >= bound;
        if (comparison == AT_MOST) return value <= bound;
        if (comparison == EQUAL) return value == bound;
        return value != bound;
    }

    function _has(bytes memory answer, uint256 index) private pure returns (bool) {
        return answer.length >= (index + 1) * 32;
    }
}
