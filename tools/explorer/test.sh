#!/bin/sh
# Builds the page and tests it: types, units, and Debian's Chromium on development chains of the command in BLUEPRINT_HOOKS,
# which takes built contracts (`make contracts`), and on a network of the programs in BLUEPRINT_NODE and BLUEPRINT_ETH_RPC
# (`make node-build`). `test.sh --build FOLDER` builds it into a folder, and tests nothing; `--units` checks its types and tests what
# needs neither a browser nor a chain.
# Works offline once npm has the packages and Debian's chromium is installed.
set -eu
cd "$(dirname "$0")"

# npm only where the packages are not those of the lock file.
packages() {
    if ! cmp -s package-lock.json node_modules/.installed; then
        npm ci --no-audit --no-fund --loglevel=error
        cp package-lock.json node_modules/.installed
    fi
}
# The client of IServices and the ABIs, from the package beside this one.
(cd ../npm && packages && npm run --silent build)
packages
npx tsc --noEmit
if [ "${1:-}" = --units ]; then
    exec node --test --test-reporter=dot test/unit.test.mjs test/units-of-node.test.mjs test/allotments.test.mjs test/yield.test.mjs
fi

# The simulator, compiled for WebAssembly: its own workspace, as nothing else of the repository is. rustup adds the target where it can
# fetch one; elsewhere the toolchain of the contracts, which has the standard library's sources, builds that for it.
wasm=wasm32-unknown-unknown
toolchain=../../target/contract-toolchain
if rustup target list --installed 2>/dev/null | grep -qx "$wasm" || rustup target add "$wasm" >/dev/null 2>&1; then
    simulator() { cargo build --quiet --locked "$@"; }
elif [ -s "$toolchain" ]; then
    simulator() {
        RUSTUP_TOOLCHAIN=$(cat "$toolchain") RUSTC_BOOTSTRAP=1 cargo build --quiet --locked -Z build-std=std,panic_abort "$@"
    }
else
    simulator() {
        echo "expected Rust's target $wasm, or a toolchain in target/contract-toolchain (make toolchain), received neither" >&2
        return 1
    }
fi
if [ "${SIMULATOR:-yes}" = yes ]; then
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/blueprint-hooks/simulator
    simulator --release --target "$wasm" --manifest-path ../simulator/Cargo.toml --target-dir "$cache"
    EXPLORER_SIMULATOR=$cache/$wasm/release/blueprint_simulator.wasm
    export EXPLORER_SIMULATOR
fi

if [ "${1:-}" = --build ]; then
    exec node build.mjs "$2"
fi

EXPLORER_DIST=${EXPLORER_DIST:-$PWD/dist}
export EXPLORER_DIST
node build.mjs "$EXPLORER_DIST"
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    apt-get update -qq
    apt-get install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
# One after another: the tests measure times, and share two cores. A redemption takes 56 eras.
[ "${REDEMPTION:-}" = 1 ] && patience=3000000 || patience=600000
node --test --test-concurrency=1 --test-timeout="$patience" test/*.test.mjs
