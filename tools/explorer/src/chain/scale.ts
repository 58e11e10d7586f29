// SCALE, as far as the page needs it: numbers and bytes that it reads of a Substrate node, the keys of storage, and compact numbers.
import { bytesToHex, hexToBytes, type Hex } from "viem";

/** Reads values one after another. Bytes that end too early are an error, so that a value of another form is not mistaken. */
export class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(hex: Hex) {
    this.#bytes = hexToBytes(hex);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  bytes(length: number): Hex {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError(`expected ${length} more bytes, received ${this.#bytes.length - this.#at}`);
    const part = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return bytesToHex(part);
  }

  /** A number of so many bytes, the least first. */
  number(length: number): bigint {
    const hex = this.bytes(length).slice(2);
    return BigInt(`0x${hex.match(/../g)?.reverse().join("") ?? "0"}`);
  }

  u8 = (): number => Number(this.number(1));
  u16 = (): number => Number(this.number(2));
  u32 = (): number => Number(this.number(4));
  u64 = (): bigint => this.number(8);
  u128 = (): bigint => this.number(16);

  bool(): boolean {
    const value = this.u8();
    if (value > 1) throw new RangeError(`expected a boolean, received ${value}`);
    return value === 1;
  }

  /** A variant of an enum by its name. */
  variant<const Name extends string>(names: readonly Name[]): Name {
    const index = this.u8();
    const name = names[index];
    if (name === undefined) throw new RangeError(`expected a variant below ${names.length}, received ${index}`);
    return name;
  }

  /** A length, as it stands before lists. */
  length(): number {
    const first = this.u8();
    const mode = first & 3;
    if (mode === 0) return first >> 2;
    if (mode === 1) return (first >> 2) + this.u8() * 64;
    if (mode === 2) return (first >> 2) + this.u8() * 64 + this.u16() * 16_384;
    throw new RangeError("expected a length below 2^30, received a larger one");
  }

  list<T>(read: () => T): readonly T[] {
    return Array.from({ length: this.length() }, read);
  }
}

/** A number of so many bytes, the least first, as hexadecimal digits without 0x. */
export const littleEndian = (value: bigint, bytes: number): string =>
  value.toString(16).padStart(bytes * 2, "0").match(/../g)?.reverse().join("") ?? "";

/** A number as SCALE has it compact, as hexadecimal digits without 0x: the last two bits of its first byte say how many bytes follow. */
export function compact(value: bigint): string {
  if (value < 0n || value >= 1n << 536n) throw new RangeError(`expected a number from 0 to 2^536 - 1, received ${value}`);
  if (value < 1n << 6n) return littleEndian(value << 2n, 1);
  if (value < 1n << 14n) return littleEndian((value << 2n) | 1n, 2);
  if (value < 1n << 30n) return littleEndian((value << 2n) | 2n, 4);
  const bytes = Math.ceil(value.toString(16).length / 2);
  return littleEndian((BigInt(bytes - 4) << 2n) | 3n, 1) + littleEndian(value, bytes);
}

const MASK = (1n << 64n) - 1n;
const PRIMES = [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n] as const;
const turn = (value: bigint, by: bigint) => ((value << by) | (value >> (64n - by))) & MASK;
const times = (a: bigint, b: bigint) => (a * b) & MASK;
const mixed = (lane: bigint) => times(turn(times(lane, PRIMES[1]), 31n), PRIMES[0]);

/** xxHash of 64 bits, by which Substrate makes the keys of its storage, of fewer than 32 bytes: names and ids. */
export function xxh64(bytes: Uint8Array, seed: bigint): bigint {
  if (bytes.length >= 32) throw new RangeError(`expected fewer than 32 bytes, received ${bytes.length}`);
  const [one, two, three, four, five] = PRIMES;
  const lane = (at: number, length: number) =>
    bytes.slice(at, at + length).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let at = 0;
  let hash = (seed + five) & MASK;
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; at + 8 <= bytes.length; at += 8) hash = (times(turn(hash ^ mixed(lane(at, 8)), 27n), one) + four) & MASK;
  if (at + 4 <= bytes.length) {
    hash = (times(turn(hash ^ times(lane(at, 4), one), 23n), two) + three) & MASK;
    at += 4;
  }
  for (; at < bytes.length; at += 1) hash = times(turn(hash ^ times(lane(at, 1), five), 11n), one);
  hash = times(hash ^ (hash >> 33n), two);
  hash = times(hash ^ (hash >> 29n), three);
  return hash ^ (hash >> 32n);
}

const twox = (bytes: Uint8Array, words: number) =>
  Array.from({ length: words }, (_, seed) => littleEndian(xxh64(bytes, BigInt(seed)), 8)).join("");
const text = (value: string) => new TextEncoder().encode(value);

/** The key of an item of a pallet's storage. */
export const itemKey = (pallet: string, item: string): Hex => `0x${twox(text(pallet), 2)}${twox(text(item), 2)}`;

/** The key of an entry of a map that is hashed by Twox64Concat. */
export const entryKey = (pallet: string, item: string, key: Hex): Hex =>
  `${itemKey(pallet, item)}${twox(hexToBytes(key), 1)}${key.slice(2)}`;
