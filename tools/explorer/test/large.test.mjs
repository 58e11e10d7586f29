// Times on a large chain: 1,000 services and 10,000 events, made by real transactions. The first view is there within 2
// seconds, without a cache of the browser, and an interaction is painted within 100 ms, on two cores.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { zeroAddress } from "viem";
import { PALLETS } from "blueprint-hooks";
import { startBrowser } from "./support/browser.mjs";
import { DIST, startChain } from "./support/chain.mjs";
import { lifeOf, word } from "./support/life.mjs";

const SERVICES = Number(process.env.LARGE_SERVICES ?? 1_000);
const JOBS = Number(process.env.LARGE_JOBS ?? 1_800);
const FIRST_VIEW = 2_000;
const INTERACTION = 100;
/** How often the first view is timed; the middle one counts. */
const RUNS = 3;
/** How often the views are walked through at most: an interaction counts as slow where it is slow each time. */
const ROUNDS = 3;

let chain, browser;
before(async () => {
  chain = await startChain();
  await fill();
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

/** Sends requests in batches, in their order. */
async function batches(requests) {
  const results = [];
  for (let at = 0; at < requests.length; at += 250) {
    const body = JSON.stringify(requests.slice(at, at + 250).map(([method, ...params], id) => ({ jsonrpc: "2.0", id, method, params })));
    const response = await fetch(chain.addresses.rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
    for (const { error, result } of (await response.json()).sort((a, b) => a.id - b.id)) {
      if (error) throw new Error(error.message);
      results.push(result);
    }
  }
  return results;
}

async function fill() {
  const life = lifeOf(chain);
  const from = (index) => chain.addresses.accounts[index].address;
  const calls = (call, all) => batches(all.map((args) => ["dev_encodeCall", "Services", call, args]));
  const send = (index, all) => batches(all.map((data) => ["eth_sendTransaction", { from: from(index), to: PALLETS, data }]));
  await chain.publicClient.addAsset(zeroAddress, 12, 10n ** 12n);
  const blueprint = await life.blueprint(await life.manager());
  await life.operators([1], blueprint);
  const [request] = await calls("request", [{
    blueprint: Number(blueprint), operators: [from(1)], permitted_callers: [], inputs: "0x", ttl: 0, assets: [],
  }]);
  await send(5, Array.from({ length: SERVICES }, () => request));
  await send(1, await calls("approve", Array.from({ length: SERVICES }, (_, id) => ({ request: id, revision: 0 }))));
  const [called] = await calls("call", [{ service: 0, job: 0, inputs: word(7) }]);
  await send(5, Array.from({ length: JOBS }, () => called));
  const outputs = (call) => word(call % 5 === 0 ? 50 : 49);
  await send(1, await calls("submit_result", Array.from({ length: JOBS }, (_, call) => ({ service: 0, call, outputs: outputs(call) }))));
}

/** Notes when the first view is there, and how long each interaction takes until it is painted. */
const watch = () => {
  globalThis.times = { first: undefined, slow: [] };
  const look = new MutationObserver(() => {
    const stats = document.querySelectorAll("main .stat").length;
    const services = [...document.querySelectorAll("main .stat")].some((one) => /Services\s*[1-9]/.test(one.innerText));
    if (stats < 6 || !services || !document.querySelector("main td .tag")) return;
    globalThis.times.first = performance.now();
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => globalThis.times.slow.push(...list.getEntries().map(({ name, duration, target }) => [name, duration, `${location.hash} ${target?.outerHTML?.slice(0, 60)}`]))).observe({ type: "event", durationThreshold: 16 });
};

test("the first view of a large chain is there within 2 seconds, and interactions are painted within 100 ms", async () => {
  const firsts = [];
  for (let run = 1; run < RUNS; run++) {
    const opened = await open(`first${run}`);
    firsts.push(opened.first);
    await opened.page.close();
  }
  // A machine that does other work at that moment makes any interaction slow once. One that is slow by the page is slow
  // in each round.
  let slow;
  for (let round = 0; round < ROUNDS && (slow === undefined || slow.length > 0); round++) {
    const { first, interactions } = await use(`round${round}`);
    firsts.push(first);
    const here = interactions.filter(([, duration]) => duration >= INTERACTION);
    const kinds = new Set(here.map(kind));
    slow = slow === undefined ? here : slow.filter((one) => kinds.has(kind(one)));
    if (here.length > 0) console.log(`round ${round + 1} of at most ${ROUNDS}: ${INTERACTION} ms or more: ${JSON.stringify(here)}`);
  }
  firsts.sort((a, b) => a - b);
  const middle = firsts[Math.floor(firsts.length / 2)];
  console.log(`${SERVICES} services: first view after ${firsts.map(Math.round).join(", ")} ms`);
  assert.ok(middle < FIRST_VIEW, `expected the first view within ${FIRST_VIEW} ms, received ${Math.round(middle)} ms`);
  assert.deepEqual(slow, [], `expected interactions below ${INTERACTION} ms, received the above in each of ${ROUNDS} rounds`);
});

/** What an interaction is, whatever the values of sliders in the address: its event, its view and the start of its element. */
const kind = ([name, , where]) => `${name} ${where.replace(/\?\S*/, "")}`;

/** A page that was opened without a cache, and after how many milliseconds its first view was there. */
async function open(run) {
  const opened = await browser.open(chain, { hash: "#/settings" });
  await opened.page.setCacheEnabled(false);
  await opened.page.evaluateOnNewDocument(`(${watch})()`);
  await opened.page.goto(`${chain.addresses.rpc}/?run=${run}#/`);
  await opened.page.waitForFunction(() => globalThis.times?.first !== undefined, { timeout: 30_000, polling: 20 });
  return { ...opened, first: await opened.page.evaluate(() => globalThis.times.first) };
}

/** Walks through the views while services and events are read and again after that: when the first view was there, and each interaction of 16 ms or more. */
async function use(run) {
  const opened = await open(run);
  const { page } = opened;
  // Interactions begin at once, while services and events are still read.
  const click = async (selector) => {
    await opened.tap(selector);
    await new Promise((go) => setTimeout(go, 400));
  };
  const nav = (to) => click(`header nav a[href="#/${to}"]`);
  // The view before is on the page until the next is drawn: a link's address says of which view it is.
  const older = (view) => click(`a[aria-label="Older page"][href^="#/${view}"]`);
  const tour = async () => {
    for (const to of ["services", "slashes", "history", "blueprints", "rewards", "reports", "create", "services"]) await nav(to);
    await older("services");
    await click('main tbody a[href^="#/service/"]');
    await nav("history");
    await older("history");
    await page.select("#event", "ResultJudged");
    await page.evaluate(() => (location.hash = "#/service/0"));
    await older("service/0");
    await click('form[data-form="call-0"], details.step summary');
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  };
  /** How long figures take to follow a slider, in milliseconds: the simulator plays in a worker meanwhile. */
  const followed = [];
  const move = async (slider, key) => {
    const input = `input[data-slider="${slider}"]`;
    await page.focus(input);
    // The focus scrolls to the slider. The key is pressed once that is painted: an interaction of its own.
    await new Promise((go) => setTimeout(go, 400));
    const figures = () => [...document.querySelectorAll("main table")].find((one) => one.caption.textContent === "Figures of the run").textContent;
    await page.evaluate(`globalThis.figures = ${figures}; globalThis.moved = { before: figures(), at: performance.now() }`);
    await page.keyboard.press(key);
    await page.waitForFunction(() => globalThis.figures() !== globalThis.moved.before, { timeout: 30_000, polling: "mutation" });
    followed.push(await page.evaluate(() => performance.now() - globalThis.moved.at));
  };
  const sliders = async () => {
    if (!existsSync(join(DIST, "simulator.wasm"))) return;
    await nav("scenarios");
    await opened.sees("An attack costs the richest third");
    for (const slider of ["penalties.securityBreach.severityBps", "population.operators"]) {
      for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await move(slider, key);
    }
    await click('input[data-slider="penalties.securityBreach.severityBps"]');
  };
  await tour();
  await sliders();
  await page.evaluate(() => (location.hash = "#/history"));
  await opened.sees("from the first block on", 150_000);
  const read = await page.evaluate(() => document.querySelector("main [role=status]").innerText);
  await page.evaluate(() => (location.hash = "#/services"));
  await opened.sees(`${SERVICES.toLocaleString("en-US")} of ${SERVICES.toLocaleString("en-US")} services`, 150_000);
  await tour();
  await sliders();
  const slow = await page.evaluate(() => globalThis.times.slow.filter(([name]) => !/^(pointer(enter|over|leave|out|move)|mouse(enter|over|leave|out|move))$/.test(name)));
  const most = Math.max(0, ...slow.map(([, duration]) => duration));
  console.log(`${read}: ${slow.length} interactions of 16 ms or more, the longest ${most} ms`);
  followed.sort((a, b) => a - b);
  if (followed.length > 0) {
    const sliding = slow.filter(([, , where]) => /type="range"/.test(where)).map(([, duration]) => duration);
    console.log(`of these ${sliding.length} of sliders, the longest ${Math.max(0, ...sliding)} ms; their figures followed after ${followed.map(Math.round).join(", ")} ms`);
    const half = followed[Math.floor(followed.length / 2)];
    assert.ok(half < INTERACTION, `expected the figures of sliders within ${INTERACTION} ms, received ${Math.round(half)} ms`);
  }
  assert.ok(Number(read.replaceAll(/\D/g, "")) >= 10_000 || JOBS < 1_800, read);
  assert.deepEqual(opened.problems, []);
  await page.close();
  return { first: opened.first, interactions: slow };
}
