// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "blueprint-abi/library/IPointsLedger.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.10/IBlueprintServiceManager.sol";
import {ITangleBlueprints} from "blueprint-abi/tnt-core-0.20/ITangleBlueprints.sol";
import {ITangleServices} from "blueprint-abi/tnt-core-0.20/ITangleServices.sol";
import {ITangleSlashing} from "blueprint-abi/tnt-core-0.20/ITangleSlashing.sol";
import {OutsideCore} from "blueprint-solidity/OutsideCore.sol";
import {Relay} from "blueprint-solidity/Relay.sol";
import {ServicesRelay} from "blueprint-solidity/ServicesRelay.sol";
import {ServicesRelayCore0_20} from "blueprint-solidity/ServicesRelayCore0_20.sol";
import {IncredibleSquaring} from
    "blueprint-examples/incredible-squaring/solidity/IncredibleSquaring.sol";
import {Test} from "./Test.sol";

/// Stands for the core, whose bytecode only the embedded chain has: blueprints and services that a test
/// sets, and the slashes that were proposed.
contract Core {
    error SlashRefused();

    mapping(uint64 => address) public managers;
    mapping(uint64 => ITangleServices.Service) private services;
    mapping(uint64 => ITangleSlashing.SlashProposal) private slashes;
    mapping(uint64 => mapping(address => bool)) public isServiceOperator;
    uint64 public serviceCount;
    uint64 public proposed;
    bool public refuses;

    function setService(uint64 serviceId, uint64 blueprintId, address manager) external {
        services[serviceId].blueprintId = blueprintId;
        services[serviceId].owner = address(1);
        services[serviceId].createdAt = 100;
        services[serviceId].ttl = 50;
        services[serviceId].status = ITangleServices.ServiceStatus.Active;
        managers[blueprintId] = manager;
    }

    function setOperator(uint64 serviceId, address operator) external {
        isServiceOperator[serviceId][operator] = true;
        serviceCount = serviceId + 1;
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function setStatus(uint64 slashId, ITangleSlashing.SlashStatus status) external {
        slashes[slashId].status = status;
        slashes[slashId].disputeDeadline = 9_000;
    }

    function getService(uint64 serviceId) external view returns (ITangleServices.Service memory) {
        return services[serviceId];
    }

    function getBlueprint(uint64 blueprintId)
        external
        view
        returns (ITangleBlueprints.Blueprint memory blueprint)
    {
        blueprint.manager = managers[blueprintId];
    }

    function isServiceActive(uint64 serviceId) external view returns (bool) {
        return services[serviceId].owner != address(0);
    }

    function proposeSlash(uint64 serviceId, address operator, uint16 slashBps, bytes32 evidence)
        external
        returns (uint64 slashId)
    {
        if (refuses) revert SlashRefused();
        address origin = IBlueprintServiceManager(msg.sender).querySlashingOrigin(serviceId);
        require(origin == msg.sender, "origin");
        slashId = 40 + proposed++;
        slashes[slashId].serviceId = serviceId;
        slashes[slashId].operator = operator;
        slashes[slashId].slashBps = slashBps;
        slashes[slashId].evidence = evidence;
        slashes[slashId].executeAfter = 7_000;
    }

    function getSlashProposal(uint64 slashId)
        external
        view
        returns (ITangleSlashing.SlashProposal memory)
    {
        return slashes[slashId];
    }
}

/// Stands for the points ledger: counts correct and wrong results, or refuses.
contract Ledger {
    uint64 public constant currentEra = 3;
    /// Whom it obeys.
    address public runtime;

    function setRuntime(address runtime_) external {
        runtime = runtime_;
    }

    uint256 public right;
    uint256 public wrong;
    bool private refuses;

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function recordSubmission(uint64, address, bool successful) external {
        require(!refuses, "refused");
        if (successful) right++;
        else wrong++;
    }
}

contract ServicesRelayTest is Test {
    uint64 private constant SERVICE = 4;
    address private constant OPERATOR = address(0x0b0b);
    bytes32 private constant EVIDENCE = keccak256("evidence");
    uint32 private constant ERA_BLOCKS = 100;

    Core private core = new Core();
    ServicesRelayCore0_20 private relay = new ServicesRelayCore0_20(address(core), ERA_BLOCKS, 5);
    IncredibleSquaring private manager =
        new IncredibleSquaring(address(relay), 1, address(relay));

    constructor() {
        relay.setManager(address(manager));
        create(OWNER);
        core.setService(SERVICE, BLUEPRINT, address(relay));
        core.setOperator(SERVICE, OPERATOR);
    }

    function create(address owner) private {
        vm.prank(address(core));
        relay.onBlueprintCreated(BLUEPRINT, owner, address(core));
    }

    function hooks() private returns (IBlueprintServiceManager) {
        vm.prank(address(core));
        return IBlueprintServiceManager(address(relay));
    }

    function judge(address caller, uint64 service, uint64 call, bool right, uint32 points) private {
        vm.prank(caller);
        relay.judgeResult(service, call, OPERATOR, right, points);
    }

    function propose(address caller, uint64 service, bytes32 evidence) private returns (uint64) {
        vm.prank(caller);
        return relay.proposeSlash(service, OPERATOR, 1, 1_000, evidence);
    }

    function failsWith(bytes memory reason) private {
        vm.expectRevert(reason);
    }

    function counted(uint32 era) private view returns (bytes memory) {
        (uint32 right, uint32 wrong, uint64 points, uint32 slashes) = relay.countsOf(era, OPERATOR);
        return abi.encode(right, wrong, points, slashes);
    }

    // ---- authorisation

    function testFuzz_nobody_but_the_manager_judges_or_proposes(address caller) external {
        vm.assume(caller != address(manager));
        bytes memory reason = abi.encodeWithSelector(
            ServicesRelay.NotManager.selector, address(manager), caller
        );
        failsWith(reason);
        judge(caller, SERVICE, 1, true, 1);
        failsWith(reason);
        propose(caller, SERVICE, EVIDENCE);
    }

    function test_manager_has_no_say_in_services_that_the_core_does_not_give_it() external {
        // There is none; its blueprint has another manager; the blueprint has none.
        core.setService(5, BLUEPRINT + 1, STRANGER);
        core.setService(6, BLUEPRINT + 2, address(0));
        for (uint64 service = 5; service <= 7; service++) {
            bytes memory reason =
                abi.encodeWithSelector(ServicesRelay.ServiceNotFound.selector, service);
            failsWith(reason);
            judge(address(manager), service, 1, true, 1);
            failsWith(reason);
            propose(address(manager), service, EVIDENCE);
            failsWith(reason);
            relay.submitReport(service, 0, 1, OPERATOR, "", "");
        }
    }

    function test_core_that_does_not_answer_authorises_nobody() external {
        ServicesRelayCore0_20 mute = new ServicesRelayCore0_20(address(this), 1, 1);
        mute.setManager(address(core));
        vm.prank(address(core));
        vm.expectRevert(new bytes(0));
        mute.judgeResult(SERVICE, 1, OPERATOR, true, 1);
    }

    function testFuzz_hooks_of_nobody_but_the_core_reach_the_manager(address caller, bytes4 hook)
        external
    {
        vm.assume(caller != address(core));
        vm.assume(hook == 0 || !relayHas(hook));
        (bool ok, bytes memory returned) = callAs(caller, address(relay), 0, bytes.concat(hook, ZEROS));
        bytes memory reason = abi.encodeWithSelector(
            ServicesRelay.CallerNotCore.selector, address(core), caller
        );
        check(!ok && same(returned, reason), "refused");
    }

    /// Whether the relay has a function of its own: then the stand-in's zeros do not reach the fallback.
    function relayHas(bytes4 selector) private returns (bool) {
        bytes memory data = bytes.concat(selector, ZEROS);
        (, bytes memory returned) = callAs(STRANGER, address(relay), 0, data);
        bytes memory reason = abi.encodeWithSelector(
            ServicesRelay.CallerNotCore.selector, address(core), STRANGER
        );
        return !same(returned, reason);
    }

    function test_blueprint_of_a_stranger_and_a_false_core_are_refused() external {
        failsWith(abi.encodeWithSelector(ServicesRelay.NotBlueprintOwner.selector, OWNER, STRANGER));
        create(STRANGER);
        vm.prank(address(core));
        failsWith(
            abi.encodeWithSelector(ServicesRelay.CoreMismatch.selector, address(core), STRANGER)
        );
        relay.onBlueprintCreated(BLUEPRINT, OWNER, STRANGER);
        failsWith(
            abi.encodeWithSelector(ServicesRelay.CallerNotCore.selector, address(core), address(this))
        );
        relay.onBlueprintCreated(BLUEPRINT, OWNER, address(core));
    }

    function test_deployer_names_the_manager_and_once() external {
        vm.prank(STRANGER);
        failsWith(abi.encodeWithSelector(Relay.CallerNotDeployer.selector, OWNER, STRANGER));
        relay.setManager(STRANGER);
        failsWith(abi.encodeWithSelector(ServicesRelay.ManagerKnown.selector, address(manager)));
        relay.setManager(STRANGER);
        ServicesRelayCore0_20 fresh = new ServicesRelayCore0_20(address(core), 1, 1);
        failsWith(abi.encodeWithSelector(Relay.ZeroAddress.selector));
        fresh.setManager(address(0));
        failsWith(abi.encodeWithSelector(ServicesRelay.NotManager.selector, STRANGER, address(0)));
        fresh.setManager(STRANGER);
        // Without a manager no hook succeeds: a call of no code would.
        (bool ok,) = callAs(address(core), address(fresh), 0, hex"12345678");
        check(!ok, "no manager");
    }

    // ---- verdicts

    function test_verdict_counts_once_in_its_era() external {
        vm.roll(250);
        judge(address(manager), SERVICE, 1, true, 5);
        judge(address(manager), SERVICE, 2, false, 0);
        check(same(counted(2), abi.encode(1, 1, 5, 0)), "counted");
        check(same(counted(1), abi.encode(0, 0, 0, 0)), "other era");
        failsWith(
            abi.encodeWithSelector(ServicesRelay.AlreadyJudged.selector, SERVICE, 1, OPERATOR)
        );
        judge(address(manager), SERVICE, 1, false, 0);
        (bool judged, bool right, uint32 points) = relay.verdictOf(SERVICE, 1, OPERATOR);
        check(judged && right && points == 5, "verdict");
    }

    function testFuzz_no_verdict_earns_more_than_its_terms(bool right, uint32 points) external {
        uint32 most = right ? 5 : 0;
        if (points > most) {
            failsWith(abi.encodeWithSelector(ServicesRelay.TooManyPoints.selector, most, points));
        }
        judge(address(manager), SERVICE, 1, right, points);
    }

    function test_verdict_about_an_account_outside_the_service_is_refused() external {
        vm.prank(address(manager));
        failsWith(
            abi.encodeWithSelector(ServicesRelay.NotServiceOperator.selector, SERVICE, STRANGER)
        );
        relay.judgeResult(SERVICE, 1, STRANGER, true, 1);
    }

    function test_ledger_hears_verdicts_and_its_failure_undoes_none() external {
        Ledger ledger = new Ledger();
        ledger.setRuntime(address(relay));
        relay.setLedger(IPointsLedger(address(ledger)));
        judge(address(manager), SERVICE, 1, true, 1);
        judge(address(manager), SERVICE, 2, false, 0);
        check(ledger.right() == 1 && ledger.wrong() == 1, "fed");
        ledger.setRefuses(true);
        vm.expectEmit(address(relay));
        emit ServicesRelay.LedgerFailed(SERVICE, 3, OPERATOR);
        judge(address(manager), SERVICE, 3, true, 1);
        (bool judged,,) = relay.verdictOf(SERVICE, 3, OPERATOR);
        check(judged, "judged");
        // Until it takes the verdict, any account can try again, and then none.
        relay.retryLedger(SERVICE, 1, OPERATOR);
        failsWith(abi.encodeWithSignature("Error(string)", "refused"));
        relay.retryLedger(SERVICE, 3, OPERATOR);
        ledger.setRefuses(false);
        vm.prank(STRANGER);
        relay.retryLedger(SERVICE, 3, OPERATOR);
        relay.retryLedger(SERVICE, 3, OPERATOR);
        check(ledger.right() == 2 && ledger.wrong() == 1, "fed again");
    }

    // ---- slashes

    function test_slash_waits_until_anyone_takes_it_to_the_core_once() external {
        uint64 slash = propose(address(manager), SERVICE, EVIDENCE);
        failsWith(abi.encodeWithSelector(ServicesRelay.SlashWaits.selector, slash));
        relay.slashOf(slash);
        check(core.proposed() == 0, "not yet");
        vm.prank(STRANGER);
        check(relay.forwardSlash(slash) == 40 && relay.coreSlashOf(slash) == 40, "number");
        failsWith(abi.encodeWithSelector(ServicesRelay.SlashForwarded.selector, slash));
        relay.forwardSlash(slash);
        failsWith(abi.encodeWithSelector(ServicesRelay.SlashNotFound.selector, slash + 1));
        relay.forwardSlash(slash + 1);
        check(stateOf(slash, 1, 7_000), "under review");
        core.setStatus(40, ITangleSlashing.SlashStatus.Disputed);
        check(stateOf(slash, 2, 9_000), "disputed");
        core.setStatus(40, ITangleSlashing.SlashStatus.Cancelled);
        check(stateOf(slash, 0, 0), "ended");
    }

    function stateOf(uint64 slash, uint8 state, uint64 deadline) private view returns (bool) {
        (uint8 found,,,,,,, uint64 until) = relay.slashOf(slash);
        return found == state && until == deadline;
    }

    function test_slashes_outside_the_bounds_are_refused() external {
        vm.prank(address(manager));
        failsWith(abi.encodeWithSelector(ServicesRelay.UnknownOffence.selector, 3, 0));
        relay.proposeSlash(SERVICE, OPERATOR, 0, 1, EVIDENCE);
        vm.prank(address(manager));
        failsWith(abi.encodeWithSelector(ServicesRelay.UnknownOffence.selector, 3, 4));
        relay.proposeSlash(SERVICE, OPERATOR, 4, 1, EVIDENCE);
        vm.prank(address(manager));
        failsWith(abi.encodeWithSelector(ServicesRelay.EmptySlash.selector));
        relay.proposeSlash(SERVICE, OPERATOR, 1, 0, EVIDENCE);
        vm.prank(address(manager));
        failsWith(abi.encodeWithSelector(ServicesRelay.SlashTooLarge.selector, 10_000, 10_001));
        relay.proposeSlash(SERVICE, OPERATOR, 1, 10_001, EVIDENCE);
        vm.prank(address(manager));
        failsWith(abi.encodeWithSelector(ServicesRelay.NoEvidence.selector));
        relay.proposeSlash(SERVICE, OPERATOR, 1, 1, 0);
        propose(address(manager), SERVICE, EVIDENCE);
        failsWith(
            abi.encodeWithSelector(ServicesRelay.EvidenceUsed.selector, SERVICE, OPERATOR, EVIDENCE)
        );
        propose(address(manager), SERVICE, EVIDENCE);
    }

    function test_pending_slashes_are_paged_and_ended_ones_left_out() external {
        for (uint256 n = 0; n < 5; n++) propose(address(manager), SERVICE, bytes32(n + 1));
        relay.forwardSlash(0);
        relay.forwardSlash(2);
        core.setStatus(41, ITangleSlashing.SlashStatus.Executed);
        (uint64[] memory ids, uint64 next) = relay.pendingSlashes(0, 3);
        check(ids.length == 2 && ids[0] == 0 && ids[1] == 1 && next == 3, "first page");
        (ids, next) = relay.pendingSlashes(3, 50);
        check(ids.length == 2 && ids[0] == 3 && ids[1] == 4 && next == 0, "last page");
        (ids, next) = relay.pendingSlashes(5, 50);
        check(ids.length == 0 && next == 0, "past the end");
        failsWith(abi.encodeWithSelector(ServicesRelay.BadPage.selector, 50, 51));
        relay.pendingSlashes(0, 51);
    }

    // ---- a manager behind it

    /// A job call of 7 and a result.
    function work(uint256 result) private {
        hooks().onJobCall(SERVICE, 0, 1, abi.encode(7));
        hooks().onJobResult(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(result));
    }

    function test_reported_wrong_result_becomes_a_slash_of_the_core() external {
        work(50);
        check(same(counted(0), abi.encode(0, 1, 0, 0)), "counted");
        vm.prank(STRANGER);
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(50));
        check(core.proposed() == 1 && core.getSlashProposal(40).slashBps == 1_000, "proposed");
        check(same(counted(0), abi.encode(0, 1, 0, 1)), "counted");
    }

    function test_report_of_a_right_result_is_refused_with_the_managers_error() external {
        work(49);
        check(same(counted(0), abi.encode(1, 0, 1, 0)), "counted");
        (bool ok,) = callAs(
            STRANGER,
            address(relay),
            0,
            abi.encodeCall(
                relay.submitReport, (SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(49))
            )
        );
        check(!ok && core.proposed() == 0, "refused");
    }

    function test_report_is_of_a_call_and_a_result_that_the_core_passed_on_and_is_upheld_once() external {
        work(50);
        bytes memory wrong =
            abi.encodeWithSelector(ServicesRelay.ReportMismatch.selector, SERVICE, 1, OPERATOR);
        failsWith(wrong);
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(51));
        failsWith(wrong);
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), "");
        failsWith(wrong);
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(8), abi.encode(50));
        failsWith(wrong);
        relay.submitReport(SERVICE, 1, 1, OPERATOR, abi.encode(7), abi.encode(50));
        failsWith(abi.encodeWithSelector(ServicesRelay.ReportMismatch.selector, SERVICE, 2, OPERATOR));
        relay.submitReport(SERVICE, 0, 2, OPERATOR, abi.encode(7), abi.encode(50));
        // Whether a result came is not known: its hook may have failed.
        hooks().onJobCall(SERVICE, 0, 2, abi.encode(7));
        failsWith(abi.encodeWithSelector(ServicesRelay.ReportMismatch.selector, SERVICE, 2, OPERATOR));
        relay.submitReport(SERVICE, 0, 2, OPERATOR, abi.encode(7), "");
        failsWith(
            abi.encodeWithSelector(ServicesRelay.NotServiceOperator.selector, SERVICE, STRANGER)
        );
        relay.submitReport(SERVICE, 0, 1, STRANGER, abi.encode(7), "");
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(50));
        failsWith(
            abi.encodeWithSelector(ServicesRelay.AlreadyUpheld.selector, SERVICE, 1, OPERATOR)
        );
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(50));
        check(core.proposed() == 1, "once");
    }

    function test_slash_that_the_core_refuses_waits_and_the_report_stands() external {
        work(50);
        core.setRefuses(true);
        vm.expectEmit(address(relay));
        emit ServicesRelay.SlashRefused(0, abi.encodeWithSelector(Core.SlashRefused.selector));
        relay.submitReport(SERVICE, 0, 1, OPERATOR, abi.encode(7), abi.encode(50));
        core.setRefuses(false);
        check(relay.forwardSlash(0) == 40, "again");
    }

    function test_refusal_and_answer_of_the_manager_reach_the_core() external {
        vm.prank(address(core));
        (bool ok, bytes memory returned) = address(relay).call(
            abi.encodeCall(IBlueprintServiceManager.onJobCall, (SERVICE, 0, 1, hex"01020304"))
        );
        bytes memory reason = abi.encodeWithSignature("InvalidInput(uint32,uint32)", 32, 4);
        check(!ok && same(returned, reason), "refusal");
        check(hooks().getRequiredResultCount(SERVICE, 0) == 1, "answer");
        check(hooks().querySlashingOrigin(SERVICE) == address(relay), "origin");
    }

    // ---- views

    function test_services_are_those_of_the_core() external view {
        (uint64 blueprint, address named, address owner, uint64 from, uint64 end, bool live) =
            relay.serviceOf(SERVICE);
        check(blueprint == BLUEPRINT && named == address(manager) && owner == address(1), "whose");
        check(from == 100 && end == 150 && live, "when");
        (blueprint, named, owner, from, end, live) = relay.serviceOf(99);
        check(named == address(0) && owner == address(0) && !live, "none");
        check(relay.operatorServes(SERVICE, OPERATOR), "serves");
        check(!relay.operatorServes(SERVICE, STRANGER), "does not serve");
        check(relay.servesUntil(SERVICE, OPERATOR) == 150, "until its end");
        check(relay.servesUntil(SERVICE, STRANGER) == 0, "never");
        check(relay.serviceCount() == SERVICE + 1, "how many");
    }

    function test_what_the_core_cannot_answer_is_never_zero() external {
        bytes[12] memory views = [
            abi.encodeCall(IServices.assetsOf, (SERVICE)),
            abi.encodeCall(IServices.stakeOf, (OPERATOR, address(0))),
            abi.encodeCall(IServices.exposureOf, (SERVICE, OPERATOR, address(0))),
            abi.encodeCall(IServices.claimable, (STRANGER, OPERATOR)),
            abi.encodeCall(IServices.activityOf, (0, OPERATOR)),
            abi.encodeCall(IServices.requestOf, (0)),
            abi.encodeCall(IServices.pendingRequestsOf, (OPERATOR, 0, 1)),
            abi.encodeCall(IServices.priceOf, (BLUEPRINT, 0)),
            abi.encodeCall(IServices.offencesOf, (BLUEPRINT, OPERATOR)),
            abi.encodeCall(IServices.operatorByKey, (BLUEPRINT, "")),
            abi.encodeCall(IServices.slashesPausedUntil, ()),
            abi.encodeCall(IServices.pendingSlashesOf, (SERVICE, OPERATOR))
        ];
        bytes memory reason = abi.encodeWithSelector(OutsideCore.NotKeptByCore.selector);
        for (uint256 n = 0; n < views.length; n++) {
            (bool ok, bytes memory returned) = address(relay).call(views[n]);
            check(!ok && same(returned, reason), "view");
        }
        failsWith(abi.encodeWithSelector(OutsideCore.CallCore.selector, address(core)));
        relay.disputeSlash(0);
    }
}
