// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Reputation: what paying clients say of operators, over time
/// @notice The source is IUsageReceipts: for each period that is final and still remembered, the verdict of a quorum of
/// paying clients, and the units that they used. Its quality is the share of responses without error, times the promised
/// latency over the measured one where that is longer; 0 where a quorum complained. A period without a verdict is none. A unit
/// counts as far as `price` was paid for it: volume that costs its clients nothing weighs nothing, and a complaint about an
/// operator that no client paid is for other contracts to judge.
///
/// The score is the mean of qualities, weighted by units (at most `mostUnits` of a period), which lose half of their weight
/// in `halfLife` periods: within a half-life linearly. `prior` units of the neutral quality are added, so a newcomer is
/// neutral and few clients move little. Once an operator has as many units itself, the quality of a period counts as no
/// further from the mean before it than the larger of `bandBps` and 3 times the mean deviation: one period moves its mean no
/// further than that. The factor on points is 10,000 at the neutral quality, `lowestBps` at 0 and `highestBps` at 10,000, linear between.
///
/// Periods count in their order, and none is chosen: any account records those that are due, and what a view answers is the
/// same whether the last four of them were recorded or not. What is not recorded before the receipts may forget it counts as
/// no verdict: customers record their operators. Qualities and factors are in basis points, times in seconds.
interface IReputation is IRoles {
    /// @notice How a service rates its operators.
    struct Terms {
        /// The longest latency, in milliseconds, of 95 of 100 responses that is of full quality; 1 to 3,600,000.
        uint64 promisedMs;
        /// Periods; 1 to 1,024.
        uint16 halfLife;
        /// Units; 1 to 2^48.
        uint64 prior;
        /// Units of a period that count; 1 to 2^48.
        uint64 mostUnits;
        /// 1 to 10,000.
        uint16 bandBps;
        /// 1 to 9,999.
        uint16 neutralBps;
        /// 1 to 10,000.
        uint16 lowestBps;
        /// 10,000 to 30,000.
        uint16 highestBps;
        /// Wei that are paid for a unit, at least 1. Of units at a lower price fewer count.
        uint64 price;
    }

    /// @notice What is recorded of an operator. Sums are of weights: units times 1 to 2 half-lives, halved as periods pass.
    struct Record {
        /// The periods before this one are recorded.
        uint64 next;
        /// Half-lives until the newest period that counted.
        uint64 halfLives;
        uint128 weight;
        /// Of weight times quality.
        uint128 quality;
        /// Of weight times the distance of the quality from the mean before it.
        uint128 deviation;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 promisedMs, 2 halfLife, 3 prior, 4 mostUnits, 5 bandBps, 6 neutralBps, 7 lowestBps, 8
    /// highestBps, 9 price.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    error ZeroAccount();
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    /// @notice No period is due; or none was recorded since the score was published.
    error NothingNew();
    /// @notice Periods are due: record them first. From this one on, so many.
    error PeriodsDue(uint64 first, uint64 count);
    /// @notice The operator named no agent.
    error NoAgent(uint64 serviceId, address operator);
    /// @notice The agent is not the operator's: its score would be another's.
    error NotAgentOwner(address expected, address received);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address receipts, uint64 from);
    event PeriodCounted(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 indexed period,
        uint16 qualityBps,
        uint16 countedBps,
        uint64 units
    );
    event AgentNamed(uint64 indexed serviceId, address indexed operator, address registry, uint256 agentId);
    event ScorePublished(
        uint64 indexed serviceId,
        address indexed operator,
        address registry,
        uint256 agentId,
        uint16 scoreBps
    );

    // ---- for the runtime

    /// @notice Fixes how a service rates its operators, once, from the running period of its receipts on.
    function openService(uint64 serviceId, address receipts, Terms calldata terms) external;

    // ---- for anyone

    /// @notice Records the periods that are due, at most 16; how many of them had a verdict. Reverts where none is due.
    function record(uint64 serviceId, address operator) external returns (uint8 counted);

    /// @notice Gives the recorded score to the registry that the operator named, as feedback of this contract: in percent
    /// with two decimals, under the tag "quality", and the hash of evidenceOf. Once after each record, whatever the registry; none
    /// may be due, and the operator must own the agent.
    function publish(uint64 serviceId, address operator) external;

    // ---- for operators

    /// @notice Names the caller's agent in a registry (IERC8004Reputation), or another one; zero for none.
    function setAgent(uint64 serviceId, address registry, uint256 agentId) external;

    // ---- state

    /// @notice The score of an operator and its factor on points: 10,000 for a newcomer. Of periods that are due and not
    /// recorded, the first four are read; where there are more, the factor is at most 10,000.
    function scoreOf(
        uint64 serviceId,
        address operator
    ) external view returns (uint16 scoreBps, uint16 factorBps);

    /// @notice The periods that are due: the first one, and how many.
    function dueOf(uint64 serviceId, address operator) external view returns (uint64 first, uint64 count);

    function recordOf(uint64 serviceId, address operator) external view returns (Record memory recorded);

    function termsOf(
        uint64 serviceId
    ) external view returns (address receipts, uint64 from, Terms memory terms);

    /// @notice The registry and the agent that an operator named; zeros for none.
    function agentOf(
        uint64 serviceId,
        address operator
    ) external view returns (address registry, uint256 agentId);

    /// @notice What a published score is known by: keccak256 of the type Reputation(address reputation,uint64
    /// serviceId,address operator,uint64 next) and its members, as 32 bytes each.
    function evidenceOf(
        uint64 serviceId,
        address operator,
        uint64 next
    ) external view returns (bytes32 evidence);
}
