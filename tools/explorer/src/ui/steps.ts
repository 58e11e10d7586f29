// Steps as forms and buttons, and how they end.
import { html, nothing } from "lit";
import { decodeEvents } from "blueprint-hooks";
import type { App, Progress } from "../app.js";
import type { Field, Step, Values } from "../chain/steps.js";
import { explain } from "../chain/wallet.js";
import { ofPallets } from "../chain/history.js";
import { words, type Part } from "./index.js";


async function readFile(input: HTMLInputElement): Promise<string> {
  const file = input.files?.[0];
  if (!file) return "";
  if (file.name.endsWith(".json")) return file.text();
  const bytes = new Uint8Array(await file.arrayBuffer());
  // A .evm file may be hexadecimal digits, or bytes.
  const text = new TextDecoder("latin1").decode(bytes).trim();
  if (/^(0x)?[\da-f]+$/i.test(text)) return text.startsWith("0x") ? text : `0x${text}`;
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function valuesOf(step: Step, form: HTMLFormElement): Promise<Values> {
  const values: Record<string, string> = {};
  for (const { name, kind } of step.fields) {
    const input = form.elements.namedItem(name) as HTMLInputElement;
    values[name] = kind === "file" ? await readFile(input) : input.value;
  }
  return values;
}

const describe = (events: readonly { source: string; name: string; fields: Readonly<Record<string, unknown>> }[]) =>
  events
    .map(({ name, fields }) => {
      const ids = ["blueprint", "request", "service", "call", "slash", "amount", "points"].filter((id) => typeof fields[id] === "bigint");
      return `${words(name)}${ids.length === 0 ? "" : ` (${ids.map((id) => `${id} ${fields[id]}`).join(", ")})`}`;
    })
    .join(", ");

/** Sends a step, and keeps how it ends. */
export async function act(app: App, step: Step, values: Values): Promise<void> {
  const { live, wallet, progress } = app;
  if (!live) return;
  const { connection } = live;
  const set = (one: Progress) => {
    progress.set(step.id, one);
    app.redraw();
  };
  set({ busy: true });
  try {
    if (step.direct) {
      await step.direct(connection, values);
      set({ busy: false, done: `${step.title}: done.` });
      app.notify(`${step.title}: done`);
      return;
    }
    if (!wallet || !step.make) throw new Error("expected a connected wallet, received none: connect one at the top of the page");
    const receipt = await wallet.send(connection, await step.make(connection, values));
    let what = decodeEvents(receipt.logs).map(({ name }) => words(name)).join(", ");
    if (connection.abilities.dev) {
      // It was mined: where the events cannot be read, the receipt's logs say what happened.
      const params = [`0x${receipt.blockNumber.toString(16)}`];
      const raw = (await connection.client.request({ method: "dev_events", params } as never).catch(() => [])) as never[];
      what = describe(ofPallets(receipt.blockNumber, raw).filter(({ transaction }) => transaction === receipt.transactionHash)) || what;
    }
    if (receipt.contractAddress) what = `Contract at ${receipt.contractAddress}`;
    set({ busy: false, done: `Block ${receipt.blockNumber}: ${what || "done"}.` });
    app.notify(`${step.title}: in block ${receipt.blockNumber}`);
  } catch (error) {
    set({ busy: false, error: explain(error) });
  }
}

/** Why a step cannot be sent; empty if it can. */
export function obstacle(app: App, step: Step): string {
  const dev = app.live?.connection.abilities.dev ?? false;
  if (step.dev && !dev) return "This server has no dev_encodeCall, so this page cannot encode calls of the pallets for it. `blueprint-hooks pallet` encodes them.";
  if (!step.direct && !app.wallet) return "Connect a wallet at the top of the page.";
  return "";
}

export function progressOf(app: App, step: Step): Part {
  const now = app.progress.get(step.id);
  return html`<div class="progress" role="status" data-step=${step.id}>
    ${now?.busy ? html`<p class="loading">Sent; the block is awaited …</p>` : nothing}
    ${now?.error ? html`<div class="failure"><p>${now.error.text}</p>${now.error.advice ? html`<p>${now.error.advice}</p>` : nothing}</div>` : nothing}
    ${now?.done ? html`<p class="done">${now.done}</p>` : nothing}
  </div>`;
}

/** How steps go, and how those that `own` knows ended: a step may take its own button away. */
export const progressOfAll = (app: App, all: readonly Step[], own: (id: string) => boolean): Part =>
  html`${[...new Set([...all.map(({ id }) => id), ...[...app.progress.keys()].filter(own)])].map((id) => progressOf(app, { id, title: "", fields: [] }))}`;

/** A step without fields, as a button. `context` distinguishes it from others of the same text. */
export function stepButton(app: App, step: Step, context: string, tone = ""): Part {
  const reason = obstacle(app, step);
  const busy = app.progress.get(step.id)?.busy ?? false;
  return html`<button type="button" class=${tone} data-action=${step.id} ?disabled=${reason !== "" || busy} title=${reason || step.about || nothing}
    aria-label="${step.button ?? step.title} ${context}" @click=${() => act(app, step, {})}>${step.button ?? step.title}</button>`;
}

const control = (step: Step, field: Field) => {
  const id = `${step.id}-${field.name}`;
  const described = field.hint ? `${id}-hint` : nothing;
  const common = { id, name: field.name };
  if (field.kind === "choice") {
    return html`<select id=${common.id} name=${common.name} aria-describedby=${described}>${(field.options ?? []).map((one) => html`<option>${one}</option>`)}</select>`;
  }
  if (field.kind === "json" || field.kind === "addresses") {
    return html`<textarea id=${common.id} name=${common.name} rows="2" spellcheck="false" aria-describedby=${described} .defaultValue=${field.value ?? ""}></textarea>`;
  }
  if (field.kind === "file") {
    return html`<input type="file" id=${common.id} name=${common.name} accept=${field.accept ?? nothing} aria-describedby=${described} />`;
  }
  const numeric = field.kind === "number" || field.kind === "amount";
  return html`<input id=${common.id} name=${common.name} autocomplete="off" spellcheck="false" inputmode=${numeric ? "decimal" : "text"}
    aria-describedby=${described} value=${field.value ?? ""} />`;
};

/** A step with its fields. It opens and closes, so that a page of many steps stays readable. */
export function stepForm(app: App, step: Step, open = false): Part {
  const reason = obstacle(app, step);
  const busy = app.progress.get(step.id)?.busy ?? false;
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    await act(app, step, await valuesOf(step, event.target as HTMLFormElement));
  };
  return html`<details class="step" ?open=${open}>
    <summary>${step.title}</summary>
    <form @submit=${send} data-form=${step.id}>
      ${step.about ? html`<p class="note">${step.about}</p>` : nothing}
      <div class="fields">${step.fields.map((field) => html`<div class="field">
        <label for="${step.id}-${field.name}">${field.label}</label>
        ${control(step, field)}
        ${field.hint ? html`<p class="hint" id="${step.id}-${field.name}-hint">${field.hint}</p>` : nothing}
      </div>`)}</div>
      <div class="actions"><button type="submit" class="primary" ?disabled=${reason !== "" || busy}>${step.button ?? step.title}</button>
        ${reason ? html`<p class="hint">${reason}</p>` : nothing}</div>
    </form>
    ${progressOf(app, step)}
  </details>`;
}
