#!/usr/bin/env bash
# Builds the contracts of the last commit once more, from a clone in another folder with a cache of its own, and compares them
# with target/ink and target/solidity byte by byte. Nothing that was built before is used but the toolchain.
set -euo pipefail
cd "$(dirname "$0")/../.."

first=$PWD
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git clone --quiet . "$place/a/different/path"
cd "$place/a/different/path"
env -u CARGO_TARGET_DIR -u CACHE XDG_CACHE_HOME="$place/cache" make contracts

compared=0
differing=()
while IFS= read -r file; do
    compared=$((compared + 1))
    cmp --silent "$first/$file" "$file" || differing+=("$file")
done < <(cd "$first" && find target/ink target/solidity -type f | LC_ALL=C sort)
second=$(find target/ink target/solidity -type f | wc -l)

if [ "${#differing[@]}" -ne 0 ] || [ "$second" -ne "$compared" ]; then
    printf 'second-build.sh: expected the same %d files, received %d, of which differ:\n' "$compared" "$second" >&2
    printf '  %s\n' "${differing[@]}" >&2
    exit 1
fi
echo "$compared files of contracts are the same, built in two folders"
