// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {UsageTerms} from "blueprint-solidity/UsageTerms.sol";

/// @title What clients say of operators, in Solidity
/// @notice A client takes a seat by what it paid, and its weight is capped, so that no client holds more than one part in the quorum.
/// @dev Loops are over the nine seats, and in `loadOf` over those of sixteen operators.
abstract contract UsagePanels is UsageTerms {
    /// What a receipt counts: requests, errors, units, bytes in and out, and the eight buckets.
    uint256 internal constant COUNTERS = 13;
    uint256 internal constant REQUESTS = 0;
    uint256 internal constant ERRORS = 1;
    uint256 internal constant UNITS = 2;
    /// The first of the buckets.
    uint256 internal constant LATENCY = 5;
    uint256 internal constant BUCKETS = 8;
    /// Counters of a word.
    uint256 internal constant LANES = 4;
    /// Bits of a counter.
    uint256 internal constant LANE = 64;

    /// The share of a client's responses whose latency counts, in basis points.
    uint256 private constant QUANTILE_BPS = 9_500;
    uint256 private constant SLOWEST = BUCKETS - 1;
    /// The longest responses of the buckets but the slowest, in milliseconds, 16 bits each.
    uint256 private constant LIMITS_MS = 0x1388_09c4_03e8_01f4_00fa_0064_0032;
    /// Complaints must weigh more than so many times the work that was paid for.
    uint256 private constant COMPLAINT_FACTOR = 4;
    uint256 private constant MOST_OPERATORS = 16;
    /// Bits of what a voice says behind its client: errors, and the bucket of its latency.
    uint256 private constant ERRORS_OF = 160;
    uint256 private constant BUCKET_OF = 176;
    /// Words of what is stored.
    uint256 internal constant CLIENT_PERIOD_WORDS = 4;
    uint256 private constant PANEL_WORDS = 16;

    /// What a client paid in a period and in the one before, and what it counted of one operator in it.
    struct ClientPeriod {
        /// The last period in which something was claimed.
        uint64 period;
        /// One more than the last period that the client complained about. Numbers of periods have fewer bits than seconds.
        uint56 complained;
        /// One more than the seat that the client took last; 0 for none. It is still the client's where the panel says so.
        uint8 seat;
        /// Paid in the period, and in the one before.
        uint128 within;
        uint128 before;
        uint64 requests;
        uint64 errors;
        uint256[BUCKETS / LANES] latency;
    }

    /// What was said of an operator in a period. Amounts are at most 2^128 - 1.
    struct Panel {
        uint64 units;
        uint32 complainers;
        bool isKnown;
        uint128 paid;
        /// The weight of the complaints.
        uint128 complaints;
        /// What the client of each seat paid, two in a word; 0 for a free seat.
        uint256[(SEATS + 1) / 2] amounts;
        /// The client of each seat, and what it says.
        uint256[SEATS] voices;
    }

    mapping(uint64 serviceId => mapping(address operator => mapping(uint64 period => Panel))) private _panels;

    // ---- for anyone

    /// @inheritdoc IUsageReceipts
    function clearPeriod(uint64 serviceId, address operator, uint64 period) external {
        _checkRetention(period);
        Panel storage panel = _panel(serviceId, operator, period);
        if (!panel.isKnown) revert NothingToClear();
        uint256 slot;
        assembly ("memory-safe") {
            slot := panel.slot
        }
        _clear(slot, PANEL_WORDS);
    }

    // ---- state

    /// @inheritdoc IUsageReceipts
    function workOf(
        uint64 serviceId,
        address operator,
        uint64 period
    ) external view returns (uint64 units, uint128 paid, uint128 complaints, uint32 complainers) {
        Panel storage panel = _panel(serviceId, operator, period);
        return (panel.units, panel.paid, panel.complaints, panel.complainers);
    }

    /// @inheritdoc IUsageReceipts
    function verdictOf(
        uint64 serviceId,
        address operator,
        uint64 period
    ) external view returns (uint8 status, uint32 clients, uint64 latencyMs, uint32 errorBps, bool complained) {
        // Complaints come in the period after.
        if (_running() <= uint256(period) + 1) return (0, 0, 0, 0, false);
        return comingVerdictOf(serviceId, operator, period);
    }

    /// @inheritdoc IUsageReceipts
    function comingVerdictOf(
        uint64 serviceId,
        address operator,
        uint64 period
    ) public view returns (uint8 status, uint32 clients, uint64 latencyMs, uint32 errorBps, bool complained) {
        Panel storage panel = _panel(serviceId, operator, period);
        uint256 quorum = _quorum;
        complained = panel.complainers >= quorum && panel.complaints > _complaintLimit(panel);
        status = 1;
        uint256[SEATS] memory weights = _amounts(panel);
        uint256 heard = _weigh(weights);
        if (heard >= quorum) {
            uint256[SEATS] memory voices = panel.voices;
            status = 2;
            clients = uint32(heard);
            latencyMs = _limitMs(_median(weights, voices, BUCKET_OF));
            errorBps = uint32(_median(weights, voices, ERRORS_OF));
        }
    }

    /// @inheritdoc IUsageReceipts
    function loadOf(
        uint64 serviceId,
        uint64 period,
        address[] calldata operators
    ) external view returns (uint32[] memory sharesBps, uint32 deviationBps, bool judged) {
        uint256 count = operators.length;
        if (count > MOST_OPERATORS) revert TooManyOperators(MOST_OPERATORS, count);
        // More clients than the quorum change nothing.
        address[] memory clients = new address[](_quorum);
        uint256 heard;
        uint256[] memory units = new uint256[](count);
        uint256 all;
        for (uint256 i = 0; i < count; ++i) {
            Panel storage panel = _panel(serviceId, operators[i], period);
            units[i] = panel.units;
            all = _capped64(all + units[i]);
            heard = _hearAll(panel, clients, heard);
        }
        judged = all > 0 && heard == clients.length;
        (sharesBps, deviationBps) = _shares(units, all);
        if (!judged) deviationBps = 0;
    }

    // ---- inside: what a client paid and counted

    /// What was paid in a period; zero where it is forgotten.
    function _paidIn(ClientPeriod storage used, uint64 period) internal view returns (uint256) {
        uint64 last = used.period;
        if (period == last) return used.within;
        return uint256(period) + 1 == last ? used.before : 0;
    }

    /// Adds what was paid in a period, which does not go back.
    function _addPaid(ClientPeriod storage used, uint64 period, uint256 amount) internal {
        (uint64 last, uint256 within) = (used.period, used.within);
        if (last != period) {
            uint128 before = uint256(last) + 1 == period ? uint128(within) : 0;
            if (before != used.before) used.before = before;
            within = 0;
        }
        within = _capped128(within + amount);
        (used.period, used.within) = (period, uint128(within));
    }

    /// Adds what a claim counted and paid in the running period. Returns what the client says then of all of the period; 0 for
    /// nothing: a payment alone says nothing about quality.
    function _addClaim(
        ClientPeriod storage used,
        address client,
        uint64 period,
        uint256[COUNTERS] memory added,
        uint256 amount
    ) internal returns (uint256 voice) {
        bool isNew = used.period != period;
        uint256 requests = added[REQUESTS];
        uint256 errors = added[ERRORS];
        if (!isNew) {
            requests = _capped64(requests + used.requests);
            errors = _capped64(errors + used.errors);
        }
        (used.requests, used.errors) = (uint64(requests), uint64(errors));
        uint256 slow = _bucket(_addLatency(used, isNew, added));
        _addPaid(used, period, amount);
        if (used.within == 0 || requests == 0) return 0;
        voice = uint160(client) | (_shareBps(errors, requests) << ERRORS_OF) | (slow << BUCKET_OF);
    }

    /// Adds the responses of a claim to those of the period, and returns these.
    function _addLatency(
        ClientPeriod storage used,
        bool isNew,
        uint256[COUNTERS] memory added
    ) private returns (uint256[BUCKETS] memory latency) {
        for (uint256 i = 0; i < BUCKETS / LANES; ++i) {
            uint256 stored = used.latency[i];
            uint256 before = isNew ? 0 : stored;
            uint256 word;
            for (uint256 j = 0; j < LANES; ++j) {
                uint256 bucket = i * LANES + j;
                uint256 number = _capped64(uint64(before >> (j * LANE)) + added[LATENCY + bucket]);
                latency[bucket] = number;
                word |= number << (j * LANE);
            }
            if (word != stored) used.latency[i] = word;
        }
    }

    // ---- inside: what is said of an operator

    function _panel(uint64 serviceId, address operator, uint64 period) private view returns (Panel storage) {
        return _panels[serviceId][operator][period];
    }

    /// Adds units of work and a payment to those of a period, and hears the client that made it, if it says anything.
    function _hear(
        uint64 serviceId,
        address operator,
        ClientPeriod storage used,
        uint256 units,
        uint256 amount,
        uint256 voice
    ) internal {
        Panel storage panel = _panel(serviceId, operator, used.period);
        units = _capped64(panel.units + units);
        amount = _capped128(panel.paid + amount);
        (panel.units, panel.isKnown, panel.paid) = (uint64(units), true, uint128(amount));
        if (voice == 0) return;
        uint128 paid = used.within;
        uint256 seat = used.seat;
        uint256 stored;
        if (seat != 0) stored = panel.voices[seat - 1];
        if (uint160(stored) != uint160(voice)) {
            seat = _seatFor(panel, paid);
            if (seat == 0) return;
            used.seat = uint8(seat);
        }
        if (stored != voice) panel.voices[seat - 1] = voice;
        _setAmount(panel, seat - 1, paid);
    }

    /// Adds the complaint of a client that paid others so much in a period, and returns its weight. Fewer than a quorum never weigh
    /// enough.
    function _complain(
        uint64 serviceId,
        address operator,
        uint64 period,
        uint256 toOthers
    ) internal returns (uint256 weight) {
        uint256 least = _leastPaid;
        if (toOthers < least) revert NoWeight(least, toOthers);
        Panel storage panel = _panel(serviceId, operator, period);
        // One more, so that a quorum can complain where no work was done.
        weight = _less(toOthers, _complaintLimit(panel) / (_quorum - 1) + 1);
        panel.complaints = _capped128(panel.complaints + weight);
        // Fewer than 2^32: each of them is a client that paid in the period.
        uint32 complainers = panel.complainers + 1;
        (panel.complainers, panel.isKnown) = (complainers, true);
    }

    /// What complaints must exceed.
    function _complaintLimit(Panel storage panel) private view returns (uint256) {
        return _capped128(panel.paid * COMPLAINT_FACTOR);
    }

    /// One more than the seat of a client that has none and paid so much: the first of those whose clients paid least, if that is
    /// less; 0 for none. A free one paid nothing.
    function _seatFor(Panel storage panel, uint256 paid) private view returns (uint256 seat) {
        uint256[SEATS] memory amounts = _amounts(panel);
        for (uint256 i = 0; i < SEATS; ++i) {
            if (amounts[i] < paid) (paid, seat) = (amounts[i], i + 1);
        }
    }

    function _amounts(Panel storage panel) private view returns (uint256[SEATS] memory amounts) {
        uint256 word;
        for (uint256 i = 0; i < SEATS; ++i) {
            word = i % 2 == 0 ? panel.amounts[i / 2] : word >> 128;
            amounts[i] = uint128(word);
        }
    }

    function _setAmount(Panel storage panel, uint256 seat, uint128 amount) private {
        uint256 shift = (seat % 2) * 128;
        uint256 other = panel.amounts[seat / 2] & (uint256(type(uint128).max) << (128 - shift));
        panel.amounts[seat / 2] = other | (uint256(amount) << shift);
    }

    // ---- inside: verdicts

    /// Makes weights of amounts, and returns how many clients are heard: those that paid enough, each with at most what the last
    /// one of the quorum paid. At least a quorum reaches that, so that each weighs at most one part in it.
    function _weigh(uint256[SEATS] memory amounts) private view returns (uint256 heard) {
        (uint256 least, uint256 quorum, uint256 cap) = (_leastPaid, _quorum, 0);
        for (uint256 i = 0; i < SEATS; ++i) {
            if (amounts[i] < least) amounts[i] = 0;
            else ++heard;
        }
        for (uint256 i = 0; i < SEATS; ++i) {
            uint256 reached;
            for (uint256 j = 0; j < SEATS; ++j) {
                if (amounts[j] >= amounts[i]) ++reached;
            }
            if (reached >= quorum && amounts[i] > cap) cap = amounts[i];
        }
        for (uint256 i = 0; i < SEATS; ++i) amounts[i] = _less(amounts[i], cap);
    }

    /// The least value that half of the weight does not exceed. What has no weight says nothing.
    function _median(
        uint256[SEATS] memory weights,
        uint256[SEATS] memory voices,
        uint256 place
    ) private pure returns (uint256 median) {
        median = type(uint16).max;
        uint256 all;
        for (uint256 i = 0; i < SEATS; ++i) all += weights[i];
        for (uint256 i = 0; i < SEATS; ++i) {
            uint256 value = uint16(voices[i] >> place);
            uint256 reached;
            for (uint256 j = 0; j < SEATS; ++j) {
                if (uint16(voices[j] >> place) <= value) reached += weights[j];
            }
            if (2 * reached >= all && value < median) median = value;
        }
    }

    /// The bucket in which the quantile of the responses is reached, rounded up. Without a response it is the slowest: no response
    /// is slower than any.
    function _bucket(uint256[BUCKETS] memory latency) private pure returns (uint256) {
        uint256 all;
        for (uint256 i = 0; i < BUCKETS; ++i) all += latency[i];
        if (all == 0) return SLOWEST;
        uint256 reached = (all * QUANTILE_BPS + BPS - 1) / BPS;
        uint256 seen;
        for (uint256 i = 0; i < SLOWEST; ++i) {
            seen += latency[i];
            if (seen >= reached) return i;
        }
        return SLOWEST;
    }

    function _limitMs(uint256 bucket) private pure returns (uint64) {
        return bucket == SLOWEST ? type(uint64).max : uint16(LIMITS_MS >> (16 * bucket));
    }

    /// A part of a whole, in basis points, rounded down; at most a whole, and zero of nothing.
    function _shareBps(uint256 part, uint256 whole) private pure returns (uint256) {
        return whole == 0 ? 0 : (_less(part, whole) * BPS) / whole;
    }

    // ---- inside: load

    /// Adds the clients of a panel that paid enough to others, each once, and returns how many these are then.
    function _hearAll(Panel storage panel, address[] memory clients, uint256 heard) private view returns (uint256) {
        if (heard == clients.length) return heard;
        uint256[SEATS] memory amounts = _amounts(panel);
        uint256 least = _leastPaid;
        for (uint256 i = 0; i < SEATS; ++i) {
            if (amounts[i] < least) continue;
            address client = address(uint160(panel.voices[i]));
            uint256 other;
            while (other < heard && clients[other] != client) ++other;
            if (other < heard) continue;
            clients[heard] = client;
            ++heard;
            if (heard == clients.length) break;
        }
        return heard;
    }

    /// The shares of all units, and the largest deviation from equal ones.
    function _shares(
        uint256[] memory units,
        uint256 all
    ) private pure returns (uint32[] memory sharesBps, uint32 deviationBps) {
        sharesBps = new uint32[](units.length);
        for (uint256 i = 0; i < units.length; ++i) {
            uint32 equal = uint32(BPS / units.length);
            uint32 share = uint32(_shareBps(units[i], all));
            uint32 deviation = share > equal ? share - equal : equal - share;
            sharesBps[i] = share;
            if (deviation > deviationBps) deviationBps = deviation;
        }
    }
}
