// Prints the crates whose documentation is beside the book, as cargo's arguments.
import { libraryCrates } from "./pages.mjs";

console.log(libraryCrates().map(({ name }) => `-p ${name}`).join(" "));
