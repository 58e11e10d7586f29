#!/usr/bin/env bash
# Records the cost table and the corpus on this project's chain, and plays both again on pallet-revive 0.18.
#
#   run.sh <command> <cache> [--save]     --save accepts the costs as e2e/snapshots/bench-hub.jsonl
#
# HUB_WEIGHTS names a folder with weights that a chain measured, pallet_revive.rs and inmemorydb_weights.rs, in the place of
# pallet-revive's defaults: then the costs are printed, and no file is compared.
set -euo pipefail
cd "$(dirname "$0")/../.."

command=$1 cache=$2 save=${3:-}
if [ -n "${HUB_WEIGHTS:-}" ]; then
    [ -z "$save" ] || { echo "run.sh: expected no --save with WEIGHTS: the reviewed costs are those of the defaults" >&2; exit 1; }
    for file in pallet_revive.rs inmemorydb_weights.rs; do
        [ -f "$HUB_WEIGHTS/$file" ] ||
            { echo "run.sh: expected WEIGHTS to be a folder with $file of a chain's runtime, received '$HUB_WEIGHTS'" >&2; exit 1; }
    done
    HUB_WEIGHTS=$(realpath "$HUB_WEIGHTS")
else
    unset HUB_WEIGHTS
fi
[ -z "$save" ] || [ "$save" = --save ] || { echo "run.sh: expected --save or nothing, received '$save'" >&2; exit 1; }
records=$(mktemp -d "$cache/records.XXXXXX")
trap 'rm -rf "$records"' EXIT

echo "recording the cost table"
BLUEPRINT_TRACE=$records/bench "$command" bench >/dev/null
echo "recording the corpus"
BLUEPRINT_TRACE=$records/corpus cargo test --quiet --locked --workspace --test corpus >/dev/null
du -sh "$records"/* | sed 's/^/  /'

echo "compiling the other release"
play() { CARGO_TARGET_DIR=$cache/hub cargo run --quiet --release --locked --manifest-path chain/hub/Cargo.toml -- "$@"; }
play "$records/bench" "$records/table"
play "$records/corpus"

[ -z "${HUB_WEIGHTS:-}" ] || exit 0
reviewed=e2e/snapshots/bench-hub.jsonl
if [ "$save" = --save ]; then
    cp "$records/table" "$reviewed"
    echo "$reviewed: saved"
else
    diff "$reviewed" "$records/table" || { echo "make hub ARGS=--save makes these the reviewed figures" >&2; exit 1; }
fi
