// The liquid vaults of a network, or that it has none.
import { html, nothing } from "lit";
import type { App, Live } from "../app.js";
import { REGISTRY, readEras, readHolding, readMore, readVault, type Vault } from "../chain/vaults.js";
import { vaultSteps } from "../chain/vault-steps.js";
import { stepForm } from "../ui/steps.js";
import { bps, count, failure, figure, hash, section, shown, stat, table, tag, units, wei, words, type Part } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";

/** Vaults that are read. */
const MOST = 50;

export const shares = (amount: bigint, places = 4): Part =>
  html`<span class="figure" title="${count(amount)} of 18 decimals">${units(amount, 18, places)} <span class="unit">shares</span></span>`;

/** What a whole share is worth, to the last base unit of the chain. */
export const rate = (app: App, value: bigint): Part => wei(app, value, 12);

export const vaultName = (id: bigint) => `Vault ${id}`;

const TONES = { open: "good", orphaned: "wait", rehoming: "wait", wiped: "bad", retiring: "wait", retired: "plain" } as const;

export const vaultState = (vault: Vault): Part =>
  html`${tag(words(vault.part), TONES[vault.part])}${vault.frozen ? html` ${tag("A slash waits", "bad")}` : nothing}`;

/** What the era and the successor of its state mean. */
export function stateText(app: App, { part, era, successor }: Vault): Part {
  switch (part) {
    case "orphaned": return html`The validator was lost when era ${count(era)} was planned. It may come back for two eras; then any account can retire the vault.`;
    case "rehoming": return html`From era ${count(era)} on ${successor ? hash(app, successor, "account of the successor") : "a successor"} takes over. The vault backs no validator until then.`;
    case "wiped": return html`Slashes left less than a tenth of the best rate, when era ${count(era)} was planned. After two eras any account can retire the vault.`;
    case "retiring": return html`All stake unbonds, and can be withdrawn once era ${count(era)} is planned.`;
    case "retired": return "Shares own a pot of free tokens: they are paid at once.";
    default: return "It takes deposits.";
  }
}

/** Clear words for a chain without the precompiles. */
function absent(): Part {
  return html`<p class="empty">This chain has no liquid vaults: a call of <code>count()</code> at <code>${REGISTRY}</code>, where networks of
    validators have <code>ILiquidVaults</code>, returns nothing.</p>
    <p class="note">The page calls it again in each block. <code>make network</code> starts a network with vaults.</p>`;
}

export function vaults(app: App, live: Live) {
  const { connection, history, vaults: index } = live;
  const title = "Liquid vaults";
  if (index.count === undefined) {
    return { title, body: index.failure !== undefined ? failure(index.failure) : index.known ? absent() : html`<p class="loading" role="status">Reading …</p>` };
  }
  const own = app.account;
  const read = app.use(`vaults/${own}`, async () => {
    const [eras, all] = await Promise.all([readEras(connection), Promise.all(index.ids(MOST).map((id) => readVault(connection, id)))]);
    const found = all.filter((vault) => vault !== undefined);
    return {
      eras,
      rows: await Promise.all(found.map(async (vault) => ({
        vault,
        holding: own ? await readHolding(connection, vault, own) : undefined,
        more: await readMore(connection, vault.id, live.head.time),
      }))),
    };
  }, `${live.head.number}/${index.count}`);
  const events = history.list.filter(({ source }) => source === "ILiquidVault" || source === "ILiquidVaults");
  return {
    title,
    body: html`
      ${shown(read, ({ eras, rows }) => {
        const [first] = rows;
        const feeOf = first && "feeBps" in first.more ? bps(first.more.feeBps) : html`<span class="quiet">?</span>`;
        return html`
        <dl class="stats">
          ${stat("Vaults", figure(rows.length), `${count(index.count ?? 0n)} opened so far`)}
          ${stat("Stake of all shares", wei(app, rows.reduce((sum, { vault }) => sum + vault.assets, 0n)), "the founders' included")}
          ${stat("Fee", feeOf, first && "missing" in first.more ? first.more.missing : "of net growth above the best rate")}
          ${stat("Era", figure(eras.active), `${count(eras.planned)} is planned; a redemption takes ${count(eras.bonding)}`)}
        </dl>
        ${section("Vaults", table("Liquid vaults", [
          { head: "Vault", cell: ({ vault }) => html`<a href="#/vault/${vault.id}">${vaultName(vault.id)}</a>` },
          { head: "Validator", cell: ({ vault }) => hash(app, vault.validator, "account of the validator") },
          { head: "State", cell: ({ vault }) => html`<span class="stack"><span>${vaultState(vault)}</span>${vault.part === "open" ? nothing : html`<span class="quiet">${stateText(app, vault)}</span>`}</span>` },
          { head: "A share is worth", numeric: true, cell: ({ vault }) => rate(app, vault.rate) },
          { head: "Stake", numeric: true, cell: ({ vault }) => wei(app, vault.assets) },
          { head: "Shares", numeric: true, cell: ({ vault }) => shares(vault.shares) },
          { head: "Commission", numeric: true, cell: ({ vault }) => bps(vault.standing.commissionBps) },
          ...(own ? [{ head: "Yours", numeric: true, cell: ({ holding }: (typeof rows)[number]) => (holding ? shares(holding.shares) : nothing) }] : []),
        ], rows, "No vault yet. An account opens the vault of a validator below."), {
          note: index.count !== undefined && index.count > BigInt(MOST) ? `The newest ${MOST} of ${count(index.count)}.` : nothing,
        })}`;
      })}
      ${section("Act", stepForm(app, vaultSteps.create()))}
      ${section("Events", html`${happeningsTable(app, events.slice(0, 12), "Events of the vaults", "No log of a vault was read.")}${coverage(app, live)}`, {
        note: "Logs of the precompiles. What extrinsics of the pallet do, and the batch of deposits that becomes shares, has no log.",
      })}`,
  };
}
