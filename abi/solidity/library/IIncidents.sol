// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Incidents: breaches of security are reported in secret, revealed after an embargo, and judged by auditors
/// @notice A reporter commits to an incident of an operator, with a deposit. After the embargo, in which the operator can
/// fix it, the reporter reveals it. The service's auditors, an oracle committee (IOracleCommittee) of the runtime's choice,
/// say how severe it is: 1 low, 2 medium, 3 high, 4 critical, 0 rejected. Where it is not rejected, the deposit returns,
/// and the service's pot, which any account funds, owes the reporter a bounty by severity, as far as it reaches. A rejected
/// incident, and one that is not revealed in time, lose the deposit to the pot. Auditors' silence costs nothing: the
/// deposit returns.
///
/// The subject is a hash of the description. An operator and a subject are judged once: of commitments that reveal the
/// same, the first one counts. An operator that reports itself is not punished: its incident counts nowhere, gets no
/// bounty, and makes a later report of the same subject a duplicate.
///
/// Auditors sign one question of the service: the latest verdict alone can be taken over. Who has a verdict submitted has
/// it judged at once; one that another verdict replaced is signed anew. One that waits for the pot, or for the last
/// quarter of the judge period, is signed anew then, too, if another verdict replaced it.
///
/// Of an operator the newest 8 incidents that others reported count, by severity and the second of the judgement: what a
/// rulebook measures for breaches of security. Nothing here takes stake. A pot pays bounties and nothing else. Times are
/// seconds, amounts wei.
interface IIncidents is IRoles {
    /// @notice The terms of a service. Fixed once.
    struct Terms {
        /// From the commitment to the first second in which it can be revealed; an hour to 180 days.
        uint64 embargo;
        /// How long it can be revealed; an hour to 30 days.
        uint64 revealPeriod;
        /// From the reveal on, how long it can be judged; an hour to 30 days, and the period of the auditors' question at
        /// least: the time of a verdict is a multiple of that.
        uint64 judgePeriod;
        /// What a commitment costs its reporter, if it is rejected or not revealed in time; at least 1.
        uint128 deposit;
        /// Bounties by severity, each at least the one before; 0 for none.
        uint128 low;
        uint128 medium;
        uint128 high;
        uint128 critical;
    }

    /// @notice An incident that is not over; zeros for none.
    struct Incident {
        address reporter;
        bytes32 commitment;
        /// When it was committed.
        uint64 committed;
        /// When it was revealed; 0, and a zero operator and subject, before.
        uint64 revealed;
        address operator;
        bytes32 subject;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 embargo, 2 revealPeriod, 3 judgePeriod, 4 deposit, 5 low, 6 medium, 7 high, 8 critical.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice The auditors' question of the service is not of agreement.
    error WrongKind(uint8 expected, uint8 received);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    error ZeroAccount();
    /// @notice No value came to fund a pot.
    error ZeroDeposit();
    error WrongDeposit(uint256 expected, uint256 received);
    /// @notice No incident of this number, or it is over.
    error UnknownIncident(uint64 serviceId, uint64 number);
    error NotReporter(address expected, address received);
    error AlreadyRevealed(uint64 number);
    error NotRevealed(uint64 number);
    /// @notice Possible from second `deadline` on.
    error TooEarly(uint64 deadline, uint64 time);
    /// @notice Possible before second `deadline`.
    error TooLate(uint64 deadline, uint64 time);
    /// @notice What is revealed is not what was committed. `received` is its commitment.
    error WrongCommitment(bytes32 expected, bytes32 received);
    error UnknownSeverity(uint8 most, uint8 received);
    /// @notice What the auditors signed last is not this severity of this incident.
    error NotJudged(uint256 expected, uint256 received);
    /// @notice The auditors signed before the incident was revealed.
    error TimeTooOld(uint64 least, uint64 received);
    /// @notice The pot has less than the bounty of the severity. Until the last quarter of the judge period begins, the
    /// reporter `expected` alone may have it judged for less.
    error PotBelowBounty(address expected, uint256 bounty, uint256 pot);
    /// @notice An operator and a subject that were judged are kept for 365 days; those of an open incident until it is over.
    error StillNeeded(uint64 until);
    error NothingToClear();
    /// @notice The zero address, or the contract itself.
    error InvalidRecipient(address recipient);
    error NothingToWithdraw(address account);
    /// @notice The recipient did not accept the value. It stays where it was.
    error ValueNotTaken(address recipient, uint256 amount);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address auditors);
    event PotFunded(uint64 indexed serviceId, address indexed from, uint256 amount);
    event IncidentCommitted(
        uint64 indexed serviceId,
        uint64 indexed number,
        address indexed reporter,
        bytes32 commitment
    );
    event IncidentRevealed(
        uint64 indexed serviceId,
        uint64 indexed number,
        address indexed operator,
        address reporter,
        bytes32 subject
    );
    /// @notice Incident `by` has the same operator and subject, and was committed earlier or is judged. The deposit returns to
    /// the reporter.
    event IncidentReplaced(uint64 indexed serviceId, uint64 indexed number, uint64 by);
    /// @notice `counts`: whether it counts against the operator.
    event IncidentJudged(
        uint64 indexed serviceId,
        uint64 indexed number,
        address indexed operator,
        uint8 severity,
        uint256 bounty,
        bool counts
    );
    /// @notice An incident ended without judgement. `lapsed`: it was not revealed, and its deposit is in the pot.
    event IncidentSettled(uint64 indexed serviceId, uint64 indexed number, bool lapsed);
    event SubjectCleared(uint64 indexed serviceId, address indexed operator, bytes32 subject);
    event Withdrawn(address indexed account, address indexed recipient, uint256 amount);

    // ---- for the runtime

    /// @notice Fixes the auditors and the terms of a service, once. The auditors' question `questionOf` must be open there,
    /// and be of kind 1, agreement: a median is no verdict.
    function openService(uint64 serviceId, address auditors, Terms calldata terms) external;

    // ---- for anyone

    /// @notice Adds the value to the pot of a service. It does not come back.
    function fund(uint64 serviceId) external payable;

    /// @notice Commits to an incident, with the deposit of the terms as value. Incidents of a service are numbered from 1.
    /// The same commitment of another account reserves nothing: that account cannot reveal it.
    function commit(uint64 serviceId, bytes32 commitment) external payable returns (uint64 number);

    /// @notice Reveals the caller's incident, in the reveal period after the embargo. One that was revealed before by a
    /// higher number, and is not judged, is replaced by it. Where one with a lower number was revealed, or any is judged, the
    /// caller's own is replaced: it found what another account had found before, and its deposit returns.
    function reveal(
        uint64 serviceId,
        uint64 number,
        address operator,
        bytes32 subject,
        bytes32 salt
    ) external;

    /// @notice Judges a revealed incident, as the auditors signed it last for their question: `valueOf` the number and the
    /// severity, for a time that is not before the reveal. In the judge period. Who picks the moment picks what is in the pot:
    /// where the pot has less than the bounty, the reporter alone may until the last quarter of the period, and any account
    /// from then on. With the bounty in the pot, and where there is none, any account may at any time of the period. Returns
    /// the bounty.
    function judge(uint64 serviceId, uint64 number, uint8 severity) external returns (uint256 bounty);

    /// @notice Ends an incident that was not revealed in time, or not judged in time.
    function settle(uint64 serviceId, uint64 number) external;

    /// @notice Pays out what the caller is owed: deposits and bounties.
    function withdraw(address recipient) external returns (uint256 amount);

    /// @notice Frees the record of an operator and a subject, 365 days after they were judged.
    function clear(uint64 serviceId, address operator, bytes32 subject) external;

    // ---- state

    /// @notice How many incidents of an operator, of severity 1 and above and reported by others, were judged in the
    /// seconds from `from`, included, to `to`, excluded, and the worst severity; zeros for none. Of the newest 8.
    function breachesOf(
        uint64 serviceId,
        address operator,
        uint64 from,
        uint64 to
    ) external view returns (uint8 count, uint8 worst);

    function incidentOf(uint64 serviceId, uint64 number) external view returns (Incident memory incident);

    /// @notice The incident that has an operator and a subject, 0 for none; and when it was judged, 0 for not yet.
    function subjectOf(
        uint64 serviceId,
        address operator,
        bytes32 subject
    ) external view returns (uint64 number, uint64 judged);

    /// @notice The auditors and the terms of a service, and how many incidents were committed.
    function termsOf(
        uint64 serviceId
    ) external view returns (address auditors, Terms memory terms, uint64 incidents);

    /// @notice What is left for bounties.
    function potOf(uint64 serviceId) external view returns (uint256 amount);

    /// @notice What the account can withdraw.
    function owedTo(address account) external view returns (uint256 amount);

    /// @notice What a reporter commits: keccak256 of the type Incident(uint256 chainId,address incidents,uint64
    /// serviceId,address reporter,address operator,bytes32 subject,bytes32 salt) and its members, as 32 bytes each. The
    /// salt is random, and secret until the reveal. A node that is asked for it learns the incident: compute it elsewhere.
    function commitmentOf(
        uint64 serviceId,
        address reporter,
        address operator,
        bytes32 subject,
        bytes32 salt
    ) external view returns (bytes32 commitment);

    /// @notice The auditors' question of a service: keccak256 of the type Incidents(address incidents,uint64 serviceId) and
    /// its members, as 32 bytes each.
    function questionOf(uint64 serviceId) external view returns (bytes32 question);

    /// @notice The value that auditors sign for an incident: keccak256 of number and severity, as 32 bytes each.
    function valueOf(uint64 number, uint8 severity) external pure returns (uint256 value);
}
