// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Service levels: what share of a subscription's bill is due
/// @notice Time is cut into windows of a service's terms. A window that an operator answered is kept. The
/// bill of a period judges the windows whose beginning, plus the lag, lies in it: the lag is the time from the
/// beginning of a window until no bit of it changes any more (window, answer period and excuse period). So
/// consecutive bills judge each window exactly once. A service has at most 11 operators and one probe; in all
/// functions the zero address is the probe. Nothing here takes stake. Times are seconds, shares basis points.
interface IServiceLevels is IRoles {
    /// @notice The terms of a service. They do not change once they have started.
    struct Terms {
        /// The first second of window 0, in the future.
        uint64 start;
        /// The length of a window; at least 60.
        uint32 window;
        /// How long after its end a window can be answered.
        uint32 answerPeriod;
        /// How long after that the guardian can excuse it; at least 1.
        uint32 excusePeriod;
        /// The longest period of a bill. A longer one is due in full.
        uint32 longestBill;
        /// How long after its beginning a window is remembered: at least the lag and two of the longest bills.
        uint32 retention;
        /// The least number of windows of an operator, excused ones not counted, that is judged in a bill.
        uint32 minExpected;
        /// The least share of a bill that is due.
        uint16 floorBps;
        /// The most blocks between the block that an answer names and the one that includes it; 1 to 255.
        uint8 freshBlocks;
    }

    /// @notice What is expected of operators with at least a weight.
    struct Tier {
        uint16 leastWeightBps;
        /// The share of kept windows from which on an operator's part is due in full.
        uint16 targetBps;
        /// The share of kept windows at which only the floor is due; linear between.
        uint16 bottomBps;
    }

    /// @notice An operator, from a window on and until another one, excluded.
    struct Party {
        address account;
        uint16 weightBps;
        uint32 from;
        uint32 until;
    }

    /// @notice A static call whose result keeps the running window. The word of the returned data with the index
    /// `word` is compared with `bound`: 0 at least, 1 at most, 2 equal, 3 not equal.
    struct Probe {
        address target;
        /// At most 164 bytes: a selector and five words.
        bytes data;
        uint8 word;
        uint8 comparison;
        uint256 bound;
        /// What the target gets, in picoseconds; at least 1.
        uint64 refTime;
        /// What the target gets, in bytes of proof; at least 1.
        uint64 proofSize;
    }

    // ---- errors

    /// @notice The service has no terms.
    error UnknownService(uint64 serviceId);
    /// @notice The service has terms that have started.
    error AlreadyOpen(uint64 serviceId);
    /// @notice Window 0 has begun.
    error StartsInPast(uint64 start, uint64 time);
    error WindowTooShort(uint32 least, uint32 received);
    error NoTimeToExcuse();
    error BillTooShort(uint32 least, uint32 received);
    error RetentionTooShort(uint64 least, uint32 received);
    /// @notice No window, or more than a bill has.
    error MinExpectedOutOfBounds(uint32 most, uint32 received);
    error NoFreshBlocks();
    error AboveWhole(uint16 received);
    error TierCount(uint32 most, uint32 received);
    /// @notice The first tier is not of weight 0, or a tier does not rise in weight, asks for less than the one
    /// before, or has a bottom that is not below its target.
    error TierOrder(uint32 tier);
    /// @notice The longest bill would cost more gas than gasCap: fewer windows fit into longestBill.
    error TooMuchGas(uint64 cap, uint64 worst);
    error ZeroAccount();
    /// @notice A weight of zero, or above a whole.
    error WeightOutOfBounds(uint16 received);
    /// @notice The window has begun; `least` is the first one that has not.
    error WindowBegan(uint32 least, uint32 received);
    error AlreadyServes(address account);
    /// @notice Every row has an operator whose windows are not all forgotten.
    error TooManyOperators(uint32 most);
    /// @notice The account is not expected to keep this window, or does not stay.
    error NotServing(address account);
    error LengthMismatch(uint32 expected, uint32 received);
    error BatchSize(uint32 most, uint32 received);
    /// @notice The window can be answered from `begins` to `ends`, excluded.
    error NotAnswerable(uint64 begins, uint64 ends, uint64 time);
    /// @notice The answer names a block that is not among the latest ones.
    error StaleBlock(uint64 oldest, uint64 newest, uint64 received);
    /// @notice The signature with this index is not the operator's, over this answer.
    error BadSignature(uint32 index, address operator);
    /// @notice Terms have a probe, or window 0 has begun.
    error ProbeFixed();
    error BadProbe();
    error NoProbe(uint64 serviceId);
    /// @notice No window has begun.
    error NotStarted(uint64 start, uint64 time);
    /// @notice No windows, or too many of them.
    error BadRange(uint32 most, uint32 from, uint32 to);
    /// @notice The first window could be excused until this second, or the last one has not begun.
    error NotExcusable(uint64 until, uint64 time);
    /// @notice A window of the page is not forgotten.
    error PageRemembered(uint32 page);

    /// @notice Window 0 has begun.
    error VerifierFixed();
    /// @notice Another contract decides which windows of the service are kept; zero for none.
    error NotVerifier(address expected, address received);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, uint64 start, uint64 lag);
    event OperatorJoined(uint64 indexed serviceId, address indexed operator, uint16 weightBps, uint32 from);
    event OperatorLeft(uint64 indexed serviceId, address indexed operator, uint32 until);
    event VerifierSet(uint64 indexed serviceId, address indexed verifier);
    event ProbeSet(uint64 indexed serviceId, address indexed target, uint16 weightBps);
    /// @notice An operator kept a window, or the probe did (the zero address).
    event WindowKept(uint64 indexed serviceId, address indexed operator, uint32 window);
    event ProbeFailed(uint64 indexed serviceId, uint32 window);
    event WindowsExcused(uint64 indexed serviceId, uint32 from, uint32 to, string reason);
    event PageCleared(uint64 indexed serviceId, uint32 page);

    // ---- for the runtime

    /// @notice Fixes the terms of a service, before they start. The operators are expected from window 0 on. Until the
    /// start, other terms take their place, with other operators and without probe and verifier.
    function openService(
        uint64 serviceId,
        Terms calldata terms,
        Tier[] calldata tiers,
        address[] calldata operators,
        uint16[] calldata weightsBps
    ) external;

    /// @notice Gives a service its probe, once, before window 0.
    function setProbe(uint64 serviceId, uint16 weightBps, Probe calldata probe) external;

    /// @notice Names the contract that decides which windows of a service operators keep, before window 0. It marks them by
    /// evidence of its own, and signed answers keep none: of stored data, say, see IStorageProofs.
    function setVerifier(uint64 serviceId, address verifier) external;

    /// @notice An operator is expected to keep windows from `from` on, which has not begun.
    function join(uint64 serviceId, address operator, uint16 weightBps, uint32 from) external;

    /// @notice Nothing is expected of an operator, or of the probe, from window `until` on, which has not begun. One that
    /// leaves before it would begin never served, and can join anew; a probe that has left does not return.
    function leave(uint64 serviceId, address operator, uint32 until) external;

    // ---- for the guardian

    /// @notice Excuses windows from `from` to `to`, excluded, at most 256, for all parties: the chain stood still,
    /// or its blocks were full. Each has begun, and is not final. An excused window counts only where it was kept.
    function excuse(uint64 serviceId, uint32 from, uint32 to, string calldata reason) external;

    // ---- for the verifier of a service

    /// @notice Marks a window as kept by operators, at most 11, in the time in which it can be answered.
    function mark(uint64 serviceId, uint32 window, address[] calldata operators) external;

    // ---- for anyone

    /// @notice Marks a window as kept by operators that signed answerDigest, each with r, s, and v of 27 or 28
    /// (65 bytes). From the beginning of the window until the answer period is over. All of the batch or nothing;
    /// what is kept already stays so.
    function answer(
        uint64 serviceId,
        uint32 window,
        uint64 blockNumber,
        address[] calldata operators,
        bytes[] calldata signatures
    ) external;

    /// @notice Calls the probe's target. The running window is kept if the call succeeds and the comparison holds. A
    /// target that fails keeps nothing, and can be tried again.
    function probe(uint64 serviceId) external returns (bool kept);

    /// @notice Frees the storage of 256 windows from 256 * page on, once all of them are forgotten.
    function clear(uint64 serviceId, uint32 page) external;

    // ---- state

    /// @notice The share of a bill that is due, as Tangle's core reads it from a manager. In full for a service
    /// without terms, a period that is empty or longer than longestBill, and where nothing can be judged. Never
    /// reverts, and costs at most gasCap.
    function computeBillAdjustmentBps(
        uint64 serviceId,
        uint64 periodStart,
        uint64 periodEnd
    ) external view returns (uint16 adjustmentBps);

    /// @notice How many windows from `from` to `to`, excluded, were expected of a party, how many it kept, and how many
    /// can still change. Forgotten ones are in none. At most as many as a bill has.
    function verdict(
        uint64 serviceId,
        address operator,
        uint32 from,
        uint32 to
    ) external view returns (uint32 expected, uint32 kept, uint32 open);

    /// @notice The windows from 256 * page on that are excused, and those that a party kept while it served: bit i is
    /// window 256 * page + i. With termsOf and partiesOf, all that a bill is made of, also of windows that can still
    /// change. Zeros for what is not known.
    function pageOf(
        uint64 serviceId,
        address operator,
        uint32 page
    ) external view returns (uint256 excused, uint256 kept);

    /// @notice What an operator signs by EIP-712, domain ServiceLevels version 1: Answer(uint64 serviceId,uint32
    /// window,uint64 blockNumber,bytes32 blockHash).
    function answerDigest(
        uint64 serviceId,
        uint32 window,
        uint64 blockNumber
    ) external view returns (bytes32 digest);

    /// @notice How many windows have begun at a second. The running one is the one before.
    function windowsBegun(uint64 serviceId, uint64 time) external view returns (uint32 windows);

    /// @notice The contract that decides which windows of a service are kept; zero for the operators' signatures.
    function verifierOf(uint64 serviceId) external view returns (address verifier);

    /// @notice The first second of a window, the first in which it cannot be answered any more, and the last in which it
    /// can be excused.
    function timesOf(
        uint64 serviceId,
        uint32 window
    ) external view returns (uint64 begins, uint64 answersEnd, uint64 excusesEnd);

    function termsOf(
        uint64 serviceId
    ) external view returns (Terms memory terms, Tier[] memory tiers, uint64 lag);

    /// @notice Operators, and the probe, whose windows are not replaced by another's.
    function partiesOf(uint64 serviceId) external view returns (Party[] memory parties);

    function probeOf(uint64 serviceId) external view returns (Probe memory probe);

    /// @notice The most gas that the longest bill of a service costs, at Polkadot Hub's scale, as measured.
    function worstGas(uint64 serviceId) external view returns (uint64 gas);

    /// @notice The most gas that the caller of computeBillAdjustmentBps gives, at Polkadot Hub's scale.
    function gasCap() external view returns (uint64 gas);
}
