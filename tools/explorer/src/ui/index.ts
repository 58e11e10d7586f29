// The parts of views by one name.
export * from "./format.js";
export * from "./parts.js";
