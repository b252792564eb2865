# SPDX-License-Identifier: MIT
# The SDK's headers keep what each minor's frozen copy promised: a copy that matches, constants, structs, members, layout.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"

sdk=$LOOPBLOCKS_SRCDIR/sdk
frozen=$LOOPBLOCKS_SRCDIR/tests/abi

# defined NAME: the number that a macro of the live abi.h stands for.
defined()
{
    sed -n "s/^#define $1 //p" "$sdk/loopblocks/abi.h"
}
major=$(defined LB_ABI_MAJOR)
minor=$(defined LB_ABI_MINOR)

# bare FILE...: what a compiler sees of headers, a word a line: no comments, no formatting; directives end where their line does.
bare()
{
    sed -e ':join' -e '/\\$/{N;s/\\\n/ /;b join' -e '}' "$@" | awk 'BEGIN { RS = "\\*/" } { sub(/\/\*.*/, " "); printf "%s", $0 }' |
        sed 's/^[[:space:]]*#.*/& <end>/' | tr -s '[:space:]' '\n'
}

# same FOLDER FOLDER: whether they hold the same headers.
same()
{
    ls "$1" >"$scratch/a"
    ls "$2" >"$scratch/b"
    diff "$scratch/a" "$scratch/b" || return 1
    while read -r header; do
        bare "$1/$header" >"$scratch/a.h"
        bare "$2/$header" >"$scratch/b.h"
        diff "$scratch/a.h" "$scratch/b.h" && continue
        echo "$header is not what minor $minor was frozen with: raise LB_ABI_MINOR and freeze a new copy, as docs/abi.md says"
        return 1
    done <"$scratch/b"
}

# constants INCLUDES: the macros that stand for one number or text.
constants()
{
    printf '#include <loopblocks/loopblocks.h>\n' >"$scratch/constants.c"
    ${CC:-cc} -E -dM -I"$1" "$scratch/constants.c" | grep -E '^#define LB_[A-Z0-9_]+ [^{]' |
        grep -Ev '^#define LB_(ABI_MINOR|TARGET_MINOR|INIT|EXTERN_C|EXPORT|VISIBLE|[A-Z]+_HEADER) ' | LC_ALL=C sort
}

# kept FOLDER: whether the live headers give each constant of that copy its old value.
kept()
{
    constants "$1" >"$scratch/old"
    constants "$sdk" >"$scratch/new"
    test -s "$scratch/old" || return 1
    LC_ALL=C comm -23 "$scratch/old" "$scratch/new" >"$scratch/lost"
    cat "$scratch/lost"
    test ! -s "$scratch/lost"
}

# members INCLUDES: "structure member" of all that the headers define.
members()
{
    printf '#include <loopblocks/loopblocks.h>\n' >"$scratch/members.c"
    ${CC:-cc} -E -P -I"$1" "$scratch/members.c" | tr '\n' ' ' | sed 's/[;{}]/&\n/g' | awk '
        /struct lb_[a-z_0-9]+ \{$/ && !/[()=]/ { name = $(NF - 1); next }
        /^ *\}/ { name = "" }
        name != "" {
            sub(/;$/, "")
            if (match($0, /\(\*[a-z_0-9]+\)/)) print name, substr($0, RSTART + 2, RLENGTH - 3)
            else { gsub(/[^a-z_A-Z0-9]/, " "); print name, $NF }
        }' | LC_ALL=C sort
}

# asserted: the same of the layout that the tests assert.
asserted()
{
    sed -n 's/^AT(\([a-z_0-9]*\), \([a-z_0-9]*\), [0-9]*);$/\1 \2/p' "$LOOPBLOCKS_SRCDIR/tests/headers/layout.h" | LC_ALL=C sort
}

# listed FOLDER: whether its structs.h has the structs of its headers, each once.
listed()
{
    members "$1" | cut -d' ' -f1 | LC_ALL=C sort -u >"$scratch/there"
    sed -n 's/^[A-Z]*(\([a-z_0-9]*\), .*/\1/p' "$1/structs.h" | LC_ALL=C sort >"$scratch/told"
    diff "$scratch/there" "$scratch/told"
}

current=$frozen/$major.$minor
expect "minor $minor has a frozen copy of the headers" test -d "$current/loopblocks"
expect "the headers are those that minor $minor was frozen with" same "$sdk/loopblocks" "$current/loopblocks"
members "$sdk" >"$scratch/all-members"
asserted >"$scratch/all-asserted"
expect "the place of every member is asserted" diff "$scratch/all-members" "$scratch/all-asserted"
expect "there are members" test -s "$scratch/all-members"

for folder in "$frozen/$major".*; do
    version=${folder##*/}
    expect "$version: every constant keeps its value" kept "$folder"
    expect "$version: every struct is listed" listed "$folder"
    printf '#include "%s/layout.h"\n#include "%s/structs.h"\n' "$frozen" "$folder" >"$scratch/layout.c"
    cp "$scratch/layout.c" "$scratch/layout.cc"
    for compiler in gcc clang aarch64-linux-gnu-gcc g++ clang++ aarch64-linux-gnu-g++; do
        printf '#include <stdint.h>\n' >"$scratch/probe.c"
        if ! $compiler -x c -fsyntax-only "$scratch/probe.c" 2>/dev/null; then
            skip "$version: the layout by $compiler" "not installed"
            continue
        fi
        case $compiler in
        *++) standards='c++17 c++20' source=layout.cc ;;
        *) standards=c11 source=layout.c ;;
        esac
        for standard in $standards; do
            expect "$version: the frozen layout by $compiler, $standard" \
                $compiler -std="$standard" -DSTRUCTS_MINOR="${version#*.}" -I"$folder" -fsyntax-only "$scratch/$source"
            expect "$version: the headers' layout by $compiler, $standard" \
                $compiler -std="$standard" -DSTRUCTS_MINOR="${version#*.}" -I"$sdk" -fsyntax-only "$scratch/$source"
        done
    done
done

finish
