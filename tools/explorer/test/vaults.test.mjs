// Liquid vaults on a network of four validators, through the page with a test wallet: a vault is opened, a deposit becomes
// shares, shares are returned, and the rate moves. The blueprints and slashes of a chain without the development chain's
// methods, with what its node adds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseAbi, parseEther } from "viem";
import { PALLETS, SERVICES, createServicesClient, decodeError } from "blueprint-hooks";
import { ILiquidVault, ILiquidVaults } from "blueprint-hooks/abi/library";
import { startBrowser } from "./support/browser.mjs";
import { artifact, startChain } from "./support/chain.mjs";
import { definitionOf, word } from "./support/life.mjs";
import { GOVERNANCE, STASHES, startNetwork } from "./support/network.mjs";
import { faultsOf, screenshotOf, still } from "./support/review.mjs";
import { load } from "./support/source.mjs";

const { executeSlash } = await load("chain/calls.ts");
const REGISTRY = "0x0000000000000000000000000000000005040000";
const [VAULT, ID] = ["0x8000000000000000000000000000000005030000", 2_147_483_648];
const [ALITH, BALTATHAR] = [0, 1];
/** An era has ten seconds at least; a block may be missed. */
const ERAS = 180_000;

let network, browser, search;
before(async () => {
  network = await startNetwork();
  browser = await startBrowser();
  search = `?node=${network.substrate}&symbol=TNT`;
});
after(async () => {
  await browser?.stop();
  await network?.stop();
});

const view = (functionName, args = [], address = VAULT, abi = ILiquidVault) => network.publicClient.readContract({ address, abi, functionName, args });
const own = (index) => network.accounts[index].address;

test("a vault is opened, a deposit becomes shares, shares are returned, and the rate moves", async () => {
  const opened = await browser.open(network, { search, hash: "#/vaults" });
  const { page } = opened;
  await opened.sees("No vault yet");
  assert.deepEqual(await faultsOf(opened, "vaults"), []);
  await opened.connect();

  // A vault of Alice's validator; a second one of it is an error with advice.
  assert.match(await opened.submit("create-vault", { validator: STASHES.alice, seed: "1" }, { fails: true }), /SeedTooLow.*at least what a nominator bonds/s);
  await opened.submit("create-vault", { validator: STASHES.alice, seed: "20" });
  await opened.sees(`Vault ${ID}`);
  assert.equal(await view("vaultOf", [STASHES.alice], REGISTRY, ILiquidVaults), VAULT);
  assert.match(await opened.submit("create-vault", { validator: STASHES.alice, seed: "20" }, { fails: true }), /VaultExists.*deposit there/s);

  // A deposit waits for its first era, then its shares are claimed.
  await opened.use(BALTATHAR);
  await opened.go(`#/vault/${ID}`);
  assert.match(await opened.submit(`deposit-${VAULT}`, { assets: "0.001" }, { fails: true }), /AmountTooSmall.*larger amount/s);
  assert.match(await opened.submit(`deposit-${VAULT}`, { assets: "250" }), /Deposit request/);
  const [[request]] = await view("requestsOf", [own(BALTATHAR)]);
  assert.equal(await view("pendingDepositRequest", [request, own(BALTATHAR)]), parseEther("250"));
  await opened.sees("Pending");
  // A vault that is new has a window of few eras.
  await opened.sees("Too early");
  await opened.sees("Shares can be claimed", ERAS);
  await opened.press(`claim-${request}-${own(BALTATHAR).toLowerCase()}-${VAULT}`);
  const shares = await network.publicClient.readContract({ address: await view("share"), abi: parseAbi(["function balanceOf(address) view returns (uint256)"]), functionName: "balanceOf", args: [own(BALTATHAR)] });
  assert.ok(shares > parseEther("200") && shares <= parseEther("250"), `${shares}`);
  await opened.sees("No deposit of these accounts waits or can be claimed.");

  // Shares are returned: they wait in the queue, and are worth what the vault says.
  assert.match(await opened.submit(`redeem-${VAULT}`, { shares: "40" }), /Redeem request/);
  await opened.sees("Queue of redemptions");
  await opened.sees("eras left");
  const [, [ticket]] = await view("requestsOf", [own(BALTATHAR)]);
  assert.equal(await view("pendingRedeemRequest", [ticket, own(BALTATHAR)]), parseEther("40"));

  // Rewards: a share is worth more than at first, and the plot has both.
  await page.waitForFunction(() => {
    const said = document.querySelector("x-plot")?.getAttribute("aria-label") ?? "";
    return Number(/Rate (\d+\.\d+)/.exec(said)?.[1] ?? 0) > 1;
  }, { timeout: ERAS, polling: 500 });
  // The values of plots stand in tables once these are opened.
  const openTables = () => page.evaluate(() => document.querySelectorAll("figure.plot details").forEach((one) => (one.open = true)));
  await openTables();
  await page.waitForSelector("figure.plot table");
  const rates = await page.evaluate(() => [...document.querySelector("figure.plot").querySelectorAll("tbody tr td:last-child .value")].map((one) => Number(one.textContent)));
  assert.ok(rates.length >= 4 && rates.at(-1) === 1 && rates[0] > 1, `${rates}`);
  assert.ok(await view("convertToAssets", [parseEther("1")]) > parseEther("1"));
  // After seven eras there is a year's figure, of the window that the plot shows.
  await opened.sees("compounded", ERAS);
  await openTables();
  await page.waitForFunction(() => [...document.querySelectorAll("figure.plot")].every((one) => one.querySelector("table")));
  const shown = await page.evaluate(() => {
    const table = (title) => [...document.querySelectorAll("figure.plot table")].find((one) => one.caption.textContent === title);
    const values = (title) => [...table(title).querySelectorAll("tbody tr td:last-child .value")].map((one) => Number(one.textContent));
    const facts = Object.fromEntries([...document.querySelectorAll("dl.facts > div")].map((one) => [one.querySelector("dt").textContent, one.querySelector("dd").innerText]));
    return { worth: values("What a share is worth"), eras: values("Growth by era"), year: facts["In a year at this pace"], window: facts["In the window"] };
  });
  const growth = shown.worth[0] / shown.worth.at(-1) - 1;
  assert.ok(Math.abs(Number(/^\+([\d.]+) %/.exec(shown.window)[1]) / 100 / growth - 1) < 0.01, `${shown.window}, ${growth}`);
  assert.match(shown.year, /^(\+[\d.,]+|more than 1,000,000) % compounded = \(/);
  // No era lost anything.
  assert.ok(shown.eras.length >= 3 && shown.eras.some((one) => one > 0) && shown.eras.every((one) => one >= 0), `${shown.eras}`);
  // What the interface has no view of is the node's.
  await opened.sees("of growth above the best rate");
  assert.deepEqual(opened.problems, []);
  await page.close();
});

/** Screens of the review, each with what is shown on it. */
const SCREENS = [
  { suffix: "", width: 1280, height: 900, dark: false }, { suffix: "-narrow", width: 360, height: 740, dark: false },
  { suffix: "-dark", width: 1280, height: 900, dark: true }, { suffix: "-wide", width: 1920, height: 1080, dark: false },
];

test("the views of vaults fit every screen, and are as they were reviewed", async () => {
  const wrong = [];
  for (const screen of SCREENS) {
    for (const [name, hash, text] of [["vaults", "#/vaults", "Yours"], ["vault", `#/vault/${ID}`, "compounded"]]) {
      const opened = await browser.open(network, { ...screen, search, hash });
      await opened.sees("Live");
      await opened.connect();
      await opened.use(BALTATHAR);
      await opened.sees(text);
      await opened.sees("from the first block on");
      wrong.push(...(await faultsOf(opened, `${name}${screen.suffix}`)));
      await still(opened.page);
      wrong.push(...(await screenshotOf(opened.page, `${name}${screen.suffix}`)));
      assert.deepEqual(opened.problems, []);
      await opened.page.close();
    }
  }
  assert.deepEqual(wrong, []);
});

test("an account that is named, one without a node, and a vault that is none", async () => {
  const opened = await browser.open(network, { keys: false, search: "?symbol=TNT", hash: `#/vault/${ID}?account=${own(ALITH)}` });
  await opened.sees("2 accounts read");
  await opened.sees("ILiquidVault has no view of it; a node in the settings has");
  await opened.sees("Connect a wallet to deposit");
  await opened.go("#/vault/2147483777");
  await opened.sees("There is no vault 2147483777, or it is closed");
  await opened.go("#/");
  await opened.sees("by ILiquidVaults and ILiquidVault");
  assert.deepEqual(opened.problems, []);
  await opened.page.close();
});

test("a slash on the network: terms by the node, a dispute by a wallet, and the call of governance", async () => {
  // The development chain encodes calls: both chains have the same pallets at the same places.
  const encoder = await startChain();
  try {
    const { publicClient, wallets } = network;
    const mined = async (hash) => {
      const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 60_000 });
      assert.equal(receipt.status, "success");
      return receipt;
    };
    const pallet = async (from, call, args) =>
      mined(await wallets[from].sendTransaction({ to: PALLETS, data: await encoder.publicClient.encodeCall("Services", call, args) }));
    const services = (index) => createServicesClient({ publicClient, walletClient: wallets[index] });
    const built = artifact("ink", "incredible_squaring");
    const { contractAddress: manager } = await mined(await wallets[ALITH].deployContract({ abi: built.abi, bytecode: built.bytecode, args: [encoder.addresses.runtime, 1, SERVICES] }));
    const penalty = (floor, cap, history, correlation, ejects_at) => ({ amount: { floor, cap, history, correlation }, ejects_at });
    const penalties = { job_misbehaviour: penalty(100, 1_000, 5_000, 40_000, 5), quality_of_service: penalty(10, 500, 0, 0, 10), security_breach: penalty(1_000, 10_000, 0, 60_000, 1), slashed: "Treasury" };
    await pallet(ALITH, "create_blueprint", { definition: definitionOf(manager, { penalties }) });
    await mined(await services(BALTATHAR).write.joinOperators({}));
    await pallet(BALTATHAR, "register", { blueprint: 0, instance_limit: 2, inputs: "0x" });
    await pallet(ALITH, "request", { blueprint: 0, operators: [own(BALTATHAR)], permitted_callers: [], inputs: "0x", ttl: 0, assets: [] });
    await pallet(BALTATHAR, "approve", { request: 0, revision: 0 });
    for (const [evidence, slashBps] of [[1, 800n], [2, 900n]]) {
      await mined(await services(ALITH).write.proposeSlash({ serviceId: 0n, operator: own(BALTATHAR), offence: 1n, slashBps, evidence: word(evidence) }));
    }

    const opened = await browser.open(network, { search, hash: "#/service/0" });
    await opened.connect();
    await opened.use(BALTATHAR);
    // By the node's storage: a chain without dev_events has no other way.
    await opened.sees("10 % to 100 %");
    await opened.sees("to the treasury");
    const link = await opened.page.$eval('a[data-action="scenarios"]', (one) => one.getAttribute("href"));
    // A week would pass until it can be executed: the network knows the call that the page encodes, and says so.
    for (const slash of [0n, 1n]) {
      const data = executeSlash(slash);
      assert.equal(data, await encoder.publicClient.encodeCall("Services", "execute_slash", { slash }));
      const early = await publicClient.estimateGas({ account: own(ALITH), to: PALLETS, data }).then(() => "nothing", (error) => decodeError(error)?.text ?? error.message);
      assert.match(early, /SlashUnderReview/);
    }
    assert.match(link, /penalties\.jobMisbehaviour\.severityBps=900&.*penalties\.slashed=treasury/);
    await opened.go("#/slash/0");
    const expected = await encoder.publicClient.encodeCall("Services", "veto_slash", { slash: 0 });
    await opened.page.waitForSelector(".call code");
    assert.equal(await opened.page.$eval(".call code", (one) => one.textContent), expected);
    await opened.page.waitForSelector(`code[title="${GOVERNANCE}"]`);
    await opened.press("dispute-0");
    assert.equal((await services(ALITH).read.slashOf({ slashId: 0n })).state, 2n);
    await opened.sees("Disputed");
    await opened.go("#/slashes");
    await opened.sees("What governance can still prevent");
    await opened.page.waitForFunction(() => document.querySelectorAll("main .call code").length === 2, { timeout: 20_000 });
    // What the page said of the dispute is gone after some seconds.
    await opened.page.waitForFunction(() => document.querySelector(".toast").innerText === "", { timeout: 20_000 });
    const faults = await faultsOf(opened, "slashes-network");
    await still(opened.page);
    assert.deepEqual([...faults, ...(await screenshotOf(opened.page, "slashes-network"))], []);
    assert.deepEqual(opened.problems, []);
  } finally {
    await encoder.stop();
  }
});

/** What unbonds is paid after 56 eras, ten minutes at least: REDEMPTION=1 waits for it. */
test("a redemption is paid after the chain's bonding", { skip: process.env.REDEMPTION === "1" ? false : "REDEMPTION=1 waits 56 eras", timeout: 2_400_000 }, async () => {
  const opened = await browser.open(network, { search, hash: `#/vault/${ID}` });
  await opened.connect();
  await opened.use(BALTATHAR);
  // In parts: the browser ends a wait of more than three minutes.
  const claimable = () => opened.page.evaluate(() => document.body.innerText.includes("Claimable"));
  for (const end = Date.now() + 2_000_000; !(await claimable()) && Date.now() < end; ) await new Promise((go) => setTimeout(go, 2_000));
  await opened.sees("Claimable");
  const [, [ticket]] = await view("requestsOf", [own(BALTATHAR)]);
  const before = await network.publicClient.getBalance({ address: own(BALTATHAR) });
  assert.deepEqual(await faultsOf(opened, "vault-claimable"), []);
  await opened.press(`claim-redeem-${ticket}-${own(BALTATHAR).toLowerCase()}-${VAULT}`);
  await opened.sees("No redemption of these accounts waits or can be claimed.");
  assert.ok(await network.publicClient.getBalance({ address: own(BALTATHAR) }) > before + parseEther("39"));
  assert.deepEqual(opened.problems, []);
});
