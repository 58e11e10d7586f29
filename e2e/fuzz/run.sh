#!/usr/bin/env bash
# Fuzzes the decoder of calldata and says what came of it.
#   run.sh FOLDER SECONDS         for so long, from the corpus and from what earlier runs found
#   run.sh FOLDER replay INPUT    with one input
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1
decoder="$CARGO_TARGET_DIR/debug/decoder"

if ! command -v c++ >/dev/null; then
    echo "expected a C++ compiler for libFuzzer, found none: on Debian, apt-get install g++" >&2
    exit 1
fi

RUSTC_WORKSPACE_WRAPPER="$PWD/e2e/fuzz/instrument.sh" \
    cargo build --quiet --locked -p blueprint-hooks-fuzz --features fuzz --bin decoder

if [ "$2" = replay ]; then
    exec "$decoder" "$3"
fi

seconds=$2
rm -rf "$folder/seeds"
mkdir -p "$folder/found" "$folder/crashes"
cargo run --quiet --locked -p blueprint-hooks-fuzz --bin seeds -- "$folder/seeds"
echo "fuzzing for $seconds seconds"

log=$folder/log
status=0
# What is found goes into the first folder. Inputs longer than the seeds reach nothing new.
"$decoder" "$folder/found" "$folder/seeds" \
    -max_total_time="$seconds" -max_len=2048 -timeout=10 -use_value_profile=1 \
    -print_final_stats=1 -artifact_prefix="$folder/crashes/" >"$log" 2>&1 || status=$?

stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
last() { grep -oE "$1: [0-9]+" "$log" | tail -1 | grep -oE '[0-9]+$' || echo 0; }
echo "executions  $(stat number_of_executed_units), $(stat average_exec_per_sec) a second"
echo "coverage    $(last cov) edges, $(last ft) features, $(last corp) inputs that tell them apart"
echo "found       $(stat new_units_added) new inputs, $(find "$folder/found" -type f | wc -l) in $folder/found"
if [ "$status" = 0 ]; then
    echo "result      the library and the reference agree on all of it"
    exit 0
fi
crash=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
echo "result      failed, status $status; the whole log is in $log"
grep -aA4 'panicked at' "$log" | cut -c1-300 || tail -5 "$log"
if [ -n "$crash" ]; then
    echo "input       $crash"
    echo "replay      make fuzz INPUT=$crash"
fi
exit "$status"
