// One service: operators, what secures it, windows of quality, jobs, slash proposals.
import { html, nothing } from "lit";
import type { Slash } from "blueprint-hooks";
import type { App, Live } from "../app.js";
import { addressView, readDefinition } from "../chain/blueprints.js";
import type { Definition, OffenceClass } from "../chain/definitions.js";
import { jobsOf, type Job } from "../chain/jobs.js";
import { readQuality } from "../chain/quality.js";
import { readDetail, type ServiceDetail, type Exposure, type OperatorRow } from "../chain/services.js";
import { ended, readOpen } from "../chain/slashes.js";
import { matching, type History } from "../chain/history.js";
import { steps } from "../chain/steps.js";
import { explain } from "../chain/wallet.js";
import { scenarioOf } from "../simulator/service.js";
import { progressOf, stepButton, stepForm } from "../ui/steps.js";
import { qualityOf } from "../ui/strip.js";
import { address, clock, count, facts, figure, paged, plural, section, share, shown, table, tag, tokenAmount, type Part } from "../ui/index.js";
import { serviceState } from "./services.js";
import { slashRows } from "./slashes.js";
import { coverage, happeningsTable } from "./happenings.js";
import { termsOf } from "./terms.js";

const JOBS = 10;

function exposure(app: App, { token, committed, exposed }: Exposure): Part {
  const lost = committed > exposed ? committed - exposed : 0n;
  const width = committed === 0n ? 0 : Number((exposed * 100n) / committed);
  return html`<span class="exposure"><span>${tokenAmount(app, token, exposed)} <span class="quiet">of ${tokenAmount(app, token, committed)} committed</span></span>
    <span class="meter" role="img" aria-label="${share(exposed, committed)} of the commitment is slashable"><span style="inline-size: ${width}%"></span></span>
    ${lost > 0n ? html`<span class="quiet">${tokenAmount(app, token, lost)} less than committed</span>` : nothing}</span>`;
}

const operatorColumns = (app: App) => [
  { head: "Operator", cell: (row: OperatorRow) => address(app, row.operator) },
  { head: "Slashable stake", cell: (row: OperatorRow) => (row.exposures.length === 0 ? html`<span class="quiet">no asset secures the service</span>` : row.exposures.map((one) => exposure(app, one))) },
  { head: "This era", cell: ({ activity }: OperatorRow) => html`${figure(activity.points, "points")} <span class="quiet">${count(activity.right)} right, ${count(activity.wrong)} wrong, ${plural(activity.heartbeats, "heartbeat")}</span>` },
  { head: "Offences", cell: ({ offences }: OperatorRow) => {
    const all = offences.jobMisbehaviour + offences.qualityOfService + offences.securityBreach;
    if (offences.ejected) return tag("Ejected", "bad");
    return all === 0n ? html`<span class="quiet">none</span>` : html`<span class="figure">${count(all)}</span> <span class="quiet">job ${offences.jobMisbehaviour}, quality ${offences.qualityOfService}, security ${offences.securityBreach}</span>`;
  } },
  { head: "Open slashes", numeric: true, cell: (row: OperatorRow) => (row.pendingSlashes > 0n ? tag(count(row.pendingSlashes), "wait") : figure(0)) },
];

export function verdicts(app: App, job: Job): Part {
  if (job.results.length === 0) return html`<span class="quiet">no result yet</span>`;
  return html`<span class="stack">${job.results.map((result) => html`<span>${address(app, result.operator)}
    ${result.judged ? (result.right ? tag(`Right, ${plural(result.points, "point")}`, "good") : tag("Wrong", "bad")) : tag("Not judged", "wait")}</span>`)}</span>`;
}

function jobs(app: App, live: Live, serviceId: bigint): Part {
  const all = jobsOf(live.history, serviceId);
  const { rows, links } = paged(app, "jobs", JOBS, all);
  return html`${table("Job calls", [
    { head: "Call", cell: (job) => html`<a href="#/job/${serviceId}/${job.callId}">Call ${job.callId}</a>` },
    { head: "Job", numeric: true, cell: ({ job }) => (job === undefined ? html`<span class="quiet">?</span>` : figure(job)) },
    { head: "Caller", cell: ({ caller }) => (caller ? address(app, caller) : html`<span class="quiet">not in the events read</span>`) },
    { head: "Block", numeric: true, cell: ({ calledIn }) => (calledIn === undefined ? html`<span class="quiet">?</span>` : figure(calledIn)) },
    { head: "Results and verdicts", cell: (job) => verdicts(app, job) },
    { head: "Reports", numeric: true, cell: ({ reports }) => (reports.length === 0 ? figure(0) : tag(count(reports.length), "wait")) },
  ], rows, live.connection.abilities.dev
    ? "No job call among the events read. A customer calls a job below."
    : "No verdict among the events read. Calls without a verdict are not shown: IServices has no event of them.")}
    ${links}`;
}

/** The scenarios with the stake of the operators, and the penalties as far as they are known. */
function scenarioLink(detail: ServiceDetail, definition: Definition | undefined, open: readonly Slash[], history: History): string {
  const { serviceId, operators } = detail;
  const proposals = [...open, ...ended(history, open)].filter((slash) => slash.serviceId === serviceId).sort((a, b) => (a.slashId < b.slashId ? -1 : 1));
  return scenarioOf({
    serviceId, definition,
    // The first asset: commitments of others are in other units.
    stakes: operators.map(({ exposures }) => exposures[0]?.exposed ?? 0n),
    proposed: Object.fromEntries(proposals.map(({ offence, slashBps }) => [offence as OffenceClass, Number(slashBps)])),
  });
}

export function service(app: App, live: Live, serviceId: bigint) {
  const { connection, head, history } = live;
  const detail = app.use(`service/${serviceId}`, async () => {
    const found = await readDetail(connection, serviceId);
    if (!found) return null;
    const levels = app.settings.contracts.levels ?? (await addressView(connection, found.manager, "levels()"));
    const [open, defined, quality] = await Promise.all([
      readOpen(connection, head),
      readDefinition(connection, history, found.blueprintId),
      levels ? readQuality(connection, levels, serviceId, head.time).catch((error: unknown) => ({ failed: explain(error).text })) : undefined,
    ]);
    return { ...found, levels, quality, defined, all: open, open: open.filter((slash) => slash.serviceId === serviceId) };
    // Again when more events were read: the blueprint's definition is found among them.
  }, `${head.number}/${history.list.length}`);
  const heartbeat = steps.heartbeat(serviceId);
  return {
    title: `Service ${serviceId}`,
    body: shown(detail, (data) => data === null
      ? html`<p class="empty">There is no service ${serviceId}. ${live.index.count === 0n ? "The chain has no service yet" : html`Expected 0 to ${count(live.index.count - 1n)}`}: see the <a href="#/services">list of services</a>.</p>`
      : html`
        ${facts([
          ["State", serviceState(data)],
          ["Blueprint", html`<a href="#/blueprint/${data.blueprintId}">Blueprint ${data.blueprintId}</a>`],
          ["Manager", address(app, data.manager)],
          ["Owner", address(app, data.owner)],
          ["Started in block", figure(data.startedAt)],
          ["Ends", data.endsAt === 0n ? html`<span class="quiet">no end</span>` : clock(live, data.endsAt)],
        ])}
        ${section("Operators", table("Operators of the service", operatorColumns(app), data.operators, "No operator. The service has ended."),
          { note: `Points and counters of era ${count(data.era)} are those of all services of the operator.` })}
        ${termsOf(app, data.defined, "definition" in data.defined
          ? html`<a class="button" data-action="scenarios" href=${scenarioLink(data, data.defined.definition, data.all, history)}>Scenarios with these terms</a>`
          : html`<a class="button" data-action="scenarios-of-stake" href=${scenarioLink(data, undefined, data.all, history)}>Scenarios with this stake and recommended penalties</a>`)}
        ${section("Windows of quality", data.quality && "failed" in data.quality
          ? html`<p class="empty">The contract at ${address(app, data.levels ?? "0x")} could not be read: ${data.quality.failed}</p>`
          : data.quality ? qualityOf(app, live, data.quality)
          : html`<p class="empty">${data.levels
            ? html`The contract at ${address(app, data.levels)} has no terms for this service.`
            : html`The manager names no contract of service levels. Give one in the <a href="#/settings">settings</a>.`}</p>`)}
        ${section("Jobs", jobs(app, live, serviceId))}
        ${section("Slash proposals", slashRows(app, live, data.open, history, serviceId))}
        ${section("Act", html`
          ${stepForm(app, steps.call(serviceId))}
          ${stepForm(app, steps.propose(serviceId))}
          <div class="actions">${stepButton(app, heartbeat, `to service ${serviceId}`)}</div>${progressOf(app, heartbeat)}`)}
        ${section("Events", html`${happeningsTable(app, matching(history.list, { service: serviceId }).slice(0, 8), "Events of the service", "No event of this service was read.")}
          ${coverage(app, live)}`)}`),
  };
}
