// Plots. The canvas is an image for screen readers; the values are in a table below it.
import { html, render, type TemplateResult } from "lit";
import uPlot from "uplot";
import { table } from "./parts.js";

export interface Series {
  readonly label: string;
  readonly values: readonly number[];
}
export interface Plot {
  /** What the plot shows, for its heading and for screen readers. */
  readonly title: string;
  readonly x: readonly number[];
  readonly xLabel: string;
  readonly unit: string;
  readonly series: readonly Series[];
  /** Lines for what is continuous; bars by default. */
  readonly kind?: "bars" | "lines";
  /** Whether the axis fits the values, and need not begin at zero: for what changes by little. */
  readonly fit?: boolean;
  /** Digits after the point, 4 by default. */
  readonly digits?: number;
}

const HEIGHT = 220;
const COLOURS = ["--plot-1", "--plot-2", "--plot-3", "--plot-4", "--plot-5", "--plot-6"];

/** How figures of so many digits after the point are written. To make a formatter takes as long as to write a hundred figures. */
const formats = new Map<number, (value: number) => string>();
const numbers = (digits = 4) => {
  const known = formats.get(digits);
  if (known) return known;
  const format = new Intl.NumberFormat("en-US", { maximumFractionDigits: digits });
  const made = (value: number) => (Math.abs(value) >= 1e6 ? value.toExponential(2) : format.format(Number(value.toFixed(digits))));
  formats.set(digits, made);
  return made;
};
const number = numbers();
/** A range that is wider than what is in it, also where that is one value. */
const around = (min: number, max: number): [number, number] => {
  const margin = (max - min) * 0.1 || Math.abs(max) * 1e-6 || 1;
  return [min - margin, max + margin];
};

/** What a chart is made of once: with other values alone, it is drawn again and not made again. */
const formOf = ({ title, kind, fit, digits, series }: Plot) => JSON.stringify([title, kind, fit, digits, series.map(({ label }) => label)]);
const dataOf = ({ x, series }: Plot) => [x as number[], ...series.map(({ values }) => values as number[])] as uPlot.AlignedData;

class PlotElement extends HTMLElement {
  #plot: Plot | undefined;
  #drawn = "";
  #form = "";
  /** Whether the chart has older values: one that is not in view follows when it comes into view. */
  #stale = false;
  #inView = true;
  readonly #viewed = new IntersectionObserver(([entry]) => {
    this.#inView = entry?.isIntersecting ?? true;
    this.#follow();
  });
  #chart: uPlot | undefined;
  readonly #resized = new ResizeObserver(() => this.#fit());
  readonly #themed = new MutationObserver(() => this.#draw(true));
  readonly #media = matchMedia("(prefers-color-scheme: dark)");
  readonly #changed = () => this.#draw(true);

  set plot(plot: Plot) {
    this.#plot = plot;
    this.#draw(false);
  }

  connectedCallback(): void {
    this.#resized.observe(this);
    this.#viewed.observe(this);
    this.#themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#media.addEventListener("change", this.#changed);
    this.#draw(true);
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#viewed.disconnect();
    this.#themed.disconnect();
    this.#media.removeEventListener("change", this.#changed);
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#drawn = "";
  }

  #follow(): void {
    if (!this.#stale || !this.#inView || !this.#plot) return;
    this.#stale = false;
    this.#chart?.setData(dataOf(this.#plot));
  }

  get #x(): readonly number[] {
    return this.#plot?.x ?? [];
  }

  #fit(): void {
    const width = Math.floor(this.clientWidth);
    if (this.#chart && width > 0 && width !== this.#chart.width) this.#chart.setSize({ width, height: HEIGHT });
  }

  #draw(always: boolean): void {
    const plot = this.#plot;
    if (!plot || !this.isConnected) return;
    const key = JSON.stringify(plot);
    if (!always && key === this.#drawn) return;
    this.#drawn = key;
    this.setAttribute("role", "img");
    const exact = numbers(plot.digits);
    const latest = plot.series.map(({ label, values }) => `${label} ${exact(values[values.length - 1] ?? 0)}`).join(", ");
    this.setAttribute("aria-label", `${plot.title}. Last values, ${plot.unit}: ${latest}. All values are in the table below.`);
    const form = formOf(plot);
    if (!always && this.#chart && form === this.#form) {
      this.#stale = true;
      this.#follow();
      return;
    }
    this.#stale = false;
    this.#form = form;
    this.#chart?.destroy();
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "12px system-ui, sans-serif" };
    const bars = plot.kind !== "lines";
    const many = plot.series.length;
    const whole = (_: uPlot, splits: number[]) => splits.map((value) => (Number.isInteger(value) ? number(value) : ""));
    this.#chart = new uPlot(
      {
        width: Math.max(200, Math.floor(this.clientWidth)), height: HEIGHT, legend: { show: false }, cursor: { show: false },
        padding: [12, plot.fit ? 24 : 8, 0, 4],
        scales: {
          x: { time: false, range: (_, min, max) => (bars ? [min - 0.6, max + 0.6] : [min, Math.max(max, min + 1)]) },
          y: { range: (_, min, max) => plot.fit ? around(min, max) : [Math.min(0, min), max <= 0 ? 1 : max * 1.1] },
        },
        axes: [
          bars ? { ...axis, values: whole } : { ...axis, values: (_, splits) => splits.map(number) },
          { ...axis, size: plot.fit ? 96 : 64, values: (_, splits) => splits.map(exact) },
        ],
        series: [
          {},
          ...plot.series.map(({ label }, index): uPlot.Series => {
            const stroke = colour(COLOURS[index % COLOURS.length] ?? "--plot-1");
            if (!bars) return { label, stroke, width: 2, points: { show: false } };
            const paths = uPlot.paths.bars?.({ size: [Math.max(0.15, 0.7 / many), 40], align: 0, disp: {
              x0: { unit: 1, values: () => this.#x.map((x) => x - 0.35 + (0.7 / many) * index) },
              size: { unit: 1, values: () => this.#x.map(() => 0.64 / many) },
            } } as never);
            return { label, stroke, fill: stroke, width: 0, points: { show: false }, ...(paths ? { paths } : {}) };
          }),
        ],
      },
      dataOf(plot),
      this,
    );
  }
}
customElements.define("x-plot", PlotElement);

/** The values of a plot as a table, which is made when it is opened: hundreds of hidden cells would slow a slider down. */
class ValuesElement extends HTMLElement {
  #plot: Plot | undefined;
  #isOpen = false;
  #shown = "";

  set plot(plot: Plot) {
    this.#plot = plot;
    this.#show();
  }

  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen;
    this.#show();
  }

  #show(): void {
    const plot = this.#plot;
    if (!plot || !this.#isOpen) return;
    const key = JSON.stringify(plot);
    if (key === this.#shown) return;
    this.#shown = key;
    const exact = numbers(plot.digits);
    render(table(plot.title, [
      { head: plot.xLabel, numeric: true, cell: (row) => number(row.x) },
      ...plot.series.map(({ label }, index) => ({
        head: `${label} (${plot.unit})`, numeric: true, cell: (row: { values: number[] }) => exact(row.values[index] ?? 0),
      })),
    ], plot.x.map((x, index) => ({ x, values: plot.series.map(({ values }) => values[index] ?? 0) })).reverse(), "No values."), this);
  }
}
customElements.define("x-values", ValuesElement);

const toggled = ({ target }: Event) => {
  const details = target as HTMLDetailsElement;
  (details.querySelector("x-values") as ValuesElement).isOpen = details.open;
};

/** A plot with its heading, its legend, and its values as a table. */
export function plotOf(plot: Plot): TemplateResult {
  return html`<figure class="plot">
    <figcaption>${plot.title} <span class="unit">(${plot.unit})</span></figcaption>
    <x-plot .plot=${plot}></x-plot>
    <ul class="legend">${plot.series.map(({ label }, index) => html`<li><span class="key" style="background: var(${COLOURS[index % COLOURS.length]})"></span>${label}</li>`)}</ul>
    <details @toggle=${toggled}><summary>Values as a table</summary><x-values .plot=${plot}></x-values></details>
  </figure>`;
}
