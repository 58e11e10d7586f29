// The life of a service through the page, with a test wallet: from the deployment of its manager to an executed slash and a
// claim. What the page says is compared with what the chain says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseEther, zeroAddress } from "viem";
import { createServicesClient } from "blueprint-hooks";
import { startBrowser } from "./support/browser.mjs";
import { artifact, startChain } from "./support/chain.mjs";
import { enter } from "./support/keyboard.mjs";

const [DEVELOPER, RIGHT, WRONG, DELEGATOR, OTHER, CUSTOMER] = [0, 1, 2, 3, 4, 5];

let chain, browser;
before(async () => {
  chain = await startChain();
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

test("a service lives from its blueprint to an executed slash and a claim, through the page", async () => {
  const { publicClient, accounts } = chain;
  const services = createServicesClient({ publicClient });
  const of = (index) => accounts[index].address;
  const account = (index) => `#/account/${of(index).toLowerCase()}`;
  const opened = await browser.open(chain);
  const { page } = opened;
  // The page comes from the chain's own server, by the command.
  assert.equal(opened.served, true, `expected the page at ${chain.addresses.rpc}, received none`);
  await opened.sees("No slash proposal is open");
  await opened.connect();

  // A manager, with tokens for the bonds of its proposals; a blueprint of it.
  await opened.go("#/create");
  const built = artifact("ink", "incredible_squaring");
  const deployed = await opened.submit("deploy", { code: [built.path], abi: [built.abiPath], args: '["runtime", 1, "services"]' });
  const [, manager] = /Contract at (0x[\da-f]{40})/i.exec(deployed) ?? assert.fail(deployed);
  await opened.submit("transfer", { to: manager, amount: "2" });
  await opened.submit("create-blueprint", { manager: "0x12" }, { fails: true });
  assert.match(await opened.submit("create-blueprint", { manager, most: "3" }), /Blueprint created \(blueprint 0\)/);
  await opened.press("accept-stake");
  await opened.go("#/blueprint/0");
  await opened.sees("Tangle core 0.20");
  await opened.sees("Verified: incredible_squaring");
  await opened.press("activate-0");

  // Operators join, register, and are delegated to. An account that is none is sent back with what to do.
  await opened.use(RIGHT);
  assert.match(await opened.submit("register-0", { limit: "2" }, { fails: true }), /NotOperator.*Join the operators first/s);
  for (const index of [RIGHT, WRONG]) {
    await opened.use(index);
    await opened.go(account(index));
    await opened.submit("join");
    await opened.go("#/blueprint/0");
    await opened.submit("register-0", { limit: "2" });
    await opened.use(DELEGATOR);
    await opened.go(account(DELEGATOR));
    await opened.submit("delegate", { operator: of(index), amount: "500" });
    assert.equal(await services.read.stakeOf({ operator: of(index), token: zeroAddress }), parseEther("500"));
  }

  // A customer requests a service, and the operators approve.
  await opened.use(CUSTOMER);
  await opened.go("#/blueprint/0");
  await opened.submit("request-0", { operators: `${of(RIGHT)} ${of(WRONG)}`, amount: "400" });
  for (const index of [RIGHT, WRONG]) {
    await opened.use(index);
    await opened.go(account(index));
    await opened.press("approve-0", { awaited: false });
    await opened.sees("No request waits for this account.");
  }
  await opened.go("#/services");
  await opened.sees("Service 0");
  await opened.go("#/service/0");
  await opened.sees("400 UNIT of 400 UNIT committed");
  await opened.go("#/");
  await opened.press("next-era");

  // Work: the square of 7, and a wrong one; a call that the manager rejects says why.
  await opened.use(CUSTOMER);
  await opened.go(account(CUSTOMER));
  await opened.submit("fund", { amount: "90" });
  await opened.go("#/service/0");
  assert.match(await opened.submit("call-0", { inputs: "0x07" }, { fails: true }), /Services\.HookReverted: InvalidInput/);
  for (const [call, [operator, output]] of [[RIGHT, "49"], [WRONG, "50"]].entries()) {
    await opened.use(CUSTOMER);
    await opened.go("#/service/0");
    assert.match(await opened.submit("call-0", { inputs: "7" }), new RegExp(`Job called \\(service 0, call ${call}\\)`));
    await opened.use(operator);
    await opened.go(`#/job/0/${call}`);
    await opened.submit(`submit-0-${call}`, { outputs: output });
    await opened.sees(output === "49" ? "Right" : "Wrong");
    await opened.sees("onJobResult");
  }
  const gas = await page.evaluate(() => document.querySelector("main .sum")?.innerText ?? "");
  assert.match(gas, /^[\d, +]+ = [\d,]+ gas$/);

  // A report of the wrong result proposes a slash; a wallet that rejects sends nothing.
  await opened.use(DELEGATOR);
  await page.evaluate(() => globalThis.testWallet.rejectNext(true));
  assert.match(await opened.submit("report-0-1", { participant: of(WRONG), inputs: "7", outputs: "50" }, { fails: true }), /wallet rejected/);
  await page.evaluate(() => globalThis.testWallet.rejectNext(false));
  assert.match(await opened.submit("report-0-1", { participant: of(WRONG), inputs: "7", outputs: "50" }), /Slash proposed \(service 0, slash 0\)/);

  // Its clock runs: a week later any account executes it.
  await opened.go("#/slash/0");
  await opened.sees("Under review");
  assert.equal(await page.$('button[data-action="execute-0"]'), null);
  await opened.go("#/");
  await opened.press("time-604800");
  // By the keyboard alone: to the list, to the proposal, and to its execution.
  await opened.use(OTHER);
  await enter(opened, 'header nav a[href="#/slashes"]');
  await opened.sees("Executable");
  await enter(opened, 'main a[href="#/slash/0"]');
  await opened.sees("Evidence");
  await enter(opened, 'button[data-action="execute-0"]');
  await opened.ended("execute-0", false);
  await opened.sees("Executed");
  assert.equal((await services.read.slashOf({ slashId: 0n })).state, 0n);
  await opened.go("#/service/0");
  const exposed = await services.read.exposureOf({ serviceId: 0n, operator: of(WRONG), token: zeroAddress });
  assert.ok(exposed < parseEther("400"), `${exposed}`);
  await opened.sees(`${Number(exposed / 10n ** 14n) / 10_000} UNIT of 400 UNIT committed`);

  // The delegator claims what the right result earned.
  const amount = await services.read.claimable({ claimant: of(DELEGATOR), operator: of(RIGHT) });
  assert.ok(amount > parseEther("50"), `${amount}`);
  await opened.use(DELEGATOR);
  await opened.go(account(DELEGATOR));
  await opened.sees(`${(Math.floor(Number(amount / 10n ** 14n)) / 10_000).toString()} UNIT`);
  await opened.press(`claim-${of(RIGHT).toLowerCase()}`);
  assert.equal(await services.read.claimable({ claimant: of(DELEGATOR), operator: of(RIGHT) }), 0n);
  await opened.go("#/rewards");
  await opened.sees("Paid to delegators and operators");
  // Only the steps that were to fail failed.
  assert.deepEqual(opened.problems, []);
});

test("the page follows the chain, says when the connection is lost, and works without a wallet", async () => {
  const opened = await browser.open(chain, { keys: false, hash: "#/" });
  await opened.sees("No browser wallet: read only");
  const before = await chain.publicClient.getBlockNumber();
  await chain.publicClient.mineBlocks(3n);
  await opened.sees(`block ${before + 3n}`);
  await opened.go("#/service/7");
  await opened.sees("There is no service 7. Expected 0 to 0");
  await opened.go("#/slash/9");
  await opened.sees("Slash 9 is not open");
  const other = await browser.open(chain, { search: "?rpc=http://127.0.0.1:9", keys: false });
  await other.sees("Expected Ethereum's JSON-RPC at http://127.0.0.1:9");
  const wrong = await browser.open(chain, { search: "?levels=0x12", keys: false });
  await wrong.sees("levels: expected an address of 20 bytes in hexadecimal digits, received 0x12");
  // The keyboard reaches everything: the first stop skips to the content.
  const fresh = await browser.open(chain, { keys: false });
  await fresh.sees("Recent events");
  await fresh.page.keyboard.press("Tab");
  assert.equal(await fresh.page.evaluate(() => document.activeElement.textContent), "Skip to content");
  await fresh.page.keyboard.press("Enter");
  assert.equal(await fresh.page.evaluate(() => document.activeElement.tagName), "H1");
});
