// What clients and operators make outside of the chain: receipts of usage, answers to windows of service levels and other
// statements (EIP-712), audit logs, and trees of stored data. The same as `blueprint-evidence` is in Rust.
import { hashTypedData } from "viem";
import type { Address, Hex, TypedDataDefinition } from "viem";
import { IUsageReceipts } from "./abi/library/index.js";
import { EvidenceError, typedDataSigner } from "./signature.js";
import type { Named } from "./values.js";

export * from "./aggregated-results.js";
export * from "./audit-log.js";
export * from "./data-set.js";
export * from "./result-quorum.js";
export * from "./signature.js";
export * from "./statements.js";

type DigestOf = Extract<(typeof IUsageReceipts)[number], { readonly type: "function"; readonly name: "digestOf" }>;
/** What a client signs: everything that a session counted since it began. Its members are those of IUsageReceipts.sol. */
export type UsageReceipt = Named<DigestOf["inputs"][0]["components"]>;

/** A contract on a chain. */
export interface Place {
  readonly chainId: number;
  readonly contract: Address;
}

/** An account that signs typed data, such as one of viem's `privateKeyToAccount`. */
export interface Signer {
  signTypedData(parameters: TypedDataDefinition): Promise<Hex>;
}

const digestOf = IUsageReceipts.find((item): item is DigestOf => item.type === "function" && item.name === "digestOf");
if (digestOf === undefined) throw new TypeError("expected digestOf in the ABI of IUsageReceipts, received none");
/** Members of a receipt, in the order in which they are hashed. */
const MEMBERS = digestOf.inputs[0].components.map(({ name, type }) => ({ name: name as string, type: type as string }));
/** Milliseconds up to which a response is in each bucket but the last; those of `blueprint-rules`. */
export const BUCKET_LIMITS_MS = [50n, 100n, 250n, 500n, 1_000n, 2_500n, 5_000n] as const;
/** How many buckets a receipt has. */
const BUCKETS = BUCKET_LIMITS_MS.length + 1;
/** Seconds by which the clocks of a client and an operator may differ, the time of a request included. */
export const CLOCKS_APART = 60n;
const LARGEST = 2n ** 64n - 1n;
const SAME = ["serviceId", "operator", "client", "agreement", "session"] as const;
const COUNTERS = ["requests", "errors", "units", "bytesIn", "bytesOut"] as const;

/** What is signed of a receipt. */
export function receiptTypedData({ chainId, contract }: Place, receipt: UsageReceipt): TypedDataDefinition {
  // A digest of another number of them is that of no receipt which the contract can be sent.
  if (receipt.latencyBuckets.length !== BUCKETS) {
    throw new EvidenceError(`expected ${BUCKETS} latencyBuckets, received ${receipt.latencyBuckets.length}`);
  }
  return {
    domain: { name: "UsageReceipts", version: "1", chainId, verifyingContract: contract },
    types: { UsageReceipt: MEMBERS },
    primaryType: "UsageReceipt",
    message: { ...receipt },
  };
}

/** The digest of a receipt, as the contract's `digestOf` returns it. */
export function receiptDigest(place: Place, receipt: UsageReceipt): Hex {
  return hashTypedData(receiptTypedData(place, receipt));
}

/** Signs as a client, or countersigns as an operator. */
export function signReceipt(signer: Signer, place: Place, receipt: UsageReceipt): Promise<Hex> {
  return signer.signTypedData(receiptTypedData(place, receipt));
}

/**
 * Who signed a receipt, as strict as the contract: 65 bytes, `s` in the lower half of the order, `v` 27 or 28.
 *
 * @throws EvidenceError where it is no such signature.
 */
export function receiptSigner(place: Place, receipt: UsageReceipt, signature: Hex): Promise<Address> {
  return typedDataSigner(receiptTypedData(place, receipt), signature);
}

/**
 * Checks as an operator that a receipt can be claimed after `last`: the newest one of the session so far, or, before the
 * first, that of `beginSession` with the operator's own address, its service, and the second in which the client's agreement
 * was opened, as the contract has it (`agreementOf`). Checked are the parties, who signed (the client, or one of its `keys`),
 * what is counted, and that the last request was at `now`, in seconds, to `CLOCKS_APART`: an older one may not be claimable
 * any more, a later one not yet. A client that is a contract has to be asked by a call
 * (EIP-1271), and can take back its word before the claim: its receipts are to be signed by a key that it added.
 *
 * @throws EvidenceError with what was expected and what was received.
 */
export async function acceptReceipt(
  place: Place,
  receipt: UsageReceipt,
  signature: Hex,
  {
    last,
    keys = [],
    now = unixSeconds(),
  }: { readonly last: UsageReceipt; readonly keys?: readonly Address[]; readonly now?: bigint },
): Promise<void> {
  const signer = await receiptSigner(place, receipt, signature);
  const accepted = [receipt.client, ...keys].some((key) => key.toLowerCase() === signer.toLowerCase());
  if (!accepted) {
    throw new EvidenceError(`expected the signature of ${receipt.client}, or of a key of it, received that of ${signer}`);
  }
  const { requests, errors, latencyBuckets } = receipt;
  if (errors > requests) throw new EvidenceError(`expected at most ${requests} errors, received ${errors}`);
  const timed = latencyBuckets.reduce((sum, count) => sum + count, 0n);
  if (timed !== requests - errors) {
    throw new EvidenceError(`expected ${requests - errors} correct responses in the buckets, received ${timed}`);
  }
  const from = last.lastRequest > now - CLOCKS_APART ? last.lastRequest : now - CLOCKS_APART;
  const until = now + CLOCKS_APART;
  if (receipt.lastRequest < from || receipt.lastRequest > until) {
    throw new EvidenceError(
      `expected the last request in the seconds from ${from} to ${until}, received ${receipt.lastRequest}`,
    );
  }
  for (const member of SAME) {
    if (`${receipt[member]}`.toLowerCase() !== `${last[member]}`.toLowerCase()) {
      throw new EvidenceError(`expected ${member} ${last[member]} as in the receipt before, received ${receipt[member]}`);
    }
  }
  if (receipt.sequence <= last.sequence) {
    throw new EvidenceError(`expected a sequence number above ${last.sequence}, received ${receipt.sequence}`);
  }
  const counted = (it: UsageReceipt): [string, bigint][] => [
    ...COUNTERS.map((name): [string, bigint] => [name, it[name]]),
    ...it.latencyBuckets.map((count, index): [string, bigint] => [`latencyBuckets[${index}]`, count]),
  ];
  const before = new Map(counted(last));
  for (const [name, received] of counted(receipt)) {
    const least = before.get(name) ?? 0n;
    if (received < least) throw new EvidenceError(`expected ${name} of at least ${least}, received ${received}`);
  }
}

/** One request as a client saw it. */
export interface Served {
  /** The second of the request, by the client's clock; by default now. */
  readonly time?: bigint;
  /** From request to response by the client's clock; none without a correct response. */
  readonly latencyMs?: bigint;
  /** Units of work that are paid for. */
  readonly units: bigint;
  readonly bytesIn: bigint;
  readonly bytesOut: bigint;
}

const unixSeconds = (): bigint => BigInt(Math.floor(Date.now() / 1_000));
const more = (count: bigint, by: bigint): bigint => (count + by > LARGEST ? LARGEST : count + by);

/**
 * The first receipt of a session: nothing is counted. `agreement` is the second in which it was opened. A client that begins
 * another session in each period of the contract has what was served in a period claimed by the end of the next one: what is
 * claimed later is not paid.
 */
export function beginSession(
  parties: Pick<UsageReceipt, "serviceId" | "operator" | "client" | "agreement" | "session">,
): UsageReceipt {
  const none = 0n;
  return {
    ...parties,
    sequence: none,
    lastRequest: none,
    requests: none,
    errors: none,
    units: none,
    bytesIn: none,
    bytesOut: none,
    latencyBuckets: [none, none, none, none, none, none, none, none],
  };
}

/** The next receipt of a session, with one more request. Counters stay at their largest value. */
export function countRequest(
  receipt: UsageReceipt,
  { time = unixSeconds(), latencyMs, units, bytesIn, bytesOut }: Served,
): UsageReceipt {
  const limit = latencyMs === undefined ? -1 : BUCKET_LIMITS_MS.findIndex((most) => latencyMs <= most);
  const bucket = latencyMs !== undefined && limit < 0 ? BUCKET_LIMITS_MS.length : limit;
  const buckets = receipt.latencyBuckets.map((count, index) => (index === bucket ? more(count, 1n) : count));
  return {
    ...receipt,
    sequence: more(receipt.sequence, 1n),
    lastRequest: time > receipt.lastRequest ? time : receipt.lastRequest,
    requests: more(receipt.requests, 1n),
    errors: bucket < 0 ? more(receipt.errors, 1n) : receipt.errors,
    units: more(receipt.units, units),
    bytesIn: more(receipt.bytesIn, bytesIn),
    bytesOut: more(receipt.bytesOut, bytesOut),
    latencyBuckets: buckets as unknown as UsageReceipt["latencyBuckets"],
  };
}

/** An operator's answer to a window of service levels; IServiceLevels.sol has its type. */
export interface Answer {
  readonly serviceId: bigint;
  readonly window: bigint;
  readonly blockNumber: bigint;
  /** The hash of that block. */
  readonly blockHash: Hex;
}

/** What is signed of an answer. */
export function answerTypedData({ chainId, contract }: Place, answer: Answer): TypedDataDefinition {
  return {
    domain: { name: "ServiceLevels", version: "1", chainId, verifyingContract: contract },
    types: {
      Answer: [
        { name: "serviceId", type: "uint64" },
        { name: "window", type: "uint32" },
        { name: "blockNumber", type: "uint64" },
        { name: "blockHash", type: "bytes32" },
      ],
    },
    primaryType: "Answer",
    message: { ...answer },
  };
}

/** The digest of an answer, as the contract's `answerDigest` returns it. */
export function answerDigest(place: Place, answer: Answer): Hex {
  return hashTypedData(answerTypedData(place, answer));
}

/** Signs an answer as an operator. */
export function signAnswer(signer: Signer, place: Place, answer: Answer): Promise<Hex> {
  return signer.signTypedData(answerTypedData(place, answer));
}
