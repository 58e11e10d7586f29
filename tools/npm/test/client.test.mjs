// The client of IServices on a server that this file plays. No chain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPublicClient, custom, encodeAbiParameters, encodeEventTopics, toHex } from "viem";
import { IServices } from "blueprint-hooks/abi/library";
import { SERVICES, TransactionReplaced, createServicesClient } from "blueprint-hooks";
import { devActions } from "blueprint-hooks/dev";

const word = (byte) => `0x${byte.repeat(32)}`;
const account = `0x${"11".repeat(20)}`;
const played = (answers) => createPublicClient({
  pollingInterval: 5,
  transport: custom({
    async request({ method, params }) {
      const answer = answers[method];
      if (answer === undefined) throw new Error(`expected no ${method}`);
      return answer(...(params ?? []));
    },
  }),
});
const transaction = (hash, fields) => ({
  hash, from: account, to: SERVICES, nonce: "0x4", value: "0x0", input: "0x01", gas: "0x5208", gasPrice: "0x1", type: "0x0",
  blockHash: null, blockNumber: null, transactionIndex: null, v: "0x1b", r: word("01"), s: word("01"), ...fields,
});

/** A server on which `other` is in a block in the place of the transaction that is waited for. */
function replacedBy(other) {
  const mined = { ...other, blockHash: word("bb"), blockNumber: "0x5", transactionIndex: "0x0" };
  const receipt = {
    transactionHash: other.hash, status: "0x1", blockNumber: "0x5", blockHash: word("bb"), from: account, to: other.to, logs: [], gasUsed: "0x1",
    cumulativeGasUsed: "0x1", effectiveGasPrice: "0x1", transactionIndex: "0x0", contractAddress: null, logsBloom: "0x", type: "0x0",
  };
  let looked = 0;
  return played({
    eth_chainId: () => "0x7a69",
    eth_blockNumber: () => "0x5",
    eth_getTransactionByHash: (hash) => (hash === word("aa") && looked++ === 0 ? transaction(word("aa")) : null),
    eth_getTransactionReceipt: (hash) => (hash === other.hash ? receipt : null),
    eth_getBlockByNumber: () => ({ number: "0x5", hash: word("bb"), transactions: [mined], timestamp: "0x1", gasLimit: "0x1", gasUsed: "0x1" }),
  });
}

test("a transaction that the wallet has cancelled is not reported as done", async () => {
  const services = createServicesClient({ publicClient: replacedBy(transaction(word("cc"), { to: account, input: "0x" })) });
  await assert.rejects(services.mined(word("aa")), (error) => {
    assert.ok(error instanceof TransactionReplaced, `${error}`);
    assert.deepEqual([error.hash, error.by, error.reason], [word("aa"), word("cc"), "cancelled"]);
    return true;
  });
  // The same one with another fee is.
  const repriced = createServicesClient({ publicClient: replacedBy(transaction(word("dd"), { gasPrice: "0x2" })) });
  assert.equal((await repriced.mined(word("aa"))).receipt.transactionHash, word("dd"));
});

test("logs of blocks that the chain has left are no events", async () => {
  const item = IServices.find(({ type, name }) => type === "event" && name === "ResultJudged");
  const sample = ({ type }) => (type === "address" ? account : type === "bool" ? true : 1n);
  const indexed = Object.fromEntries(item.inputs.filter((one) => one.indexed).map((one) => [one.name, sample(one)]));
  const rest = item.inputs.filter((one) => !one.indexed);
  const log = (removed, index) => ({
    address: SERVICES, topics: encodeEventTopics({ abi: [item], eventName: item.name, args: indexed }),
    data: encodeAbiParameters(rest, rest.map(sample)), blockNumber: "0x5", blockHash: word("bb"), transactionHash: word("aa"),
    transactionIndex: "0x0", logIndex: toHex(index), removed,
  });
  const publicClient = played({ eth_getLogs: () => [log(true, 0), log(false, 1)] });
  const events = await createServicesClient({ publicClient }).getEvents("ResultJudged");
  assert.deepEqual(events.map(({ logIndex }) => logIndex), [1n]);
});

test("fields of pallets' events are bigints, however large", async () => {
  const fields = { amount: 5, total: "90000000000000000000", list: ["1", 2], account };
  const client = played({ dev_events: () => [{ pallet: "Stake", event: "EraFunded", fields, transactionHash: null }] });
  const [event] = await client.extend(devActions).palletEvents(7n);
  assert.deepEqual(event.fields, { amount: 5n, total: 90_000_000_000_000_000_000n, list: [1n, 2n], account });
});
