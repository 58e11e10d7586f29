#!/usr/bin/env bash
# Fuzzes what TARGET names and says what came of it: the decoder of calldata (decoder), guided by its coverage. Guided by
# the outcome: return values of managers and registrations (returns), the precompile (precompile), JSON lines of the
# console (lines) and of the test kit (kit), values on the command line (values), data by an ABI (data), and records of the
# abi crate (records).
#   run.sh FOLDER SECONDS         for so long each, from the corpus and from what earlier runs found
#   run.sh FOLDER replay INPUT    with one input, in the first of TARGET
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$1"
folder=$(realpath "$1")
read -ra targets <<<"${TARGET:-decoder returns precompile lines kit values data records}"
[ "$2" != replay ] || targets=("${targets[0]}")

# Runs a target that is a test, with the variables that blueprint_corpus::fuzz reads.
by_test() {
    local target=$1
    shift
    local -A tests=(
        [returns]="-p pallet-services --lib return_values_and_registrations"
        [precompile]="-p blueprint-e2e-runtime --test model any_input_of_the_precompile"
        [lines]="--workspace --test inputs any_line_of_the_console"
        [kit]="--workspace --test inputs any_request_of_a_test"
        [values]="--workspace --test inputs any_values_that_are_typed"
        [data]="--workspace --test inputs any_data_are_read"
        [records]="-p blueprint-abi --test any_bytes"
    )
    # shellcheck disable=SC2086 # the words of an entry
    env FUZZ_FOLDER="$folder/crashes" "$@" cargo test --quiet --locked ${tests[$target]} -- --nocapture
}

for target in "${targets[@]}"; do
    case $target in
    decoder) ;;
    returns | precompile | lines | kit | values | data | records)
        if [ "$2" = replay ]; then
            by_test "$target" FUZZ_INPUT="$(realpath "$3")"
            exit 0
        fi
        by_test "$target" FUZZ_SECONDS="$2"
        ;;
    *)
        echo "expected TARGET of decoder, returns, precompile, lines, kit, values, data, records; received $target" >&2
        exit 2
        ;;
    esac
done
[[ " ${targets[*]} " = *" decoder "* ]] || exit 0
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
