// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as the services pallet of August to October 2024
/// called them.
/// @dev The services pallet's account is the only caller (onlyRuntime); in 2024 with 300,000 gas.
/// No call carries value. A participant is an operator's 33-byte compressed ECDSA public key.
/// Inputs and outputs are field values as abi.encode lays out a parameter list; empty for none.
/// "This pallet" is this project's services pallet. A revert of an on* hook fails the extrinsic,
/// which is rolled back.
interface IBlueprintServiceManager {
    /// @notice Called when an operator registers for the blueprint. A revert prevents the
    /// registration.
    /// @dev This pallet: by register, after the registration and the key are stored;
    /// registrationInputs is what follows the key in the inputs of the extrinsic.
    /// Pallets of 2024: by register; error InvalidRegistrationInput.
    /// @custom:default ()
    function onRegister(bytes calldata participant, bytes calldata registrationInputs)
        external payable;

    /// @notice Called when a service is requested. serviceId is the next free id: another service
    /// that starts first takes it. A revert prevents the request.
    /// @dev This pallet: by request, after the request is stored, and by modify_request, where a
    /// revert prevents the change.
    /// Pallets of 2024: by request; error InvalidRequestInput.
    /// @custom:default ()
    function onRequest(
        uint64 serviceId,
        bytes[] calldata participants,
        bytes calldata requestInputs
    ) external payable;

    /// @notice Called when a job is called. A revert prevents the call.
    /// @dev This pallet: by call of the service's owner or a permitted caller, after the call is
    /// stored.
    /// Pallets of 2024: by call; error InvalidJobCallInput.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when a result is submitted (September 2024). A revert rejects the result.
    /// @dev This pallet: not called. See onJobResult.
    /// Pallets of 2024: by submit_result; error InvalidJobResult.
    /// @custom:default ()
    function onJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;

    /// @notice Returns whether a result stands (September 2024).
    /// @dev This pallet: not called. Pallets of 2024: a function of the pallet decodes the value,
    /// and no extrinsic uses it.
    /// @return true if the result stands
    /// @custom:default true
    function verifyJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external view returns (bool);

    /// @notice Called when a result is submitted (October 2024, in place of onJobCallResult).
    /// inputs are those of the job call. A revert rejects the result.
    /// @dev This pallet: by submit_result, after the result is stored and counted; the first result
    /// then completes the call.
    /// Pallets of 2024: by submit_result; error InvalidJobResult, and the result is not stored.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Declared for a queued slash (October 2024). slashPercent is 0..100, totalPayout in
    /// base units.
    /// @dev This pallet: not called. Pallets of 2024: declared and not called. The format of
    /// offender is not specified.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external;

    /// @notice Declared for an applied slash (October 2024). slashPercent is 0..100, totalPayout in
    /// base units.
    /// @dev This pallet: not called. Pallets of 2024: declared and not called. The format of
    /// offender is not specified.
    /// @custom:default ()
    function onSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external;

    /// @notice Returns the account that may propose slashes in a service (October 2024). The
    /// default is this contract.
    /// @dev This pallet: read once, by the approval that starts the service, after
    /// onServiceInitialized. This account, the manager and the blueprint's owner may propose. If the
    /// query fails, no account may. A later answer changes nothing.
    /// Pallets of 2024: read by slash. A revert fails it with NoSlashingOrigin.
    /// @return slashingOrigin its address
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Returns the account that may dispute slashes in a service (October 2024). The
    /// default is this contract.
    /// @dev This pallet: not called. Pallets of 2024: read by dispute. A revert fails it with
    /// NoDisputeOrigin.
    /// @return disputeOrigin its address
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);
}
