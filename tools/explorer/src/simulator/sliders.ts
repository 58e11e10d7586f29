// What a reader changes of the recommended terms: each is a place in the file of tools/economics.
import type { Terms } from "./module.js";

export interface Slider {
  /** The place in the file. */
  readonly path: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: "bps" | "operators" | "eras" | "offences" | "seconds" | "";
}
/** A term that is one of some words. */
export interface Choice {
  readonly path: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

const bps = (path: string, label: string, max: number, step = 50): Slider => ({ path, label, min: 0, max, step, unit: "bps" });

/** The terms of a class of offences. A chain's terms have 16 bits, so the last two go as far. */
const penalty = (name: string): readonly Slider[] => [
  bps(`penalties.${name}.severityBps`, "Share that a manager proposes", 10_000),
  bps(`penalties.${name}.terms.floorBps`, "Least penalty", 10_000),
  bps(`penalties.${name}.terms.capBps`, "Greatest penalty", 10_000),
  bps(`penalties.${name}.terms.historyBps`, "More for each earlier offence", 65_535, 500),
  bps(`penalties.${name}.terms.correlationBps`, "More where others offend, too", 65_535, 1_000),
  { path: `penalties.${name}.ejectsAt`, label: "Out with so many offences (0 for never)", min: 0, max: 20, step: 1, unit: "offences" },
];

export const GROUPS: readonly { readonly title: string; readonly sliders: readonly Slider[] }[] = [
  { title: "Job misbehaviour", sliders: penalty("jobMisbehaviour") },
  { title: "Quality of service", sliders: penalty("qualityOfService") },
  { title: "Security breach", sliders: penalty("securityBreach") },
  { title: "Population", sliders: [
    bps("rewards.perYearBps", "Reward of a year", 2_000),
    { path: "population.operators", label: "Operators", min: 3, max: 1_000, step: 1, unit: "operators" },
    { path: "population.eras", label: "Eras, of a day each", min: 10, max: 1_000, step: 10, unit: "eras" },
    { path: "population.seed", label: "Seed of chance", min: 1, max: 50, step: 1, unit: "" },
    { path: "review.windowSeconds", label: "Review of a slash", min: 604_800, max: 1_209_600, step: 3_600, unit: "seconds" },
  ] },
];
export const SLIDERS: readonly Slider[] = GROUPS.flatMap(({ sliders }) => sliders);
export const CHOICES: readonly Choice[] = [
  { path: "population.stakes", label: "How stake is spread", options: [
    ["uniform", "Evenly: the largest is ten times the least"], ["pareto", "Unevenly: a fifth has most of it"], ["whale", "One has as much as all others"],
  ] },
  { path: "penalties.slashed", label: "What is slashed goes", options: [
    ["burned", "to no account: it is burned"], ["treasury", "to the treasury"], ["customer", "to the customer"], ["rewards", "to later rewards"],
  ] },
];

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

/** The terms with what a query of the page's address changes: numbers in the range of their sliders, and known words alone. */
export function changed(terms: Terms, query: URLSearchParams): Terms {
  let out = terms;
  for (const { path, min, max } of SLIDERS) {
    const text = query.get(path);
    const value = Number(text);
    if (text !== null && Number.isInteger(value) && value >= min && value <= max) out = withValue(out, path, value);
  }
  for (const { path, options } of CHOICES) {
    const text = query.get(path);
    if (options.some(([value]) => value === text)) out = withValue(out, path, text);
  }
  return out;
}
