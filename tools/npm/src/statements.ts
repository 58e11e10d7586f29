// What operators and members of a committee state under their keys: answers to questions, heads of logs, observations. The
// types are those of IEquivocationEvidence.sol and IOracleCommittee.sol.

import { hashTypedData } from "viem";
import type { Hex, TypedDataDefinition } from "viem";
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

/** What a member of a committee observed; IOracleCommittee.sol has its type. */
export interface Observation {
  readonly question: Hex;
  /** The time that it is of. */
  readonly time: bigint;
  readonly value: bigint;
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
