#!/usr/bin/env node
// Saves final headers of a running chain with Aura, as SCALE has them: the fixture of e2e/tests/foreign_consensus.rs.
//
//   chain/node/network.mjs NODE ETH_RPC                              # four validators; stop one for a while with kill -STOP
//   e2e/tools/headers.mjs http://127.0.0.1:PORT FROM TO > e2e/tests/fixture/aura_headers.json
//
// PORT is that of a validator. FROM is the number of the checkpoint, TO that of the last header.

const [url, from, to] = process.argv.slice(2);
if (!url || !(Number(to) > Number(from))) {
  console.error("usage: headers.mjs URL FROM TO, where TO is above FROM");
  process.exit(2);
}

async function ask(method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

const bytes = (hex) => Buffer.from(hex.slice(2), "hex");

// A compact number of SCALE below 2^30.
function compact(number) {
  if (number < 1 << 6) return Buffer.from([number << 2]);
  if (number < 1 << 14) return Buffer.from([((number & 63) << 2) | 1, number >> 6]);
  const four = Buffer.alloc(4);
  four.writeUInt32LE(number * 4 + 2);
  return four;
}

// Its digest items are encoded already.
function encoded({ parentHash, number, stateRoot, extrinsicsRoot, digest }) {
  const items = digest.logs.map(bytes);
  const parts = [bytes(parentHash), compact(Number(number)), bytes(stateRoot), bytes(extrinsicsRoot), compact(items.length), ...items];
  return Buffer.concat(parts);
}

// Of the item that names Aura's slot.
function slotOf({ digest }) {
  const item = digest.logs.find((it) => it.startsWith("0x0661757261"));
  return bytes(item).readBigUInt64LE(6);
}

const final = await ask("chain_getHeader", await ask("chain_getFinalizedHead"));
if (Number(final.number) < Number(to)) throw new Error(`expected ${to} to be final, received ${Number(final.number)}`);
const hash = await ask("chain_getBlockHash", Number(from));
const checkpoint = await ask("chain_getHeader", hash);
// A vector of keys: a compact length of one byte for up to 63.
const authorities = bytes(await ask("state_call", "AuraApi_authorities", "0x", hash)).subarray(1);
const duration = bytes(await ask("state_call", "AuraApi_slot_duration", "0x", hash)).readBigUInt64LE();
const headers = [];
for (let number = Number(from) + 1; number <= Number(to); number++) {
  const header = await ask("chain_getHeader", await ask("chain_getBlockHash", number));
  headers.push(`0x${encoded(header).toString("hex")}`);
}
const saved = {
  command: `e2e/tools/headers.mjs URL ${from} ${to}`,
  slotDuration: Number(duration),
  authorities: `0x${authorities.toString("hex")}`,
  checkpoint: { hash, number: Number(from), slot: Number(slotOf(checkpoint)) },
  last: await ask("chain_getBlockHash", Number(to)),
  headers,
};
console.log(JSON.stringify(saved, null, 2));
