// The terms of one service as positions of the sliders: its penalties, and how its operators' stake is spread.
import recommended from "../../../economics/recommended.json";
import { CLASSES, type Definition, type OffenceClass } from "../chain/definitions.js";

/** What a scenario takes of a service. */
export interface ServiceTerms {
  readonly serviceId: bigint;
  /** Each operator's slashable stake, in one unit. */
  readonly stakes: readonly bigint[];
  readonly definition: Definition | undefined;
  /** The share that was proposed last, in basis points, by class: what its manager takes for right. */
  readonly proposed: Readonly<Partial<Record<OffenceClass, number>>>;
}

/** The fewest operators that the simulator plays. */
export const LEAST_OPERATORS = 3;

/** The simulator's population that is nearest: one with as much as all others, ten times the least at most, or a long tail. */
export function spreadOf(stakes: readonly bigint[]): "uniform" | "pareto" | "whale" {
  const sorted = [...stakes].sort((a, b) => (a < b ? -1 : 1));
  const [least, most] = [sorted[0] ?? 0n, sorted[sorted.length - 1] ?? 0n];
  const all = sorted.reduce((sum, one) => sum + one, 0n);
  if (sorted.length > 1 && most > 0n && most * 2n >= all && most > least) return "whale";
  return most <= least * 10n ? "uniform" : "pareto";
}

/** What a class is proposed with: as it was last, or as recommended, and no more than the class costs at most. */
const severity = (name: OffenceClass, cap: number, proposed: number | undefined) =>
  Math.max(1, Math.min(cap, proposed ?? recommended.penalties[name].severityBps));

/** The address of the scenarios with these terms. What is not known stays as recommended. */
export function scenarioOf({ serviceId, stakes, definition, proposed }: ServiceTerms): string {
  const query = new URLSearchParams({ kind: "attack", service: `${serviceId}` });
  query.set("population.operators", `${Math.max(LEAST_OPERATORS, stakes.length)}`);
  query.set("population.stakes", spreadOf(stakes));
  if (definition) {
    for (const name of CLASSES) {
      const { floor, cap, history, correlation, ejectsAt } = definition.penalties[name];
      const set = (term: string, value: number) => query.set(`penalties.${name}.${term}`, `${value}`);
      set("severityBps", severity(name, cap, proposed[name]));
      set("terms.floorBps", floor);
      set("terms.capBps", cap);
      set("terms.historyBps", history);
      set("terms.correlationBps", correlation);
      set("ejectsAt", ejectsAt);
    }
    query.set("penalties.slashed", definition.slashed);
    query.set("review.windowSeconds", `${definition.review}`);
  }
  return `#/scenarios?${query}`;
}
