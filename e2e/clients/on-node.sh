#!/usr/bin/env bash
# Runs a command on the node: on-node.sh NODE ETH_RPC COMMAND..., with the addresses of Ethereum's JSON-RPC in
# CHAIN_RPC and of Substrate's in CHAIN_SUBSTRATE.
# The node and the server are ended afterwards; where the command fails, the end of their log is shown.
set -euo pipefail

node=${1:?usage: on-node.sh NODE ETH_RPC COMMAND...}
eth_rpc=${2:?usage: on-node.sh NODE ETH_RPC COMMAND...}
shift 2
[ "$#" -gt 0 ] || { echo "on-node.sh: expected a command, received none" >&2; exit 2; }
log=$(mktemp)
ended() {
    local status=$?
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    [ "$status" -eq 0 ] || tail -n 40 "$log" >&2
    rm -f "$log"
}

ETH_RPC_PORT=0 "$(dirname "$0")/../../chain/node/run.sh" "$node" "$eth_rpc" --rpc-port=0 --port=0 >"$log" 2>&1 &
pid=$!
trap ended EXIT
# run.sh bounds its own waits, and says why where it ends.
until grep -q '^Ethereum JSON-RPC' "$log" || ! kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
done
CHAIN_RPC=$(sed -n 's/^Ethereum JSON-RPC *//p' "$log")
[ -n "$CHAIN_RPC" ] || { echo "on-node.sh: expected the address of Ethereum's JSON-RPC, received the log below" >&2; exit 1; }
CHAIN_SUBSTRATE=$(sed -n 's/^Substrate JSON-RPC *//p' "$log")
export CHAIN_RPC CHAIN_SUBSTRATE
"$@"
