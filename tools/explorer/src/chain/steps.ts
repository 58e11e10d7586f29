// What an account does on the chain, as forms: their fields, and the transaction that they make.
import { encodeDeployData, encodeFunctionData, isAddress, isHex, zeroAddress, type Abi, type Address, type Hex } from "viem";
import { PALLETS } from "blueprint-hooks";
import { IServices, ISlashingCourt } from "blueprint-hooks/abi/library";
import { parseUnits } from "../ui/format.js";
import { executeSlash } from "./calls.js";
import type { Connection } from "./connection.js";
import { StepError, type Transaction } from "./wallet.js";

export type Kind = "address" | "addresses" | "number" | "amount" | "bytes" | "text" | "json" | "choice" | "file";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: Kind;
  readonly hint?: string;
  readonly value?: string;
  readonly options?: readonly string[];
  readonly accept?: string;
}

export type Values = Readonly<Record<string, string>>;

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly fields: readonly Field[];
  readonly button?: string;
  /** The transaction that a wallet sends. */
  readonly make?: (connection: Connection, values: Values) => Promise<Transaction> | Transaction;
  /** What the development chain does by itself, without a wallet. */
  readonly direct?: (connection: Connection, values: Values) => Promise<unknown>;
  /** Whether it needs the development chain's methods, which encode calls of the pallets. */
  readonly dev?: boolean;
}

/** Reads a field as a value of its kind. */
export function valueOf({ label, kind }: Field, text: string): unknown {
  const wrong = (expected: string) => new StepError(`${label}: expected ${expected}, received ${text || "nothing"}`, "Correct the field.");
  switch (kind) {
    case "address":
      if (!isAddress(text.trim(), { strict: false })) throw wrong("an address of 20 bytes, as 0x and 40 hexadecimal digits");
      return text.trim().toLowerCase();
    case "addresses": {
      const all = text.split(/[\s,]+/).filter((one) => one !== "");
      for (const one of all) if (!isAddress(one, { strict: false })) throw wrong("addresses, separated by spaces or commas");
      return all.map((one) => one.toLowerCase());
    }
    case "number":
      if (!/^\s*\d+\s*$/.test(text)) throw wrong("a whole number");
      return BigInt(text.trim());
    case "amount":
      try {
        return parseUnits(text, 18);
      } catch (error) {
        throw new StepError(`${label}: ${error instanceof Error ? error.message : error}`, "Correct the field.");
      }
    case "bytes":
      if (text.trim() === "") return "0x";
      if (/^\d+$/.test(text.trim())) return `0x${BigInt(text.trim()).toString(16).padStart(64, "0")}`;
      if (!isHex(text.trim()) || text.trim().length % 2 !== 0) throw wrong("bytes as 0x and pairs of hexadecimal digits, or a number");
      return text.trim();
    case "json":
      try {
        return JSON.parse(text);
      } catch (error) {
        throw new StepError(`${label}: expected JSON, received text that is none: ${error instanceof Error ? error.message : error}`, "Correct the field.");
      }
    default:
      return text;
  }
}

const all = (fields: readonly Field[], values: Values) =>
  Object.fromEntries(fields.map((field) => [field.name, valueOf(field, values[field.name] ?? "")]));

/** Wei in a unit of the pallets, which have the chain's token with 12 decimals. */
const WEI_PER_UNIT = 1_000_000n;

/** An amount of wei as units of the pallets. */
function palletUnits(label: string, wei: bigint): bigint {
  if (wei % WEI_PER_UNIT !== 0n) throw new StepError(`${label}: expected at most 12 digits after the point, received more`, "Correct the field.");
  return wei / WEI_PER_UNIT;
}

/** The values of a stake: an amount of the chain's own token is in whole units, of another token in its base units. */
function stake(fields: readonly Field[], values: Values): Record<string, unknown> {
  const token = valueOf(TOKEN, values[TOKEN.name] ?? "");
  const kinds = fields.map((field) => (field.kind === "amount" && token !== zeroAddress ? { ...field, kind: "number" as const } : field));
  return all(kinds, values);
}

/** A call of IServices. */
function services(id: string, title: string, functionName: string, fields: readonly Field[], more: Partial<Step> & { fixed?: Record<string, unknown>; read?: typeof all } = {}): Step {
  const { fixed = {}, read = all, ...rest } = more;
  const item = IServices.find((one) => one.type === "function" && one.name === functionName) as { inputs: readonly { name: string }[] };
  return {
    id, title, fields, ...rest,
    make: ({ settings }, values) => {
      const named: Record<string, unknown> = { ...read(fields, values), ...fixed };
      const args = item.inputs.map(({ name }) => named[name]);
      return { to: settings.services, data: encodeFunctionData({ abi: IServices as Abi, functionName, args }) };
    },
  };
}

/** A call of the services pallet, which the development chain encodes. */
function pallet(id: string, title: string, call: string, fields: readonly Field[], args: (values: Record<string, unknown>) => unknown, more: Partial<Step> = {}): Step {
  return {
    id, title, fields, dev: true, ...more,
    make: async ({ client }, values) => {
      const data = await client.encodeCall("Services", call, args(all(fields, values)) as never);
      return { to: PALLETS, data };
    },
  };
}

const OPERATOR: Field = { name: "operator", label: "Operator", kind: "address" };
const STAKE_HINT = "Of the chain's own token in whole ones; of another token in its base units.";
const TOKEN: Field = { name: "token", label: "Token", kind: "address", value: zeroAddress, hint: "The zero address is the chain's own token." };

export const steps = {
  join: () => services("join", "Join the operators", "joinOperators", [], { about: "The chain holds a bond on the account." }),
  available: (value: boolean) => services(`available-${value}`, value ? "Resume as an operator" : "Pause as an operator", "setAvailable", [], { fixed: { available: value } }),
  delegate: (operator?: string) =>
    services("delegate", "Delegate stake", "delegate", [{ ...OPERATOR, ...(operator ? { value: operator } : {}) }, TOKEN, { name: "amount", label: "Amount", kind: "amount", value: "500", hint: STAKE_HINT }], {
      read: stake,
      about: "Stakes with an operator, for all its services. It is slashed and earns with it.",
    }),
  undelegate: () => services("undelegate", "Begin to unbond", "undelegate", [OPERATOR, TOKEN, { name: "amount", label: "Amount", kind: "amount", hint: STAKE_HINT }], { read: stake }),
  claim: (operator: string) => services(`claim-${operator}`, "Claim rewards", "claim", [], { fixed: { operator }, button: "Claim" }),
  fund: () => services("fund", "Fund the running era", "fund", [{ name: "amount", label: "Amount", kind: "amount", value: "90", hint: "In whole tokens." }], { about: "Adds to the pot that operators and delegators share by points." }),
  settle: (operator: string) => services(`settle-${operator}`, "Settle past eras", "settleOperator", [], { fixed: { operator }, button: "Settle" }),
  dispute: (slashId: bigint) => services(`dispute-${slashId}`, "Dispute", "disputeSlash", [], { fixed: { slashId }, button: "Dispute", about: "Holds the chain's bond for disputes. Governance then rules." }),
  expire: (slashId: bigint) => services(`expire-${slashId}`, "Expire", "expireSlash", [], { fixed: { slashId }, button: "Expire" }),
  execute: (slash: bigint): Step => ({
    id: `execute-${slash}`, title: "Execute", fields: [], button: "Execute", make: () => ({ to: PALLETS, data: executeSlash(slash) }),
  }),
  veto: (slash: bigint): Step => ({
    id: `veto-${slash}`, title: "Veto", fields: [], button: "Veto as governance", dev: true,
    direct: ({ client }) => client.vetoSlash(slash),
  }),
  rule: (slash: bigint, stands: boolean): Step => ({
    id: `rule-${slash}-${stands}`, title: stands ? "Uphold" : "Dismiss", fields: [], dev: true,
    button: stands ? "Uphold as governance" : "Dismiss as governance",
    direct: ({ client }) => client.resolveSlash(slash, stands),
  }),
  propose: (serviceId: bigint) =>
    services(`propose-${serviceId}`, "Propose a slash", "proposeSlash", [
      OPERATOR,
      { name: "offence", label: "Offence", kind: "number", value: "1", hint: "1 job misbehaviour, 2 quality of service, 3 security breach." },
      { name: "slashBps", label: "Share", kind: "number", value: "100", hint: "Of bond and stake, in basis points: 100 is 1 %." },
      { name: "evidence", label: "Hash of the evidence", kind: "bytes", hint: "32 bytes, not zero." },
    ], { fixed: { serviceId }, about: "For the manager, the account that it named, or the blueprint's owner." }),
  heartbeat: (serviceId: bigint) => services(`heartbeat-${serviceId}`, "Send a heartbeat", "heartbeat", [], { fixed: { serviceId } }),
  approve: (request: bigint, revision: bigint) => pallet(`approve-${request}`, "Approve", "approve", [], () => ({ request, revision }), { button: "Approve" }),
  reject: (request: bigint) => pallet(`reject-${request}`, "Reject", "reject", [], () => ({ request }), { button: "Reject" }),
  register: (blueprint: bigint) =>
    pallet(`register-${blueprint}`, "Register as an operator", "register", [
      { name: "limit", label: "Services at a time", kind: "number", value: "2" },
      { name: "inputs", label: "Registration inputs", kind: "bytes", hint: "Bytes that the manager reads; empty for none." },
    ], ({ limit, inputs }) => ({ blueprint, instance_limit: limit, inputs })),
  request: (blueprint: bigint, operators: readonly string[]) =>
    pallet(`request-${blueprint}`, "Request a service", "request", [
      { name: "operators", label: "Operators", kind: "addresses", value: operators.join(" "), hint: "Addresses, separated by spaces." },
      { name: "amount", label: "Stake that each operator commits", kind: "amount", value: "400", hint: "Of the chain's token; 0 for a service without stake." },
      { name: "ttl", label: "Time to live", kind: "number", value: "0", hint: "In seconds; 0 for no end." },
      { name: "inputs", label: "Request inputs", kind: "bytes", hint: "Bytes that the manager reads; empty for none." },
    ], ({ operators: named, amount, ttl, inputs }) => ({
      blueprint, operators: named, permitted_callers: [], inputs, ttl,
      assets: amount === 0n ? [] : [{ token: zeroAddress, amount: palletUnits("Stake that each operator commits", amount as bigint) }],
    })),
  call: (service: bigint) =>
    pallet(`call-${service}`, "Call a job", "call", [
      { name: "job", label: "Job", kind: "number", value: "0" },
      { name: "inputs", label: "Inputs", kind: "bytes", hint: "Bytes, or a number, which becomes a word of 32 bytes." },
    ], ({ job, inputs }) => ({ service, job, inputs })),
  submit: (service: bigint, call: bigint) =>
    pallet(`submit-${service}-${call}`, "Submit a result", "submit_result", [
      { name: "outputs", label: "Outputs", kind: "bytes", hint: "Bytes, or a number, which becomes a word of 32 bytes." },
    ], ({ outputs }) => ({ service, call, outputs })),
  report: (service: bigint, call: bigint, job: bigint) =>
    pallet(`report-${service}-${call}`, "Report a result", "submit_report", [
      { ...OPERATOR, name: "participant" },
      { name: "inputs", label: "Inputs of the call", kind: "bytes" },
      { name: "outputs", label: "Outputs of the result", kind: "bytes" },
    ], (values) => ({ service, job, call, ...values }), { about: "The manager checks the report. A false one costs its bond." }),
  createBlueprint: () =>
    pallet("create-blueprint", "Create a blueprint", "create_blueprint", [
      { name: "manager", label: "Manager", kind: "address", hint: "The contract whose hooks the chain calls." },
      { name: "generation", label: "Generation", kind: "choice", options: ["Core0_20", "Core0_10", "Substrate1_4", "Seed2024"] },
      { name: "jobs", label: "Jobs", kind: "number", value: "1" },
      { name: "most", label: "Points of a right result", kind: "number", value: "1", hint: "At most, as the manager's verdict says." },
      { name: "review", label: "Review of a slash", kind: "number", value: "604800", hint: "In seconds: 604800 is 7 days." },
    ], ({ manager, generation, jobs, most, review }) => {
      const plain = { amount: { floor: 0, cap: 10_000, history: 0, correlation: 0 }, ejects_at: 0 };
      return { definition: {
        manager, generation, jobs, reporting: true, quality_kinds: 0, min_operators: 1, max_operators: 10, max_instances: 100,
        points: { ByVerdict: { most } }, points_per_era: 2 ** 32 - 1, review,
        penalties: { job_misbehaviour: plain, quality_of_service: plain, security_breach: plain, slashed: "Burned" },
      } };
    }, { about: "Penalties are up to all of the stake, and what is slashed is burned. The command encodes other terms." }),
  activate: (blueprint: bigint): Step => ({
    id: `activate-${blueprint}`, title: "Activate for rewards", fields: [], button: "Activate as governance", dev: true,
    direct: ({ client }) => client.activateBlueprint(blueprint),
  }),
  transfer: (): Step => ({
    id: "transfer", title: "Send tokens", button: "Send",
    about: "A manager that proposes slashes needs tokens: the bond of a proposal is held on its account.",
    fields: [{ name: "to", label: "Receiver", kind: "address" }, { name: "amount", label: "Amount", kind: "amount", value: "1", hint: "In whole tokens." }],
    make: async ({ client, abilities }, values) => {
      const to = valueOf({ name: "to", label: "Receiver", kind: "address" }, values["to"] ?? "") as Address;
      const value = valueOf({ name: "amount", label: "Amount", kind: "amount" }, values["amount"] ?? "") as bigint;
      const code = abilities.dev ? await client.getCode({ address: to }) : undefined;
      if (!code || code === "0x") return { to, data: "0x", value };
      // A contract may reject a call with value. The pallet of balances calls no contract.
      const transfer = { dest: to, value: palletUnits("Amount", value) };
      return { to: PALLETS, data: await client.encodeCall("Balances", "transfer_keep_alive", transfer) };
    },
  }),
  deploy: (): Step => ({
    id: "deploy", title: "Deploy a manager", button: "Deploy",
    about: "The build of a contract: target/ink/NAME.polkavm, with NAME.abi.json beside it.",
    fields: [
      { name: "code", label: "Code (.polkavm or .evm)", kind: "file", accept: ".polkavm,.evm,.bin" },
      { name: "abi", label: "ABI (.abi.json)", kind: "file", accept: ".json" },
      { name: "args", label: "Constructor arguments", kind: "json", value: "[]", hint: "A JSON array. \"runtime\" and \"services\" stand for the caller of hooks and IServices." },
    ],
    make: async ({ client, settings, abilities }, values) => {
      const abi = valueOf({ name: "abi", label: "ABI", kind: "json" }, values["abi"] ?? "") as Abi;
      const given = valueOf({ name: "args", label: "Constructor arguments", kind: "json" }, values["args"] ?? "") as unknown[];
      const runtime = given.includes("runtime") && abilities.dev ? await client.addressOf("runtime") : undefined;
      const args = given.map((one) => (one === "runtime" ? (runtime ?? one) : one === "services" ? settings.services : one));
      return { to: undefined, data: encodeDeployData({ abi, bytecode: (values["code"] ?? "0x") as Hex, args } as never) };
    },
  }),
  time: (seconds: bigint, text: string): Step => ({
    id: `time-${seconds}`, title: `Move the clock by ${text}`, fields: [], button: text, dev: true, direct: ({ client }) => client.passTime(seconds),
  }),
  era: (): Step => ({ id: "next-era", title: "Begin the next era", fields: [], button: "Next era", dev: true, direct: ({ client }) => client.mineBlocks(1_000n) }),
  stakeAsset: (): Step => ({
    id: "accept-stake", title: "Accept the chain's token as stake", fields: [], button: "Accept as governance", dev: true,
    direct: ({ client }) => client.addAsset(zeroAddress, 12, 10n ** 12n),
  }),
  court: (court: Address, functionName: "dispute" | "veto" | "execute" | "expire" | "resolve", id: bigint, value?: bigint, uphold?: boolean): Step => ({
    id: `court-${functionName}-${uphold ?? ""}-${id}`, title: functionName, fields: [],
    button: functionName === "resolve" ? (uphold ? "Uphold" : "Dismiss") : functionName.charAt(0).toUpperCase() + functionName.slice(1),
    make: () => ({
      to: court, value,
      data: encodeFunctionData({ abi: ISlashingCourt as Abi, functionName, args: functionName === "resolve" ? [id, uphold] : [id] }),
    }),
  }),
};
