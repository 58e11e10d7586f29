// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Services and stake, for contracts and Ethereum keys
/// @notice What a manager's decisions lead to, and what everybody can read of it. On the Substrate chain it
/// is a precompile of the services and the stake pallet. The caller acts for itself. Nothing is payable,
/// delegate calls revert, and a static call changes nothing.
/// @dev A failed call reverts with Error(string), whose text is the name of the pallet's error, such as
/// "NotManager", or the currency's text. Malformed input reverts with Panic(0x41); want of gas, and a static
/// call of a function that changes state, fail without data. Amounts of the chain's token (address zero) are in wei, others in the token's base units.
/// Times are unix seconds where not called blocks. The events are logs of transactions and of hooks; a step
/// sent as a Substrate extrinsic has the pallet's own events.
interface IServices {
    // ---- events

    /// @notice A manager gave its verdict about a result.
    /// @param points What the result earned.
    event ResultJudged(
        uint64 indexed serviceId,
        uint64 indexed callId,
        address indexed operator,
        bool right,
        uint32 points
    );

    /// @notice A slash was proposed, for review.
    /// @param offence The class of the offence: 1 job misbehaviour, 2 quality of service, 3 security breach.
    /// @param slashBps The share of bond and stake, in basis points.
    event SlashProposed(
        uint64 indexed slashId,
        uint64 indexed serviceId,
        address indexed operator,
        uint8 offence,
        uint16 slashBps,
        bytes32 evidence
    );

    // ---- managers, also from within a hook

    /// @notice Records the calling manager's verdict about an operator's result, once. A right result earns
    /// points where the blueprint's points come from verdicts, at most what its terms allow for one.
    /// @dev Errors: ServiceNotFound, NotManager, ResultNotFound, AlreadyJudged, TooManyPoints (also any for a
    /// wrong result).
    /// @return awarded The points that count: 0 where each result earns one by itself.
    function judgeResult(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bool right,
        uint32 points
    ) external returns (uint32 awarded);

    /// @notice Proposes to slash a share of an operator's bond, and of the stake it has committed to the
    /// service, as they are now. The caller must be
    /// the service's manager, the account that it named when the service started (querySlashingOrigin), or
    /// the blueprint's owner; where the manager did not answer then, no account may. The chain's bond for proposals is held on the caller's balance, and lost if the
    /// slash is vetoed or dismissed.
    /// @dev Errors: ServiceNotFound, NotServiceOperator, NotSlashingOrigin, UnknownOffence, SlashTooLarge,
    /// EmptySlash, NoEvidence, OwnCase, EvidenceUsed, TooManySlashes; those of the currency. In a hook that
    /// can refuse its step, catch them where the step shall go on.
    /// @param offence The class of the offence, as in SlashProposed.
    /// @param slashBps At most what the blueprint's penalties allow for the class.
    /// @param evidence A hash of the evidence, not zero: one slash for each operator, service and evidence.
    function proposeSlash(
        uint64 serviceId,
        address operator,
        uint8 offence,
        uint16 slashBps,
        bytes32 evidence
    ) external returns (uint64 slashId);

    // ---- slashes, not from within a hook

    /// @notice Disputes a slash under review, with the chain's bond for disputes: the operator, or anyone but
    /// who proposed it. Governance then rules; without a ruling the slash stands.
    /// @dev Errors: SlashNotFound, SlashNotDisputable, ReviewOver, OwnCase; those of the currency.
    function disputeSlash(uint64 slashId) external;

    /// @notice Ends a slash that was not executed in time.
    /// @dev Errors: SlashNotFound, SlashNotLapsed.
    function expireSlash(uint64 slashId) external;

    // ---- operators, not from within a hook

    /// @notice Makes the caller an operator, whose bond is held.
    function joinOperators() external;

    /// @notice Pauses or resumes the caller as an operator.
    function setAvailable(bool available) external;

    /// @notice Begins to leave: the notice starts.
    function leaveOperators() external;

    /// @notice Leaves for good, with the bond.
    function finishLeaving() external;

    /// @notice Completes a bond that was slashed.
    function restoreBond() external;

    /// @notice Sets how many services of a blueprint the caller runs at a time.
    function setInstanceLimit(uint64 blueprintId, uint32 limit) external;

    /// @notice Stays, as an operator that leaves and whose notice is not over.
    function cancelLeaving() external;

    /// @notice Invites an operator to join a service of the caller's that runs; or takes the invitation back. The
    /// operator joins by an extrinsic, which asks the manager.
    function inviteOperator(uint64 serviceId, address operator, bool invited) external;

    /// @notice Replaces the accounts that may call jobs of a service of the caller's beside it.
    function setPermittedCallers(uint64 serviceId, address[] calldata callers) external;

    /// @notice Offers a service of the caller's to another account; zero takes the offer back.
    function offerService(uint64 serviceId, address to) external;

    /// @notice Takes over a service that its owner has offered to the caller.
    function acceptService(uint64 serviceId) external;

    /// @notice Offers a blueprint of the caller's to another account; zero takes the offer back.
    function offerBlueprint(uint64 blueprintId, address to) external;

    /// @notice Takes over a blueprint that its owner has offered to the caller.
    function acceptBlueprint(uint64 blueprintId) external;

    /// @notice Sets what a call of a job costs, in wei, as the blueprint's owner, while no service of it runs; zero for
    /// nothing, with zero parts. The parts are those of priceOf.
    /// @dev Errors: BlueprintNotFound, NotBlueprintOwner, JobNotFound, BlueprintInUse, InvalidPrice.
    function setJobPrice(
        uint64 blueprintId,
        uint8 job,
        uint256 amount,
        uint16 burnedBps,
        uint16 ownerBps
    ) external;

    /// @notice Sets the caller's commission as an operator, in basis points, at most 2,000: a decrease holds at once, an
    /// increase after 7 days.
    /// @dev Errors: NotOperator, CommissionTooHigh.
    function setCommission(uint32 bps) external;

    /// @notice Sends the caller's heartbeat to a service.
    function heartbeat(uint64 serviceId) external;

    /// @notice Reports an operator that sends no heartbeats.
    function reportOffline(uint64 serviceId, address operator) external;

    /// @notice Removes a job call, with its results, once it can no longer be reported; its deposit returns to who
    /// called the job. A call that lacks results is removed by that account alone.
    function pruneCall(uint64 serviceId, uint64 callId) external;

    // ---- delegators, not from within a hook

    /// @notice Stakes an amount of the caller's with an operator, for all its services. No approval is needed.
    function delegate(address operator, address token, uint256 amount) external;

    /// @notice Stakes an amount with an operator for the services of one blueprint: it is slashed and earns in
    /// those alone, and secures them before what is staked for all. The operator must be registered for it.
    function delegateForBlueprint(
        uint64 blueprintId,
        address operator,
        address token,
        uint256 amount
    ) external;

    /// @notice Begins to unbond an amount that was staked for one blueprint.
    function undelegateForBlueprint(
        uint64 blueprintId,
        address operator,
        address token,
        uint256 amount
    ) external;

    /// @notice Pays out what has unbonded of what was staked for one blueprint.
    function withdrawForBlueprint(uint64 blueprintId, address operator, address token) external;

    /// @notice Like withdrawForBlueprint, to another account; rewards that come along go to the caller.
    function withdrawForBlueprintTo(
        uint64 blueprintId,
        address operator,
        address token,
        address to
    ) external;

    /// @notice Pays out the caller's rewards of what is staked for one blueprint.
    function claimForBlueprint(uint64 blueprintId, address operator) external;

    /// @notice Allots the share in past eras of what is staked with an operator for one blueprint.
    function settleForBlueprint(uint64 blueprintId, address operator) external;

    /// @notice Begins to unbond an amount that was staked for all services; type(uint256).max stands for all of it.
    function undelegate(address operator, address token, uint256 amount) external;

    /// @notice Pays out what has unbonded of what was staked for all services.
    function withdraw(address operator, address token) external;

    /// @notice Like withdraw, to another account: one that has less than the token's minimum cannot take less than that.
    /// Rewards that come along go to the caller.
    function withdrawTo(address operator, address token, address to) external;

    /// @notice Pays out to a delegator what slashes have left of its stake for all services, where that is less than a
    /// unit for a million shares; whether or not it has unbonded.
    /// @dev Errors: UnknownAsset, NotDelegated, StakeNotWiped, SlashPending.
    function sweep(address delegator, address operator, address token) external;

    /// @notice Like sweep, of what is staked for one blueprint.
    function sweepForBlueprint(
        uint64 blueprintId,
        address delegator,
        address operator,
        address token
    ) external;

    /// @notice Pays out the caller's rewards of what is staked with an operator for all services; an operator's
    /// include its commission.
    function claim(address operator) external;

    /// @notice Sends the caller's rewards to an account where they are settled; to the caller itself for zero, which is
    /// what holds at first. The last of these functions that was called holds, for all operators.
    function payRewardsTo(address to) external;

    /// @notice Stakes the caller's rewards with an operator for all its services where they are settled.
    /// @dev Errors: NotOperator.
    function restakeRewards(address operator) external;

    /// @notice Stakes the caller's rewards with an operator for the services of one blueprint where they are settled.
    /// @dev Errors: NotOperator.
    function restakeRewardsForBlueprint(uint64 blueprintId, address operator) external;

    /// @notice Deposits the caller's rewards in a vault of liquid stake where they are settled.
    /// @dev Errors: UnknownToken, NoSuchVault, NotOperator.
    /// @param token The vault's token.
    /// @param operator With whom settleShares stakes the shares, for all its services; zero leaves them with the caller.
    function depositRewards(address token, address operator) external;

    /// @notice Like depositRewards, with shares that are staked for the services of one blueprint.
    function depositRewardsForBlueprint(address token, uint64 blueprintId, address operator)
        external;

    /// @notice Pays claimants what they have earned by stake for all services of an operator, each to its own destination,
    /// or to itself where that does not take it. Any account may. A claimant that has earned less than the chain's least
    /// reward, cannot be paid, or whose destination does not take the reward yet, is left as it is: while a slash of the
    /// operator or vault is pending, and until its past eras are settled (settleOperator, ILiquidVault.sync).
    /// @dev Errors: BadPage, NotDelegated.
    /// @param claimants At most 16.
    function settleRewards(address operator, address[] calldata claimants) external;

    /// @notice Like settleRewards, of stake for the services of one blueprint.
    function settleRewardsForBlueprint(
        uint64 blueprintId,
        address operator,
        address[] calldata claimants
    ) external;

    /// @notice Claims the shares that a claimant's rewards have bought in a vault, and stakes them as depositRewards said
    /// when the rewards were settled. Any account may. The claimant gets them where they cannot be staked.
    /// @dev Errors: UnknownToken, NoSuchVault, SlashPending, those of the vault where there is nothing to claim yet.
    /// @param batch The batch of the deposit.
    function settleShares(address claimant, address token, uint32 batch, address operator)
        external;

    /// @notice Like settleShares, of shares that are staked for the services of one blueprint.
    function settleSharesForBlueprint(
        address claimant,
        address token,
        uint32 batch,
        uint64 blueprintId,
        address operator
    ) external;

    /// @notice Adds to the pot of the running era, in wei.
    function fund(uint256 amount) external;

    /// @notice Allots an operator's share of past eras, and that of its delegators for all services.
    function settleOperator(address operator) external;

    /// @notice Carries what is left of an era that is over to a later pot. At most `most` records of operators are
    /// removed, and no more than the chain allows in a call; the pot is closed with the last of them. Once a block.
    /// @dev Errors: EraNotOver, ClosedInThisBlock, NothingToClose.
    function closeEra(uint32 era, uint32 most) external;

    // ---- views

    /// @notice A service; all zero where there is none.
    /// @param serviceId The service.
    /// @return blueprintId Its blueprint.
    /// @return manager The blueprint's manager.
    /// @return owner The account that requested it.
    /// @return startedAt The block in which it started.
    /// @return endsAt Its end; 0 for none.
    /// @return live Whether it runs.
    function serviceOf(uint64 serviceId)
        external
        view
        returns (
            uint64 blueprintId,
            address manager,
            address owner,
            uint64 startedAt,
            uint64 endsAt,
            bool live
        );

    /// @notice The operators of a service.
    function operatorsOf(uint64 serviceId) external view returns (address[] memory operators);

    /// @notice The assets that secure a service, as its request named them: each operator has committed so
    /// much of each.
    function assetsOf(uint64 serviceId)
        external
        view
        returns (address[] memory tokens, uint256[] memory amounts);

    /// @notice Whether an operator belongs to a service that was not terminated. See live in serviceOf.
    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves);

    /// @notice The first second in which an operator does not serve in a service any more: its results are not taken. The
    /// end of the service, or of the operator's notice, the earlier of both. What it could not do is no fault of it.
    /// @return time Unix seconds; the highest uint64 for no end, 0 for an operator that does not belong to the service.
    function servesUntil(uint64 serviceId, address operator) external view returns (uint64 time);

    /// @notice How many services were started. Their ids are all below it; serviceOf says which of them are left.
    function serviceCount() external view returns (uint64 count);

    /// @notice An open request; all zero and empty where there is none.
    /// @return blueprintId The blueprint of the service.
    /// @return requester The account that will own the service.
    /// @return ttl How long the service is to run, in seconds; 0 without end.
    /// @return expiresAt The last block in which its operators can approve or reject it.
    /// @return revision How often it was changed: an approval names it.
    /// @return operators The operators it asks.
    /// @return approved Whether each of them has approved.
    /// @return tokens The assets that secure the service.
    /// @return amounts How much of each every operator commits by its approval.
    function requestOf(uint64 requestId)
        external
        view
        returns (
            uint64 blueprintId,
            address requester,
            uint64 ttl,
            uint64 expiresAt,
            uint32 revision,
            address[] memory operators,
            bool[] memory approved,
            address[] memory tokens,
            uint256[] memory amounts
        );

    /// @notice A page of the requests that wait for an operator's approval or rejection, in the order of
    /// their ids. One that has expired stays until the chain removes it.
    /// @param start The first id to look for.
    /// @param limit The most ids of the page, 1 to 50.
    /// @return ids The requests.
    /// @return next Where the next page starts; 0 after the last.
    function pendingRequestsOf(address operator, uint64 start, uint32 limit)
        external
        view
        returns (uint64[] memory ids, uint64 next);

    /// @notice The stake with an operator in a token for all its services, unbonding stake included.
    function stakeOf(address operator, address token) external view returns (uint256 amount);

    /// @notice The stake with an operator in a token that secures the services of a blueprint, unbonding stake
    /// included: of who chose the blueprint, and of who chose all.
    function stakeForBlueprint(uint64 blueprintId, address operator, address token)
        external
        view
        returns (uint256 amount);

    /// @notice What of an operator's stake in a token secures a service: what a slash of everything would
    /// take. At most what it committed; less where delegators or slashes have taken from it since.
    function exposureOf(uint64 serviceId, address operator, address token)
        external
        view
        returns (uint256 amount);

    /// @notice What a call of a job costs who calls it, in wei; zero where it costs nothing.
    /// @return amount The price of one call.
    /// @return burnedBps The part of it that is burned, in basis points.
    /// @return ownerBps The part of the blueprint's owner, in basis points; the rest is the operators', alike.
    function priceOf(uint64 blueprintId, uint8 job)
        external
        view
        returns (uint256 amount, uint16 burnedBps, uint16 ownerBps);

    /// @notice What is on record against an operator in a blueprint: offences for which a slash was executed, by
    /// class, one for each service and era.
    /// @return jobMisbehaviour Wrong or contradictory results.
    /// @return qualityOfService Quality of service below what was promised.
    /// @return securityBreach Failures of the operator's security.
    /// @return ejected Whether it accepts no more services of the blueprint.
    function offencesOf(uint64 blueprintId, address operator)
        external
        view
        returns (
            uint32 jobMisbehaviour,
            uint32 qualityOfService,
            uint32 securityBreach,
            bool ejected
        );

    /// @notice What claim would pay the claimant now, in wei.
    function claimable(address claimant, address operator) external view returns (uint256 amount);

    /// @notice What claimForBlueprint would pay the claimant now, in wei.
    function claimableForBlueprint(uint64 blueprintId, address claimant, address operator)
        external
        view
        returns (uint256 amount);

    /// @notice Where an account's rewards go where they are settled.
    /// @return kind 0 to itself, 1 to an account, 2 staked with an operator, 3 into a vault of liquid stake.
    /// @return to The account of kind 1.
    /// @return token The vault's token of kind 3.
    /// @return operator With whom rewards or shares are staked; zero for none.
    /// @return forBlueprint Whether they are staked for the services of one blueprint.
    /// @return blueprintId That blueprint.
    function destinationOf(address claimant)
        external
        view
        returns (
            uint8 kind,
            address to,
            address token,
            address operator,
            bool forBlueprint,
            uint64 blueprintId
        );

    /// @notice What an era has paid the delegators of an operator, for stake for all services. The operator's commission, and
    /// what its absence cost, are left out; so are slashes, changes of price, and stake that was delegated in the era,
    /// which earned nothing yet.
    /// @return settled Whether the era is settled and one of the last 16 that are.
    /// @return paid What was allotted, in wei.
    /// @return rateE18 Its value for each unit of value that earned, at the era's prices, scaled by 1e18; zero where the
    /// chain's token has no price. Times the eras of a year it is the annual rate without compounding.
    function yieldOf(uint32 era, address operator)
        external
        view
        returns (bool settled, uint256 paid, uint256 rateE18);

    /// @notice Like yieldOf, of stake for the services of one blueprint.
    function yieldForBlueprint(uint32 era, uint64 blueprintId, address operator)
        external
        view
        returns (bool settled, uint256 paid, uint256 rateE18);

    /// @notice The running era.
    function currentEra() external view returns (uint32 era);

    /// @notice Counters of an operator in an era, in all its services; zero for eras that are no longer kept.
    /// @return results Accepted results.
    /// @return right Those that managers found right.
    /// @return wrong Those that managers found wrong.
    /// @return points Points that results earned.
    /// @return reports Reports about job calls that managers upheld.
    /// @return heartbeats Heartbeats.
    /// @return absences How often it was reported offline.
    /// @return qualityReports Reports of quality of service that managers upheld.
    function activityOf(uint32 era, address operator)
        external
        view
        returns (
            uint32 results,
            uint32 right,
            uint32 wrong,
            uint32 points,
            uint32 reports,
            uint32 heartbeats,
            uint32 absences,
            uint32 qualityReports
        );

    /// @notice The operator that holds a key in a blueprint whose manager names operators by keys; zero for
    /// none.
    function operatorByKey(uint64 blueprintId, bytes calldata key)
        external
        view
        returns (address operator);

    /// @notice The verdict about a result.
    function verdictOf(uint64 serviceId, uint64 callId, address operator)
        external
        view
        returns (bool judged, bool right, uint32 points);

    /// @notice A slash that has not ended; all zero where it does not exist, or ended.
    /// @return state 1 under review, 2 disputed, 3 ruled to stand.
    /// @return serviceId The service it was proposed in.
    /// @return operator The operator.
    /// @return proposer Who proposed it.
    /// @return offence The class of the offence, as in SlashProposed.
    /// @return slashBps The share of bond and stake at the proposal, in basis points.
    /// @return evidence The hash of the evidence.
    /// @return deadline Vetoes before it; from it on anyone can execute the slash, not in a pause and not
    /// after it lapsed.
    function slashOf(uint64 slashId)
        external
        view
        returns (
            uint8 state,
            uint64 serviceId,
            address operator,
            address proposer,
            uint8 offence,
            uint16 slashBps,
            bytes32 evidence,
            uint64 deadline
        );

    /// @notice Until when executions are paused; a time that is over for no pause.
    function slashesPausedUntil() external view returns (uint64 time);

    /// @notice A page of all slashes of the chain that have not ended: the ids among `limit` ids from `start` on.
    /// @param start The first id to look at.
    /// @param limit How many ids to look at, 1 to 50.
    /// @return ids The pending ones.
    /// @return next Where the next page starts; 0 after the last.
    function pendingSlashes(uint64 start, uint32 limit)
        external
        view
        returns (uint64[] memory ids, uint64 next);

    /// @notice How many slashes of an operator are pending in a service.
    function pendingSlashesOf(uint64 serviceId, address operator)
        external
        view
        returns (uint32 count);
}
