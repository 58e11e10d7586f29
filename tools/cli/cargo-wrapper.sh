#!/bin/sh
# What contract-build calls instead of cargo. It builds in a folder of its own, where the
# workspace's patches do not hold.
here=$(dirname "$(readlink -f "$0")")
patched=$(readlink -f "$here/../patches/keccak-const")
exec cargo --config "patch.crates-io.keccak-const.path='$patched'" "$@"
