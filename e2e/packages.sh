#!/usr/bin/env bash
# The libraries as others take them: packed as for a registry, each compiled from its package alone; then a project whose
# contract has them from the packages, and the same project with them from a git commit.
#
# BLUEPRINT_HOOKS is the command, PACKAGES_TARGET where the packages are compiled.
set -euo pipefail
cd "$(dirname "$0")/.."

clone=$PWD
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
command=${BLUEPRINT_HOOKS:?expected the path of the command blueprint-hooks}
packages=(blueprint-abi blueprint-interfaces blueprint-rules blueprint-hooks-macros blueprint-hooks blueprint-components
    blueprint-test)
built=${PACKAGES_TARGET:?expected a folder to compile the packages in}
outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'packages.sh: %s\n' "$*" >&2; exit 1; }

marked=$(grep -lx 'publish = true' -- */Cargo.toml */*/Cargo.toml */*/*/Cargo.toml | wc -l)
[ "$marked" -eq "${#packages[@]}" ] ||
    fail "expected ${#packages[@]} packages marked 'publish = true', as this script lists, received $marked"

say "packing ${packages[*]}"
# Cargo unpacks a version of a package once and compiles it once, and the version is the same from commit to commit: what
# an earlier commit left is removed, or its libraries are compiled in the place of these.
rm -rf "$built/package"
for name in "${packages[@]}"; do
    rm -rf "${CARGO_HOME:-$HOME/.cargo}"/registry/src/-*/"$name"-[0-9]* "$built"/*/.fingerprint/"$name"-*
done
# Uncommitted changes are packed, too: they are tested before they are committed.
CARGO_TARGET_DIR=$built cargo publish --locked --dry-run --allow-dirty "${packages[@]/#/--package=}" 2>&1 |
    grep -v -e 'aborting upload' -e '^ *\(Packaging\|Updating\|Compiling\|Unpacking\)'
mkdir "$outside/crates"
# Where cargo leaves them differs between its versions.
find "$built/package" -name '*.crate' -exec cp -u -t "$outside/crates" {} +
for name in "${packages[@]}"; do
    package=$(find "$outside/crates" -name "$name-[0-9]*.crate")
    [ -n "$package" ] || fail "expected a package of $name, received none; see above"
    tar -xzf "$package" -C "$outside"
    printf '%7d bytes  %s\n' "$(stat -c %s "$package")" "$(basename "$package")"
done

unset CARGO_TARGET_DIR
cd "$outside"
"$command" new from-packages --lang ink >/dev/null
cd from-packages
# Without the library that the command writes. solc wants a folder of the project for its imports.
rm -rf library
cp -r "$outside/blueprint-interfaces-$version" interfaces
sed -i 's#^"blueprint-abi/" = .*#"blueprint-abi/" = "interfaces"#; /^"blueprint-solidity/d' blueprint.toml

# Replaces the path of each library in the project's manifests by what $1 prints for its name.
take() {
    local name
    for name in "${packages[@]}"; do
        sed -i -E "s#^($name = \{ )(path|git|version) = \"[^\"]*\"(, rev = \"[^\"]*\")?#\1$("$1" "$name")#" ./*/Cargo.toml
    done
}
by_version() { printf 'version = "%s"' "$version"; }
by_commit() { printf 'git = "file://%s", rev = "%s"' "$clone" "$(git -C "$clone" rev-parse HEAD)"; }

say "a project with the libraries from their packages"
take by_version
{
    printf '\n# Stands for the registry.\n[patch.crates-io]\n'
    for name in "${packages[@]}"; do printf '%s = { path = "%s" }\n' "$name" "$outside/$name-$version"; done
} >>Cargo.toml
"$command" check

say "a project with the libraries from a git commit"
sed -i '/^# Stands for the registry/,$d' Cargo.toml
take by_commit
rm -f Cargo.lock
"$command" check
say "done"
