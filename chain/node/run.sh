#!/usr/bin/env bash
# Starts the development node and Ethereum's JSON-RPC beside it, says where they listen, and ends
# both when it is ended. Arguments go to the node; its log is shown.
set -euo pipefail

node=${1:?usage: run.sh NODE ETH_RPC [ARGUMENTS OF THE NODE]}
eth_rpc=${2:?usage: run.sh NODE ETH_RPC [ARGUMENTS OF THE NODE]}
shift 2
logs=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$logs"' EXIT

# The port a server listens on, from its log.
port_of() {
    local pid=$1 log=$2 line
    for _ in $(seq 1200); do
        line=$(grep -ao 'Running JSON-RPC server: addr=[0-9.]*:[0-9]*' "$log" | head -n 1) &&
            { echo "${line##*:}"; return; }
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    cat "$log" >&2
    echo "expected a server that listens, received the log above" >&2
    return 1
}

"$node" --dev --state-pruning=archive "$@" 2>"$logs/node" &
node_pid=$!
node_port=$(port_of "$node_pid" "$logs/node")
"$eth_rpc" --dev --no-prometheus --eth-pruning=512 --rpc-port="${ETH_RPC_PORT:-8545}" \
    --node-rpc-url="ws://127.0.0.1:$node_port" 2>"$logs/eth-rpc" &
eth_pid=$!
eth_port=$(port_of "$eth_pid" "$logs/eth-rpc")
cat <<END
Substrate JSON-RPC  ws://127.0.0.1:$node_port
Ethereum JSON-RPC   http://127.0.0.1:$eth_port
Ctrl-C ends both. The node's log:
END
tail -f --pid="$node_pid" "$logs/node" &
tail_pid=$!
ended=0
wait -n "$node_pid" "$eth_pid" || ended=$?
if kill -0 "$node_pid" 2>/dev/null; then
    cat "$logs/eth-rpc" >&2
    echo "expected Ethereum's JSON-RPC to run as long as the node, received its end with code $ended and the log above" >&2
    exit 1
fi
wait "$tail_pid"
exit "$ended"
