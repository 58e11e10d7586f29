// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Rulebook: what a service measures of its operators, and what comes of a breach
/// @notice A rule names a measure, a bound, and an effect. The measure is a view of any contract: windows kept
/// (IServiceLevels), strikes (ILivenessChallenges), latency of receipts (IUsageReceipts), the median of a committee
/// (IOracleCommittee). Time is cut into windows. Once a window is over and its lag has passed, any account evaluates it:
/// it is breached where the measured value compares with the bound. Where `needed` of the last `span` windows are
/// breached, the rule takes effect, and those breaches are used up.
///
/// Conditions: 1 consistent misreporting, 2 failure to provide proofs, 3 missed challenges, 4 service level violated,
/// 5 breach of security, 6 misuse of resources. Effects: a factor on points, suspension, and for 1, 5 and 6 a slash that
/// is proposed in ISlashingCourt, for job misbehaviour, breach of security and quality of service. 2, 3 and 4 are absence,
/// which never costs stake.
///
/// An effect holds from the second in which its window can no longer be evaluated: no account chooses when it begins.
/// What cannot be measured is no breach. Rules do not change: they are announced before their first window, and
/// retired. Times are seconds, shares basis points.
interface IRulebook is IRoles {
    /// @notice What is asked, of whom, and how the answer is read.
    struct Measure {
        /// The contract that is called, by a static call.
        address target;
        bytes4 selector;
        /// How many words it takes, 1 to 5.
        uint8 arguments;
        /// The argument that takes the operator, and those that take the beginning and the end of the window; 255 for none.
        uint8 operatorAt;
        uint8 fromAt;
        uint8 toAt;
        /// What the other arguments take, at most two, in their order: the service, say.
        bytes32 first;
        bytes32 second;
        /// The beginning and the end are given as (second - origin) / unit.
        uint64 origin;
        uint64 unit;
        /// The word of the answer that must be `known`, or nothing is known; 255 for none.
        uint8 knownAt;
        uint64 known;
        /// The word that is compared.
        uint8 valueAt;
        /// The word of which it is a share, in basis points, rounded down; 255 for none. Of zero nothing is known.
        uint8 wholeAt;
        /// The value is a counter: its rise since the evaluation before is compared.
        bool rises;
        /// A breach is a value that is 0 at least, 1 at most, 2 equal to, 3 different from the bound.
        uint8 comparison;
        uint256 bound;
    }

    /// @notice The windows, and how many of them must be breached.
    struct Schedule {
        /// The first window begins then: an hour to a year ahead.
        uint64 start;
        /// Seconds of a window, an hour to 30 days.
        uint64 window;
        /// From the end of a window until it can be evaluated, at most 30 days.
        uint64 lag;
        /// In which it can be evaluated: an hour to a window. So one window can be evaluated at a time, and no account ends
        /// an earlier one by a later one.
        uint64 evaluation;
        /// 1 to `span` breaches.
        uint8 needed;
        /// 1 to 32 windows.
        uint8 span;
    }

    /// @notice What comes of it.
    struct Effect {
        /// How long a factor and a suspension hold, at most 180 days.
        uint64 life;
        /// What is left of points; 10,000 for all.
        uint16 pointsBps;
        bool suspends;
        /// What is proposed of the stake that answers for the service: at first, more each time the rule takes effect
        /// anew, and at most.
        uint16 slashBps;
        uint16 repeatBps;
        uint16 mostBps;
    }

    /// @notice What is on record about an operator under a rule.
    struct Record {
        /// The windows before this one are over for it.
        uint32 next;
        /// Breaches that are not used up: bit i is window next - 1 - i.
        uint32 breaches;
        /// How often the rule took effect.
        uint32 times;
        /// Seconds in which the latest effects hold, and the ones before, the last one excluded; zeros for none. Effects
        /// that follow each other without a gap are one.
        uint64 from;
        uint64 until;
        uint64 earlierFrom;
        uint64 earlierUntil;
        /// The counter at the latest evaluation.
        uint256 counter;
    }

    // ---- errors

    error UnknownRule(uint64 serviceId, uint8 rule);
    /// @notice A service has had 16 rules, retired ones included.
    error TooManyRules(uint8 most);
    error UnknownCondition(uint8 most, uint8 received);
    /// @notice Terms are numbered: 1 start, 2 window, 3 lag, 4 evaluation, 5 needed, 6 span, 7 life, 8 pointsBps, 9 slashBps,
    /// 10 repeatBps, 11 mostBps.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice Failures to provide proofs, missed challenges and violated service levels cost no stake.
    error AbsenceTakesNoStake(uint8 condition);
    /// @notice A rule without effect; a factor or a suspension without life; stake without a court, or a court without stake.
    error NoEffect();
    /// @notice Fields are numbered: 1 target, 2 arguments, 3 operatorAt, 4 fromAt, 5 toAt, 6 unit, 7 comparison, 8 knownAt,
    /// 9 valueAt, 10 wholeAt, 11 bound. Places are below the number of arguments, no two the same, and leave two arguments at
    /// most; windows must begin and end on whole units after the origin; of an answer the first 16 words are read; a share
    /// does not rise. A counter, and what takes stake, is compared by 0 with a bound of 1 at least: a target that says
    /// nothing costs no stake, and no account makes a breach by waiting.
    error BadMeasure(uint8 field);
    /// @notice The measure is neither of a window nor a counter: who evaluates would choose when it is read.
    error MomentChosen();
    error RuleRetired(uint8 rule);
    /// @notice The window was evaluated, or a later one.
    error WindowOver(uint32 next, uint32 received);
    error TooEarly(uint64 deadline, uint64 time);
    error TooLate(uint64 deadline, uint64 time);
    /// @notice The target did not answer as the measure says, or it says that it does not know.
    error NothingMeasured(address target);
    error CourtSilent(address court);
    /// @notice The court has no record of what the operator had at stake then, or recorded that nothing answers for the
    /// service.
    error StakeUnknown(address operator, uint64 capturedAt);
    error ZeroAccount();
    /// @notice No breach is on record, no effect holds or is to hold, and the rule took none.
    error NothingToForgive();
    /// @notice No share of stake is due for the window.
    error NothingDue(uint64 serviceId, uint8 rule, address operator, uint32 window);

    // ---- events

    event RuleAdded(
        uint64 indexed serviceId,
        uint8 indexed rule,
        uint8 indexed condition,
        address target,
        address court,
        uint64 start
    );
    event RuleEnded(uint64 indexed serviceId, uint8 indexed rule);
    event WindowEvaluated(
        uint64 indexed serviceId,
        uint8 indexed rule,
        address indexed operator,
        uint32 window,
        uint256 value,
        bool breached
    );
    /// @notice Enough windows were breached. `dueBps` is the share of stake that can be proposed; 0 for none.
    event RuleTookEffect(
        uint64 indexed serviceId,
        uint8 indexed rule,
        address indexed operator,
        uint32 window,
        uint64 from,
        uint64 until,
        uint16 dueBps
    );
    /// @notice A share of stake was proposed; `proposalId` is 0 where the share rounds to nothing, or it is too long ago.
    event BreachProposed(
        uint64 indexed serviceId,
        uint8 indexed rule,
        address indexed operator,
        uint32 window,
        uint64 proposalId
    );
    event Forgiven(
        uint64 indexed serviceId,
        uint8 indexed rule,
        address indexed operator,
        string reason
    );

    // ---- for the runtime

    /// @notice Adds a rule to a service. Rules of a service are numbered from 0. A court is needed where the effect takes
    /// stake, else zero; there, this contract must be the service's proposer, and the stake of operators be captured
    /// for the ends of windows.
    function addRule(
        uint64 serviceId,
        uint8 condition,
        address court,
        Measure calldata measure,
        Schedule calldata schedule,
        Effect calldata effect
    ) external returns (uint8 rule);

    /// @notice No window is evaluated any more. Effects that hold go on.
    function retireRule(uint64 serviceId, uint8 rule) external;

    // ---- for the guardian

    /// @notice Takes back what counts against an operator under a rule: its breaches, its effects, and how often the rule
    /// took effect. A share of stake that is due or proposed is for governance to veto in the court.
    function forgive(uint64 serviceId, uint8 rule, address operator, string calldata reason) external;

    // ---- for anyone

    /// @notice Evaluates a window, once, and none before a later one. Reverts where nothing was measured, with nothing
    /// recorded. A counter is compared where the window before was evaluated, too; else it is recorded, which is no breach.
    /// Between its two readings lie a window, and at most an evaluation more or less.
    function evaluate(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external returns (bool breached);

    /// @notice Proposes a share of stake that is due for a window, in the court; 0 where the share rounds to nothing. Reverts
    /// with the court's error, and can be repeated: where it has too many open, say. Reverts as well while the court has
    /// recorded no stake, or that none answers for the service: such a record may be wrong, and the runtime corrects it.
    /// After 180 days nothing is due any more: the call returns 0.
    function propose(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external returns (uint64 proposalId);

    // ---- state

    /// @notice What a manager weighs results by, for a second that has come: that of the job's call, say. Suspended in one
    /// rule is suspended; of factors the lowest holds. For the second of now it does not change any more, but by the
    /// guardian. Of the past the latest two effects are known: a manager that judges long after the call keeps what held
    /// then.
    function standingAt(
        uint64 serviceId,
        address operator,
        uint64 time
    ) external view returns (bool suspended, uint16 pointsBps);

    /// @notice What an evaluation would read now, and whether it would be a breach. Of a counter, its rise.
    function measureOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external view returns (bool measured, uint256 value, bool breached);

    /// @notice The seconds from and until which a window can be evaluated, the last one excluded.
    function evaluationOf(
        uint64 serviceId,
        uint8 rule,
        uint32 window
    ) external view returns (uint64 from, uint64 until);

    function recordOf(
        uint64 serviceId,
        uint8 rule,
        address operator
    ) external view returns (Record memory record);

    /// @notice The share of stake that is due for a window, in basis points; 0 for none.
    function dueOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external view returns (uint16 shareBps);

    /// @notice How many rules a service has had.
    function rulesOf(uint64 serviceId) external view returns (uint8 count);

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
        );

    /// @notice The hash by which the court knows a breach that takes stake.
    function evidenceOf(
        uint64 serviceId,
        uint8 rule,
        address operator,
        uint32 window
    ) external view returns (bytes32 evidence);
}
