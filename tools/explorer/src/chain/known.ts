// What is known of built contracts: `known.json` and `evm.json` beside the page, made of `target` when the page is built.
import type { Abi, Hex } from "viem";

export interface Build {
  readonly contract: string;
  readonly language: string;
  /** Keccak-256 of the build's file. */
  readonly codeHash: Hex;
  /** A hash of the sources, where the build has a record. */
  readonly sources: string | undefined;
  readonly compiler: string | undefined;
}
/** A build for the EVM, with the code that creates the contract. */
export interface EvmBuild extends Build {
  readonly creation: Hex;
}
export interface Known {
  readonly builds: readonly Build[];
  /** The errors that these contracts declare. */
  readonly errors: Abi;
}

const NOTHING: Known = { builds: [], errors: [] };
let loaded: Promise<Known> | undefined;
let now: Known = NOTHING;

/** Reads it once; nothing where there is no such file, as of a page that is opened as a file. */
export function loadKnown(): Promise<Known> {
  loaded ??= fetch("known.json")
    .then((response) => (response.ok ? (response.json() as Promise<Known>) : NOTHING), () => NOTHING)
    .then((known) => (now = known), () => NOTHING);
  return loaded;
}

let creations: Promise<readonly EvmBuild[]> | undefined;

/** Builds for the EVM, read once and only where a contract has code of the EVM. */
export function loadEvmBuilds(): Promise<readonly EvmBuild[]> {
  creations ??= fetch("evm.json").then((response) => (response.ok ? (response.json() as Promise<readonly EvmBuild[]>) : []), () => []).catch(() => []);
  return creations;
}

/** The errors, as far as they were read. */
export const knownErrors = (): readonly Abi[] => (now.errors.length === 0 ? [] : [now.errors]);
