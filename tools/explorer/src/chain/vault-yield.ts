// What a share of a vault really gained, by what it was worth at blocks of the past.
import { YEAR } from "./rewards.js";

/** What a share was worth at a block. */
export interface RatePoint {
  readonly block: bigint;
  readonly rate: bigint;
  /** Of the block, in Unix seconds. */
  readonly time: bigint;
  /** The era that was active. */
  readonly era: number;
}

/** What a window of the past shows. Shares are of one: 0.1 is a tenth. */
export interface Realised {
  readonly from: RatePoint;
  readonly to: RatePoint;
  readonly eras: number;
  /** How much more a share was worth at the end of the window than at its start; negative after slashes that took more than rewards gave. */
  readonly growth: number;
  /** The growth of a year at the pace of the window; `undefined` where it has too few eras to say so. */
  readonly annual: number | undefined;
}

/** Eras that a window has at least, before a year is computed of it. */
export const LEAST_ERAS = 7;

const growthOf = (from: RatePoint, to: RatePoint) => Number(to.rate - from.rate) / Number(from.rate);

/**
 * What a share gained between the first and the last point, and in a year at that pace:
 *
 *     annual = (rate at the end / rate at the start) ^ (seconds of a year / seconds of the window) - 1
 *
 * This compounds: the window's growth is repeated for a year, each time on what a share was worth by then, as rewards stay in the
 * vault. `undefined` where no time passed between two points with a rate.
 */
export function realised(points: readonly RatePoint[]): Realised | undefined {
  const known = points.filter(({ rate }) => rate > 0n);
  const [from] = known;
  // Slashes may have taken all of it: that is the end of a window, and not the start of one.
  const to = points[points.length - 1];
  if (!from || !to || to.time <= from.time) return undefined;
  const [growth, eras] = [growthOf(from, to), to.era - from.era];
  const windows = YEAR / Number(to.time - from.time);
  // By logarithms: small growth would be lost in a power of a number near one.
  return { from, to, eras, growth, annual: eras < LEAST_ERAS ? undefined : Math.expm1(Math.log1p(growth) * windows) };
}

/** Growth up to the last point in an era, as the average of so many eras. */
export interface EraGrowth {
  readonly era: number;
  readonly eras: number;
  readonly growth: number;
}

/**
 * The growth of an era: from the last point of the era with points before it to the last one of its own. Where eras between have no
 * point, each has the same part: `(1 + growth) ^ (1 / eras) - 1`.
 */
export function growthByEra(points: readonly RatePoint[]): readonly EraGrowth[] {
  const last = new Map(points.map((point) => [point.era, point]));
  const ends = [...last.values()];
  return ends.flatMap((to, index) => {
    const from = ends[index - 1];
    if (!from || from.rate === 0n) return [];
    const eras = to.era - from.era;
    return eras < 1 ? [] : [{ era: to.era, eras, growth: Math.expm1(Math.log1p(growthOf(from, to)) / eras) }];
  });
}
