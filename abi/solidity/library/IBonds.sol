// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Bonds in a contract's keeping
/// @notice A bond is held while what it was posted for, its `id`, is open. Then it is refunded, and
/// fetched by its account, or forfeited. Amounts are base units of the native token.
interface IBonds {
    /// The bond is exact.
    error WrongBond(uint256 expected, uint256 received);
    /// An amount does not fit 256 bits, or is more than there is.
    error AmountOverflow();
    /// The account has no refunded bond.
    error NothingToWithdraw(address account);
    /// The account did not accept its bonds. They stay credited.
    error BondNotTaken(address account, uint256 amount);

    /// The account may fetch the bond.
    event BondRefunded(uint64 indexed id, address indexed account, uint256 amount);
    /// The bond stays in the contract, and nothing can move it.
    event BondForfeited(uint64 indexed id, uint256 amount);
    /// The account fetched all its refunded bonds.
    event BondWithdrawn(address indexed account, uint256 amount);

    /// Pays the caller its refunded bonds.
    function withdrawBond() external returns (uint256 amount);

    /// What an account may fetch.
    function bondCredit(address account) external view returns (uint256 amount);
}
