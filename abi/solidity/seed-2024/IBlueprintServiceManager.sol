// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as the services pallet of August to October 2024
/// called them.
/// @dev The services pallet's account is the only caller (onlyRuntime), with 300,000 gas and no
/// value. A participant is an operator's 33-byte compressed ECDSA public key. Inputs and outputs
/// are field values as abi.encode lays out a parameter list; empty for none.
interface IBlueprintServiceManager {
    /// @notice Called when an operator registers. A revert refuses the registration.
    /// @custom:default ()
    function onRegister(bytes calldata participant, bytes calldata registrationInputs)
        external payable;

    /// @notice Called when a service is requested; serviceId is the one it will get. A revert
    /// refuses the request.
    /// @custom:default ()
    function onRequest(
        uint64 serviceId,
        bytes[] calldata participants,
        bytes calldata requestInputs
    ) external payable;

    /// @notice Called when a job is submitted. A revert refuses the job call.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when a result is submitted (September 2024). A revert refuses the result.
    /// @custom:default ()
    function onJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;

    /// @notice Whether a result stands (September 2024). The pallet could ask, and never did.
    /// @custom:default true
    function verifyJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external view returns (bool);

    /// @notice Called when a result is submitted (October 2024, in place of onJobCallResult). A
    /// revert refuses the result.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Declared for a queued slash (October 2024); the pallet never called it. slashPercent
    /// is 0..100, totalPayout in base units.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external;

    /// @notice Declared for an applied slash (October 2024); the pallet never called it.
    /// @custom:default ()
    function onSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external;

    /// @notice Who may slash (October 2024). A revert means nobody.
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Who may dispute a slash (October 2024). A revert means nobody.
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);
}
