// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "blueprint-abi/library/IPointsLedger.sol";
import {ICallerGuard} from "blueprint-abi/library/ICallerGuard.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {ISlashingCourt} from "blueprint-abi/library/ISlashingCourt.sol";
import {CourtRelay} from "blueprint-solidity/CourtRelay.sol";
import {LedgerRelay} from "blueprint-solidity/LedgerRelay.sol";
import {Relay} from "blueprint-solidity/Relay.sol";
import {CoreManager} from "blueprint-examples/court-manager/solidity/CoreManager.sol";
import {CourtManager} from "blueprint-examples/court-manager/solidity/CourtManager.sol";
import {Granting} from "./Managers.sol";
import {Test} from "./Test.sol";

/// Stands for the court and the ledger: records each call that changes state.
contract Library {
    bytes[] public calls;
    address[] public callers;

    uint64 public constant currentEra = 3;
    /// Whom it obeys.
    address public runtime;

    function setRuntime(address runtime_) external {
        runtime = runtime_;
    }

    mapping(uint64 era => mapping(address operator => uint64)) public pointsOf;

    function setPoints(address operator, uint64 points) external {
        pointsOf[currentEra - 1][operator] = points;
    }

    function querySlashingOrigin(uint64 serviceId) external pure returns (address) {
        return address(uint160(serviceId) + 1);
    }

    function queryDisputeOrigin(uint64 serviceId) external pure returns (address) {
        return address(uint160(serviceId) + 2);
    }

    function getSlashingWindow(uint64 serviceId) external pure returns (bool, uint64) {
        return (false, serviceId + 3);
    }

    function reviewBounds() external pure returns (uint64, uint64) {
        return (1, 2);
    }

    function count() external view returns (uint256) {
        return calls.length;
    }

    /// Everything else is recorded, and returns its number.
    fallback(bytes calldata data) external returns (bytes memory) {
        calls.push(data);
        callers.push(msg.sender);
        return abi.encode(calls.length);
    }
}

contract CourtTest is Test {
    address private constant OPERATOR = address(0x0b0b);
    uint64 private constant SERVICE = 4;
    uint64 private constant SECOND = 1_000;

    Library private court = new Library();
    Library private ledger = new Library();

    function asCourt() private view returns (ISlashingCourt) {
        return ISlashingCourt(address(court));
    }

    function expectCall(Library target, uint256 index, bytes memory data, address caller)
        private
        view
    {
        check(same(target.calls(index), data), "call");
        check(target.callers(index) == caller, "caller");
    }

    // ---- CoreManager

    function coreManager() private returns (CoreManager manager) {
        manager = new CoreManager(RUNTIME);
        court.setRuntime(address(manager));
        manager.setCourt(asCourt());
        vm.prank(RUNTIME);
        manager.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
    }

    function test_core_manager_answers_as_the_court_and_passes_slashes_on() external {
        CoreManager manager = coreManager();
        check(manager.querySlashingOrigin(SERVICE) == address(5), "querySlashingOrigin");
        check(manager.queryDisputeOrigin(SERVICE) == address(6), "queryDisputeOrigin");
        (bool useDefault, uint64 window) = manager.getSlashingWindow(SERVICE);
        check(!useDefault && window == 7, "getSlashingWindow");
        bytes memory offender = abi.encodePacked(OPERATOR);
        vm.prank(RUNTIME);
        manager.onUnappliedSlash(SERVICE, offender, 10);
        vm.prank(RUNTIME);
        manager.onSlash(SERVICE, offender, 20);
        bytes memory announced =
            abi.encodeCall(ISlashingCourt.onUnappliedSlash, (SERVICE, offender, 10));
        expectCall(court, 0, announced, address(manager));
        bytes memory applied = abi.encodeCall(ISlashingCourt.onSlash, (SERVICE, offender, 20));
        expectCall(court, 1, applied, address(manager));
    }

    function test_core_manager_without_a_court_answers_nothing_about_slashes() external {
        CoreManager manager = new CoreManager(RUNTIME);
        (bool ok,) = address(manager).staticcall(abi.encodeCall(manager.querySlashingOrigin, (1)));
        check(!ok, "querySlashingOrigin");
        (ok,) = address(manager).staticcall(abi.encodeCall(manager.getSlashingWindow, (1)));
        check(!ok, "getSlashingWindow");
    }

    function test_deployer_names_the_court_and_the_ledger_once() external {
        Granting manager = new Granting(RUNTIME, STRANGER);
        bytes memory notDeployer =
            abi.encodeWithSelector(Relay.CallerNotDeployer.selector, address(this), STRANGER);
        bytes memory zero = abi.encodeWithSelector(Relay.ZeroAddress.selector);
        vm.prank(STRANGER);
        vm.expectRevert(notDeployer);
        manager.setCourt(asCourt());
        vm.prank(STRANGER);
        vm.expectRevert(notDeployer);
        manager.setLedger(IPointsLedger(address(ledger)));
        vm.expectRevert(zero);
        manager.setCourt(ISlashingCourt(address(0)));
        vm.expectRevert(zero);
        manager.setLedger(IPointsLedger(address(0)));
        court.setRuntime(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(CourtRelay.NotRuntimeOfCourt.selector, address(manager), STRANGER)
        );
        manager.setCourt(asCourt());
        vm.expectRevert("");
        manager.setLedger(IPointsLedger(STRANGER));
        ledger.setRuntime(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(LedgerRelay.NotRuntimeOfLedger.selector, address(manager), STRANGER)
        );
        manager.setLedger(IPointsLedger(address(ledger)));
        ledger.setRuntime(address(manager));
        court.setRuntime(address(manager));
        manager.setCourt(asCourt());
        manager.setLedger(IPointsLedger(address(ledger)));
        vm.expectRevert(abi.encodeWithSelector(CourtRelay.CourtKnown.selector, address(court)));
        manager.setCourt(ISlashingCourt(STRANGER));
        vm.expectRevert(abi.encodeWithSelector(LedgerRelay.LedgerKnown.selector, address(ledger)));
        manager.setLedger(IPointsLedger(STRANGER));
    }

    function test_grants_are_made_where_a_service_starts_and_taken_back_where_it_ends() external {
        address reporter = address(0xde5c);
        Granting manager = new Granting(RUNTIME, reporter);
        court.setRuntime(address(manager));
        ledger.setRuntime(address(manager));
        manager.setCourt(asCourt());
        manager.setLedger(IPointsLedger(address(ledger)));
        vm.prank(RUNTIME);
        manager.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(RUNTIME);
        manager.onServiceInitialized(BLUEPRINT, 1, SERVICE, OWNER, new address[](0), 0);
        vm.prank(RUNTIME);
        manager.onServiceTermination(SERVICE, OWNER);

        address self = address(manager);
        expectCall(court, 0, abi.encodeCall(ISlashingCourt.setProposer, (SERVICE, reporter)), self);
        expectCall(court, 1, abi.encodeCall(ISlashingCourt.capture, (SERVICE, OWNER, 1, 3, 2)), self);
        expectCall(court, 2, abi.encodeCall(ISlashingCourt.setProposer, (SERVICE, address(0))), self);
        bytes memory granted = abi.encodeCall(IPointsLedger.registerAwarder, (BLUEPRINT, SERVICE, reporter));
        expectCall(ledger, 0, granted, self);
        expectCall(ledger, 1, abi.encodeCall(IPointsLedger.removeAwarder, (SERVICE, reporter)), self);
    }

    // ---- CourtManager

    /// A manager that knows job call 1 with the inputs 0x11.
    function courtManager() private returns (CourtManager manager) {
        manager = new CourtManager(RUNTIME, asCourt(), IPointsLedger(address(ledger)), 250);
        vm.prank(RUNTIME);
        manager.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.warp(SECOND);
        vm.prank(RUNTIME);
        manager.onJobCall(SERVICE, 0, 1, hex"11");
        vm.warp(SECOND + 60);
    }

    function test_manager_of_peers_that_do_not_answer_or_of_no_penalty_is_not_deployed() external {
        IPointsLedger points = IPointsLedger(address(ledger));
        address none = address(0x77);
        vm.expectRevert(abi.encodeWithSelector(CourtManager.NoContract.selector, none));
        new CourtManager(RUNTIME, ISlashingCourt(none), points, 250);
        vm.expectRevert(abi.encodeWithSelector(CourtManager.NoContract.selector, none));
        new CourtManager(RUNTIME, asCourt(), IPointsLedger(none), 250);
        vm.expectRevert("");
        new CourtManager(RUNTIME, ISlashingCourt(address(this)), points, 250);
        vm.expectRevert("");
        new CourtManager(RUNTIME, asCourt(), IPointsLedger(address(this)), 250);
        for (uint256 penalty = 0; penalty < 2; penalty++) {
            vm.expectRevert(abi.encodeWithSelector(CourtManager.PenaltyTooLow.selector, 2, penalty));
            new CourtManager(RUNTIME, asCourt(), points, penalty);
        }
        new CourtManager(RUNTIME, asCourt(), points, 2);
    }

    function submit(CourtManager manager, bytes memory outputs) private {
        vm.prank(RUNTIME);
        manager.onJobResult(SERVICE, 0, 1, OPERATOR, keccak256(hex"11"), outputs);
    }

    function report(CourtManager manager, uint8 job, bytes memory inputs, bytes memory outputs) private {
        vm.prank(RUNTIME);
        manager.verifyReport(SERVICE, job, 1, abi.encodePacked(OPERATOR), inputs, outputs);
    }

    function hashes(bytes4 selector, bytes memory expected, bytes memory received)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(selector, keccak256(expected), keccak256(received));
    }

    function test_wrong_result_is_brought_before_the_court_at_the_second_of_the_call() external {
        CourtManager manager = courtManager();
        submit(manager, hex"22");
        bytes32 evidence = keccak256(
            abi.encode(SERVICE, 0, 1, OPERATOR, keccak256(hex"11"), keccak256(hex"22"))
        );
        bytes memory none = abi.encodeWithSelector(CourtManager.NotUpheld.selector, SERVICE, 1, OPERATOR);
        vm.expectRevert(none);
        manager.accuse(SERVICE, 1, OPERATOR);
        vm.expectEmit(address(manager));
        emit CourtManager.ReportUpheld(SERVICE, 1, OPERATOR);
        report(manager, 0, hex"11", hex"22");
        // The report stands whether the court takes the case or not.
        check(court.count() == 0 && ledger.count() == 0, "calls");
        vm.expectEmit(address(manager));
        emit CourtManager.OperatorAccused(SERVICE, 1, OPERATOR, 1);
        vm.prank(STRANGER);
        manager.accuse(SERVICE, 1, OPERATOR);
        bytes memory proposed =
            abi.encodeCall(ISlashingCourt.propose, (SERVICE, OPERATOR, 1, evidence, 250, SECOND));
        expectCall(court, 0, proposed, address(manager));
        bytes memory counted = abi.encodeCall(IPointsLedger.recordReport, (SERVICE, OPERATOR));
        expectCall(ledger, 0, counted, address(manager));
    }

    function test_operator_with_points_pays_half() external {
        CourtManager manager = courtManager();
        ledger.setPoints(OPERATOR, 1);
        uint64 era = ledger.currentEra();
        check(manager.penaltyOf(era, OPERATOR) == 125, "with points");
        check(manager.penaltyOf(era, STRANGER) == 250, "without");
        // Points of the running era, which a report can be timed by, and those before the first era.
        check(manager.penaltyOf(era - 1, OPERATOR) == 250, "running era");
        check(manager.penaltyOf(0, OPERATOR) == 250, "first era");
    }

    function test_report_of_made_up_inputs_or_outputs_refused() external {
        CourtManager manager = courtManager();
        submit(manager, hex"22");
        vm.expectRevert(hashes(CourtManager.InputsMismatch.selector, hex"11", hex"99"));
        report(manager, 0, hex"99", hex"22");
        vm.expectRevert(hashes(CourtManager.OutputsMismatch.selector, hex"22", hex"33"));
        report(manager, 0, hex"11", hex"33");
        vm.expectRevert(abi.encodeWithSelector(CourtManager.JobMismatch.selector, 0, 1));
        report(manager, 1, hex"11", hex"22");
        check(court.count() == 0 && ledger.count() == 0, "calls");
    }

    function test_report_of_a_right_result_or_of_none_refused() external {
        CourtManager manager = courtManager();
        vm.expectRevert(
            abi.encodeWithSelector(CourtManager.NoResult.selector, SERVICE, 1, OPERATOR)
        );
        report(manager, 0, hex"11", hex"22");
        submit(manager, hex"11");
        vm.expectRevert(hashes(CourtManager.OutputsMismatch.selector, hex"11", hex"22"));
        report(manager, 0, hex"11", hex"22");
        vm.expectRevert(
            abi.encodeWithSelector(CourtManager.ReportRefuted.selector, SERVICE, 1, OPERATOR)
        );
        report(manager, 0, hex"11", hex"11");
        check(court.count() == 0 && ledger.count() == 0, "calls");
    }

    function test_recorded_call_and_result_stand() external {
        CourtManager manager = courtManager();
        submit(manager, hex"22");
        vm.expectRevert(
            abi.encodeWithSelector(CourtManager.AlreadySubmitted.selector, SERVICE, 1, OPERATOR)
        );
        submit(manager, hex"11");
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(CourtManager.JobCallExists.selector, SERVICE, 1));
        manager.onJobCall(SERVICE, 0, 1, hex"22");
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(CourtManager.UnknownJobCall.selector, SERVICE, 2));
        manager.onJobResult(SERVICE, 0, 2, OPERATOR, keccak256(hex"11"), hex"22");
    }

    function testFuzz_stranger_brings_nothing_before_the_court(
        address caller,
        bytes calldata inputs,
        bytes calldata outputs
    ) external {
        vm.assume(caller != RUNTIME);
        CourtManager manager = courtManager();
        submit(manager, hex"22");
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, caller));
        vm.prank(caller);
        manager.verifyReport(SERVICE, 0, 1, abi.encodePacked(OPERATOR), inputs, outputs);
    }

    function testFuzz_only_the_recorded_inputs_and_outputs_make_a_case(
        bytes calldata inputs,
        bytes calldata outputs
    ) external {
        vm.assume(!same(inputs, hex"11") || !same(outputs, hex"22"));
        CourtManager manager = courtManager();
        submit(manager, hex"22");
        bytes memory data = abi.encodeCall(
            manager.verifyReport, (SERVICE, 0, 1, abi.encodePacked(OPERATOR), inputs, outputs)
        );
        (bool ok,) = callAs(RUNTIME, address(manager), 0, data);
        check(!ok, "made up");
        bytes memory none = abi.encodeWithSelector(CourtManager.NotUpheld.selector, SERVICE, 1, OPERATOR);
        vm.expectRevert(none);
        manager.accuse(SERVICE, 1, OPERATOR);
    }
}
