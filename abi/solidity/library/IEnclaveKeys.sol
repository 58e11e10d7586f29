// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Enclave keys: keys that operators' enclaves hold, and the resources that enclaves report
/// @notice An enclave makes a key, and its attestation quote (TDX, SEV-SNP) is verified outside of the contract, once for
/// the life of an enrolment. By one of two ways: a committee (IOracleCommittee) signs valueOf(key, measurement, expires) as
/// the answer to questionOf(serviceId, operator), a question of kind 1; or a job's output is abi.encode(operator, key,
/// measurement, expires), and IComputationProofs has it proven for the operator. In both, the verifier of the quote sees to
/// it that its report data binds this contract, the chain, the service, the operator and the key, that the firmware is
/// patched, and that the enclave is not in debug mode. The measurement is the hash of what runs, as the blueprint defines
/// it.
///
/// Evidence has a time, of the committee's answer or of the job's call, and replaces only what is of an earlier one; the key
/// that was revoked last is not enrolled again. The verifier of the quote sees to it that the quote is of that time: a circuit
/// binds it to the inputs of the call. The job's key has no one output (`oneOutput`): each operator has its own. Where a
/// service takes both ways, the weaker of them holds.
///
/// The enclave signs what it used in a period (EIP-712, domain "EnclaveKeys", version "1"). That is compared with a bound of
/// base + perTask * tasks. Tasks are the units of IUsageReceipts in the period, where the service has receipts, as far as
/// `taskPrice` was paid for each: what the report says of tasks does not count then, nor does work that no client paid. The share of the bound that was used is kept for the newest 8 periods, for a
/// rule of IRulebook. A period that was not reported is not known, which is neutral.
///
/// A report is as good as the enclave: an attacker with physical access can read keys, and what runs outside of the enclave
/// is not measured. A new key can sign for a period of before it: the enclave keeps its counters, and does not sign for
/// what it did not measure. Where clients withhold receipts, honest work is above the bound: let a rule on it take points, not
/// stake. Times are seconds, measurements 32 bytes. A period's number is the time divided by its length.
interface IEnclaveKeys is IRoles {
    /// @notice How a service enrols keys, and what a task may use.
    struct Terms {
        /// The committee that verifies quotes (IOracleCommittee); zero for none. It, or `proofs`, is there.
        address enroller;
        /// Where proofs of quotes are verified (IComputationProofs); zero for none.
        address proofs;
        /// The job of `proofs` whose output is an enrolment.
        uint8 job;
        /// The longest life of an enrolment: an hour to 180 days.
        uint64 longestLife;
        /// What tasks are counted by (IUsageReceipts); zero for what the enclave reports.
        address receipts;
        /// Seconds of a report's period, an hour to 30 days; that of the receipts, where there are any.
        uint64 period;
        /// Milliseconds of a processor that an operator may use in a period, and for each task in addition. Each 0 to 2^40,
        /// not both 0. A bound of 0, of a base of 0 without tasks, is exceeded by any use.
        uint64 cpuMsBase;
        uint64 cpuMsPerTask;
        /// The same of memory: megabytes times seconds.
        uint64 memoryMbSecondsBase;
        uint64 memoryMbSecondsPerTask;
        /// Wei that are paid for a task, at least 1, where there are receipts: of tasks at a lower price fewer count.
        uint64 taskPrice;
    }

    /// @notice What an enclave signs of a period.
    struct ResourceReport {
        uint64 serviceId;
        address operator;
        uint64 period;
        uint64 tasks;
        uint64 cpuMs;
        uint64 memoryMbSeconds;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 longestLife, 2 period, 3 cpuMsBase, 4 cpuMsPerTask, 5 memoryMbSecondsBase, 6
    /// memoryMbSecondsPerTask, 7 taskPrice.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice The service has neither a committee nor proofs, or not the one that is asked for.
    error NoEnroller(uint64 serviceId);
    /// @notice The period is not that of the receipts.
    error OtherPeriod(uint64 expected, uint64 received);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    error ZeroAccount();
    /// @notice The measurement is not allowed in the service.
    error NotAllowed(bytes32 measurement);
    /// @notice An enrolment ends in the future, and not after the longest life from the time of its evidence on.
    error ExpiryOutOfBounds(uint64 least, uint64 most, uint64 received);
    /// @notice The key was revoked by its own signature.
    error RevokedKey(address key);
    /// @notice The key is another operator's.
    error KeyTaken(address key, address operator);
    /// @notice The committee's question is not of agreement.
    error WrongKind(uint8 expected, uint8 received);
    /// @notice The committee's answer is another enrolment.
    error NotAttested(uint256 expected, uint256 received);
    /// @notice The call is of another job.
    error WrongJob(uint8 expected, uint8 received);
    error NotProven(uint64 serviceId, uint64 callId, address operator);
    /// @notice The operator's proven output is another enrolment.
    error OtherOutput(bytes32 expected, bytes32 received);
    /// @notice The evidence is not later than what the operator enrolled by last.
    error NotNewer(uint64 expectedAbove, uint64 received);
    /// @notice The operator has no key.
    error NoKey(uint64 serviceId, address operator);
    /// @notice Nothing ends the enrolment now.
    error StillValid(uint64 expires);
    /// @notice The enrolment ended, though its record is still there.
    error KeyExpired(uint64 expires, uint64 time);
    /// @notice The key did not sign this. `received` is whose signature it is; zero for none.
    error NotKeySigned(address key, address received);
    /// @notice The period is not over.
    error TooEarly(uint64 deadline, uint64 time);
    /// @notice The period is too long over: 8 periods, or fewer where the receipts forget earlier.
    error TooLate(uint64 deadline, uint64 time);
    /// @notice The period was reported, or a later one.
    error PeriodOver(uint64 next, uint64 received);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address enroller, address proofs, address receipts);
    event MeasurementSet(uint64 indexed serviceId, bytes32 indexed measurement, bool allowed);
    event KeyEnrolled(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed key,
        bytes32 measurement,
        uint64 expires,
        uint64 time
    );
    /// @notice The operator's enrolment ended. `revoked` by the key's own signature.
    event KeyRemoved(uint64 indexed serviceId, address indexed operator, address indexed key, bool revoked);
    /// @notice A report of a period. `tasks` are those that count.
    event ResourcesReported(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 indexed period,
        uint64 tasks,
        uint64 cpuMs,
        uint64 memoryMbSeconds,
        uint32 usedBps
    );

    // ---- for the runtime

    /// @notice Fixes the terms of a service, once.
    function openService(uint64 serviceId, Terms calldata terms) external;

    /// @notice Allows a measurement, or withdraws it: enrolments of it do not hold while it is withdrawn. Those that were not
    /// removed meanwhile (`invalidate`) hold again once it is allowed again.
    function allowMeasurement(uint64 serviceId, bytes32 measurement, bool allowed) external;

    // ---- for anyone

    /// @notice Enrols the key of an operator's enclave that the committee attests: its fresh answer to questionOf is
    /// valueOf. The operator's key of before is free again.
    function enrol(
        uint64 serviceId,
        address operator,
        address key,
        bytes32 measurement,
        uint64 expires
    ) external;

    /// @notice The same by a proof: the operator's result of a call of the service's job is proven.
    function enrolByProof(
        uint64 serviceId,
        uint64 callId,
        address operator,
        address key,
        bytes32 measurement,
        uint64 expires
    ) external;

    /// @notice Removes an operator's enrolment that expired, whose measurement is not allowed any more, or whose evidence
    /// does not hold: the committee's answer is another one now, or the result is not proven while the proofs remember its
    /// call.
    function invalidate(uint64 serviceId, address operator) external;

    /// @notice Removes an operator's enrolment by the signature of its key: it leaked, or is given up.
    function revoke(uint64 serviceId, address operator, bytes calldata signature) external;

    /// @notice Takes what an enclave used in a period that is over, signed by the operator's key that is valid now. Reports
    /// of an operator follow each other, and one period has one.
    function report(ResourceReport calldata stated, bytes calldata signature) external returns (uint32 usedBps);

    // ---- state

    /// @notice What an operator used of its bound in a period, in basis points, of the resource of which it is more; at most
    /// 2^32 - 1. Known of the newest 8 periods up to the last report, where they were reported.
    function usageOf(
        uint64 serviceId,
        address operator,
        uint64 period
    ) external view returns (bool known, uint32 usedBps);

    /// @notice An operator's key; zeros for none. Valid: it did not expire, and its measurement is allowed.
    function keyOf(
        uint64 serviceId,
        address operator
    ) external view returns (address key, bytes32 measurement, uint64 expires, bool valid);

    /// @notice Whose key it is; zero for none.
    function operatorOf(uint64 serviceId, address key) external view returns (address operator);

    function isAllowed(uint64 serviceId, bytes32 measurement) external view returns (bool allowed);

    function termsOf(uint64 serviceId) external view returns (Terms memory terms);

    /// @notice The question of the committee about an operator: keccak256 of the type EnclaveKey(address keys,uint64
    /// serviceId,address operator) and its members, as 32 bytes each.
    function questionOf(uint64 serviceId, address operator) external view returns (bytes32 question);

    /// @notice The value that the committee signs: keccak256 of key, measurement and expires, as 32 bytes each.
    function valueOf(address key, bytes32 measurement, uint64 expires) external pure returns (uint256 value);

    /// @notice What an enclave signs of a period.
    function reportDigest(ResourceReport calldata stated) external view returns (bytes32 digest);

    /// @notice What a key signs to be revoked: Revocation(uint64 serviceId,address operator,address key).
    function revocationDigest(uint64 serviceId, address operator, address key) external view returns (bytes32 digest);
}
