#!/usr/bin/env bash
# rustc, told that contracts speak Solidity's ABI.
exec "$@" --cfg 'ink_abi="sol"' --check-cfg 'cfg(ink_abi,values("ink","sol","all"))'
