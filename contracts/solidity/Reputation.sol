// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC8004Identity} from "blueprint-abi/library/IERC8004Identity.sol";
import {IERC8004Reputation} from "blueprint-abi/library/IERC8004Reputation.sol";
import {IReputation} from "blueprint-abi/library/IReputation.sol";
import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Reputation, in Solidity
/// @notice The same as contracts/reputation does in ink!.
contract Reputation is IReputation, PeerCalls, Roles {
    uint256 private constant BPS = 10_000;
    uint64 private constant MOST_RECORDED = 16;
    /// Of periods that are not recorded, by a view.
    uint64 private constant MOST_READ = 4;
    /// Bits of a weight below that of one unit. So what halving cuts off is nothing beside the prior.
    uint256 private constant FRACTION = 16;
    /// How many mean deviations a quality counts as far from the mean.
    uint256 private constant DEVIATIONS = 3;
    /// The status of a verdict of a quorum of clients.
    uint256 private constant VERDICT = 2;
    /// Of a published score: basis points are percent with two.
    uint8 private constant DECIMALS = 2;
    bytes32 private constant RECORD_TYPE =
        keccak256("Reputation(address reputation,uint64 serviceId,address operator,uint64 next)");

    // ---- answers of receipts: the bits of their words, a byte each

    bytes private constant TERMS_BITS = hex"404040200880";
    bytes private constant VERDICT_BITS = hex"0820402001";
    bytes private constant WORK_BITS = hex"40808020";
    bytes private constant ADDRESS_BITS = hex"a0";

    struct Service {
        address receipts;
        /// The first period that counts.
        uint64 from;
        /// Seconds; not 0.
        uint64 period;
        /// Periods for which verdicts are remembered.
        uint64 retention;
        Terms terms;
    }

    struct Agent {
        /// Zero for none.
        address registry;
        /// `next` of the record that was published last.
        uint64 published;
        uint256 id;
    }

    struct Sample {
        /// Whether there was a verdict.
        bool given;
        uint16 qualityBps;
        uint64 units;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(address operator => Record)) private _records;
    mapping(uint64 serviceId => mapping(address operator => Agent)) private _agents;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IReputation
    function openService(uint64 serviceId, address receipts, Terms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        Terms memory stated = terms;
        if (_services[serviceId].period != 0) revert AlreadyOpen(serviceId);
        _checkTerms(stated);
        if (receipts == address(this)) revert PeerFailed(receipts);
        bytes memory question = abi.encodeCall(IUsageReceipts.terms, ());
        uint256[MOST_WORDS] memory answer = _asked(receipts, question, TERMS_BITS);
        (uint64 period, uint64 retention) = (uint64(answer[0]), uint64(answer[2]));
        // What is another contract may have terms too, of no length.
        if (period == 0) revert PeerFailed(receipts);
        uint64 from = uint64(block.timestamp) / period;
        _services[serviceId] = Service(receipts, from, period, retention, stated);
        emit ServiceOpened(serviceId, receipts, from);
    }

    // ---- for anyone

    /// @inheritdoc IReputation
    function record(uint64 serviceId, address operator) external returns (uint8 counted) {
        Service memory service = _known(serviceId);
        if (operator == address(0)) revert ZeroAccount();
        Record memory recorded = _records[serviceId][operator];
        (uint64 period, uint64 count) = _due(service, recorded.next);
        if (count == 0) revert NothingNew();
        if (count > MOST_RECORDED) count = MOST_RECORDED;
        for (; count != 0; --count) {
            Sample memory sample = _sample(service, serviceId, operator, period);
            (bool counts, uint16 countedBps) = _add(recorded, service.terms, period, sample);
            if (counts) {
                ++counted;
                emit PeriodCounted(serviceId, operator, period, sample.qualityBps, countedBps, sample.units);
            }
            ++period;
        }
        _records[serviceId][operator] = recorded;
    }

    /// @inheritdoc IReputation
    function publish(uint64 serviceId, address operator) external {
        Service memory service = _known(serviceId);
        Agent memory agent = _agents[serviceId][operator];
        if (agent.registry == address(0)) revert NoAgent(serviceId, operator);
        Record memory recorded = _records[serviceId][operator];
        // Else the operator has its score published before a bad period counts.
        (uint64 first, uint64 count) = _due(service, recorded.next);
        if (count != 0) revert PeriodsDue(first, count);
        if (recorded.next <= agent.published) revert NothingNew();
        address owner = _ownerOf(agent.registry, agent.id);
        if (owner != operator) revert NotAgentOwner(operator, owner);
        // Before the call: the registry is one that the operator chose.
        _agents[serviceId][operator].published = recorded.next;
        uint16 scoreBps = _score(recorded, service.terms, _running(service));
        _give(agent, scoreBps, evidenceOf(serviceId, operator, recorded.next));
        emit ScorePublished(serviceId, operator, agent.registry, agent.id, scoreBps);
    }

    // ---- for operators

    /// @inheritdoc IReputation
    function setAgent(uint64 serviceId, address registry, uint256 agentId) external {
        _known(serviceId);
        if (registry == address(0)) agentId = 0;
        // What was published stays so: else a score is published again and again, from registry to registry.
        Agent storage agent = _agents[serviceId][msg.sender];
        (agent.registry, agent.id) = (registry, agentId);
        emit AgentNamed(serviceId, msg.sender, registry, agentId);
    }

    // ---- state

    /// @inheritdoc IReputation
    function scoreOf(
        uint64 serviceId,
        address operator
    ) external view returns (uint16 scoreBps, uint16 factorBps) {
        Service memory service = _known(serviceId);
        Record memory recorded = _records[serviceId][operator];
        (uint64 period, uint64 count) = _due(service, recorded.next);
        bool complete = count <= MOST_READ;
        if (!complete) count = MOST_READ;
        for (; count != 0; --count) {
            _add(recorded, service.terms, period, _sample(service, serviceId, operator, period));
            ++period;
        }
        scoreBps = _score(recorded, service.terms, _running(service));
        factorBps = _factor(service.terms, scoreBps);
        // What was not read may be bad.
        if (!complete && factorBps > BPS) factorBps = uint16(BPS);
    }

    /// @inheritdoc IReputation
    function dueOf(uint64 serviceId, address operator) external view returns (uint64 first, uint64 count) {
        return _due(_known(serviceId), _records[serviceId][operator].next);
    }

    /// @inheritdoc IReputation
    function recordOf(uint64 serviceId, address operator) external view returns (Record memory recorded) {
        return _records[serviceId][operator];
    }

    /// @inheritdoc IReputation
    function termsOf(
        uint64 serviceId
    ) external view returns (address receipts, uint64 from, Terms memory terms) {
        Service memory service = _known(serviceId);
        return (service.receipts, service.from, service.terms);
    }

    /// @inheritdoc IReputation
    function agentOf(
        uint64 serviceId,
        address operator
    ) external view returns (address registry, uint256 agentId) {
        Agent storage agent = _agents[serviceId][operator];
        return (agent.registry, agent.id);
    }

    /// @inheritdoc IReputation
    function evidenceOf(
        uint64 serviceId,
        address operator,
        uint64 next
    ) public view returns (bytes32 evidence) {
        return keccak256(abi.encode(RECORD_TYPE, address(this), serviceId, operator, next));
    }

    // ---- inside: terms

    function _known(uint64 serviceId) private view returns (Service memory service) {
        service = _services[serviceId];
        if (service.period == 0) revert UnknownService(serviceId);
    }

    function _checkTerms(Terms memory terms) private pure {
        _checkTerm(1, 1, 3_600_000, terms.promisedMs);
        _checkTerm(2, 1, 1_024, terms.halfLife);
        // With most units of 2^48 no sum overflows.
        _checkTerm(3, 1, 2 ** 48, terms.prior);
        _checkTerm(4, 1, 2 ** 48, terms.mostUnits);
        _checkTerm(5, 1, BPS, terms.bandBps);
        // So that both sides of it have a length.
        _checkTerm(6, 1, BPS - 1, terms.neutralBps);
        _checkTerm(7, 1, BPS, terms.lowestBps);
        _checkTerm(8, BPS, 30_000, terms.highestBps);
        _checkTerm(9, 1, type(uint64).max, terms.price);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }

    // ---- inside: periods

    /// The period that runs.
    function _running(Service memory service) private view returns (uint64) {
        return uint64(block.timestamp) / service.period;
    }

    /// The periods that are final and remembered, from the one that is recorded next on.
    function _due(Service memory service, uint64 next) private view returns (uint64 first, uint64 count) {
        uint64 running = _running(service);
        first = service.from > next ? service.from : next;
        // Remembered while none can clear it.
        uint64 oldest = running > service.retention ? running - service.retention : 0;
        if (first < oldest) first = oldest;
        // Final when the period after it is over.
        uint64 end = running == 0 ? 0 : running - 1;
        if (end > first) count = end - first;
    }

    /// The units of a period that count, of those that were used, for what was paid for them.
    function _counted(Terms memory terms, uint256 used, uint256 paid) private pure returns (uint64) {
        uint256 units = paid / terms.price;
        if (used < units) units = used;
        return uint64(units < terms.mostUnits ? units : terms.mostUnits);
    }

    /// What clients said of an operator in a period.
    function _sample(
        Service memory service,
        uint64 serviceId,
        address operator,
        uint64 period
    ) private view returns (Sample memory sample) {
        bytes memory question = abi.encodeCall(IUsageReceipts.verdictOf, (serviceId, operator, period));
        uint256[MOST_WORDS] memory said = _asked(service.receipts, question, VERDICT_BITS);
        bool complained = said[4] == 1;
        if (!complained && said[0] != VERDICT) return sample;
        question = abi.encodeCall(IUsageReceipts.workOf, (serviceId, operator, period));
        uint256[MOST_WORDS] memory work = _asked(service.receipts, question, WORK_BITS);
        uint64 units = _counted(service.terms, work[0], work[1]);
        if (complained) return Sample(true, 0, units);
        return Sample(true, _quality(service.terms.promisedMs, said[2], said[3]), units);
    }

    /// The share of responses without error, times the promised latency over a longer one.
    function _quality(uint256 promisedMs, uint256 latencyMs, uint256 errorBps) private pure returns (uint16) {
        uint256 withoutBps = errorBps < BPS ? BPS - errorBps : 0;
        uint256 slowest = latencyMs > promisedMs ? latencyMs : promisedMs;
        return uint16((withoutBps * promisedMs) / slowest);
    }

    // ---- inside: scores

    /// The weight of a unit in a period, before halving: 1 to 2 half-lives. And the half-lives until then.
    function _unit(Terms memory terms, uint64 period) private pure returns (uint256 unit, uint64 halfLives) {
        halfLives = period / terms.halfLife;
        unit = (uint256(terms.halfLife) + (period % terms.halfLife)) << FRACTION;
    }

    /// Halves the sums until so many half-lives.
    function _halve(Record memory recorded, uint64 halfLives) private pure {
        if (halfLives <= recorded.halfLives) return;
        // By 128 and more to 0.
        uint256 shift = halfLives - recorded.halfLives;
        recorded.halfLives = halfLives;
        recorded.weight = shift < 128 ? recorded.weight >> shift : 0;
        recorded.quality = shift < 128 ? recorded.quality >> shift : 0;
        recorded.deviation = shift < 128 ? recorded.deviation >> shift : 0;
    }

    /// Adds a period, which is not before `next`. Without a verdict or units it does not count.
    function _add(
        Record memory recorded,
        Terms memory terms,
        uint64 period,
        Sample memory sample
    ) private pure returns (bool counts, uint16 countedBps) {
        // Below the period that runs: it does not overflow.
        recorded.next = period + 1;
        if (!sample.given || sample.units == 0) return (false, 0);
        (uint256 unit, uint64 halfLives) = _unit(terms, period);
        _halve(recorded, halfLives);
        uint256 distance;
        (countedBps, distance) = _counted(recorded, terms, unit * terms.prior, sample.qualityBps);
        // Units to 2^48, below 2^11 half-lives, with 16 bits of fraction: the sums of weights stay below 2^87, the
        // others below 2^103.
        uint256 weight = unit * sample.units;
        recorded.weight += uint128(weight);
        recorded.quality += uint128(weight * countedBps);
        recorded.deviation += uint128(weight * distance);
        return (true, countedBps);
    }

    /// What a quality counts as, beside those before it, and how far from their mean that is.
    function _counted(
        Record memory recorded,
        Terms memory terms,
        uint256 prior,
        uint16 qualityBps
    ) private pure returns (uint16 countedBps, uint256 distance) {
        if (recorded.weight == 0) return (qualityBps, 0);
        uint256 mean = recorded.quality / recorded.weight;
        // Of what is nearly halved away, more of the weight is cut off than of the sum.
        if (mean > BPS) mean = BPS;
        uint256 counted = qualityBps;
        if (recorded.weight >= prior) {
            uint256 band = (recorded.deviation / recorded.weight) * DEVIATIONS;
            if (band < terms.bandBps) band = terms.bandBps;
            if (counted + band < mean) counted = mean - band;
            if (counted > mean + band) counted = mean + band;
        }
        // The mean of what has the weight of the prior is at most a whole, and so is what counts.
        return (uint16(counted), counted > mean ? counted - mean : mean - counted);
    }

    /// The score at a period, with the prior. Halves the sums.
    function _score(Record memory recorded, Terms memory terms, uint64 period) private pure returns (uint16) {
        (uint256 unit, uint64 halfLives) = _unit(terms, period);
        _halve(recorded, halfLives);
        uint256 prior = unit * terms.prior;
        return uint16((recorded.quality + prior * terms.neutralBps) / (recorded.weight + prior));
    }

    /// The factor on points of a score, linear below and above the neutral one.
    function _factor(Terms memory terms, uint256 scoreBps) private pure returns (uint16) {
        (uint256 neutral, uint256 least) = (terms.neutralBps, terms.lowestBps);
        if (scoreBps < neutral) return uint16(least + ((BPS - least) * scoreBps) / neutral);
        return uint16(BPS + ((terms.highestBps - BPS) * (scoreBps - neutral)) / (BPS - neutral));
    }

    // ---- inside: peers, whose own errors are passed on

    /// Gives a score to a registry.
    /// Whose an agent of a registry is.
    function _ownerOf(address registry, uint256 agentId) private view returns (address) {
        if (registry == address(this)) revert PeerFailed(registry);
        bytes memory question = abi.encodeCall(IERC8004Reputation.getIdentityRegistry, ());
        address identities = address(uint160(_asked(registry, question, ADDRESS_BITS)[0]));
        if (identities == address(this)) revert PeerFailed(identities);
        question = abi.encodeCall(IERC8004Identity.ownerOf, (agentId));
        return address(uint160(_asked(identities, question, ADDRESS_BITS)[0]));
    }

    function _give(Agent memory agent, uint16 scoreBps, bytes32 evidence) private {
        address registry = agent.registry;
        // It answers with nothing, as does what has no code.
        if (registry.code.length == 0) revert PeerFailed(registry);
        bytes memory feedback = abi.encodeCall(
            IERC8004Reputation.giveFeedback,
            (agent.id, int128(uint128(scoreBps)), DECIMALS, "quality", "", "", "", evidence)
        );
        bool done;
        assembly ("memory-safe") {
            done := call(gas(), registry, 0, add(feedback, 32), mload(feedback), 0, 0)
        }
        if (!done) _passOn(registry);
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
