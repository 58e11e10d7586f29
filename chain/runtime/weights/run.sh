#!/usr/bin/env bash
# Runs the benchmarks of this repository's pallets in the runtime's WebAssembly, and writes what they took where the pallets'
# weights are made of it: run.sh CACHE [ARGUMENTS OF `benchmark pallet`, as --steps=2 --repeat=1]
#
# Installs the tool first, which takes half an hour on two cores. Run it on a machine that does nothing else: what
# it measures is what a chain charges.
set -euo pipefail
cd "$(dirname "$0")/../../.."

version=0.28.0
cache=${1:?usage: run.sh CACHE [ARGUMENTS OF benchmark pallet]}
shift

bencher=$cache/bencher/bin/frame-omni-bencher
if ! grep -qs "frame-omni-bencher $version " "$cache/bencher/.crates.toml"; then
    echo "installing frame-omni-bencher $version, half an hour on two cores"
    cargo install frame-omni-bencher --version "$version" --locked --root "$cache/bencher" \
        --target-dir "$cache/bencher/target"
fi
cargo build --locked --manifest-path chain/node/Cargo.toml --workspace --features blueprint-node/runtime-benchmarks
runtime=$CARGO_TARGET_DIR/debug/wbuild/blueprint-e2e-runtime/benchmarks_binary.rs.compact.compressed.wasm

for pallet in services stake; do
    written=chain/$pallet/src/weights/measured.rs
    "$bencher" v1 benchmark pallet --runtime "$runtime" --genesis-builder none \
        --pallet "pallet_$pallet" --extrinsic '*' --steps 20 --repeat 10 --min-duration 0 \
        --template chain/runtime/weights/template.hbs --output "$written" "$@"
    rustfmt --edition 2021 "$written"
    echo "written: $written"
done
