#!/usr/bin/env bash
# Makes the build folders in CACHE safe to use from this clone, until the process HOLDER ends (make, say).
#
# Every clone builds into the same folders, so that the dependencies are compiled once. Cargo knows
# a crate of the workspace by its path within the workspace and takes it for built when no source is
# younger than the build: a clone would run what another one compiled, without notice. So when the last
# one to build was another clone, this one's sources become younger than all it built.
#
# That holds as long as no other clone builds meanwhile: a claim waits until those of other clones have ended. Claims of
# one clone go together. `release` ends the claim of HOLDER before it ends, for what builds nothing any more.
set -euo pipefail

usage='usage: claim-cache.sh CACHE HOLDER [release]; HOLDER is a process id'
cache=${1:?$usage}
holder=${2:?$usage}
owner="$cache/clone"
holders="$cache/holders"
# Seconds between two messages of a claim that waits.
patience=${CLAIM_PATIENCE:-15}

say() { printf 'claim-cache: %s\n' "$*" >&2; }
is_owner() { [[ -f $owner && $(<"$owner") == "$PWD" ]]; }
# The processes that hold claims, with their commands; files of others go.
users() {
    local file pid
    for file in "$holders"/*; do
        pid=${file##*/}
        [[ $pid =~ ^[0-9]+$ ]] || continue
        if [[ -r /proc/$pid/cmdline ]]; then
            printf '%s(process %s) ' "$(tr '\0' ' ' <"/proc/$pid/cmdline")" "$pid"
        else
            rm -f "$file"
        fi
    done
}

if [[ ${3:-} == release ]]; then
    if [[ -f $holders/$holder ]]; then
        kill "$(<"$holders/$holder")" 2>/dev/null || true
        rm -f "$holders/$holder"
    fi
    exit 0
fi

mkdir -p "$holders"
if ! command -v flock >/dev/null; then
    say "expected flock (package util-linux), received none: two clones must not build with $cache at once"
fi

# Takes the lock, shared (-s) or for this claim alone (-x).
take() {
    command -v flock >/dev/null || return 0
    flock -n "$1" 9 && return 0
    local began=$SECONDS clone='another clone'
    [[ ! -f $owner ]] || clone=$(<"$owner")
    say "$clone builds with $cache: $(users)"
    say "waiting until it has ended; \`make CACHE=<another folder> ...\` does not wait, but compiles everything anew"
    until flock -w "$patience" "$1" 9; do
        say "still waiting after $((SECONDS - began)) s: $(users)"
    done
}

exec 9>>"$cache/clone.lock"
# Between the two kinds of lock another clone may come first.
while take -s; ! is_owner; do
    ! command -v flock >/dev/null || flock -u 9
    take -x
    if ! is_owner; then
        find . \( -name target -o -name node_modules -o -name .git \) -prune -o -type f -exec touch -c {} +
        printf '%s' "$PWD" >"$owner"
    fi
done

# This process keeps the lock until HOLDER has ended.
if command -v flock >/dev/null && ! { [[ -f $holders/$holder ]] && kill -0 "$(<"$holders/$holder")" 2>/dev/null; }; then
    tail --pid="$holder" -f /dev/null </dev/null >/dev/null 2>&1 &
    printf '%s' $! >"$holders/$holder"
fi
