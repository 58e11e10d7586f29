// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.10/IBlueprintServiceManager.sol";
import {ITangleBlueprints} from "blueprint-abi/tnt-core-0.10/ITangleBlueprints.sol";
import {ITangleServices} from "blueprint-abi/tnt-core-0.10/ITangleServices.sol";
import {IBlueprintServiceManager as IManagerOf0_20} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";
import {ITangleSlashing} from "blueprint-abi/tnt-core-0.10/ITangleSlashing.sol";
import {LedgerRelay} from "blueprint-solidity/LedgerRelay.sol";
import {OutsideCore} from "blueprint-solidity/OutsideCore.sol";

/// @title IServices in front of Tangle's core
/// @notice The blueprint names the relay as its manager. The relay passes each hook on to the manager behind
/// it, whose runtime and whose IServices it is: so a manager written for the services pallet's chain runs
/// beside the core as it is. It records the manager's verdicts, and proposes the manager's slashes to the
/// core, for which it is the slashing origin.
/// @dev Deployed first, with the core; then the manager, with the relay as its runtime; then setManager. A
/// relay of a release says how its slashes read: ServicesRelayCore0_10, ServicesRelayCore0_20.
///
/// serviceOf returns startedAt in unix seconds, as the core keeps it. What the relay cannot do is in
/// OutsideCore.
abstract contract ServicesRelay is OutsideCore, LedgerRelay {
    // ---- errors

    /// @notice The caller of a hook is not the core.
    error CallerNotCore(address expected, address received);
    /// @notice The core that created the blueprint names another one as itself.
    error CoreMismatch(address expected, address received);
    /// @notice The blueprint is not one of the relay's deployer.
    error NotBlueprintOwner(address expected, address received);
    /// @notice The manager is named already.
    error ManagerKnown(address manager);
    /// @notice The caller is not the manager behind the relay.
    error NotManager(address expected, address received);
    /// @notice The core knows no such service, or its blueprint has another manager than the relay.
    error ServiceNotFound(uint64 serviceId);
    /// @notice Eras of no blocks.
    error ZeroEra();
    /// @notice The operator does not belong to the service.
    error NotServiceOperator(uint64 serviceId, address operator);
    /// @notice The result has its verdict.
    error AlreadyJudged(uint64 serviceId, uint64 callId, address operator);
    /// @notice A right result earns at most `most` points, a wrong one none.
    error TooManyPoints(uint32 most, uint32 received);
    /// @notice Offences have the classes 1 to `most`.
    error UnknownOffence(uint8 most, uint8 received);
    /// @notice A slash of nothing.
    error EmptySlash();
    /// @notice A slash of more than everything, in basis points.
    error SlashTooLarge(uint16 most, uint16 received);
    /// @notice The hash of the evidence is zero.
    error NoEvidence();
    /// @notice The operator's fault in the service was proposed already.
    error EvidenceUsed(uint64 serviceId, address operator, bytes32 evidence);
    /// @notice There is no such slash.
    error SlashNotFound(uint64 slashId);
    /// @notice The slash is with the core already.
    error SlashForwarded(uint64 slashId);
    /// @notice The slash is not with the core yet: forwardSlash.
    error SlashWaits(uint64 slashId);
    /// @notice The report is not of the job call and of the operator's result, as the core passed them on.
    error ReportMismatch(uint64 serviceId, uint64 callId, address operator);
    /// @notice A report of the operator in this job call was upheld.
    error AlreadyUpheld(uint64 serviceId, uint64 callId, address operator);
    /// @notice A page looks at 1 to `most` ids.
    error BadPage(uint32 most, uint32 received);

    // ---- events

    /// @notice A slash is with the core, under its own number.
    event SlashAtCore(uint64 indexed slashId, uint64 indexed coreSlashId);
    /// @notice The core refused a slash, which waits: anyone may forward it again.
    event SlashRefused(uint64 indexed slashId, bytes reason);
    /// @notice The points ledger refused a verdict; the relay counted it all the same. retryLedger tries again.
    event LedgerFailed(uint64 indexed serviceId, uint64 indexed callId, address indexed operator);

    // ---- state

    /// What is known of an operator's result, in one word: each further one of a hook has its price.
    struct Verdict {
        bool judged;
        bool right;
        uint32 points;
        /// Whether a report of it was upheld.
        bool reported;
        /// Whether the ledger did not take it.
        bool unrecorded;
        /// The first bytes of the outputs' hash; zero for none.
        bytes24 outputs;
    }

    /// What is counted of an operator in an era. Each number stops at its highest value.
    struct Counts {
        uint32 right;
        uint32 wrong;
        uint64 points;
        uint32 slashes;
    }

    struct Slash {
        address operator;
        uint64 serviceId;
        uint8 offence;
        uint16 slashBps;
        bool forwarded;
        bytes32 evidence;
        uint64 coreSlashId;
    }

    uint8 private constant OFFENCES = 3;
    uint16 private constant EVERYTHING_BPS = 10_000;
    uint32 private constant MOST_IN_PAGE = 50;

    /// @notice Blocks in an era.
    uint32 public immutable eraBlocks;
    /// @notice The most points that a right result earns.
    uint32 public immutable mostPoints;

    /// @notice The manager behind the relay; zero before setManager.
    address public manager;
    uint64 private slashCount;

    mapping(uint64 serviceId => bool) private known;
    /// The hash of a call's job and inputs; zero for none.
    mapping(uint64 serviceId => mapping(uint64 callId => bytes32)) private called;
    mapping(uint64 serviceId => mapping(uint64 callId => mapping(address operator => Verdict)))
        private verdicts;
    mapping(uint32 era => mapping(address operator => Counts)) private counts;
    mapping(uint64 slashId => Slash) private slashes;
    mapping(bytes32 fault => bool) private used;

    constructor(address core_, uint32 eraBlocks_, uint32 mostPoints_) OutsideCore(core_) {
        if (core_ == address(0)) revert ZeroAddress();
        if (eraBlocks_ == 0) revert ZeroEra();
        (eraBlocks, mostPoints) = (eraBlocks_, mostPoints_);
    }

    /// @notice Names the manager, once.
    function setManager(address manager_) external onlyDeployer {
        if (manager != address(0)) revert ManagerKnown(manager);
        if (manager_ == address(0)) revert ZeroAddress();
        if (manager_.code.length == 0) revert NotManager(manager_, address(0));
        manager = manager_;
    }

    // ---- hooks, for the core

    /// @notice Passes the hook on with the relay as the core: it is the manager's runtime.
    function onBlueprintCreated(uint64 blueprintId, address owner, address tangleCore) external {
        onlyCore();
        if (tangleCore != core) revert CoreMismatch(core, tangleCore);
        if (owner != deployer) revert NotBlueprintOwner(deployer, owner);
        IBlueprintServiceManager(manager).onBlueprintCreated(blueprintId, owner, address(this));
    }

    /// @notice Who may propose slashes, for the core: the relay, for its manager.
    function querySlashingOrigin(uint64) external view returns (address) {
        return address(this);
    }

    /// @notice Every other hook reaches the manager as it is, and the core its answer. Job calls and results are kept, for
    /// reports of them.
    fallback(bytes calldata data) external returns (bytes memory answer) {
        onlyCore();
        address to = manager;
        // A call without code succeeds.
        if (to.code.length == 0) revert NotManager(to, address(0));
        bool ok;
        (ok, answer) = to.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        bytes4 hook = bytes4(data);
        if (hook == IBlueprintServiceManager.onJobCall.selector) {
            (uint64 serviceId, uint8 job, uint64 callId, bytes memory inputs) =
                abi.decode(data[4:], (uint64, uint8, uint64, bytes));
            called[serviceId][callId] = jobHash(job, inputs);
        } else if (
            hook == IBlueprintServiceManager.onJobResult.selector || hook == IManagerOf0_20.onJobResult.selector
        ) {
            // The releases differ in the inputs, which are a word here: their place, or their hash.
            (uint64 serviceId,, uint64 callId, address operator,, bytes memory outputs) =
                abi.decode(data[4:], (uint64, uint8, uint64, address, bytes32, bytes));
            verdicts[serviceId][callId][operator].outputs = bytes24(keccak256(outputs));
        }
    }

    // ---- reports

    /// @notice Reports an operator's result. The manager judges it, by verifyReport, and the slash that it
    /// proposes goes to the core at once; one that the core refuses waits. As under the services pallet, the job, the
    /// inputs and the outputs are those of the call and of the result, and one report of a result is upheld. Of a result
    /// that did not come no report is taken: the core does not say whose came, and its hook may have failed.
    /// @dev Reverts with the manager's error where the report is false.
    function submitReport(
        uint64 serviceId,
        uint8 job,
        uint64 callId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external {
        checkService(serviceId);
        checkReport(serviceId, job, callId, operator, inputs, outputs);
        uint64 next = slashCount;
        bytes memory participant = abi.encodePacked(operator);
        IReportVerifier verifier = IReportVerifier(manager);
        verifier.verifyReport(serviceId, job, callId, participant, inputs, outputs);
        // One report is one offence; what else the manager proposed is anyone's to forward. The manager's
        // call is over here, so it can answer what the core asks it.
        if (slashCount == next) return;
        try this.forwardSlash(next) {} catch (bytes memory reason) {
            emit SlashRefused(next, reason);
        }
    }

    // ---- IServices: the manager

    function judgeResult(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bool right,
        uint32 points
    ) external returns (uint32 awarded) {
        onlyManagerOf(serviceId);
        uint32 most = right ? mostPoints : 0;
        if (points > most) revert TooManyPoints(most, points);
        Verdict storage verdict = verdicts[serviceId][callId][operator];
        if (verdict.judged) revert AlreadyJudged(serviceId, callId, operator);
        bool serves = ITangleServices(core).isServiceOperator(serviceId, operator);
        if (!serves) revert NotServiceOperator(serviceId, operator);
        (verdict.judged, verdict.right, verdict.points) = (true, right, points);
        Counts storage counted = counts[currentEra()][operator];
        if (right) counted.right = next32(counted.right);
        else counted.wrong = next32(counted.wrong);
        uint64 left = type(uint64).max - counted.points;
        counted.points += points < left ? points : left;
        emit ResultJudged(serviceId, callId, operator, right, points);
        if (address(ledger) != address(0)) {
            try ledger.recordSubmission(serviceId, operator, right) {} catch {
                verdict.unrecorded = true;
                emit LedgerFailed(serviceId, callId, operator);
            }
        }
        return points;
    }

    /// @notice Records a verdict in the ledger that did not take it, for LedgerFailed. Anyone may: the manager judged. It counts in
    /// the ledger's era of this call. Reverts with the ledger's error where it does not take it now. Does nothing if it
    /// took the verdict, or there is none.
    function retryLedger(uint64 serviceId, uint64 callId, address operator) external {
        Verdict storage verdict = verdicts[serviceId][callId][operator];
        if (!verdict.unrecorded) return;
        verdict.unrecorded = false;
        ledger.recordSubmission(serviceId, operator, verdict.right);
    }

    /// @dev Within a hook the core cannot be entered, and the hook's gas is capped: the slash is recorded,
    /// and forwardSlash takes it to the core, as submitReport does. The number is the relay's.
    function proposeSlash(
        uint64 serviceId,
        address operator,
        uint8 offence,
        uint16 slashBps,
        bytes32 evidence
    ) external returns (uint64 slashId) {
        onlyManagerOf(serviceId);
        if (offence == 0 || offence > OFFENCES) revert UnknownOffence(OFFENCES, offence);
        if (slashBps == 0) revert EmptySlash();
        if (slashBps > EVERYTHING_BPS) revert SlashTooLarge(EVERYTHING_BPS, slashBps);
        if (evidence == 0) revert NoEvidence();
        bytes32 fault = keccak256(abi.encode(serviceId, operator, evidence));
        if (used[fault]) revert EvidenceUsed(serviceId, operator, evidence);
        used[fault] = true;
        slashId = slashCount;
        slashCount = slashId + 1;
        slashes[slashId] = Slash({
            operator: operator,
            serviceId: serviceId,
            offence: offence,
            slashBps: slashBps,
            forwarded: false,
            evidence: evidence,
            coreSlashId: 0
        });
        Counts storage counted = counts[currentEra()][operator];
        counted.slashes = next32(counted.slashes);
        emit SlashProposed(slashId, serviceId, operator, offence, slashBps, evidence);
    }

    /// @notice Takes a slash to the core. Anyone may: the manager proposed it.
    /// @return coreSlashId The number by which the core knows it.
    function forwardSlash(uint64 slashId) external returns (uint64 coreSlashId) {
        Slash storage slash = slashes[slashId];
        if (slashId >= slashCount) revert SlashNotFound(slashId);
        if (slash.forwarded) revert SlashForwarded(slashId);
        slash.forwarded = true;
        coreSlashId = ITangleSlashing(core).proposeSlash(
            slash.serviceId, slash.operator, slash.slashBps, slash.evidence
        );
        slash.coreSlashId = coreSlashId;
        emit SlashAtCore(slashId, coreSlashId);
    }

    // ---- IServices: views of what the core keeps, or the relay

    function serviceOf(uint64 serviceId)
        external
        view
        returns (
            uint64 blueprintId,
            address manager_,
            address owner,
            uint64 startedAt,
            uint64 endsAt,
            bool live
        )
    {
        ITangleServices.Service memory service = ITangleServices(core).getService(serviceId);
        if (service.owner == address(0)) return (0, address(0), address(0), 0, 0, false);
        manager_ = managerAt(service.blueprintId);
        if (manager_ == address(this)) manager_ = manager;
        uint256 end = service.ttl == 0 ? 0 : uint256(service.createdAt) + service.ttl;
        endsAt = end > type(uint64).max ? type(uint64).max : uint64(end);
        live = ITangleServices(core).isServiceActive(serviceId);
        return (service.blueprintId, manager_, service.owner, service.createdAt, endsAt, live);
    }

    function operatorsOf(uint64 serviceId) external view returns (address[] memory operators) {
        return ITangleServices(core).getServiceOperators(serviceId);
    }

    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves) {
        ITangleServices.Service memory service = ITangleServices(core).getService(serviceId);
        return service.status != ITangleServices.ServiceStatus.Terminated
            && ITangleServices(core).isServiceOperator(serviceId, operator);
    }

    function serviceCount() external view returns (uint64 count) {
        return ITangleServices(core).serviceCount();
    }

    function servesUntil(uint64 serviceId, address operator) external view returns (uint64 time) {
        if (!ITangleServices(core).isServiceOperator(serviceId, operator)) return 0;
        ITangleServices.Service memory service = ITangleServices(core).getService(serviceId);
        uint256 end = service.ttl == 0 ? type(uint64).max : uint256(service.createdAt) + service.ttl;
        if (service.terminatedAt != 0 && service.terminatedAt < end) end = service.terminatedAt;
        return end > type(uint64).max ? type(uint64).max : uint64(end);
    }

    function currentEra() public view returns (uint32 era) {
        uint256 number = block.number / eraBlocks;
        return number > type(uint32).max ? type(uint32).max : uint32(number);
    }

    function verdictOf(uint64 serviceId, uint64 callId, address operator)
        external
        view
        returns (bool judged, bool right, uint32 points)
    {
        Verdict storage verdict = verdicts[serviceId][callId][operator];
        return (verdict.judged, verdict.right, verdict.points);
    }

    /// @notice What the relay counted of an operator in an era: activityOf without what the core keeps to
    /// itself, heartbeats and absences.
    function countsOf(uint32 era, address operator)
        external
        view
        returns (uint32 right, uint32 wrong, uint64 points, uint32 slashesProposed)
    {
        Counts storage counted = counts[era][operator];
        return (counted.right, counted.wrong, counted.points, counted.slashes);
    }

    /// @dev Reverts with SlashWaits before forwardSlash: there is no review yet.
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
        )
    {
        if (slashId >= slashCount) return (0, 0, address(0), address(0), 0, 0, 0, 0);
        Slash storage slash = slashes[slashId];
        if (!slash.forwarded) revert SlashWaits(slashId);
        (state, deadline) = slashAt(slash.coreSlashId);
        if (state == 0) return (0, 0, address(0), address(0), 0, 0, 0, 0);
        (serviceId, operator, proposer) = (slash.serviceId, slash.operator, manager);
        (offence, slashBps, evidence) = (slash.offence, slash.slashBps, slash.evidence);
    }

    /// @notice The number by which the core knows a slash, for disputeSlash and executeSlash there.
    function coreSlashOf(uint64 slashId) external view returns (uint64 coreSlashId) {
        if (slashId >= slashCount) revert SlashNotFound(slashId);
        if (!slashes[slashId].forwarded) revert SlashWaits(slashId);
        return slashes[slashId].coreSlashId;
    }

    /// @dev Of the slashes proposed by the relay; those that wait count as pending.
    function pendingSlashes(uint64 start, uint32 limit)
        external
        view
        returns (uint64[] memory ids, uint64 next)
    {
        if (limit == 0 || limit > MOST_IN_PAGE) revert BadPage(MOST_IN_PAGE, limit);
        uint64 end = slashCount;
        if (start >= end) return (ids, 0);
        if (end - start > limit) next = end = start + limit;
        ids = new uint64[](end - start);
        uint256 found = 0;
        for (uint64 id = start; id < end; id++) {
            uint8 state = 1;
            if (slashes[id].forwarded) (state,) = slashAt(slashes[id].coreSlashId);
            if (state != 0) ids[found++] = id;
        }
        assembly ("memory-safe") {
            mstore(ids, found)
        }
    }

    // ---- authorisation

    /// @dev The state of a slash of the core, as in slashOf, and from when anyone can execute it; (0, 0)
    /// once it was executed or cancelled.
    function slashAt(uint64 coreSlashId) internal view virtual returns (uint8 state, uint64 deadline);

    function onlyCore() private view {
        if (msg.sender != core) revert CallerNotCore(core, msg.sender);
    }

    function onlyManagerOf(uint64 serviceId) private {
        if (msg.sender != manager) revert NotManager(manager, msg.sender);
        if (known[serviceId]) return;
        checkService(serviceId);
        // The blueprint of a service and the manager of a blueprint never change in the core.
        known[serviceId] = true;
    }

    /// Reverts unless the core names the relay as the manager of the service's blueprint.
    function checkService(uint64 serviceId) private view {
        ITangleServices.Service memory service = ITangleServices(core).getService(serviceId);
        // The core returns zeros where there is no service.
        bool ours = service.owner != address(0) && managerAt(service.blueprintId) == address(this);
        if (!ours) revert ServiceNotFound(serviceId);
    }

    /// The manager of a blueprint, as the core knows it. Releases differ in what follows it.
    function managerAt(uint64 blueprintId) private view returns (address named) {
        bytes memory question = abi.encodeCall(ITangleBlueprints.getBlueprint, (blueprintId));
        (bool ok, bytes memory answer) = core.staticcall(question);
        if (!ok || answer.length < 64) return address(0);
        (, named) = abi.decode(answer, (address, address));
    }

    /// Checks that a report is of a job call and of its result, and the first one that is upheld.
    function checkReport(
        uint64 serviceId,
        uint8 job,
        uint64 callId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) private {
        bool serves = ITangleServices(core).isServiceOperator(serviceId, operator);
        if (!serves) revert NotServiceOperator(serviceId, operator);
        Verdict storage verdict = verdicts[serviceId][callId][operator];
        bool same = verdict.outputs == bytes24(keccak256(outputs));
        if (!same || called[serviceId][callId] != jobHash(job, inputs)) {
            revert ReportMismatch(serviceId, callId, operator);
        }
        if (verdict.reported) revert AlreadyUpheld(serviceId, callId, operator);
        verdict.reported = true;
    }

    function jobHash(uint8 job, bytes memory inputs) private pure returns (bytes32) {
        return keccak256(abi.encode(job, keccak256(inputs)));
    }

    function next32(uint32 count) private pure returns (uint32) {
        return count == type(uint32).max ? count : count + 1;
    }
}
