// One page for each contract of the library: its interface, the grants that it takes, and who could lie to it.
import { costsOfContract, snapshot } from "./costs.mjs";
import { exists, markdownTable, read, rooted, table } from "./sources.mjs";
import { readInterface } from "./solidity.mjs";

const LIBRARY = "docs/library.md";
const QUALITY = "docs/quality.md";
const NAMES = "e2e/tests/docs.rs";

/** The contracts of the library: the test of the documents has the names by which these call them. */
export function contracts() {
  const [, list] = read(NAMES).match(/const LIBRARY: [^=]*= \[([^;]*)\];/);
  const named = [...list.matchAll(/\("(\w+)", "([\w ]+)", "(\w+)"\)/g)].map(([, short, name, build]) => ({ short, name, build }));
  // They have no roles, so the test has them apart.
  named.push({ short: "beacon", name: "seed beacon", build: "seed_beacon" });
  named.push({ short: "participation", name: "consensus participation", build: "consensus_participation" });
  named.push({ short: "foreign", name: "foreign consensus", build: "foreign_consensus" });
  return named.map((one) => {
    const folder = `contracts/${one.build.replaceAll("_", "-")}`;
    const type = `I${one.build.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("")}`;
    return { ...one, folder, path: `abi/solidity/library/${type}.sol` };
  });
}

const rows = (path, header) => table(rooted(read(path), path), header);

function functions(path) {
  const { declarations } = readInterface(read(path));
  return declarations.filter(({ kind }) => kind === "function").map(({ name, view, payable, tags }) =>
    [`\`${name}\``, view ? "view" : payable ? "payable" : "", [tags.notice, tags.dev].filter(Boolean).join(" ")]);
}

function errors(path) {
  const { declarations } = readInterface(read(path));
  return declarations.filter(({ kind }) => kind === "error").map(({ name, tags }) => [`\`${name}\``, tags.notice ?? ""]);
}

/** The page of a contract. */
export function contractPage({ short, name, build, folder, path }) {
  const { about } = readInterface(read(path));
  const solidity = `contracts/solidity/${path.match(/I(\w+)\.sol$/)[1]}.sol`;
  const parts = [`# ${name[0].toUpperCase()}${name.slice(1)}`, `${about.title}.`];
  if (about.notice) parts.push(about.notice);
  if (about.dev) parts.push(about.dev);
  const code = [`[interface](/${path})`, `[ink!](/${folder}/src/lib.rs)`];
  if (exists(solidity)) code.push(`[Solidity](/${solidity})`);
  parts.push(`Code: ${code.join(", ")}. [How contracts of the library work together](/${LIBRARY}).`);

  const [deployed] = rows(LIBRARY, "| contract | constructor arguments").filter(([cell]) => cell.includes(`[${name}]`));
  if (deployed) {
    const roles = `runtime, guardian, ${build === "slashing_court" ? "governance, " : ""}delay of roles in seconds`;
    parts.push("## Deployment and state", markdownTable(["", ""], [
      ["constructor", deployed[1] === "none" ? roles : `${roles}; ${deployed[1]}`],
      ["state", deployed[2]],
      ["called by", deployed[3]],
    ]));
  }
  const grants = rows(LIBRARY, "| grant | call |").filter(([, call]) => call.includes(`\`${short}.`));
  if (grants.length > 0) parts.push("## Grants", "Each is a call of the account that the contract obeys:", markdownTable(["grant", "call", "error without it"], grants));
  const checks = rows(QUALITY, "| check |").filter(([, cell]) => cell.startsWith(`${name}:`));
  if (checks.length > 0) {
    parts.push("## Threats", "Who could lie in each check, what it costs, and the tests in which attacks fail:");
    for (const [check, cell, evidence, signer, liar, effect, attack] of checks) {
      parts.push(`### ${check[0].toUpperCase()}${check.slice(1)}`, [
        `- function: ${cell.slice(name.length + 1).trim()}`, `- evidence: ${evidence}`, `- who signs: ${signer}`,
        `- who could lie, what it costs: ${liar}`, `- effect: ${effect}`, `- attack that fails: ${attack}`,
      ].join("\n"));
    }
  }
  parts.push("## Functions", markdownTable(["function", "kind", "description"], functions(path)));
  const reverts = errors(path);
  if (reverts.length > 0) parts.push("## Errors", markdownTable(["error", "description"], reverts));
  if (snapshot().some(({ contract }) => contract === build)) {
    parts.push("## Costs", "Of each call alone, without the transaction around it ([how it is measured](/docs/book/costs.md)):", costsOfContract(build));
  }
  return `${parts.join("\n\n")}\n`;
}

/** The list of the library's contracts. */
export function contractsOverview() {
  return markdownTable(["contract", "description"], contracts().map(({ name, path, build }) => {
    const { about } = readInterface(read(path));
    return [`[${name}](/contracts/${build})`, about.title.replace(/^The [\w ]+: /, "")];
  }));
}
