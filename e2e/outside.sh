#!/usr/bin/env bash
# A project of one's own, as a new user makes it: outside this clone, in an empty HOME with nothing but the toolchain.
# Installs the command, starts a project, checks, builds, tests and measures it, breaks a hook in each language and sees
# the test fail by name; with a development chain: deploys, calls, verifies.
#
# CARGO_TARGET_DIR is where the command is compiled; PROFILE=release compiles it as `cargo install` does by default. INSTALL=git
# installs the last commit from this clone's git repository, by its address as a user would, INSTALL=path (the default) its files.
set -euo pipefail
cd "$(dirname "$0")/.."

clone=$PWD
toolchains=${RUSTUP_HOME:-$HOME/.rustup}
registry=${CARGO_HOME:-$HOME/.cargo}
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$home"' EXIT

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'outside.sh: %s\n' "$*" >&2; exit 1; }
# Expects a command to fail, and its output to have a text.
fails_with() {
    local text=$1 log
    shift
    log=$(mktemp -p "$home")
    if "$@" >"$log" 2>&1; then
        cat "$log"
        fail "expected '$*' to fail with '$text', received success"
    fi
    grep -qF -- "$text" "$log" || { cat "$log"; fail "expected '$*' to fail with '$text', received the output above"; }
}

say "installing the command"
profile=${PROFILE:-dev}
case ${INSTALL:-path} in
    path) cargo install --quiet --locked --path tools/cli --root "$home/installed" --profile "$profile" ;;
    git)
        commit=$(git rev-parse HEAD)
        # Outside of the clone, whose .cargo/config.toml a user does not have.
        (cd "$home" && cargo install --quiet --locked --git "file://$clone" --rev "$commit" --root "$home/installed" \
            --profile "$profile" blueprint-hooks-cli)
        ;;
    *) fail "expected INSTALL=path or INSTALL=git, received '$INSTALL'" ;;
esac

# From here on nothing of the clone or of the user's home is used, but rustup's toolchains and what cargo has downloaded.
export HOME=$home RUSTUP_HOME=$toolchains CARGO_HOME=$registry PATH=$home/installed/bin:$PATH
unset CARGO_TARGET_DIR CARGO_INCREMENTAL XDG_CACHE_HOME XDG_CONFIG_HOME RUSTFLAGS MAKEFLAGS MAKELEVEL ARGS ARTIFACT
mkdir "$home/work"
cd "$home/work"

# forge and its compiler, of the versions that the base contracts are tested with.
say "forge from npm"
version() { node -p 'require(process.argv[1]).packages[`node_modules/${process.argv[2]}`].version' "$clone/contracts/solidity/package-lock.json" "$1"; }
forge=@foundry-rs/forge-linux-amd64
npm install --prefix "$home/forge" --no-audit --no-fund --loglevel=error "$forge@$(version $forge)" "solc@$(version solc)"
export PATH=$home/forge/node_modules/.bin:$PATH NODE_PATH=$home/forge/node_modules
export FOUNDRY_OFFLINE=true FOUNDRY_SOLC=library/contracts/solidity/solc

say "a project in both languages"
blueprint-hooks doctor || true
began=$SECONDS
blueprint-hooks new my-first
cd my-first
blueprint-hooks check
blueprint-hooks test | tee "$home/test.log"
grep -q '2 tests passed, 0 failed' "$home/test.log" || fail "expected forge's tests to run, received the output above"
[ -s "$HOME/.cache/blueprint-hooks/core-0.20.json" ] || fail "expected the state of core 0.20 in this HOME's cache, received none"
printf 'from an empty folder to the first green test: %d s\n' $((SECONDS - began))
blueprint-hooks bench | tail -n 1
forge coverage --no-match-coverage 'library|test' | tail -n 5
fails_with 'expected a name' blueprint-hooks new 'My First'
fails_with 'expected one of my_first' blueprint-hooks build --only other
fails_with 'expected a project' blueprint-hooks --project / check
grep -rIl --exclude-dir=target --exclude-dir=.git "$clone" . && fail "the project names the clone"

say "unit tests without a chain"
cargo test --quiet -p my_first --lib 2>/dev/null | grep -F 'test result: ok. 3 passed' || fail "expected three unit tests that pass"

say "a broken hook in ink!"
sed -i 's/received_length == 32/received_length == 33/' ink/src/lib.rs
fails_with 'job_call_of_32_bytes_is_counted' cargo test --quiet -p my_first --lib
fails_with 'job_calls_of_32_bytes_are_accepted_and_counted' blueprint-hooks test
sed -i 's/received_length == 33/received_length == 32/' ink/src/lib.rs
sed -i 's/fn calls_of(/fn calls_off(/' ink/src/lib.rs
fails_with 'calls_off' blueprint-hooks check
sed -i 's/fn calls_off(/fn calls_of(/' ink/src/lib.rs

say "a broken hook in Solidity"
sed -i 's/inputs.length != 32/inputs.length != 33/' solidity/MyFirst.sol
fails_with 'job_calls_of_32_bytes_are_accepted_and_counted' blueprint-hooks test
fails_with '[FAIL: InvalidInput(0, 32)] testJobCallsAreCounted()' forge test
fails_with '"name":"job_calls_of_32_bytes_are_accepted_and_counted","outcome":"failed"' blueprint-hooks --json test
sed -i 's/inputs.length != 33/inputs.length != 32/' solidity/MyFirst.sol
blueprint-hooks --json test >"$home/test.json" 2>/dev/null || fail "expected the mended project to pass"
node -e '
    const { success, passed, failed, forge, tests } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const named = tests.map(({ runner, suite, name, outcome }) => `${runner} ${suite} ${name} ${outcome}`);
    const expected = ["cargo tests/life.rs hooks_obey_the_runtime_alone passed", "forge test/MyFirst.t.sol:MyFirstTest testJobCallsAreCounted() passed"];
    if (!success || failed !== 0 || passed !== 4 || !forge || expected.some((it) => !named.includes(it))) throw new Error(named.join("\n"));
' "$home/test.json"

say "a development chain: deploy, call, verify"
blueprint-hooks dev up --port 0 --manager my_first >"$home/dev.log" 2>&1 &
for _ in $(seq 240); do
    [ -s target/dev.json ] && break
    kill -0 $! 2>/dev/null || break
    sleep 0.5
done
[ -s target/dev.json ] || { cat "$home/dev.log"; fail "expected a chain that writes target/dev.json, received the log above"; }
rpc=$(sed -n 's/.*"rpc": "\(.*\)",/\1/p' target/dev.json)
sed -i "s#^rpc = .*#rpc = \"$rpc\"#" blueprint.toml
# The Solidity contract has a name of its own; of its two builds the last one deployed has it.
for build in ink resolc evm; do
    name=MyFirst
    [ "$build" != ink ] || name=my_first
    blueprint-hooks deploy "$name" runtime --build "$build" --chain dev --account alith 2>/dev/null | head -n 2
    blueprint-hooks call "$name" callsOf 0 --chain dev 2>/dev/null
    blueprint-hooks verify "$name" --chain dev 2>/dev/null | head -n 1
done
fails_with 'CallerNotRuntime' blueprint-hooks call my_first onJobCall 0 0 0 0x07 --chain dev --account alith
blueprint-hooks life operators-of 0 --chain dev 2>/dev/null
fails_with 'InvalidInput(job: 0, receivedLength: 1)' blueprint-hooks pallet call-job 0 0 0x07 --chain dev --account test5
word=0x0000000000000000000000000000000000000000000000000000000000000007
blueprint-hooks pallet call-job 0 0 "$word" --chain dev --account test5 2>/dev/null | tee target/job-called | grep JobCalled
grep '^fee: 0[.]0*[1-9]' target/job-called
blueprint-hooks pallet submit 0 0 0x31 --chain dev --account test1 2>/dev/null | grep ResultSubmitted

say "a result that is paid for, and one that is slashed, by the command alone"
# A step whose output is shown where it fails.
quiet() { "$@" >"$home/step.log" 2>&1 || { cat "$home/step.log"; fail "expected this to succeed: $*"; }; }
# A method of the chain with its parameters in JSON.
rpc() {
    URL=$rpc METHOD=$1 PARAMS=$2 node -e '
        const { URL: url, METHOD: method, PARAMS: params } = process.env;
        const request = { jsonrpc: "2.0", id: 1, method, params: JSON.parse(params) };
        const headers = { "content-type": "application/json" };
        fetch(url, { method: "POST", headers, body: JSON.stringify(request) })
            .then((response) => response.json())
            .then(({ error }) => { if (error) throw new Error(`${method}: ${error.message}`); })
            .catch((error) => { console.error(error.message); process.exit(1); });'
}
later() { rpc evm_increaseTime "[$1]" && rpc evm_mine '[]'; }
token=0x0000000000000000000000000000000000000000
rpc dev_addAsset "[\"$token\", 12, \"1000000000000\"]"
rpc dev_setPrice "[\"$token\", \"1000000000000000000\"]"
rpc dev_activateBlueprint '[0]'
quiet blueprint-hooks life delegate test2 "$token" 1000ether --chain dev --account test3
# An era has 1,000 blocks of six seconds.
later 6000
quiet blueprint-hooks life fund 10ether --chain dev --account test0
quiet blueprint-hooks pallet call-job 0 0 "$word" --chain dev --account test5
quiet blueprint-hooks pallet submit 0 1 0x31 --chain dev --account test2
later 6000
quiet blueprint-hooks life settle-operator test2 --chain dev --account test0
blueprint-hooks life claimable test3 test2 --chain dev 2>/dev/null | grep 'amount: 10000000000000000000$'
quiet blueprint-hooks life claim test2 --chain dev --account test3
blueprint-hooks life claimable test3 test2 --chain dev 2>/dev/null | grep 'amount: 0$'
# The blueprint's owner proposes a tenth of the bond.
offence='{"service": 0, "operator": "test1", "offence": "JobMisbehaviour", "share_bps": 1000, "evidence": "0x'$(printf '09%.0s' $(seq 32))'"}'
blueprint-hooks pallet send Services propose_slash "$offence" --chain dev --account test0 2>/dev/null | grep SlashProposed
fails_with 'Services.SlashUnderReview' blueprint-hooks pallet execute-slash 0 --chain dev --account test0
later 604800
blueprint-hooks pallet execute-slash 0 --chain dev --account test0 2>/dev/null | grep SlashExecuted
sed -i 's/received_length == 32/received_length == 64/' ink/src/lib.rs
blueprint-hooks build >/dev/null 2>&1
blueprint-hooks deploy my_first runtime --build ink --chain dev --account alith >/dev/null 2>&1
sed -i 's/received_length == 64/received_length == 32/' ink/src/lib.rs
blueprint-hooks build >/dev/null 2>&1
fails_with 'differ' blueprint-hooks verify my_first --chain dev
kill -INT %1
wait %1 || true

say "a second folder of the project: other code, older files"
cp -a . ../second
before=$(sha256sum <target/ink/my_first.polkavm)
(
    cd ../second
    sed -i 's/received_length == 32/received_length == 64/' ink/src/lib.rs
    find . -name '*.rs' -exec touch -d 2020-01-01 {} +
    blueprint-hooks build >/dev/null 2>&1
)
[ "$(sha256sum <../second/target/ink/my_first.polkavm)" != "$before" ] || fail "expected the second folder's code, received the first one's"
blueprint-hooks build >/dev/null 2>&1
[ "$(sha256sum <target/ink/my_first.polkavm)" = "$before" ] || fail "expected the first folder's code as before, received another one"

say "projects of an interface of one's own, in both languages and in each alone"
cd ..
mkdir types
cat >types/Prices.sol <<'END'
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum Kind { Spot, Mean }

interface IVersioned {
    function version() external pure returns (uint8 major, string memory name);
}
END
cat >IOracle.sol <<'END'
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IOwner} from "blueprint-abi/library/IOwner.sol";
import {IVersioned, Kind} from "./types/Prices.sol";

interface IOracle is IVersioned, IOwner {
    struct Quote { uint128 price; address reporter; bytes32[] proof; uint24[2] parts; }

    error Stale(uint64 age);
    event Reported(address indexed token, uint128 price);

    /// @notice Stores prices.
    function report(address token, uint128[] calldata prices, Quote calldata quote) external;
    function report(address token, uint128 price) external payable returns (uint64 id, bool fresh);
    function quoteOf(Kind kind, address token) external view returns (Quote memory quote);
    function history(int40 from, bytes calldata filter) external view returns (uint256[] memory, bytes4, uint24[3] memory, bytes memory);
}
END
for made in both:both ink:core solidity:pallet; do
    lang=${made%:*}
    blueprint-hooks new "oracle-$lang" --lang "$lang" --caller "${made#*:}" --from IOracle.sol >/dev/null
    (cd "oracle-$lang" && blueprint-hooks check && blueprint-hooks test)
done
# As their READMEs and CI files say.
for lang in ink solidity; do
    blueprint-hooks new "plain-$lang" --lang "$lang" >/dev/null
    (cd "plain-$lang" && blueprint-hooks build >/dev/null && blueprint-hooks bench | tail -n 1)
done
sed 's/interface IOracle is IVersioned, IOwner/contract IOracle/' IOracle.sol >Oracle.sol
fails_with 'give the interface that it implements' blueprint-hooks new wrong --from Oracle.sol
fails_with 'expected a .sol file at INone.sol, received none' blueprint-hooks new wrong --from INone.sol
[ ! -e wrong ] || fail "expected nothing to be left of a project that was not made"

say "done"
