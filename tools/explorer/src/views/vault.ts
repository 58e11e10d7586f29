// One liquid vault: its rate over time, its queues, and what an account does with it.
import { html, nothing } from "lit";
import { isAddress, type Address } from "viem";
import { linkTo, type App, type Live } from "../app.js";
import {
  controllersOf, logsOf, rateBlocks, readEras, readHolding, readMore, readRates, readRequests, readVault, vaultAddress,
  type Eras, type More, type Rates, type Redemption, type DepositRequest, type Vault,
} from "../chain/vaults.js";
import { vaultSteps } from "../chain/vault-steps.js";
import { PALLET_TO_WEI } from "../chain/rewards.js";
import { plotOf } from "../ui/chart.js";
import { progressOf, progressOfAll, stepButton, stepForm } from "../ui/steps.js";
import { address, bps, count, facts, figure, hash, plural, section, shown, table, tag, wei, type Part } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";
import { rate, shares, stateText, vaultName, vaultState } from "./vaults.js";
import { yieldSection } from "./vault-yield.js";

/** Blocks at which the rate is read, and accounts whose requests are read. */
const POINTS = 24;
const ACCOUNTS = 40;

const more = (found: More, show: (vault: NonNullable<Extract<More, { feeBps: number }>["vault"]>, feeBps: number) => unknown): unknown =>
  "missing" in found ? html`<span class="quiet">${found.missing}</span>` : found.vault ? show(found.vault, found.feeBps) : html`<span class="quiet">none</span>`;

function parts(app: App, vault: Vault, found: More): Part {
  const { standing } = vault;
  return facts([
    ["State", html`${vaultState(vault)} <span class="quiet">${stateText(app, vault)}</span>`],
    ["Validator", html`${hash(app, vault.validator, "account of the validator")} ${standing.elected ? tag("Elected", "good") : standing.candidate ? tag("Candidate", "wait") : tag("No candidate", "bad")}`],
    ["Commission of the validator", bps(standing.commissionBps)],
    ["Contract", hash(app, vault.address, "address of the vault")],
    ["Token of the shares", hash(app, vault.share, "address of the token")],
    ["A share is worth", html`<span class="sum">${rate(app, vault.rate)} <span class="quiet">= ${wei(app, vault.assets)} of stake / ${shares(vault.shares)}</span></span>`],
    ["Shares", html`<span class="sum">${shares(vault.shares)} <span class="quiet">= ${shares(vault.tokens)} as tokens + ${shares(vault.shares - vault.tokens)} of the founder or returned</span></span>`],
    ["Fee", more(found, (_, fee) => html`${bps(fee)} <span class="quiet">of growth above the best rate, in new shares</span>`)],
    ["Deposits that wait", more(found, ({ pending }) => wei(app, pending * PALLET_TO_WEI))],
    ["Returned shares in the queue", more(found, ({ leaving }) => shares(leaving))],
    ["Slashes that wait take", more(found, ({ slash }) => wei(app, slash * PALLET_TO_WEI))],
    ["Rewards are paid up to", more(found, ({ settled, unsettled }) => html`era ${count(settled)} <span class="quiet">${plural(unsettled, "closed era")} not paid</span>`)],
  ]);
}

function rates(app: App, { points, missing, reason }: Rates): Part {
  if (points.length < 2) return html`<p class="empty">The rate is known of ${plural(points.length, "block")}: a curve begins with the second.</p>`;
  return html`${plotOf({
    title: "What a share is worth", unit: app.settings.symbol, kind: "lines", fit: true, digits: 9,
    x: points.map(({ block }) => Number(block)), xLabel: "Block", series: [{ label: "Rate", values: points.map(({ rate: one }) => Number(one) / 1e18) }],
  })}
    ${missing > 0 ? html`<p class="note">Of ${plural(missing, "block")} the server has no state: ${reason}</p>` : nothing}`;
}

/** How claims ended: their requests are not in the queue any more. */
const claims = (app: App, vault: Vault): unknown =>
  progressOfAll(app, [], (id) => id.startsWith("claim-") && id.endsWith(vault.address));

function deposits(app: App, vault: Vault, all: readonly DepositRequest[], { active, planned }: Eras): Part {
  const step = (one: DepositRequest) => vaultSteps.claim(vault.address, one.requestId, one.controller);
  const ready = (one: DepositRequest) => one.state === "shares" || (one.state === "refund" && planned >= one.unlockEra);
  return html`${table("Deposits", [
    { head: "Account", cell: (one) => address(app, one.controller) },
    { head: "First era", numeric: true, cell: (one) => figure(one.requestId) },
    { head: "Deposited", numeric: true, cell: (one) => wei(app, one.assets) },
    { head: "State", cell: (one) => one.state === "waits" ? html`${tag("Pending", "wait")} <span class="quiet">era ${count(active)} is active</span>`
      : one.state === "shares" ? tag("Shares can be claimed", "good")
        : html`${tag("Paid back", "wait")} <span class="quiet">from era ${count(one.unlockEra)} on</span>` },
    { head: "Action", cell: (one) => (ready(one) ? html`${stepButton(app, step(one), `deposit of era ${one.requestId} of ${one.controller}`, "primary")}` : html`<span class="quiet">not yet</span>`) },
  ], all, "No deposit of these accounts waits or can be claimed.")}`;
}

function redemptions(app: App, vault: Vault, all: readonly Redemption[], { planned }: Eras): Part {
  const step = (one: Redemption) => vaultSteps.claimRedeem(vault.address, one.requestId, one.controller);
  return table("Redemptions", [
    { head: "Account", cell: (one) => address(app, one.controller) },
    { head: "Request", cell: (one) => html`<span class="figure">${count(one.requestId % (1n << 63n))}</span>` },
    { head: "Shares", numeric: true, cell: (one) => shares(one.shares) },
    { head: "Worth now", numeric: true, cell: (one) => wei(app, one.worth) },
    { head: "State", cell: (one) => one.state === "claimable" ? tag("Claimable", "good")
      : html`${tag(one.state === "queued" ? "Pending: queued" : "Pending: unbonds", "wait")} <span class="quiet">from era ${count(one.unlockEra)} on, ${plural(Math.max(0, one.unlockEra - planned), "era")} left</span>` },
    { head: "Action", cell: (one) => (one.state === "claimable" ? html`${stepButton(app, step(one), `redemption ${one.requestId} of ${one.controller}`, "primary")}` : html`<span class="quiet">not yet</span>`) },
  ], all, "No redemption of these accounts waits or can be claimed.");
}

function actions(app: App, vault: Vault, own: Address | undefined): Part {
  const sync = vaultSteps.sync(vault.address);
  const ends = [...(vault.part === "orphaned" || vault.part === "wiped" ? [vaultSteps.retire(vault.address)] : []), ...(vault.part === "retiring" ? [vaultSteps.finish(vault.address)] : [])];
  return html`
    ${own ? html`
      ${vault.part === "open" ? stepForm(app, vaultSteps.deposit(vault.address, own)) : nothing}
      ${vault.part === "retired" ? stepForm(app, vaultSteps.cashOut(vault.address, own)) : stepForm(app, vaultSteps.redeem(vault.address, own))}`
      : html`<p class="empty">Connect a wallet to deposit, to return shares, and to claim.</p>`}
    <div class="actions">${[sync, ...ends].map((step) => stepButton(app, step, vaultName(vault.id)))}<span class="hint">${sync.about}</span></div>
    ${[sync, ...ends].map((step) => progressOf(app, step))}`;
}

export function vault(app: App, live: Live, id: bigint) {
  const { connection, history, head } = live;
  const own = app.account;
  const at = vaultAddress(id);
  const logs = logsOf(history, at);
  const given = app.route.query.get("account") ?? "";
  const named = isAddress(given, { strict: false }) ? (given.toLowerCase() as Address) : undefined;
  const controllers = controllersOf(logs, [own, named]);
  const read = app.use(`vault/${id}/${own}/${named}`, async () => {
    const found = await readVault(connection, id);
    if (!found) return null;
    const blocks = rateBlocks(logs.map(({ block }) => block), history.first, head.number, POINTS);
    const [eras, requests, holding, over, extra] = await Promise.all([
      readEras(connection), readRequests(connection, at, controllers.slice(0, ACCOUNTS)), own ? readHolding(connection, found, own) : undefined,
      readRates(connection, at, blocks), readMore(connection, id, head.time),
    ]);
    return { vault: found, eras, requests, holding, rates: over, more: extra };
  }, `${head.number}/${app.version}`);
  const find = (event: Event) => {
    location.hash = linkTo(app.route, { account: (event.target as HTMLInputElement).value.trim() || undefined });
  };
  return {
    title: vaultName(id),
    body: shown(read, (data) => data === null
      ? html`<p class="empty">There is no vault ${id}, or it is closed. See the <a href="#/vaults">list of vaults</a>.</p>`
      : html`
        ${parts(app, data.vault, data.more)}
        ${section("Rate over time", rates(app, data.rates), { note: "By convertToAssets at the blocks of events, and at others between. The rate moves when the vault is brought up to date, and by slashes." })}
        ${yieldSection(app, data.rates.points)}
        ${data.holding ? section("Yours", facts([["Shares", shares(data.holding.shares)], ["Worth", wei(app, data.holding.worth)]])) : nothing}
        ${section("Deposits", deposits(app, data.vault, data.requests.deposits, data.eras))}
        ${section("Queue of redemptions", html`
          <form class="filters" @submit=${(event: Event) => event.preventDefault()}>
            <div class="field"><label for="account">Requests of a further account</label>
              <input id="account" size="24" placeholder="0x…" autocomplete="off" spellcheck="false" .value=${given} @change=${find} /></div>
            <p class="note" role="status">${plural(Math.min(controllers.length, ACCOUNTS), "account")} read${controllers.length > ACCOUNTS ? ` of ${count(controllers.length)}` : ""}</p>
          </form>
          ${redemptions(app, data.vault, data.requests.redemptions, data.eras)}`, {
          note: "Of the accounts in the vault's logs that were read, of the connected one, and of one that is named here: ILiquidVault has no list of accounts.",
        })}
        ${claims(app, data.vault)}
        ${section("Act", actions(app, data.vault, own))}
        ${section("Events", html`${happeningsTable(app, logs.slice(0, 12), "Events of the vault", "No log of this vault was read.")}${coverage(app, live)}`)}`),
  };
}
