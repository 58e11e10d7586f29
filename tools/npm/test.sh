#!/bin/sh
# Builds the package and tests it: names, types, lives on a development chain of the command in BLUEPRINT_HOOKS, which takes
# built contracts (`make contracts`), and a forge project outside the clone. Works offline once npm has the packages.
set -eu
cd "$(dirname "$0")"
# npm only where the packages are not those of the lock file.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
fi
npm run --silent build
npm test --silent
./outside.sh
