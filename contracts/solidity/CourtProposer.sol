// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISlashingCourt} from "blueprint-abi/library/ISlashingCourt.sol";

/// @title A proposer of the slashing court, in Solidity
/// @notice Proposes a share of what an operator's stake answered for. A court's own error is passed on.
abstract contract CourtProposer {
    uint256 internal constant BPS = 10_000;
    /// As ISlashingCourt numbers charges.
    uint8 internal constant JOB_MISBEHAVIOUR = 1;
    uint8 internal constant QUALITY_OF_SERVICE = 2;
    uint8 internal constant SECURITY_BREACH = 3;
    /// Bytes: what a contract in ink! reads of an answer.
    uint256 internal constant LONGEST_ANSWER = 16_384;

    /// What is proposed, without its amount.
    struct Offence {
        address court;
        uint64 serviceId;
        address operator;
        uint8 charge;
        bytes32 evidence;
        /// The second for which the court captured the stake.
        uint64 moment;
    }

    // ---- errors, which the interface of the contract declares: named here, its ABI would have them twice

    /// Reverts: the court does not answer as one.
    function _courtSilent(address court) internal pure virtual;

    /// Reverts: the court captured no stake of the operator for the moment.
    function _stakeUnknown(address operator, uint64 capturedAt) internal pure virtual;

    // ---- the court

    /// What is no court does not answer.
    function _checkCourt(address court) internal view {
        if (court == address(this)) _courtSilent(court);
        (bool done, bytes memory answer) = court.staticcall(abi.encodeCall(ISlashingCourt.proposalCount, ()));
        _answered(court, done, answer, 1);
        _narrow(court, answer, 0);
    }

    /// What the stake of the moment answered for.
    function _exposure(Offence memory offence) internal view returns (uint256) {
        (bool done, bytes memory answer) = offence.court.staticcall(
            abi.encodeCall(ISlashingCourt.liabilityOf, (offence.serviceId, offence.operator, offence.moment))
        );
        _answered(offence.court, done, answer, 4);
        if (_word(answer, 0) > 1) _courtSilent(offence.court);
        _narrow(offence.court, answer, 3);
        if (_word(answer, 0) == 0) _stakeUnknown(offence.operator, offence.moment);
        return _word(answer, 1);
    }

    /// The share of an exposure, rounded down. It is at most a whole: the product of the two parts does not overflow.
    function _shareOf(uint256 exposure, uint256 shareBps) internal pure returns (uint256) {
        return (exposure / BPS) * shareBps + ((exposure % BPS) * shareBps) / BPS;
    }

    /// Proposes a share of what the stake answered for.
    function _file(Offence memory offence, uint256 shareBps) internal returns (uint64 proposalId) {
        if (offence.court == address(0)) _courtSilent(offence.court);
        return _propose(offence, _shareOf(_exposure(offence), shareBps));
    }

    /// The oldest second of which an offence counts: from the terms on, and for a window.
    function _oldest(uint64 from, uint64 window) internal view returns (uint64 oldest) {
        uint64 time = uint64(block.timestamp);
        oldest = time > window ? time - window : 0;
        if (oldest < from) oldest = from;
    }

    function _propose(Offence memory offence, uint256 amount) internal returns (uint64 proposalId) {
        (bool done, bytes memory answer) = offence.court.call(
            abi.encodeCall(
                ISlashingCourt.propose,
                (
                    offence.serviceId,
                    offence.operator,
                    offence.charge,
                    offence.evidence,
                    amount,
                    offence.moment
                )
            )
        );
        _answered(offence.court, done, answer, 1);
        return _narrow(offence.court, answer, 0);
    }

    function _word(bytes memory answer, uint256 index) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(answer, 32), mul(index, 32)))
        }
    }

    function _answered(address court, bool done, bytes memory answer, uint256 words) private pure {
        if (!done && answer.length != 0 && answer.length <= LONGEST_ANSWER) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        if (!done || answer.length < words * 32) _courtSilent(court);
    }

    function _narrow(address court, bytes memory answer, uint256 index) private pure returns (uint64) {
        uint256 word = _word(answer, index);
        if (word > type(uint64).max) _courtSilent(court);
        return uint64(word);
    }
}
