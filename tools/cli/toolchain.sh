#!/usr/bin/env bash
# Finds, or makes, the Rust toolchain that contracts are built with, and writes its name to the
# file given as the first argument. One line on stdout says which one it is and why.
#
# A PolkaVM contract is compiled with its own core library, so the toolchain needs rust-src. Where
# no rustup toolchain has it, rustup is asked for it; where rustup cannot fetch it, Debian's Rust, whose source
# is a package, is installed and linked. With `find` as the second argument nothing is installed.
set -euo pipefail

name_file=${1:?usage: toolchain.sh FILE [find] (the name of the toolchain is written to FILE)}
work=${2:-provide}
linked=contracts
oldest=1.92 # the first release whose panic strategy contracts ask for by -Cpanic
newest=1.96 # the last release that contracts were tested with; a newer one is taken where there is no other

fail() {
    printf 'contract toolchain: %s\n' "$*" >&2
    exit 1
}

sysroot_of() { rustup run "$1" rustc --print sysroot 2>/dev/null; }
release_of() { rustup run "$1" rustc --version 2>/dev/null | awk '{print $2}'; }
has_source() { [ -e "$(sysroot_of "$1")/lib/rustlib/src/rust/library/core/Cargo.toml" ]; }
# The linker must read the bitcode of this very compiler: same LLVM major.
has_linker() {
    local linker
    linker=$(sysroot_of "$1")/lib/rustlib/$(host_of "$1")/bin/rust-lld
    [ -x "$linker" ] && [ "$("$linker" -flavor gnu --version 2>/dev/null | llvm_major)" = "$(llvm_of "$1")" ]
}
llvm_major() { sed -n 's/.*LLD \([0-9]*\).*/\1/p' | head -n 1; }
llvm_of() { rustup run "$1" rustc -vV 2>/dev/null | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p'; }
host_of() { rustup run "$1" rustc -vV 2>/dev/null | sed -n 's/^host: //p'; }
# Whether a release is at most another, by their first two numbers.
at_most() { [ "$(printf '%s\n%s\n' "$(minor "$1")" "$2" | sort -V | head -n 1)" = "$(minor "$1")" ]; }
minor() { printf '%s' "${1%%-*}" | cut -d . -f 1,2; }
new_enough() { [ -n "$1" ] && at_most "$oldest" "$(minor "$1")"; }
fits() { has_source "$1" && has_linker "$1" && new_enough "$(release_of "$1")"; }
tested() { at_most "$(release_of "$1")" "$newest"; }

use() {
    mkdir -p "$(dirname "$name_file")"
    [ -e "$name_file" ] && [ "$(cat "$name_file")" = "$1" ] || printf '%s\n' "$1" >"$name_file"
    printf "contract toolchain: '%s' (Rust %s): %s\n" "$1" "$(release_of "$1")" "$2"
    tested "$1" || printf 'contract toolchain: WARNING: expected Rust %s to %s, which contracts were tested with, received %s. %s\n' \
        "$oldest" "$newest" "$(release_of "$1")" \
        "Run your tests and compare the costs, or: rustup toolchain install $newest --component rust-src" >&2
    exit 0
}

command -v rustup >/dev/null || fail "rustup is not on the PATH; install it (package rustup, or rust-lang.org) with a stable toolchain"

stable_first() { rustup toolchain list | awk '{print $1}' | sort -t- -k1,1r; }
untested=
for toolchain in $(stable_first); do
    [ "$toolchain" != "$linked" ] && fits "$toolchain" || continue
    tested "$toolchain" && use "$toolchain" "it has rust-src"
    untested=${untested:-$toolchain}
done
fits "$linked" && use "$linked" "Debian's Rust, linked by an earlier run; no other has rust-src"
[ -z "$untested" ] || use "$untested" "it has rust-src; none of a release that was tested has"

if [ "$work" = find ]; then
    fail "no toolchain has rust-src and rust-lld. Run: rustup component add rust-src, or any build, which installs them"
fi
newest=$(stable_first | grep -v "^$linked\$" | head -n 1)
if [ -n "$newest" ] && rustup component add rust-src --toolchain "$newest" >/dev/null 2>&1 && fits "$newest"; then
    use "$newest" "rustup has added rust-src"
fi

packages="rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy"
command -v apt-get >/dev/null || fail "no toolchain has rust-src, and this system has no apt-get. Run: rustup component add rust-src --toolchain stable"
elevate=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "installing Debian's Rust takes root. Run as root: apt-get update && apt-get install -y --no-install-recommends $packages"
    elevate=(sudo)
fi
printf "contract toolchain: no rustup toolchain has rust-src; installing Debian's Rust (%s)\n" "$packages"
log=$(mktemp)
install_packages() {
    "${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 ||
        fail "apt-get install $* failed; its output is in $log"
}
"${elevate[@]}" apt-get update >>"$log" 2>&1 || fail "apt-get update failed; its output is in $log"
# shellcheck disable=SC2086 # a list of packages
install_packages $packages

llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
install_packages "lld-$llvm"
"${elevate[@]}" mkdir -p "/usr/lib/rustlib/$host/bin"
"${elevate[@]}" ln -sf "/usr/lib/llvm-$llvm/bin/lld" "/usr/lib/rustlib/$host/bin/rust-lld"
rustup toolchain link "$linked" /usr
fits "$linked" || fail "Debian's Rust $(/usr/bin/rustc --version) was installed, but has no rust-src, no rust-lld or is older than $oldest; apt's output is in $log"
rm -f "$log"
use "$linked" "Debian's Rust with lld $llvm, because no rustup toolchain has rust-src"
