#!/usr/bin/env bash
# The package as a dependant has it: packs it, installs it from the archive into a forge project outside the clone, builds
# and tests a manager that inherits from it with one hook changed, deploys it to a development chain of the command in
# BLUEPRINT_HOOKS, and names its errors in plain JavaScript. `test.sh` runs it.
set -euo pipefail
cd "$(dirname "$0")"

package=$PWD
: "${BLUEPRINT_HOOKS:?expected the path of the command blueprint-hooks, received none}"
[ -e dist/index.js ] || { echo 'expected the built package, received none: npm run build' >&2; exit 1; }
project=$(mktemp -d)
chain=
finish() {
    if [ -n "$chain" ]; then kill -INT "$chain" 2>/dev/null || true; wait "$chain" || true; fi
    rm -rf "$project"
}
trap finish EXIT
fail() { printf 'outside.sh: %s\n' "$*" >&2; exit 1; }
# The version of a package in a lock file of this repository.
version() { node -p 'require(process.argv[1]).packages[`node_modules/${process.argv[2]}`].version' "$1" "$2"; }

archive=$(npm pack --silent --ignore-scripts --pack-destination "$project")
cp -r test/outside/. "$project"
cd "$project"
cat >package.json <<<'{ "name": "outside", "private": true, "type": "module" }'
npm install --prefer-offline --no-audit --no-fund --loglevel=error "./$archive" \
    "solc@$(version "$package/package-lock.json" solc)" "viem@$(version "$package/package-lock.json" viem)" \
    "@foundry-rs/forge-linux-amd64@$(version "$package/../../contracts/solidity/package-lock.json" @foundry-rs/forge-linux-amd64)" \
    "@foundry-rs/cast-linux-amd64@$(version "$package/../../e2e/clients/ethereum/package-lock.json" @foundry-rs/cast-linux-amd64)"
PATH=$project/node_modules/.bin:$PATH
grep -rIlF --exclude-dir=.bin "${package%/tools/npm}" node_modules/blueprint-hooks && fail "the package names the clone"

# forge finds the package by its name; the other two names take its remappings.
forge build --quiet --skip test
cp node_modules/blueprint-hooks/remappings.txt .
forge test
# What the package's README shows is this manager.
node -e '
    const [readme, manager] = process.argv.slice(1).map((path) => require("fs").readFileSync(path, "utf8"));
    if (!readme.includes(manager.slice(manager.indexOf("import")))) throw new Error("README.md: expected test/outside/src/MyBlueprint.sol");
' "$package/README.md" src/MyBlueprint.sol
cp "$package/test/types/use.ts" .
node "$package/node_modules/typescript/bin/tsc" --noEmit --strict --target ES2022 --lib ES2022,DOM --skipLibCheck \
    --module nodenext --exactOptionalPropertyTypes use.ts

"$BLUEPRINT_HOOKS" dev up --port 0 --project "${package%/tools/npm}" --out "$project/dev.json" >dev.log 2>&1 &
chain=$!
for _ in $(seq 240); do
    grep -q 'Ctrl-C ends' dev.log && break
    kill -0 "$chain" 2>/dev/null || break
    sleep 0.25
done
grep -q 'Ctrl-C ends' dev.log || { cat dev.log; fail "expected a chain, received the output above"; }
field() { node -p 'const dev = require("./dev.json"); eval(process.argv[1])' "$1"; }
rpc=$(field dev.rpc)
created=$(forge create src/MyBlueprint.sol:MyBlueprint --broadcast --json --rpc-url "$rpc" \
    --private-key "$(field dev.accounts[0].key)" --constructor-args "$(field dev.runtime)")
manager=$(node -p 'JSON.parse(process.argv[1]).deployedTo' "$created")
[ "$(cast call "$manager" 'canJoin(uint64,address)(bool)' 1 "$manager" --rpc-url "$rpc")" = true ] ||
    fail "expected canJoin of the deployed manager to be true"
node decode.mjs "$rpc" "$manager" "$(field dev.accounts[0].address)"
