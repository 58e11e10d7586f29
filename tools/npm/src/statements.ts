// What operators, their enclaves and members of a committee state under their keys: answers to questions, heads of logs,
// who serves a request, resources, observations, what was answered under load. The types are those of
// IEquivocationEvidence.sol, IAssignmentEvidence.sol, IEnclaveKeys.sol, IOracleCommittee.sol and ILoadTests.sol.
// `typedDataSigner` says who signed one.

import { encodeAbiParameters, hashTypedData, keccak256 } from "viem";
import type { Address, Hex, TypedDataDefinition } from "viem";
import type { Place, Signer } from "./evidence.js";

/** An operator's answer to a question of its service; `Answer` in IEquivocationEvidence.sol. */
export interface QuestionAnswer {
  readonly serviceId: bigint;
  /** The question, by its hash. */
  readonly question: Hex;
  /** The answer, by its hash. */
  readonly answer: Hex;
  /** The second in which it is given. */
  readonly time: bigint;
}

/** The head of an operator's log; IEquivocationEvidence.sol has its type. */
export interface TreeHead {
  readonly serviceId: bigint;
  /** The log; that of `IAuditLogs.logOf` for a log there. */
  readonly log: Hex;
  /** Its entries. */
  readonly size: bigint;
  /** The root of its tree. */
  readonly root: Hex;
  /** The second in which it is signed. */
  readonly time: bigint;
}

/** That an operator serves a request; IAssignmentEvidence.sol has its type. */
export interface Assignment {
  readonly serviceId: bigint;
  readonly request: Hex;
  /** Who serves it: the signer, or whom it sends the request to. */
  readonly assignee: Address;
  /** The second in which it is signed. */
  readonly time: bigint;
}

/** The operators of a service that hold in an epoch. */
export interface AssignmentRule {
  readonly serviceId: bigint;
  /** Seconds of an epoch; at least one. */
  readonly epochLength: bigint;
  /** At least one, in any order. */
  readonly operators: readonly Address[];
}

/** What an enclave used in a period; `ResourceReport` in IEnclaveKeys.sol. */
export interface ResourceReport {
  readonly serviceId: bigint;
  /** The operator whose enclave it is. */
  readonly operator: Address;
  /** The period: its seconds divided by their length. */
  readonly period: bigint;
  /** The tasks, where the service has no receipts. */
  readonly tasks: bigint;
  /** Milliseconds of a processor. */
  readonly cpuMs: bigint;
  /** Megabytes of memory times seconds. */
  readonly memoryMbSeconds: bigint;
}

/** That a key of an enclave holds no longer; IEnclaveKeys.sol has its type. */
export interface KeyRevocation {
  readonly serviceId: bigint;
  /** The operator whose enclave it is. */
  readonly operator: Address;
  readonly key: Address;
}

/** What a member of a committee observed; IOracleCommittee.sol has its type. */
export interface Observation {
  readonly question: Hex;
  /** The time that it is of. */
  readonly time: bigint;
  readonly value: bigint;
}

/** How many requests of a challenger an operator answered in a load test; ILoadTests.sol has its type. */
export interface LoadReport {
  readonly serviceId: bigint;
  readonly operator: Address;
  /** The window of the test. */
  readonly window: bigint;
  /** Requests that were answered rightly and in time. */
  readonly answered: bigint;
}

/** What is signed of an answer to a question. */
export function questionAnswerTypedData({ chainId, contract }: Place, answer: QuestionAnswer): TypedDataDefinition {
  return {
    domain: { name: "EquivocationEvidence", version: "1", chainId, verifyingContract: contract },
    types: {
      Answer: [
        { name: "serviceId", type: "uint64" },
        { name: "question", type: "bytes32" },
        { name: "answer", type: "bytes32" },
        { name: "time", type: "uint64" },
      ],
    },
    primaryType: "Answer",
    message: { ...answer },
  };
}

/** The digest of an answer to a question, as the contract's `answerDigest` returns it. */
export function questionAnswerDigest(place: Place, answer: QuestionAnswer): Hex {
  return hashTypedData(questionAnswerTypedData(place, answer));
}

/** Signs an answer to a question as an operator. */
export function signQuestionAnswer(signer: Signer, place: Place, answer: QuestionAnswer): Promise<Hex> {
  return signer.signTypedData(questionAnswerTypedData(place, answer));
}

/** What is signed of the head of a log. */
export function treeHeadTypedData({ chainId, contract }: Place, head: TreeHead): TypedDataDefinition {
  return {
    domain: { name: "EquivocationEvidence", version: "1", chainId, verifyingContract: contract },
    types: {
      TreeHead: [
        { name: "serviceId", type: "uint64" },
        { name: "log", type: "bytes32" },
        { name: "size", type: "uint64" },
        { name: "root", type: "bytes32" },
        { name: "time", type: "uint64" },
      ],
    },
    primaryType: "TreeHead",
    message: { ...head },
  };
}

/** The digest of the head of a log, as the contract's `headDigest` returns it. */
export function treeHeadDigest(place: Place, head: TreeHead): Hex {
  return hashTypedData(treeHeadTypedData(place, head));
}

/** Signs the head of a log as an operator. */
export function signTreeHead(signer: Signer, place: Place, head: TreeHead): Promise<Hex> {
  return signer.signTypedData(treeHeadTypedData(place, head));
}

/** Who serves a request at a time, in seconds, as the contract's `assigneeOf` answers. */
export function assigneeOf({ serviceId, epochLength, operators }: AssignmentRule, request: Hex, time: bigint): Address {
  const types = [{ type: "uint64" }, { type: "uint64" }, { type: "bytes32" }, { type: "address" }] as const;
  const weighed = operators.map((operator) => {
    const words = encodeAbiParameters(types, [serviceId, time / epochLength, request, operator]);
    return { operator, weight: BigInt(keccak256(words)) };
  });
  return weighed.reduce((best, one) => (one.weight > best.weight ? one : best)).operator;
}

/** What is signed of an assignment. */
export function assignmentTypedData({ chainId, contract }: Place, assignment: Assignment): TypedDataDefinition {
  return {
    domain: { name: "AssignmentEvidence", version: "1", chainId, verifyingContract: contract },
    types: {
      Assignment: [
        { name: "serviceId", type: "uint64" },
        { name: "request", type: "bytes32" },
        { name: "assignee", type: "address" },
        { name: "time", type: "uint64" },
      ],
    },
    primaryType: "Assignment",
    message: { ...assignment },
  };
}

/** The digest of an assignment, as the contract's `assignmentDigest` returns it. */
export function assignmentDigest(place: Place, assignment: Assignment): Hex {
  return hashTypedData(assignmentTypedData(place, assignment));
}

/** Signs an assignment as an operator. */
export function signAssignment(signer: Signer, place: Place, assignment: Assignment): Promise<Hex> {
  return signer.signTypedData(assignmentTypedData(place, assignment));
}

/** What is signed of an observation. */
export function observationTypedData({ chainId, contract }: Place, observation: Observation): TypedDataDefinition {
  return {
    domain: { name: "OracleCommittee", version: "1", chainId, verifyingContract: contract },
    types: {
      Observation: [
        { name: "question", type: "bytes32" },
        { name: "time", type: "uint64" },
        { name: "value", type: "uint256" },
      ],
    },
    primaryType: "Observation",
    message: { ...observation },
  };
}

/** The digest of an observation, as the contract's `digestOf` returns it. */
export function observationDigest(place: Place, observation: Observation): Hex {
  return hashTypedData(observationTypedData(place, observation));
}

/** Signs an observation as a member of a committee. */
export function signObservation(signer: Signer, place: Place, observation: Observation): Promise<Hex> {
  return signer.signTypedData(observationTypedData(place, observation));
}

/** What is signed of a challenger's report. */
export function loadReportTypedData({ chainId, contract }: Place, report: LoadReport): TypedDataDefinition {
  return {
    domain: { name: "LoadTests", version: "1", chainId, verifyingContract: contract },
    types: {
      LoadReport: [
        { name: "serviceId", type: "uint64" },
        { name: "operator", type: "address" },
        { name: "window", type: "uint64" },
        { name: "answered", type: "uint32" },
      ],
    },
    primaryType: "LoadReport",
    message: { ...report },
  };
}

/** The digest of a report, as the contract's `reportDigest` returns it. */
export function loadReportDigest(place: Place, report: LoadReport): Hex {
  return hashTypedData(loadReportTypedData(place, report));
}

/** Signs a report as a challenger that was drawn. */
export function signLoadReport(signer: Signer, place: Place, report: LoadReport): Promise<Hex> {
  return signer.signTypedData(loadReportTypedData(place, report));
}

/** What is signed of an enclave's report. */
export function resourceReportTypedData({ chainId, contract }: Place, report: ResourceReport): TypedDataDefinition {
  return {
    domain: { name: "EnclaveKeys", version: "1", chainId, verifyingContract: contract },
    types: {
      ResourceReport: [
        { name: "serviceId", type: "uint64" },
        { name: "operator", type: "address" },
        { name: "period", type: "uint64" },
        { name: "tasks", type: "uint64" },
        { name: "cpuMs", type: "uint64" },
        { name: "memoryMbSeconds", type: "uint64" },
      ],
    },
    primaryType: "ResourceReport",
    message: { ...report },
  };
}

/** The digest of an enclave's report, as the contract's `reportDigest` returns it. */
export function resourceReportDigest(place: Place, report: ResourceReport): Hex {
  return hashTypedData(resourceReportTypedData(place, report));
}

/** Signs a report by the enclave's key. */
export function signResourceReport(signer: Signer, place: Place, report: ResourceReport): Promise<Hex> {
  return signer.signTypedData(resourceReportTypedData(place, report));
}

/** What a key signs to be revoked. */
export function keyRevocationTypedData({ chainId, contract }: Place, revocation: KeyRevocation): TypedDataDefinition {
  return {
    domain: { name: "EnclaveKeys", version: "1", chainId, verifyingContract: contract },
    types: {
      Revocation: [
        { name: "serviceId", type: "uint64" },
        { name: "operator", type: "address" },
        { name: "key", type: "address" },
      ],
    },
    primaryType: "Revocation",
    message: { ...revocation },
  };
}

/** The digest of a revocation, as the contract's `revocationDigest` returns it. */
export function keyRevocationDigest(place: Place, revocation: KeyRevocation): Hex {
  return hashTypedData(keyRevocationTypedData(place, revocation));
}

/** Signs a revocation by the key that is revoked. */
export function signKeyRevocation(signer: Signer, place: Place, revocation: KeyRevocation): Promise<Hex> {
  return signer.signTypedData(keyRevocationTypedData(place, revocation));
}
