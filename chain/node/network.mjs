#!/usr/bin/env node
// Starts a network of validators on this machine, says where they listen, and shows their heads until it is ended.
//
//   network.mjs NODE ETH_RPC [--chain local-fast] [--validators 4] [--base-path FOLDER] [--seconds N]
//
// Each validator has a folder of its own, below a new one, or below the one that is given, where the next start finds what
// they stored. Ethereum's JSON-RPC stands beside the first. With --seconds it ends by itself, with an error if nothing
// became final.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const VALIDATORS = ["alice", "bob", "charlie", "dave"];
const LISTENS = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)\D/;
const IDENTITY = /Local node identity is: (\S+)/;
// The first start compiles the runtime.
const STARTUP_SECONDS = 180;

const usage =
  "usage: network.mjs NODE ETH_RPC [--chain local|local-three|local-fast|FILE] [--validators 1..4] [--base-path FOLDER] [--seconds N]";
const running = [];

function fail(message) {
  console.error(message);
  end(1);
}

let ended = false;
function end(code) {
  if (ended) return;
  ended = true;
  for (const { child } of running) child.kill("SIGTERM");
  const left = () => running.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  const started = Date.now();
  const wait = setInterval(() => {
    if (left().length > 0 && Date.now() - started < 60_000) return;
    clearInterval(wait);
    for (const { child } of left()) child.kill("SIGKILL");
    if (removed) rmSync(removed, { recursive: true, force: true });
    process.exit(code);
  }, 100);
}

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Starts a program whose log goes to a file, and waits until it listens.
async function start(name, program, args, log) {
  const file = openSync(log, "w");
  const child = spawn(program, args, { stdio: ["ignore", "ignore", file] });
  const it = { name, child, log };
  running.push(it);
  child.on("error", (error) => fail(`${name}: ${program} cannot be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (ended) return;
    const last = readFileSync(log, "utf8").trim().split("\n").slice(-20).join("\n");
    fail(`${last}\n${name} ended (${signal ?? code}), with the log above`);
  });
  for (const started = Date.now(); Date.now() - started < STARTUP_SECONDS * 1_000; await sleep(100)) {
    const text = readFileSync(log, "utf8");
    const port = text.match(LISTENS);
    if (port) return { ...it, rpc: Number(port[1]), identity: text.match(IDENTITY)?.[1] };
    if (ended) await new Promise(() => {});
  }
  fail(`expected ${name} to listen within ${STARTUP_SECONDS} s; its log is ${log}`);
  return new Promise(() => {});
}

async function ask(port, method, params = []) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

async function heads({ rpc }) {
  const [best, hash, health] = await Promise.all([
    ask(rpc, "chain_getHeader"),
    ask(rpc, "chain_getFinalizedHead"),
    ask(rpc, "system_health"),
  ]);
  const final = await ask(rpc, "chain_getHeader", [hash]);
  return { best: Number(best.number), final: Number(final.number), hash, peers: health.peers };
}

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        chain: { type: "string", default: "local" },
        validators: { type: "string" },
        "base-path": { type: "string" },
        seconds: { type: "string" },
      },
    });
    const [node, ethRpc] = positionals;
    if (!node || !ethRpc || positionals.length > 2) throw new Error("expected the two programs");
    const most = values.chain === "local-three" ? 3 : 4;
    const count = Number(values.validators ?? most);
    if (!Number.isInteger(count) || count < 1 || count > most)
      throw new Error(`expected 1 to ${most} validators, received '${values.validators}'`);
    const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
    if (seconds !== undefined && !(seconds > 0)) throw new Error(`expected seconds above 0, received '${values.seconds}'`);
    return { node, ethRpc, chain: values.chain, count, folder: values["base-path"], seconds };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

const { node, ethRpc, chain, count, folder, seconds } = read();
const base = folder ? resolve(folder) : mkdtempSync(join(tmpdir(), "blueprint-network-"));
const removed = folder ? undefined : base;
process.on("uncaughtException", (error) => fail(error.message));
process.stdout.on("error", () => end(0));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));

// The specification as every validator starts with it: of any other, each start compiles the runtime to make the genesis. A
// folder of an earlier start has that of a named chain already.
const specification = join(base, `${chain.replaceAll(/[^\w-]/g, "_")}.raw.json`);
if (existsSync(chain) || !existsSync(specification)) {
  const args = ["build-spec", "--raw", "--disable-default-bootnode", "--chain", chain];
  const raw = execFileSync(node, args, { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 });
  writeFileSync(specification, raw);
}

const validators = [];
for (const name of VALIDATORS.slice(0, count)) {
  const home = join(base, name);
  mkdirSync(home, { recursive: true });
  const port = await freePort();
  const boot = validators.map((it) => `--bootnodes=/ip4/127.0.0.1/tcp/${it.port}/p2p/${it.identity}`);
  const args = [
    `--chain=${specification}`,
    `--base-path=${home}`,
    // Of this machine alone: the keys are well known.
    `--listen-addr=/ip4/127.0.0.1/tcp/${port}`,
    "--no-mdns",
    "--rpc-port=0",
    "--no-prometheus",
    "--no-telemetry",
    // The identity by which others find it; the next start finds it in the folder.
    "--unsafe-force-node-key-generation",
    "--state-pruning=archive",
    `--${name}`,
    ...boot,
  ];
  validators.push({ port, ...(await start(name, node, args, join(home, "log"))) });
}
const ethereum = await start(
  "Ethereum's JSON-RPC",
  ethRpc,
  ["--no-prometheus", "--rpc-port=0", `--node-rpc-url=ws://127.0.0.1:${validators[0].rpc}`, "--dev", "--eth-pruning=512"],
  join(base, "eth-rpc.log"),
);

console.log(`${count} validators of the chain '${chain}', in ${base}`);
for (const { name, rpc } of validators) console.log(`${name.padEnd(8)} ws://127.0.0.1:${rpc}`);
console.log(`Ethereum http://127.0.0.1:${ethereum.rpc}\nCtrl-C ends all. Newest block / newest final block (peers):`);

const started = Date.now();
let final = 0;
for (;;) {
  await sleep(3_000);
  if (ended) break;
  const all = await Promise.all(
    validators.map(async (it) => {
      try {
        const head = await heads(it);
        final = Math.max(final, head.final);
        return `${it.name} ${head.best}/${head.final} (${head.peers})`;
      } catch (error) {
        return `${it.name}: ${error.message}`;
      }
    }),
  );
  if (ended) break;
  console.log(all.join("   "));
  if (seconds !== undefined && Date.now() - started > seconds * 1_000) {
    if (final === 0) fail(`expected a final block within ${seconds} s, received none`);
    else end(0);
    break;
  }
}
