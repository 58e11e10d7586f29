#!/usr/bin/env bash
# Makes the build folders in CACHE safe to use from this clone, until the process HOLDER ends (make, say).
#
# Every clone builds into the same folders, so that the dependencies are compiled once. Cargo knows
# a crate of the workspace by its path within the workspace and takes it for built when no source is
# younger than the build: a clone would run what another one compiled, without notice. So when the last
# one to build was another clone, this one's sources become younger than all it built.
#
# A clone that is made anew in the same place, as CI does, has young sources, too. What was recorded at the end of the last
# claim tells which of them are the same: they get back the times they had, and are not compiled again. A build that was
# made since without a claim saw sources that the record does not know; the record then does not count.
# In another place they are compiled: cargo does not notice that a path which a crate was compiled with is another one.
#
# That holds as long as no other clone builds meanwhile: a claim waits until those of other clones have ended. Claims of
# one clone go together. `release` ends the claim of HOLDER before it ends, for what builds nothing any more.
set -euo pipefail

usage='usage: claim-cache.sh CACHE HOLDER [release]; HOLDER is a process id'
cache=${1:?$usage}
holder=${2:?$usage}
owner="$cache/clone"
holders="$cache/holders"
record="$cache/sources"
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

# The files of the clone that builds may read, each ended by a zero byte, in an order that stays.
sources() { find . \( -name target -o -name node_modules -o -name .git \) -prune -o -type f -print0 | LC_ALL=C sort -z; }
# A line for each: time of its last change, hash, path. A folder's hash is that of the names in it: build scripts that depend
# on a folder run again where it is younger than they are. The time of the record is the one before it was begun.
listed() {
    sources | xargs -0r stat --printf '%.9Y\n' >"$1.times"
    sources | xargs -0r sha256sum | paste -d ' ' "$1.times" - >"$1"
    mkdir "$1.names"
    find . \( -name target -o -name node_modules -o -name .git \) -prune -o -mindepth 1 -printf '%h\t%f\n' | LC_ALL=C sort |
        awk -F '\t' -v names="$1.names/" -v folders="$1.folders" '
            $1 != folder { close(file); folder = $1; file = names sprintf("%09d", ++count); print folder >folders }
            { print $2 >file }'
    xargs -r -d '\n' stat --printf '%.9Y\n' -- <"$1.folders" >"$1.times"
    find "$1.names" -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | cut -c 1-66 |
        paste -d '' - "$1.folders" | paste -d ' ' "$1.times" - >>"$1"
    rm -rf "$1.times" "$1.names" "$1.folders"
}
write_record() {
    local new="$record.$$"
    : >"$new.began"
    listed "$new"
    touch -r "$new.began" "$new"
    rm -f "$new.began"
    mv "$new" "$record"
}
# Whether nothing was compiled since the record: cargo writes a file of this name whenever it compiles a crate.
is_current() {
    [[ -f $record ]] && [[ -z $(find "$cache" -type d \( -name deps -o -name incremental -o -name build \) -prune \
        -o -name invoked.timestamp -newer "$record" -print -quit) ]]
}
# What is as recorded gets its recorded time. All else becomes young where it is older than the record.
restore_times() {
    local now="$record.now.$$" time path
    listed "$now"
    # Of the record, the lines that have the hash and the path of a file here, where the time is another one.
    awk 'NR == FNR { time = $1; sub(/^[^ ]* /, ""); had[$0] = time; next }
         { time = $1; sub(/^[^ ]* /, ""); known = ($0 in had); if (known && had[$0] == time) next
           path = substr($0, 67); print (known ? had[$0] : "-") " " path }' "$record" "$now" |
        while read -r time path; do
            if [[ $time != - ]]; then
                touch -c -d "@$time" -- "$path"
            elif [[ ! $path -nt $record ]]; then
                touch -c -- "$path"
            fi
        done
    rm -f "$now"
}

if [[ ${3:-} == release ]]; then
    if [[ -f $holders/$holder ]]; then
        write_record
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
        rm -f "$record"
        sources | xargs -0r touch -c --
        printf '%s' "$PWD" >"$owner"
    fi
done

# The only claim of this clone puts the times back: another one's builds may go on.
if [[ -z $(users) ]] && is_current; then
    restore_times
fi

# This process keeps the lock until HOLDER has ended.
if command -v flock >/dev/null && ! { [[ -f $holders/$holder ]] && kill -0 "$(<"$holders/$holder")" 2>/dev/null; }; then
    keep() {
        tail --pid="$holder" -f /dev/null &
        trap 'kill $!; exit' TERM
        wait $!
        write_record
    }
    keep </dev/null >/dev/null 2>&1 &
    printf '%s' $! >"$holders/$holder"
fi
