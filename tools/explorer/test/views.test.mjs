// Every view on a real chain: what axe finds, whether the page fits its screen, what the keyboard reaches, and a screenshot that is
// compared with the reviewed one in docs/explorer. UPDATE=1 writes the screenshots instead, for a review.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseEther, zeroAddress } from "viem";
import { startBrowser } from "./support/browser.mjs";
import { DIST, artifact, startChain } from "./support/chain.mjs";
import { keyboardFaults } from "./support/keyboard.mjs";
import { faultsOf, screenshotOf } from "./support/review.mjs";
import { ROLES, fillWorld } from "./support/world.mjs";

const hasSimulator = existsSync(join(DIST, "simulator.wasm"));
const TIMESTAMP = "1790000000";

let chain, browser, world;
before(async () => {
  chain = await startChain(["--timestamp", TIMESTAMP]);
  world = await fillWorld(chain);
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

const ready = async ({ page }, wanted) => {
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector("main .loading") && !/Reading events/.test(document.body.innerText), { timeout: 60_000, polling: 50 });
  if (wanted) {
    await page.waitForFunction((text) => document.body.innerText.includes(text), { timeout: 60_000, polling: 50 }, wanted)
      .catch(async () => assert.fail(`expected ${wanted}, received:\n${await page.evaluate(() => document.body.innerText)}`));
  }
  // All services and events were read once the first block was.
  await page.waitForFunction(() => /from the first block on|Settings|Create|The simulator runs/.test(document.querySelector("main").innerText) || !document.querySelector(".coverage"), { timeout: 150_000, polling: 50 });
  // What the last event changed is painted.
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
};

/** Views, and a text that each must have. */
const views = () => [
  ["overview", "#/", "Slash proposals that wait"],
  ["blueprints", "#/blueprints", "Verified: incredible_squaring"],
  ["blueprint", `#/blueprint/${world.squares}`, "Points of an operator in a service and era"],
  ["blueprint-priced", `#/blueprint/${world.quality}`, "2 UNIT"],
  ["services", "#/services", `Service ${world.main}`],
  ["service", `#/service/${world.main}`, "Scenarios with these terms"],
  ["service-quality", `#/service/${world.levelService}`, "Kept of final"],
  ["job", `#/job/${world.main}/1`, "onJobResult"],
  ["slashes", "#/slashes", "Proposals of the court"],
  ["slash", "#/slash/3", "Veto by governance"],
  ["slash-disputed", "#/slash/2", "Uphold as governance"],
  ["slash-vetoed", "#/slash/1", "Vetoed"],
  ["slash-executed", "#/slash/0", "Executed"],
  ["reports", "#/reports", "Report submitted"],
  ["rewards", "#/rewards", "% of stake in the era"],
  ["account", `#/account/${chain.addresses.accounts[ROLES.delegator].address}`, "Rewards to claim"],
  ["vaults-none", "#/vaults", "This chain has no liquid vaults"],
  ["events", "#/history", "events"],
  ...(hasSimulator ? [["scenarios", "#/scenarios?kind=attack&population.eras=100&penalties.securityBreach.severityBps=5000", "An attack costs the richest third"]] : []),
  ["create", "#/create", "A manager"],
  ["settings", "#/settings", "Contracts"],
  ["not-found", "#/nonsense", "Go to the overview"],
];
const SCREENS = [
  { suffix: "", width: 1280, height: 900, dark: false, all: true, keyboard: true },
  { suffix: "-narrow", width: 360, height: 740, dark: false, all: false, keyboard: true, shots: ["overview", "service", "slashes", "rewards", "scenarios"] },
  { suffix: "-dark", width: 1280, height: 900, dark: true, all: false, shots: ["overview", "service-quality", "rewards"] },
  { suffix: "-wide", width: 1920, height: 1080, dark: false, all: false, shots: ["services"] },
];

for (const screen of SCREENS) {
  test(`views at ${screen.width} pixels${screen.dark ? ", dark" : ""}`, async () => {
    const opened = await browser.open(chain, { ...screen, search: world.search });
    const { page } = opened;
    await ready(opened);
    await opened.connect();
    await opened.use(ROLES.delegator);
    const wrong = [];
    for (const [name, hash, text] of views()) {
      await opened.go(hash);
      await ready(opened, text);
      wrong.push(...(await faultsOf(opened, `${name}${screen.suffix}`)));
      if (screen.all || screen.shots.includes(name)) wrong.push(...(await screenshotOf(page, `${name}${screen.suffix}`)));
      if (screen.keyboard) wrong.push(...(await keyboardFaults(opened, `${name}${screen.suffix}`)));
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(opened.problems, []);
    await page.close();
  });
}

test("what operators were allotted of a pot is the sum beside it", async () => {
  const opened = await browser.open(chain, { keys: false, search: world.search, hash: "#/rewards" });
  await ready(opened, "% of stake in the era");
  await opened.sees(" pot × (");
  const cells = await opened.page.evaluate(() => {
    const table = [...document.querySelectorAll("main table")].find((one) => one.caption.textContent === "Figures of eras and operators");
    const at = [...table.querySelectorAll("th")].findIndex((one) => one.textContent === "Allotted");
    return [...table.querySelectorAll("tbody tr")].map((line) => line.children[at].querySelector(".value").innerText.replaceAll("\u00a0", " ").replaceAll("\n", " "));
  });
  const number = (text) => Number(text.replaceAll(",", ""));
  let sums = 0;
  for (const cell of cells) {
    const found = /^([\d.,]+) UNIT = .* = ([\d.,]+) UNIT pot × \(([\d,]+) points? × ([\d.,]+) UNIT\) \/ \((.*)\)$/.exec(cell);
    if (!found) continue;
    sums += 1;
    const [amount, pot, points, stake] = found.slice(1, 5).map(number);
    const all = [...found[5].matchAll(/([\d,]+) × ([\d.,]+) UNIT of/g)].reduce((sum, [, many, of]) => sum + number(many) * number(of), 0);
    assert.ok(Math.abs((pot * points * stake) / all - amount) < 0.001, cell);
  }
  assert.ok(sums >= 12, cells.join("\n"));
  assert.ok(cells.some((cell) => cell.endsWith("The pot was empty.")) && cells.includes("nothing: no points"), cells.join("\n"));
  assert.deepEqual(opened.problems, []);
});

test("a contract of the EVM is verified by its code, whatever its immutables are", async () => {
  const { life } = world;
  const built = artifact("solidity", "BaseManager", "evm");
  const { inputs } = built.abi.find(({ type }) => type === "constructor");
  const given = inputs.map(({ type }, at) => (type === "address" ? chain.accounts[at].address : 0n));
  const right = await life.deploy(ROLES.developer, built, given);
  // The last byte is never executed.
  const other = await life.deploy(ROLES.developer, { ...built, bytecode: `${built.bytecode.slice(0, -2)}ff` }, given);
  const opened = await browser.open(chain, { keys: false, hash: `#/account/${right}` });
  await ready(opened, "Verified: BaseManager");
  await opened.go(`#/account/${other}`);
  await ready(opened, "EVM, ");
  assert.doesNotMatch(await opened.page.evaluate(() => document.querySelector("main").innerText), /Verified/);
  assert.deepEqual(opened.problems, []);
});

test("operators beyond the first of the plots, and accounts with many events, have pages", async () => {
  const { life } = world;
  const many = [0, 5, 6, 7, 8];
  for (const index of many) {
    await life.step(index, "joinOperators");
    await life.step(ROLES.delegator, "delegate", { operator: chain.accounts[index].address, token: zeroAddress, amount: parseEther("1") });
  }
  const opened = await browser.open(chain, { keys: false, search: world.search, hash: "#/rewards" });
  await ready(opened, `of 6 of ${many.length + 3} operators`);
  const lines = () => opened.page.evaluate(() => document.querySelector("main .plots").innerText);
  const first = await lines();
  await opened.tap('a[aria-label="Operators after page"]');
  await ready(opened, `of 2 of ${many.length + 3} operators`);
  assert.notEqual(await lines(), first);
  // The sums are of all operators, on each page.
  await opened.go(`#/account/${chain.accounts[ROLES.customer].address}`);
  await ready(opened, "Older ›");
  await opened.tap('a[href*="events=2"]');
  await ready(opened, "‹ Newer");
  assert.deepEqual(opened.problems, []);
});
