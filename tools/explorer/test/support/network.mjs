// A network of four validators for tests, with Ethereum's JSON-RPC: chain/node/network.mjs on a specification with short eras.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY, clientsOf } from "./chain.mjs";

/** Substrate's well-known Ethereum keys, alith's and baltathar's, which the network endows. */
const KEYS = [
  { address: "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac", key: "0x5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133" },
  { address: "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0", key: "0x8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b" },
];
/** The accounts of two validators: `//Alice//stash` and `//Bob//stash`. */
export const STASHES = {
  alice: "0xbe5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f",
  bob: "0xfe65717dad0447d715f660a0a58411de509b42e6efb8375f562f58a554d5860e",
};
/** The account of `//Alice`, which governs. */
export const GOVERNANCE = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

/** Four compiles of the runtime, on two cores on which other programs run. */
const STARTUP = 600_000;

const needed = (name) => {
  const path = process.env[name];
  if (!path) throw new Error(`expected the path of a program in ${name}, received none: make test-explorer builds it`);
  return path;
};

/** A specification with other terms of the network. As text: JSON's numbers lose digits of balances in JavaScript. */
function withTerms(specification, terms) {
  return Object.entries(terms).reduce((text, [name, value]) => {
    const parts = text.split(new RegExp(`"${name}":\\s*\\d+`));
    if (parts.length !== 2) throw new Error(`expected a specification with one ${name}, received ${parts.length - 1}`);
    return parts.join(`"${name}": ${value}`);
  }, specification);
}

/** Starts a network with eras of so many seconds at least: a session of five slots. `stop` ends it. */
export async function startNetwork({ slot = 2_000 } = {}) {
  const [node, ethRpc] = [needed("BLUEPRINT_NODE"), needed("BLUEPRINT_ETH_RPC")];
  const folder = mkdtempSync(join(tmpdir(), "blueprint-explorer-network-"));
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 };
  const specification = execFileSync(node, ["build-spec", "--chain", "local-fast", "--disable-default-bootnode"], options);
  const chain = join(folder, "network.json");
  writeFileSync(chain, withTerms(specification, { slotMilliseconds: slot, sessionBlocks: 5, eraSessions: 1 }));
  // One of them compiles the runtime, and the others find it.
  const validators = join(folder, "validators");
  const compiled = join(validators, "compiled");
  mkdirSync(compiled, { recursive: true });
  for (const name of ["alice", "bob", "charlie", "dave"]) {
    const home = join(validators, name, "chains", JSON.parse(specification).id);
    mkdirSync(home, { recursive: true });
    symlinkSync(compiled, join(home, "compiled"));
  }
  const script = join(REPOSITORY, "chain/node/network.mjs");
  const child = spawn(process.execPath, [script, node, ethRpc, "--chain", chain, "--base-path", validators]);
  let log = "";
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", (error) => resolve((log += error))));
  await new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${script}: ${what}; its output:\n${log}`));
    const deadline = setTimeout(() => fail("expected a network within ten minutes, received none"), STARTUP);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        log += data;
        if (!/Ctrl-C ends/.test(log)) return;
        clearTimeout(deadline);
        resolve();
      });
    }
    ended.then(() => {
      clearTimeout(deadline);
      fail("expected a network, received its end");
    });
  });
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const [, rpc] = /^Ethereum (http:\/\/127\.0\.0\.1:\d+)/m.exec(log);
  const [, substrate] = /^alice +(ws:\/\/127\.0\.0\.1:\d+)/m.exec(log);
  return { addresses: { rpc, accounts: KEYS }, substrate, log: () => log, stop, ...clientsOf(rpc, KEYS) };
}
