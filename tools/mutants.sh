#!/usr/bin/env bash
# Changes the code, one change at a time, and runs the tests of its crate: each change must make one fail.
#   mutants.sh CACHE                 over what ONLY names, a list of paths or globs; by default the rules of rewards
#   mutants.sh CACHE since COMMIT    over the lines that changed since a commit
# cargo-mutants is installed into the cache, never for the user. What no test can see is in .cargo/mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$1
version=27.1.0
tools=$cache/tools
export CARGO_TARGET_DIR=$cache/mutants
# The crates whose code is changed, and where they are.
declare -A folders=(
    [blueprint-rules]=contracts/lib/rules
    [blueprint-components]=contracts/lib/components
    [pallet-stake]=chain/stake
    [pallet-services]=chain/services
)

if [ "$("$tools/bin/cargo-mutants" --version 2>/dev/null)" != "cargo-mutants $version" ]; then
    CARGO_TARGET_DIR=$cache/mutants-build cargo install --quiet --locked --root "$tools" --version "$version" cargo-mutants
    rm -rf "$cache/mutants-build"
fi
PATH=$tools/bin:$PATH

mkdir -p target/mutants
selected=()
if [ "${2-}" = since ]; then
    if ! git rev-parse --quiet --verify "$3^{commit}" >/dev/null; then
        echo "NOT RUN: mutants of the changed lines. There is no commit $3 in this clone."
        exit 0
    fi
    git diff "$3" -- '*.rs' >target/mutants/changes.diff
    selected=(--in-diff target/mutants/changes.diff)
    read -ra paths <<<"$(git diff --name-only "$3" -- '*.rs' | tr '\n' ' ')"
else
    read -ra paths <<<"${ONLY:-contracts/lib/rules/src/exposure.rs contracts/lib/rules/src/rewards/*.rs}"
    for path in "${paths[@]}"; do
        selected+=(--file "$path")
    done
fi
# Of a crate that is not built anew nothing is compiled.
packages=()
for crate in "${!folders[@]}"; do
    for path in "${paths[@]}"; do
        if [[ $path = "${folders[$crate]}/src/"* ]]; then
            packages+=("--package=$crate")
            break
        fi
    done
done
if [ ${#packages[@]} = 0 ]; then
    echo "nothing to change: no code of ${!folders[*]} among ${paths[*]-no file}"
    exit 0
fi
# The workspace is compiled without optimisation: a change of the rules takes seconds, one of a pallet a minute.
exec cargo mutants "${packages[@]}" --cargo-arg=--locked \
    --cargo-arg=--config=profile.dev.opt-level=0 '--cargo-arg=--config=profile.dev.package."*".opt-level=1' \
    --no-shuffle --timeout 300 --output target/mutants "${selected[@]}"
