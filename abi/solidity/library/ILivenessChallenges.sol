// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Liveness challenges: an operator that is said not to answer, answers on the chain or gets a strike
/// @notice Any account challenges an operator of a service, with a deposit and a request. The operator responds within
/// the response period, by a transaction of its own or by a signature that any account relays: then the deposit is its
/// own. If it does not, any account closes the challenge: the deposit returns to the challenger, and the operator gets
/// a strike, which counts for the strike life after the deadline. An operator with fewer strikes than the service's
/// limit is eligible; a manager that gives points or rewards asks. Nothing here takes stake, and nothing pays for a
/// strike.
///
/// An operator has one challenge at a time in a service, and none in the cooldown after it. A strike takes one of the
/// service's capacity, which refills by one in each refill period: without capacity a challenge is closed without
/// strike, so that an outage of all operators cannot make all of them ineligible at once. The guardian excuses times in
/// which the chain stood still: a challenge whose response period overlaps one is closed without strike, and strikes of
/// such challenges do not count.
///
/// A response proves that the operator's key was used after the request, not that the response is right, nor where the
/// operator is. Times are seconds, amounts wei.
interface ILivenessChallenges is IRoles {
    /// @notice The terms of a service. They do not change once a challenge was filed.
    struct Terms {
        /// What a challenge costs its challenger if the operator responds; at least 1.
        uint128 deposit;
        /// How long an operator can respond; a minute to 30 days.
        uint32 responsePeriod;
        /// From the end of a challenge to the next one of the operator; a second to 30 days.
        uint32 cooldown;
        /// How long a strike counts; at least `limit` times the two periods together, at most 365 days.
        uint32 strikeLife;
        /// Strikes that the service can get at once; at least 1.
        uint8 capacity;
        /// How long it takes until one more is possible; a second to 365 days.
        uint32 refillPeriod;
        /// With so many strikes an operator is not eligible; 1 to 8.
        uint8 limit;
    }

    /// @notice A challenge that is open; zeros for none.
    struct Challenge {
        address challenger;
        uint128 deposit;
        /// The second in which it was filed, by which responses name it.
        uint64 opened;
        /// The last second in which the operator can respond.
        uint64 until;
        /// keccak256 of the request.
        bytes32 request;
    }

    /// @notice A response of an operator, with its signature of responseDigest; as `respond` takes it.
    struct SignedResponse {
        uint64 serviceId;
        address operator;
        /// The second in which the challenge was filed.
        uint64 opened;
        bytes response;
        bytes signature;
    }

    // ---- errors

    /// @notice A challenge was filed: the service's terms are fixed.
    error AlreadyOpen(uint64 serviceId);
    /// @notice The service has no terms.
    error UnknownService(uint64 serviceId);
    /// @notice A term is out of bounds: 0 deposit, 1 response period, 2 cooldown, 3 strike life, 4 capacity, 5 refill
    /// period, 6 limit.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice Another contract says who serves.
    error OperatorsElsewhere(address services);
    error ZeroAccount();
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    error NotServing(uint64 serviceId, address operator);
    /// @notice More bytes than a request or a response has.
    error TooLong(uint32 most, uint32 received);
    /// @notice The challenger is the operator.
    error OwnChallenge(address operator);
    error WrongDeposit(uint256 expected, uint256 received);
    /// @notice The operator has a challenge, which it can respond to until this second, included.
    error ChallengeOpen(uint64 until);
    /// @notice The operator can be challenged from this second on.
    error CoolingDown(uint64 from, uint64 time);
    error NoChallenge(uint64 serviceId, address operator);
    /// @notice The response is to another challenge.
    error WrongChallenge(uint64 expected, uint64 received);
    /// @notice The guardian excused a second of the response period.
    error ChallengeExcused(uint64 opened);
    /// @notice The response period was over after this second.
    error ResponseTooLate(uint64 until, uint64 time);
    /// @notice The response period lasts; the challenge can be closed from this second on.
    error ClosedTooEarly(uint64 from, uint64 time);
    /// @notice The caller is not the operator, and the signature is not the operator's, over this response.
    error NotOperatorSigned(address operator, address received);
    /// @notice A batch has 1 to `most` responses.
    error BadBatch(uint32 most, uint32 received);
    /// @notice The range has no second, more than 7 days, or one that has not come.
    error BadRange(uint64 from, uint64 to, uint64 time);
    /// @notice Eight ranges are remembered; one of them is not needed any more from this second on.
    error TooManyExcuses(uint64 from);
    /// @notice The record is needed until this second, 90 days after its last strike expires, or until its challenge is closed.
    error StillNeeded(uint64 until);
    error NothingToClear();
    /// @notice The zero address, or the contract itself.
    error InvalidRecipient(address recipient);
    error NothingToWithdraw(address account);
    /// @notice The recipient did not accept the value. It stays where it was.
    error ValueNotTaken(address recipient, uint256 amount);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address services, uint128 deposit, uint32 responsePeriod);
    event OperatorSet(uint64 indexed serviceId, address indexed operator, bool serves);
    event TimeExcused(uint64 indexed serviceId, uint64 from, uint64 to, string reason);
    event ChallengeFiled(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed challenger,
        uint64 opened,
        uint64 until,
        bytes request
    );
    event ChallengeAnswered(uint64 indexed serviceId, address indexed operator, uint64 opened, bytes response);
    /// @notice The operator did not respond in time, or was excused. `struck`: whether it got a strike. One that stopped
    /// serving, by the IServices, before the end of its time to respond gets none.
    event ChallengeClosed(uint64 indexed serviceId, address indexed operator, uint64 opened, bool struck);
    event Withdrawn(address indexed account, address indexed recipient, uint256 amount);

    // ---- for the runtime

    /// @notice Fixes the terms of a service. Until a challenge is filed, another call takes its place. `services` is the
    /// IServices that says who serves; zero where the runtime says so by setOperator.
    function openService(uint64 serviceId, address services, Terms calldata terms) external;

    /// @notice Says whether an operator serves, and so can be challenged. A challenge that is open goes on.
    function setOperator(uint64 serviceId, address operator, bool serves) external;

    // ---- for the guardian

    /// @notice Excuses the seconds from `from` to `to`, included: at most 7 days, none of them to come.
    function excuse(uint64 serviceId, uint64 from, uint64 to, string calldata reason) external;

    // ---- for anyone

    /// @notice Challenges an operator, with the deposit of the terms as value. The request, at most 1024 bytes, may be
    /// empty; it is in the event.
    function challenge(uint64 serviceId, address operator, bytes calldata request) external payable;

    /// @notice Responds to the challenge that was filed in second `opened`, in at most 1024 bytes: as the operator, or
    /// with the operator's signature of responseDigest (65 bytes: r, s, v of 27 or 28; or what the operator's contract
    /// accepts by EIP-1271).
    function respond(
        uint64 serviceId,
        address operator,
        uint64 opened,
        bytes calldata response,
        bytes calldata signature
    ) external;

    /// @notice Responds to 1 to 16 challenges, of any operators and services, as `respond` does one after another: what a
    /// relayer submits. Those that `respond` would reject are left out; that another account was first for one takes
    /// nothing from the others. `taken`: bit i is set if the challenge of `responses[i]` is answered by it.
    function respondAll(SignedResponse[] calldata responses) external returns (uint32 taken);

    /// @notice Closes a challenge whose response period is over, or one that is excused, and returns the deposit.
    function close(uint64 serviceId, address operator) external returns (bool struck);

    /// @notice Pays the caller's deposits out: those of its challenges that were closed, and those it got by responses.
    function withdraw(address recipient) external returns (uint256 amount);

    /// @notice Frees the record of an operator without open challenge and cooldown, whose last strike expired 90 days ago:
    /// until then eligibleAt answers for past seconds.
    function clear(uint64 serviceId, address operator) external;

    // ---- state

    /// @notice How many of the latest 16 strikes of an operator count now.
    function strikesOf(uint64 serviceId, address operator) external view returns (uint8 strikes);

    /// @notice Whether an operator has fewer strikes than the service's limit; true where nothing is known.
    function eligible(uint64 serviceId, address operator) external view returns (bool isEligible);

    /// @notice The same for a second, which has come: what a manager asks that weighs a result, for the second in which its
    /// job was called, say, so that the operator does not choose the moment. What is closed or excused later changes
    /// it. Of strikes the latest 16 are remembered: for a second between the first strike and the latest 16, where forgotten ones
    /// may have counted, the result is false. What expired more than 90 days ago may be forgotten, and a range that was
    /// excused once its strikes have expired and another one takes its place.
    function eligibleAt(uint64 serviceId, address operator, uint64 time) external view returns (bool wasEligible);

    /// @notice The open challenge of an operator, and the first second in which it can be challenged, if none is open.
    function challengeOf(
        uint64 serviceId,
        address operator
    ) external view returns (Challenge memory open, uint64 nextFrom);

    /// @notice Strikes that the service can get now.
    function capacityOf(uint64 serviceId) external view returns (uint8 capacity);

    /// @notice The terms of a service, who says who serves, and whether a challenge was filed.
    function termsOf(
        uint64 serviceId
    ) external view returns (address services, Terms memory terms, bool isFixed);

    /// @notice Whether an operator can be challenged: it serves now.
    function operatorServes(uint64 serviceId, address operator) external view returns (bool serves);

    /// @notice What the account can withdraw.
    function owedTo(address account) external view returns (uint256 amount);

    /// @notice What an operator signs by EIP-712 to respond to its open challenge, domain LivenessChallenges version 1:
    /// Response(uint64 serviceId,address operator,address challenger,uint64 opened,bytes request,bytes response).
    function responseDigest(
        uint64 serviceId,
        address operator,
        bytes calldata response
    ) external view returns (bytes32 digest);
}
