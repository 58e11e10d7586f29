// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPausable} from "./IPausable.sol";

/// @title The reward pool: a pot of rewards per era, in the native token or an ERC-20 token
/// @notice When an era is over, operators share its pot by points (IPointsLedger), and an operator's
/// delegators share what its commission leaves by stake, weighed in USD between assets. An
/// amount that no account can claim is carried to a later pot: deposited = paid + carried +
/// unclaimed, always. A pause stops prices and claims; stake can leave, and eras are settled. Eras are the ledger's: the constructor reads them, so the ledger is deployed
/// first.
interface IRewardPool is IPausable {
    // ---- errors

    /// @notice The constructor did not run.
    error NoTerms();
    /// @notice The caller is neither the runtime nor the warden.
    error NotAFreezer(address runtime, address warden, address received);
    /// @notice The ledger has no code, reverted without data, or returned data that IPointsLedger
    /// does not allow.
    error LedgerSilent(address ledger);
    /// @notice The zero address, or the pool itself.
    error InvalidRecipient(address recipient);
    /// @notice The value of a deposit is its amount, and zero where rewards are in an ERC-20 token.
    error WrongValue(uint256 expected, uint256 received);
    /// @notice The reward token has no code, reverted without data, or returned data that IERC20 does not allow.
    error TokenSilent(address token);
    /// @notice Eras can be settled for 1 to `most` eras after their end: 28, and 8 with several assets.
    error HistoryOutOfBounds(uint64 most, uint64 received);
    /// @notice Deposits are for eras up to `latest`.
    error EraTooFar(uint64 latest, uint64 received);
    /// @notice Rewards are on, or eras that were paid can still be settled; `fromEra` is the highest number while
    /// they are on.
    error NotRecoverable(uint64 fromEra, uint64 current);
    /// @notice A deposit of nothing.
    error ZeroDeposit();
    /// @notice A stake of the zero address, or with it.
    error ZeroAddress();
    /// @notice The era is over: nothing can be added to its pot.
    error EraOver(uint64 current, uint64 received);
    /// @notice The era can still be settled; it can be closed from era `fromEra` on.
    error EraNotClosable(uint64 fromEra, uint64 current);
    /// @notice There are assets 0 to `known` - 1 only.
    error UnknownAsset(uint8 known, uint8 received);
    /// @notice There are as many assets as a pool can have.
    error TooManyAssets(uint8 most);
    /// @notice An asset or its feed has more decimals than a price can be computed with.
    error TooManyDecimals(uint8 most, uint8 received);
    /// @notice No answer of the feed could be accepted: none is between the bounds, or none is young enough.
    error NoAnswerPossible(uint256 minAnswer, uint256 maxAnswer, uint64 maxAge);
    /// @notice Several assets are weighed by their prices: this one has no feed.
    error NoFeed(uint8 asset);
    /// @notice Several assets are weighed by their prices: this one never had one.
    error NoPrice(uint8 asset);
    /// @notice No more can be staked in the asset.
    error AssetRetired(uint8 asset);
    /// @notice The caller is not the asset's feed.
    error CallerNotFeed(address expected, address received);
    /// @notice A price that cannot be used.
    /// @param reason 0 not positive, 1 stale, 2 early, 3 incomplete round, 4 round went back, 5 at
    /// the minimum, 6 at the maximum, 7 decimals, 8 sequencer, 9 overflow.
    error PriceRefused(uint8 reason, uint256 expected, uint256 received);
    /// @notice All of the stake was slashed, or all but a millionth; new stake would pay for the loss.
    error StakeWiped();
    /// @notice The amount is worth less than one share.
    error StakeTooSmall(uint256 expectedAtLeast, uint256 received);
    /// @notice The delegator has less at stake.
    error StakeTooLow(uint256 expectedAtMost, uint256 received);
    /// @notice A sum is more than can be accounted for.
    error AmountTooLarge();
    /// @notice More would be taken than there is.
    error Unaccounted(uint256 expectedAtMost, uint256 received);
    /// @notice The operator never had a stake or a freeze.
    error UnknownOperator(address operator);
    /// @notice More than the highest commission, in basis points.
    error CommissionTooHigh(uint32 expectedAtMost, uint32 received);
    /// @notice Rewards are paid already, from this era on.
    error AlreadyActive(uint32 from);
    /// @notice No rewards are paid.
    error NotActive(uint32 era);
    /// @notice The caller has frozen the operator already.
    error AlreadyFrozen(address operator);
    /// @notice The caller has not frozen the operator.
    error NotFrozen(address operator);
    /// @notice The receiver did not take the payment.
    error TransferFailed(address to, uint256 amount);

    // ---- events

    /// @notice An asset may be staked from now on.
    event AssetAdded(uint8 indexed asset, address indexed token, address feed);
    /// @notice An asset has a new price.
    /// @param priceE18 USD per whole token, scaled by 1e18.
    /// @param takenAt The second in which it was taken.
    event PriceAccepted(uint8 indexed asset, uint256 priceE18, uint64 takenAt);
    /// @notice An asset has another feed from this second on.
    event FeedSet(uint8 indexed asset, address indexed feed, uint64 from);
    /// @notice An asset earns up to this era, and takes no more stake.
    event AssetRetiredAfter(uint8 indexed asset, uint64 lastEra);
    /// @notice Rewards are paid from this era on.
    event RewardsActivated(uint64 indexed fromEra);
    /// @notice Rewards are paid up to this era.
    event RewardsDeactivated(uint64 indexed lastEra);
    /// @notice There is more in an era's pot.
    event RewardDeposited(uint64 indexed era, address indexed from, uint256 amount);
    /// @notice An era's pot is fixed.
    /// @param amount What its operators share: its deposits and what was carried to it.
    /// @param points The points by which they share it.
    event PotOpened(uint64 indexed era, uint256 amount, uint64 points);
    /// @notice An operator lost a part of its share of an era: it was frozen, or no stake with it earned.
    /// It is released over later pots, a part in 28 to each.
    event RewardWithheld(uint64 indexed era, address indexed operator, uint256 amount);
    /// @notice An operator has its share of an era.
    /// @param amount What it and its delegators earned.
    /// @param commission The part of `amount` that it keeps before its delegators.
    event RewardSettled(
        uint64 indexed era,
        address indexed operator,
        uint256 amount,
        uint256 commission
    );
    /// @notice What is left of an era's pot goes to later ones.
    event PotClosed(uint64 indexed era, uint256 carried);
    /// @notice What was in no pot and of no account was paid out.
    event RewardsRecovered(address indexed recipient, uint256 amount);
    /// @notice An account claimed what it earned with an operator.
    event RewardClaimed(
        address indexed operator,
        address indexed claimant,
        address indexed recipient,
        uint256 amount
    );
    /// @notice A delegator's stake with an operator changed.
    /// @param shares The delegator's shares.
    /// @param total What all delegators have at stake with the operator in the asset.
    event StakeChanged(
        address indexed operator,
        address indexed delegator,
        uint8 indexed asset,
        uint256 shares,
        uint256 total
    );
    /// @notice Stake was slashed.
    /// @param amount What was taken.
    /// @param total What is left.
    event StakeSlashed(
        address indexed operator,
        uint8 indexed asset,
        uint256 amount,
        uint256 total
    );
    /// @notice Another account freezes and thaws from now on, besides the runtime; zero for none.
    event WardenSet(address indexed warden, uint64 from);
    /// @notice A freeze began or ended. While `frozen`, the operator earns nothing; else it earns again
    /// from the next era on.
    event OperatorFrozen(address indexed operator, bool frozen);
    /// @notice An operator set its commission.
    event CommissionSet(address indexed operator, uint32 bps);

    // ---- for the runtime

    /// @notice Pays rewards for the eras after this one.
    function activate() external;

    /// @notice Pays rewards for this era, and no more.
    function deactivate() external;

    /// @notice Pays out what is in no pot and of no account, once rewards are off and no era that was paid can
    /// be settled any more. closeEra brings there what is left in pots, and what was deposited for later eras.
    function recover(address recipient) external returns (uint256 amount);

    /// @notice Adds an asset that may be staked, four at most. Several assets are weighed by their
    /// prices: the assets before it must have had one, and so must this one before it is staked.
    /// @param token Zero for the native one.
    /// @param feed The account that submits its price; zero for none, which is enough for one asset.
    /// @param feedDecimals Decimals of the feed's answers.
    /// @param maxAge Oldest answer that is accepted, in seconds.
    /// @param minAnswer Answers are above it.
    /// @param maxAnswer Answers are below it.
    function addAsset(
        address token,
        uint8 decimals,
        address feed,
        uint8 feedDecimals,
        uint64 maxAge,
        uint256 minAnswer,
        uint256 maxAnswer
    ) external returns (uint8 asset);

    /// @notice Replaces an asset's feed. The new one submits prices after 7 days, or at once if there was
    /// none.
    function setFeed(
        uint8 asset,
        address feed,
        uint8 feedDecimals,
        uint64 maxAge,
        uint256 minAnswer,
        uint256 maxAnswer
    ) external;

    /// @notice Takes no more stake in an asset. What is staked earns for the running era and no longer.
    function retireAsset(uint8 asset) external;

    /// @notice A delegator staked more with an operator. It earns from the next era on.
    /// @param delegator The operator itself for its own stake.
    function stake(address operator, uint8 asset, address delegator, uint256 amount) external;

    /// @notice A delegator staked less with an operator.
    function unstake(address operator, uint8 asset, address delegator, uint256 amount) external;

    /// @notice Stake with an operator is gone, up to `amount`. What was earned with it stays earned.
    function slash(address operator, uint8 asset, uint256 amount) external;

    /// @notice Lets an account besides the runtime freeze and thaw, as a rule a downtime watch; zero
    /// for none.
    function setWarden(address warden) external;

    // ---- for the runtime and the warden: another caller gets NotAFreezer

    /// @notice The operator earns nothing for this era and later ones, until the caller ends it. The
    /// freezes of the runtime and of the warden are independent of each other.
    function freeze(address operator) external;

    /// @notice Ends the caller's freeze; by the runtime, the warden's, too. Once none lasts, the operator
    /// earns again from the next era on.
    function thaw(address operator) external;

    // ---- for the asset's feed

    /// @notice Submits a price, as a Chainlink feed reports it.
    /// @param answer USD per whole token, in the feed's decimals.
    /// @param updatedAt The second of the answer.
    /// @param decimals The feed's decimals.
    function submitPrice(
        uint8 asset,
        uint64 roundId,
        uint256 answer,
        uint64 updatedAt,
        uint64 answeredInRound,
        uint8 decimals
    ) external;

    // ---- for anyone

    /// @notice Adds to the pot of an era that is not over.
    /// The amount is the call's value, or tokens that the caller has approved, of which counts what arrives.
    function deposit(uint64 era, uint256 amount) external payable returns (uint256 received);

    /// @notice Sets the caller's commission.
    /// @param bps Basis points: 2,000 at most. A decrease holds for the running era; an increase for the
    /// eras that begin after the caller is first settled 7 days later. An era pays the rate that was
    /// known before it began, whenever it is settled.
    function setCommission(uint32 bps) external;

    /// @notice Gives an operator and its delegators their share of the last 8 eras that are over, at the
    /// prices of each era's end.
    function settle(address operator) external;

    /// @notice Carries what is left of an era that can no longer be settled.
    function closeEra(uint64 era) external;

    /// @notice Settles, and pays the caller what it earned with an operator in an asset. A second
    /// claim pays 0.
    function claim(address operator, uint8 asset) external returns (uint256 amount);

    /// @notice The same, paid to a recipient.
    function claimTo(
        address operator,
        uint8 asset,
        address recipient
    ) external returns (uint256 amount);

    /// @notice Settles, and pays the caller the commission it earned.
    function claimCommission() external returns (uint256 amount);

    /// @notice The same, paid to a recipient.
    function claimCommissionTo(address recipient) external returns (uint256 amount);

    // ---- state

    /// @notice The caller that reports stakes, slashes and freezes.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    /// @notice The account that freezes and thaws besides the runtime; zero for none.
    function warden() external view returns (address);

    /// @notice What rewards are paid in; zero for the native token.
    function rewardToken() external view returns (address);

    /// @notice For how many eras after its end an era is settled.
    function history() external view returns (uint64);

    /// @notice The warden that is to follow, and the first second in which it is; zeros for no change.
    function nextWarden() external view returns (address warden, uint64 from);

    /// @notice The contract that points are read from.
    function ledger() external view returns (address);

    /// @notice The running era.
    function currentEra() external view returns (uint64);

    /// @notice Where every deposited unit is: deposited = paid + carried + unclaimed.
    function accounts()
        external
        view
        returns (uint256 deposited, uint256 paid, uint256 carried, uint256 unclaimed);

    /// @notice An era's pot, what of it was given to operators, and whether it is fixed.
    function potOf(
        uint64 era
    ) external view returns (uint256 amount, uint256 settled, bool isFixed);

    /// @notice Whether rewards are paid for an era.
    function activeIn(uint64 era) external view returns (bool);

    /// @notice An asset's last price, scaled by 1e18, and whether it is younger than the oldest answer that
    /// is accepted.
    function priceOf(uint8 asset) external view returns (uint256 priceE18, bool fresh);

    /// @notice The price by which an era is settled, scaled by 1e18: the last one that was accepted until
    /// the era's end, however old; the oldest known where there is none. Known for the last 8 eras.
    function priceAtEndOf(uint8 asset, uint64 era) external view returns (uint256 priceE18);

    /// @notice What is staked with an operator in an asset, and the shares that own it.
    function totalStake(
        address operator,
        uint8 asset
    ) external view returns (uint256 amount, uint256 shares);

    /// @notice A delegator's shares of that, and what they are worth.
    function stakeOf(
        address operator,
        uint8 asset,
        address delegator
    ) external view returns (uint256 shares, uint256 worth);

    /// @notice What a claim would pay, as far as eras are settled.
    function claimable(
        address operator,
        uint8 asset,
        address delegator
    ) external view returns (uint256);

    /// @notice An operator's commission in the running era, in basis points, and what it earned by it and did not claim.
    function commissionOf(
        address operator
    ) external view returns (uint32 bps, uint256 unclaimed);

    /// @notice Whether an operator is known and is frozen, and the first era that it has not settled.
    function operatorOf(
        address operator
    ) external view returns (bool known, bool frozen, uint64 nextEra);

    /// @notice Whose freezes of an operator last.
    function freezesOf(
        address operator
    ) external view returns (bool byRuntime, bool byWarden);
}
