// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Every custom error of Tangle's core, to name what a refused call reverted with.
interface ITangleErrors {
    error ZeroAddress();
    error ZeroAmount();
    error Unauthorized();
    error InvalidState();
    error LengthMismatch();
    error DeadlineExpired();
    error SchemaTooLarge();
    error SchemaValidationFailed(uint8 target, uint64 refId, uint64 auxId, uint256 path);
    error UnsupportedFieldKind(uint8 kind);
    error InvalidSchemaVersion(uint8 expected, uint8 actual);
    error BlueprintNotFound(uint64 blueprintId);
    error BlueprintNotActive(uint64 blueprintId);
    error NotBlueprintOwner(uint64 blueprintId, address caller);
    error NotPendingBlueprintOwner(uint64 blueprintId, address caller);
    error StaleSourcesAck(uint64 blueprintId, bytes32 acked, bytes32 live);
    error BlueprintMetadataRequired();
    error BlueprintMembershipRequired();
    error BlueprintSourcesRequired();
    error BlueprintBinaryRequired();
    error BlueprintBinaryHashRequired();
    error MBSMRegistryNotSet();
    error MasterManagerUnavailable();
    error OperatorNotRegistered(uint64 blueprintId, address operator);
    error OperatorRpcAddressRequired();
    error OperatorAlreadyRegistered(uint64 blueprintId, address operator);
    error OperatorNotActive(address operator);
    error InsufficientStake(address operator, uint256 required, uint256 actual);
    error MaxBlueprintsPerOperatorExceeded(address operator, uint32 maxAllowed);
    error InvalidOperatorKey();
    error DuplicateOperatorKey(uint64 blueprintId, bytes32 keyHash);
    error OperatorHasActiveServices(uint64 blueprintId, address operator);
    error ServiceRequestNotFound(uint64 requestId);
    error ServiceRequestAlreadyProcessed(uint64 requestId);
    error ServiceRequestExpiredError(uint64 requestId);
    error ServiceRequestNotExpired(uint64 requestId);
    error ServiceNotFound(uint64 serviceId);
    error ServiceNotActive(uint64 serviceId);
    error ServiceNotTerminated(uint64 serviceId);
    error NonPaymentTerminationNotEligible(
        uint64 serviceId,
        uint256 dueAt,
        uint256 graceEndsAt,
        uint256 requiredAmount,
        uint256 escrowBalance
    );
    error ServiceExpired(uint64 serviceId);
    error NotServiceOwner(uint64 serviceId, address caller);
    error NotPermittedCaller(uint64 serviceId, address caller);
    error OperatorNotInService(uint64 serviceId, address operator);
    error AlreadyApproved(uint64 requestId, address operator);
    error InsufficientOperators(uint32 required, uint32 provided);
    error TooManyOperators(uint32 maximum, uint32 provided);
    error NoOperators();
    error TTLBelowMinimum(uint64 ttl, uint64 minimum);
    error TTLAboveMaximum(uint64 ttl, uint64 maximum);
    error ServiceRequestExpired(uint64 requestId);
    error BlueprintMetadataLocked(uint64 blueprintId);
    error BlueprintMetadataHashRequired();
    error QuoteTimestampTooOld(address operator, uint64 timestamp, uint64 maxAge);
    error NoSecurityRequirements();
    error TooManySecurityRequirements(uint256 supplied, uint256 maximum);
    error InvalidSecurityRequirement();
    error SecurityCommitmentsRequired(uint64 requestId);
    error CommitmentBelowMinimum(address asset, uint16 committed, uint16 minimum);
    error CommitmentAboveMaximum(address asset, uint16 committed, uint16 maximum);
    error DuplicateAssetCommitment(uint8 assetKind, address asset);
    error MissingAssetCommitment(address asset);
    error JobCallNotFound(uint64 serviceId, uint64 callId);
    error JobAlreadyCompleted(uint64 serviceId, uint64 callId);
    error InvalidJobIndex(uint8 jobIndex);
    error ResultAlreadySubmitted(uint64 serviceId, uint64 callId, address operator);
    error JobQuoteServiceMismatch(uint64 expected, uint64 quoted);
    error JobQuoteJobIndexMismatch(uint8 expected, uint8 quoted);
    error NotQuotedOperator(uint64 serviceId, uint64 callId);
    error InsufficientPayment(uint256 required, uint256 sent);
    error InvalidMsgValue(uint256 expected, uint256 sent);
    error PaymentFailed();
    error BillingArithmeticOverflow();
    error SubscriptionBaselineNotInitialized(uint64 serviceId);
    error SubscriptionPeriodUnbilled(uint64 serviceId);
    error UpfrontPaymentNotAllowedForEventDriven();
    error TokenNotAllowed(address token);
    error InvalidPaymentToken();
    error SlashBpsExceedsMax(uint16 slashBps, uint16 maxBps);
    error ManagerReverted(address manager, bytes reason);
    error ManagerRejected(address manager);
    error QuoteExpired(address operator, uint64 expiry);
    error InvalidQuoteSignature(address operator);
    error QuoteBlueprintMismatch(
        address operator,
        uint64 expectedBlueprint,
        uint64 quotedBlueprint
    );
    error QuoteTTLMismatch(address operator, uint64 expectedTtl, uint64 quotedTtl);
    error NoQuotes();
    error DuplicateOperatorQuote(address operator);
    error InsufficientPaymentForQuotes(uint256 totalCost, uint256 payment);
    error QuoteAlreadyUsed(address operator);
    error JobQuoteRequesterMismatch(address operator, address expected, address actual);
    error QuoteTimestampStale(address operator, uint64 timestamp, uint64 maxAge);
    error CumulativeTtlExceeded(uint64 newTtl, uint64 maximum);
    error InsufficientEscrowBalance(uint256 required, uint256 available);
    error InvalidPaymentSplit();
    error PaymentTooSmall(uint256 amount, uint256 minimumRequired);
    error SlashNotFound(uint64 slashId);
    error SlashNotPending(uint64 slashId);
    error SlashNotExecutable(uint64 slashId);
    error SlashAlreadyExecuted(uint64 slashId);
    error SlashAlreadyCancelled(uint64 slashId);
    error DisputeWindowPassed(uint64 slashId);
    error InvalidSlashAmount();
    error InvalidSlashConfig();
    error InstantSlashNotEnabled();
    error NotSlashDisputer(uint64 slashId, address caller);
    error NotSlashCanceller(uint64 slashId, address caller);
    error AggregationRequired(uint64 serviceId, uint8 jobIndex);
    error AggregationNotRequired(uint64 serviceId, uint8 jobIndex);
    error InvalidBLSSignature();
    error AggregationThresholdNotMet(
        uint64 serviceId,
        uint64 callId,
        uint256 achieved,
        uint256 required
    );
    error InvalidG1Point();
    error InvalidG2Point();
    error AggregatedPubkeyMismatch();
    error OperatorBlsPubkeyNotRegistered(uint64 serviceId, address operator);
    error ExitTooEarly(
        uint64 serviceId,
        address operator,
        uint64 minCommitmentEnd,
        uint64 currentTime
    );
    error ExitNotScheduled(uint64 serviceId, address operator);
    error ExitAlreadyScheduled(uint64 serviceId, address operator);
    error ExitNotExecutable(
        uint64 serviceId,
        address operator,
        uint64 executeAfter,
        uint64 currentTime
    );
    error ForceExitNotAllowed(uint64 serviceId);
    error NotAContract(address account);
    error UnknownSelector(bytes4 selector);
    error SelectorAlreadyRegistered(bytes4 selector, address existingFacet);
    error ProofTooOld(uint64 proofTimestamp, uint64 currentTimestamp, uint256 maxAge);
    error MessageAlreadyProcessed(bytes32 messageId);
    error DirectTdxNotPermitted();
    error TeeCommitmentExpired(uint64 expiresAt, uint64 nowTimestamp);
    error InvalidNonceBinding();
    error TeeCommitmentExpiryTooFar(uint64 expiresAt, uint64 maxAllowed);
    error InvalidExpectedMeasurement();
    error UnsetTeeBackend();
    error TooManyTeeCommitments(uint256 supplied, uint256 maximum);
    error FeeOnTransferTokenRejected(address token);
    error TransferFailed();
    error EmptyBinaryUri();
    error ZeroBinaryHash();
    error VersionNotFound();
    error VersionAlreadyDeprecated();
    error NotServiceOperator();
    error VersionDeprecatedCannotAck();
    error AttestationNotFound();
    error NotAttester();
    error AttestationAlreadyRevoked();
    error EmptyReportUri();
    error InvalidSeverity();
    error ExpiresInPast();
    error AuditorAlreadyAdmitted();
    error AuditorNotFound();
    error InvalidWeight();
    error EmptyAuditorName();
    error NotAuditorSelf();
    error AuditorNotActive();
    error IndexOutOfBounds();
    error NoActiveOperators(uint64 serviceId);
    error InvalidKeyOwnershipProof(uint64 blueprintId, address operator, address recovered);
    error KeyOwnershipProofRequired(uint64 blueprintId);
    error QuoteExposureExceedsMax(address operator, uint16 exposureBps, uint16 maxBps);
    error InvalidExposureBps(uint16 exposureBps);
    error TooManyPermittedCallers(uint256 supplied, uint256 maximum);
}
