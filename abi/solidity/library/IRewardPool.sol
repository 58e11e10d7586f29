// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title A pot of rewards per era, in the native token.
/// @notice When an era is over, operators share its pot by points (IPointsLedger), and an operator's
/// delegators share what its commission leaves by stake, weighed in USD between assets. What nobody
/// can have is carried to a later pot: deposited = paid + carried + unclaimed, always.
interface IRewardPool {
    // ---- refusals

    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    error NoTerms();
    /// The ledger does not answer what was asked.
    error LedgerSilent(address ledger);
    error ZeroDeposit();
    error ZeroAddress();
    error EraOver(uint64 current, uint64 received);
    error EraNotClosable(uint64 fromEra, uint64 current);
    error UnknownAsset(uint8 known, uint8 received);
    error TooManyAssets(uint8 most);
    error CallerNotFeed(address expected, address received);
    /// reason: 0 not positive, 1 stale, 2 early, 3 incomplete round, 4 round went back, 5 at the
    /// minimum, 6 at the maximum, 7 decimals, 8 sequencer, 9 overflow.
    error PriceRefused(uint8 reason, uint256 expected, uint256 received);
    /// All of the stake was slashed, or all but a millionth; new stake would pay for the loss.
    error StakeWiped();
    error StakeTooSmall(uint256 expectedAtLeast, uint256 received);
    error StakeTooLow(uint256 expectedAtMost, uint256 received);
    error AmountTooLarge();
    error Unaccounted(uint256 expectedAtMost, uint256 received);
    error UnknownOperator(address operator);
    error CommissionTooHigh(uint32 expectedAtMost, uint32 received);
    error AlreadyActive(uint32 from);
    error NotActive(uint32 era);
    error AlreadyFrozen(address operator);
    error NotFrozen(address operator);
    error TransferFailed(address to, uint256 amount);

    // ---- events

    event AssetAdded(uint8 indexed asset, address indexed token, address feed);
    event PriceAccepted(uint8 indexed asset, uint256 priceE18, uint64 takenAt);
    event RewardsActivated(uint64 indexed fromEra);
    event RewardsDeactivated(uint64 indexed lastEra);
    event RewardDeposited(uint64 indexed era, address indexed from, uint256 amount);
    event PotOpened(uint64 indexed era, uint256 amount, uint64 points);
    event RewardSettled(
        uint64 indexed era,
        address indexed operator,
        uint256 amount,
        uint256 commission
    );
    event PotClosed(uint64 indexed era, uint256 carried);
    event RewardClaimed(address indexed operator, address indexed claimant, uint256 amount);
    event StakeChanged(
        address indexed operator,
        address indexed delegator,
        uint8 indexed asset,
        uint256 shares,
        uint256 total
    );
    event StakeSlashed(
        address indexed operator,
        uint8 indexed asset,
        uint256 amount,
        uint256 total
    );
    event WardenSet(address indexed warden);
    event OperatorFrozen(address indexed operator, bool frozen);
    event CommissionSet(address indexed operator, uint32 bps);

    // ---- the runtime's alone

    /// Pays rewards for the eras after this one.
    function activate() external;

    /// Pays rewards for this era, and no more.
    function deactivate() external;

    /// Adds an asset that may be staked, four at most. `feed` may be zero for one that stays alone.
    function addAsset(
        address token,
        uint8 decimals,
        address feed,
        uint8 feedDecimals,
        uint64 maxAge,
        uint256 minAnswer,
        uint256 maxAnswer
    ) external returns (uint8 asset);

    function stake(address operator, uint8 asset, address delegator, uint256 amount) external;

    function unstake(address operator, uint8 asset, address delegator, uint256 amount) external;

    function slash(address operator, uint8 asset, uint256 amount) external;

    /// Lets a contract besides the runtime freeze and thaw, as a rule a downtime watch; zero for none.
    function setWarden(address warden) external;

    // ---- the runtime's and the warden's

    /// The operator earns nothing for this era and later ones.
    function freeze(address operator) external;

    /// The operator earns again from the next era on.
    function thaw(address operator) external;

    // ---- the asset's feed's alone

    function submitPrice(
        uint8 asset,
        uint64 roundId,
        uint256 answer,
        uint64 updatedAt,
        uint64 answeredInRound,
        uint8 decimals
    ) external;

    // ---- anyone's

    /// Adds to the pot of an era that is not over.
    function deposit(uint64 era) external payable;

    /// The caller's commission in basis points: 2,000 at most, an increase holds after 7 days.
    function setCommission(uint32 bps) external;

    /// Gives an operator and its delegators their share of the last 8 eras that are over.
    function settle(address operator) external;

    /// Carries what is left of an era that nobody can settle any more.
    function closeEra(uint64 era) external;

    /// Settles, and pays the caller what it earned with an operator in an asset. A second claim
    /// pays 0.
    function claim(address operator, uint8 asset) external returns (uint256 amount);

    /// Settles, and pays the caller the commission it earned.
    function claimCommission() external returns (uint256 amount);

    // ---- what everybody may look at

    function runtime() external view returns (address);

    /// Zero for nobody.
    function warden() external view returns (address);

    function ledger() external view returns (address);

    function currentEra() external view returns (uint64);

    /// deposited = paid + carried + unclaimed.
    function accounts()
        external
        view
        returns (uint256 deposited, uint256 paid, uint256 carried, uint256 unclaimed);

    function potOf(
        uint64 era
    ) external view returns (uint256 amount, uint256 settled, bool isFixed);

    function activeIn(uint64 era) external view returns (bool);

    function priceOf(uint8 asset) external view returns (uint256 priceE18, bool usable);

    function totalStake(
        address operator,
        uint8 asset
    ) external view returns (uint256 amount, uint256 shares);

    function stakeOf(
        address operator,
        uint8 asset,
        address delegator
    ) external view returns (uint256 shares, uint256 worth);

    /// What a claim would pay, as far as eras are settled.
    function claimable(
        address operator,
        uint8 asset,
        address delegator
    ) external view returns (uint256);

    function commissionOf(
        address operator
    ) external view returns (uint32 bps, uint256 unclaimed);

    function operatorOf(
        address operator
    ) external view returns (bool known, bool frozen, uint64 nextEra);
}
