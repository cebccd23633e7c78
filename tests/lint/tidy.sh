#!/usr/bin/env bash
# clang-tidy on our sources: tidy.sh BUILD_FOLDER [FILE...]. The build folder is configured with the
# preset tidy (clang's own flags); nothing needs to be built. Without files: every source it compiles.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build=$1
shift
[[ -f $build/compile_commands.json ]] || { echo "$build is not configured; run ./bootstrap tidy" >&2; exit 2; }
if (($# == 0)); then
    mapfile -t sources < <(sed -n 's|^ *"file": *"'"$PWD"'/\(.*\.cpp\)".*|\1|p' "$build/compile_commands.json" |
        grep -E '^(pipeline|stages|io|jobs|tests|bench)/' | sort -u)
    set -- "${sources[@]}"
fi
echo "$# sources"
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 --quiet -p "$build" 2>&1 |
    grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -header-filter' || test "${PIPESTATUS[1]}" = 0
