// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Load tests: several challengers send requests to an operator at once, and the median of their reports counts
/// @notice Time is cut into windows. In a window the seed of a beacon (ISeedBeacon), of the round after the window's
/// beginning, draws challengers from the members of a committee (IOracleCommittee) at that second. Each sends so many
/// requests to the operator, all of them in the same window. In the report period after the window each signs how many
/// were answered rightly, and within the latency that the service's agreement states. Then any account closes the test:
/// with enough reports, their median counts; with fewer nothing is known. Absence costs nothing.
///
/// The draw: with s = keccak256 of seed, this contract, service, operator and window, as 32 bytes each, a member's rank is
/// keccak256 of s and its address, as 32 bytes each; the lowest ranks are drawn. Suspended members and the operator are
/// not. Each other member is drawn with the same probability, and a member that is suspended makes room for one other.
///
/// A challenger signs, by EIP-712, domain "LoadTests", version 1, of this contract on this chain, the type
/// "LoadReport(uint64 serviceId,address operator,uint64 window,uint32 answered)". Any account submits reports, some or
/// all; none leaves out those that another one submits. Of an even number of reports the upper median counts: a test
/// is failed where more than half of the reports are below the bound. While fewer than half of the least reports are by
/// challengers that lie, the median lies between the reports of those that do not.
///
/// Any account draws: a window that one side skips the other one draws. An operator sees who is drawn, and may serve
/// challengers better than others: a load test shows capacity, not fairness. Challengers that hold back reports
/// make a test neutral. Nothing here takes stake. Of an operator the newest 8 results are kept, by window: what a rulebook
/// measures. Times are seconds.
interface ILoadTests is IRoles {
    /// @notice The terms of a service. They do not change once a test was drawn.
    struct Terms {
        /// The second in which window 0 begins; when it is stated, not in the past, and at most 365 days ahead.
        uint64 start;
        /// The length of a window; a minute to 30 days.
        uint32 windowLength;
        /// How long after a window reports are taken; a minute to 30 days.
        uint32 reportPeriod;
        /// How many are drawn; 3 to 8.
        uint8 challengers;
        /// With how many reports a test counts: more than half of the challengers.
        uint8 leastReports;
        /// How many requests each challenger sends; at least 1.
        uint32 requests;
        /// A test is passed from this median on, in basis points of `requests`; 1 to 10,000.
        uint16 passBps;
        /// Whether seeds of the beacon's fallback count.
        bool blockHashes;
    }

    /// @notice A challenger that was drawn, and what it reported.
    struct Challenger {
        address account;
        bool reported;
        /// How many of its requests were answered rightly and in time.
        uint32 answered;
    }

    /// @notice What came of a test; zeros for none.
    struct TestResult {
        uint64 window;
        /// How many challengers reported.
        uint8 reports;
        /// The median of what was answered.
        uint32 median;
        bool passed;
    }

    // ---- errors

    /// @notice A test was drawn: the service's terms are fixed.
    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 start, 2 windowLength, 3 reportPeriod, 4 challengers, 5 leastReports, 6 requests,
    /// 7 passBps.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice Another contract says who serves.
    error OperatorsElsewhere(address services);
    error ZeroAccount();
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    error NotServing(uint64 serviceId, address operator);
    /// @notice Possible from second `deadline` on.
    error TooEarly(uint64 deadline, uint64 time);
    /// @notice Possible before second `deadline`.
    error TooLate(uint64 deadline, uint64 time);
    error AlreadyDrawn(uint64 serviceId, address operator, uint64 window);
    /// @notice The beacon has no seed for the round yet, or one of a source that the service does not take.
    error NoSeed(uint64 round, uint8 source);
    /// @notice Fewer members can be drawn than the terms say.
    error TooFewMembers(uint8 least, uint8 received);
    /// @notice No test was drawn, or it is closed.
    error NoTest(uint64 serviceId, address operator, uint64 window);
    error LengthMismatch(uint32 expected, uint32 received);
    /// @notice 1 to 8 reports at a time.
    error BatchSize(uint32 most, uint32 received);
    /// @notice A report of more requests than the challenger sends.
    error MoreThanSent(uint32 most, uint32 received);
    /// @notice Not a signature.
    error BadSignature(uint32 index);
    /// @notice The signer was not drawn, or did not sign this.
    error NotDrawn(uint32 index, address signer);
    error AlreadyReported(address challenger);
    /// @notice Results are kept until then.
    error StillNeeded(uint64 until);
    error NothingToClear();

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address services, address committee, address beacon);
    event OperatorSet(uint64 indexed serviceId, address indexed operator, bool serves);
    /// @notice `epoch`: the set of the committee's members from which they are.
    event ChallengersDrawn(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 window,
        uint32 epoch,
        uint64 round,
        uint8 source,
        address[] challengers
    );
    event LoadReported(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed challenger,
        uint64 window,
        uint32 answered
    );
    /// @notice `counts`: whether there were enough reports. Without, there is no median, and the test is not passed.
    event TestClosed(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 window,
        uint8 reports,
        uint32 median,
        bool counts,
        bool passed
    );
    event ResultsCleared(uint64 indexed serviceId, address indexed operator);

    // ---- for the runtime

    /// @notice Fixes the committee, the beacon and the terms of a service. Until a test is drawn, another call takes its
    /// place. `services` is the IServices that says who serves; zero where the runtime says so by setOperator.
    function openService(
        uint64 serviceId,
        address services,
        address committee,
        address beacon,
        Terms calldata terms
    ) external;

    /// @notice Says whether an operator serves, and so can be tested. A test that is drawn goes on.
    function setOperator(uint64 serviceId, address operator, bool serves) external;

    // ---- for anyone

    /// @notice Draws the challengers of an operator's test, while the window runs.
    function draw(
        uint64 serviceId,
        address operator,
        uint64 window
    ) external returns (address[] memory challengers);

    /// @notice Takes reports of challengers, each with its signature of 65 bytes: r, s, and v of 27 or 28. In the report
    /// period.
    function report(
        uint64 serviceId,
        address operator,
        uint64 window,
        uint32[] calldata answered,
        bytes[] calldata signatures
    ) external;

    /// @notice Ends a test after the report period, and frees its record.
    function close(uint64 serviceId, address operator, uint64 window) external returns (bool counts, bool passed);

    /// @notice Frees the results of an operator, 365 days after the newest one's window.
    function clear(uint64 serviceId, address operator) external;

    // ---- state

    /// @notice How many of an operator's tests counted, and how many of these it failed: of the newest 8, those whose
    /// window lies within the seconds from `from`, included, to `to`, excluded. A rule of a rulebook takes the second word
    /// as a share of the first one: of zero tests nothing is known. Its lag is to be longer than the report period, and
    /// from the beginning of its window to the end of the evaluation there are to be 8 windows at most.
    function measured(
        uint64 serviceId,
        address operator,
        uint64 from,
        uint64 to
    ) external view returns (uint32 tested, uint32 failed);

    /// @notice What came of the test with the latest window that counted.
    function resultOf(uint64 serviceId, address operator) external view returns (TestResult memory result);

    /// @notice The challengers of a test that is not closed, in the order of their ranks; none for no test.
    function testOf(
        uint64 serviceId,
        address operator,
        uint64 window
    ) external view returns (Challenger[] memory challengers);

    /// @notice The terms of a service, its peers, and whether a test was drawn.
    function termsOf(uint64 serviceId) external view returns (
        address services,
        address committee,
        address beacon,
        Terms memory terms,
        bool isFixed
    );

    /// @notice When a window begins, when it ends and reports are taken, and from when on a test can be closed.
    function timesOf(
        uint64 serviceId,
        uint64 window
    ) external view returns (uint64 begins, uint64 ends, uint64 reportsEnd);

    /// @notice Whether an operator can be tested: it serves now. A test of a window to whose end it does not serve, by the
    /// IServices, does not count.
    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves);

    /// @notice What a challenger signs.
    function reportDigest(
        uint64 serviceId,
        address operator,
        uint64 window,
        uint32 answered
    ) external view returns (bytes32 digest);
}
