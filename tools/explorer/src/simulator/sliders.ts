// What a reader changes of the recommended terms: each is a place in the file of tools/economics.
import type { Terms } from "./module.js";

export interface Slider {
  /** The place in the file. */
  readonly path: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: "bps" | "operators" | "eras" | "offences" | "";
}

const bps = (path: string, label: string, max: number, step = 50): Slider => ({ path, label, min: 0, max, step, unit: "bps" });

export const GROUPS: readonly { readonly title: string; readonly sliders: readonly Slider[] }[] = [
  { title: "Job misbehaviour", sliders: [
    bps("penalties.jobMisbehaviour.severityBps", "Share that a manager proposes", 10_000),
    bps("penalties.jobMisbehaviour.terms.floorBps", "Least penalty", 10_000),
    bps("penalties.jobMisbehaviour.terms.capBps", "Greatest penalty", 10_000),
    bps("penalties.jobMisbehaviour.terms.historyBps", "More for each earlier offence", 20_000, 500),
    bps("penalties.jobMisbehaviour.terms.correlationBps", "More where others offend, too", 60_000, 1_000),
    { path: "penalties.jobMisbehaviour.ejectsAt", label: "Out with so many offences (0 for never)", min: 0, max: 20, step: 1, unit: "offences" },
  ] },
  { title: "Security breach", sliders: [
    bps("penalties.securityBreach.severityBps", "Share that a manager proposes", 10_000),
    bps("penalties.securityBreach.terms.floorBps", "Least penalty", 10_000),
    bps("penalties.securityBreach.terms.capBps", "Greatest penalty", 10_000),
    bps("penalties.securityBreach.terms.correlationBps", "More where others offend, too", 60_000, 1_000),
  ] },
  { title: "Population", sliders: [
    bps("rewards.perYearBps", "Reward of a year", 2_000),
    { path: "population.operators", label: "Operators", min: 10, max: 1_000, step: 10, unit: "operators" },
    { path: "population.eras", label: "Eras, of a day each", min: 10, max: 1_000, step: 10, unit: "eras" },
    { path: "population.seed", label: "Seed of chance", min: 1, max: 50, step: 1, unit: "" },
  ] },
];
export const SLIDERS: readonly Slider[] = GROUPS.flatMap(({ sliders }) => sliders);

/** What is at a place of the terms. */
export function at(terms: Terms, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], terms);
}

/** The terms with another value at a place. */
export function withValue(terms: Terms, path: string, value: unknown): Terms {
  const [name = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : withValue(terms[name] as Terms, rest.join("."), value);
  return { ...terms, [name]: inner };
}

/** The terms with what a query of the page's address changes: numbers in the range of their sliders alone. */
export function changed(terms: Terms, query: URLSearchParams): Terms {
  let out = terms;
  for (const { path, min, max } of SLIDERS) {
    const text = query.get(path);
    const value = Number(text);
    if (text !== null && Number.isInteger(value) && value >= min && value <= max) out = withValue(out, path, value);
  }
  return out;
}
