// The page in Debian's Chromium.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";
import { DIST } from "./chain.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const AXE = readFileSync(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");

/** Whether the chain's server has the page; else it is put in its place at the browser's network boundary. */
const isServed = (rpc) => fetch(`${rpc}/index.html`).then(async (response) => response.ok && /<div id="app">/.test(await response.text()), () => false);

const bundle = async (path) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, import.meta.url))], bundle: true, write: false, format: "iife", target: "es2022", preserveSymlinks: true, logLevel: "warning",
  });
  return outputFiles[0].text;
};

export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "blueprint-explorer-profile-"));
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM, headless: true, userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--force-color-profile=srgb", "--disable-dev-shm-usage",
      // The page that is put in the server's place has no address, so the browser takes it for one of the Internet.
      "--disable-features=LocalNetworkAccessChecks",
      // There is no network but this machine: names have no address.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  const wallet = await bundle("./wallet.mjs");
  const foreign = [];
  const stop = async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
    assert.deepEqual(foreign, []);
  };
  return { browser, stop, open: (chain, options) => openPage(browser, wallet, chain, options, foreign) };
}

/**
 * Calls `report` for each request of the page and of its workers that goes elsewhere than to the chain, which serves the page, and to
 * servers that the page's address names. A page that works offline has none.
 */
async function watchRequests(page, rpc, search, report) {
  const named = ["rpc", "node"].map((name) => new URLSearchParams(search).get(name)).filter((url) => url !== null);
  const hosts = new Set([rpc, ...named].map((url) => new URL(url).host));
  const note = (url, by) => {
    const { protocol, host } = new URL(url);
    // What a page has in its own text, and the browser's own pages.
    if (["data:", "blob:", "about:"].includes(protocol) || hosts.has(host)) return;
    report(`expected requests to ${[...hosts].join(" and ")}, received one of ${by} to ${url}`);
  };
  const watch = async (session, by) => {
    session.on("Network.requestWillBeSent", ({ request }) => note(request.url, by));
    session.on("Network.webSocketCreated", ({ url }) => note(url, by));
    await session.send("Network.enable");
  };
  // A worker that ends at once has no session any more.
  page.on("workercreated", (worker) => watch(worker.client, "a worker").catch(() => undefined));
  await watch(await page.createCDPSession(), "the page");
}

/**
 * Opens the page on a chain. Errors of the page fail the test that reads `problems`. `respond` takes the place of the server for
 * requests of JSON-RPC: it returns a body, or nothing to let the request go to the chain.
 */
async function openPage(browser, wallet, chain, { search = "", hash = "#/", width = 1280, height = 900, dark = false, keys, respond } = {}, foreign = []) {
  const { rpc, accounts } = chain.addresses;
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`${error}`));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await watchRequests(page, rpc, search, (problem) => {
    problems.push(problem);
    foreign.push(problem);
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: dark ? "dark" : "light" }, { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  if (keys !== false) {
    const options = { rpc, keys: accounts.map(({ key }) => key), chainId: 31337 };
    await page.evaluateOnNewDocument(`globalThis.testWalletOptions = ${JSON.stringify(options)};\n${wallet}`);
  }
  const served = await isServed(rpc);
  if (!served || respond) {
    assert.ok(existsSync(join(DIST, "app.js")), `expected the built page in ${DIST}, received none: node build.mjs`);
    await page.setRequestInterception(true);
    page.on("request", async (request) => {
      const url = new URL(request.url());
      if (request.method() === "GET" && url.origin === rpc && !served) {
        const path = join(DIST, url.pathname === "/" ? "index.html" : url.pathname);
        if (!existsSync(path)) return request.respond({ status: 404 });
        return request.respond({ status: 200, contentType: TYPES[extname(path)], body: readFileSync(path) });
      }
      const body = request.method() === "POST" && respond ? await respond(request.postData()) : undefined;
      return body === undefined ? request.continue() : request.respond({ status: 200, contentType: "application/json", body });
    });
  }
  await page.goto(`${rpc}/${search}${hash}`);
  return Object.assign(pageActions(page), { page, problems, served });
}

/** What a reader does with the page. */
function pageActions(page) {
  const actions = {
    /** Waits until there is such a text. */
    sees: (text, timeout = 45_000) =>
      page.waitForFunction((wanted) => document.body.innerText.replaceAll("\u00a0", " ").includes(wanted), { timeout, polling: 50 }, text)
        .catch(async () => assert.fail(`expected the text ${JSON.stringify(text)} at ${page.url()}, received:\n${(await page.evaluate(() => document.body.innerText)).slice(0, 3_000)}`)),
    async go(hash) {
      await page.evaluate((to) => (location.hash = to), hash);
      await page.waitForFunction(() => !document.querySelector("main .loading"), { timeout: 45_000, polling: 50 });
    },
    /** A click of the mouse, as soon as there is such an element; the page may draw it again meanwhile. */
    tap: (selector) => page.locator(selector).setTimeout(45_000).click(),
    async connect() {
      await actions.tap('button[data-action="connect"]');
      await page.waitForSelector("a.button code");
    },
    use: (index) => page.evaluate((at) => globalThis.testWallet.use(at), index),
    /** Fills and sends the form of a step; waits for its end, which must be a success unless `fails`. */
    async submit(step, values = {}, { fails = false } = {}) {
      const form = `form[data-form="${step}"]`;
      await page.waitForSelector(form, { timeout: 45_000 });
      await page.evaluate((selector) => {
        const details = document.querySelector(selector).closest("details");
        if (details) details.open = true;
      }, form);
      for (const [name, value] of Object.entries(values)) {
        const input = await page.$(`${form} [name="${name}"]`);
        assert.ok(input, `expected a field ${name} in ${step}`);
        if (Array.isArray(value)) await input.uploadFile(...value);
        else if (await input.evaluate((one) => one.tagName === "SELECT")) await input.select(value);
        else {
          await input.evaluate((one) => (one.value = ""));
          await input.type(value, { delay: 0 });
        }
      }
      await page.waitForSelector(`${form} button[type=submit]:not(:disabled)`);
      await actions.click(`${form} button[type=submit]`, step);
      return actions.ended(step, fails);
    },
    async press(step, { fails = false, awaited = true } = {}) {
      const button = `button[data-action="${step}"]:not(:disabled)`;
      await page.waitForSelector(button, { timeout: 45_000 }).catch(async () =>
        assert.fail(`expected an enabled button ${step} at ${page.url()}, received:\n${(await page.evaluate(() => document.querySelector("main").innerText)).slice(0, 3_000)}`));
      await actions.click(button, step);
      return awaited ? actions.ended(step, fails) : undefined;
    },
    /** How the step ended before is taken away, so that its next end is not mistaken for it. */
    click: (selector, step) => page.waitForFunction((button, place) => {
      const found = document.querySelector(button);
      if (!found) return false;
      for (const old of document.querySelectorAll(`${place} :is(.done, .failure)`)) old.classList.add("old");
      found.click();
      return true;
    }, { timeout: 45_000, polling: 50 }, selector, `.progress[data-step="${step}"]`),
    async ended(step, fails) {
      const place = `.progress[data-step="${step}"]`;
      const text = await page.waitForFunction((selector) => {
        const found = document.querySelector(selector);
        const end = found?.querySelector(".done:not(.old), .failure:not(.old)");
        return end && `${end.className}: ${end.innerText}`;
      }, { timeout: 30_000, polling: 50 }, place).then((handle) => handle.jsonValue());
      assert.equal(text.startsWith("failure"), fails, text);
      return text;
    },
    /** What axe finds in the view. */
    async axe() {
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`);
    },
    /** Whether the page is wider than the screen. */
    overflow: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  };
  return actions;
}
