# SPDX-License-Identifier: MIT
# The library and the SDK's structs are what their records say. More may have been added since; nothing may be gone or changed.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"

abi=$LOOPBLOCKS_SRCDIR/tests/abi
library=$LOOPBLOCKS_BUILDDIR/host/.libs/libloopblocks.so

if ! command -v abidw >/dev/null || ! command -v abidiff >/dev/null; then
    echo "1..0 # SKIP libabigail's abidw and abidiff are not installed"
    exit 0
fi
if ! readelf --sections --wide "$library" | grep -q '\.debug_info'; then
    echo "1..0 # SKIP libloopblocks was built without -g"
    exit 0
fi

# keeps OPTION... OLD NEW: shows what is gone or changed, and how to mend it.
keeps()
{
    abidiff --no-architecture --no-added-syms "$@" && return 0
    echo "restore what is gone or changed; or, where it may change, renew the record with 'make abi-record', as docs/abi.md says"
    return 1
}

# growth STRUCTS: what a later minor may do to the structs of an earlier one.
growth()
{
    sed -n 's/^GROWS(\([a-z_0-9]*\), .*/[suppress_type]\n  name = \1\n  type_kind = struct\n  has_data_member_inserted_at = end\n/p' "$1"
}

expect "what is there can be read" sh "$abi/record" "$scratch"
expect "libloopblocks keeps what is recorded of it" keeps "$abi/libloopblocks.abi" "$scratch/libloopblocks.abi"

unchanged()
{
    LC_ALL=C comm -23 "$abi/libloopblocks.constants" "$scratch/libloopblocks.constants" >"$scratch/lost"
    cat "$scratch/lost"
    test -s "$abi/libloopblocks.constants" && test ! -s "$scratch/lost"
}
expect "the constants of libloopblocks keep their values" unchanged

major=$(sed -n 's/^#define LB_ABI_MAJOR //p' "$LOOPBLOCKS_SRCDIR/sdk/loopblocks/abi.h")
minor=$(sed -n 's/^#define LB_ABI_MINOR //p' "$LOOPBLOCKS_SRCDIR/sdk/loopblocks/abi.h")
for folder in "$abi/$major".*; do
    : >"$scratch/growth"
    [ "${folder##*.}" = "$minor" ] || growth "$folder/structs.h" >"$scratch/growth"
    expect "the SDK keeps what is recorded of ${folder##*/}" \
        keeps --suppressions "$scratch/growth" "$folder/probe.abi" "$scratch/$major.$minor/probe.abi"
done

finish
