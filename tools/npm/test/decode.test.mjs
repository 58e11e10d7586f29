// Names of errors and events, and what the package consists of. No chain.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { encodeAbiParameters, encodeErrorResult, encodeEventTopics, parseAbi } from "viem";
import * as abis from "blueprint-hooks/abi";
import { IServices } from "blueprint-hooks/abi/library";
import { ITangleEvents, ITangleJobs } from "blueprint-hooks/abi/tnt-core-0.20";
import { SERVICES, decodeError, decodeEvent } from "blueprint-hooks";

const ACCOUNT = "0x00000000000000000000000000000000000000A1";
/** A value of a type, the least that differs from zero where a type has one. */
function sample({ type, components = [] }) {
  const list = type.match(/^(.*)\[(\d*)\]$/);
  if (list) return Array.from({ length: Number(list[2] || 1) }, () => sample({ type: list[1], components }));
  if (type === "tuple") return Object.fromEntries(components.map((one) => [one.name, sample(one)]));
  if (type === "address") return ACCOUNT;
  if (type === "bool") return true;
  if (type === "string") return "text";
  if (type === "bytes") return "0x01";
  if (type.startsWith("bytes")) return `0x${"01".repeat(Number(type.slice(5)))}`;
  return /^u?int(8|16|24|32|40|48)$/.test(type) ? 1 : 1n;
}
const all = Object.values(abis).flatMap((folder) => Object.values(folder)).flat();
const named = (inputs, key) => inputs.map(({ name }, index) => [name === "" ? `${index}` : name, key(inputs[index])]);

test("every error of every interface is named, with its values", () => {
  const errors = all.filter(({ type }) => type === "error");
  assert.ok(errors.length > 500, `${errors.length}`);
  for (const item of errors) {
    const data = encodeErrorResult({ abi: [item], errorName: item.name, args: item.inputs.map(sample) });
    const decoded = decodeError(data);
    assert.equal(decoded?.kind, "contract", `${item.name}: ${JSON.stringify(decoded?.text)}`);
    assert.equal(decoded.name, item.name);
    // An error has the same names of its values in each interface.
    assert.deepEqual(Object.keys(decoded.args), named(item.inputs, () => 0).map(([name]) => name), item.name);
  }
});

test("every event of every interface is named, with its values", () => {
  for (const item of all.filter(({ type }) => type === "event")) {
    const indexed = item.inputs.filter((input) => input.indexed);
    const rest = item.inputs.filter((input) => !input.indexed);
    const topics = encodeEventTopics({ abi: [item], eventName: item.name, args: indexed.map(sample) });
    const decoded = decodeEvent({ address: SERVICES, topics, data: encodeAbiParameters(rest, rest.map(sample)) });
    assert.equal(decoded?.name, item.name);
    assert.equal(Object.keys(decoded.args).length, item.inputs.length);
  }
});

test("declarations of one event that differ are distinguished by their topics, or by choice", () => {
  const args = { serviceId: 1n, callId: 2n, jobIndex: 3, caller: ACCOUNT, inputs: "0x05" };
  const values = [3, ACCOUNT, "0x05"];
  const emitted = {
    address: ACCOUNT,
    topics: encodeEventTopics({ abi: ITangleEvents, eventName: "JobSubmitted", args }),
    data: encodeAbiParameters([{ type: "uint8" }, { type: "address" }, { type: "bytes" }], values),
  };
  const declared = {
    address: ACCOUNT,
    topics: encodeEventTopics({ abi: ITangleJobs, eventName: "JobSubmitted", args }),
    data: encodeAbiParameters([{ type: "address" }, { type: "bytes" }], values.slice(1)),
  };
  assert.deepEqual([emitted, declared].map(({ topics }) => topics.length), [3, 4]);
  for (const log of [emitted, declared]) assert.deepEqual(decodeEvent(log).args, { ...args, jobIndex: 3n });

  // Its data would decode by the other declaration, too.
  const abis = ["event Took(uint8 job, bytes inputs)", "event Took(uint8 indexed job, bytes inputs)"].map((one) => parseAbi([one]));
  const both = {
    address: ACCOUNT,
    topics: encodeEventTopics({ abi: abis[1], eventName: "Took", args: { job: 3 } }),
    data: encodeAbiParameters([{ type: "bytes" }], [`0x${"00".repeat(64)}`]),
  };
  assert.equal(decodeEvent(both, { abis }).args.job, 3n);

  const slash = {
    address: ACCOUNT,
    topics: encodeEventTopics({ abi: ITangleEvents, eventName: "SlashExecuted", args: { slashId: 1n, serviceId: 2n, operator: ACCOUNT } }),
    data: encodeAbiParameters([{ type: "uint256" }], [9n]),
  };
  const court = { proposalId: 1n, serviceId: 2n, operator: ACCOUNT, amount: 9n };
  assert.deepEqual(decodeEvent(slash).args, court);
  assert.deepEqual(Object.keys(decodeEvent(slash, { of: "tnt-core-0.20" }).args)[0], "slashId");
});

test("a word beyond the range of its type is no value of an event", () => {
  const abis = [parseAbi(["event Said(uint8 what, address who)", "event Heard(uint8 indexed what, address indexed who, string indexed text)"])];
  const word = (digits) => `0x${digits.padStart(64, "0")}`;
  const log = (eventName, args, data) =>
    ({ address: ACCOUNT, topics: encodeEventTopics({ abi: abis[0], eventName, args }), data });
  const said = (what, who) => decodeEvent(log("Said", {}, `${word(what)}${word(who).slice(2)}`), { abis });
  const who = ACCOUNT.slice(2);
  assert.equal(said("ff", who)?.args.what, 255n);
  assert.equal(said("1ff", who), undefined);
  assert.equal(said("ff", `01${who}`), undefined);

  const heard = log("Heard", { what: 255, who: ACCOUNT, text: "text" }, "0x");
  assert.equal(decodeEvent(heard, { abis })?.args.what, 255n);
  for (const [at, topic] of [[1, word("1ff")], [2, word(`01${who}`)]]) {
    assert.equal(decodeEvent({ ...heard, topics: heard.topics.with(at, topic) }, { abis }), undefined);
  }
});

test("reverts are named whichever way they arrive", () => {
  const text = (message) => encodeErrorResult({ abi: parseAbi(["error Error(string)"]), args: [message] });
  const panic = (code) => encodeErrorResult({ abi: parseAbi(["error Panic(uint256)"]), args: [code] });
  assert.deepEqual(decodeError(text("NotManager")), {
    kind: "services", name: "NotManager", declaredBy: ["Services"], text: "NotManager",
  });
  assert.deepEqual(decodeError(text("BadPage")).declaredBy, ["IServices"]);
  assert.deepEqual(decodeError(text("OperatorLeaving")).declaredBy, ["Services", "Stake"]);
  // Names of an object's own properties are no errors.
  assert.equal(decodeError(text("constructor")).kind, "message");
  assert.equal(decodeError(panic(17n)).text, "ArithmeticOverflow (panic 0x11)");
  assert.equal(decodeError(panic(999n)).text, "Panic (panic 0x3e7)");
  assert.equal(decodeError({ code: 3, message: "execution reverted", data: "0x" }).kind, "empty");
  assert.equal(decodeError("0x01020304").text, "reverted with 0x01020304");
  // ethers keeps a node's response in `info`.
  const response = { code: 3, message: "execution reverted: Services.HookReverted([1, 2, 3])", data: panic(1n) };
  const wrapped = decodeError(Object.assign(new Error("call failed"), { info: { error: response } }));
  assert.equal(wrapped.text, "Services.HookReverted: AssertionFailed (panic 0x1)");
  // No reverts.
  assert.equal(decodeError(new Error("fetch failed", { cause: new Error("connection refused") })), undefined);
  for (const none of [undefined, null, 7, {}, "text"]) assert.equal(decodeError(none), undefined);
  const cyclic = new Error("of itself");
  cyclic.cause = cyclic;
  assert.equal(decodeError(cyclic), undefined);
});

test("own ABIs come first, and data must be exactly an error's encoding", () => {
  const abi = parseAbi(["error CallerNotRuntime(address wanted, address got)", "error Mine(uint32 count)"]);
  const data = encodeErrorResult({ abi, errorName: "CallerNotRuntime", args: [ACCOUNT, SERVICES] });
  assert.deepEqual(Object.keys(decodeError(data).args), ["expected", "received"]);
  const own = decodeError(data, { abis: [abi] });
  assert.deepEqual([own.declaredBy, own.args], [["given"], { wanted: ACCOUNT, got: SERVICES }]);
  assert.equal(decodeError(`${data}00`, { abis: [abi] }).kind, "unknown");
  assert.equal(decodeError(data.slice(0, -2)).kind, "unknown");
  const mine = encodeErrorResult({ abi, errorName: "Mine", args: [7] });
  assert.deepEqual([decodeError(mine).kind, decodeError(mine, { abis: [abi] }).text], ["unknown", "Mine(count: 7)"]);
});

test("ABIs have the format of blueprint-hooks build", (t) => {
  const built = new URL("../../../target/solidity/ISlashingCourt.ts", import.meta.url);
  const made = readFileSync(new URL("../src/abi/library/ISlashingCourt.ts", import.meta.url), "utf8");
  assert.match(made, /^export const abi = \[\n[\s\S]*\n\] as const;\n$/);
  assert.equal(IServices.filter(({ type }) => type === "event").length, 2);
  if (!existsSync(built)) return t.skip("make contracts has not built ISlashingCourt");
  const parsed = (text) => JSON.parse(text.slice(text.indexOf("["), text.lastIndexOf("]") + 1));
  assert.deepEqual(parsed(made), parsed(readFileSync(built, "utf8")));
});
