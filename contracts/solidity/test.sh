#!/bin/sh
# Builds the base contracts and runs their tests with forge. Works offline once npm has the packages.
set -eu
cd "$(dirname "$0")"
# npm only where the packages are not those of the lock file.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
fi
exec node_modules/.bin/forge test "$@"
