# Everything a developer types. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Build output lies outside the clone, so that a fresh clone finds what another one built.
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/blueprint-hooks
export CARGO_TARGET_DIR ?= $(CACHE)/target
export CARGO_TERM_PROGRESS_WHEN ?= auto

TOOLCHAIN := target/contract-toolchain
RUN := cargo run --quiet --locked

# Recipes read these from their environment: whatever they hold, the shell takes none of it for code.
export ARTIFACT ARGS FILE

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Not listed: the other targets see to it.
.PHONY: claim
claim:
	@e2e/build/claim-cache.sh $(CACHE)

.PHONY: toolchain
toolchain: claim ## Find or install the Rust toolchain that builds contracts
	@e2e/build/toolchain.sh $(TOOLCHAIN)

.PHONY: contracts
contracts: toolchain ## Build every contract into target/ink and target/solidity
	@cargo build --quiet --locked -p blueprint-build
	@$(CARGO_TARGET_DIR)/debug/blueprint-build --toolchain "$$(cat $(TOOLCHAIN))" --cache $(CACHE)

.PHONY: demo
demo: contracts ## Play the life of a blueprint with both twins, under both callers
	@$(RUN) -p blueprint-e2e --bin demo

.PHONY: console
console: claim ## Deploy ARTIFACT=<path> [ARGS=<constructor arguments>] and call it by JSON lines
	@test -n "$${ARTIFACT}" || { echo "expected ARTIFACT=<path of a .polkavm or .evm file>, received none" >&2; exit 2; }
	@test -e "$${ARTIFACT}" || $(MAKE) -s contracts 1>&2
	@$(RUN) -p blueprint-e2e --bin console -- "$${ARTIFACT}" $${ARGS:+--args "$${ARGS}"}

.PHONY: vectors
vectors: claim ## Check known answers: FILE=<path>, by default the repository's own
	@$(RUN) -p blueprint-scenarios --bin vectors -- $(or $(FILE),contracts/scenarios/vectors/known.json)

.PHONY: scenarios
scenarios: claim ## Simulate penalties and rewards over a population; ARGS="--preset all --operators 10000 ..."
	@$(RUN) --release -p blueprint-scenarios --bin scenarios -- $(ARGS)

.PHONY: bench
bench: contracts ## Measure hooks in ink!, resolc's and solc's builds; ARGS=--save accepts the figures
	@$(RUN) -p blueprint-e2e --bin bench -- $(ARGS)
	@cargo bench --quiet --locked -p blueprint-abi --bench speed

.PHONY: format
format: ## Format the code
	@cargo fmt --all

.PHONY: lint
lint: contracts ## Check formatting and clippy, for the host and for contracts
	@cargo fmt --all --check
	@cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
	@e2e/build/lint-contracts.sh "$$(cat $(TOOLCHAIN))" $(CACHE)

.PHONY: test
test: lint ## Check everything: formatting, clippy, unit, property and end-to-end tests
	@cargo test --locked --workspace
	@cargo test --locked -p blueprint-domain --features scale --test records

.PHONY: fuzz
fuzz: claim ## Fuzz the decoder of calldata for FUZZ_SECONDS=60, or replay INPUT=<file>
	@contracts/hooks/fuzz/run.sh target/fuzz $(if $(INPUT),replay $(INPUT),$(or $(FUZZ_SECONDS),60))

.PHONY: clean
clean: ## Remove what was built, the cache included
	@rm -rf target e2e/solidity/node_modules $(CACHE)
