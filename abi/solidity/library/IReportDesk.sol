// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBonds} from "./IBonds.sol";
import {IPausable} from "./IPausable.sol";

/// @title The report registry: reports about operators, judged once, paid for when false
/// @notice Kinds: 1 job misbehaviour, 2 quality of service. States: 0 none, 1 filed, 2 accepted,
/// 3 rejected, 4 lapsed. Verdicts: 1 false, 2 the operator did it, 3 true, but another may have caused
/// it. What is reported is timed in milliseconds, the rest in seconds; amounts are base units.
/// A reporter's bond is for its report's id. A pause stops accuse, which can follow after it.
interface IReportDesk is IBonds, IPausable {
    // ---- errors

    /// The blueprint takes no reports.
    error NoRules(uint64 blueprintId);
    error NoKind(uint8 received);
    error NoPayload();
    error WrongBlueprint(uint64 expected, uint64 received);
    error ServiceNotActive(uint64 serviceId);
    error EpochNotOpen(uint64 expected, uint64 received);
    error OperatorNotInService(address operator);
    /// The reporter is the operator.
    error SelfReport(address account);
    /// The operator owns the blueprint, and so appoints who would judge the report.
    error OwnerReported(address account);
    error NotAuthorised(address reporter);
    error StaleNonce(uint64 last, uint64 received);
    error NotIncreasing(uint256 last, uint256 received);
    error EndsBeforeStart(uint64 startMs, uint64 endMs);
    error ReportInFuture(uint64 endMs, uint64 time);
    error ReportTooOld(uint256 ageMs, uint64 maxAgeMs);
    error ReportTooLong(uint64 lastedMs, uint64 maxAgeMs);
    error UnknownReport();
    error ReportEnded(uint8 state);
    error NoVerifier(uint64 blueprintId, uint8 kind);
    error ZeroVerifier();
    error WrongOrigin(address expected, address received);
    /// The verifier is a party.
    error OwnCase(address account);
    /// The claim is open or was judged, or another report of the same evidence was accepted.
    error DuplicateReport(uint64 serviceId, address operator, bytes32 payload);
    /// Reports that cost nothing when false.
    error FreeReports();
    error NoTimeToJudge();
    /// An age in milliseconds, a time to judge in seconds or a bond above the most.
    error RuleAboveMost(uint256 most, uint256 received);
    error JudgedTooLate(uint64 judgeBy, uint64 time);
    error LapsesTooEarly(uint64 judgeBy, uint64 time);
    error SeverityAboveWhole(uint16 received);
    /// A report that is upheld has a severity of 1 at least: no accusation can be made of an offence of severity 0.
    error NoSeverity();
    error NoVerdict(uint8 received);
    /// The report shows nothing that the operator did, or was brought before the court before.
    error NothingToAccuse(uint64 reportId);
    error TimeOverflow(uint64 from, uint64 period);
    /// The ledger returned nothing, or what its interface does not say.
    error LedgerSilent(address ledger);
    /// The court returned nothing, or what its interface does not say.
    error CourtSilent(address court);
    /// The court has no record of what the operator had at stake then.
    error StakeUnknown(address operator, uint64 capturedAt);

    /// The blueprint has an owner, who hands it over with offerBlueprint.
    error OwnerIsSet(address expected, address received);
    /// An operator or a reporter that is the zero address.
    error ZeroAccount();

    // ---- events

    /// From second `from` on accepted reports count in this ledger.
    event LedgerSet(address indexed ledger, uint64 from);
    /// From second `from` on reports are brought before this court.
    event CourtSet(address indexed court, uint64 from);
    event BlueprintOffered(
        uint64 indexed blueprintId,
        address indexed successor,
        address indexed by,
        uint64 from,
        uint64 until
    );
    event BlueprintOfferCancelled(uint64 indexed blueprintId, address indexed successor);

    event OwnerSet(uint64 indexed blueprintId, address indexed owner);
    event ServiceSet(uint64 indexed serviceId, uint64 indexed blueprintId, bool active);
    event OperatorSet(uint64 indexed serviceId, address indexed operator, bool serves);
    event ReporterSet(uint64 indexed serviceId, address indexed reporter, bool may);
    /// From now on the blueprint takes reports by these rules.
    event RulesSet(
        uint64 indexed blueprintId,
        uint64 maxAgeMs,
        bool cumulative,
        uint256 bond,
        uint64 timeToJudge
    );
    /// From now on the blueprint takes no reports.
    event RulesWithdrawn(uint64 indexed blueprintId);
    /// The verifier judges reports that are filed from second `from` on.
    event VerifierRegistered(
        uint64 indexed blueprintId,
        uint8 indexed kind,
        address indexed verifier,
        uint64 from
    );
    /// From now on no report of the kind is taken.
    event VerifierRemoved(uint64 indexed blueprintId, uint8 indexed kind);
    event ReportFiled(
        uint64 indexed reportId,
        uint64 indexed serviceId,
        address indexed operator,
        address reporter,
        uint8 kind,
        bytes32 payload,
        uint64 judgeBy
    );
    event ReportAccepted(
        uint64 indexed reportId,
        uint64 indexed serviceId,
        address indexed operator,
        bool attributable,
        uint16 severityBps
    );
    event ReportRejected(uint64 indexed reportId, address indexed reporter);
    event ReportLapsed(uint64 indexed reportId);
    /// A report was brought before a court, as this proposal.
    event ReportAccused(
        uint64 indexed reportId,
        address indexed court,
        uint64 indexed proposalId
    );

    // ---- the runtime's alone

    /// Sets the ledger and the court, after roleDelay; setting the present one takes a change back. Reverts if
    /// it cannot be read now.
    function setLedger(address ledger) external;

    function setCourt(address court) external;

    /// What reports a blueprint takes: none before. The owner that is set first stays, until it hands the
    /// blueprint over. `maxAgeMs`: how old the end of what is reported may be,
    /// and how long it may have lasted; at most 12 hours. `cumulative`: an author's values are totals so far, and must
    /// grow. `bond`: at most 10 of an 18-decimals token. `timeToJudge`: at most two days, so that a day is left to accuse.
    function setBlueprint(
        uint64 blueprintId,
        address owner,
        uint64 maxAgeMs,
        bool cumulative,
        uint256 bond,
        uint64 timeToJudge
    ) external;

    /// From now on the blueprint takes no reports, until setBlueprint. Open ones are judged, or lapse, by the
    /// rules under which they were filed.
    function withdrawRules(uint64 blueprintId) external;

    function setService(uint64 serviceId, uint64 blueprintId, bool active) external;

    function setOperator(uint64 serviceId, address operator, bool serves) external;

    function setReporter(uint64 serviceId, address reporter, bool may) external;

    // ---- the blueprint's owner's

    /// Offers the blueprint to a successor, who accepts it after roleDelay. For the runtime, too, so that a lost
    /// or wrong owner is replaced; the owner can cancel that.
    function offerBlueprint(uint64 blueprintId, address successor) external;

    /// Takes an offer back. For the owner; for the runtime, its own.
    function cancelBlueprintOffer(uint64 blueprintId) external;

    /// Takes a blueprint over that is offered to the caller.
    function acceptBlueprint(uint64 blueprintId) external;

    /// Says who judges reports of a kind: of those filed from now on if it is the first, else of those filed
    /// after roleDelay, or timeToJudge if that is longer. To register the one that judges takes a change back.
    /// A verifier must find in the evidence who did it and when: operator and `startMs`, the moment whose stake
    /// is slashable, are what the reporter says, within the limits of setBlueprint.
    function registerVerifier(uint64 blueprintId, uint8 kind, address verifier) external;

    /// From now on no reports of a kind are taken, and none follows as its verifier. Open reports keep theirs.
    function removeVerifier(uint64 blueprintId, uint8 kind) external;

    // ---- a reporter's

    /// Reports an operator, which must not own the blueprint: the owner appoints who judges. The bond is exact, and lost when the report is false. `era` is the
    /// ledger's running one, `payload` the keccak-256 of the evidence. Evidence counts once against an
    /// operator of a service, whatever times its reports name.
    function fileReport(
        uint64 blueprintId,
        uint64 serviceId,
        uint8 kind,
        uint64 era,
        address operator,
        uint64 nonce,
        uint64 startMs,
        uint64 endMs,
        uint64 value,
        bytes32 payload
    ) external payable returns (uint64 reportId);

    // ---- the verifier's of the report's kind

    /// Judges a report, once. An accepted one counts against the operator in the ledger.
    function judge(uint64 reportId, uint8 verdict, uint16 severityBps) external;

    // ---- anyone's

    /// Ends a report that was not judged in time. The bond is refunded, the claim may be made again,
    /// at any age.
    function lapse(uint64 reportId) external;

    /// Brings what an operator did before the court, once. The proposal is for that part of what the stake
    /// answers for in the service which the severity says, captured in the second in which what is
    /// reported began.
    function accuse(uint64 reportId) external returns (uint64 proposalId);

    // ---- state

    /// The account that sets blueprints and services.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    function ledger() external view returns (address);

    /// The ledger that is to follow, and the first second in which it does; zeros for no change.
    function nextLedger() external view returns (address ledger, uint64 from);

    function court() external view returns (address);

    /// The court that is to follow, and the first second in which it does; zeros for no change.
    function nextCourt() external view returns (address court, uint64 from);

    function ownerOf(uint64 blueprintId) external view returns (address owner);

    /// To whom a blueprint is offered; zeros for no offer.
    function blueprintOffer(
        uint64 blueprintId
    ) external view returns (address successor, uint64 from, uint64 until);

    function rulesOf(
        uint64 blueprintId
    )
        external
        view
        returns (uint64 maxAgeMs, bool cumulative, uint256 bond, uint64 timeToJudge);

    /// Zero for none.
    function verifierOf(
        uint64 blueprintId,
        uint8 kind
    ) external view returns (address verifier);

    /// Who is to judge reports of a kind, and of those filed from which second on; zeros for no change.
    function nextVerifierOf(
        uint64 blueprintId,
        uint8 kind
    ) external view returns (address verifier, uint64 from);

    function serviceOf(
        uint64 serviceId
    ) external view returns (uint64 blueprintId, bool active);

    function serves(uint64 serviceId, address operator) external view returns (bool);

    function mayReport(uint64 serviceId, address reporter) external view returns (bool);

    /// Reports ever filed: the ids are 1 to this.
    function reportCount() external view returns (uint64);

    function report(
        uint64 reportId
    )
        external
        view
        returns (
            uint8 state,
            uint8 kind,
            uint64 serviceId,
            address operator,
            address reporter,
            uint64 judgeBy
        );

    function reportEvidence(
        uint64 reportId
    ) external view returns (bytes32 payload, uint64 era, uint64 startMs, uint256 bond);

    /// How bad what an accepted report shows is, in basis points, until it is brought before the
    /// court.
    function severityOf(uint64 reportId) external view returns (uint16 severityBps);

    /// Bonds in keeping, to be fetched, lost.
    function bondTotals()
        external
        view
        returns (uint256 held, uint256 owed, uint256 forfeited);
}
