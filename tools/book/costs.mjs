// Prices of calls, from the reviewed snapshot of `make bench`.
import { markdownTable, read } from "./sources.mjs";

const BUILDS = { ink: "ink!", resolc: "Solidity, PolkaVM", evm: "Solidity, EVM" };
/** Base units of the test chain's token. */
const UNIT = 1e12;

let rows;
export function snapshot() {
  rows ??= JSON.parse(read("e2e/snapshots/bench.json"));
  return rows;
}

const micros = (picoseconds) => (picoseconds / 1e6).toFixed(0);
const tokens = (units) => (units === 0 ? "0" : (units / UNIT).toFixed(4));
const number = (value) => value.toLocaleString("en-US");

const FIGURES = ["time, µs", "proof, bytes", "deposit, tokens"];
const RIGHT = ["right", "right", "right"];
const figures = ({ ref_time, proof_size, deposit }) => [micros(ref_time), number(proof_size), tokens(deposit)];
const named = (contract) => contract.replaceAll("_", " ");

/** The function of a measured call: its name without the error, the overload and the count. */
export const functionOf = (hook) => hook.match(/^\w+/)[0];

/** What one function costs in every contract that was measured with it; empty where none was. */
export function costsOfHook(name) {
  const found = snapshot().filter(({ hook }) => functionOf(hook) === name);
  if (found.length === 0) return "";
  return markdownTable(
    ["contract", "call", "build", ...FIGURES],
    found.map((row) => [named(row.contract), `\`${row.hook}\``, BUILDS[row.build], ...figures(row)]),
    [, , , ...RIGHT],
  );
}

/** What the calls of one contract cost, the builds beside one another. */
export function costsOfContract(contract) {
  const found = snapshot().filter((row) => row.contract === contract);
  const builds = Object.keys(BUILDS).filter((build) => found.some((row) => row.build === build));
  const calls = [...new Set(found.map(({ hook }) => hook))];
  const of = (hook, build, show) => {
    const row = found.find((one) => one.hook === hook && one.build === build);
    return row ? show(row) : "–";
  };
  const kinds = [["time, µs", (row) => micros(row.ref_time)], ["proof, bytes", (row) => number(row.proof_size)], ["deposit, tokens", (row) => tokens(row.deposit)]];
  const header = kinds.flatMap(([kind]) => builds.map((build) => `${kind}: ${BUILDS[build]}`));
  return markdownTable(
    ["call", ...header],
    calls.map((hook) => [`\`${hook}\``, ...kinds.flatMap(([, show]) => builds.map((build) => of(hook, build, show)))]),
    [, ...header.map(() => "right")],
  );
}

/** Bytes of code of every contract and build. */
export function codeSizes() {
  const contracts = [...new Set(snapshot().map(({ contract }) => contract))];
  const builds = Object.keys(BUILDS);
  const size = (contract, build) => {
    const row = snapshot().find((one) => one.contract === contract && one.build === build);
    return row ? number(row.code_bytes) : "–";
  };
  return markdownTable(
    ["contract", ...builds.map((build) => BUILDS[build])],
    contracts.map((contract) => [named(contract), ...builds.map((build) => size(contract, build))]),
    [, ...builds.map(() => "right")],
  );
}
