// Decisions about slashes through the page: the court's by wallets, the pallet's by the call that governance sends. And from a
// service to the scenarios with its terms.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { zeroAddress } from "viem";
import { startBrowser } from "./support/browser.mjs";
import { DIST, artifact, startChain } from "./support/chain.mjs";
import { DAY, word } from "./support/life.mjs";
import { withoutDev } from "./support/plain.mjs";
import { load } from "./support/source.mjs";
import { ROLES, fillWorld } from "./support/world.mjs";

const { executeSlash } = await load("chain/calls.ts");
const skip = existsSync(join(DIST, "simulator.wasm")) ? false : "there is no simulator.wasm: Rust lacks the target wasm32-unknown-unknown";

let chain, browser, world;
before(async () => {
  chain = await startChain();
  world = await fillWorld(chain);
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

test("wallets dispute and veto proposals of the court, and others see whose veto it is", async () => {
  const { abi } = artifact("ink", "slashing_court");
  const state = async (id) => (await chain.publicClient.readContract({ address: world.court, abi, functionName: "proposal", args: [id] }))[0];
  const opened = await browser.open(chain, { search: world.search, hash: "#/slashes" });
  await opened.sees("Proposals of the court");
  await opened.connect();
  await opened.use(ROLES.wrong);
  await opened.sees("Veto: by governance's account");
  assert.equal(await opened.page.$('button[data-action="court-veto--1"]'), null);
  await opened.press("court-dispute--1");
  assert.equal(await state(1n), 2);
  await opened.use(ROLES.governance);
  await opened.press("court-veto--1");
  assert.equal(await state(1n), 4);
  await opened.press("court-resolve-false-2");
  assert.equal(await state(2n), 5);
  assert.deepEqual(opened.problems, []);
});

test("the page shows the call by which governance vetoes, and it does", async () => {
  const opened = await browser.open(chain, { keys: false, hash: "#/slash/3" });
  await opened.sees("Veto by governance");
  await opened.page.waitForSelector(".call code");
  const call = await opened.page.evaluate(() => document.querySelector(".call code").textContent);
  assert.equal(call, await chain.publicClient.encodeCall("Services", "veto_slash", { slash: 3n }));
  assert.equal(await opened.page.$eval(".call button", (button) => button.getAttribute("aria-label")), `Copy call that vetoes the slash ${call}`);
  await chain.publicClient.request({ method: "dev_sudo", params: [call] });
  await opened.sees("Vetoed");
  assert.equal(await opened.page.$(".call code"), null);
  assert.deepEqual(opened.problems, []);
});

test("a service leads to the scenarios with its terms as positions of the sliders", { skip }, async () => {
  const opened = await browser.open(chain, { keys: false, hash: `#/service/${world.main}` });
  const { page } = opened;
  await opened.tap('a[data-action="scenarios"]');
  await opened.sees("An attack costs the richest third", 90_000);
  const positions = () => page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-slider], [data-choice]")].map((one) => [one.dataset.slider ?? one.dataset.choice, one.value])));
  const found = await positions();
  // The penalties of the world's blueprint: up to all, and nothing more. The last report of a result had a tenth.
  const expected = {
    "penalties.jobMisbehaviour.terms.capBps": "10000", "penalties.jobMisbehaviour.terms.correlationBps": "0", "penalties.securityBreach.ejectsAt": "0",
    "penalties.jobMisbehaviour.severityBps": "1000", "population.operators": "3", "population.stakes": "uniform", "review.windowSeconds": "604800",
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((path) => [path, found[path]])), expected);
  assert.deepEqual(await opened.axe(), []);
  await opened.sees(`Terms of service ${world.main}`);
  // The configuration is of the service of which the terms are.
  await opened.go(`#/service/${world.small}`);
  await opened.tap(`a[data-action="scenarios"][href*="service=${world.small}&"]`);
  await opened.sees(`Terms of service ${world.small}`);
  await page.waitForFunction((service) => document.querySelector("details pre")?.textContent.includes(`"serviceId": ${service}`), { timeout: 60_000 }, `${world.small}`);
  const configured = await page.evaluate(() => JSON.parse(document.querySelector("details pre").textContent));
  assert.equal(configured.pallet.review, 604_800);
  await opened.tap('button[data-action="reset"]');
  await page.waitForFunction(() => document.querySelector('[data-slider="population.operators"]')?.value === "1000", { timeout: 20_000 });
  assert.equal(await page.$('[data-part="origin"]'), null);
  assert.deepEqual(opened.problems, []);
});

test("a wallet executes a slash on a server that encodes no calls", async () => {
  const { addresses, publicClient } = chain;
  for (const slash of [0n, 63n, 64n, 16_383n, 16_384n, 2n ** 30n - 1n, 2n ** 30n, 2n ** 32n, 2n ** 64n - 1n]) {
    assert.equal(executeSlash(slash), await publicClient.encodeCall("Services", "execute_slash", { slash }), `${slash}`);
  }
  const { services, step } = world.life;
  const slash = 4n;
  const operator = addresses.accounts[ROLES.third].address;
  await step(ROLES.developer, "proposeSlash", { serviceId: world.main, operator, offence: 1n, slashBps: 100n, evidence: word(9) });
  const before = await services.read.exposureOf({ serviceId: world.main, operator, token: zeroAddress });
  await publicClient.passTime(7n * DAY + 60n);

  const opened = await browser.open(chain, { hash: `#/slash/${slash}`, respond: withoutDev(addresses.rpc) });
  await opened.sees("Executable");
  await opened.connect();
  await opened.use(ROLES.customer);
  // Calls that the chain encodes are not offered, those of governance neither.
  assert.equal(await opened.page.$(`button[data-action="veto-${slash}"]`), null);
  await opened.press(`execute-${slash}`);
  assert.equal((await services.read.slashOf({ slashId: slash })).state, 0n);
  assert.ok((await services.read.exposureOf({ serviceId: world.main, operator, token: zeroAddress })) < before);
  // Other calls of the pallets still need the development chain, and say so.
  await opened.go(`#/blueprint/${world.squares}`);
  const form = await opened.page.waitForSelector(`form[data-form="register-${world.squares}"]`, { timeout: 45_000 });
  assert.match(await form.evaluate((one) => one.textContent), /This server has no dev_encodeCall/);
  assert.deepEqual(opened.problems, []);
});
