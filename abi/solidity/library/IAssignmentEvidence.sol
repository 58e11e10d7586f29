// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Assignment evidence: a request that an operator sent to another operator than the rule names, brought before the court
/// @notice Operators of a service share its requests by one rule, which any account can compute. Time is cut into epochs: the
/// epoch of a second is the second divided by `epochLength`, rounded down. A request of an epoch belongs to the operator with
/// the greatest keccak256(abi.encode(serviceId, epoch, request, operator)), as a number: rendezvous hashing. An operator that
/// leaves gives up its own requests and moves no other one.
///
/// An operator signs whom it sends a request to, or that it serves the request itself, as typed data (EIP-712, domain
/// AssignmentEvidence version 1, whose contract is this one):
/// Assignment(uint64 serviceId,bytes32 request,address assignee,uint64 time).
/// An assignee that is not the rule's is an offence that needs no judge: any account files it, and this contract, as the
/// service's proposer in ISlashingCourt, proposes the slash, for job misbehaviour. The signer is accused, which must be of the
/// operators of that epoch. A key alone signs here: what a contract accepts as its signature (EIP-1271) may change.
///
/// The moment of the offence is the signed time, for which the court must have captured the operator's stake. The epoch is of
/// that time, too. A client takes no assignment whose time is not about now: an operator could else choose an epoch in which
/// the rule names whom it likes, or a time that is long over. Whatever assignee was named, in however many signatures, a
/// request of an epoch is one offence of an operator, with one hash, which the court takes once. Who files gets nothing.
///
/// A set of operators is stored by its hash: evidence carries the set, in ascending order of addresses. A set holds from one
/// epoch until the next set holds; the runtime announces that at least one whole epoch ahead.
///
/// `request` names a request for all: a client could otherwise name one request in two ways. Who chooses it freely, can try
/// names until the rule names the operator that it likes. It should be the hash of the client and its next number, so that
/// tried names are left out numbers. The rule takes no secret and no seed: requests of an epoch to come can be computed.
///
/// A manager whose slashes take another course, as those of a services pallet, asks `assignmentOffence` and proposes by itself;
/// it needs no court here. Times are seconds, shares basis points.
interface IAssignmentEvidence is IRoles {
    /// @notice What an operator said about a request, and its signature: s in the lower half, v 27 or 28.
    struct Assignment {
        bytes32 request;
        /// Whom the request is sent to.
        address assignee;
        uint64 time;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    // ---- errors

    /// @notice The service has terms, which do not change.
    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    error WindowOutOfBounds(uint64 shortest, uint64 longest, uint64 received);
    error EpochOutOfBounds(uint64 shortest, uint64 longest, uint64 received);
    error ShareOutOfBounds(uint16 least, uint16 most, uint16 received);
    error OperatorCount(uint32 least, uint32 most, uint32 received);
    /// @notice Operators are in ascending order, each once, and none is zero.
    error OperatorNotInOrder(uint32 index, address operator);
    /// @notice The newest operators do not hold yet: one change at a time.
    error ChangePending(uint64 since, uint64 epoch);
    /// @notice No operators of the service hold from this epoch on.
    error UnknownOperators(uint64 serviceId, uint64 since);
    /// @notice These operators hold from `since` to before `until`, zero for no end, and the statement is of another epoch.
    error OperatorsOfOtherEpoch(uint64 since, uint64 until, uint64 epoch);
    /// @notice The operators received are not those that hold from that epoch on.
    error WrongOperators(bytes32 expected, bytes32 received);
    /// @notice The statement is of a second to come.
    error InFuture(uint64 moment, uint64 time);
    /// @notice The offence is older than the fault window, or than the service's terms.
    error TooOld(uint64 oldest, uint64 moment);
    /// @notice The accused is not of the operators, whom alone the rule binds.
    error NotAnOperator(address account);
    /// @notice The rule names this assignee, too.
    error RightAssignee(address assignee);
    /// @notice The statement is not signed by the operator. `recovered` is whose signature it is; zero for none.
    error NotSignedByOperator(address operator, address recovered);
    /// @notice The court has no record of what the operator had at stake then.
    error StakeUnknown(address operator, uint64 capturedAt);
    /// @notice The court did not answer as its interface says.
    error CourtSilent(address court);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address court, uint64 window, uint64 epochLength, uint16 shareBps);
    /// @notice From the epoch `since` on, these operators share the requests.
    event OperatorsChanged(uint64 indexed serviceId, uint64 indexed since, address[] operators);
    /// @notice A wrong assignment was brought before the court. The rule names `rightful`.
    event AssignmentFiled(
        uint64 indexed serviceId,
        address indexed operator,
        bytes32 indexed evidence,
        address assignee,
        address rightful,
        uint64 moment,
        uint64 proposalId
    );

    // ---- for the runtime

    /// @notice Fixes the terms of a service, once: its court, or zero where nothing is filed here but a manager asks; for how
    /// long an offence can be filed (4 days to 180 days); the length of an epoch (a minute to 30 days); the share of what the
    /// operator's stake answers for that an offence costs (1 to 10,000). The first operators, 2 to 32 in ascending order, hold
    /// from this epoch on. Statements of before are no offence.
    function openService(
        uint64 serviceId,
        address court,
        uint64 window,
        uint64 epochLength,
        uint16 shareBps,
        address[] calldata operators
    ) external;

    /// @notice Names the operators, 2 to 32 in ascending order, who share the requests from the second epoch after this one on:
    /// a whole epoch is left for signers to see it. Not while an earlier change does not hold yet.
    function changeOperators(uint64 serviceId, address[] calldata operators) external;

    // ---- for anyone

    /// @notice Files an assignment that an operator signed. `since` is the first epoch of the operators of its time.
    function fileAssignment(
        uint64 serviceId,
        address operator,
        Assignment calldata said,
        uint64 since,
        address[] calldata operators
    ) external returns (uint64 proposalId);

    // ---- state

    /// @notice The terms of a service, and the second in which they were fixed. `newest` is the first epoch of its newest
    /// operators, which may be to come.
    function termsOf(
        uint64 serviceId
    )
        external
        view
        returns (address court, uint64 from, uint64 window, uint64 epochLength, uint16 shareBps, uint64 newest);

    /// @notice The operators that hold from the epoch `since` on: keccak256 of their words, one after the other; the epoch from
    /// which the next ones hold, zero for none; and the first epoch of those before, their own for the first ones.
    function operatorsOf(
        uint64 serviceId,
        uint64 since
    ) external view returns (bytes32 operatorsHash, uint64 until, uint64 before);

    /// @notice Who serves a request at a time. For an epoch that is more than one ahead, the operators may still change.
    function assigneeOf(
        uint64 serviceId,
        bytes32 request,
        uint64 time,
        uint64 since,
        address[] calldata operators
    ) external view returns (address assignee);

    /// @notice What an operator signs of an assignment.
    function assignmentDigest(
        uint64 serviceId,
        bytes32 request,
        address assignee,
        uint64 time
    ) external view returns (bytes32 digest);

    /// @notice What an assignment that an operator signed is: the hash of the offence, its second, the share that it costs, and
    /// whom the rule names. Reverts where it is no offence, as `fileAssignment` does.
    function assignmentOffence(
        uint64 serviceId,
        address operator,
        Assignment calldata said,
        uint64 since,
        address[] calldata operators
    ) external view returns (bytes32 evidence, uint64 moment, uint16 shareBps, address rightful);

    /// @notice The hash by which the court knows the offence of an operator about a request in an epoch.
    function assignmentEvidence(
        uint64 serviceId,
        address operator,
        bytes32 request,
        uint64 epoch
    ) external view returns (bytes32 evidence);
}
