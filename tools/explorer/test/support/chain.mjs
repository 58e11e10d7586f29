// A development chain for tests: the command's `dev up` on a free port, and viem's clients of it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicClient, createWalletClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { devActions } from "blueprint-hooks/dev";

export const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
/** The folder with built contracts. */
export const ARTIFACTS = process.env.BLUEPRINT_ARTIFACTS ?? join(REPOSITORY, "target");
/** The folder with the built page. */
export const DIST = process.env.EXPLORER_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
const TIMEOUT = 60_000;

/** Starts a chain that serves the built page. `stop` ends it. `options` are further ones of `dev up`. */
export async function startChain(options = []) {
  const command = process.env.BLUEPRINT_HOOKS;
  if (!command) throw new Error("expected the path of the command blueprint-hooks in BLUEPRINT_HOOKS, received none");
  const folder = mkdtempSync(join(tmpdir(), "blueprint-explorer-"));
  const out = join(folder, "dev.json");
  const all = ["--port", "0", "--project", REPOSITORY, "--out", out, "--kept-states", "200000", "--explorer", DIST, ...options];
  const child = spawn(command, ["dev", "up", ...all]);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (log += data));
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", (error) => resolve((log += error))));
  const addresses = await new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${command} dev up: ${what}; its output:\n${log}`));
    const deadline = setTimeout(() => fail("expected addresses within a minute, received none"), TIMEOUT);
    child.stdout.on("data", () => {
      if (!/Ctrl-C ends/.test(log)) return;
      clearTimeout(deadline);
      resolve(JSON.parse(readFileSync(out, "utf8")));
    });
    ended.then(() => fail("expected a chain, received its end"));
  });
  const stop = async () => {
    const patience = setTimeout(() => child.kill("SIGKILL"), 2_000);
    child.kill("SIGINT");
    await ended;
    clearTimeout(patience);
    rmSync(folder, { recursive: true, force: true });
  };
  return { addresses, log: () => log, stop, ...clientsOf(addresses.rpc, addresses.accounts) };
}

/** viem's clients of a chain, and one wallet for each of its keys. */
export function clientsOf(rpc, keys) {
  const chain = defineChain({
    id: 31337,
    name: "Blueprint hooks development",
    nativeCurrency: { name: "Unit", symbol: "UNIT", decimals: 18 },
    rpcUrls: { default: { http: [rpc] } },
  });
  const common = { chain, transport: http(rpc), pollingInterval: 50, cacheTime: 0 };
  const publicClient = createPublicClient(common).extend(devActions);
  const accounts = keys.map(({ key }) => privateKeyToAccount(key));
  return { publicClient, accounts, wallets: accounts.map((account) => createWalletClient({ ...common, account })) };
}

/** A built contract for a machine, and its ABI. */
export function artifact(kind, name, machine = "polkavm") {
  const path = join(ARTIFACTS, kind, name);
  return {
    path: `${path}.${machine}`,
    abiPath: `${path}.abi.json`,
    abi: JSON.parse(readFileSync(`${path}.abi.json`, "utf8")),
    bytecode: `0x${readFileSync(`${path}.${machine}`).toString("hex")}`,
  };
}
