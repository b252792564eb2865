#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs into a scratch folder and measures that: in a build tree, libtool's wrapper script would be measured too.
set -eu

scratch=$(mktemp -d "${TMPDIR:-/tmp}/loopblocks-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
make -C "$LOOPBLOCKS_BUILDDIR" --silent install DESTDIR="$scratch" >"$scratch/install.log" 2>&1 || { cat "$scratch/install.log" >&2; exit 1; }
folder()
{
    PKG_CONFIG_PATH=$LOOPBLOCKS_BUILDDIR/sdk:$LOOPBLOCKS_BUILDDIR/host pkg-config --variable="$1" "$2"
}
LD_LIBRARY_PATH=$scratch$(folder libdir loopblocks)
LOOPBLOCKS_PATH=$scratch$(folder plugindir loopblocks-sdk)
export LD_LIBRARY_PATH LOOPBLOCKS_PATH
manifests=$(dirname "$(find "$scratch" -name count.json)")
cd "$scratch" # where pictures go
"$LOOPBLOCKS_BUILDDIR/bench/process" "$scratch$(folder exec_prefix loopblocks)/bin/loopblocks" "$manifests" \
    "$LOOPBLOCKS_BUILDDIR/bench/blocks/.libs/stamp.so" "$@"
program=$scratch$(folder exec_prefix loopblocks)/bin/loopblocks
unset LOOPBLOCKS_PATH # of a thousand and a few the thousand are meant
mkdir "$scratch/listed"
LOOPBLOCKS_SCAN=$(find "$scratch" -name loopblocks-scan) "$LOOPBLOCKS_BUILDDIR/bench/list" "$program" \
    "$LOOPBLOCKS_BUILDDIR/bench/blocks/.libs/listed-00000.so" "$scratch/listed" "$@"
