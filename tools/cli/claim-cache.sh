#!/usr/bin/env bash
# Makes the build folders in CACHE safe to use from this clone.
#
# Every clone builds into the same folders, so that the dependencies are compiled once. Cargo knows
# a crate of the workspace by its path within the workspace and takes it for built when no source is
# younger than the build: a clone would run what another one compiled, without notice. So when the last
# one to build was another clone, this one's sources become younger than all it built.
set -euo pipefail

cache=${1:?usage: claim-cache.sh CACHE}
owner="$cache/clone"

if [[ ! -f $owner || $(<"$owner") != "$PWD" ]]; then
    mkdir -p "$cache"
    find . \( -name target -o -name node_modules -o -name .git \) -prune -o -type f -exec touch -c {} +
    printf '%s' "$PWD" >"$owner"
fi
