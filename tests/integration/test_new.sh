# SPDX-License-Identifier: MIT
# What `loopblocks new` makes is right as it stands: every kind in every language is built, tested and run outside of this tree.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$scratch/root
work=$scratch/work
mkdir "$scratch/bin" "$work"

# Compilers with the flags of this build: what a sanitized program loads is sanitized too.
flags=$(sed -n 's/^S\["CFLAGS"\]="\(.*\)"$/\1/p' "$LOOPBLOCKS_BUILDDIR/config.status")
cxx=${CXX:-g++}
printf '#!/bin/sh\nexec %s "$@" %s\n' "${CC:-gcc}" "$flags" >"$scratch/bin/cc"
printf '#!/bin/sh\nexec %s "$@" %s\n' "$cxx" "$flags" >"$scratch/bin/c++"
chmod +x "$scratch/bin/cc" "$scratch/bin/c++"

folder()
{
    printf %s "$root"
    PKG_CONFIG_PATH=$LOOPBLOCKS_BUILDDIR/sdk:$LOOPBLOCKS_BUILDDIR/host pkg-config --variable="$1" "$2"
}

expect "make install" make -C "$LOOPBLOCKS_BUILDDIR" --silent install DESTDIR="$root"
LD_LIBRARY_PATH=$(folder libdir loopblocks)
LOOPBLOCKS_PATH=$(folder plugindir loopblocks-sdk)
PATH=$scratch/bin:$(folder exec_prefix loopblocks)/bin:$PATH
PKG_CONFIG_PATH=$LD_LIBRARY_PATH/pkgconfig
CC=cc CXX=c++
# What is laid out under another root is not looked for there.
LOOPBLOCKS_CONFORM=$(folder exec_prefix loopblocks)/libexec/loopblocks/loopblocks-conform
export LOOPBLOCKS_CONFORM
export CC CXX LD_LIBRARY_PATH LOOPBLOCKS_PATH PATH PKG_CONFIG_PATH
export PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
cd "$work" || exit 1

# exports FILE.so SYMBOL: it exports that symbol, and nothing else.
exports()
{
    found=$(nm -D --defined-only "$1" | sed 's/.* //')
    [ "$found" = "$2" ] || { echo "$1 exports $found"; return 1; }
}

# makes NAME KIND LANG SUFFIX: the folder is made, with its files, and no word of the templates is left.
makes()
{
    loopblocks new "$1" --kind "$2" --lang "$3" || return 1
    for file in "$1.$4" "$1.json" Makefile README.md expected.txt exports.map meson.build test.sh; do
        [ -s "$1/$file" ] || { echo "no $file"; return 1; }
    done
    ! grep -rnE 'plugin[-_]name|PLUGIN_' "$1"
}

checks()
{
    make -C "$1" check CC=cc CXX=c++ WARNINGS='-Wall -Wextra -Wpedantic -Wconversion -Werror' || return 1
    case $2 in block | loop) exports "$1/$1.so" lb_block ;; *) exports "$1/$1.so" lb_component ;; esac
}

runs()
{
    (cd "$1" && loopblocks describe "./$1.so" && loopblocks run "$1.json")
}

checks_with_meson()
{
    meson setup --werror "$1/build" "$1" && meson test -C "$1/build" &&
        exports "$1/build/$1.so" "$(nm -D --defined-only "$1/$1.so" | sed 's/.* //')"
}

# notices NAME KIND: the test of the folder fails where the code has a mistake.
notices()
{
    case $2 in
    block) mistake='s/settings->rate \*/-&/' ;;
    loop) mistake='s/args->i++/args->i += 2/' ;;
    scheduler) mistake='s/+ change \*/- change */' ;;
    guider) mistake='s/+ scale \*/- scale */' ;;
    denoiser) mistake='s/alpha_bar \* variance/alpha_bar/' ;;
    generator) mistake='s/>> 27/>> 28/' ;;
    esac
    cp -R "$1" broken && sed -i "$mistake" "broken/$1.c" && ! cmp "$1/$1.c" "broken/$1.c" || return 1
    make -C broken all && ! make -C broken check
    result=$?
    rm -rf broken
    return $result
}

for kind in block loop scheduler guider denoiser generator; do
    for language in c c++; do
        name=my-$kind suffix=c
        [ $language = c ] || name=my-2nd-$kind suffix=cc
        if [ $language = c++ ] && ! command -v "$cxx" >/dev/null; then
            skip "a $kind in $language" "$cxx is not installed"
            continue
        fi
        expect "new: a $kind in $language" makes "$name" "$kind" $language $suffix
        expect "it compiles without a warning, and its test passes" checks "$name" "$kind"
        expect "it runs" runs "$name"
        if command -v meson >/dev/null; then
            expect "with Meson, too" checks_with_meson "$name"
        else
            skip "with Meson, too" "meson is not installed"
        fi
    done
    expect "its test notices a mistake" notices "my-$kind" "$kind"
done

# A pipeline finds what was installed by its name.
installs()
{
    make -C my-block install DESTDIR="$scratch/elsewhere" && installed=$(find "$scratch/elsewhere" -name my-block.so) &&
        sed 's|\./my-block\.so|my-block|' my-block/my-block.json >by-name.json &&
        loopblocks run by-name.json --plugins "${installed%/*}" | grep -x 'average = 0.9375'
}
expect "it can be installed" installs

# is_known FILE.so: it is listed by the manifest beside it.
is_known()
{
    [ -s "${1%.so}.block.json" ] && loopblocks list --json --plugins "${1%/*}" >list.json 2>err && cat err list.json &&
        grep -F -A2 "\"file\": \"$1\"" list.json | grep '"source": "manifest"'
}
expect "it is installed with its manifest" is_known "$(find "$scratch/elsewhere" -name my-block.so)"
if command -v meson >/dev/null; then
    expect "Meson installs it" meson install -C my-loop/build --destdir "$scratch/by-meson"
    expect "with its manifest, too" is_known "$(find "$scratch/by-meson" -name my-loop.so)"
fi

refuses_a_number()
{
    cp -R my-block infinite && sed -i 's/const double x = /const double x = 1e308 * 10 * /' infinite/my-block.c && make -C infinite || return 1
    ! loopblocks run infinite/my-block.json 2>err && cat err && grep -q 'x is inf; expected a finite number' err
}
expect "the block's error is reported" refuses_a_number

gives_way()
{
    cp -R my-loop next && make -C next all || return 1
    loopblocks run my-loop/my-loop.json --quiet --set num_steps=2000000000 --control socket >out 2>err &
    run=$!
    tries=0
    until [ -S socket ] || [ $tries -ge 100 ]; do sleep 0.1 && tries=$((tries + 1)); done
    loopblocks swap socket my_loop=next/my-loop.so
    swapped=$?
    loopblocks stop socket
    wait $run
    cat out err
    x=$(sed -n 's/^x = //p' out)
    [ $swapped -eq 0 ] && [ "$x" -gt 0 ] && grep -q "stopped after iteration $x of loop \"my_loop\" ($x of 2000000000)" err
}
expect "the loop gives way to another version, which goes on where it was" gives_way

# The suite is not built everywhere, and would prove the sanitizer where there is one.
leave_out_what_is_not_built()
{
    [ -x "$LOOPBLOCKS_CONFORM" ] && ! echo "$flags" | grep -q sanitize || sed -i '/conform/d' guide.sh
}

# The commands of the guide, as they stand there.
follows_the_guide()
{
    sed -n '/^## Your first block/,/^## The/p' "$LOOPBLOCKS_SRCDIR/docs/blocks.md" | sed '1,/^```sh$/d; /^```$/,$d' >guide.sh &&
        [ "$(wc -l <guide.sh)" -eq 5 ] && grep -q 'conform --level 5' guide.sh && leave_out_what_is_not_built && mkdir guide && (cd guide && sh -e ../guide.sh) >out && cat out && grep -x 'average = 0.9375' out
}
expect "the guide's five commands" follows_the_guide

builds_in_the_tree()
{
    env -u LD_LIBRARY_PATH "$LOOPBLOCKS_BUILDDIR/host/loopblocks" new in-tree && [ -s in-tree/in-tree.c ]
}
expect "the program of the build tree finds the templates" builds_in_the_tree

into_a_folder()
{
    mkdir plugins && loopblocks new there --folder plugins && [ -s plugins/there/there.c ] && [ ! -e there ]
}
expect "--folder says where" into_a_folder

# refuses CODE TEXT ARGUMENT...: it exits with the code, says the text, and makes nothing.
refuses()
{
    code=$1 text=$2
    shift 2
    find . | sort >before
    loopblocks new "$@" 2>err
    result=$?
    cat err
    find . | sort >after
    [ $result -eq "$code" ] && grep -qF -e "$text" err && cmp before after
}
touch before after err a-file
expect "a name is needed" refuses 2 'NAME is missing'
expect "capitals and underscores are no part of names" refuses 2 'found="My_Filter"; call it my-filter' My_Filter
expect "names begin with a letter" refuses 2 'found="2nd"; call it nd' 2nd
expect "a name is no path" refuses 2 'found="../up"' ../up
expect "a name is not empty" refuses 2 'found=""' ''
expect "a name that cannot be mended is refused" refuses 2 'found="123"' 123
expect "a name is no longer than a file's may be" refuses 2 'expected 200 at most' "$(printf 'a%.0s' $(seq 300))"
expect "a misspelt kind" refuses 2 'unknown kind "shceduler"; did you mean "scheduler"?' x --kind shceduler
expect "a kind that there is not" refuses 2 'there are block, loop, scheduler' x --kind elephant
expect "a language that there is not" refuses 2 'there are c and c++' x --lang rust
expect "a misspelt language" refuses 2 'did you mean "c++"?' x --lang c+
expect "the name of the model for tests" refuses 2 'choose another' test-model --kind guider
expect "a folder that is there already" refuses 1 'is there already' my-block
expect "a file that is there already" refuses 1 'is there already' a-file
expect "no folder to make it in" refuses 1 'cannot make the folder "nowhere/x"' x --folder nowhere
# The last one to be read is not there.
cp -R "$LOOPBLOCKS_SRCDIR/templates" "$scratch/templates" && rm -f "$scratch/templates/denoiser.c"
LOOPBLOCKS_TEMPLATES=$scratch/templates
export LOOPBLOCKS_TEMPLATES
expect "where a template is missing, nothing is left behind" refuses 1 'cannot read the template' x --kind scheduler
unset LOOPBLOCKS_TEMPLATES

finish
