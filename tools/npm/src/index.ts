// Hook contracts of Tangle blueprints, for TypeScript.
export * from "./client.js";
export * from "./decode.js";
export * from "./evidence.js";
export * from "./life.js";
export type { Value } from "./values.js";
