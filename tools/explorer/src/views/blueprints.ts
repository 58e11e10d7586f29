// The list of blueprints, and one of them.
import { html, nothing } from "lit";
import type { App, Live } from "../app.js";
import { PRICED_JOBS, blueprintRows, codeOf, readBlueprintDetail, type Code } from "../chain/blueprints.js";
import { steps } from "../chain/steps.js";
import { progressOf, stepButton, stepForm } from "../ui/steps.js";
import { address, bps, facts, figure, hash, paged, section, shown, table, tag, wei, type Part } from "../ui/index.js";
import { PAGE, serviceTable } from "./services.js";
import { coverage } from "./happenings.js";
import { termsOf } from "./terms.js";

/** Whether the code on the chain is a known build's. */
export function verified(code: Code | undefined): Part {
  if (!code) return tag("No code", "bad");
  return code.build ? tag(`Verified: ${code.build.contract}`, "good") : tag("No known build", "wait");
}

export function blueprints(app: App, live: Live) {
  const { connection, history, index } = live;
  const { rows, links } = paged(app, "page", PAGE, blueprintRows(index, history), { before: "Lower ids", after: "Higher ids" });
  const managers = [...new Set(rows.map(({ manager }) => manager.toLowerCase()))];
  const codes = app.use(`codes/${managers.join()}`, async () =>
    new Map(await Promise.all(managers.map(async (manager) => [manager, await codeOf(connection, manager as never)] as const))), managers.join());
  const codeFor = (manager: string) => codes.data?.get(manager.toLowerCase());
  return {
    title: "Blueprints",
    body: html`${table("Blueprints", [
      { head: "Blueprint", cell: (row) => html`<a href="#/blueprint/${row.blueprintId}">Blueprint ${row.blueprintId}</a>` },
      { head: "Manager", cell: (row) => address(app, row.manager) },
      { head: "Code", cell: (row) => (codes.data ? verified(codeFor(row.manager)) : html`<span class="quiet">${codes.error === undefined ? "reading …" : "could not be read"}</span>`) },
      { head: "Owner", cell: (row) => (row.owner ? address(app, row.owner) : html`<span class="quiet">not in the events read</span>`) },
      { head: "Services", numeric: true, cell: (row) => figure(row.services) },
      { head: "Running", numeric: true, cell: (row) => figure(row.live) },
    ], rows, html`No blueprint yet. <a href="#/create">Deploy a manager and create one.</a>`)}
    ${links}
    <p class="note">IServices has no list of blueprints. These have a service, or their creation is among the events read.</p>
    ${coverage(app, live)}`,
  };
}

export function blueprint(app: App, live: Live, blueprintId: bigint) {
  const { connection, index, history } = live;
  const detail = app.use(`blueprint/${blueprintId}`, () => readBlueprintDetail(connection, index, history, blueprintId), `${live.head.number}/${app.version}`);
  const { dev } = connection.abilities;
  const activate = steps.activate(blueprintId);
  return {
    title: `Blueprint ${blueprintId}`,
    body: shown(detail, (data) => {
      if (!data.manager) {
        return html`<p class="empty">No service of blueprint ${blueprintId} and no event of its creation were read.
          Expected one of the ids in the <a href="#/blueprints">list of blueprints</a>.</p>${coverage(app, live)}`;
      }
      const priced = data.prices.some(({ amount }) => amount > 0n);
      return html`
        ${section("Manager", facts([
          ["Contract", address(app, data.manager)],
          ["Owner", data.owner ? address(app, data.owner) : html`<span class="quiet">not in the events read</span>`],
          ["Generation", data.generation ? html`${data.generation} <span class="quiet">by its views</span>` : html`<span class="quiet">no view of a known generation</span>`],
          ...(data.caller ? [["Hooks from", address(app, data.caller)] as const] : []),
          ["Code", data.code ? html`${data.code.machine}, ${figure(data.code.bytes, "bytes")}` : html`<span class="quiet">none</span>`],
          ["Code hash", data.code ? hash(app, data.code.hash, "code hash") : html`<span class="quiet">none</span>`],
          ["Build", html`${verified(data.code)} ${data.code?.build
            ? html`<span class="quiet">${data.code.build.language}${data.code.build.compiler ? `, ${data.code.build.compiler}` : ""}</span>`
            : html`<span class="quiet">known.json and evm.json beside this page have no such code; <code>blueprint-hooks verify</code> compares a build of yours</span>`}`],
          ...(data.code?.build?.sources ? [["Sources", hash(app, `0x${data.code.build.sources}`, "hash of the sources")] as const] : []),
        ]))}
        ${termsOf(app, data.defined)}
        ${section("Prices of jobs", priced ? table("Prices of jobs", [
          { head: "Job", numeric: true, cell: ({ job }) => figure(job) },
          { head: "Price of a call", numeric: true, cell: ({ price }) => wei(app, price.amount) },
          { head: "Burned", numeric: true, cell: ({ price }) => bps(price.burnedBps) },
          { head: "Blueprint's owner", numeric: true, cell: ({ price }) => bps(price.ownerBps) },
          { head: "Operators", numeric: true, cell: ({ price }) => bps(10_000n - price.burnedBps - price.ownerBps) },
        ], data.prices.map((price, job) => ({ price, job })).filter(({ price }) => price.amount > 0n), nothing)
          : html`<p class="empty">Calls of jobs 0 to ${PRICED_JOBS - 1} cost nothing beyond the transaction.</p>`,
        { note: `IServices does not say how many jobs there are; jobs 0 to ${PRICED_JOBS - 1} are read.` })}
        ${section("Registered operators", dev ? table("Registered operators", [
          { head: "Operator", cell: (operator) => address(app, operator) },
        ], data.operators, "No registration is among the events read. An operator registers below.")
          : html`<p class="empty">IServices has no view of registrations, and this server no events of the pallets.</p>`)}
        ${section("Services", serviceTable(app, live, index.ofBlueprint(blueprintId).slice(0, 50), "No service yet. Operators register, then a customer requests one below."),
          { action: html`<a href="#/services?blueprint=${blueprintId}">All its services</a>` })}
        ${section("Act", html`
          ${stepForm(app, steps.register(blueprintId))}
          ${stepForm(app, steps.request(blueprintId, data.operators))}
          ${dev ? html`<div class="actions">${stepButton(app, activate, `blueprint ${blueprintId}`)}<span class="hint">Results earn rewards once governance has activated the blueprint.</span></div>${progressOf(app, activate)}` : nothing}`)}`;
    }),
  };
}
