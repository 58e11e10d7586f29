// What operators commit to, and sign, in calls of a result quorum. The types are those of IResultQuorum.sol.

import { encodeAbiParameters, hashTypedData, keccak256, stringToBytes } from "viem";
import type { Address, Hex, TypedDataDefinition } from "viem";
import type { Place, Signer } from "./evidence.js";

/** An operator's result of a call. */
export interface JobResult {
  readonly serviceId: bigint;
  readonly callId: bigint;
  readonly operator: Address;
  /** keccak256 of what the job was called with, as the call has it. */
  readonly inputs: Hex;
  /** keccak256 of the result. */
  readonly output: Hex;
  /** Random, for this call alone, and secret until the reveal. */
  readonly salt: Hex;
}

/** What an operator signs where another account brings its commitment. */
export interface Commitment {
  readonly serviceId: bigint;
  readonly callId: bigint;
  readonly operator: Address;
  /** That of `resultCommitment`. */
  readonly commitment: Hex;
}

/** The type that a commitment begins with, as EIP-712 writes types. */
export const RESULT_TYPE =
  "Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,address operator," +
  "bytes32 inputs,bytes32 output,bytes32 salt)";

/** What an operator commits, as the contract's `commitmentOf` returns it, without a node that learns the output. */
export function resultCommitment({ chainId, contract }: Place, result: JobResult): Hex {
  const { serviceId, callId, operator, inputs, output, salt } = result;
  const types = ["bytes32", "uint256", "address", "uint64", "uint64", "address", "bytes32", "bytes32", "bytes32"];
  const kind = keccak256(stringToBytes(RESULT_TYPE));
  const words = [kind, BigInt(chainId), contract, serviceId, callId, operator, inputs, output, salt];
  return keccak256(encodeAbiParameters(types.map((type) => ({ type })), words));
}

/** What is signed of a commitment. */
export function commitmentTypedData({ chainId, contract }: Place, commitment: Commitment): TypedDataDefinition {
  return {
    domain: { name: "ResultQuorum", version: "1", chainId, verifyingContract: contract },
    types: {
      Commitment: [
        { name: "serviceId", type: "uint64" },
        { name: "callId", type: "uint64" },
        { name: "operator", type: "address" },
        { name: "commitment", type: "bytes32" },
      ],
    },
    primaryType: "Commitment",
    message: { ...commitment },
  };
}

/** The digest of a commitment, as the contract's `commitmentDigest` returns it. */
export function commitmentDigest(place: Place, commitment: Commitment): Hex {
  return hashTypedData(commitmentTypedData(place, commitment));
}

/** Signs a commitment as an operator, for another account to bring it. */
export function signCommitment(signer: Signer, place: Place, commitment: Commitment): Promise<Hex> {
  return signer.signTypedData(commitmentTypedData(place, commitment));
}
