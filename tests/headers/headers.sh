# SPDX-License-Identifier: MIT
# Every public header compiles alone, with every compiler there is, in each language it promises, without a warning.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"

warnings="-Wall -Wextra -Wshadow -Wvla -Wundef -Wconversion -Wformat=2 -Wwrite-strings -Wcast-qual -Wpointer-arith -Werror"
c_warnings="$warnings -Wstrict-prototypes -Wmissing-prototypes -pedantic"
cxx_warnings="$warnings -Wnon-virtual-dtor -Woverloaded-virtual -pedantic"
includes="-I$LOOPBLOCKS_SRCDIR/sdk -I$LOOPBLOCKS_SRCDIR/host"

# alone COMPILER LANGUAGE FLAGS HEADER...: each header as the only thing in a source file, twice, for its include guard.
alone()
{
    compiler=$1 language=$2 flags=$3
    shift 3
    for header; do
        name=loopblocks/${header##*/}
        printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$scratch/alone.$language"
        # shellcheck disable=SC2086
        expect "$compiler ${flags%% *}: <$name>" $compiler $flags $includes -fsyntax-only "$scratch/alone.$language"
    done
}

headers="$LOOPBLOCKS_SRCDIR/sdk/loopblocks/*.h $LOOPBLOCKS_SRCDIR/host/loopblocks/*.h"
printf '#include "%s/tests/headers/layout.h"\n' "$LOOPBLOCKS_SRCDIR" >"$scratch/layout.c"
cp "$scratch/layout.c" "$scratch/layout.cc"

for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        skip "$compiler" "not installed"
        continue
    fi
    # shellcheck disable=SC2086
    alone $compiler c "-std=c11 $c_warnings" $headers
    # shellcheck disable=SC2086
    expect "$compiler: the layout of the ABI" $compiler -std=c11 $includes -fsyntax-only "$scratch/layout.c"
done

for compiler in g++ clang++; do
    if ! command -v $compiler >/dev/null; then
        skip "$compiler" "not installed"
        continue
    fi
    for standard in c++17 c++20; do
        # shellcheck disable=SC2086
        alone $compiler cc "-std=$standard $cxx_warnings" $headers
    done
    # shellcheck disable=SC2086
    expect "$compiler: the layout of the ABI" $compiler -std=c++17 $includes -fsyntax-only "$scratch/layout.cc"
    # shellcheck disable=SC2086
    expect "$compiler: a block in C++20" $compiler -std=c++20 $cxx_warnings -O2 -fPIC -shared -fvisibility=hidden \
        -I"$LOOPBLOCKS_SRCDIR/sdk" "$LOOPBLOCKS_SRCDIR/tests/headers/block.cc" -o "$scratch/block.so"
    nm --dynamic --defined-only "$scratch/block.so" >"$scratch/symbols"
    expect "$compiler: it exports lb_block alone" test "$(sed 's/.* //' "$scratch/symbols")" = lb_block
done

finish
