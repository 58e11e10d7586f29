#!/usr/bin/env bash
# Runs the example of each tool on a development chain that it starts, in a project as `blueprint-hooks new` makes it.
# Prints a line with the seconds for each tool, and the output of one that fails; then it ends with 1.
#   run.sh COMMAND CACHE [TOOL ...]    the command blueprint-hooks, the folder for packages, by default all tools
set -euo pipefail

examples=$(cd "$(dirname "$0")" && pwd)
command=$(realpath "${1:?usage: run.sh COMMAND CACHE [TOOL ...]}")
cache=$(mkdir -p "${2:?usage: run.sh COMMAND CACHE [TOOL ...]}" && realpath "$2")
shift 2
all=(forge cast hardhat viem ethers web3.py)
tools=("${@:-${all[@]}}")
# The most seconds of one tool.
limit=${TOOL_SECONDS:-180}

fail() { printf 'e2e/tools/run.sh: %s\n' "$*" >&2; exit 1; }

# The folder of packages that a file pins, installed once: packages FILE INSTALL.
packages() {
    local folder
    folder=$cache/$(basename "$1")-$(sha256sum "$1" | head -c 16)
    if [ ! -d "$folder" ]; then
        rm -rf "$folder.new"
        "$2" "$folder.new" >&2 || fail "the packages of $1 were not installed"
        # Another clone may have been faster.
        mv -T "$folder.new" "$folder" 2>/dev/null || rm -rf "$folder.new"
    fi
    printf '%s' "$folder"
}
by_npm() {
    mkdir -p "$1" && cp "$examples"/package*.json "$1" && npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
}
# Not a virtual environment, which could not be moved.
by_pip() {
    PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$1" -r "$examples/requirements.txt"
}

work=$(mktemp -d)
chain=
# shellcheck disable=SC2317 # called by trap
end() {
    [ -z "$chain" ] || kill "$chain" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT

node=$(packages "$examples/package-lock.json" by_npm)
python=
for tool in "${tools[@]}"; do
    [ "$tool" != web3.py ] || python=$(packages "$examples/requirements.txt" by_pip)
done

cd "$work"
"$command" new my-manager --lang solidity >/dev/null
cd my-manager
cp -r "$examples"/* .
ln -s "$node/node_modules" node_modules

# The tools find one another, the chain and npm's solc; they fetch nothing, and keep nothing in the user's home.
export HOME=$work/home PATH=$node/node_modules/.bin:$PATH PYTHONPATH=$python
export FOUNDRY_SOLC=library/contracts/solidity/solc FOUNDRY_OFFLINE=true HARDHAT_DISABLE_TELEMETRY_PROMPT=true
mkdir "$HOME"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME

"$command" dev up --port 0 >"$work/chain.log" 2>&1 &
chain=$!
for _ in $(seq 120); do
    [ ! -s target/dev.json ] || break
    kill -0 "$chain" 2>/dev/null || break
    sleep 0.5
done
[ -s target/dev.json ] || fail "expected a chain that writes target/dev.json, received: $(cat "$work/chain.log")"
ETH_RPC_URL=$(sed -n 's/.*"rpc": "\(.*\)",/\1/p' target/dev.json)
export ETH_RPC_URL

# forge's artifacts are what the libraries' examples deploy.
forge build solidity library/abi/solidity/library/IServices.sol >"$work/build.log" 2>&1 ||
    fail "forge build failed: $(cat "$work/build.log")"

# Whether the lines of a script after "#= " are in its output, in their order.
said() {
    local from=1 text at
    while IFS= read -r text; do
        at=$(tail -n +"$from" "$2" | grep -nF -m 1 -- "$text" | cut -d : -f 1) || true
        [ -n "$at" ] || { printf 'expected %s after line %d, received the output above\n' "$text" "$from"; return 1; }
        from=$((from + at))
    done < <(sed -n 's/^#= //p' "$1")
}

run() {
    case $1 in
    forge | cast) timeout "$limit" bash -euo pipefail "$1.sh" ;;
    hardhat) timeout "$limit" hardhat test --network dev ;;
    viem | ethers) timeout "$limit" node "$1.mjs" ;;
    web3.py) timeout "$limit" python3 with_web3.py ;;
    *) printf 'expected one of %s, received %s\n' "${all[*]}" "$1"; return 2 ;;
    esac
}

failed=0
for tool in "${tools[@]}"; do
    began=$SECONDS code=0
    run "$tool" >"$work/output.log" 2>&1 || code=$?
    if [ "$code" -eq 0 ] && [ -f "$tool.sh" ]; then
        said "$tool.sh" "$work/output.log" >"$work/said.log" || code=$?
        cat "$work/said.log" >>"$work/output.log"
    fi
    if [ "$code" -eq 0 ]; then
        printf '%-8s ok      %3d s\n' "$tool" $((SECONDS - began))
    else
        failed=1
        cat "$work/output.log"
        printf '%-8s FAILED  %3d s, code %d%s\n' "$tool" $((SECONDS - began)) "$code" \
            "$([ "$code" -ne 124 ] || printf ', the limit')"
    fi
done
exit "$failed"
