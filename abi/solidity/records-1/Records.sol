// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What contracts, pallets and clients keep of a service's life. The SCALE forms of the same
/// records are in the metadata of a runtime that uses them.
library Records {
    /// @notice What a report is about. None is what an empty slot holds, and no report's kind.
    enum ReportKind { None, JobMisbehaviour, QualityOfService }

    /// @notice A result that an operator submitted for a job call.
    struct JobResult {
        uint64 serviceId;
        uint8 job;
        uint64 jobCallId;
        address operator;
        bytes inputs;
        bytes outputs;
    }

    /// @notice A report of a job call's result. participant is the reported operator: a 33-byte
    /// compressed key, a 65-byte uncompressed one or a 20-byte address.
    struct Report {
        ReportKind kind;
        uint64 serviceId;
        uint8 jobIndex;
        uint64 jobCallId;
        bytes participant;
        bytes inputs;
        bytes outputs;
    }

    /// @notice A slash, queued or applied. offender is 32 bytes of AccountId32 or 20 of an address,
    /// slashPercent 0..100.
    struct Slash {
        uint64 serviceId;
        bytes offender;
        uint8 slashPercent;
    }

    /// @notice Points that an operator was awarded in an era.
    struct PointsAward {
        uint64 serviceId;
        address operator;
        uint64 era;
        uint64 points;
    }

    /// @notice A claim about how well an operator served from startMs to endMs, in unix
    /// milliseconds. value is in the unit of the blueprint's own measure, evidence the hash of what
    /// backs it. A reporter's nonces grow.
    struct QosReport {
        uint64 blueprintId;
        uint64 serviceId;
        uint64 era;
        address operator;
        address reporter;
        uint64 nonce;
        uint64 startMs;
        uint64 endMs;
        uint128 value;
        bytes32 evidence;
    }
}
