// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IVersionCalendar} from "blueprint-abi/library/IVersionCalendar.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Version calendar, in Solidity
/// @notice The same as contracts/version-calendar does in ink!.
contract VersionCalendar is IVersionCalendar, Roles {
    uint64 private constant SHORTEST_NOTICE = 1 hours;
    uint64 private constant LONGEST_NOTICE = 180 days;
    /// How far ahead a deadline is at most.
    uint64 private constant LONGEST_AHEAD = 365 days;
    /// Builds with a deadline that are kept.
    uint32 private constant KEPT = 8;

    /// A build with a deadline.
    struct Required {
        /// 0 for none.
        uint32 build;
        uint64 deadline;
        /// 0 for a build that was not.
        uint64 withdrawnAt;
    }

    struct Service {
        /// Of 0 seconds for a service that is not open.
        Notice notice;
        /// How many builds there were.
        uint32 builds;
        /// How many of them have a deadline.
        uint32 count;
        /// The newest of these: number n, from 0 on, at n % KEPT.
        Required[KEPT] required;
    }

    /// What an operator acknowledged.
    struct Acknowledged {
        /// The newest build; 0 for none.
        uint32 build;
        /// How many builds with a deadline there were then.
        uint32 count;
        uint64 time;
        /// When it met each of the newest of them first, at their places; 0 for not. Places of later ones are not cleared.
        uint64[KEPT] metAt;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(uint32 build => Build)) private _builds;
    mapping(uint64 serviceId => mapping(address operator => Serving)) private _serving;
    mapping(uint64 serviceId => mapping(address operator => Acknowledged)) private _acknowledged;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IVersionCalendar
    function openService(uint64 serviceId, Notice calldata notice) external onlyRuntime {
        // At once, so that malformed members revert first.
        Notice memory stated = notice;
        Service storage service = _services[serviceId];
        if (service.notice.ordinary != 0) revert AlreadyOpen(serviceId);
        _checkTerm(1, LONGEST_NOTICE, stated.ordinary);
        _checkTerm(2, stated.ordinary, stated.security);
        service.notice = stated;
        emit ServiceOpened(serviceId, stated.ordinary, stated.security);
    }

    /// @inheritdoc IVersionCalendar
    function setOperator(uint64 serviceId, address operator, bool serves) external onlyRuntime {
        _known(serviceId);
        if (operator == address(0)) revert ZeroAccount();
        Serving memory serving = _serving[serviceId][operator];
        uint64 time = uint64(block.timestamp);
        bool servesNow = serving.from != 0 && serving.until == 0;
        if (servesNow && !serves) {
            serving.until = time;
        } else if (!servesNow && serves && serving.until == time) {
            // Back in the second in which it left: the span goes on.
            serving.until = 0;
        } else if (!servesNow && serves && serving.from == serving.until) {
            // Without a second in it, a span takes no place.
            (serving.from, serving.until) = (time, 0);
        } else if (!servesNow && serves) {
            serving = Serving(time, 0, serving.from, serving.until);
        }
        _serving[serviceId][operator] = serving;
        emit OperatorSet(serviceId, operator, serves);
    }

    /// @inheritdoc IVersionCalendar
    function publish(
        uint64 serviceId,
        bytes32 digest,
        uint64 deadline,
        bool security
    ) external onlyRuntime returns (uint32 build) {
        Service storage service = _known(serviceId);
        if (digest == 0) revert ZeroDigest();
        uint64 time = uint64(block.timestamp);
        if (deadline != 0) {
            uint64 earliest = time + (security ? service.notice.security : service.notice.ordinary);
            uint64 latest = time + LONGEST_AHEAD;
            if (deadline < earliest || deadline > latest) revert DeadlineOutOfBounds(earliest, latest, deadline);
        }
        // As many builds as overflow it are never published.
        build = service.builds + 1;
        service.builds = build;
        if (deadline != 0) {
            uint32 count = service.count;
            service.required[count % KEPT] = Required(build, deadline, 0);
            service.count = count + 1;
        }
        _builds[serviceId][build] = Build(digest, time, deadline, security, 0);
        emit BuildPublished(serviceId, build, digest, deadline, security);
    }

    /// @inheritdoc IVersionCalendar
    function withdraw(uint64 serviceId, uint32 build) external onlyRuntime {
        Service storage service = _known(serviceId);
        Build storage known = _offered(serviceId, build);
        uint64 time = uint64(block.timestamp);
        known.withdrawnAt = time;
        if (known.deadline != 0) {
            for (uint32 place = 0; place < KEPT; ++place) {
                if (service.required[place].build == build) service.required[place].withdrawnAt = time;
            }
        }
        emit BuildEnded(serviceId, build);
    }

    /// @inheritdoc IVersionCalendar
    function acknowledgeFor(uint64 serviceId, address operator, uint32 build) external onlyRuntime {
        _acknowledge(serviceId, operator, build);
    }

    // ---- for operators

    /// @inheritdoc IVersionCalendar
    function acknowledge(uint64 serviceId, uint32 build) external {
        _acknowledge(serviceId, msg.sender, build);
    }

    // ---- state

    /// @inheritdoc IVersionCalendar
    function upToDateAt(
        uint64 serviceId,
        address operator,
        uint64 time
    ) external view returns (bool isUpToDate) {
        Service storage service = _known(serviceId);
        _checkCame(time);
        if (!_serves(_serving[serviceId][operator], time)) return true;
        (bool isRequired, uint32 number) = _find(service, time);
        if (!isRequired) return true;
        Acknowledged storage acknowledged = _acknowledged[serviceId][operator];
        // One that was published since is not met.
        if (number >= acknowledged.count) return false;
        uint64 metAt = acknowledged.metAt[number % KEPT];
        return metAt != 0 && metAt <= time;
    }

    /// @inheritdoc IVersionCalendar
    function requiredAt(uint64 serviceId, uint64 time) external view returns (uint32 build) {
        Service storage service = _known(serviceId);
        _checkCame(time);
        (bool isRequired, uint32 number) = _find(service, time);
        if (isRequired) build = service.required[number % KEPT].build;
    }

    /// @inheritdoc IVersionCalendar
    function acknowledgedBy(
        uint64 serviceId,
        address operator
    ) external view returns (uint32 build, uint64 time) {
        Acknowledged storage acknowledged = _acknowledged[serviceId][operator];
        return (acknowledged.build, acknowledged.time);
    }

    /// @inheritdoc IVersionCalendar
    function servingOf(uint64 serviceId, address operator) external view returns (Serving memory serving) {
        return _serving[serviceId][operator];
    }

    /// @inheritdoc IVersionCalendar
    function buildsOf(uint64 serviceId) external view returns (uint32 count) {
        return _known(serviceId).builds;
    }

    /// @inheritdoc IVersionCalendar
    function buildOf(uint64 serviceId, uint32 build) external view returns (Build memory known) {
        _known(serviceId);
        return _published(serviceId, build);
    }

    /// @inheritdoc IVersionCalendar
    function noticeOf(uint64 serviceId) external view returns (Notice memory notice) {
        return _known(serviceId).notice;
    }

    // ---- inside: checks

    function _checkTerm(uint8 term, uint64 most, uint64 received) private pure {
        if (received < SHORTEST_NOTICE || received > most) {
            revert TermOutOfBounds(term, SHORTEST_NOTICE, most, received);
        }
    }

    function _checkCame(uint64 moment) private view {
        uint64 time = uint64(block.timestamp);
        if (moment > time) revert InFuture(moment, time);
    }

    function _known(uint64 serviceId) private view returns (Service storage service) {
        service = _services[serviceId];
        if (service.notice.ordinary == 0) revert UnknownService(serviceId);
    }

    function _published(uint64 serviceId, uint32 build) private view returns (Build storage known) {
        known = _builds[serviceId][build];
        if (known.digest == 0) revert UnknownBuild(serviceId, build);
    }

    /// A build that was not withdrawn.
    function _offered(uint64 serviceId, uint32 build) private view returns (Build storage known) {
        known = _published(serviceId, build);
        if (known.withdrawnAt != 0) revert BuildWithdrawn(serviceId, build);
    }

    // ---- inside: builds and seconds

    function _acknowledge(uint64 serviceId, address operator, uint32 build) private {
        Service storage service = _known(serviceId);
        if (operator == address(0)) revert ZeroAccount();
        _offered(serviceId, build);
        Acknowledged memory acknowledged = _acknowledged[serviceId][operator];
        if (build <= acknowledged.build) revert AlreadyAcknowledged(acknowledged.build, build);
        uint64 time = uint64(block.timestamp);
        uint32 count = service.count;
        for (uint32 number = count > KEPT ? count - KEPT : 0; number < count; ++number) {
            uint32 place = number % KEPT;
            // The place was that of an earlier build.
            if (number >= acknowledged.count) acknowledged.metAt[place] = 0;
            if (acknowledged.metAt[place] != 0) continue;
            if (service.required[place].build <= build) acknowledged.metAt[place] = time;
        }
        (acknowledged.build, acknowledged.count, acknowledged.time) = (build, count, time);
        _acknowledged[serviceId][operator] = acknowledged;
        emit BuildAcknowledged(serviceId, operator, build);
    }

    /// Whether a build was required at a second, and its number among those with a deadline.
    function _find(Service storage service, uint64 time) private view returns (bool isRequired, uint32 number) {
        uint32 count = service.count;
        uint32 oldest = count > KEPT ? count - KEPT : 0;
        for (number = count; number > oldest; ) {
            --number;
            Required memory required = service.required[number % KEPT];
            if (required.deadline > time) continue;
            if (required.withdrawnAt == 0 || time < required.withdrawnAt) return (true, number);
        }
    }

    /// Whether it is known that the operator served at a second.
    function _serves(Serving memory serving, uint64 time) private pure returns (bool) {
        if (serving.from != 0 && serving.from <= time && (serving.until == 0 || time < serving.until)) return true;
        return serving.earlierFrom != 0 && serving.earlierFrom <= time && time < serving.earlierUntil;
    }
}
