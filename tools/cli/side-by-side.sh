#!/usr/bin/env bash
# Runs two commands at the same time, and fails if either does. The second says nothing until the
# first has ended. Building contracts keeps one core busy, and a machine has more.
set -uo pipefail

first=${1:?usage: side-by-side.sh COMMAND COMMAND}
second=${2:?usage: side-by-side.sh COMMAND COMMAND}
log=$(mktemp)
trap 'kill $(jobs -p) 2>/dev/null; rm -f "$log"' EXIT

bash -c "$second" >"$log" 2>&1 &
other=$!
bash -c "$first"
status=$?
wait "$other"
other_status=$?
cat "$log"
exit $((status > 0 ? status : other_status))
