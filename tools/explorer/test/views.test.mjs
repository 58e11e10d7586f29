// Every view on a real chain: what axe finds, whether the page fits its screen, and a screenshot that is compared with the
// reviewed one in docs/explorer. UPDATE=1 writes the screenshots instead, for a review.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DIST, startBrowser } from "./support/browser.mjs";
import { REPOSITORY, startChain } from "./support/chain.mjs";
import { ROLES, fillWorld } from "./support/world.mjs";

const REVIEWED = join(REPOSITORY, "docs/explorer");
const update = process.env.UPDATE === "1";
/** The part of pixels that may differ: clocks go on, and another machine has other fonts. */
const TOLERANCE = 0.005;
const hasSimulator = existsSync(join(DIST, "simulator.wasm"));
const TIMESTAMP = "1790000000";

let chain, browser, world;
before(async () => {
  chain = await startChain(["--timestamp", TIMESTAMP]);
  world = await fillWorld(chain);
  browser = await startBrowser();
  mkdirSync(REVIEWED, { recursive: true });
});
after(async () => {
  await browser?.stop();
  await chain?.stop();
});

/** The part of pixels that differ by more than a shade between two images, compared in the browser. */
const difference = (page, one, other) => page.evaluate(async (a, b) => {
  const load = async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [first, second] = [await load(a), await load(b)];
  // A row more or less in a table is a difference, too.
  if (first.width !== second.width || Math.abs(first.height - second.height) > 24) return 1;
  const height = Math.min(first.height, second.height);
  let many = 0;
  for (let at = 0; at < height * first.width * 4; at += 4) {
    if (Math.abs(first.data[at] - second.data[at]) + Math.abs(first.data[at + 1] - second.data[at + 1]) + Math.abs(first.data[at + 2] - second.data[at + 2]) > 96) many += 1;
  }
  return many / (height * first.width);
}, one, other);

const ready = async ({ page }, wanted) => {
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector("main .loading") && !/Reading events/.test(document.body.innerText), { timeout: 60_000, polling: 50 });
  if (wanted) {
    await page.waitForFunction((text) => document.body.innerText.includes(text), { timeout: 60_000, polling: 50 }, wanted)
      .catch(async () => assert.fail(`expected ${wanted}, received:\n${await page.evaluate(() => document.body.innerText)}`));
  }
  // All services and events were read once the first block was.
  await page.waitForFunction(() => /from the first block on|Settings|Create|The simulator runs/.test(document.querySelector("main").innerText) || !document.querySelector(".coverage"), { timeout: 60_000, polling: 50 });
  // What the last event changed is painted.
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
};

/** Views, and a text that each must have. */
const views = () => [
  ["overview", "#/", "Slash proposals that wait"],
  ["blueprints", "#/blueprints", "Verified: incredible_squaring"],
  ["blueprint", `#/blueprint/${world.squares}`, "Tangle core 0.20"],
  ["blueprint-priced", `#/blueprint/${world.quality}`, "2 UNIT"],
  ["services", "#/services", `Service ${world.main}`],
  ["service", `#/service/${world.main}`, "Operators"],
  ["service-quality", `#/service/${world.levelService}`, "Kept of final"],
  ["job", `#/job/${world.main}/1`, "onJobResult"],
  ["slashes", "#/slashes", "Proposals of the court"],
  ["slash", "#/slash/3", "Review until"],
  ["slash-executed", "#/slash/0", "Executed"],
  ["reports", "#/reports", "Report submitted"],
  ["rewards", "#/rewards", "A point earns"],
  ["account", `#/account/${chain.addresses.accounts[ROLES.delegator].address}`, "Rewards to claim"],
  ["events", "#/history", "events"],
  ...(hasSimulator ? [["scenarios", "#/scenarios?kind=attack&population.eras=100&penalties.securityBreach.severityBps=5000", "An attack costs the richest third"]] : []),
  ["create", "#/create", "A manager"],
  ["settings", "#/settings", "Contracts"],
  ["not-found", "#/nonsense", "Go to the overview"],
];
const SCREENS = [
  { suffix: "", width: 1280, height: 900, dark: false, all: true },
  { suffix: "-narrow", width: 360, height: 740, dark: false, all: false, shots: ["overview", "service", "slashes", "rewards", "scenarios"] },
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
      wrong.push(...(await opened.axe()).map((one) => `${name}${screen.suffix}: ${one}`));
      const failed = await page.evaluate(() => [...document.querySelectorAll("main .failure")].map((one) => one.innerText));
      wrong.push(...failed.map((one) => `${name}${screen.suffix}: expected no failure, received ${one}`));
      const overflow = await opened.overflow();
      if (overflow > 0) wrong.push(`${name}${screen.suffix}: expected no scrolling sideways, received ${overflow} pixels`);
      if (!screen.all && !screen.shots.includes(name)) continue;
      const file = join(REVIEWED, `${name}${screen.suffix}.png`);
      const shot = await page.screenshot({ fullPage: true, encoding: "base64" });
      if (update) writeFileSync(file, Buffer.from(shot, "base64"));
      else if (!existsSync(file)) wrong.push(`${file}: expected a reviewed screenshot, received none; UPDATE=1 writes it`);
      else {
        const part = await difference(page, shot, readFileSync(file).toString("base64"));
        if (part > TOLERANCE) {
          const received = `/tmp/${name}${screen.suffix}.received.png`;
          writeFileSync(received, Buffer.from(shot, "base64"));
          wrong.push(`${name}${screen.suffix}: expected the reviewed screenshot, received one of which ${(part * 100).toFixed(1)} % differ: ${received}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(opened.problems, []);
    await page.close();
  });
}
