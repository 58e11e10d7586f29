// Compiles the package's `.sol` files by the names that a dependant imports them by.
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");
const NAME = "blueprint-hooks/";

/** The contracts and interfaces that have an ABI: `{ folder, name, abi }`, sorted. `files` are sources by their paths. */
export function compile(files) {
  const sources = Object.fromEntries(Object.entries(files).map(([path, content]) => [NAME + path, { content }]));
  const settings = { evmVersion: "cancun", outputSelection: { "*": { "*": ["abi"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const faults = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.formattedMessage).join("\n"));
  const contracts = [];
  for (const [path, declared] of Object.entries(output.contracts)) {
    const folder = path.match(/^blueprint-hooks\/solidity\/abi\/([^/]+)\//)?.[1] ?? "solidity";
    for (const [name, { abi }] of Object.entries(declared)) {
      if (abi.length > 0) contracts.push({ folder, name, abi });
    }
  }
  const key = ({ folder, name }) => `${folder}/${name}`;
  contracts.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  contracts.forEach((contract, index) => {
    if (index > 0 && key(contract) === key(contracts[index - 1])) {
      throw new Error(`${key(contract)}: expected one contract of this name, received two`);
    }
  });
  return contracts;
}
