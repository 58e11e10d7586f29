// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Bonds in a contract's keeping
/// @notice A bond is held while what it was posted for, its `id`, is open. Then it is refunded, and
/// fetched by its account, or forfeited: then any account sends it to the treasury, or to
/// 0x000000000000000000000000000000000000dEaD where there is none. Amounts are base units of the native
/// token.
interface IBonds {
    /// The bond is exact.
    error WrongBond(uint256 expected, uint256 received);
    /// An amount does not fit 256 bits, or is more than there is.
    error AmountOverflow();
    /// The account has no refunded bond.
    error NothingToWithdraw(address account);
    /// The recipient did not accept the bonds. They stay where they were.
    error BondNotTaken(address recipient, uint256 amount);
    /// The zero address, or the contract itself.
    error InvalidRecipient(address recipient);
    /// No forfeited bond is left in the contract.
    error NothingToSweep();

    /// The account may fetch the bond.
    event BondRefunded(uint64 indexed id, address indexed account, uint256 amount);
    /// The bond is lost: sweepBonds sends it away.
    event BondForfeited(uint64 indexed id, uint256 amount);
    /// The account had all its refunded bonds paid to the recipient.
    event BondWithdrawn(address indexed account, address indexed recipient, uint256 amount);
    /// Forfeited bonds went to the treasury, or were burned.
    event BondsSwept(address indexed treasury, uint256 amount);
    /// From second `from` on forfeited bonds go there; zero for no treasury.
    event TreasurySet(address indexed treasury, uint64 from);

    /// Pays the caller its refunded bonds.
    function withdrawBond() external returns (uint256 amount);

    /// Pays a recipient what the caller may fetch.
    function withdrawBondTo(address recipient) external returns (uint256 amount);

    /// Sends the forfeited bonds to the treasury, or burns them. Anyone may.
    function sweepBonds() external returns (uint256 amount);

    /// Sets where forfeited bonds go; zero for nowhere. The first holds at once, as does zero; another one
    /// after the delay of roles.
    function setTreasury(address treasury) external;

    /// Where forfeited bonds go; zero where they are burned.
    function treasury() external view returns (address);

    /// The treasury that is to follow, and the first second in which it does; zeros for no change.
    function nextTreasury() external view returns (address treasury, uint64 from);

    /// What an account may fetch.
    function bondCredit(address account) external view returns (uint256 amount);
}
