// What governance sends to prevent slashes: the calls of the runtime, to copy. A wallet of an Ethereum key has no such origin.
import { html, nothing } from "lit";
import type { Hex } from "viem";
import type { App, Live } from "../app.js";
import { addressIn, nodeAt, type Reviewed } from "../chain/node.js";
import { PALLET_TO_WEI } from "../chain/rewards.js";
import { address, bps, clock, copyButton, count, hash, section, shown, table, tag, wei, type Part } from "../ui/index.js";

export interface Review {
  readonly list: readonly Reviewed[];
  /** The account that `sudo` takes for governance. */
  readonly governance: Hex | undefined;
}

export async function readReview(url: string): Promise<Review> {
  const node = nodeAt(url);
  const [list, governance] = await Promise.all([node.review(), node.governance()]);
  return { list, governance };
}

const call = (app: App, value: Hex, what: string): Part => html`<span class="call"><code>${value}</code>${copyButton(app, value, what)}</span>`;

const account = (app: App, value: Hex): Part => {
  const known = addressIn(value);
  return known ? address(app, known) : hash(app, value, "account");
};

/** What a chain takes as governance. */
const origin = (app: App, governance: Hex | undefined) => governance
  ? html`The call goes in <code>sudo.sudo</code>, signed by governance: ${account(app, governance)}`
  : "Governance sends the call with the root origin.";

/** The call that vetoes one slash of a service, of the development chain or of the settings' node. */
export function vetoOf(app: App, live: Live, slashId: bigint): Part {
  const { connection } = live;
  const { node } = app.settings;
  const { dev } = connection.abilities;
  const read = app.use(`veto/${slashId}`, async (): Promise<{ veto: Hex | undefined; governance: Hex | undefined; sudo: Hex | undefined }> => {
    if (node) {
      const { list, governance } = await readReview(node);
      return { veto: list.find((one) => one.kind === "service" && one.slashId === slashId)?.veto, governance, sudo: undefined };
    }
    const veto = await connection.client.encodeCall("Services", "veto_slash", { slash: slashId });
    return { veto, governance: undefined, sudo: veto };
  }, node ? undefined : "once");
  const body = !node && !dev
    ? html`<p class="empty">This server has no list of what governance reviews. The JSON-RPC of a node of the chain has (<code>ReviewApi_pending_slashes</code>): give its address in the <a href="#/settings">settings</a>.</p>`
    : shown(read, ({ veto, governance, sudo }) => veto === undefined
      ? html`<p class="empty">Slash ${slashId} is not in the list of what governance can still prevent: its review is over.</p>`
      : html`<p>${call(app, veto, "call that vetoes the slash")}</p>
        <p class="note">${origin(app, governance)} ${sudo ? html`On the development chain alice does, by <code>dev_sudo</code> of this call; the button above does the same.` : nothing}</p>`);
  return section("Veto by governance", body, { note: "Until the review ends, governance can end the proposal: this is the call, SCALE-encoded. A browser wallet cannot send it." });
}

/** All that governance can still prevent: slashes of services and of validators. */
export function reviewSection(app: App, live: Live): Part {
  const { node } = app.settings;
  if (!node) return nothing;
  const read = app.use("review", () => readReview(node));
  return section("What governance can still prevent", shown(read, ({ list, governance }) => html`
    ${table("Slashes that governance can still prevent", [
      { head: "Slash", cell: (one) => one.kind === "service" ? html`<a href="#/slash/${one.slashId}">Slash ${one.slashId}</a>` : html`${tag("Validator")} <span class="quiet">place ${one.index}</span>` },
      { head: "Of", cell: (one) => account(app, one.kind === "service" ? one.operator : one.validator) },
      { head: "Takes", numeric: true, cell: (one) => one.kind === "service" ? bps(one.sharePpm / 100)
        : html`<span class="stack">${wei(app, one.own * PALLET_TO_WEI)}<span class="quiet">and ${wei(app, one.others * PALLET_TO_WEI)} of nominators</span></span>` },
      { head: "Until", cell: (one) => (one.kind === "service" ? clock(live, one.until) : html`era ${count(one.era)}`) },
      { head: "Call", cell: (one) => call(app, one.veto, "call that prevents it") },
    ], list, "No slash waits that governance could prevent.")}
    <p class="note">${origin(app, governance)}</p>`), {
    note: "ReviewApi of the settings' node. The place of a validator's slash changes when an earlier one is cancelled: the list is read again in each block.",
  });
}
