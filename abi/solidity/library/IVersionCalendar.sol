// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Version calendar: from when on operators must run which build of a blueprint's binary
/// @notice The manager of a service, as the runtime, passes on what Tangle's core 0.20 says in onBinaryVersionPublished and
/// onOperatorBinaryAcked: a build with its digest, and that an operator acknowledged it. Under another caller an operator
/// acknowledges here by itself. A build that is required has a deadline: from that second on an operator that acknowledged
/// neither it nor a later build is out of date. A security patch has a shorter least notice than another build, and may be
/// required before builds that were published earlier.
///
/// What held at a second is kept for it: an operator is judged by the build that was required then, and by what it had
/// acknowledged then. No acknowledgement changes an earlier second, and none is taken back. A build that is withdrawn is not
/// required from then on. Of the newest 8 builds with a deadline this is known; of older ones it counts as not required.
/// Only operators that the runtime named are judged, for the seconds in which they serve: the newest two spans are known.
///
/// An acknowledgement is a statement of the operator, and shows no more: the measurement of an enclave (IEnclaveKeys) shows
/// what runs. No build takes stake. Builds of a service are numbered from 1, in the order in which they are published. Times
/// are seconds.
interface IVersionCalendar is IRoles {
    /// @notice How long before its deadline a build is published, at least.
    struct Notice {
        /// Of a build; an hour to 180 days.
        uint64 ordinary;
        /// Of a security patch; an hour to `ordinary`.
        uint64 security;
    }

    /// @notice A build of the operators' binary.
    struct Build {
        /// SHA-256 of the binary, as the core has it.
        bytes32 digest;
        /// When it was published here.
        uint64 publishedAt;
        /// The second from which it is required; 0 for never.
        uint64 deadline;
        bool security;
        /// When it was withdrawn; 0 for a build that was not.
        uint64 withdrawnAt;
    }

    /// @notice When an operator serves: the newest span, and the one before it. The second `until` is not in a span.
    struct Serving {
        /// 0 for never.
        uint64 from;
        /// 0 while it serves.
        uint64 until;
        /// Zeros for none.
        uint64 earlierFrom;
        uint64 earlierUntil;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 ordinary, 2 security.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    error ZeroDigest();
    /// @notice A deadline is the notice ahead at least, and a year at most.
    error DeadlineOutOfBounds(uint64 earliest, uint64 latest, uint64 received);
    error ZeroAccount();
    error UnknownBuild(uint64 serviceId, uint32 build);
    /// @notice The build was withdrawn.
    error BuildWithdrawn(uint64 serviceId, uint32 build);
    /// @notice The operator acknowledged this build, or a later one.
    error AlreadyAcknowledged(uint32 newest, uint32 received);
    /// @notice The second is to come.
    error InFuture(uint64 moment, uint64 time);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, uint64 ordinary, uint64 security);
    event OperatorSet(uint64 indexed serviceId, address indexed operator, bool serves);
    event BuildPublished(
        uint64 indexed serviceId,
        uint32 indexed build,
        bytes32 digest,
        uint64 deadline,
        bool security
    );
    /// @notice The build was withdrawn.
    event BuildEnded(uint64 indexed serviceId, uint32 indexed build);
    event BuildAcknowledged(uint64 indexed serviceId, address indexed operator, uint32 indexed build);

    // ---- for the runtime

    /// @notice Fixes the notice of a service, once.
    function openService(uint64 serviceId, Notice calldata notice) external;

    /// @notice Says whether an operator serves, from this second on. To repeat it changes nothing.
    function setOperator(uint64 serviceId, address operator, bool serves) external;

    /// @notice Publishes a build, and the second from which it is required; 0 for never.
    function publish(
        uint64 serviceId,
        bytes32 digest,
        uint64 deadline,
        bool security
    ) external returns (uint32 build);

    /// @notice Withdraws a build: it is not required any more, and cannot be acknowledged. An acknowledgement of it goes on
    /// to count for earlier builds.
    function withdraw(uint64 serviceId, uint32 build) external;

    /// @notice Passes on that an operator acknowledged a build.
    function acknowledgeFor(uint64 serviceId, address operator, uint32 build) external;

    // ---- for operators

    /// @notice States that the caller runs a build, which is newer than the newest one that it acknowledged. It can be
    /// stated before the caller serves.
    function acknowledge(uint64 serviceId, uint32 build) external;

    // ---- state

    /// @notice Whether an operator had acknowledged, at a second that has come, what was required then: what a rulebook
    /// measures (IRulebook) at the end of its window. True where nothing was required, and where the operator did not serve.
    /// Once true for a second that is over, it stays so.
    function upToDateAt(uint64 serviceId, address operator, uint64 time) external view returns (bool isUpToDate);

    /// @notice The build that was required at a second that has come: the newest one whose deadline had come and that was
    /// not withdrawn. 0 for none.
    function requiredAt(uint64 serviceId, uint64 time) external view returns (uint32 build);

    /// @notice The newest build that an operator acknowledged, and when; zeros for none.
    function acknowledgedBy(uint64 serviceId, address operator) external view returns (uint32 build, uint64 time);

    function servingOf(uint64 serviceId, address operator) external view returns (Serving memory serving);

    /// @notice How many builds a service has had.
    function buildsOf(uint64 serviceId) external view returns (uint32 count);

    function buildOf(uint64 serviceId, uint32 build) external view returns (Build memory known);

    function noticeOf(uint64 serviceId) external view returns (Notice memory notice);
}
