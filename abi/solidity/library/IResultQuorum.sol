// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Result quorum: operators agree on a job's result, by commit and reveal
/// @notice Operators of a service compute the same deterministic job. The runtime, such as a manager, opens each call and
/// names the operators that take part. In the commit period each of them commits to its output, by a salted hash that binds
/// chain, contract, service, call, operator and inputs: no operator sees the output of another one, and a commitment that
/// is copied opens for its own operator alone. In the reveal period outputs are revealed. One that reaches the threshold is
/// agreed. As the threshold is more than half of the operators that the call names, at most one output is, and which one
/// does not change any more. An operator that revealed another output deviates from it.
///
/// Where no output reaches the threshold, none is right or wrong, and the call is undecided for those that revealed. An operator
/// that does not commit missed the call; one that does not reveal withheld its output, as one may that sees that it
/// deviates. Neither has a verdict. Each of the five outcomes has a count of its own, for rules about points: an operator
/// that commits to anything and withholds it, or keeps calls undecided, does not hide. Where the threshold is all operators,
/// each of them can prevent an agreement, and none deviates: name three at least, and a share below all.
///
/// The runtime publishes the inputs: one that gives them to some operators alone makes the others miss the call. Outputs are
/// revealed once the commitments are in blocks that are final: in a fork, another one could still copy them.
///
/// Agreement is not truth: a majority of the named operators that collude agrees on any output. Where inputs have one right
/// output and a circuit, a proof shows it (IComputationProofs); `verdictOf` answers as it does there.
///
/// After the reveal period any account settles the call. Its outcome counts for the period in which the reveal period ended,
/// at whatever time it is settled: what a rulebook measures (IRulebook). Times are seconds.
interface IResultQuorum is IRoles {
    /// @notice The terms of a service. Fixed once.
    struct Terms {
        /// In which operators commit, from the second on in which a call is opened; a minute to 30 days.
        uint64 commitPeriod;
        /// In which outputs are revealed; a minute to 30 days.
        uint64 revealPeriod;
        /// The share of the operators that must reveal the same output, in basis points, rounded up: 5,000 to 10,000. It
        /// is more than half of them in any case.
        uint16 shareBps;
        /// For which calls are counted; an hour to 30 days. Periods are numbered from second 0 on.
        uint64 period;
        /// For how long a call is remembered after its reveal period; a day to 365 days.
        uint64 retention;
    }

    /// @notice A call of a job. The seconds `commitUntil`, `revealUntil` and `rememberedUntil` are the first ones after.
    struct Call {
        /// keccak256 of what the job was called with.
        bytes32 inputs;
        uint64 opened;
        uint64 commitUntil;
        uint64 revealUntil;
        uint64 rememberedUntil;
        /// How many operators take part, how many outputs must be the same, and how many operators committed and revealed.
        uint8 operators;
        uint8 threshold;
        uint8 committed;
        uint8 revealed;
        bool settled;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 commitPeriod, 2 revealPeriod, 3 shareBps, 4 period, 5 retention.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice A call of this number, or of a higher one, was opened.
    error CallNumberTooLow(uint64 expectedAbove, uint64 received);
    error UnknownCall(uint64 serviceId, uint64 callId);
    error OperatorCount(uint32 least, uint32 most, uint32 received);
    /// @notice The operator with this index is not after the one before it, in the order of addresses, or is zero.
    error OperatorNotInOrder(uint32 index, address operator);
    /// @notice The call does not name the operator.
    error UnknownOperator(address operator);
    error AlreadyCommitted(address operator);
    error NotCommitted(address operator);
    error AlreadyRevealed(address operator);
    /// @notice Neither the operator's call nor its signature.
    error NotOperatorSigned(address operator, address received);
    /// @notice What is revealed is not what was committed. `received` is its commitment.
    error WrongCommitment(bytes32 expected, bytes32 received);
    /// @notice Possible from second `deadline` on.
    error TooEarly(uint64 deadline, uint64 time);
    /// @notice Possible before second `deadline`.
    error TooLate(uint64 deadline, uint64 time);
    error AlreadySettled(uint64 serviceId, uint64 callId);
    /// @notice The call was remembered before second `until`.
    error CallForgotten(uint64 until, uint64 time);
    /// @notice The call is remembered before second `until`.
    error CallRemembered(uint64 until, uint64 time);

    // ---- events

    event ServiceOpened(
        uint64 indexed serviceId,
        uint64 commitPeriod,
        uint64 revealPeriod,
        uint16 shareBps,
        uint64 period,
        uint64 retention
    );
    event CallOpened(
        uint64 indexed serviceId,
        uint64 indexed callId,
        bytes32 inputs,
        uint8 operators,
        uint8 threshold,
        uint64 commitUntil,
        uint64 revealUntil
    );
    event ResultCommitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        address indexed operator,
        bytes32 commitment
    );
    event ResultRevealed(uint64 indexed serviceId, uint64 indexed callId, address indexed operator, bytes32 output);
    /// @notice The output reached the threshold.
    event ResultAgreed(uint64 indexed serviceId, uint64 indexed callId, bytes32 output);
    /// @notice How many operators had each outcome, for a period.
    event CallSettled(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint64 period,
        uint8 agreed,
        uint8 deviated,
        uint8 missed,
        uint8 withheld,
        uint8 undecided
    );
    event CallCleared(uint64 indexed serviceId, uint64 indexed callId);

    // ---- for the runtime

    /// @notice Fixes the terms of a service, once.
    function openService(uint64 serviceId, Terms calldata terms) external;

    /// @notice Opens a call of a job: its inputs, by keccak256, and the operators that take part, 2 to 16 in the order of
    /// their addresses. The commit period begins now. Numbers rise: a commitment that was signed for a call that is
    /// cleared counts for no other one.
    function openCall(uint64 serviceId, uint64 callId, bytes32 inputs, address[] calldata operators) external;

    // ---- for operators

    /// @notice Commits an operator to its output, in the commit period, once: `commitmentOf` it. By the operator, with any
    /// signature, or by any account with its signature of `commitmentDigest`, by its key or as a contract (EIP-1271).
    function commit(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 commitment,
        bytes calldata signature
    ) external;

    // ---- for anyone

    /// @notice Reveals an operator's output and the salt of its commitment: from the end of the commit period on, or once
    /// all operators of the call committed, until the reveal period is over. As the commitment binds both, any account can
    /// do it that knows them.
    function reveal(uint64 serviceId, uint64 callId, address operator, bytes32 output, bytes32 salt) external;

    /// @notice Counts the outcome of a call for each of its operators, once its reveal period is over and while it is
    /// remembered.
    function settle(uint64 serviceId, uint64 callId) external;

    /// @notice Frees the storage of a call that is forgotten, with all that is stored of its operators and outputs.
    function clear(uint64 serviceId, uint64 callId) external;

    // ---- state

    /// @notice The output that is agreed, and how many of the call's operators revealed it so far. `isFinal`: no reveal can
    /// change that any more. Where `agreed`, the output is final before. Zeros for a call that is not known, or is
    /// forgotten.
    function agreedOf(uint64 serviceId, uint64 callId) external view returns (
        bool agreed,
        bytes32 output,
        uint8 count,
        uint8 operators,
        bool isFinal
    );

    /// @notice What is known of a result, from the agreement on. 0: nothing that counts; nothing is agreed, the operator did
    /// not reveal or is not of the call, or the call is forgotten. 1: it revealed the agreed output. 2: it revealed
    /// another one. While the call is remembered, 1 and 2 do not change.
    /// @return verdict The verdict.
    /// @return evidence Of verdict 2, one digest for the result: keccak256 of abi.encode(uint256 chainId, address this,
    /// uint64 serviceId, uint64 callId, address operator, bytes32 inputs, bytes32 agreed output), of the output that the
    /// operator revealed, and of the second in which the call was opened, a word each; else zero.
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (uint8 verdict, bytes32 evidence);

    /// @notice An operator's output, and the second in which the call was opened: that of an offence, which no operator
    /// chooses. Zeros where it was not revealed. A court that reviews for longer than the retention cannot ask again.
    function resultOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 output,
        uint64 recordedAt
    );

    /// @notice An operator's commitment, when it committed, and when its output was revealed; zeros for not.
    function participationOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 commitment,
        uint64 committed,
        uint64 revealed
    );

    /// @notice How many operators of a call revealed an output.
    function countOf(uint64 serviceId, uint64 callId, bytes32 output) external view returns (uint8 count);

    /// @notice The calls of an operator that were settled in periods from `from`, included, to `to`, excluded: in which it
    /// agreed, deviated, did not commit, did not reveal, and revealed while no output was agreed. A period is known until 8 periods after it; then a later one takes its place.
    function tallyOf(uint64 serviceId, address operator, uint64 from, uint64 to) external view returns (
        uint32 agreed,
        uint32 deviated,
        uint32 missed,
        uint32 withheld,
        uint32 undecided
    );

    /// @notice A call; zeros for none.
    function callOf(uint64 serviceId, uint64 callId) external view returns (Call memory call);

    /// @notice The operators that a call names, in the order of their addresses; empty for no call.
    function operatorsOf(uint64 serviceId, uint64 callId) external view returns (address[] memory operators);

    function termsOf(uint64 serviceId) external view returns (Terms memory terms);

    /// @notice What an operator commits: keccak256 of the type Result(uint256 chainId,address quorum,uint64 serviceId,uint64
    /// callId,address operator,bytes32 inputs,bytes32 output,bytes32 salt) and its members, as 32 bytes each. The output is
    /// keccak256 of the result. The salt is random, and secret until the reveal. A node that is asked for it learns the
    /// output: compute it elsewhere.
    function commitmentOf(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 inputs,
        bytes32 output,
        bytes32 salt
    ) external view returns (bytes32 commitment);

    /// @notice What an operator signs where another account brings its commitment, by EIP-712: Commitment(uint64
    /// serviceId,uint64 callId,address operator,bytes32 commitment). The domain is ResultQuorum, version 1, of this chain
    /// and contract.
    function commitmentDigest(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 commitment
    ) external view returns (bytes32 digest);
}
