#!/usr/bin/env bash
# Starts the parachain's runtime under polkadot-omni-node without a relay chain, whose data the node makes up, and Ethereum's
# JSON-RPC beside it: run.sh CACHE ETH_RPC [ARGUMENTS OF THE NODE]
#
# Installs the node first, which takes an hour on two cores: it is the relay chain's node too.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=0.24.0
cache=${1:?usage: run.sh CACHE ETH_RPC [ARGUMENTS OF THE NODE]}
eth_rpc=${2:?usage: run.sh CACHE ETH_RPC [ARGUMENTS OF THE NODE]}
shift 2

omni=$cache/omni-node/bin/polkadot-omni-node
if [ "$("$omni" --version 2>/dev/null | cut -d' ' -f2 | cut -d- -f1)" != "$version" ]; then
    echo "installing polkadot-omni-node $version, an hour on two cores"
    cargo install polkadot-omni-node --version "$version" --locked --root "$cache/omni-node" \
        --target-dir "$cache/omni-node/target"
fi
cargo build --locked --manifest-path chain/node/Cargo.toml --workspace --features blueprint-node/parachain
runtime=$CARGO_TARGET_DIR/debug/wbuild/blueprint-parachain-runtime/parachain_binary.rs.compact.compressed.wasm

spec=$(mktemp --suffix=.json)
trap 'rm -f "$spec"' EXIT
"$omni" chain-spec-builder --chain-spec-path "$spec" create --chain-name 'Blueprint parachain' --chain-id blueprint-parachain \
    -t development --relay-chain paseo --para-id 2000 --runtime "$runtime" named-preset development
chain/node/run.sh "$omni" "$eth_rpc" --chain "$spec" "$@"
