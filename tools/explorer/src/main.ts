// The page: its frame, its routes, and the connection that it shows.
import { html, nothing, render } from "lit";
import { isAddress, type Address } from "viem";
import { App, routeOf, type Live } from "./app.js";
import { connect, follow, readHead, wentBack, type Follow, type Head } from "./chain/connection.js";
import { History } from "./chain/history.js";
import { ServiceIndex } from "./chain/services.js";
import { VaultIndex } from "./chain/vaults.js";
import { loadKnown } from "./chain/known.js";
import { Wallet, discover, explain } from "./chain/wallet.js";
import { CONTRACTS, CONTRACT_KEYS, readSettings, type Settings } from "./settings.js";
import { icon, short } from "./ui/index.js";
import { account } from "./views/account.js";
import { blueprint, blueprints } from "./views/blueprints.js";
import { job } from "./views/job.js";
import { create, events, notFound, reports, settings } from "./views/others.js";
import { overview } from "./views/overview.js";
import { rewards } from "./views/rewards.js";
import { scenarios } from "./views/scenarios.js";
import { service } from "./views/service.js";
import { services } from "./views/services.js";
import { slash, slashes } from "./views/slashes.js";
import { vault } from "./views/vault.js";
import { vaults } from "./views/vaults.js";

const NAVIGATION = [
  ["", "Overview"], ["blueprints", "Blueprints"], ["services", "Services"], ["slashes", "Slashes"], ["reports", "Reports"],
  ["rewards", "Rewards"], ["vaults", "Vaults"], ["history", "Events"], ["scenarios", "Scenarios"], ["create", "Create"], ["settings", "Settings"],
] as const;
/** The page under which a page of one thing is. */
const PARENTS: Readonly<Record<string, string>> = { blueprint: "blueprints", service: "services", job: "services", slash: "slashes", vault: "vaults" };
/** How far back events are read by themselves: blocks, and events. */
const BACK = { blocks: 250_000n, events: 20_000 };

const root = document.getElementById("app") as HTMLElement;
/** Whether the page was changed since it was drawn: the focus then goes to its title. */
let moved = false;

const id = (text: string | undefined) => (text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined);

function view(app: App, live: Live): { title: string; body: unknown } {
  const [name = "", first, second] = app.route.path;
  const [one, two] = [id(first), id(second)];
  const here = `#/${app.route.path.join("/")}`;
  switch (name) {
    case "": return overview(app, live);
    case "blueprints": return blueprints(app, live);
    case "blueprint": return one === undefined ? notFound(here) : blueprint(app, live, one);
    case "services": return services(app, live);
    case "service": return one === undefined ? notFound(here) : service(app, live, one);
    case "job": return one === undefined || two === undefined ? notFound(here) : job(app, live, one, two);
    case "slashes": return slashes(app, live);
    case "slash": return one === undefined ? notFound(here) : slash(app, live, one);
    case "reports": return reports(app, live);
    case "rewards": return rewards(app, live);
    case "vaults": return vaults(app, live);
    case "vault": return one === undefined ? notFound(here) : vault(app, live, one);
    case "history": return events(app, live);
    case "create": return create(app, live);
    case "account": return first && isAddress(first, { strict: false }) ? account(app, live, first.toLowerCase() as Address) : notFound(here);
    default: return notFound(here);
  }
}

function themeButton() {
  const change = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const current = document.documentElement.dataset["theme"] ?? (dark ? "dark" : "light");
    const next = current === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // A page that is opened as a file may have no storage; the choice then holds until it is closed.
    }
  };
  return html`<button type="button" class="icon-button" aria-label="Light or dark" title="Light or dark" @click=${change}>${icon("theme")}</button>`;
}

function walletPart(app: App) {
  if (app.wallet) {
    const { account: own } = app.wallet;
    const name = app.live?.connection.names.get(own);
    return html`<a class="button" href="#/account/${own}">${icon("wallet")} <span class="hidden">Connected account </span>${name ? html`<b>${name}</b> ` : nothing}<code>${short(own)}</code></a>`;
  }
  const use = async (at: number) => {
    const found = app.wallets[at];
    if (!found) return;
    try {
      app.wallet = await Wallet.connect(found);
      found.provider.on?.("accountsChanged", (accounts) => {
        const [next] = accounts;
        app.wallet = next ? new Wallet(found, next.toLowerCase() as Address) : undefined;
        app.forget();
        app.redraw();
      });
      app.redraw();
    } catch (error) {
      const { text, advice } = explain(error);
      app.notify(`${text} ${advice}`);
    }
  };
  if (app.wallets.length === 0) return html`<span class="quiet no-wallet">No browser wallet: read only</span>`;
  return app.wallets.map(({ name }, at) => html`<button type="button" data-action="connect" @click=${() => use(at)}>${icon("wallet")} Connect ${name}</button>`);
}

const FOLLOW: Readonly<Record<Follow, string>> = { subscription: "Live", polling: "Live, by polling", lost: "Connection lost" };

function network(app: App) {
  const { live, settings: { rpc } } = app;
  const state = app.failure !== undefined && !live ? "Not connected" : live ? FOLLOW[app.follow] : "Connecting …";
  const good = live && app.follow !== "lost";
  return html`<a class="network" href="#/settings" title=${rpc}><span class="dot ${good ? "good" : "bad"}"></span>${state}${live ? html` <span class="quiet">chain ${live.connection.chainId}, block ${live.head.number}</span>` : nothing}</a>`;
}

function unreachable(app: App) {
  const { text, advice } = explain(app.failure);
  return html`<div class="failure" role="alert">
    <p>Expected Ethereum's JSON-RPC at <code>${app.settings.rpc}</code>. ${text}</p>
    <p>${advice || html`Start a chain by <code>blueprint-hooks dev up</code>, or give another server in the <a href="#/settings">settings</a>. A server must allow pages of other origins (CORS).`}</p>
    <div class="actions"><button type="button" @click=${() => start(app)}>Try again</button></div>
  </div>`;
}

function draw(app: App): void {
  const { live, route } = app;
  const name = route.path[0] ?? "";
  const current = PARENTS[name] ?? name;
  const { title, body } = name === "settings" ? settings(app)
    : name === "scenarios" ? scenarios(app)
    : live ? view(app, live)
    : { title: "Explorer", body: app.failure === undefined ? html`<p class="loading" role="status">Connecting to ${app.settings.rpc} …</p>` : unreachable(app) };
  render(html`
    <a class="skip" href="#main" @click=${(event: Event) => {
      event.preventDefault();
      focusTitle();
    }}>Skip to content</a>
    <header>
      <div class="bar">
        <a class="brand" href="#/">Blueprint explorer</a>
        ${network(app)}
        <div class="tools">${walletPart(app)}${themeButton()}</div>
      </div>
      <nav aria-label="Views"><ul>${NAVIGATION.map(([to, text]) => html`<li><a href="#/${to}" aria-current=${current === to ? "page" : nothing}>${text}</a></li>`)}</ul></nav>
    </header>
    <main id="main"><h1 tabindex="-1">${title}</h1>${body}</main>
    <footer><p class="note">${live ? html`Server ${live.connection.version}. ` : nothing}Amounts are in whole ${app.settings.symbol}, times in UTC; hover a figure for all of its digits.</p></footer>
    <div class="toast" role="status" aria-live="polite">${app.message}</div>`, root);
  document.title = `${title} · Blueprint explorer`;
  if (moved && document.activeElement === document.body) focusTitle();
  moved = false;
}

const focusTitle = () => root.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });

/** When a key or a pointer was last used. */
let used = -Infinity;
for (const event of ["keydown", "pointerdown", "input"]) addEventListener(event, () => (used = performance.now()), { capture: true, passive: true });
const later = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));
/** Between pages that are read in the background: until the page was not used for a moment, and 2 seconds at most. Reading takes the server's and the page's time. */
const idle = async () => {
  await later(10);
  const end = performance.now() + 2_000;
  while (performance.now() < Math.min(end, used + 300)) await later(50);
};

async function start(app: App): Promise<void> {
  app.failure = undefined;
  app.redraw();
  try {
    const connection = await connect(app.settings);
    const names: Record<string, string> = { [app.settings.services]: "IServices" };
    for (const key of CONTRACT_KEYS) {
      const address = app.settings.contracts[key];
      if (address) names[address] = CONTRACTS[key].name;
    }
    const live: Live = { connection, history: new History(connection, names), index: new ServiceIndex(connection), vaults: new VaultIndex(connection), head: await readHead(connection) };
    app.live = live;
    const changed = () => {
      app.version += 1;
      app.redraw();
    };
    let first = true;
    let reading: Promise<void> = Promise.resolve();
    /** The head of which all was read. */
    let seen: Head | undefined;
    const fail = (error: unknown) => app.notify(explain(error).text);
    const fill = async () => {
      await live.index.readAll(changed, idle);
      await live.history.fill(BACK.blocks, BACK.events, changed, idle);
    };
    const onHead = async () => {
      if (app.live !== live) return;
      const { head } = live;
      if (seen && (await wentBack(connection, seen, head))) {
        // What was read is of a chain that is no more.
        stop();
        app.restart();
        return start(app);
      }
      await Promise.all([live.index.refresh(), live.history.follow(head.number)]);
      await live.vaults.refresh(live.history);
      seen = head;
      changed();
      if (!first) return;
      first = false;
      // Beside further heads.
      void fill().catch(fail);
    };
    const onNext = (head: Head) => {
      live.head = head;
      app.redraw();
      reading = reading.then(onHead, onHead).catch(fail);
    };
    let stop = () => {};
    onNext(live.head);
    stop = follow(connection, onNext, (state) => {
      if (state === app.follow) return;
      app.follow = state;
      app.redraw();
    });
  } catch (error) {
    app.failure = error;
  }
  app.redraw();
}

function boot(): void {
  try {
    const theme = localStorage.getItem("theme");
    if (theme) document.documentElement.dataset["theme"] = theme;
  } catch {
    // No storage: the system's choice of light or dark holds.
  }
  let read: Settings;
  let wrong: unknown;
  try {
    read = readSettings(location.search, location);
  } catch (error) {
    wrong = error;
    read = readSettings("", location);
  }
  const app: App = new App(read, () => draw(app));
  addEventListener("hashchange", () => {
    const before = app.route.path.join("/");
    app.route = routeOf(location.hash);
    // A filter changes a view's parameters: the view, its scroll and the focus stay.
    if (app.route.path.join("/") !== before) {
      app.forget();
      moved = true;
      scrollTo(0, 0);
      (document.activeElement as HTMLElement | null)?.blur();
    }
    app.redraw();
  });
  discover((all) => {
    app.wallets = all;
    app.redraw();
  });
  // Clocks go on between blocks.
  setInterval(() => document.hidden || app.redraw(), 1_000);
  app.redraw();
  void loadKnown();
  if (wrong === undefined) void start(app);
  else app.failure = wrong;
}

boot();
