// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Computation proofs: whether results of jobs are right
/// @notice Verifies proofs of Groth16 over BN254 (precompiles 6 to 8). The runtime, such as a manager, records the calls of
/// jobs and their results by hashes. A proof, by any account, shows that an output is right for a call. It is for one
/// result: its public inputs bind chain, contract, service, call, operator, inputs and output. So it proves the result of
/// the operator that it names; and, where the key says that a call has one right output, it is evidence against every
/// operator whose result is another one, whichever operator it names.
///
/// A statement is abi.encode(uint256 chainId, address verifier, uint64 serviceId, uint64 callId, address operator, bytes32
/// inputs, bytes32 output): 224 bytes, where inputs and output are keccak256 of what was called with and of the result. Its
/// context is uint256(keccak256(statement)) >> 8. Public inputs are numbers below the order r of the curve's groups; a
/// value that is not below r is rejected, for the circuit would take it for its remainder. By the format of a key:
///
/// 1, digest: the context. The circuit opens it.
///
/// 2, words: the context, the words of the inputs, the words of the output. The prover states the words in `values`, in
/// this order; inputs is keccak256 of the first `inputWords`, output that of the others. The circuit computes with the
/// words, and has the context in a constraint of its own.
///
/// 3, SP1 up to version 5: `program` (the program's verification key), and uint256(sha256(statement)) modulo 2^253. The
/// program commits the statement, 224 bytes, as its public values.
///
/// 4, SP1 from version 6 on: those two, the exit code 0, `root` (the root of verification keys), and the nonce that the
/// prover states as the one element of `values`.
///
/// 5, RISC Zero: the halves of `root` (the control root) and of the claim's digest, each as a number whose lowest byte is
/// the half's first, and `id` (the control id, as verifiers in Solidity have it). The claim: the program of image id
/// `program` ended with (Halted, 0), without input and assumptions, and its journal is the statement.
///
/// Points of keys and proofs are as the precompiles take them: x and y, of a point of the second group the imaginary part
/// first, as RISC Zero's and SP1's proofs have them after their selector of 4 bytes (and, in format 4, after the exit
/// code, the root and the nonce). A key's are alpha, beta, gamma, delta, and a point for one and for each public input.
/// SP1's verifiers have beta, gamma and delta negated; here they are not.
///
/// A proof is as good as its key: the account that knows the secrets of a key's setup can prove anything. Two proofs that a
/// call has two right outputs show that; all results of the call are neutral then. A call keeps the key that was valid when
/// it was recorded. Times are seconds.
interface IComputationProofs is IRoles {
    /// @notice What a key's circuit says. What the format does not use is zero.
    struct KeyTerms {
        /// 1 to 5, as above.
        uint8 format;
        /// Whether inputs have exactly one right output. Then a proof of another output is evidence against a result.
        bool oneOutput;
        /// Words of the inputs, in format 2; at most 15 with those of the output.
        uint8 inputWords;
        /// Words of the output, in format 2.
        uint8 outputWords;
        bytes32 program;
        bytes32 root;
        bytes32 id;
    }

    // ---- errors

    error RetentionTooShort(uint64 least, uint64 received);
    error UnknownFormat(uint8 most, uint8 received);
    /// @notice Counts of words out of bounds, a number that is not below r, or a member that the format has not.
    error BadTerms();
    /// @notice Words of a key's points.
    error PointCount(uint32 expected, uint32 received);
    /// @notice From this word on there is no point, or the one at infinity, by which a proof would not depend on what it
    /// multiplies.
    error BadPoint(uint32 word);
    /// @notice Gamma and delta are the same: the second phase of the key's setup was left out, and any account can forge
    /// proofs.
    error UnsafeKey();
    /// @notice No key is valid for the job.
    error NoKey(uint64 serviceId, uint8 job);
    error UnknownKey(uint64 serviceId, uint8 job, uint64 version);
    error RevokedKey(uint64 version);
    /// @notice The call, or the operator's result of it, is recorded.
    error AlreadyRecorded();
    error UnknownCall(uint64 serviceId, uint64 callId);
    /// @notice The call was remembered until this time.
    error CallForgotten(uint64 until, uint64 time);
    /// @notice The call is remembered until this time.
    error CallRemembered(uint64 until, uint64 time);
    /// @notice The proof would show what is known: the result is proven, or it is not this operator's and the right output
    /// is known or no evidence.
    error NothingNew();
    error ValueCount(uint32 expected, uint32 received);
    /// @notice The value with this index is not below r.
    error NotInField(uint32 index);
    /// @notice The words are not those that the job was called with.
    error OtherInputs(bytes32 expected, bytes32 received);
    /// @notice The words are not those of the output.
    error OtherOutput(bytes32 expected, bytes32 received);
    error ProofLength(uint32 expected, uint32 received);
    /// @notice The proof does not show that the output is right, or not for this result.
    error InvalidProof();
    /// @notice A precompile that this contract needs failed, or is missing on this chain.
    error PrecompileFailed();
    error BatchSize(uint32 most, uint32 received);

    // ---- events

    event KeySet(uint64 indexed serviceId, uint8 indexed job, uint64 version, uint64 from);
    event KeyRevoked(uint64 indexed serviceId, uint8 indexed job, uint64 version);
    event CallRecorded(uint64 indexed serviceId, uint64 indexed callId, uint8 job, uint64 version, bytes32 inputs);
    event ResultRecorded(uint64 indexed serviceId, uint64 indexed callId, address indexed operator, bytes32 output);
    /// @notice A proof that names the operator shows that the output is right.
    event OutputProven(uint64 indexed serviceId, uint64 indexed callId, address indexed operator, bytes32 output);
    /// @notice The key of the call proves two outputs.
    event CallContradicted(uint64 indexed serviceId, uint64 indexed callId, uint8 job, uint64 version);
    event CallCleared(uint64 indexed serviceId, uint64 indexed callId);

    // ---- for the runtime

    /// @notice Sets the key of a job for calls to come: the first one at once, another one after the delay of roles. Until
    /// then another call takes its place.
    /// @param points Alpha, beta, gamma and delta (14 words), and two words for one and for each public input.
    function setKey(uint64 serviceId, uint8 job, KeyTerms calldata terms, bytes32[] calldata points) external;

    /// @notice Records a call of a job, with keccak256 of its inputs, under the key that is valid now.
    function recordCall(uint64 serviceId, uint64 callId, uint8 job, bytes32 inputs) external;

    /// @notice Records an operator's result of a call: keccak256 of it, once.
    function recordResult(uint64 serviceId, uint64 callId, address operator, bytes32 output) external;

    // ---- for the guardian

    /// @notice Ends the use of a key that proves what is not so. Results of calls under it are neutral from now on. One that
    /// is not valid yet never will be: the key before it stays, and the next one gets its number and waits as long as any.
    function revokeKey(uint64 serviceId, uint8 job, uint64 version) external;

    // ---- for anyone

    /// @notice Shows that an output is right for a call, by a proof that names an operator.
    /// @param values What the prover states, by the key's format.
    /// @param proof 256 bytes: points of the first, the second and the first group.
    function prove(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output,
        bytes32[] calldata values,
        bytes calldata proof
    ) external;

    /// @notice Frees the storage of results of a call that is forgotten, at most 64; and that of the call, with its last
    /// result.
    function clear(uint64 serviceId, uint64 callId, address[] calldata operators) external;

    // ---- state

    /// @notice Whether a result is proven right: the verdict is 1.
    function provenOf(uint64 serviceId, uint64 callId, address operator) external view returns (bool proven);

    /// @notice What is known of a result. 0: nothing that counts; also where the key was revoked, proves two outputs, or the
    /// call is forgotten. 1: a proof that names the operator shows that it is right. 2: a proof shows that another output
    /// is right.
    /// @return verdict The verdict.
    /// @return evidence Of verdict 2, one digest for the result: keccak256 of the statement with the right output, the
    /// result's hash and the second in which it was recorded, a word each; else zero.
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (uint8 verdict, bytes32 evidence);

    /// @notice A call; zeros for none. `known`: 0 where no right output is known, 1 where `output` is it, 2 where the key
    /// proves two.
    function callOf(uint64 serviceId, uint64 callId) external view returns (
        uint8 job,
        uint64 version,
        uint64 recordedAt,
        bytes32 inputs,
        uint32 results,
        uint8 known,
        bytes32 output
    );

    /// @notice An operator's result of a call; zeros for none.
    function resultOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 output,
        uint64 recordedAt
    );

    /// @notice The key that is valid now for calls of a job, and the one that follows, from a second on. Zeros for none.
    function versionsOf(uint64 serviceId, uint8 job) external view returns (
        uint64 version,
        uint64 next,
        uint64 from
    );

    /// @notice A key.
    function keyOf(uint64 serviceId, uint8 job, uint64 version) external view returns (
        KeyTerms memory terms,
        bytes32[] memory points,
        bool revoked
    );

    /// @notice The public inputs that a proof of a result must have.
    function publicInputsOf(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output,
        bytes32[] calldata values
    ) external view returns (bytes32[] memory inputs);

    /// @notice Whether a proof is valid for a key and public inputs. It records nothing. Reverts with PrecompileFailed where the proof is
    /// none of points, and where there is too little gas to say: the sender of a call never chooses the answer by it.
    function isValid(
        uint64 serviceId,
        uint8 job,
        uint64 version,
        bytes32[] calldata inputs,
        bytes calldata proof
    ) external view returns (bool valid);

    /// @notice Seconds for which a call is remembered after it was recorded.
    function retention() external view returns (uint64 time);
}
