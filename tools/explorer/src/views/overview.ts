// The chain at a glance, what needs a decision, and what this page reads.
import { html, nothing } from "lit";
import type { App, Live } from "../app.js";
import { readOpen, STATE_TEXT } from "../chain/slashes.js";
import { steps } from "../chain/steps.js";
import { progressOf, stepButton } from "../ui/steps.js";
import { address, bps, clock, count, figure, moment, section, shown, stat, table, tag, type Part } from "../ui/index.js";
import { blueprintRows } from "../chain/blueprints.js";
import { CONTRACTS, CONTRACT_KEYS } from "../settings.js";
import { coverage, happeningsTable } from "./happenings.js";

const RECENT = 12;

function abilities(app: App, live: Live): Part {
  const { dev, traces } = live.connection.abilities;
  const { vaults } = live;
  const { node } = app.settings;
  const rows: readonly (readonly [string, boolean, string])[] = [
    ["Services, operators, exposures, open requests and slash proposals", true, "by the views of IServices"],
    ["Verdicts and slash proposals of the past", true, "by logs of IServices"],
    ["Job calls without a verdict, ended slashes, pots, stake and registrations", dev, dev ? "by dev_events" : "this server has no dev_events; IServices has no views of them"],
    ["What each hook cost", traces, traces ? "by debug_traceTransaction" : "this server has no debug_traceTransaction"],
    ["Steps of the pallets from this page", dev, dev ? "encoded by dev_encodeCall" : "this server has no dev_encodeCall; steps of IServices and executions work"],
    ["A blueprint's definition: its penalties, limits and review", dev || node !== undefined,
      node ? "by the storage of the settings' node" : dev ? "by the transaction that created it" : "IServices has no view of it, and the settings name no node"],
    ["What governance can still prevent, with its calls", dev || node !== undefined,
      node ? "by ReviewApi of the settings' node" : dev ? "slashes of services alone, encoded by dev_encodeCall" : "the settings name no node"],
    ["Liquid vaults: rates and queues", vaults.count !== undefined,
      vaults.count !== undefined ? "by ILiquidVaults and ILiquidVault" : vaults.known ? "this chain has no ILiquidVaults" : "not known yet"],
    ...CONTRACT_KEYS.map((key): readonly [string, boolean, string] => [
      `${CONTRACTS[key].label}: ${CONTRACTS[key].shows}`, app.settings.contracts[key] !== undefined,
      app.settings.contracts[key] ? "by the contract of the settings" : "no address in the settings",
    ]),
  ];
  return table("What this page reads", [
    { head: "What", cell: ([what]) => what },
    { head: "Read", cell: ([, yes]) => (yes ? tag("yes", "good") : tag("no", "plain")) },
    { head: "How", cell: ([, , how]) => html`<span class="quiet">${how}</span>` },
  ], rows, nothing);
}

export function overview(app: App, live: Live) {
  const { connection, head, index, history } = live;
  const chain = app.use("overview", async () => {
    const [era, pausedUntil, open] = await Promise.all([
      connection.services.read.currentEra({}),
      connection.services.read.slashesPausedUntil({}),
      readOpen(connection, head),
    ]);
    return { era, pausedUntil, open };
  });
  const verdicts = history.list.filter(({ name }) => name === "ResultJudged");
  const right = verdicts.filter(({ fields }) => fields["right"] === true).length;
  const paused = chain.data && chain.data.pausedUntil > head.time;
  const time = [steps.era(), steps.time(3_600n, "1 h"), steps.time(86_400n, "1 d"), steps.time(604_800n, "7 d")];
  return {
    title: "Overview",
    body: html`
      <dl class="stats">
        ${stat("Block", figure(head.number), moment(head.time))}
        ${stat("Era", chain.data ? figure(chain.data.era) : "…", "the running one")}
        ${stat("Blueprints", figure(blueprintRows(index, history).length), "with a service or an event")}
        ${stat("Services", figure(index.count), index.complete ? `${count(index.list().filter(({ live: runs }) => runs).length)} run` : `${count(index.rows.size)} read`)}
        ${stat("Open slash proposals", chain.data ? figure(chain.data.open.length) : "…", paused && chain.data ? html`executions paused until ${clock(live, chain.data.pausedUntil)}` : "executions are not paused")}
        ${stat("Verdicts", figure(verdicts.length), `${count(right)} right, ${count(verdicts.length - right)} wrong, in the events read`)}
      </dl>
      ${section("Slash proposals that wait", shown(chain, ({ open }) => table("Open slash proposals", [
        { head: "Proposal", cell: (slash) => html`<a href="#/slash/${slash.slashId}">Slash ${slash.slashId}</a>` },
        { head: "Operator", cell: (slash) => address(app, slash.operator) },
        { head: "Service", cell: (slash) => html`<a href="#/service/${slash.serviceId}">${slash.serviceId}</a>` },
        { head: "Share", numeric: true, cell: (slash) => bps(slash.slashBps) },
        { head: "State", cell: (slash) => tag(slash.executable ? "Executable" : STATE_TEXT[slash.state], slash.executable ? "bad" : "wait") },
        { head: "Executable", cell: (slash) => clock(live, slash.executableFrom) },
      ], open, "No slash proposal is open. A proposal appears here with its clock until it is executed or ends.")))}
      ${section("Recent events", happeningsTable(app, history.list.slice(0, RECENT), "Recent events",
        html`No event yet. <a href="#/create">Create a blueprint</a> to begin.`), { action: html`<a href="#/history">All events</a>` })}
      ${connection.abilities.dev ? section("Clock of the development chain", html`
        <div class="actions">${time.map((step) => stepButton(app, step, "on the development chain"))}</div>
        ${time.map((step) => progressOf(app, step))}`, { note: "A review lasts a week, and rewards are paid after an era: the development chain moves its clock at once." }) : nothing}
      ${section("What this page reads, and what it does not", html`${abilities(app, live)}${coverage(app, live)}`)}`,
  };
}
