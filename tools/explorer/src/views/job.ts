// One job call: its results, their verdicts, and what each hook cost.
import { html, nothing } from "lit";
import type { Hex } from "viem";
import type { App, Live } from "../app.js";
import { jobsOf, readCosts } from "../chain/jobs.js";
import { readRow } from "../chain/services.js";
import { steps } from "../chain/steps.js";
import { stepForm } from "../ui/steps.js";
import { address, copyButton, count, facts, figure, section, short, shown, table, tag } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";

export function job(app: App, live: Live, serviceId: bigint, callId: bigint) {
  const { connection, history } = live;
  const found = jobsOf(history, serviceId).find((one) => one.callId === callId);
  const transactions = [...new Set((found?.happenings ?? []).map(({ transaction }) => transaction).filter((one): one is Hex => one !== undefined))].reverse();
  const costs = app.use(`costs/${serviceId}/${callId}`, async () => {
    const row = await readRow(connection, serviceId);
    return row && connection.abilities.traces ? readCosts(connection, row.manager, transactions) : [];
  }, transactions.join());
  const total = (costs.data ?? []).reduce((sum, { gas }) => sum + gas, 0n);
  return {
    title: `Call ${callId} of service ${serviceId}`,
    body: html`
      ${facts([
        ["Service", html`<a href="#/service/${serviceId}">Service ${serviceId}</a>`],
        ["Job", found?.job === undefined ? html`<span class="quiet">not in the events read</span>` : figure(found.job)],
        ["Caller", found?.caller ? address(app, found.caller) : html`<span class="quiet">not in the events read</span>`],
        ["Called in block", found?.calledIn === undefined ? html`<span class="quiet">not in the events read</span>` : figure(found.calledIn)],
      ])}
      ${section("Results", table("Results and verdicts", [
        { head: "Operator", cell: (result) => address(app, result.operator) },
        { head: "Verdict", cell: (result) => (result.judged ? (result.right ? tag("Right", "good") : tag("Wrong", "bad")) : tag("Not judged", "wait")) },
        { head: "Points", numeric: true, cell: (result) => figure(result.points, "points") },
        { head: "Block", numeric: true, cell: (result) => figure(result.block) },
      ], found?.results ?? [], "No result yet. An operator of the service submits one below."))}
      ${section("What each hook cost", connection.abilities.traces
        ? shown(costs, (all) => html`${table("Gas of hooks", [
          { head: "Hook", cell: (cost) => html`<code>${cost.hook}</code>${cost.failed ? html` ${tag("Failed", "bad")}` : nothing}` },
          { head: "Gas", numeric: true, cell: (cost) => figure(cost.gas, "gas") },
          { head: "Transaction", cell: (cost) => html`<span class="address"><code title=${cost.transaction}>${short(cost.transaction)}</code>${copyButton(app, cost.transaction, "transaction hash")}</span>` },
        ], all, "No hook ran in the transactions read.")}
        ${all.length > 1 ? html`<p class="sum">${all.map(({ gas }) => count(gas)).join(" + ")} = <strong>${count(total)} gas</strong></p>` : nothing}`)
        : html`<p class="empty">This server has no debug_traceTransaction, by which gas of hooks is read.</p>`,
      { note: "Gas of the calls of the manager in the transactions of this job call, as traces have it: the transaction itself is not in it." })}
      ${section("Act", html`
        ${stepForm(app, steps.submit(serviceId, callId))}
        ${stepForm(app, steps.report(serviceId, callId, found?.job ?? 0n))}`)}
      ${section("Events", html`${happeningsTable(app, found?.happenings ?? [], "Events of the call", "No event of this call was read.")}${coverage(app, live)}`)}`,
  };
}
