# SPDX-License-Identifier: MIT
# The library exports what <loopblocks/host.h> declares, and each plugin its descriptor; nothing else is exported.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"

# Sanitizers export symbols of their own.
exported()
{
    nm --dynamic --defined-only "$1" | sed 's/.* //; s/@.*//' | grep -Ev '^(LOOPBLOCKS_0|__asan_.*|__odr_asan.*|__[au]bsan_.*)$' | LC_ALL=C sort
}

# Preprocessed, so that no comment is taken for a declaration.
printf '#include <loopblocks/host.h>\n' >"$scratch/host.c"
${CC:-cc} -E -P -I"$LOOPBLOCKS_SRCDIR/sdk" -I"$LOOPBLOCKS_SRCDIR/host" "$scratch/host.c" |
    grep -o 'lbh_[a-z0-9_]*(' | tr -d '(' | LC_ALL=C sort -u >"$scratch/declared"
exported "$LOOPBLOCKS_BUILDDIR/host/.libs/libloopblocks.so" >"$scratch/exported"
expect "the header declares functions" test -s "$scratch/declared"
expect "libloopblocks exports what its header declares" diff "$scratch/declared" "$scratch/exported"

for plugin in "$LOOPBLOCKS_BUILDDIR"/plugins/.libs/*.so; do
    case $(exported "$plugin") in
    lb_block | lb_component) found=true ;;
    *) found=false ;;
    esac
    expect "${plugin##*/} exports its descriptor alone" $found
done

finish
