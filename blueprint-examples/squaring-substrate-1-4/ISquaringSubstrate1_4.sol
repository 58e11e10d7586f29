// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";

/// @title The manager of the incredible squaring blueprint for pallet-services 1.4
/// @notice A job takes a uint256 and must return its square. A wrong result is refused when it is
/// submitted.
interface ISquaringSubstrate1_4 is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The terms of a request that was accepted.
    struct Terms {
        address requester;
        /// The number of operators.
        uint32 operators;
        /// In blocks.
        uint64 ttl;
        Asset paymentAsset;
        /// In base units of the asset.
        uint256 amount;
    }

    // ---- errors

    /// @notice An operator is named by an uncompressed key: this many bytes.
    error InvalidKey(uint32 expectedLength, uint32 receivedLength);
    /// @notice A request names fewer operators than the blueprint needs.
    error TooFewOperators(uint32 required, uint32 received);
    /// @notice The blueprint has one job, by this index.
    error UnknownJob(uint8 expected, uint8 received);
    /// @notice The job's input is one uint256: this many bytes.
    error InvalidInput(uint32 expectedLength, uint32 receivedLength);
    /// @notice The service has a job call of this id already.
    error JobCallExists(uint64 serviceId, uint64 jobCallId);
    /// @notice The service has no job call of this id.
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);
    /// @notice These are not the inputs of the job call.
    error InputsMismatch(uint256 expected, bytes32 receivedHash);
    /// @notice The operator submitted a result of this job call already.
    error AlreadySubmitted(uint64 serviceId, uint64 jobCallId, bytes key);
    /// @notice The result is not the square.
    error WrongResult(bytes expected, bytes32 receivedHash);

    // ---- events

    /// @notice An operator's registration was accepted. The topic is the hash of its key.
    event OperatorAdmitted(bytes indexed key, string rpcAddress);
    /// @notice A service request was accepted.
    event RequestAdmitted(
        uint64 indexed requestId,
        address indexed requester,
        uint32 operators,
        Asset paymentAsset
    );
    /// @notice A service started.
    event ServiceStarted(
        uint64 indexed serviceId,
        uint64 indexed requestId,
        address[] permittedCallers
    );
    /// @notice A service ended.
    event ServiceEnded(uint64 indexed serviceId, address indexed owner);
    /// @notice A job call was accepted.
    event JobCallAdmitted(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 input);
    /// @notice A right result was accepted. The third topic is the hash of the operator's key.
    event ResultAdmitted(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        bytes indexed key,
        bytes outputs
    );

    // ---- state

    /// @notice The blueprint's name.
    function name() external view returns (string memory);

    /// @notice The services pallet's account, which binds the manager.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    /// @notice The caller of the other hooks; zero before the manager is bound.
    function masterManager() external view returns (address);

    /// @notice Whether the manager is bound, and to which blueprint.
    /// @custom:default guard.blueprint_id
    function blueprintId() external view returns (bool bound, uint64 id);

    /// @notice Operators that a request names at least.
    function minOperators() external view returns (uint32);

    /// @notice Whether an operator is registered, by its key.
    function isRegistered(bytes calldata key) external view returns (bool);

    /// @notice The terms of a request; all zero where it was not accepted.
    function termsOf(uint64 requestId) external view returns (Terms memory);

    /// @notice A job call and its input.
    function jobCall(uint64 serviceId, uint64 jobCallId)
        external view returns (bool known, uint256 input);

    /// @notice The result that an operator submitted; empty where it submitted none.
    function resultOf(uint64 serviceId, uint64 jobCallId, bytes calldata key)
        external view returns (bytes memory);

    /// @notice Right results of an operator.
    function resultsOf(bytes calldata key) external view returns (uint64);
}
