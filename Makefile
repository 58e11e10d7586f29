# Everything a developer types. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Build output lies outside the clone, so that a fresh clone finds what another one built.
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/blueprint-hooks
export CARGO_TARGET_DIR ?= $(CACHE)/target
export CARGO_TERM_PROGRESS_WHEN ?= auto
# Either would replace the flags of .cargo/config.toml, without which contracts do not have
# Solidity's ABI.
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

TOOLCHAIN := target/contract-toolchain
# Programs are built as members of the whole workspace: cargo then chooses the same features of every crate as for the
# tests, and compiles the chain once.
BUILD := cargo build --locked --workspace --bin
BUILT = "$(CARGO_TARGET_DIR)/debug"

# Recipes read these from their environment: whatever they hold, the shell takes none of it for code.
export ARTIFACT ARGS CONTAINER FILE GAMES INSTALL ONLY SINCE STEPS TARGET WEIGHTS

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Not listed: the other targets see to it. The claim ends with this make, or by RELEASE before what runs until it is interrupted.
.PHONY: claim
claim:
	@tools/cli/claim-cache.sh "$(CACHE)" "$$PPID"
RELEASE = tools/cli/claim-cache.sh "$(CACHE)" "$$PPID" release

.PHONY: toolchain
toolchain: claim ## Find or install the Rust toolchain that builds contracts
	@tools/cli/toolchain.sh $(TOOLCHAIN)

# Not listed: what builds contracts, built.
.PHONY: builder
builder: toolchain
	@cargo build --locked -p blueprint-hooks-cli --no-default-features

# Not listed: the published state of a chain with Tangle's core 0.20, which tests run.
.PHONY: newer-core
newer-core:
	@tools/cli/newer-core.sh target/core-0.20.json

BUILD_CONTRACTS = $(BUILT)/blueprint-hooks build --locked --toolchain "$$(cat $(TOOLCHAIN))" --cache "$(CACHE)"
CLIPPY := cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
# Of all workspaces; it compiles nothing.
CHECK_FORMAT := for workspace in . chain/hub chain/node e2e/clients tools/simulator; do cargo fmt --all --check --manifest-path $$workspace/Cargo.toml || exit 1; done
CHECK_DEPENDENCIES := node tools/lint/dependencies.mjs
# The simulator compiles modules of tools/economics with dependencies of its own, outside this workspace.
CHECK_SIMULATOR := cargo check --quiet --locked --manifest-path tools/simulator/Cargo.toml
LINT_CONTRACTS = tools/cli/lint-contracts.sh "$$(cat $(TOOLCHAIN))" "$(CACHE)"

.PHONY: contracts
contracts: builder ## Build every contract into target/ink and target/solidity; ONLY="<name> ..." builds these
	@$(BUILD_CONTRACTS) $${ONLY:+--only "$${ONLY}"}

.PHONY: bundle
bundle: builder ## Build, and have cargo-contract make the metadata for its users; ONLY="<name> ..."
	@$(BUILD_CONTRACTS) $${ONLY:+--only "$${ONLY}"} --bundle

.PHONY: demo
demo: builder ## Run the lifecycle of a blueprint with both implementations, under both callers
	@$(BUILD) demo
	@$(BUILD_CONTRACTS) --only "$$($(BUILT)/demo --contracts)"
	@$(BUILT)/demo

.PHONY: console
console: claim ## Deploy ARTIFACT=<path> [ARGS=<constructor arguments>] and call it by JSON lines
	@test -n "$${ARTIFACT}" || { echo "expected ARTIFACT=<path of a .polkavm or .evm file>, received none" >&2; exit 2; }
	@test -e "$${ARTIFACT}" || $(MAKE) -s contracts 1>&2
	@$(BUILD) blueprint-hooks
	@$(RELEASE)
	@$(BUILT)/blueprint-hooks console "$${ARTIFACT}" $${ARGS:+--args "$${ARGS}"}

.PHONY: vectors
vectors: claim ## Check known answers: FILE=<path>, by default the repository's own
	@$(BUILD) blueprint-hooks
	@$(BUILT)/blueprint-hooks vectors "$${FILE:-tools/economics/vectors/known.json}"

.PHONY: scenarios
scenarios: claim ## Simulate penalties and rewards: FILE=<own terms>; ARGS="--configuration" or "--preset all ..."
	@cargo run --locked --release -p blueprint-economics --bin scenarios -- $${FILE:+--file "$${FILE}"} $${ARGS}

.PHONY: bench
bench: contracts ## Measure hooks in ink!, resolc's and solc's builds; ARGS=--save accepts the figures
	@$(BUILD) blueprint-hooks
	@$(BUILT)/blueprint-hooks bench $${ARGS}
	@cargo bench --quiet --locked -p blueprint-abi --bench speed

.PHONY: format
format: ## Format the code
	@cargo fmt --all

.PHONY: lint
lint: toolchain ## Check formatting, dependencies, clippy and the services pallet alone; report private words
	@$(CHECK_FORMAT)
	@$(CHECK_DEPENDENCIES) Cargo.toml
	@$(CLIPPY)
	@$(CHECK_SIMULATOR)
	@cargo check --quiet --locked -p pallet-services --no-default-features --features std
	@$(LINT_CONTRACTS)
	@node tools/lint/words.mjs

.PHONY: test
test: builder newer-core ## Check everything: formatting, dependencies, clippy, unit, property and end-to-end tests
	@$(CHECK_FORMAT)
	@tools/release/version.sh >/dev/null
	@$(CHECK_DEPENDENCIES) Cargo.toml
	@tools/cli/side-by-side.sh '$(BUILD_CONTRACTS)' '$(CLIPPY) && cargo test --quiet --locked --workspace --no-run'
	@$(LINT_CONTRACTS)
	@$(CHECK_SIMULATOR)
	@node tools/book/check.mjs >/dev/null
	@tools/explorer/test.sh --units
	@cargo test --locked --workspace
	@BLUEPRINT_HOOKS=$(BUILT)/blueprint-hooks node --test --test-reporter=dot tools/book/test/
	@cargo test --locked -p blueprint-rules --features scale --test records
	@contracts/solidity/test.sh

.PHONY: outside
outside: claim ## Install the command, and make, break, deploy and verify a project of one's own in an empty HOME
	@e2e/outside.sh

.PHONY: packages
packages: claim ## Pack the library crates as for a registry, and build a project on the packages and on a git commit
	@$(BUILD) blueprint-hooks
	@BLUEPRINT_HOOKS=$(BUILT)/blueprint-hooks PACKAGES_TARGET="$(CACHE)/packages" e2e/packages.sh

.PHONY: invariants
invariants: claim ## Play STEPS=1000000 random steps over each pallet, with every unit accounted after each
	@INVARIANT_STEPS="$${STEPS:-1000000}" cargo test --locked -p pallet-services -p pallet-stake --lib \
	  -- --nocapture state_is_whole_after_any_moves every_unit_is_accounted_for_after_any_moves
	@CARGO_TARGET_DIR="$(CACHE)/benchmarks" LIQUID_STEPS=300 LIQUID_LIVES="$$(($${STEPS:-1000000} / 300 + 1))" cargo test --locked -p pallet-liquid --lib \
	  --features try-runtime -- --nocapture random_lives

.PHONY: model
model: claim ## Play STEPS=100000 random steps on the runtime and on a second, simpler implementation beside it
	@MODEL_STEPS="$${STEPS:-100000}" cargo test --locked -p blueprint-e2e-runtime --test model \
	  -- --nocapture runtime_and_model_agree

.PHONY: adversaries
adversaries: claim ## Search for strategies that gain more than honest play, GAMES=5000 of each adversary
	@GAMES="$${GAMES:-5000}" cargo test --locked -p blueprint-e2e-runtime --test model \
	  -- --nocapture no_adversary_gains

.PHONY: test-solidity
test-solidity: ## Test the base contracts in Solidity with forge and solc from npm; ARGS go to forge test
	@contracts/solidity/test.sh $${ARGS}

.PHONY: test-npm
test-npm: contracts ## Build and test the npm package of the `.sol` files, their ABIs and a client for viem
	@$(BUILD) blueprint-hooks
	@BLUEPRINT_HOOKS=$(BUILT)/blueprint-hooks tools/npm/test.sh

.PHONY: explorer
explorer: toolchain ## Build the page that shows services of a chain, which `blueprint-hooks dev up` serves
	@tools/explorer/test.sh --build "$(CACHE)/explorer"

.PHONY: test-explorer
test-explorer: contracts node-build ## Test the explorer in Debian's Chromium on development chains and a network; UPDATE=1 accepts screenshots
	@$(BUILD) blueprint-hooks
	@BLUEPRINT_HOOKS=$(BUILT)/blueprint-hooks BLUEPRINT_NODE="$(NODE)" BLUEPRINT_ETH_RPC="$(ETH_RPC)" \
	  EXPLORER_DIST="$(CACHE)/explorer" tools/explorer/test.sh

# The same flags as .cargo/config.toml has for documentation, which this variable replaces.
DOC_FLAGS := -D warnings --cfg ink_abi="sol" --check-cfg cfg(ink_abi,values("ink","sol","all"))
DOC = $(CARGO_TARGET_DIR)/doc
# The documentation of other builds goes first: what stands there afterwards is that of these crates.
.PHONY: docs
docs: claim ## Build the book and the crates' documentation into target/book, and run the commands of the book
	@$(BUILD) blueprint-hooks
	@tools/book/build.sh "$(CACHE)" target/book
	@rm -rf "$(DOC)"
	@RUSTDOCFLAGS='$(DOC_FLAGS)' cargo doc --quiet --locked --no-deps $$(node tools/book/crates.mjs)
	@cp -r "$(DOC)" target/book/api
	@BLUEPRINT_HOOKS=$(BUILT)/blueprint-hooks node tools/book/check.mjs --html target/book
	@echo "the book: target/book/index.html"

# Where the node and its clients are built: workspaces of their own, so folders of their own.
NODE_TARGET := $(CACHE)/node
CLIENTS_TARGET := $(CACHE)/clients
NODE := $(NODE_TARGET)/debug/blueprint-node
ETH_RPC := $(NODE_TARGET)/debug/blueprint-eth-rpc
ANVIL := e2e/clients/ethereum/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil
FOR_NODE = WASM_BUILD_TOOLCHAIN="$$(cat $(TOOLCHAIN))" WASM_BUILD_TYPE=release \
	WASM_BUILD_WORKSPACE_HINT="$(CURDIR)/chain/node" \
	CARGO_TARGET_DIR="$(NODE_TARGET)"
CARGO_NODE = $(FOR_NODE) cargo
CARGO_CLIENTS = CONTRACTS_NODE="$${CONTRACTS_NODE:-$(NODE)}" ETH_RPC="$(ETH_RPC)" CARGO_TARGET_DIR="$(CLIENTS_TARGET)" cargo
IN_NODE := --locked --manifest-path chain/node/Cargo.toml
IN_CLIENTS := --locked --manifest-path e2e/clients/Cargo.toml

# Not listed: the node and Ethereum's JSON-RPC, built.
.PHONY: node-build
node-build: toolchain
	@tools/cli/node-packages.sh "$$(cat $(TOOLCHAIN))"
	@test -e "$(NODE)" || echo "building the node; from nothing that takes longer than all the rest"
	@$(CARGO_NODE) build $(IN_NODE) --workspace

.PHONY: node
node: node-build ## Start the development node and Ethereum's JSON-RPC; ARGS go to the node
	@$(RELEASE)
	@chain/node/run.sh "$(NODE)" "$(ETH_RPC)" $${ARGS}

# Not listed: all that the tests on the node take.
.PHONY: e2e-build
e2e-build: contracts node-build
	@tools/cli/node-packages.sh "$$(cat $(TOOLCHAIN))" faketime
	@npm ci --prefix e2e/clients/ethereum --silent
	@npm ci --prefix e2e/clients/substrate --silent
	@$(CARGO_NODE) test --no-run $(IN_NODE) --workspace
	@$(CARGO_CLIENTS) test --no-run $(IN_CLIENTS)

# What is settled on the node, and what needs its Substrate JSON-RPC: the other tests of the command's library that can run
# there play the same on a development chain.
LIVE_TESTS := --test settlement --test substrate -- --include-ignored

.PHONY: e2e
e2e: e2e-node test-explorer ## Test hooks on the node, and the explorer in a browser

.PHONY: e2e-node
e2e-node: e2e-build ## Test hooks on the node: ink_e2e, subxt, polkadot-js, restarts, viem, cast; ARGS go to cargo test
	@$(CHECK_DEPENDENCIES) chain/node/Cargo.toml e2e/clients/Cargo.toml
	@$(CARGO_NODE) test $(IN_NODE) --workspace
	@$(CARGO_CLIENTS) test $(IN_CLIENTS) $${ARGS}
	@e2e/clients/on-node.sh "$(NODE)" "$(ETH_RPC)" cargo test --locked --workspace $(LIVE_TESTS)

.PHONY: network
network: node-build ## Start a network of four validators and show their heads; ARGS="--chain local-fast --base-path ..."
	@$(RELEASE)
	@chain/node/network.mjs "$(NODE)" "$(ETH_RPC)" $${ARGS}

# Not in CI: the node is built from the registry, with the relay chain's.
.PHONY: parachain
parachain: node-build ## Start the parachain's runtime under polkadot-omni-node, which takes an hour to build; ARGS go to it
	@$(FOR_NODE) chain/parachain/run.sh "$(CACHE)" "$(ETH_RPC)" $${ARGS}

.PHONY: test-live
test-live: claim ## Test deployments to a chain that runs the EVM alone: anvil, from npm
	@npm ci --prefix e2e/clients/ethereum --silent
	@ANVIL="$(CURDIR)/$(ANVIL)" cargo test --locked -p blueprint-live --test evm -- --ignored

.PHONY: test-tools
test-tools: claim ## Use the development chain by hardhat, forge, cast, viem, ethers and web3.py; ONLY="<tool> ..."
	@$(BUILD) blueprint-hooks
	@e2e/tools/run.sh $(BUILT)/blueprint-hooks "$(CACHE)/example-tools" $${ONLY}

.PHONY: image
image: claim ## Make a container image of the development chain: CONTAINER=docker, podman or buildah
	@$(BUILD) blueprint-dev-chain
	@chain/dev/image.sh $(BUILT)/blueprint-dev-chain "$${CONTAINER:-docker}"

.PHONY: lint-node
lint-node: toolchain ## Check dependencies and clippy of the node and its clients, which compiles both once more
	@$(CHECK_DEPENDENCIES) chain/node/Cargo.toml e2e/clients/Cargo.toml
	@tools/cli/node-packages.sh "$$(cat $(TOOLCHAIN))"
	@SKIP_WASM_BUILD=1 $(CARGO_NODE) clippy --quiet $(IN_NODE) --workspace --all-targets -- -D warnings
	@$(CARGO_CLIENTS) clippy --quiet $(IN_CLIENTS) --all-targets -- -D warnings

.PHONY: load
load: contracts node-build ## Send many job calls and results to the node, or by ARGS="--network ..." to four validators
	@$(CARGO_CLIENTS) run --quiet $(IN_CLIENTS) --bin load -- $${ARGS}

.PHONY: hub
hub: contracts newer-core ## Play the cost table and the corpus on pallet-revive 0.18, which Polkadot Hub runs; ARGS=--save accepts the costs, WEIGHTS=folder has a chain's own
	@$(CHECK_DEPENDENCIES) chain/hub/Cargo.toml
	@$(BUILD) blueprint-hooks
	@HUB_WEIGHTS="$$WEIGHTS" chain/hub/run.sh $(BUILT)/blueprint-hooks "$(CACHE)" $${ARGS}

.PHONY: benchmarks
benchmarks: claim ## Run both pallets' benchmarks at their limits, and try the state of the network's pallets; compiles FRAME anew
	@CARGO_TARGET_DIR="$(CACHE)/benchmarks" cargo test --locked -p pallet-services -p pallet-stake --lib \
	  --features runtime-benchmarks benchmarking -- --nocapture --test-threads 1
	@CARGO_TARGET_DIR="$(CACHE)/benchmarks" cargo check --quiet --locked -p blueprint-e2e-runtime \
	  --features runtime-benchmarks,try-runtime
	@CARGO_TARGET_DIR="$(CACHE)/benchmarks" cargo test --locked -p blueprint-network-runtime --lib --features try-runtime

.PHONY: weights
weights: toolchain ## Measure what calls weigh and write it into the pallets; ARGS go to the tool, which takes half an hour to build
	@tools/cli/node-packages.sh "$$(cat $(TOOLCHAIN))"
	@$(FOR_NODE) chain/runtime/weights/run.sh "$(CACHE)" $${ARGS}

.PHONY: fuzz
fuzz: claim ## Fuzz TARGET="decoder returns ..." (by default all) for FUZZ_SECONDS=60 each, or replay INPUT=<file> in TARGET
	@e2e/fuzz/run.sh target/fuzz $(if $(INPUT),replay "$(INPUT)",$(or $(FUZZ_SECONDS),60))

.PHONY: release
release: contracts explorer ## Make the archives of the version in target/release-files; PROFILE=release, SECOND=0, DIRTY=1
	@tools/cli/node-packages.sh "$$(cat $(TOOLCHAIN))"
	@CACHE="$(CACHE)" tools/release/release.sh target/release-files

.PHONY: mutants
mutants: claim ## Change the code and see a test fail: SINCE=<commit> over changed lines, or ONLY="<path> ..."
	@tools/mutants.sh "$(CACHE)" $${SINCE:+since "$${SINCE}"}

.PHONY: coverage
coverage: claim ## Print what the tests of ONLY="<crate> ..." run of it, by default of the rules; ARGS="--html ..."
	@tools/coverage.sh "$(CACHE)"

.PHONY: clean
clean: ## Remove what was built, the cache included
	@rm -rf target tools/cli/solidity/node_modules contracts/solidity/{node_modules,out,cache} e2e/clients/{ethereum,substrate}/node_modules \
	  tools/npm/{node_modules,bin,dist,solidity,src/abi,src/known.ts,remappings.txt,LICENSE} \
	  tools/explorer/{node_modules,dist} "$(CACHE)"
