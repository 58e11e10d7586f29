// What operators sign of job results by BLS, proofs that they possess their keys, and sums of signatures. Types and domains are
// those of IAggregatedResults.sol. The curve is @noble/curves'; the map into it is that of RFC 9380 by the suite
// BN254G1_XMD:KECCAK-256_SVDW_RO_.
//
// Multiplications take a time that depends on the key: sign where others do not measure it.

import { hash_to_field } from "@noble/curves/abstract/hash-to-curve";
import { bn254 } from "@noble/curves/bn254";
import { keccak_256 } from "@noble/hashes/sha3";
import { encodeAbiParameters, hexToBytes, isHex, keccak256, stringToBytes } from "viem";
import type { Address, Hex } from "viem";
import type { Place } from "./evidence.js";
import { EvidenceError } from "./signature.js";

/** A point of the first group: x and y; zeros for that at infinity. */
export type FirstPoint = readonly [x: bigint, y: bigint];
/** A point of the second group: x and y, of each the imaginary part first; zeros for that at infinity. */
export type SecondPoint = readonly [xImaginary: bigint, xReal: bigint, yImaginary: bigint, yReal: bigint];

/** An operator's public key in both groups, as `enrolKey` takes it. */
export interface BlsPublicKey {
  readonly first: FirstPoint;
  readonly second: SecondPoint;
}

/** An output of a call. */
export interface AggregatedResult {
  readonly serviceId: bigint;
  readonly callId: bigint;
  /** keccak256 of what the job was called with, as the call has it. */
  readonly inputs: Hex;
  /** keccak256 of the result. */
  readonly output: Hex;
}

/** What `submit` takes: signatures of one output by members of a set. */
export interface Signatures {
  /** A bit for each member that signed. */
  readonly signers: bigint;
  /** The sum of the signatures. */
  readonly signature: FirstPoint;
  /** The sum of the keys in the second group. */
  readonly key: SecondPoint;
}

/** The type that a message about a result begins with, as EIP-712 writes types. */
export const AGGREGATED_RESULT_TYPE =
  "Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,bytes32 output)";
/** The type that the message of a proof of possession begins with. */
export const POSSESSION_TYPE =
  "Possession(uint256 chainId,address results,address operator,uint256[2] first,uint256[4] second)";
/** The domain of signatures. */
export const SIGNATURE_DOMAIN = "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";
/** The domain of proofs of possession. */
export const POSSESSION_DOMAIN = "BLS_POP_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";
/** No signature yet. */
export const NO_SIGNATURES: Signatures = { signers: 0n, signature: [0n, 0n], key: [0n, 0n, 0n, 0n] };
/** The most members of a set. */
export const MOST_MEMBERS = 256;

const { Fp, Fr } = bn254.fields;
const First = bn254.G1.ProjectivePoint;
const Second = bn254.G2.ProjectivePoint;
type G1 = typeof First.BASE;
type G2 = typeof Second.BASE;

/**
 * The public key of a secret one: 32 bytes, big endian, random, not zero, and below the order of the groups.
 *
 * @throws EvidenceError where it is no such key; the message does not contain it.
 */
export function blsPublicKey(secret: Hex): BlsPublicKey {
  const key = secretKey(secret);
  return { first: firstPoint(First.BASE.multiply(key)), second: secondPoint(Second.BASE.multiply(key)) };
}

/** What members sign of an output. */
export function aggregatedResultMessage({ chainId, contract }: Place, result: AggregatedResult): Hex {
  const kind = keccak256(stringToBytes(AGGREGATED_RESULT_TYPE));
  const types = ["bytes32", "uint256", "address", "uint64", "uint64", "bytes32", "bytes32"];
  const { serviceId, callId, inputs, output } = result;
  const words = [kind, BigInt(chainId), contract, serviceId, callId, inputs, output];
  return keccak256(encodeAbiParameters(types.map((type) => ({ type })), words));
}

/** A member's signature of an output. Throws as `blsPublicKey` does. */
export function signAggregatedResult(place: Place, result: AggregatedResult, secret: Hex): FirstPoint {
  return sign(secret, SIGNATURE_DOMAIN, aggregatedResultMessage(place, result));
}

/** What a proof of possession signs, as the contract's `possessionOf` returns it. */
export function possessionMessage({ chainId, contract }: Place, operator: Address, key: BlsPublicKey): Hex {
  const kind = keccak256(stringToBytes(POSSESSION_TYPE));
  const types = ["bytes32", "uint256", "address", "address", "uint256[2]", "uint256[4]"];
  const words = [kind, BigInt(chainId), contract, operator, key.first, key.second];
  return keccak256(encodeAbiParameters(types.map((type) => ({ type })), words));
}

/** What `enrolKey` takes as the proof. Throws as `blsPublicKey` does. */
export function provePossession(place: Place, operator: Address, secret: Hex): FirstPoint {
  return sign(secret, POSSESSION_DOMAIN, possessionMessage(place, operator, blsPublicKey(secret)));
}

/**
 * The signatures and that of the member at a place, whose key in the second group the set has.
 *
 * @throws EvidenceError where a point is none, the place is none, or the member is among the signers.
 */
export function withSignature(
  signatures: Signatures,
  place: number,
  signature: FirstPoint,
  key: SecondPoint,
): Signatures {
  if (!Number.isInteger(place) || place < 0 || place >= MOST_MEMBERS) {
    throw new EvidenceError(`expected a place from 0 to ${MOST_MEMBERS - 1}, received ${place}`);
  }
  const bit = 1n << BigInt(place);
  if ((signatures.signers & bit) !== 0n) throw new EvidenceError(`expected each signer once, received ${place} twice`);
  return {
    signers: signatures.signers | bit,
    signature: firstPoint(ofFirst(signatures.signature).add(ofFirst(signature))),
    key: secondPoint(ofSecond(signatures.key).add(ofSecond(key))),
  };
}

/**
 * Whether the sum of signatures is that of the sum of keys, of this output. `signers` is not looked at: whose keys they are, and
 * whether they suffice, the contract's `verify` says.
 */
export function areSigned(place: Place, result: AggregatedResult, { signature, key }: Signatures): boolean {
  const [one, two] = [ofFirst(signature), ofSecond(key)];
  if (one.equals(First.ZERO) || two.equals(Second.ZERO)) return false;
  const message = hashToCurve(SIGNATURE_DOMAIN, aggregatedResultMessage(place, result));
  const pairs = [
    { g1: one, g2: Second.BASE },
    { g1: message.negate(), g2: two },
  ];
  return bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
}

function secretKey(secret: Hex): bigint {
  const key = isHex(secret) && secret.length === 66 ? BigInt(secret) : 0n;
  if (key === 0n || key >= Fr.ORDER) {
    throw new EvidenceError("expected a key of 32 bytes, not zero and below the order of the groups, received another one");
  }
  return key;
}

function sign(secret: Hex, domain: string, message: Hex): FirstPoint {
  return firstPoint(hashToCurve(domain, message).multiply(secretKey(secret)));
}

function hashToCurve(domain: string, message: Hex): G1 {
  const options = { DST: domain, p: Fp.ORDER, m: 1, k: 128, expand: "xmd", hash: keccak_256 } as const;
  const numbers = hash_to_field(hexToBytes(message), 2, options);
  return numbers.reduce((sum, [number]) => sum.add(map(number!)), First.ZERO);
}

// The map's constants (RFC 9380, 6.6.1) for y^2 = x^3 + 3 with Z = 1.
const C1 = 4n;
const C2 = Fp.neg(Fp.inv(2n));
const C3 = evenRoot(Fp.neg(12n));
const C4 = Fp.div(Fp.neg(16n), 3n);

function evenRoot(square: bigint): bigint {
  const root = Fp.sqrt(square);
  return Fp.isOdd!(root) ? Fp.neg(root) : root;
}

/** The point of a number by Shallue and van de Woestijne's map (RFC 9380, F.1). */
function map(u: bigint): G1 {
  const scaled = Fp.mul(Fp.sqr(u), C1);
  const [more, less] = [Fp.add(1n, scaled), Fp.sub(1n, scaled)];
  const product = Fp.mul(more, less);
  const inverse = Fp.is0(product) ? 0n : Fp.inv(product);
  const offset = Fp.mul(Fp.mul(Fp.mul(u, less), inverse), C3);
  const ratio = Fp.mul(Fp.sqr(more), inverse);
  const third = Fp.add(Fp.mul(Fp.sqr(ratio), C4), 1n);
  for (const x of [Fp.sub(C2, offset), Fp.add(C2, offset), third]) {
    const square = Fp.add(Fp.mul(Fp.sqr(x), x), 3n);
    if (!isSquare(square)) continue;
    const root = Fp.sqrt(square);
    return First.fromAffine({ x, y: Fp.isOdd!(root) === Fp.isOdd!(u) ? root : Fp.neg(root) });
  }
  throw new Error("no point: the third x always has one");
}

function isSquare(number: bigint): boolean {
  return Fp.is0(number) || Fp.eql(Fp.pow(number, (Fp.ORDER - 1n) / 2n), 1n);
}

function firstPoint(point: G1): FirstPoint {
  if (point.equals(First.ZERO)) return [0n, 0n];
  const { x, y } = point.toAffine();
  return [x, y];
}

function secondPoint(point: G2): SecondPoint {
  if (point.equals(Second.ZERO)) return [0n, 0n, 0n, 0n];
  const { x, y } = point.toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
}

function ofFirst(point: FirstPoint): G1 {
  const [x, y] = point;
  if (x === 0n && y === 0n) return First.ZERO;
  return read("of the first group", point, () => First.fromAffine({ x, y }));
}

function ofSecond(point: SecondPoint): G2 {
  const [xImaginary, xReal, yImaginary, yReal] = point;
  if (point.every((it) => it === 0n)) return Second.ZERO;
  const [x, y] = [{ c0: xReal, c1: xImaginary }, { c0: yReal, c1: yImaginary }];
  return read("of the second group", point, () => Second.fromAffine({ x, y }));
}

function read<Point extends { assertValidity(): void }>(
  group: string,
  coordinates: readonly bigint[],
  point: () => Point,
): Point {
  try {
    if (!coordinates.every((it) => Fp.isValid(it))) throw new RangeError("not below the prime");
    const found = point();
    found.assertValidity();
    return found;
  } catch {
    throw new EvidenceError(`expected a point ${group}, received ${coordinates.join(", ")}`);
  }
}
