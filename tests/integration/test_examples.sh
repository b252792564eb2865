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

exports_a_descriptor()
{
    [ "$(nm -D --defined-only "$examples/$1" | sed 's/.* //')" = lb_block ]
}

says_why_it_fails()
{
    ! loopblocks run "$examples/06-rust-block/cubic.json" --set x=0 --set a=0 2>"$scratch/err" && cat "$scratch/err" &&
        grep -q 'no step can be taken from x = 0 towards the root of 0' "$scratch/err"
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
# Programs that others start are laid out, too, and not looked for there.
LOOPBLOCKS_CONFORM=$(folder exec_prefix loopblocks)/libexec/loopblocks/loopblocks-conform
LOOPBLOCKS_CACHE=
export LOOPBLOCKS_CACHE LOOPBLOCKS_CONFORM
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

if command -v rustc >/dev/null; then
    expect "a block in Rust" runs 06-rust-block \
        'rustc --edition 2021 -O -C panic=abort --crate-type cdylib -o halley.so halley.rs'
    expect "it exports nothing but its descriptor" exports_a_descriptor 06-rust-block/halley.so
    expect "it runs in a loop" runs 06-rust-block 'loopblocks run cubic.json' '^x = 1\.4142135623'
    expect "its error is reported" says_why_it_fails
else
    skip "a block in Rust" "rustc is not installed"
fi

compile_limit='cc -O2 -shared -fPIC -o limit.so limit.c $(pkg-config --cflags loopblocks-sdk)'

# waits_for PATTERN: until the run in the background has said it.
waits_for()
{
    tries=0
    until grep -q -e "$1" "$scratch/running"; do
        tries=$((tries + 1))
        [ $tries -lt 1200 ] && kill -0 "$run" || { cat "$scratch/running"; return 1; }
        sleep 0.1
    done
}

# As the README tells it: the block is changed while it runs, then broken. (A sanitizer ends the process before the signal does.)
follows_the_file()
{
    cd "$examples/05-hot-swap" || return 1
    grep -Fqx -e 'loopblocks run sampling.json --watch' "$scratch/shown" || return 1
    loopblocks run sampling.json --watch >"$scratch/running" 2>&1 &
    run=$!
    waits_for 'denoise: [0-9]' && sed -i 's/2\.0f/0.5f/' limit.c && eval "$compile_limit" &&
        waits_for 'denoise\.limit: done at iteration [0-9]* of denoise, 3 calls on trial' &&
        sed -i 's/return LB_OK;/return *(lb_status *)0;/' limit.c && { eval "$compile_limit" 2>/dev/null || true; } &&
        waits_for 'denoise\.limit: refused in rehearsal: the rehearsal \(died of SIGSEGV\|exited by itself.*null pointer\)'
    result=$?
    kill -TERM $run
    wait $run
    [ $result = 0 ] && grep -q 'stopped after iteration' "$scratch/running"
}

if [ -e "$LOOPBLOCKS_PATH/unet2d.so" ] && [ -e "$LOOPBLOCKS_PATH/write-png.so" ]; then
    ln -s "$(cd "$LOOPBLOCKS_SRCDIR" && pwd)/models" "$scratch/models"
    expect "a block in a sampling run" runs 05-hot-swap "$compile_limit"
    expect "it compiles without a warning" warns_of_nothing 05-hot-swap/limit.c -std=c11
    expect "it is changed while it runs, and a broken one is not taken" follows_the_file
else
    skip "a block that is changed while it runs" "unet2d or write-png is not built"
fi

# holds ARCHIVE-LISTING FILE...: what is packed is in it.
holds()
{
    listing=$1
    shift
    cat "$listing"
    for file; do grep -q "$file\$" "$listing" || { echo "no $file"; return 1; }; done
}

packs_a_tar()
{
    runs 07-package 'make tar' && tar -tf "$examples/07-package/damp-1.2.0.tar.xz" >"$scratch/listing" &&
        holds "$scratch/listing" damp-1.2.0/damp.so damp-1.2.0/damp.block.json
}

# Unpacked, it is found by its name, and listed by its manifest.
is_used_unpacked()
{
    mkdir -p "$scratch/unpacked" && tar -xf "$examples/07-package/damp-1.2.0.tar.xz" -C "$scratch/unpacked" &&
        sed 's|\./damp\.so|damp|' "$examples/07-package/smooth.json" >"$scratch/by-name.json" &&
        loopblocks run "$scratch/by-name.json" --plugins "$scratch/unpacked/damp-1.2.0" | grep -Fx 'x = [1.0, -2.0]' &&
        loopblocks list --json --plugins "$scratch/unpacked/damp-1.2.0" >"$scratch/list" &&
        grep -A 6 '"name": "damp"' "$scratch/list" | grep '"source": "manifest"'
}

# The manifest in the package is that of the stripped library.
packs_for_debian()
{
    DEB_BUILD_OPTIONS=nocheck plugindir=/usr/lib/loopblocks \
        runs 07-package 'dpkg-buildpackage --build=binary --no-sign --no-check-builddeps' || return 1
    package=$(echo "$examples"/loopblocks-damp_1.2.0_*.deb)
    dpkg-deb --contents "$package" >"$scratch/listing" && dpkg-deb --extract "$package" "$scratch/package" || return 1
    folder=$scratch/package/usr/lib/loopblocks
    holds "$scratch/listing" /usr/lib/loopblocks/damp.so /usr/lib/loopblocks/damp.block.json &&
        grep "$(sha256sum <"$folder/damp.so" | cut -d ' ' -f 1)" "$folder/damp.block.json"
}

expect "a block to be packaged" runs 07-package make
expect "it compiles without a warning" warns_of_nothing 07-package/damp.c -std=c11
expect "it runs" runs 07-package 'loopblocks run smooth.json' '^x = \[1\.0, -2\.0\]$'
if [ -x "$LOOPBLOCKS_CONFORM" ] && ! echo "$flags" | grep -q sanitize; then
    expect "it is proved where it is built" runs 07-package 'make check' 'holds level 5'
else
    skip "it is proved where it is built" "the conformance suite is not built, or would prove a sanitizer"
fi
expect "it is packed as an archive" packs_a_tar
expect "it is used where that is unpacked" is_used_unpacked
if command -v dh >/dev/null && command -v dpkg-buildpackage >/dev/null && ! echo "$flags" | grep -q sanitize; then
    expect "it is packed for Debian" packs_for_debian
else
    skip "it is packed for Debian" "debhelper or dpkg-dev is not installed, or a sanitizer is in the way"
fi

proves_all()
{
    # The one that was broken while it ran is whole again.
    (cd "$examples/05-hot-swap" && cp "$LOOPBLOCKS_SRCDIR/examples/05-hot-swap/limit.c" . && eval "$compile_limit") || return 1
    for block in "$examples"/*/*.so; do
        loopblocks conform "$block" >"$scratch/said" || { cat "$scratch/said"; return 1; }
        tail -n 1 "$scratch/said" | grep 'holds level 5' || return 1
    done
}
if [ -x "$LOOPBLOCKS_CONFORM" ] && ! echo "$flags" | grep -q sanitize; then
    expect "each of them holds level 5" proves_all
else
    skip "each of them holds level 5" "the conformance suite is not built, or would prove a sanitizer"
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
