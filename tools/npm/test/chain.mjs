// A development chain for tests: the command's `dev up` on a free port, and viem's clients of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicClient, createWalletClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { devActions } from "blueprint-hooks/dev";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const TIMEOUT = 60_000;

/**
 * Starts a chain, which ends with the test. `manager` is a contract of this repository, of which the chain then has a
 * blueprint with a service.
 */
export async function startChain(test, { manager } = {}) {
  const command = process.env.BLUEPRINT_HOOKS;
  assert.ok(command, "expected the path of the command blueprint-hooks in BLUEPRINT_HOOKS, received none");
  const folder = mkdtempSync(join(tmpdir(), "blueprint-hooks-npm-"));
  const out = join(folder, "dev.json");
  const options = ["--port", "0", "--project", repository, "--out", out, "--kept-states", "200000"];
  const child = spawn(command, ["dev", "up", ...options, ...(manager ? ["--manager", manager] : [])]);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (log += data));
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", (error) => resolve((log += error))));
  test.after(async () => {
    // It waits for its clients at the end, and a test that failed may have left one.
    const patience = setTimeout(() => child.kill("SIGKILL"), 2_000);
    child.kill("SIGINT");
    await ended;
    clearTimeout(patience);
    rmSync(folder, { recursive: true });
  });
  const addresses = await new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${command} dev up: ${what}; its output:\n${log}`));
    const deadline = setTimeout(() => fail("expected addresses within a minute, received none"), TIMEOUT);
    // It prints the last line once the addresses are written.
    child.stdout.on("data", () => {
      if (!/Ctrl-C ends/.test(log)) return;
      clearTimeout(deadline);
      resolve(JSON.parse(readFileSync(out, "utf8")));
    });
    ended.then(() => fail("expected a chain, received its end"));
  });
  const chain = defineChain({
    id: 31337,
    name: "Blueprint hooks development",
    nativeCurrency: { name: "Unit", symbol: "UNIT", decimals: 18 },
    rpcUrls: { default: { http: [addresses.rpc] } },
  });
  const transport = http(addresses.rpc);
  const common = { chain, transport, pollingInterval: 50, cacheTime: 0 };
  const publicClient = createPublicClient(common).extend(devActions);
  const accounts = addresses.accounts.map(({ key }) => privateKeyToAccount(key));
  const wallets = accounts.map((account) => createWalletClient({ ...common, account }));
  return { addresses, publicClient, accounts, wallets };
}
