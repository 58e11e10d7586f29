#!/usr/bin/env bash
# Sees to what the node's build needs beside Rust: the compiler of protocol buffers (the network
# crates), libclang (RocksDB's bindings), and a core library for the WebAssembly target of the
# runtime. With more arguments, Debian's packages of those names and commands, too. Installs what is
# missing; says nothing when nothing is.
set -euo pipefail

toolchain=${1:?usage: node-packages.sh TOOLCHAIN (the one that has rust-src) [PACKAGE...]}
shift
target=wasm32v1-none

fail() {
    printf 'node packages: %s\n' "$*" >&2
    exit 1
}

elevated() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "root is needed. Run as root: $*"
    fi
}

packages=()
command -v protoc >/dev/null || packages+=(protobuf-compiler)
compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' | grep -qv cpp || [ -n "${LIBCLANG_PATH:-}" ] || packages+=(libclang-dev)
for package in "$@"; do
    command -v "$package" >/dev/null || packages+=("$package")
done
if [ ${#packages[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || fail "missing ${packages[*]} (Debian's names), and this system has no apt-get"
    printf 'node packages: installing %s\n' "${packages[*]}"
    log=$(mktemp)
    elevated apt-get update >"$log" 2>&1 || fail "apt-get update failed; its output is in $log"
    elevated env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${packages[@]}" >>"$log" 2>&1 ||
        fail "apt-get install ${packages[*]} failed; its output is in $log"
    rm -f "$log"
fi

# The wasm builder compiles a crate without a core library of its own making before it builds
# anything, so the toolchain must have one. rustup fetches it; Debian's toolchain has none, so it
# is compiled from its source. It needs the bitcode: the runtime is optimised across crates.
libraries=$(rustup run "$toolchain" rustc --print sysroot)/lib/rustlib/$target/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A library there may be another compiler's, from before an upgrade, and is then none.
has_core() {
    printf '#![no_std]\nextern crate alloc;\n' |
        rustup run "$toolchain" rustc --crate-type=lib --target "$target" --out-dir "$work" - 2>/dev/null
}
has_core && exit 0
rustup target add --toolchain "$toolchain" "$target" >/dev/null 2>&1 && has_core && exit 0
printf "node packages: compiling the core library of %s for '%s'\n" "$target" "$toolchain"
mkdir "$work/src"
printf '#![no_std]\nextern crate alloc;\n' >"$work/src/lib.rs"
printf '[package]\nname = "core-library"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
(
    cd "$work"
    env -u CARGO_TARGET_DIR RUSTUP_TOOLCHAIN="$toolchain" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
        cargo build --quiet --release --target "$target" -Zbuild-std=core,alloc
) || fail "the core library of $target cannot be compiled with toolchain '$toolchain'"
elevated mkdir -p "$libraries"
elevated rm -f "$libraries"/lib{core,alloc,compiler_builtins}-*.rlib
for crate in core alloc compiler_builtins; do
    elevated cp "$work/target/$target/release/deps/lib$crate-"*.rlib "$libraries/"
done
