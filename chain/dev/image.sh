#!/usr/bin/env bash
# Makes the container image of the development chain: image.sh PROGRAM BUILDER, where BUILDER is docker, podman or buildah.
set -euo pipefail

program=$(realpath "${1:?usage: image.sh PROGRAM BUILDER}")
builder=${2:?usage: image.sh PROGRAM BUILDER}
cd "$(dirname "$0")"
command -v "${builder%% *}" >/dev/null || {
    echo "expected docker, podman or buildah in CONTAINER, received $builder, which is not installed" >&2
    exit 2
}
# The context has the program and no more.
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
strip -o "$context/blueprint-dev-chain" "$program"
# shellcheck disable=SC2086 # a builder may have options
$builder build --tag blueprint-dev-chain --file Containerfile "$context"
