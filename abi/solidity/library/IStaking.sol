// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The standard staking pallet of a network, for contracts and Ethereum keys
/// @notice A precompile at 0x0000000000000000000000000000000005020000, on networks of validators. A caller bonds tokens of its own
/// and backs validators with them, or is paid out what it earned: each function that changes state sends the staking pallet's call
/// of this name for the caller. Nothing is payable: a bond is held on the caller's own balance. Amounts are wei; one that is no
/// whole number of the chain's base units (10^6 wei) is rejected. Validators and stashes are accounts of 32 bytes, as an address
/// cannot name every account; accountOf says which one an address has.
///
/// An error of the pallet, and one of this precompile, reverts with Error(string): its name, such as InsufficientBond, NotStash,
/// AmountNotRepresentable, UnknownPayee, TooManyValidators. Delegate calls revert, and so do functions that change state in a
/// static call. A contract whose code cannot unbond and withdraw locks its bond for good.
interface IStaking {
    /// @notice Stake that was asked back.
    struct Chunk {
        uint256 amount;
        /// It can be withdrawn once this era is planned.
        uint32 era;
    }

    // ---- for stakers

    /// @notice Bonds an amount of the caller's balance, as much as it has at most.
    /// @param payee Where rewards go: 0 they are bonded, too; 1 to the caller; 2 to `account`; 3 they are not paid.
    /// @param account Of payee 2, else zero.
    function bond(uint256 amount, uint8 payee, bytes32 account) external;

    /// @notice Bonds more.
    function bondExtra(uint256 amount) external;

    /// @notice Asks an amount of the bond back: it can be withdrawn bondingDuration() eras later, and answers for offences of
    /// before until then.
    function unbond(uint256 amount) external;

    /// @notice Bonds again what was asked back: the newest chunks first.
    function rebond(uint256 amount) external;

    /// @notice Frees what was asked back and is due.
    function withdrawUnbonded() external;

    /// @notice Backs validators, at most 16, from the next era on. An account that is no validator is accepted, too, and earns
    /// nothing: ask validatorOf.
    function nominate(bytes32[] calldata validators) external;

    /// @notice Backs none from the next era on. The bond stays.
    function chill() external;

    /// @notice Changes where rewards go, as for bond.
    function setPayee(uint8 payee, bytes32 account) external;

    // ---- for anyone

    /// @notice Pays a validator and a page of those who back it for an era, each where its payee says.
    function payout(bytes32 validator, uint32 era, uint32 page) external;

    // ---- state

    /// @notice The account of an address.
    function accountOf(address who) external view returns (bytes32 account);

    /// @notice The address of an account, and whether the account is made of it, as that of an Ethereum key or a contract is. Of
    /// any other account the address is a hash; accountOf answers such an account only while it is mapped, as its owner chooses.
    function addressOf(bytes32 account) external view returns (address who, bool ofAddress);

    /// @notice The era whose validators are at work, and the millisecond in which it began; zeros where none is.
    function activeEra() external view returns (uint32 era, uint64 start);

    /// @notice The era that was elected last: the active one, or the one after it.
    function plannedEra() external view returns (uint32 era);

    /// @notice Eras from asking stake back to withdrawing it.
    function bondingDuration() external view returns (uint32 eras);

    /// @notice The least bond of who backs validators, and of a validator.
    function minimums() external view returns (uint256 nominator, uint256 validator);

    /// @notice A bond: all of it, what earns, and what was asked back, at most 64 chunks. Zeros for none.
    function ledgerOf(bytes32 stash) external view returns (uint256 total, uint256 active, Chunk[] memory unlocking);

    /// @notice The validators that a stash backs, and the era in which it said so. Empty for none.
    function nominationsOf(bytes32 stash) external view returns (bytes32[] memory validators, uint32 submittedIn);

    /// @notice What an account says as a validator.
    /// @return candidate Whether it stands for election.
    /// @return elected Whether it is at work in the active era.
    /// @return commission Its part of rewards before they are shared, in parts of 10^9.
    /// @return blocked Whether it takes no new backers.
    function validatorOf(
        bytes32 account
    ) external view returns (bool candidate, bool elected, uint32 commission, bool blocked);

    /// @notice What stood behind a validator in an era, its own stake in it, and of how many backers, in how many pages of
    /// payouts. Zeros where it was not elected, or the era is forgotten.
    function exposureOf(
        uint32 era,
        bytes32 validator
    ) external view returns (uint256 total, uint256 own, uint32 backers, uint32 pages);

    /// @notice What validators authored in an era, in the staking pallet's reward points: 20 for a block. Final once the era is
    /// no longer active.
    /// @return known Whether the chain has the era: it was planned, and is not older than the chain's history. Else all is zero.
    /// @return elected Whether the validator was elected for it.
    /// @return points Of the validator.
    /// @return total Of all validators.
    /// @return authors How many validators have any.
    function pointsOf(
        uint32 era,
        bytes32 validator
    ) external view returns (bool known, bool elected, uint32 points, uint32 total, uint32 authors);

    /// @notice Whether a page of a validator's rewards of an era was paid.
    function paid(uint32 era, bytes32 validator, uint32 page) external view returns (bool isPaid);
}
