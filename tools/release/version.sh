#!/usr/bin/env bash
# Prints the version, which must be the same in every manifest and have its notes in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { printf 'version.sh: %s\n' "$*" >&2; exit 1; }

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
# The tests' own references, what stands for published crates, and the project of a user have versions of their own.
other=$(git ls-files '*Cargo.toml' | grep -v -e '^abi/reference/' -e '^tools/cli/template/' -e '^chain/node/metadata/' -e '^tools/patches/' |
    xargs grep -H '^version = "' | grep -v "\"$version\"" || true)
[ -z "$other" ] || fail "expected version $version in every manifest, received: $other"
for package in tools/npm tools/explorer; do
    received=$(node -p "require('./$package/package.json').version")
    [ "$received" = "$version" ] || fail "expected version $version in $package/package.json, received $received"
done
grep -q "^## $version - " CHANGELOG.md || fail "expected a section '## $version' in CHANGELOG.md, received none"
printf '%s\n' "$version"
