// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Vaults of liquid stake, one for each validator of a network
/// @notice A precompile at 0x0000000000000000000000000000000005040000, on networks of validators. It opens and names vaults, each of
/// which is an ILiquidVault at an address of its own. Nothing is payable: a seed is taken from the caller's balance. Amounts are
/// wei; one that is no whole number of the chain's base units (10^6 wei) is rejected. Validators are accounts of 32 bytes.
///
/// An error of the pallet, and one of this precompile, reverts with Error(string): its name, such as VaultExists, NotCandidate,
/// SeedTooLow, AmountNotRepresentable. Delegate calls revert, and so does createVault in a static call.
interface ILiquidVaults {
    /// @notice A vault was opened by a contract or an Ethereum key.
    event VaultCreated(bytes32 indexed validator, address indexed vault, address indexed founder, uint256 seed);

    /// @notice Opens the vault of a validator that has none. The caller also pays the existential deposits of the vault's accounts
    /// and what the chain reserves for the token's name.
    /// @dev Errors: VaultExists, NotCandidate, CommissionAboveCap, SeedTooLow, Overflow, AmountNotRepresentable; those of the
    /// staking pallet and of the token where they do not accept it.
    /// @param seed Bonded for as long as the vault lasts, in wei. Its shares are no tokens; they are paid to the caller once the
    /// vault is retired.
    /// @return vault The vault's address.
    function createVault(bytes32 validator, uint256 seed) external returns (address vault);

    /// @notice The vault of a validator, zero for none.
    function vaultOf(bytes32 validator) external view returns (address vault);

    /// @notice How many vaults were ever opened, closed ones included.
    function count() external view returns (uint256 vaults);
}
