// The simulator in the page: the same figures as `make scenarios` prints, sliders, and the configuration that is written.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startBrowser } from "./support/browser.mjs";
import { DIST, REPOSITORY, startChain } from "./support/chain.mjs";
import { load } from "./support/source.mjs";

const path = join(DIST, "simulator.wasm");
const skip = existsSync(path) ? false : "there is no simulator.wasm: Rust lacks the target wasm32-unknown-unknown";
const { at, changed, withValue } = await load("simulator/sliders.ts");
const recommended = JSON.parse(readFileSync(join(REPOSITORY, "tools/economics/recommended.json"), "utf8"));

test("terms are changed by the page's address, within the range of their sliders", () => {
  const query = new URLSearchParams("population.eras=20&population.seed=999&rewards.perYearBps=x&penalties.slashed=stolen");
  const terms = changed(recommended, query);
  assert.equal(at(terms, "population.eras"), 20);
  assert.deepEqual(withValue(terms, "population.eras", recommended.population.eras), recommended);
  assert.equal(at(recommended, "population.eras"), 1_000);
});

test("the module plays what the command plays", { skip }, async () => {
  const { Module } = await load("simulator/module.ts");
  const module = await Module.of(readFileSync(path));
  assert.deepEqual(module.recommended(), recommended);
  const { attacksBps, eras, configuration } = module.play({ terms: recommended, kind: "attack", service: 3 });
  // The line of recommended-terms in docs/scenarios.md.
  const document = readFileSync(join(REPOSITORY, "docs/scenarios.md"), "utf8");
  const [, ...line] = /^\| recommended-terms \| (.*) \|$/m.exec(document)[0].split("|").map((cell) => cell.trim()).filter(Boolean);
  const { alone, third, richestThird, hundredth, hundredthInParts } = attacksBps;
  assert.deepEqual([alone, third, richestThird, hundredth, hundredthInParts].map((bps) => (bps / 100).toFixed(2)), line);
  assert.ok(eras.length <= 201 && eras.at(-1).era === recommended.population.eras - 1);
  assert.match(configuration.pallet.penalties, /^0x/);
  const wrong = withValue(recommended, "penalties.jobMisbehaviour.terms.floorBps", 9_000);
  assert.throws(() => module.play({ terms: wrong, kind: "attack", service: 0 }), /penalties\.jobMisbehaviour/);
  assert.throws(() => module.play({ terms: recommended, kind: "weather", service: 0 }), /expected one of rare-bug.*received "weather"/);
});

let chain, browser;
before(async () => {
  if (skip) return;
  chain = await startChain();
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

test("a slider changes the terms in the page's address and what they do, and the configuration is written", { skip }, async () => {
  const opened = await browser.open(chain, { hash: "#/scenarios?kind=attack&population.eras=100" });
  const { page } = opened;
  await opened.sees("An attack costs the richest third");
  const figures = () => page.evaluate(() => [...document.querySelectorAll("main table tbody tr")].map((row) => row.innerText).find((text) => /one operator/.test(text)));
  const before = await figures();
  await page.focus('input[data-slider="penalties.securityBreach.severityBps"]');
  for (let press = 0; press < 20; press++) await page.keyboard.press("ArrowUp");
  await page.waitForFunction((old) => [...document.querySelectorAll("main table tbody tr")].some((row) => /one operator/.test(row.innerText) && row.innerText !== old), { timeout: 20_000, polling: 50 }, before);
  assert.match(page.url(), /penalties\.securityBreach\.severityBps=3500/);
  const folder = mkdtempSync(join(tmpdir(), "blueprint-explorer-downloads-"));
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  await opened.tap('button[data-action="configuration"]');
  for (let waited = 0; !readdirSync(folder).includes("configuration.json") && waited < 5_000; waited += 50) await new Promise((go) => setTimeout(go, 50));
  const written = JSON.parse(readFileSync(join(folder, "configuration.json"), "utf8"));
  assert.match(written.pallet.penalties, /^0x/);
  rmSync(folder, { recursive: true });
  // A chart that is out of view follows when it comes into view, and its table when it is opened.
  const drawn = () => page.evaluate(() => document.querySelector("x-plot canvas").toDataURL());
  await page.evaluate(() => scrollTo(0, 0));
  const [slider, old] = ['input[data-slider="penalties.securityBreach.severityBps"]', await drawn()];
  const value = await figures();
  await page.$eval(slider, (input) => {
    input.value = "1000";
    input.dispatchEvent(new Event("input"));
  });
  await page.waitForFunction((said) => [...document.querySelectorAll("main table tbody tr")].some((row) => /one operator/.test(row.innerText) && row.innerText !== said), { timeout: 20_000, polling: 50 }, value);
  await page.$eval("x-plot", (plot) => plot.scrollIntoView());
  await page.waitForFunction((before) => document.querySelector("x-plot canvas").toDataURL() !== before, { timeout: 20_000, polling: 50 }, old);
  assert.equal(await page.$("figure.plot table"), null);
  await page.$eval("figure.plot details", (details) => (details.open = true));
  await page.waitForSelector("figure.plot table tbody tr");
  // A term that makes no sense says so.
  await opened.go("#/scenarios?kind=attack&penalties.jobMisbehaviour.terms.floorBps=9000");
  await opened.sees("penalties.jobMisbehaviour");
  await opened.tap('button[data-action="reset"]');
  await opened.sees("An attack costs the richest third");
  assert.deepEqual(await opened.axe(), []);
  assert.deepEqual(opened.problems, []);
});
