// One account: balance, stake, what it can claim, requests that wait for it, and its steps.
import { html, nothing } from "lit";
import { zeroAddress, type Address } from "viem";
import type { App, Live } from "../app.js";
import type { Connection } from "../chain/connection.js";
import { matching } from "../chain/history.js";
import { pairsOf } from "../chain/delegators.js";
import { knownOperators } from "../chain/rewards.js";
import { codeOf } from "../chain/blueprints.js";
import { steps } from "../chain/steps.js";
import { progressOf, progressOfAll, stepButton, stepForm } from "../ui/steps.js";
import { address, clock, count, copyButton, figure, paged, plural, section, shown, table, tag, wei, type Part } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";

const FIELDS = ["operator", "owner", "caller", "delegator", "requester", "proposer", "reporter", "participant", "claimant", "from"];
/** Operators of which it is read what the account can claim. */
const MOST = 200;
/** Services and events on a page. */
const SHOWN = 20;

/** The ids of all requests that wait for an operator, newest first. */
async function requestsOf({ services }: Connection, operator: Address): Promise<readonly bigint[]> {
  const found: bigint[] = [];
  for (let start: bigint | undefined = 0n; start !== undefined; ) {
    const { ids, next }: { ids: readonly bigint[]; next: bigint } = await services.read.pendingRequestsOf({ operator, start, limit: 50n });
    found.push(...ids);
    start = next === 0n ? undefined : next;
  }
  return found.reverse();
}

function requestsTable(app: App, live: Live, who: Address, ids: readonly bigint[]): Part {
  const { services } = live.connection;
  const own = app.account === who;
  const { rows, links } = paged(app, "requests", SHOWN, ids);
  const read = app.use(`requests/${rows.join()}`, () =>
    Promise.all(rows.map(async (requestId) => ({ requestId, ...(await services.read.requestOf({ requestId })) }))), `${live.head.number}`);
  return html`${shown(read, (requests) => table("Requests that wait", [
    { head: "Request", cell: (request) => `Request ${request.requestId}` },
    { head: "Blueprint", cell: (request) => html`<a href="#/blueprint/${request.blueprintId}">Blueprint ${request.blueprintId}</a>` },
    { head: "Requester", cell: (request) => address(app, request.requester) },
    { head: "Approved", numeric: true, cell: (request) => `${request.approved.filter(Boolean).length} of ${request.approved.length}` },
    { head: "Commits", cell: (request) => (request.amounts.length === 0 ? html`<span class="quiet">no stake</span>` : request.amounts.map((amount, at) => (request.tokens[at] === zeroAddress ? wei(app, amount) : `${count(amount)} base units`))) },
    { head: "Until block", numeric: true, cell: (request) => figure(request.expiresAt) },
    { head: "Actions", cell: (request) => {
      const all = [steps.approve(request.requestId, request.revision), steps.reject(request.requestId)];
      return own ? html`<span class="actions">${all.map((step) => stepButton(app, step, `request ${request.requestId}`))}</span>${all.map((step) => progressOf(app, step))}`
        : html`<span class="quiet">connect this account</span>`;
    } },
  ], requests, "No request waits for this account."))}${links}
    ${progressOfAll(app, [], (id) => /^(approve|reject)-/.test(id) && !rows.some((requestId) => id.endsWith(`-${requestId}`)))}`;
}

export function account(app: App, live: Live, who: Address) {
  const { connection, history, index } = live;
  // First those of which events say that it delegated to them or was paid.
  const all = [...new Set([...pairsOf(history).flatMap(([account, operator]) => (account === who ? [operator] : [])), ...knownOperators(history)])];
  const operators = all.slice(0, MOST);
  const read = app.use(`account/${who}`, async () => {
    const { client, services } = connection;
    const era = await services.read.currentEra({});
    const [balance, nonce, code, stake, activity, claims] = await Promise.all([
      client.getBalance({ address: who }),
      client.getTransactionCount({ address: who }),
      codeOf(connection, who),
      services.read.stakeOf({ operator: who, token: zeroAddress }),
      services.read.activityOf({ era, operator: who }),
      Promise.all(operators.map(async (operator) => ({ operator, amount: await services.read.claimable({ claimant: who, operator }) }))),
    ]);
    return { era, balance, nonce, code, stake, activity, claims: claims.filter(({ amount }) => amount > 0n) };
  }, `${live.head.number}/${operators.length}`);
  const waiting = app.use(`requests/${who}`, () => requestsOf(connection, who), `${live.head.number}`);
  const owned = paged(app, "services", SHOWN, index.list().filter((row) => row.owner.toLowerCase() === who));
  const events = history.list.filter((one) => FIELDS.some((name) => String(one.fields[name] ?? "").toLowerCase() === who));
  const shownEvents = paged(app, "events", SHOWN, events);
  const own = app.account === who;
  const staked = matching(history.list, { delegator: who }, ["Delegated"]);
  const claimDone = operators.map((operator) => steps.claim(operator));
  const name = connection.names.get(who);
  return {
    title: name ? `Account ${name}` : "Account",
    body: html`
      <p class="whole"><code>${who}</code>${copyButton(app, who, "address")}${own ? html` <span class="tag">you</span>` : nothing}</p>
      ${shown(read, (data) => html`
        <dl class="facts">
          <div><dt>Balance</dt><dd>${wei(app, data.balance)}</dd></div>
          <div><dt>Transactions sent</dt><dd>${figure(data.nonce)}</dd></div>
          ${data.code ? html`<div><dt>Contract</dt><dd>${data.code.machine}, ${figure(data.code.bytes, "bytes")} ${data.code.build ? tag(`Verified: ${data.code.build.contract}`, "good") : nothing}</dd></div>` : nothing}
          <div><dt>Stake with it, for all services</dt><dd>${wei(app, data.stake)}</dd></div>
          <div><dt>As an operator in era ${count(data.era)}</dt><dd>${figure(data.activity.points, "points")} <span class="quiet">${plural(data.activity.results, "result")}, ${count(data.activity.right)} right, ${count(data.activity.wrong)} wrong</span></dd></div>
        </dl>
        ${section("Rewards to claim", html`${table("Rewards to claim", [
          { head: "Earned with", cell: (claim) => address(app, claim.operator) },
          { head: "Amount", numeric: true, cell: (claim) => wei(app, claim.amount) },
          { head: "Action", cell: (claim) => (own ? stepButton(app, steps.claim(claim.operator), `rewards earned with ${claim.operator}`, "primary") : html`<span class="quiet">connect this account</span>`) },
        ], data.claims, "Nothing to claim. Stake earns from the era after it was delegated, and a share of a pot can be claimed after its era.")}
          ${claimDone.map((step) => progressOf(app, step))}`, all.length > MOST ? { note: `With ${MOST} of ${plural(all.length, "operator")}: those of its delegations and payments are among them, as far as their events are read.` } : {})}`)}
      ${section("Requests that wait for it", shown(waiting, (ids) => requestsTable(app, live, who, ids)))}
      ${section("Services that it owns", html`${table("Services", [
        { head: "Service", cell: (row) => html`<a href="#/service/${row.serviceId}">Service ${row.serviceId}</a>` },
        { head: "Blueprint", cell: (row) => html`<a href="#/blueprint/${row.blueprintId}">Blueprint ${row.blueprintId}</a>` },
        { head: "State", cell: (row) => (row.live ? tag("Runs", "good") : tag("Ended")) },
        { head: "Ends", cell: (row) => (row.endsAt === 0n ? html`<span class="quiet">no end</span>` : clock(live, row.endsAt)) },
      ], owned.rows, "None among the services read.")}${owned.links}`)}
      ${section("Act", own ? html`
        ${stepForm(app, steps.join())}
        ${stepForm(app, steps.delegate(operators[0]))}
        ${stepForm(app, steps.undelegate())}
        ${stepForm(app, steps.fund())}
        ${stepForm(app, steps.transfer())}` : html`<p class="empty">Connect this account in a wallet to delegate, claim or serve with it.</p>`)}
      ${section("Events", html`${happeningsTable(app, shownEvents.rows, "Events of the account", staked.length === 0 ? "No event of this account was read." : nothing)}${shownEvents.links}${coverage(app, live)}`)}`,
  };
}
