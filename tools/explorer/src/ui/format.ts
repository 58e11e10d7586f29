// Figures as text, each with its unit.

const groups = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** A whole number with groups of digits. */
export const count = (value: bigint | number): string =>
  value < 0 ? `-${groups(`${-BigInt(value)}`)}` : groups(`${value}`);

/** An amount of base units as whole units, with at most `places` digits after the point, cut and not rounded up. */
export function units(amount: bigint, decimals: number, places = 6): string {
  const base = 10n ** BigInt(decimals);
  const whole = amount / base;
  const rest = `${amount % base}`.padStart(decimals, "0").slice(0, places).replace(/0+$/, "");
  if (whole === 0n && rest === "" && amount > 0n) return `< 0.${"0".repeat(places - 1)}1`;
  return rest === "" ? count(whole) : `${count(whole)}.${rest}`;
}

/** The base units of a text in whole units. */
export function parseUnits(text: string, decimals: number): bigint {
  // Groups of three digits alone: "0,5" would be five.
  const match = /^\s*(\d+|[1-9]\d{0,2}(?:[,_]\d{3})+)?(?:\.(\d+))?\s*$/.exec(text);
  if (!match || text.trim() === "") throw new RangeError(`expected an amount such as 12.5 or 1,200, received ${text || "nothing"}`);
  const [, whole = "0", part = ""] = match;
  if (part.length > decimals) throw new RangeError(`expected at most ${decimals} digits after the point, received ${part.length}`);
  return BigInt(whole.replaceAll(/[,_]/g, "")) * 10n ** BigInt(decimals) + BigInt(part.padEnd(decimals, "0") || "0");
}

/** Basis points as a percentage. */
export const percent = (bps: bigint | number): string => {
  const hundredths = Number(bps);
  return `${Number((hundredths / 100).toFixed(2))} %`;
};

/** A share of a whole as a percentage. */
export const share = (part: bigint, whole: bigint): string => (whole === 0n ? "0 %" : percent((part * 10_000n) / whole));

/** An address or a hash, shortened. */
export const short = (hex: string, head = 6, tail = 4): string =>
  hex.length <= head + tail + 3 ? hex : `${hex.slice(0, head)}…${hex.slice(-tail)}`;

const SPANS: readonly (readonly [seconds: number, unit: string])[] = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];

/** A duration by its two largest units. */
export function duration(seconds: bigint | number): string {
  let rest = Number(seconds);
  if (rest < 0) return `-${duration(-rest)}`;
  const parts: string[] = [];
  for (const [size, unit] of SPANS) {
    const many = Math.floor(rest / size);
    if (many === 0 && parts.length === 0) continue;
    if (many > 0) parts.push(`${count(many)} ${unit}`);
    rest -= many * size;
    if (parts.length === 2 || (parts.length === 1 && many === 0)) break;
  }
  return parts.join(" ") || "0 s";
}

/** The last moment that a date can be, in unix seconds. */
export const LAST_MOMENT = 8_640_000_000_000n;

/** A moment in UTC, to the second. */
export function moment(seconds: bigint): string {
  if (seconds > LAST_MOMENT) return "no end";
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** From CamelCase to words. */
export const words = (name: string): string => {
  const spaced = name.replaceAll("_", " ").replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export const plural = (many: bigint | number, one: string, more = `${one}s`): string => `${count(many)} ${Number(many) === 1 ? one : more}`;
