#!/usr/bin/env bash
# Lists the dependencies of the programs, of the library crates and of the npm package, as CycloneDX 1.5 in JSON:
# sbom.sh CYCLONEDX FOLDER VERSION LIBRARY..., where CYCLONEDX is the folder cargo-cyclonedx is or will be installed in, and the
# libraries are folders.
set -euo pipefail
cd "$(dirname "$0")/../.."

tool=${1:?usage: sbom.sh CYCLONEDX FOLDER VERSION LIBRARY...}
out=${2:?usage: sbom.sh CYCLONEDX FOLDER VERSION LIBRARY...}
version=${3:?usage: sbom.sh CYCLONEDX FOLDER VERSION LIBRARY...}
shift 3
pinned=0.5.9

if ! "$tool/bin/cargo-cyclonedx" cyclonedx --version 2>/dev/null | grep -qF "$pinned"; then
    echo "installing cargo-cyclonedx $pinned, some minutes on two cores"
    CARGO_TARGET_DIR="$tool/target" cargo install --locked --root "$tool" --version "$pinned" cargo-cyclonedx
    rm -rf "$tool/target"
fi

# The tool writes beside each manifest. It is run on a copy of the manifests.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files | tar -cf - --files-from - | tar -xf - -C "$copy"

# $1 is a manifest, the others the packages whose list is kept.
list() {
    local manifest=$1 package
    shift
    (cd "$copy" && "$tool/bin/cargo-cyclonedx" cyclonedx --quiet --format json --spec-version 1.5 \
        --manifest-path "$manifest" --override-filename sbom 2> >(grep -v 'has an invalid license expression' >&2))
    for package in "$@"; do
        # Neither the moment nor the folder in which the list was made is part of what is released.
        COPY=$copy node -e '
            const { readFileSync, writeFileSync } = require("node:fs");
            const [from, to] = process.argv.slice(1);
            const text = readFileSync(from, "utf8").replaceAll(process.env.COPY, "");
            const list = JSON.parse(text);
            delete list.serialNumber;
            list.metadata.timestamp = new Date(process.env.SOURCE_DATE_EPOCH * 1000).toISOString();
            writeFileSync(to, JSON.stringify(list, null, 1) + "\n");
        ' "$copy/$package/sbom.json" "$out/sbom-$(basename "$package")-$version.json"
    done
}

list Cargo.toml tools/cli chain/dev "$@"
list chain/node/Cargo.toml chain/node
# The page that the command serves.
list tools/simulator/Cargo.toml tools/simulator
# $1 is the folder of a package, $2 its name in the list, the others where npm finds what it depends on.
npm_list() {
    local folder=$1 name=$2
    shift 2
    (cd "$folder" && npm sbom "$@" --sbom-format cyclonedx --omit dev) | node -e '
        const list = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
        delete list.serialNumber;
        list.metadata.timestamp = new Date(process.env.SOURCE_DATE_EPOCH * 1000).toISOString();
        // npm names the folder.
        list.metadata.component.name = list.metadata.component.purl.replace(/^pkg:npm\/|@.*$/g, "");
        console.log(JSON.stringify(list, null, 1));
    ' >"$out/sbom-$name-$version.json"
}
npm_list tools/npm npm --package-lock-only
# By what `make explorer` installed: the package beside it is none of the registry's.
npm_list tools/explorer explorer
