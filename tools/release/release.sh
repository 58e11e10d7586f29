#!/usr/bin/env bash
# Makes the archives of a release: release.sh FOLDER
#
# FOLDER gets, for the version in Cargo.toml: the command and the development chain, the node and its JSON-RPC, the contracts
# with their build records, the npm package, the packages of the library crates, lists of what is in them (SBOM, CycloneDX), the
# notes of the version, a container file, and SHA256SUMS. The same commit built in the same place gives the same archives; the
# contracts are the same from every place, which is tried by building them once more in another folder (SECOND=0 leaves that out).
#
# PROFILE is cargo's profile of the programs, release by default. The programs need a C library as new as this machine's.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$(realpath -m "${1:?usage: release.sh FOLDER}")
cache=${CACHE:?expected the folder of what is built in CACHE, as make has it; run: make release}
profile=${PROFILE:-release}
toolchain=$(cat target/contract-toolchain)
# Where cargo puts what it builds by a profile.
folder=$profile
[ "$profile" = dev ] && folder=debug

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'release.sh: %s\n' "$*" >&2; exit 2; }

version=$(tools/release/version.sh)
notes=$(awk -v version="$version" '/^## / { on = $2 == version; next } on' CHANGELOG.md)
unreleased=$(awk '/^## / { on = $2 ~ /^\[?Unreleased\]?$/; next } on && NF' CHANGELOG.md)
[ -z "$unreleased" ] || [ "${DIRTY:-0}" = 1 ] ||
    fail "expected the notes of $version in its section of CHANGELOG.md, received a section 'Unreleased' with text: what the archives have would be missing from the notes"
[ -z "$(git status --porcelain)" ] || [ "${DIRTY:-0}" = 1 ] ||
    fail "expected a clean work tree, received changes: commit them, or set DIRTY=1 to try the script"

# Archives have the commit's time, no owner, and their files in order. It is not exported for all: build scripts of C libraries ask for
# it, and cargo would compile all that depends on them again.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
archive() {
    local name=$1
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
        -C "$staging" -cf - "$name" | gzip -n -9 >"$out/$name.tar.gz"
}
stage() {
    mkdir -p "$staging/$1"
    cp LICENSE "$staging/$1"
}

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
rm -rf "$out"
mkdir -p "$out"
machine=$(rustc -vV | sed -n 's/^host: //p')

say "the command and the development chain, profile $profile"
cargo build --locked --workspace --profile "$profile" --bin blueprint-hooks --bin blueprint-dev-chain
command=blueprint-hooks-$version-$machine
stage "$command"
for program in blueprint-hooks blueprint-dev-chain; do
    strip -o "$staging/$command/$program" "$CARGO_TARGET_DIR/$folder/$program"
done
cp README.md docs/command.md docs/dev-chain.md chain/dev/Containerfile "$staging/$command"
[ ! -d "$cache/explorer" ] || cp -r "$cache/explorer" "$staging/$command/explorer"
archive "$command"

say "the node and its JSON-RPC, profile $profile"
WASM_BUILD_TOOLCHAIN=$toolchain WASM_BUILD_TYPE=release WASM_BUILD_WORKSPACE_HINT="$PWD/chain/node" \
    CARGO_TARGET_DIR="$cache/node" cargo build --locked --manifest-path chain/node/Cargo.toml --workspace --profile "$profile"
node=blueprint-node-$version-$machine
stage "$node"
for program in blueprint-node blueprint-eth-rpc; do
    strip -o "$staging/$node/$program" "$cache/node/$folder/$program"
done
cp docs/node.md docs/network.md "$staging/$node"
archive "$node"

say "the contracts"
contracts=blueprint-contracts-$version
stage "$contracts"
cp -r target/ink target/solidity docs/library.md "$staging/$contracts"
archive "$contracts"

say "the npm package and the packages of the libraries"
(cd tools/npm && npm ci --silent --no-audit --no-fund && npm pack --silent --pack-destination "$out" >/dev/null)
mapfile -t manifests < <(grep -lx 'publish = true' -- */Cargo.toml */*/Cargo.toml */*/*/Cargo.toml)
mapfile -t libraries < <(printf '%s\n' "${manifests[@]}" |
    xargs awk -F'"' '/^\[/ { package = $0 == "[package]" } package && /^name = / { print $2 }' | sort -u)
CARGO_TARGET_DIR=$cache/packages cargo package --quiet --locked --no-verify --allow-dirty "${libraries[@]/#/--package=}"
mkdir "$out/crates"
for library in "${libraries[@]}"; do
    # cargo keeps copies of it in folders beside it.
    find "$cache/packages/package" -maxdepth 1 -name "$library-$version.crate" -exec cp -t "$out/crates" {} +
    [ -e "$out/crates/$library-$version.crate" ] || fail "expected a package of $library $version, received none"
done

say "what is in them"
SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH tools/release/sbom.sh "$cache/cyclonedx" "$out" "$version" "${manifests[@]%/Cargo.toml}"

say "notes and checksums"
printf '# blueprint-hooks %s\n%s\n' "$version" "$notes" >"$out/NOTES.md"
# Beside the notes, and without the folders that it links to.
sed -E 's#\]\(\.\./CHANGELOG\.md\)#](NOTES.md)#; s#\[([^]]*)\]\(([a-z][A-Za-z0-9/_.-]*\.md)\)#\1 (docs/\2)#g' docs/upgrading.md >"$out/UPGRADING.md"
(cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)

if [ "${SECOND:-1}" = 1 ]; then
    say "the contracts once more, in another folder"
    tools/release/second-build.sh
fi

say "done: $out"
(cd "$out" && find . -type f -printf '%11s  %P\n' | LC_ALL=C sort -k2)
