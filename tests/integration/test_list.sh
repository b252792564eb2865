# SPDX-License-Identifier: MIT
# `loopblocks list` and `describe --manifest` as commands: what they print, exit with and leave in the cache.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
work=$scratch/work
mkdir "$work" "$work/plugins" "$work/home"
cd "$work" || exit 1
unset NO_COLOR TERM XDG_CACHE_HOME
HOME=$work/home
LOOPBLOCKS_PATH=$work/plugins
LOOPBLOCKS_CACHE=$work/cache
export HOME LOOPBLOCKS_PATH LOOPBLOCKS_CACHE

# block NAME CODE: a block of this name, and what its library does as it is loaded.
block()
{
    cat >source.c <<END
#include <loopblocks/loopblocks.h>
#include <stdlib.h>
#include <unistd.h>
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}
LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER, .name = "$1", .version = "1.0.0", .description = "Does nothing.", .call = LB_CALL(call)};
__attribute__((constructor)) static void as_it_is_loaded(void) { $2 }
END
    ${CC:-cc} -shared -fPIC -I"$LOOPBLOCKS_SRCDIR/sdk" -o "plugins/$1.so" source.c || exit 1
}

# says CODE OUT ERR ARGUMENTS...: it exits with CODE, and a line of standard output and one of standard error match; '': any.
says()
{
    code=$1 out=$2 err=$3
    shift 3
    result=0
    "$loopblocks" "$@" >out 2>err </dev/null || result=$?
    cat out err
    [ "$result" -eq "$code" ] && { [ -z "$out" ] || grep -q -e "$out" out; } && grep -q -e "$err" err
}

# prints PATTERN ARGUMENTS...: it succeeds, a line of standard output matches, and nothing else is said.
prints()
{
    pattern=$1
    shift
    "$loopblocks" "$@" >out 2>err </dev/null || { cat out err; return 1; }
    cat out err
    grep -q -e "$pattern" out && [ ! -s err ]
}

# lists NAME SOURCE: from where the plugin is known.
lists()
{
    sleep 0.05
    "$loopblocks" list --json >out 2>err || { cat err; return 1; }
    sleep 0.05
    cat out
    grep -A5 "\"name\": \"$1\"" out | grep -q "\"source\": \"$2\""
}

block good ''
expect "describe --manifest writes it beside the library" prints '^wrote plugins/good.block.json$' describe --manifest plugins/good.so
expect "by its name, too" prints "^wrote $work/plugins/good.block.json$" describe --manifest good
expect "what it wrote is what it prints" sh -c "'$loopblocks' describe good --manifest --output - | cmp - plugins/good.block.json"
expect "to another file" prints '^wrote other.json$' describe --manifest good --output other.json
expect "it is the same" cmp other.json plugins/good.block.json
expect "--quiet says nothing" sh -c "[ -z \"\$('$loopblocks' describe --quiet --manifest good --output other.json)\" ]"
expect "no folder to write it to" says 1 '' 'cannot write the block.s manifest: file="nowhere/x"' describe --manifest good --output nowhere/x
expect "nothing to write it of" says 3 '' 'unknown plugin: use="goood"' describe --manifest goood
expect "--output goes with --manifest" says 2 '' '--output goes with --manifest' describe good --output x
rm other.json

expect "a plugin is known by its manifest" lists good manifest
expect "and the next time by the index" lists good index
block bare ''
expect "without one it is probed" lists bare probe
expect "once" lists bare index

sed -i 's/"size"/"sise"/' plugins/good.block.json
expect "a manifest that is not believed is warned of" says 0 '^block *good *1.0.0 *Does nothing' \
    'warning: .*/good.block.json:[0-9:]* the block.s manifest is not believed: member="size"' list
rm plugins/good.block.json

block crash 'if (access("licence", F_OK) != 0) abort();'
echo '{"loopblocks": 1, "blocks": {"a": {"use": "crash"}}}' >pipeline.json
expect "a library that crashes is listed with the reason" says 0 '^quarantined *crash *the scan died of SIGABRT' 'list --retry' list
prints_others()
{
    grep '^block *bare *1.0.0' out && grep '^block *good *1.0.0' out
}
expect "the others are, too" prints_others
reason='cannot load library: file="[^"]*crash.so", it is quarantined: the scan died of SIGABRT.*$'
expect "check refuses it" says 3 '' "$reason" check pipeline.json
expect "and says what to do" grep -q 'loopblocks list --retry. tries again' err
expect "run refuses it" says 3 '' "$reason" run pipeline.json
expect "describe refuses it" says 3 '' "$reason" describe crash
expect "it is still known" lists crash index
touch licence
expect "and not tried again" lists crash index
expect "--retry tries again" prints '^block *crash *1.0.0' list --retry
expect "then it can be used" prints 'ok' check pipeline.json
expect "and nothing is left in quarantine" test ! -e cache/quarantine.json

# keeps FOLDER VARIABLE=VALUE...: the cache is made there.
keeps()
{
    folder=$1
    shift
    env -u LOOPBLOCKS_CACHE "$@" "$loopblocks" list && [ -s "$folder/index.json" ] && [ "$(stat -c %a "$folder")" = 700 ]
}
expect "the cache is in ~/.cache" keeps home/.cache/loopblocks HOME="$HOME"
expect "or in XDG_CACHE_HOME" keeps xdg/loopblocks XDG_CACHE_HOME="$work/xdg"
expect "which counts only if it is absolute" keeps other/.cache/loopblocks XDG_CACHE_HOME=relative HOME="$work/other"

keeps_nothing()
{
    rm -rf cache home && mkdir home && prints '^block *bare' list && [ -z "$(ls -A home)" ] && [ ! -e cache ]
}
LOOPBLOCKS_CACHE=
expect "an empty LOOPBLOCKS_CACHE keeps nothing" keeps_nothing
unset LOOPBLOCKS_CACHE
unset HOME
expect "without a home nothing is kept" prints '^block *bare' list
LOOPBLOCKS_CACHE=/dev/null/cache
export LOOPBLOCKS_CACHE
expect "a cache that cannot be is no error" prints '^block *bare' list

finish
