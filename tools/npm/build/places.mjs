// Folders, and the order of what is published.
import { fileURLToPath } from "node:url";

/** This package. */
export const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
/** The repository. */
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * The folders of ABIs. Where several declare an error or an event alike but for the names of its parameters, the first
 * of them names these.
 */
export const FOLDERS = ["library", "solidity", "tnt-core-0.20", "tnt-core-0.10", "substrate-1.4", "seed-2024", "records-1"];
