// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's jobs: calls and results.
interface ITangleJobs {
    struct JobQuoteDetails {
        address requester;
        uint64 serviceId;
        uint8 jobIndex;
        uint256 price;
        uint64 timestamp;
        uint64 expiry;
        uint8 confidentiality;
        bytes32 inputsHash;
    }

    struct SignedJobQuote {
        JobQuoteDetails details;
        bytes signature;
        address operator;
    }

    struct JobCall {
        uint8 jobIndex;
        address caller;
        uint64 createdAt;
        uint32 resultCount;
        bool completed;
        bool isRFQ;
        uint256 payment;
    }

    /// @notice A job call has the results it needs.
    event JobCompleted(uint64 indexed serviceId, uint64 indexed callId);

    /// @notice A result was recorded.
    event JobResultSubmitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        address indexed operator,
        bytes result
    );

    /// @notice Declared by the interface, with three indexed fields; the core itself emits two. See
    /// ITangleEvents.
    event JobSubmitted(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint8 indexed jobIndex,
        address caller,
        bytes inputs
    );

    /// @notice A job was submitted at quoted prices.
    event JobSubmittedFromQuote(
        uint64 indexed serviceId,
        uint64 indexed callId,
        uint8 jobIndex,
        address caller,
        address[] quotedOperators,
        uint256 totalPrice,
        bytes inputs
    );

    /// @notice Owner or permitted caller: submits a job and calls onJobCall.
    function submitJob(uint64 serviceId, uint8 jobIndex, bytes calldata inputs)
        external payable returns (uint64 callId);

    /// @notice Operator of the service: submits a result and calls onJobResult.
    function submitResult(uint64 serviceId, uint64 callId, bytes calldata result) external;

    /// @notice As submitResult, for several calls.
    function submitResults(
        uint64 serviceId,
        uint64[] calldata callIds,
        bytes[] calldata results
    ) external;

    /// @notice Submits a result signed by a quorum and calls onAggregatedResult.
    function submitAggregatedResult(
        uint64 serviceId,
        uint64 callId,
        bytes calldata output,
        uint256 signerBitmap,
        uint256[2] calldata aggregatedSignature,
        uint256[4] calldata aggregatedPubkey
    ) external;

    /// @notice Submits a job at its operators' signed prices and calls onJobCall.
    function submitJobFromQuote(
        uint64 serviceId,
        uint8 jobIndex,
        bytes calldata inputs,
        SignedJobQuote[] calldata quotes
    ) external payable returns (uint64 callId);

    /// @notice A job call; createdAt in unix seconds, payment in base units.
    function getJobCall(uint64 serviceId, uint64 callId) external view returns (JobCall memory);

    /// @notice The operators a quoted job call was priced by.
    function getJobQuotedOperators(uint64 serviceId, uint64 callId)
        external view returns (address[] memory);

    /// @notice An operator's price for a quoted job call, in base units.
    function getJobQuotedPrice(uint64 serviceId, uint64 callId, address operator)
        external view returns (uint256);
}
