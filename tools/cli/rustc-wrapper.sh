#!/bin/sh
# What cargo calls instead of rustc when contract-build builds a contract: passes contract-build's
# flags on (cargo keeps them from build scripts and macros), and adds three things of ours.
#
# ink!'s buffer for calldata and storage values: filling its default of 16 KiB is paid for in every
# call. Hooks read calldata from the host; a value has at most 416 bytes, a key of ours at most 64. (Set
# around contract-build, it would have it run cargo clean on the whole workspace.)
export INK_STATIC_BUFFER_SIZE=512
#
# PolkaVM reads and writes words at any address. LLVM is not told so by the target's description, and
# moves every address and hash byte by byte.
UNALIGNED=-Ctarget-feature=+unaligned-scalar-mem
#
# No jump tables: where the index of one is a constant, polkavm-linker 0.30 takes the entry from the
# object file, before it says where to jump, and the contract traps. (Its constant propagation reads
# read-only data without asking whether a relocation applies to it.) It is the linker that generates
# the code: contract-build has rustc hand it bitcode.
NO_JUMP_TABLES=-riscv-min-jump-table-entries=4294967295
set -f
IFS=$(printf '\037')
# shellcheck disable=SC2086 # one flag per field
case "$*" in
*riscv64*) exec "$@" $RUSTC_WRAPPER_ENCODED_FLAGS "$UNALIGNED" \
    -Clink-arg=-mllvm "-Clink-arg=$NO_JUMP_TABLES" ;;
*) exec "$@" $RUSTC_WRAPPER_ENCODED_FLAGS ;;
esac
