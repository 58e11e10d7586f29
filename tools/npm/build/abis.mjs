// ABIs as TypeScript: a module for each contract in the format of `blueprint-hooks build`, and an index for each folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDERS, PACKAGE } from "./places.mjs";

/** Writes `src/abi` for contracts of `compile`. */
export function writeAbis(contracts) {
  const unknown = contracts.find(({ folder }) => !FOLDERS.includes(folder));
  if (unknown) throw new Error(`${unknown.folder}: expected a folder of FOLDERS in build/places.mjs`);
  const abis = join(PACKAGE, "src/abi");
  const indexes = [];
  for (const folder of FOLDERS) {
    const here = contracts.filter((contract) => contract.folder === folder);
    if (here.length === 0) continue;
    mkdirSync(join(abis, folder), { recursive: true });
    for (const { name, abi } of here) {
      const text = `export const abi = ${JSON.stringify(abi, null, 2)} as const;\n`;
      writeFileSync(join(abis, folder, `${name}.ts`), text);
    }
    const lines = here.map(({ name }) => `export { abi as ${name} } from "./${name}.js";\n`);
    writeFileSync(join(abis, folder, "index.ts"), lines.join(""));
    // `tnt-core-0.20` is tntCore0_20 in the index of all.
    const name = folder.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()).replace("-", "").replace(".", "_");
    indexes.push(`export * as ${name} from "./${folder}/index.js";\n`);
  }
  writeFileSync(join(abis, "index.ts"), indexes.join(""));
}
