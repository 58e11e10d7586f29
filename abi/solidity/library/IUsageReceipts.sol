// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPausable} from "./IPausable.sol";

/// @title Usage receipts: what a client says it was served, what it pays for that, and what a quorum of
/// paying clients says of an operator
/// @notice A client deposits an escrow for an operator of a service, and signs a cumulative receipt for each
/// session with it (EIP-712, domain "UsageReceipts", version "1"). The operator claims the newest one: it is
/// paid what the receipt adds, within the client's bounds. One client's word moves its own bill alone. A
/// verdict about an operator needs a quorum of clients that paid it, and takes no stake. Times are seconds,
/// amounts base units of the native token, shares basis points. A period is `period` seconds long; its
/// number is the time divided by that.
/// A pause stops claims, collections and withdrawals alike; a deadline that passes in it is moved. Complaints go on.
interface IUsageReceipts is IPausable {
    /// @notice What a client signs: everything that a session counted since it began.
    struct UsageReceipt {
        uint64 serviceId;
        address operator;
        address client;
        /// The second in which the client's agreement with the operator was opened.
        uint64 agreement;
        /// Chosen by the client; sessions count independently.
        bytes32 session;
        /// Above that of every earlier receipt of the session.
        uint64 sequence;
        /// The second of the last request. The receipt can be claimed from it to the end of the next period.
        uint64 lastRequest;
        uint64 requests;
        /// Requests without a correct response.
        uint64 errors;
        /// Units of work that are paid for.
        uint64 units;
        uint64 bytesIn;
        uint64 bytesOut;
        /// Correct responses by latency: up to 50, 100, 250, 500, 1000, 2500, 5000 milliseconds, and longer.
        /// Together `requests - errors`.
        uint64[8] latencyBuckets;
    }

    /// @notice What a client agrees to. It cannot be changed while it lasts.
    struct AgreementTerms {
        /// Price of a unit.
        uint128 pricePerUnit;
        /// Spent at most beside the rate.
        uint128 maxInitial;
        /// Spent at most in a second.
        uint128 maxPerSecond;
        /// Seconds between two payments of a session, but for the last ones before the deadline.
        uint64 minSeconds;
        /// Seconds of the rate that gather while nothing is paid; at least 1 and twice `minSeconds`.
        uint64 maxSeconds;
        /// The last second in which anything is paid.
        uint64 deadline;
    }

    // ---- errors

    /// @notice A term of the constructor is out of bounds: 0 period, 1 notice, 2 retention, 3 fee, 4 quorum,
    /// 5 least payment.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice The constructor did not run.
    error NoTerms();
    /// @notice The agreement would allow no payment.
    error NothingAllowed();
    /// @notice `maxSeconds` is too short.
    error GatherTimeTooShort(uint64 expectedAtLeast, uint64 received);
    /// @notice The deadline is not after now.
    error DeadlinePassed(uint64 time, uint64 received);
    /// @notice The client has an agreement with the operator, until that second.
    error AgreementLasts(uint64 until);
    /// @notice The client has no agreement with the operator, or it was over after that second.
    error AgreementOver(uint64 until);
    /// @notice The receipt is of another agreement of the client.
    error WrongAgreement(uint64 expected, uint64 received);
    /// @notice The receipt can be claimed from the second of its last request to the end of the next period, or to a
    /// later second where a pause moved that.
    error NotClaimable(uint64 from, uint64 until, uint64 time);
    /// @notice The operator is the client: its word about itself counts for nothing.
    error OwnClient(address operator);
    /// @notice The caller is not the operator, and the countersignature is not the operator's.
    error NotCountersigned(address operator, address received);
    /// @notice The signature is not the client's, nor of a key of it. `recovered` is whose it is; zero for none.
    error NotSigned(address client, address recovered);
    /// @notice More errors than requests.
    error TooManyErrors(uint64 requests, uint64 errors);
    /// @notice The buckets do not hold every correct response once.
    error WrongBuckets(uint64 expected, uint256 received);
    /// @notice A counter is below what an earlier receipt of the session stated: 0 requests, 1 errors, 2 units,
    /// 3 and 4 bytes in and out, 5 to 12 the buckets.
    error CounterWentBack(uint8 counter, uint64 expectedAtLeast, uint64 received);
    /// @notice A receipt that is as new was claimed.
    error NotNewer(uint64 expectedAbove, uint64 received);
    /// @notice The session was paid a short time ago.
    error PaidTooSoon(uint64 from, uint64 time);
    /// @notice Nothing is granted and not paid, or the bounds and the escrow allow nothing now.
    error NothingToCollect();
    /// @notice The zero address, or the client itself, as a key.
    error InvalidKey(address key);
    /// @notice The key is none of the client's, or is removed.
    error UnknownKey(address key);
    /// @notice The zero address, or the contract itself.
    error InvalidRecipient(address recipient);
    /// @notice No escrow can leave now: it can from `from` to `until`; zeros without a request.
    error NotWithdrawable(uint64 from, uint64 until);
    /// @notice There is nothing of the caller's to pay out.
    error NothingToWithdraw(address account);
    /// @notice The recipient did not accept the value. It stays where it was.
    error ValueNotTaken(address recipient, uint256 amount);
    /// @notice No fee is in the contract.
    error NothingToSweep();
    /// @notice An amount does not fit 256 bits.
    error AmountTooLarge();
    /// @notice The client complained about the operator in this period.
    error AlreadyComplained(uint64 period);
    /// @notice The client paid other operators too little in the period.
    error NoWeight(uint256 expectedAtLeast, uint256 received);
    /// @notice The record is needed until that second, or until its agreement is over.
    error StillNeeded(uint64 until);
    /// @notice There is no such record.
    error NothingToClear();
    /// @notice More operators than are compared at once.
    error TooManyOperators(uint256 most, uint256 received);

    // ---- events

    /// @notice A client opened an agreement. Receipts name it by `opened`.
    event AgreementOpened(
        uint64 indexed serviceId,
        address indexed client,
        address indexed operator,
        uint64 opened,
        uint128 pricePerUnit,
        uint64 deadline
    );
    /// @notice A client's agreement is over after second `deadline`.
    event AgreementEnds(
        uint64 indexed serviceId,
        address indexed client,
        address indexed operator,
        uint64 deadline
    );
    /// @notice The escrow of a client grew.
    event EscrowDeposited(
        uint64 indexed serviceId,
        address indexed client,
        address indexed operator,
        address from,
        uint256 amount
    );
    /// @notice A client wants a part of its escrow; it can leave from `from` to `until`. Zero for none.
    event WithdrawalRequested(
        uint64 indexed serviceId,
        address indexed client,
        address indexed operator,
        uint256 amount,
        uint64 from,
        uint64 until
    );
    /// @notice Escrow left.
    event EscrowWithdrawn(
        uint64 indexed serviceId,
        address indexed client,
        address indexed operator,
        address recipient,
        uint256 amount
    );
    /// @notice A key signs for a client until second `until`: without an end, or as it was removed. Operators
    /// accept nothing more of a key that was removed.
    event KeySet(uint64 indexed serviceId, address indexed client, address indexed key, uint64 until);
    /// @notice A receipt was claimed. `granted` is what it added, `paid` what was paid at once.
    event ReceiptClaimed(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed client,
        bytes32 session,
        uint64 sequence,
        uint64 units,
        uint256 granted,
        uint256 paid
    );
    /// @notice What was granted before was paid.
    event Collected(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed client,
        bytes32 session,
        uint256 paid
    );
    /// @notice A client complained about an operator in a period.
    event Complained(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed client,
        uint64 period,
        uint256 weight
    );
    /// @notice An operator was paid out, without the fee.
    event EarningsWithdrawn(address indexed operator, address indexed recipient, uint256 amount, uint256 fee);
    /// @notice Fees went to the treasury, or were burned.
    event FeesSwept(address indexed treasury, uint256 amount);
    /// @notice From second `from` on fees go there; zero for no treasury.
    event TreasurySet(address indexed treasury, uint64 from);

    // ---- for the runtime

    /// @notice Sets where fees go; zero to burn them. The first holds at once, as does zero; another one after
    /// the delay of roles.
    function setTreasury(address treasury) external;

    // ---- for clients

    /// @notice Opens the caller's agreement with an operator, with the value as escrow beside what is left of an
    /// earlier one. Errors while one lasts. The escrow is for this operator alone: a client cannot pay itself
    /// of it before the operator claims.
    function open(
        uint64 serviceId,
        address operator,
        AgreementTerms calldata terms
    ) external payable returns (uint64 opened);

    /// @notice Brings the deadline of the caller's agreement forward to `notice` from now.
    function endAgreement(uint64 serviceId, address operator) external;

    /// @notice Lets a key sign receipts for the caller, such as that of an API client.
    function addKey(uint64 serviceId, address key) external;

    /// @notice Removes a key. What it signed can be claimed for `notice` more, within the caller's bounds:
    /// else a client could take back its word after it was served.
    function removeKey(uint64 serviceId, address key) external;

    /// @notice Asks for a part of the caller's escrow. It can leave after `notice`, and for as long again;
    /// until it does, the operator is paid of it. Zero takes a request back.
    function requestWithdrawal(uint64 serviceId, address operator, uint256 amount) external;

    /// @notice Pays out what was asked for and is not owed; all of the escrow once the agreement is over.
    function withdrawEscrow(
        uint64 serviceId,
        address operator,
        address recipient
    ) external returns (uint256 amount);

    /// @notice Complains about an operator in the period before this one. Weighs what the caller paid to other
    /// operators of the service in it. Needs no receipt.
    function complain(uint64 serviceId, address operator) external returns (uint256 weight);

    // ---- for operators

    /// @notice Claims a receipt: for the operator, or for any account with its countersignature of the same
    /// digest. A signature is 65 bytes (r, s, v; s in the lower half, v 27 or 28) of the client, of a key of
    /// it, or what the client's contract accepts (EIP-1271) at the time of the claim: what it accepted before, it can take
    /// back, so that an operator asks a contract for receipts of a key. What the bounds do not allow now is collected
    /// later. What the receipt adds is said in the period of the claim, which is that of its last request, or the next.
    function claim(
        UsageReceipt calldata receipt,
        bytes calldata signature,
        bytes calldata countersignature
    ) external returns (uint256 paid);

    /// @notice Pays the caller what it earned, without the fee.
    function withdrawEarnings(address recipient) external returns (uint256 amount);

    // ---- for anyone

    /// @notice Adds the value to the escrow of a client that has an agreement.
    function deposit(uint64 serviceId, address client, address operator) external payable;

    /// @notice Pays an operator what a session was granted above the bounds or the escrow of the time.
    function collect(
        uint64 serviceId,
        address operator,
        address client,
        bytes32 session
    ) external returns (uint256 paid);

    /// @notice Sends the fees to the treasury, or burns them.
    function sweepFees() external returns (uint256 amount);

    /// @notice Removes what was said of an operator in a period, `retention` periods after its end. The
    /// storage deposit is the caller's, as with the other four.
    function clearPeriod(uint64 serviceId, address operator, uint64 period) external;

    /// @notice Removes a session whose agreement is over.
    function clearSession(uint64 serviceId, address operator, address client, bytes32 session) external;

    /// @notice Removes an agreement that is over and has no escrow, `retention` periods after its last payment
    /// and complaint.
    function clearAgreement(uint64 serviceId, address client, address operator) external;

    /// @notice Removes what a client paid in a service, `retention` periods after it last did.
    function clearClient(uint64 serviceId, address client) external;

    /// @notice Removes a key that no longer signs.
    function clearKey(uint64 serviceId, address client, address key) external;

    // ---- state

    /// @notice What the constructor was given: seconds of a period and of a notice, periods that are kept, the
    /// fee, the quorum, the least payment in a period that gives a word.
    function terms()
        external
        view
        returns (
            uint64 period,
            uint64 notice,
            uint64 retention,
            uint32 feeBps,
            uint8 quorum,
            uint128 leastPaid
        );

    /// @notice A client's agreement; `opened` is 0 for none. `until` is its deadline, or a later second where a
    /// pause moved it; `allowance` what the bounds allow to be paid now, `owed` what is granted and not paid.
    function agreementOf(
        uint64 serviceId,
        address client,
        address operator
    )
        external
        view
        returns (
            uint64 opened,
            uint64 until,
            uint128 pricePerUnit,
            uint256 escrow,
            uint256 owed,
            uint256 allowance
        );

    /// @notice What a client asked back, and when it can leave.
    function withdrawalOf(
        uint64 serviceId,
        address client,
        address operator
    ) external view returns (uint256 amount, uint64 from, uint64 until);

    /// @notice The last second in which a key signs for a client; 0 for no key.
    function keyUntil(uint64 serviceId, address client, address key) external view returns (uint64);

    /// @notice What a session counted, by its newest receipt, and what it cost: granted, and paid of that.
    function sessionOf(
        uint64 serviceId,
        address operator,
        address client,
        bytes32 session
    )
        external
        view
        returns (
            uint64 agreement,
            uint64 sequence,
            uint64 requests,
            uint64 errors,
            uint64 units,
            uint64 bytesIn,
            uint64 bytesOut,
            uint64[8] memory latencyBuckets,
            uint256 granted,
            uint256 paid
        );

    /// @notice What an operator can withdraw, the fee included.
    function earningsOf(address operator) external view returns (uint256 amount);

    /// @notice The fees in the contract.
    function fees() external view returns (uint256 amount);

    /// @notice The work of an operator in a period: units, what was paid for, and complaints.
    function workOf(
        uint64 serviceId,
        address operator,
        uint64 period
    )
        external
        view
        returns (uint64 units, uint128 paid, uint128 complaints, uint32 complainers);

    /// @notice What a quorum of paying clients says of an operator in a period.
    /// @return status 0: the period or the time to complain is not over; 1: no quorum, which is neutral; 2: a
    /// verdict.
    /// @return clients Clients that were heard, at most 9.
    /// @return latencyMs Longest response of the bucket of the median client's 95th percentile; 2^64 - 1 above
    /// 5000.
    /// @return errorBps The median client's share of errors.
    /// @return complained Whether a quorum complained, with more weight than 4 times the work that was paid for.
    function verdictOf(
        uint64 serviceId,
        address operator,
        uint64 period
    )
        external
        view
        returns (
            uint8 status,
            uint32 clients,
            uint64 latencyMs,
            uint32 errorBps,
            bool complained
        );

    /// @notice What verdictOf will return if nothing more is claimed or complained of: the same of what was said so far,
    /// with status 1 or 2, before the period and the time to complain are over. An operator sees it beforehand;
    /// nothing should depend on it, since each claim and complaint changes it.
    function comingVerdictOf(
        uint64 serviceId,
        address operator,
        uint64 period
    )
        external
        view
        returns (
            uint8 status,
            uint32 clients,
            uint64 latencyMs,
            uint32 errorBps,
            bool complained
        );

    /// @notice The shares of up to 16 operators in the units of a period, and the largest deviation from equal
    /// shares. `judged` is false while fewer clients than the quorum were heard of all of them.
    function loadOf(
        uint64 serviceId,
        uint64 period,
        address[] calldata operators
    )
        external
        view
        returns (uint32[] memory sharesBps, uint32 deviationBps, bool judged);

    /// @notice The EIP-712 domain of the receipts.
    function domainSeparator() external view returns (bytes32);

    /// @notice What a client and an operator sign.
    function digestOf(UsageReceipt calldata receipt) external view returns (bytes32);

    /// @notice Where fees go; zero where they are burned.
    function treasury() external view returns (address);

    /// @notice The treasury that is to follow, and the first second in which it does; zeros for no change.
    function nextTreasury() external view returns (address treasury, uint64 from);

    /// @notice The account that sets the treasury.
    function runtime() external view returns (address);
}
