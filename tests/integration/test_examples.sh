# SPDX-License-Identifier: MIT
# What an outside author does: everything in examples/ builds against the installed tree, by the very commands that are shown.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$scratch/root
examples=$scratch/examples

# The commands shown, without the remarks behind them.
sed 's/  *# .*//' "$LOOPBLOCKS_SRCDIR/README.md" "$LOOPBLOCKS_SRCDIR/examples/README.md" >"$scratch/shown"

# Compilers under the names shown, with the flags of this build: what links with a sanitized library must be sanitized too.
flags=$(sed -n 's/^S\["CFLAGS"\]="\(.*\)"$/\1/p' "$LOOPBLOCKS_BUILDDIR/config.status")
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec %s %s "$@"\n' "${CC:-gcc}" "$flags" >"$scratch/bin/cc"
printf '#!/bin/sh\nexec %s %s "$@"\n' "${CXX:-g++}" "$flags" >"$scratch/bin/c++"
chmod +x "$scratch/bin/cc" "$scratch/bin/c++"

install_tree()
{
    make -C "$LOOPBLOCKS_BUILDDIR" --silent install DESTDIR="$root"
}

# folder NAME MODULE: where a folder of the installed tree lies.
folder()
{
    printf %s "$root"
    PKG_CONFIG_PATH=$LOOPBLOCKS_BUILDDIR/sdk:$LOOPBLOCKS_BUILDDIR/host pkg-config --variable="$1" "$2"
}

# runs FOLDER COMMAND [PATTERN]: the documentation shows the command; it succeeds, and a line of its output matches.
runs()
{
    grep -Fqx -e "$2" "$scratch/shown" || { echo "not shown: $2"; return 1; }
    (cd "$examples/$1" && eval "$2") >"$scratch/out" 2>"$scratch/err"
    result=$?
    cat "$scratch/out" "$scratch/err"
    [ $result -eq 0 ] && { [ $# -lt 3 ] || grep -q -e "$3" "$scratch/out"; }
}

# warns_of_nothing FILE FLAGS...: it compiles with all warnings, but for parameters that a signature has and a body does not use.
warns_of_nothing()
{
    file=$1
    shift
    compiler=cc
    case $file in *.cc) compiler=c++ ;; esac
    # shellcheck disable=SC2046
    (cd "$examples" && $compiler "$@" -Wall -Wextra -Wshadow -Wconversion -Wno-unused-parameter -Werror -pedantic -fsyntax-only \
        "$file" $(pkg-config --cflags loopblocks))
}

expect "make install" install_tree
expect "a copy of the examples" cp -R "$LOOPBLOCKS_SRCDIR/examples" "$examples"
chmod -R u+w "$examples"

LD_LIBRARY_PATH=$(folder libdir loopblocks)
# Where it was not installed to, but only laid out for, the library does not look.
LOOPBLOCKS_PATH=$(folder plugindir loopblocks-sdk)
PATH=$scratch/bin:$(folder exec_prefix loopblocks)/bin:$PATH
PKG_CONFIG_PATH=$LD_LIBRARY_PATH/pkgconfig
export LD_LIBRARY_PATH LOOPBLOCKS_PATH PATH PKG_CONFIG_PATH
export PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1

expect "a block in C" runs 01-first-block 'cc -shared -fPIC -o newton.so newton.c $(pkg-config --cflags loopblocks-sdk)'
expect "it compiles without a warning" warns_of_nothing 01-first-block/newton.c -std=c11
expect "it runs in a loop" runs 01-first-block 'loopblocks run sqrt.json' '^x = 1\.4142135623'
expect "it can be checked" runs 01-first-block 'loopblocks check sqrt.json'
expect "it can be described" runs 01-first-block 'loopblocks describe newton.so' '^newton 1\.0\.0 (block)'
expect "the others are listed" runs 01-first-block 'loopblocks list' 'loop-for'
expect "it takes inputs" runs 01-first-block 'loopblocks run sqrt.json --set a=10 --set num_steps=8' '^x = 3\.16227766016'

if command -v "${CXX:-g++}" >/dev/null; then
    expect "a block in C++" runs 02-cpp-block \
        'c++ -std=c++20 -shared -fPIC -fvisibility=hidden -o settled.so settled.cc $(pkg-config --cflags loopblocks-sdk)'
    expect "it compiles without a warning" warns_of_nothing 02-cpp-block/settled.cc -std=c++20
    expect "it has a config" runs 02-cpp-block 'loopblocks run watch.json --set improve.watch.tolerance=1e-3' '^settled = true'
    expect "a loop wrapper" runs 03-loop-wrapper \
        'cc -shared -fPIC -o repeat-until.so repeat-until.c $(pkg-config --cflags loopblocks-sdk)'
    expect "it compiles without a warning" warns_of_nothing 03-loop-wrapper/repeat-until.c -std=c11
    expect "it repeats until x has settled" runs 03-loop-wrapper 'loopblocks run until.json' '^steps = 6$'
    expect "a select takes the case whose trigger is set" \
        runs 04-select 'loopblocks run either.json --set num_steps=2' '^x = 1\.41666666'
    expect "a select takes the default case" runs 04-select 'loopblocks run either.json' '^x = 1\.4142135623'
else
    skip "a block in C++, and what uses it" "${CXX:-g++} is not installed"
fi

cp "$LOOPBLOCKS_SRCDIR/manifests/count.json" "$examples/embed"
expect "a program" runs embed 'cc -o embed embed.c $(pkg-config --cflags --libs loopblocks)'
expect "it compiles without a warning" warns_of_nothing embed/embed.c -std=c11
expect "it runs a pipeline" runs embed './embed' '^x = 2000$'

says_what_is_wrong()
{
    cd "$examples/embed" || return 1
    ! ./embed missing.json 2>"$scratch/err" && cat "$scratch/err" && grep -q 'missing\.json: cannot read' "$scratch/err"
}
expect "it says what is wrong" says_what_is_wrong

finish
