// Parts that views are made of.
import { html, nothing, svg, type TemplateResult } from "lit";
import { getAddress, isAddress, zeroAddress, type Hex } from "viem";
import { linkTo, type App, type Live, type Loaded } from "../app.js";
import { explain } from "../chain/wallet.js";
import { timeNow } from "../chain/connection.js";
import { LAST_MOMENT, count, duration, moment, percent, short, units } from "./format.js";

export type Part = TemplateResult | typeof nothing | string;

const ICONS = {
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"></rect><path d="M10.5 5.5v-2A1.5 1.5 0 0 0 9 2H4A1.5 1.5 0 0 0 2.5 3.5V9A1.5 1.5 0 0 0 4 10.5h1.5"></path>`,
  theme: svg`<circle cx="8" cy="8" r="5.5"></circle><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"></path>`,
  wallet: svg`<rect x="2" y="4" width="12" height="9" rx="1.5"></rect><path d="M2 6.5h12M10.5 9.5h1"></path>`,
};
export const icon = (name: keyof typeof ICONS) =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.4">${ICONS[name]}</svg>`;

/** A button that copies a text; the whole text is its name. */
export const copyButton = (app: App, text: string, what: string) => html`<button
  type="button" class="copy" title="Copy ${what}" aria-label="Copy ${what} ${text}"
  @click=${() => {
    const cannot = () => app.notify(`The browser does not let this page copy; the text is ${text}`);
    // Pages of another machine without TLS have no clipboard.
    if (!navigator.clipboard) return cannot();
    return navigator.clipboard.writeText(text).then(() => app.notify(`Copied ${short(text)}`), cannot);
  }}>${icon("copy")}</button>`;

/** An account or a contract: its name where it has one, its shortened address, and a button that copies all of it. */
export function address(app: App, value: string, options: { link?: boolean; name?: string } = {}): Part {
  const lower = value.toLowerCase();
  if (lower === zeroAddress) return html`<span class="quiet">none</span>`;
  const name = options.name ?? app.live?.connection.names.get(lower);
  // Events and views differ in the case of an address; it is always shown with its checksum.
  const whole = isAddress(lower) ? getAddress(lower) : value;
  const text = html`${name ? html`<b class="name">${name}</b> ` : nothing}<code title=${whole}>${short(whole)}</code>`;
  const own = app.account === lower ? html` <span class="tag">you</span>` : nothing;
  const shown = options.link === false ? text : html`<a href="#/account/${lower}">${text}</a>`;
  return html`<span class="address">${shown}${own}${copyButton(app, whole, "address")}</span>`;
}

export const hash = (app: App, value: Hex, what = "hash"): Part =>
  html`<span class="address"><code title=${value}>${short(value, 10, 6)}</code>${copyButton(app, value, what)}</span>`;

/** An amount of the chain's own token, in wei. */
export const wei = (app: App, amount: bigint, places = 4): Part =>
  html`<span class="figure" title="${count(amount)} wei">${units(amount, 18, places)} <span class="unit">${app.settings.symbol}</span></span>`;

/** An amount of a token: the chain's own in its unit, others in base units. */
export const tokenAmount = (app: App, token: string, amount: bigint): Part =>
  token === zeroAddress ? wei(app, amount) : html`<span class="figure">${count(amount)} <span class="unit">base units</span></span>`;

export const tokenName = (app: App, token: string): Part =>
  token === zeroAddress ? html`${app.settings.symbol}` : address(app, token);

export const figure = (value: bigint | number, unit = ""): Part =>
  html`<span class="figure">${count(value)}${unit ? html` <span class="unit">${Number(value) === 1 ? unit.replace(/s$/, "") : unit}</span>` : nothing}</span>`;

export const bps = (value: bigint | number): Part => html`<span class="figure">${percent(value)}</span>`;

/** A moment, and how long it is until then by the chain's clock. */
export function clock(live: Live, at: bigint): Part {
  if (at > LAST_MOMENT) return html`<span class="quiet">no end</span>`;
  const left = at - timeNow(live.head);
  const text = left > 0n ? `in ${duration(left)}` : `${duration(-left)} ago`;
  return html`<time datetime=${new Date(Number(at) * 1_000).toISOString()} title=${moment(at)}>${text}</time>`;
}

export type Tone = "good" | "bad" | "wait" | "plain";
export const tag = (text: string, tone: Tone = "plain"): Part => html`<span class="tag ${tone}">${text}</span>`;

export interface Column<Row> {
  readonly head: string;
  readonly numeric?: boolean;
  readonly cell: (row: Row) => unknown;
}

/** A table; on a narrow screen each row is a block of labelled values. The roles stay where the layout is not a table's. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: Part,
  options: { hideCaption?: boolean; id?: string } = {},
): Part {
  if (rows.length === 0) return html`<div class="empty">${empty}</div>`;
  return html`<table role="table" id=${options.id ?? nothing}>
    <caption class=${options.hideCaption === false ? "" : "hidden"}>${caption}</caption>
    <thead role="rowgroup"><tr role="row">
      ${columns.map(({ head, numeric }) => html`<th role="columnheader" scope="col" class=${numeric ? "numeric" : ""}>${head}</th>`)}
    </tr></thead>
    <tbody role="rowgroup">
      ${rows.map((row) => html`<tr role="row">
        ${columns.map(({ head, numeric, cell }) => html`<td role="cell" class=${numeric ? "numeric" : ""}><span class="label" aria-hidden="true">${head}</span><span class="value">${cell(row)}</span></td>`)}
      </tr>`)}
    </tbody>
  </table>`;
}

/** Names and values, one below the other. */
export const facts = (all: readonly (readonly [name: string, value: unknown])[]): Part =>
  html`<dl class="facts">${all.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const stat = (name: string, value: unknown, note: unknown = nothing): Part =>
  html`<div class="stat"><dt>${name}</dt><dd>${value}</dd>${note === nothing ? nothing : html`<dd class="note">${note}</dd>`}</div>`;

export const section = (title: string, body: unknown, options: { note?: unknown; action?: unknown } = {}): Part => html`<section>
  <div class="section-head"><h2>${title}</h2>${options.action ?? nothing}</div>
  ${options.note ? html`<p class="note">${options.note}</p>` : nothing}
  ${body}
</section>`;

/** What went wrong, and what to do. */
export function failure(error: unknown): Part {
  const { text, advice } = explain(error);
  return html`<div class="failure" role="alert"><p>${text}</p>${advice ? html`<p>${advice}</p>` : nothing}</div>`;
}

/** What was read, or that it is being read, or why it could not be. */
export function shown<T>({ data, error, loading }: Loaded<T>, show: (data: T) => unknown): unknown {
  const problem = error !== undefined ? failure(error) : nothing;
  if (data === undefined) return loading || error === undefined ? html`<p class="loading" role="status">Reading …</p>` : problem;
  return html`${problem}${show(data)}`;
}

/** The page of a list that a parameter of the address names, and links to the others. The list is newest first unless `names` say else. */
export function paged<Row>(
  { route }: App, parameter: string, size: number, all: readonly Row[], names = { before: "Newer", after: "Older" },
): { rows: readonly Row[]; links: Part } {
  const last = Math.max(1, Math.ceil(all.length / size));
  const page = Math.max(1, Math.min(Math.floor(Number(route.query.get(parameter))) || 1, last));
  const rows = all.slice((page - 1) * size, page * size);
  const one = (to: number, text: string, name: string) =>
    to < 1 || to > last ? html`<span class="quiet" aria-hidden="true">${text}</span>` : html`<a href=${linkTo(route, { [parameter]: `${to}` })} aria-label="${name} page">${text}</a>`;
  const links = last === 1 ? nothing : html`<nav class="pages" aria-label="Pages">
    ${one(page - 1, `‹ ${names.before}`, names.before)}
    <span>Page ${count(page)} of ${count(last)}</span>
    ${one(page + 1, `${names.after} ›`, names.after)}
  </nav>`;
  return { rows, links };
}
