// A network for a test: Ethereum's JSON-RPC by viem, and polkadot-js for what the runtime alone stores. What a test finds in
// blocks it finds in those that are final.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { createPublicClient, createWalletClient, defineChain, http, keccak256, parseAbi, stringToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

// The packages are those of the tests by Substrate's JSON-RPC.
const { ApiPromise, Keyring, WsProvider } = createRequire(new URL("../substrate/package.json", import.meta.url))("@polkadot/api");

/** Where the pallets take the encoded calls of Ethereum's wallets. */
const PALLETS = "0x6d6f646c70792f70616464720000000000000000";
export const SERVICES = "0x0000000000000000000000000000000005010000";
export const STAKING = "0x0000000000000000000000000000000005020000";
export const VAULTS = "0x0000000000000000000000000000000005040000";
/** Wei of one of the chain's smallest units. */
export const WEI = 1_000_000n;
/** How long a step may take, in milliseconds. */
const PATIENCE = 90_000;

const root = new URL("../../../", import.meta.url);

/** The functions, events and structs of an interface of the library. */
export function interfaceOf(name) {
  const source = readFileSync(new URL(`abi/solidity/library/${name}.sol`, root), "utf8");
  const code = source.replace(/\/\/.*$/gm, "");
  const items = code.match(/\b(function|event)\s[^;]+;|\bstruct\s+\w+\s*\{[^}]*\}/g);
  return parseAbi(items.map((it) => it.replace(/\s+/g, " ").replace(/;$/, "")));
}

/** A contract as `make contracts` left it. */
export function built(name) {
  const read = (file) => readFileSync(new URL(`target/ink/${file}`, root));
  return { abi: JSON.parse(read(`${name}.abi.json`)), bytecode: `0x${read(`${name}.polkavm`).toString("hex")}` };
}

/** A key that no chain knows. */
export const key = (name) => privateKeyToAccount(keccak256(stringToHex(name)));

/** The account of an address. */
export const accountOf = (address) => `${address}${"ee".repeat(12)}`;

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until there is a value, and returns it. */
export async function until(what, get, patience = PATIENCE) {
  const started = Date.now();
  for (;;) {
    const value = await get();
    if (value) return value;
    assert.ok(Date.now() - started < patience, `expected within ${patience / 1_000} s: ${what}`);
    await sleep(300);
  }
}

const started = Date.now();
/** Says what was found. */
export const say = (text) => console.log(`${((Date.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${text}`);

/** Requests something of the test's starter, and waits until it is done. */
export async function want(context, what) {
  const lines = createInterface({ input: process.stdin });
  context.after(() => lines.close());
  const line = new Promise((done) => lines.once("line", done));
  console.log(`wants: ${what}`);
  assert.equal(await line, "done");
  lines.close();
}

export class Network {
  static async at(ethereum, substrate) {
    const transport = http(ethereum);
    const id = await createPublicClient({ transport }).getChainId();
    const chain = defineChain({
      id, name: "A network", nativeCurrency: { name: "Unit", symbol: "UNIT", decimals: 18 },
      rpcUrls: { default: { http: [ethereum] } },
    });
    const network = new Network();
    network.reader = createPublicClient({ chain, transport, pollingInterval: 300, cacheTime: 0 });
    network.wallet = createWalletClient({ chain, transport, pollingInterval: 300 });
    network.api = await ApiPromise.create({ provider: new WsProvider(substrate), noInitWarn: true });
    network.keyring = new Keyring({ type: "sr25519" });
    return network;
  }

  async mined(hash) {
    const receipt = await this.reader.waitForTransactionReceipt({ hash, timeout: PATIENCE });
    assert.equal(receipt.status, "success", hash);
    return receipt;
  }

  /** Calls a contract or a precompile by a transaction. */
  async send(account, contract, functionName, args) {
    return this.mined(await this.wallet.writeContract({ account, ...contract, functionName, args }));
  }

  /** Pays an amount in wei. */
  async pay(account, to, value) {
    return this.mined(await this.wallet.sendTransaction({ account, to, value }));
  }

  /** Calls a pallet from an Ethereum wallet: a transaction with the encoded call. */
  async pallet(account, extrinsic) {
    return this.mined(await this.wallet.sendTransaction({ account, to: PALLETS, data: extrinsic.method.toHex() }));
  }

  /** What a view returns, in a block if one is named. */
  view(contract, functionName, args = [], blockNumber = undefined) {
    return this.reader.readContract({ ...contract, functionName, args, blockNumber });
  }

  /** The reason by which a call is rejected. */
  async rejection(account, contract, functionName, args) {
    const call = this.reader.simulateContract({ account, ...contract, functionName, args });
    const error = await call.then(() => assert.fail(`${functionName} is not rejected`), (error) => error);
    return error.walk((cause) => cause.reason !== undefined)?.reason ?? error.message;
  }

  /** Sends an extrinsic of a key by its path, and waits until it is final. */
  submit(uri, extrinsic) {
    return new Promise((resolve, reject) => {
      const watch = ({ status, events, dispatchError }) => {
        const failed = dispatchError ?? events.map(({ event }) => event)
          .find(({ section, method }) => section === "sudo" && method === "Sudid")
          ?.data.sudoResult.isErr;
        if (failed) reject(new Error(`${extrinsic.method.section}.${extrinsic.method.method}: ${failed}`));
        else if (status.isFinalized) resolve(events.map(({ event }) => event));
      };
      extrinsic.signAndSend(this.keyring.addFromUri(uri), watch).catch(reject);
    });
  }

  /** Lets governance make a call. */
  govern(call) {
    return this.submit("//Alice", this.api.tx.sudo.sudo(call));
  }

  /** The events of a final block. */
  async events(number) {
    const hash = await this.api.rpc.chain.getBlockHash(number);
    const at = await this.api.at(hash);
    return (await at.query.system.events()).map(({ event }) => event);
  }

  /** The state of a final block. */
  async at(number) {
    return (await this.api.at(await this.api.rpc.chain.getBlockHash(number))).query;
  }

  async final() {
    const hash = await this.api.rpc.chain.getFinalizedHead();
    return (await this.api.rpc.chain.getHeader(hash)).number.toNumber();
  }

  /** The first block from a number on with an event that fits, once it is final. */
  async find(what, from, fits, patience = PATIENCE) {
    let next = from;
    return until(what, async () => {
      for (const last = await this.final(); next <= last; next += 1) {
        const event = (await this.events(next)).find((it) => fits(it));
        if (event) return { number: next, event };
      }
      return undefined;
    }, patience);
  }
}

/** Whether an event has this name, and fields that fit. */
export const named = (section, method, fits = () => true) => (event) =>
  event.section === section && event.method === method && fits(event.data);
