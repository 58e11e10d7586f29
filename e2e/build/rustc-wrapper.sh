#!/bin/sh
# What cargo calls instead of rustc when contract-build builds a contract: passes contract-build's
# flags on (cargo keeps them from build scripts and macros), and tells LLVM that PolkaVM reads and
# writes words at any address. Without that it moves every address and hash byte by byte.
set -f
IFS=$(printf '\037')
# shellcheck disable=SC2086 # one flag per field
case "$*" in
*riscv64*) exec "$@" $RUSTC_WRAPPER_ENCODED_FLAGS -Ctarget-feature=+unaligned-scalar-mem ;;
*) exec "$@" $RUSTC_WRAPPER_ENCODED_FLAGS ;;
esac
