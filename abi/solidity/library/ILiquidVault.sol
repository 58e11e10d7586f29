// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title A vault of liquid stake: the stake behind one validator, and a token that is a share of it
/// @notice A precompile at VVVVVVVV00000000000000000000000005030000, where V is the vault's id, on networks of validators;
/// ILiquidVaults names the addresses. It is an asynchronous vault of ERC-7540 for deposits and redemptions, with the views of
/// ERC-7575. The share is another contract, an ERC-20 token of 18 decimals, at share().
///
/// The asset is the chain's own token, which is no ERC-20 contract. Nothing is payable: a deposit is taken from the caller's balance.
/// Assets are wei; an amount that is no whole number of the chain's base units (10^6 wei) is rejected.
///
/// A deposit is bonded at once. It becomes shares when its first era is active: its request id is that era. Returned shares unbond
/// for as long as the chain's bonding lasts; a request id stands for one moment of unlocking and one rate. Slashes reduce what unbonds.
/// Views show the vault as it is stored: any call that changes it, sync first of all, pays the rewards of an era that has passed.
///
/// An error of the pallet, and one of this precompile, reverts with Error(string): its name. Delegate calls revert, and so do functions
/// that change state in a static call. A contract that deposits and whose code cannot redeem locks its stake for good.
///
/// Claims of shares, and returned shares, are transfers and burns of the token without a Transfer event: only share() itself could
/// emit one.
interface ILiquidVault {
    // ---- events

    /// @notice A deposit was requested, of an amount in wei.
    event DepositRequest(
        address indexed controller,
        address indexed owner,
        uint256 indexed requestId,
        address sender,
        uint256 assets
    );

    /// @notice Shares were returned.
    event RedeemRequest(
        address indexed controller,
        address indexed owner,
        uint256 indexed requestId,
        address sender,
        uint256 shares
    );

    /// @notice Shares of requests of a controller went to a receiver.
    event Deposit(address indexed controller, address indexed receiver, uint256 assets, uint256 shares);

    /// @notice What shares of a controller's requests are worth, or shares of a retired vault, was paid to a receiver. A deposit that was
    /// paid back has no shares.
    event Withdraw(
        address indexed sender,
        address indexed receiver,
        address indexed controller,
        uint256 assets,
        uint256 shares
    );

    /// @notice An operator acts for a controller from now on, or does so no more.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);

    // ---- ERC-7540: operators

    /// @notice Lets an operator act for the caller in this vault, or not any more. It returns the caller's shares, and chooses who
    /// receives what the caller's requests are paid: it is trusted with all that the caller has here. It cannot deposit what the
    /// caller has.
    /// @dev Errors: OwnOperator, NoSuchVault.
    function setOperator(address operator, bool approved) external returns (bool);

    /// @notice Whether an operator acts for a controller in this vault.
    function isOperator(address controller, address operator) external view returns (bool status);

    // ---- ERC-7540: deposits

    /// @notice Bonds an amount of the caller's balance, for shares of the controller in the next era.
    /// @dev Errors: NotOwner, NoSuchVault, Unsettled, NotOpen, SlashWaits, AmountTooSmall, AboveDepositCap, BatchWiped,
    /// TooManyWaiting, AmountNotRepresentable; those of the token where it cannot be moved.
    /// @param owner The caller. An operator is none: the chain's token has no allowance that would bound it.
    /// @return requestId The first era of the deposit.
    function requestDeposit(
        uint256 assets,
        address controller,
        address owner
    ) external returns (uint256 requestId);

    /// @notice What a controller deposited in a request that waits, in wei.
    function pendingDepositRequest(uint256 requestId, address controller) external view returns (uint256 assets);

    /// @notice What a controller deposited in a request whose shares can be claimed, in wei.
    function claimableDepositRequest(uint256 requestId, address controller) external view returns (uint256 assets);

    /// @notice Moves the shares of the caller's requests, as deposit with three arguments.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Moves the shares of claimable requests of a controller to a receiver: the oldest first, of so many assets as were
    /// deposited. Of the requests that are listed, 64 at most; claim takes any other by its id.
    /// @dev Errors: NotController, NoSuchVault, AmountTooSmall, AboveMaximum, AmountNotRepresentable.
    /// @param controller The caller, or an account that it is an operator of.
    function deposit(uint256 assets, address receiver, address controller) external returns (uint256 shares);

    /// @notice Moves shares of the caller's requests, as mint with three arguments.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice As deposit, by the number of shares. A part of a request must be the shares of a whole number of base units.
    /// @dev Errors: those of deposit.
    function mint(uint256 shares, address receiver, address controller) external returns (uint256 assets);

    // ---- ERC-7540: redemptions

    /// @notice Returns shares of an owner: what they are worth unbonds for the controller. Where slashes are deferred and the next
    /// era is not planned, the shares wait in a queue first, and earn and lose until they leave.
    /// @dev Errors: NotOwner, NoSuchVault, Unsettled, AlreadyRetired, AmountTooSmall; those of the token where the
    /// owner has fewer shares.
    /// @param owner The caller, or an account that it is an operator of.
    /// @return requestId What unbonds and the rate, or the queue with the bit 2^63. Zero where the pot of a vault that retires pays.
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256 requestId);

    /// @notice The shares of a controller's request that is queued or unbonds.
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);

    /// @notice The shares of a controller's request that can be paid.
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);

    /// @notice Pays claimable requests of a controller to a receiver: the oldest first, of so many shares as were returned. Of the
    /// requests that are listed, 64 at most; claimRedeem takes any other by its id.
    /// @dev Errors: NotController, NoSuchVault, AmountTooSmall, AboveMaximum.
    /// @param controller The caller, or an account that it is an operator of.
    function redeem(uint256 shares, address receiver, address controller) external returns (uint256 assets);

    /// @notice As redeem, by the amount in wei that is paid.
    /// @dev Errors: those of redeem, and AmountNotRepresentable.
    function withdraw(uint256 assets, address receiver, address controller) external returns (uint256 shares);

    // ---- requests by their ids

    /// @notice Moves all shares of a controller's deposit to a receiver, or pays the deposit back where the vault took none any more.
    /// @dev Errors: NotController, NoSuchVault, NothingToClaim, StillUnbonding.
    /// @param receiver The controller's and its operators' choice; any other caller can only name the controller.
    /// @return shares The shares, zero of a deposit that is paid back.
    /// @return assets What was paid back, in wei.
    function claim(
        uint256 requestId,
        address receiver,
        address controller
    ) external returns (uint256 shares, uint256 assets);

    /// @notice Pays all of a controller's redemption to a receiver, as claim does.
    /// @dev Errors: NotController, NoSuchVault, NoSuchTicket, StillUnbonding.
    /// @return assets What was paid, in wei.
    function claimRedeem(
        uint256 requestId,
        address receiver,
        address controller
    ) external returns (uint256 assets);

    /// @notice What a controller is paid back of a deposit after the vault took none any more, in wei, and the planned era from which
    /// it is paid. Zeros for none.
    function refundOf(
        uint256 requestId,
        address controller
    ) external view returns (uint256 assets, uint32 unlockEra);

    /// @notice What a controller's redemption is worth now, in wei, and the planned era from which it is paid, of one that is queued
    /// the first that can be. Zeros for none.
    function worthOf(
        uint256 requestId,
        address controller
    ) external view returns (uint256 assets, uint32 unlockEra);

    /// @notice The ids of a controller's requests that are not paid, oldest first, 64 of a kind at most.
    function requestsOf(
        address controller
    ) external view returns (uint256[] memory deposits, uint256[] memory redemptions);

    // ---- ERC-7575 and ERC-4626

    /// @notice 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE: the chain's own token, by ERC-7528.
    function asset() external view returns (address assetTokenAddress);

    /// @notice The ERC-20 token of the shares.
    function share() external view returns (address shareTokenAddress);

    /// @notice The stake of all shares, the founder's included, in wei; of a retired vault, what shares are paid. Deposits that wait and
    /// what unbonds are not in it.
    function totalAssets() external view returns (uint256 totalManagedAssets);

    /// @notice The shares that an amount in wei would buy now, rounded down.
    function convertToShares(uint256 assets) external view returns (uint256 shares);

    /// @notice What shares are worth now, in wei, rounded down.
    function convertToAssets(uint256 shares) external view returns (uint256 assets);

    /// @notice What deposit takes of a controller's first 16 claimable requests, in wei.
    function maxDeposit(address controller) external view returns (uint256 maxAssets);

    /// @notice What mint takes of a controller's first 16 claimable requests.
    function maxMint(address controller) external view returns (uint256 maxShares);

    /// @notice What redeem takes of a controller's first 16 claimable requests.
    function maxRedeem(address controller) external view returns (uint256 maxShares);

    /// @notice What withdraw pays of a controller's first 16 claimable requests, in wei.
    function maxWithdraw(address controller) external view returns (uint256 maxAssets);

    /// @notice Reverts with AsynchronousVault.
    function previewDeposit(uint256 assets) external view returns (uint256 shares);

    /// @notice Reverts with AsynchronousVault.
    function previewMint(uint256 shares) external view returns (uint256 assets);

    /// @notice Reverts with AsynchronousVault.
    function previewRedeem(uint256 shares) external view returns (uint256 assets);

    /// @notice Reverts with AsynchronousVault.
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);

    /// @notice ERC-165: 0x01ffc9a7; 0xe3bc4e65, 0xce3bbe50 and 0x620ee8e4 of ERC-7540; 0x2f0a18c5 of ERC-7575.
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);

    // ---- the vault

    /// @notice The validator that the vault backs.
    function validator() external view returns (bytes32 account);

    /// @notice The part of its life.
    /// @return part 0 open, 1 orphaned, 2 rehoming, 3 wiped, 4 retiring, 5 retired.
    /// @return frozen Whether a slash that is not applied takes from the vault.
    /// @return era The planned era in which the validator was lost or the vault was wiped; the active era from which a successor
    /// takes over; the planned era from which finish can be called. Zero where open or retired.
    /// @return successor Of part 2, else zero.
    function state() external view returns (uint8 part, bool frozen, uint32 era, bytes32 successor);

    /// @notice Pays up to so many pages of rewards, 4 at most, notices what the validator did, and turns deposits into shares.
    /// @dev Errors: NoSuchVault.
    function sync(uint32 steps) external;

    /// @notice Unbonds all stake of a vault that lost its validator or is wiped, once its grace is over.
    /// @dev Errors: NoSuchVault, Unsettled, NotOrphaned, InGrace.
    function retire() external;

    /// @notice Withdraws the stake of a vault that retires: from now on shares are paid at once.
    /// @dev Errors: NoSuchVault, Unsettled, NotRetiring.
    function finish() external;

    /// @notice Returns shares of a retired vault for their part of the pot, in wei.
    /// @dev Errors: NotOwner, NoSuchVault, NotRetired, AmountTooSmall; those of the token where the owner has fewer shares.
    /// @param owner The caller, or an account that it is an operator of.
    function cashOut(uint256 shares, address receiver, address owner) external returns (uint256 assets);
}
