// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title A contract that stakes what it has: behind validators of its owner's choice, and in several vaults of liquid stake
/// @notice An example of IStaking and ILiquidVault. All functions that change state are the owner's. A part of what the contract has backs
/// validators by the standard staking pallet; another part is split evenly over vaults, so that no single validator's slash takes
/// from all of it. What it is paid stays in the contract until the owner takes it. Amounts are wei.
interface IStakeKeeper {
    /// @notice Only the owner may.
    error NotOwner(address owner, address caller);
    /// @notice A split names at least one vault, and at most eight.
    error VaultsOutOfRange(uint32 limit, uint32 received);
    /// @notice The receiver took nothing.
    error NotPaid(address to, uint256 amount);

    /// @notice A part of a split was requested of a vault.
    event PartRequested(address indexed vault, uint256 indexed requestId, uint256 assets);

    /// @notice Takes value.
    function fund() external payable;

    /// @notice The account that decides.
    function owner() external view returns (address account);

    /// @notice Bonds an amount, or more of it, and backs validators with all that is bonded. Rewards are bonded, too.
    function back(uint256 amount, bytes32[] calldata validators) external;

    /// @notice Asks an amount of the bond back. All of it is asked back after chill.
    function askBack(uint256 amount) external;

    /// @notice Backs no validator from the next era on.
    function chill() external;

    /// @notice Frees what was asked back and is due.
    function free() external;

    /// @notice Requests shares of vaults for equal parts of an amount: the rest of a division, in the chain's base units, goes to the
    /// first one.
    function split(uint256 amount, address[] calldata vaults) external;

    /// @notice Takes the shares of a request, or what the vault paid back.
    function collect(address vault, uint256 requestId) external returns (uint256 shares, uint256 assets);

    /// @notice Returns shares of a vault.
    function giveBack(address vault, uint256 shares) external returns (uint256 requestId);

    /// @notice Takes what returned shares are paid.
    function redeem(address vault, uint256 requestId) external returns (uint256 assets);

    /// @notice Pays an amount of what the contract has.
    function pay(address to, uint256 amount) external;
}
