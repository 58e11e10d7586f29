// Values of the ABI as this package has them: every integer is a bigint, and what has a name goes by it.
//
// viem returns integers of up to 48 bits as numbers. A client that compares an era (uint32) with a time (uint64) would
// then convert between the two.
import type { AbiParameter, AbiParameterToPrimitiveType } from "viem";

/** A value with bigints in place of numbers. */
export type Whole<T> = T extends number
  ? bigint
  : T extends readonly (infer Item)[]
    ? readonly Whole<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Whole<T[Key]> }
      : T;

/** The value of a parameter. */
export type ValueOf<Parameter extends AbiParameter> = Whole<AbiParameterToPrimitiveType<Parameter>>;

/** The values of parameters by their names. */
export type Named<Parameters extends readonly AbiParameter[]> = {
  readonly [Parameter in Parameters[number] as Parameter extends { readonly name: infer Name extends string }
    ? Name
    : never]: ValueOf<Parameter>;
};

/** What a function returns: nothing, its one value, or its values by their names. */
export type Returned<Outputs extends readonly AbiParameter[]> = Outputs extends readonly []
  ? undefined
  : Outputs extends readonly [infer Only extends AbiParameter]
    ? ValueOf<Only>
    : Named<Outputs>;

/** A value that was decoded by an ABI that is known at run time alone. */
export type Value = bigint | boolean | string | readonly Value[] | { readonly [name: string]: Value };

/** A value of viem with bigints in place of numbers. */
export function whole(value: unknown): Value {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, whole(inner)]));
  }
  return value as Value;
}

/** Values in the order of their parameters, by their names; one without a name by its position. */
export function byName(parameters: readonly AbiParameter[], values: readonly unknown[]): Record<string, Value> {
  return Object.fromEntries(
    parameters.map(({ name }, index) => [name === undefined || name === "" ? `${index}` : name, whole(values[index])]),
  );
}

/** Named values in the order of their parameters. */
export function inOrder(
  signature: string,
  parameters: readonly AbiParameter[],
  named: Readonly<Record<string, unknown>>,
): unknown[] {
  return parameters.map(({ name, type }) => {
    const value = named[name ?? ""];
    if (value === undefined) throw new TypeError(`${signature}: expected ${name} (${type}), received none`);
    return value;
  });
}

/** Values as a text: `expected: 0x…, received: 0x…`. */
export function textOf(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (typeof value !== "object") return `${value}`;
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${typeof inner === "object" && !Array.isArray(inner) ? `{ ${textOf(inner)} }` : textOf(inner)}`)
    .join(", ");
}
