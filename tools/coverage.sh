#!/usr/bin/env bash
# Prints which lines and regions of crates their own tests run, by LLVM's instrumentation.
#   coverage.sh CACHE    of what ONLY names, a list of crates; by default the rules
# cargo-llvm-cov is installed into the cache, never for the user. ARGS go to it: --html, --show-missing-lines, ...
# Code of contracts on a chain is not measured: there it is compiled for PolkaVM or the EVM.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${1:?usage: coverage.sh CACHE}
version=0.9.1
tools=$cache/tools

if [ "$("$tools/bin/cargo-llvm-cov" llvm-cov --version 2>/dev/null)" != "cargo-llvm-cov $version" ]; then
    CARGO_TARGET_DIR=$cache/coverage-build cargo install --quiet --locked --root "$tools" --version "$version" cargo-llvm-cov
    rm -rf "$cache/coverage-build"
fi
rustup component add llvm-tools >/dev/null 2>&1 || {
    echo "coverage.sh: expected the tools of this compiler's LLVM, received none. Run: rustup component add llvm-tools" >&2
    exit 1
}
packages=()
for crate in ${ONLY:-blueprint-rules}; do
    packages+=(-p "$crate")
done
export PATH=$tools/bin:$PATH CARGO_TARGET_DIR=$cache/coverage
# shellcheck disable=SC2086 # a list of arguments
exec cargo llvm-cov --locked --quiet "${packages[@]}" ${ARGS:-}
