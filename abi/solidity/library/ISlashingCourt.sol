// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBonds} from "./IBonds.sol";
import {IPausable} from "./IPausable.sol";

/// @title The slashing court: proposed slashes are reviewed, disputed, ruled on and executed
/// @notice Proposals are numbered from 1. States: 0 none, 1 pending, 2 disputed, 3 upheld, 4 vetoed,
/// 5 dismissed, 6 executed, 7 expired; the last four are final. Charges: 1 job misbehaviour,
/// 2 quality of service, 3 breach of security. There is no charge for downtime. Times are seconds,
/// amounts base units. The court moves no stake: the contract or pallet that keeps it takes what
/// SlashExecuted says, and pays it to no account. A disputer's bond is for its proposal's id.
/// A pause stops propose and execute. Reviews, disputes, rulings and vetoes go on; what could be executed
/// in the pause can be for a day after it.
interface ISlashingCourt is IBonds, IPausable {
    // ---- errors

    error WrongOrigin(address expected, address received);
    /// The caller is neither the runtime nor governance.
    error NeitherOrigin(address runtime, address governance, address received);
    /// Neither the runtime nor the service's proposer.
    error NotProposer(uint64 serviceId, address received);
    error UnknownProposal();
    error ProposalEnded(uint8 state);
    error WrongState(uint8 expected, uint8 received);
    /// Not before the deadline.
    error TooEarly(uint64 deadline, uint64 time);
    /// Only before the deadline.
    error TooLate(uint64 deadline, uint64 time);
    error PastExpiry(uint64 expiresAt, uint64 time);
    error NotExpired(uint64 expiresAt, uint64 time);
    error TimeOverflow(uint64 from, uint64 period);
    error CaptureInFuture(uint64 capturedAt, uint64 time);
    /// Reviewed and disputed to the last second, the proposal would outlive its stake.
    error CaptureTooOld(uint64 livesUntil, uint64 expiresAt);
    error UnknownCapture(address operator, uint64 capturedAt);
    error CaptureMismatch(uint256 expected, uint256 received);
    /// The numbers of a capture are corrected up to and including second `until`.
    error CorrectionOver(uint64 until, uint64 time);
    /// A slash took a part of the captured stake: its numbers stand.
    error CaptureSlashed(uint256 taken);
    error NothingAtStake();
    error NothingRequested();
    error NoCharge(uint8 received);
    error NoEvidence();
    error DuplicateEvidence(uint64 serviceId, address operator, bytes32 evidence);
    error TooManyPending(uint32 cap, uint32 pending);
    error PendingSlashes(uint32 pending);
    error NothingPending();
    /// One call is about 1 to `most` proposals.
    error BadBatch(uint32 most, uint32 received);
    /// The account is a party of the case.
    error OwnCase(address account);
    error WindowOutOfBounds(uint64 shortest, uint64 longest, uint64 received);
    error OutlivesStake(uint64 longestLife, uint64 slashablePeriod);
    error SlashableTooLong(uint64 expectedAtMost, uint64 received);
    error PeriodsOverflow();
    error ZeroPeriod();
    /// Less time than an account needs to rule or to execute.
    error PeriodTooShort(uint64 shortest, uint64 received);
    error FreeDispute();
    error BondTooHigh(uint256 expectedAtMost, uint256 received);
    error CapTooHigh(uint32 expectedAtMost, uint32 received);
    error NoPendingAllowed();
    error InvalidUnresolved(uint8 received);
    /// An offender is named by an address of 20 bytes or an account id of 32.
    error InvalidOffender(uint32 receivedLength);

    // ---- events

    /// From second `from` on the account may propose slashes of the service.
    event ProposerSet(uint64 indexed serviceId, address indexed proposer, uint64 from);
    event PolicySet(
        uint64 indexed serviceId,
        uint64 reviewWindow,
        uint64 resolutionPeriod,
        uint64 executionWindow,
        uint64 slashablePeriod,
        uint32 maxPending,
        uint256 bond,
        uint8 unresolved
    );
    /// A second event of a moment corrects the first.
    event StakeCaptured(address indexed operator, uint64 indexed capturedAt, uint256 stake);
    /// A captured stake answers for a service, with up to `exposure`, up to and including `expiresAt`. A second
    /// event of a moment and a service corrects the first.
    event StakeAnswers(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 indexed capturedAt,
        uint256 exposure,
        uint64 expiresAt
    );
    event SlashProposed(
        uint64 indexed proposalId,
        uint64 indexed serviceId,
        address indexed operator,
        address proposer,
        uint8 charge,
        bytes32 evidence,
        uint256 requested,
        uint64 capturedAt,
        uint64 reviewUntil
    );
    event SlashDisputed(
        uint64 indexed proposalId,
        address indexed disputer,
        uint256 bond,
        uint64 deadline
    );
    event SlashVetoed(
        uint64 indexed proposalId,
        uint64 indexed serviceId,
        address indexed operator
    );
    /// The dispute was lost: the slash is executable from the deadline on.
    event SlashUpheld(uint64 indexed proposalId, uint64 deadline);
    /// The dispute was won.
    event SlashDismissed(
        uint64 indexed proposalId,
        uint64 indexed serviceId,
        address indexed operator
    );
    /// The keeper of the stake takes this much. Zero when earlier slashes used up the capture.
    event SlashExecuted(
        uint64 indexed proposalId,
        uint64 indexed serviceId,
        address indexed operator,
        uint256 amount
    );
    event SlashExpired(
        uint64 indexed proposalId,
        uint64 indexed serviceId,
        address indexed operator
    );
    /// The runtime announced, or applied, a slash that the court did not review.
    event SlashAnnounced(uint64 indexed serviceId, address indexed operator, uint8 percent);
    event SlashApplied(uint64 indexed serviceId, address indexed operator, uint8 percent);

    // ---- hooks of a runtime or a core that slashes by itself

    /// Who may propose slashes of the service: its proposer, or the runtime without one.
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// Governance.
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);

    /// The service's review window in seconds; never the caller's default.
    function getSlashingWindow(
        uint64 serviceId
    ) external view returns (bool useDefault, uint64 window);

    /// Records a slash that the runtime announced. Runtime only.
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// Records a slash that the runtime applied. Runtime only.
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;

    // ---- before a proposal

    /// Records what an operator had at stake at a moment that is not in the future, and that up to
    /// `exposure` of it is slashable for a service: there, a slash can be proposed of recorded stake only,
    /// and all slashes of the service together take no more. Runtime only. How long it is slashable is
    /// fixed by the service's policy of now; where a later policy has longer periods than that leaves, a slash
    /// has those of now. The stake is what executed slashes left of it: slashes of the capture's own second
    /// count against it, too, as it may have been read before them. The first numbers of a moment stand;
    /// recorded again, the stake for any service and the exposure for the same one must be the same. It is one
    /// stake: where the exposures of services add up to more, what is taken for one is gone for the others.
    function capture(
        uint64 serviceId,
        address operator,
        uint64 capturedAt,
        uint256 stake,
        uint256 exposure
    ) external;

    /// Corrects the stake of a recorded moment, and the exposure of one of its services. Runtime only, until a
    /// day after the moment, while no proposal is open against the operator and no slash took a part of the
    /// stake. How long it is slashable stays.
    function correctCapture(
        uint64 serviceId,
        address operator,
        uint64 capturedAt,
        uint256 stake,
        uint256 exposure
    ) external;

    /// Lets one account besides the runtime propose slashes of a service; zero for none. Runtime and
    /// governance only; never governance itself. Holds at once if the runtime sets the first one, or if it
    /// is zero; else after roleDelay, and setting the present one takes it back.
    function setProposer(uint64 serviceId, address proposer) external;

    /// Sets how slashes of a service are reviewed. Governance only. Open proposals keep the policy
    /// they were made under, and captured stake its slashable period. A resolver and an account that executes have an hour at least; the
    /// slashable period is 4 days longer than the other three, and at most 180 days; `maxPending` is 1 to 32, and
    /// does not bind the runtime; `bond` at most 10e18. unresolved: a dispute without a ruling, 0 executes, 1 is
    /// dismissed.
    function setPolicy(
        uint64 serviceId,
        uint64 reviewWindow,
        uint64 resolutionPeriod,
        uint64 executionWindow,
        uint64 slashablePeriod,
        uint32 maxPending,
        uint256 bond,
        uint8 unresolved
    ) external;

    // ---- the life of a proposal

    /// Proposes to take `requested` of the stake captured at `capturedAt`. The runtime and the
    /// service's proposer only. A proposer that became governance is refused with RolesNotDistinct, for as
    /// long as it holds the role. Evidence is used once against an operator of a service.
    function propose(
        uint64 serviceId,
        address operator,
        uint8 charge,
        bytes32 evidence,
        uint256 requested,
        uint64 capturedAt
    ) external returns (uint64 proposalId);

    /// Disputes a pending proposal before its review ends. Anyone may but the proposer. The bond is
    /// exact.
    function dispute(uint64 proposalId) external payable;

    /// Stops an open proposal before its deadline, or in a pause before which it did not lapse. Governance only.
    function veto(uint64 proposalId) external;

    /// Rules on a disputed proposal before its deadline. Governance only.
    function resolve(uint64 proposalId, bool uphold) external;

    /// Executes a proposal from its deadline on. Anyone may.
    function execute(uint64 proposalId) external returns (uint256 slashed);

    /// Ends a proposal that can no longer be executed. Anyone may.
    function expire(uint64 proposalId) external;

    /// Each does the same for 1 to 16 proposals, for all or for none. Those that have ended are left out.
    function vetoAll(uint64[] calldata proposalIds) external;

    function executeAll(uint64[] calldata proposalIds) external returns (uint256 slashed);

    function expireAll(uint64[] calldata proposalIds) external;

    // ---- views

    function runtime() external view returns (address);

    function governance() external view returns (address);

    function reviewBounds() external view returns (uint64 shortest, uint64 longest);

    /// Zero where the runtime alone may propose.
    function proposerOf(uint64 serviceId) external view returns (address proposer);

    /// The proposer that is to follow, and the first second in which it may propose; zeros for no change.
    function nextProposerOf(
        uint64 serviceId
    ) external view returns (address proposer, uint64 from);

    function policyPeriods(
        uint64 serviceId
    )
        external
        view
        returns (
            uint64 reviewWindow,
            uint64 resolutionPeriod,
            uint64 executionWindow,
            uint64 slashablePeriod
        );

    function policyTerms(
        uint64 serviceId
    ) external view returns (uint32 maxPending, uint256 bond, uint8 unresolved);

    /// Proposals ever made: the ids are 1 to this.
    function proposalCount() external view returns (uint64);

    function proposal(
        uint64 proposalId
    ) external view returns (uint8 state, uint8 charge, uint64 serviceId, address operator);

    function proposalParties(
        uint64 proposalId
    ) external view returns (address proposer, address disputer, bytes32 evidence);

    function proposalAmounts(
        uint64 proposalId
    ) external view returns (uint256 requested, uint256 stake, uint256 slashed, uint256 bond);

    function proposalTimes(
        uint64 proposalId
    )
        external
        view
        returns (uint64 capturedAt, uint64 reviewUntil, uint64 deadline, uint64 expiresAt);

    /// The proposal that used this evidence; 0 for none.
    function proposalAbout(
        uint64 serviceId,
        address operator,
        bytes32 evidence
    ) external view returns (uint64 proposalId);

    /// What was at stake at a moment, and what slashes took since, also those about other moments.
    function captureOf(
        address operator,
        uint64 capturedAt
    ) external view returns (bool known, uint256 stake, uint256 taken);

    /// What a captured stake answers for in a service, and what slashes of the service took of it.
    function liabilityOf(
        uint64 serviceId,
        address operator,
        uint64 capturedAt
    ) external view returns (bool known, uint256 exposure, uint256 taken, uint64 expiresAt);

    /// For which services a captured stake answers, in the order in which they were recorded, from index
    /// `from` on, at most `count` and at most 50.
    function servicesOf(
        address operator,
        uint64 capturedAt,
        uint32 from,
        uint32 count
    ) external view returns (uint64[] memory services);

    /// Proposals open against the operator of the service.
    function docket(uint64 serviceId, address operator) external view returns (uint32 pending);

    /// Proposals open against the operator, over all services.
    function pendingOf(address operator) external view returns (uint32 pending);

    /// Not while a proposal is open against the operator.
    function mayUnstake(address operator) external view returns (bool);

    /// Bonds in keeping, bonds to be fetched, bonds lost, stake slashed.
    function totals()
        external
        view
        returns (uint256 held, uint256 owed, uint256 forfeited, uint256 slashed);

    /// Slashes that the court did not review, and the percent of the last of each.
    function runtimeSlashesOf(
        uint64 serviceId,
        address operator
    )
        external
        view
        returns (
            uint32 announced,
            uint8 announcedPercent,
            uint32 applied,
            uint8 appliedPercent
        );
}
