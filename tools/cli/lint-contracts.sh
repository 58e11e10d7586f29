#!/usr/bin/env bash
# clippy for the code that runs on chain: what it looks like without std, for a RISC-V target.
# clippy takes no target that is described by a file, so it looks at the nearest one it knows.
set -euo pipefail

toolchain=${1:?usage: lint-contracts.sh TOOLCHAIN CACHE}
cache=${2:?usage: lint-contracts.sh TOOLCHAIN CACHE}
cd "$(dirname "$0")/../.."

packages=()
while IFS= read -r name; do
    packages+=(-p "$name")
done < <(cargo metadata --locked --no-deps --format-version 1 | node -e '
    const { packages } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    for (const { name, metadata } of packages) if (metadata?.["ink-lang"]) console.log(name);
')

# The ABI must also reach the proc-macros, which cargo does not give rustflags to when it builds for
# another target: they are the host's.
abi=$(printf "'%s', " --cfg 'ink_abi="sol"' --check-cfg 'cfg(ink_abi,values("ink","sol","all"))')
env -u RUSTFLAGS RUSTUP_TOOLCHAIN="$toolchain" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$cache/lint" \
    cargo clippy --quiet --locked -Zbuild-std=core,alloc --target riscv64imac-unknown-none-elf \
    -Zhost-config -Ztarget-applies-to-host --config target-applies-to-host=false \
    --config "host.rustflags=[$abi]" --no-default-features "${packages[@]}" -- -D warnings
