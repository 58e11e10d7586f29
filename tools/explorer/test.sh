#!/bin/sh
# Builds the page and tests it: types, units, and Debian's Chromium on development chains of the command in BLUEPRINT_HOOKS,
# which takes built contracts (`make contracts`). `test.sh --build FOLDER` builds it into a folder, and tests nothing.
# Works offline once npm has the packages and Debian's chromium is installed.
set -eu
cd "$(dirname "$0")"

# npm only where the packages are not those of the lock file.
packages() {
    if ! cmp -s package-lock.json node_modules/.installed; then
        npm ci --no-audit --no-fund --loglevel=error
        cp package-lock.json node_modules/.installed
    fi
}
# The client of IServices and the ABIs, from the package beside this one.
(cd ../npm && packages && npm run --silent build)
packages
npx tsc --noEmit

if [ "${1:-}" = --build ]; then
    exec node build.mjs "$2"
fi

EXPLORER_DIST=${EXPLORER_DIST:-$PWD/dist}
export EXPLORER_DIST
node build.mjs "$EXPLORER_DIST"
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
    apt-get update -qq
    apt-get install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
# One after another: the tests measure times, and share two cores.
node --test --test-concurrency=1 --test-timeout=600000 test/*.test.mjs
