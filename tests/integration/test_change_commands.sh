# SPDX-License-Identifier: MIT
# The commands that change a run while it goes on: what they print, what they exit with, and what they leave behind.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
plugins=$LOOPBLOCKS_BUILDDIR/tests/plugins/.libs
faulty=$LOOPBLOCKS_BUILDDIR/tests/faulty/.libs
count=$LOOPBLOCKS_SRCDIR/manifests/count.json
socket=$scratch/socket
steps=50000000000
unset NO_COLOR TERM

# until_true COMMAND...: waits until it succeeds, ten seconds at most.
until_true()
{
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || return 1
        sleep 0.1
    done
}

# What is still running when something went wrong must not outlive the test.
process=
trap '[ -z "$process" ] || kill -9 "$process" 2>/dev/null; rm -rf "$scratch"' EXIT

# begins ARGUMENTS...: a run of minutes, in a folder of its own: what its clients name is relative to theirs.
begins()
{
    : >"$scratch/run.err" # or what an earlier run said would be taken for this one's
    # env undoes that a shell has its background jobs ignore SIGINT.
    (cd / && exec env --default-signal=INT "$loopblocks" run "$count" --set num_steps=$steps "$@") \
        >"$scratch/run.out" 2>"$scratch/run.err" &
    process=$!
    until_true grep -q ': running' "$scratch/run.err"
}

# ends CODE: the run ends by itself, and exits with CODE.
ends()
{
    result=0
    wait "$process" || result=$?
    process=
    cat "$scratch/run.out" "$scratch/run.err"
    [ "$result" -eq "$1" ]
}

# says CODE PATTERN ARGUMENTS...: the command exits with CODE, and what it says, on whichever file that code asks for, matches PATTERN.
says()
{
    code=$1 pattern=$2
    shift 2
    result=0
    "$loopblocks" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || result=$?
    cat "$scratch/out" "$scratch/err"
    [ "$code" -eq 0 ] && said=$scratch/out other=$scratch/err
    [ "$code" -eq 0 ] || { said=$scratch/err && other=$scratch/out; }
    [ "$result" -eq "$code" ] && grep -q -e "$pattern" "$said" && [ ! -s "$other" ]
}

# The command before said this too.
also()
{
    cat "$scratch/out" "$scratch/err"
    cat "$scratch/out" "$scratch/err" | grep -q -e "$1"
}

told()
{
    until_true grep -q -e "$1" "$scratch/run.err" || { cat "$scratch/run.err"; return 1; }
}

is_json()
{
    "$loopblocks" "$@" >"$scratch/out"
    result=$?
    cat "$scratch/out"
    command -v python3 >/dev/null || return $result
    python3 -c 'import json, sys; json.load(sys.stdin)' <"$scratch/out" && return $result
}

leaves_a_dead_socket()
{
    begins --control "$socket"
    kill -9 "$process"
    wait "$process" 2>/dev/null
    [ -S "$socket" ]
}

expect "no socket" says 2 'there is no such socket' status "$scratch/none"
expect "no arguments" says 2 'arguments are missing: it wants SOCKET PATH=FILE.so...' swap "$socket"
expect "no file" says 2 'swap wants PATH=FILE.so, not "count.block1"' swap "$socket" count.block1
expect "no path" says 2 'insert wants PATH=FILE.so' insert "$socket" add-one
expect "no JSON" says 2 'is no JSON: byte' insert "$socket" 'count.c={"use": '
expect "no key" says 2 'set wants OWNER.KEY=VALUE, not "by=1"' set "$socket" by=1
expect "an option of other commands" says 2 'unknown option "--before"' remove "$socket" count.block1 --before block2
expect "help" says 0 'a run started with --control' help swap
expect "a log of nothing" says 2 '--swap-log has nothing to record' run "$count" --swap-log "$scratch/log"

expect "a killed run leaves its socket" leaves_a_dead_socket
expect "a dead socket" says 2 'no run listens on it any more' status "$socket"
begins --control "$socket" --swap-log "$scratch/log"
expect "a socket in use" says 1 'another program listens on it' run "$count" --control "$socket"
expect "a file in the socket's place" says 1 'a file that is no socket is there' run "$count" --control "$count"
expect "a log that cannot be written" says 1 'cannot write the swap log' run "$count" --control "$scratch/s" --swap-log "$scratch/no/log"

expect "status" says 0 '^running$' status "$socket"
expect "status: loops" also "^count: [0-9]* of $steps\$"
expect "status: blocks" also '^count.block1  add-one  '
expect "status: JSON" is_json status "$socket" --json
expect "swap" says 0 '^count.block1: done at iteration [0-9]* of count, 3 calls on trial' swap "$socket" count.block1="$plugins/increase.so"
expect "swap: the run tells it, too" told '^loopblocks: count.block1: done at iteration'
expect "swap: status has the new one" says 0 '^count.block1  increase ' status "$socket"
expect "swap: and the old one" also '^Retired$'
expect "swap: by name" says 0 '^count.block1: done at' swap "$socket" count.block1=add-one
expect "swap: several" says 0 '^count.block1, count.block2: done at' swap "$socket" count.block1=add-one count.block2="$plugins/increase.so"
cd "$plugins" || exit 1
expect "swap: relative to the client" says 0 '^count.block2: done at' swap "$socket" count.block2=./increase.so
expect "insert: JSON" says 0 '^insert count.c: done at' insert "$socket" 'count.c={"use": "./increase.so", "config": {"by": 7}}' --before block2
expect "set" says 0 '^set count.c.by: done at' set "$socket" count.c.by=9
expect "move" says 0 '^move count.c: done at' move "$socket" count.c --before block1
expect "remove" says 0 '^remove count.c: done at' remove "$socket" count.c
expect "insert: a name" says 0 '^insert count.d: done at' insert "$socket" count.d=add-one
expect "JSON of a change" is_json remove "$socket" count.d --json
expect "refused: the path" says 3 'refused in edit: ' remove "$socket" count.block3
expect "refused: the mend" also 'did you mean'
expect "refused: the file" says 3 '^loopblocks: count.block1: refused in .*no-descriptor' swap "$socket" count.block1="$faulty/no-descriptor.so"
expect "refused: the mend" also '^    '
expect "refused: the run tells it, too" told '^loopblocks: count.block1: refused in '
expect "rolled back" says 1 '^loopblocks: insert count.e: rolled back in trial' insert "$socket" 'count.e={"use": "./answer.so", "config": {"status": -3, "at": 1}}'
expect "pause" says 0 'the run is held' pause "$socket"
expect "pause: status" until_true says 0 '^paused$' status "$socket"
expect "resume" says 0 'resumed' resume "$socket"
expect "resume: status" says 0 '^running$' status "$socket"
expect "stop" says 0 'stopping' stop "$socket"
expect "stop: the run ends" ends 130
expect "stop: and prints what it has" grep -q '^x = ' "$scratch/run.out"
expect "stop: the socket is gone" [ ! -e "$socket" ]
expect "log: a line for each change" [ "$(grep -c '"by":"control"' "$scratch/log")" -eq 13 ]
expect "log: generations" grep -q '"path":"count.block1".*"sha256":"[0-9a-f]*","generation":[0-9]*.*"outcome":"done"' "$scratch/log"
expect "log: reasons" grep -q '"outcome":"rolled back","step":"trial".*"reasons":\[{' "$scratch/log"

begins --control "$socket"
kill -INT "$process"
expect "Ctrl-C: the run ends" ends 130
expect "Ctrl-C: the socket is gone" [ ! -e "$socket" ]

mkdir "$scratch/watched"
cp "$plugins/increase.so" "$scratch/watched/block.so"
sed 's|"block1": {"use": "add-one"}|"block1": {"use": "./block.so"}|' "$count" >"$scratch/watched/count.json"
count=$scratch/watched/count.json
begins --watch
{ cat "$plugins/increase.so" && echo 2; } >"$scratch/watched/new"
mv "$scratch/watched/new" "$scratch/watched/block.so"
expect "watch: a new file" told '^loopblocks: count.block1: done at iteration'
echo nonsense >"$scratch/watched/block.so"
expect "watch: no library" told 'block.so is not tried: it is no ELF file'
cp "$faulty/no-descriptor.so" "$scratch/watched/block.so"
expect "watch: a bad library" told '^loopblocks: count.block1: refused in '
kill -INT "$process"
expect "watch: the run ends" ends 130
finish
