#!/bin/sh
# A wrapper of rustc for the crates of this workspace: the fuzzer sees which of their edges an input
# takes, and what they compare. These are the flags that cargo-fuzz sets; stable rustc knows them.
rustc=$1
shift
exec "$rustc" "$@" --cfg fuzzing --check-cfg 'cfg(fuzzing)' -Ccodegen-units=1 \
    -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares
