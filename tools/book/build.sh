#!/usr/bin/env bash
# Builds the book into OUT: installs mdBook into CACHE if it is not there, writes the pages beside OUT, renders them.
#   build.sh CACHE OUT
set -euo pipefail
cd "$(dirname "$0")/../.."

usage='usage: build.sh CACHE OUT'
cache=${1:?$usage}
out=$(realpath -m "${2:?$usage}")
# It has no watcher and no server.
version=0.5.4
tools=$cache/mdbook-$version
mdbook=$tools/bin/mdbook

if [ ! -x "$mdbook" ]; then
    printf 'book: installing mdBook %s\n' "$version"
    CARGO_TARGET_DIR=$cache/mdbook-build cargo install --quiet --locked --root "$tools" --version "$version" \
        --no-default-features --features search mdbook
    rm -rf "$cache/mdbook-build"
fi
node tools/book/stage.mjs "$out-src"
MDBOOK_LOG=warn "$mdbook" build "$out-src" --dest-dir "$out"
