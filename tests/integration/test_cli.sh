# SPDX-License-Identifier: MIT
# The command line as a program: what it prints where, what it exits with, how it stops.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
count=$LOOPBLOCKS_SRCDIR/manifests/count.json
nested=$LOOPBLOCKS_SRCDIR/manifests/nested.json
unset NO_COLOR TERM

# exits CODE PATTERN ARGUMENTS...: the exit code is CODE, and what is said on standard error matches PATTERN.
exits()
{
    code=$1 pattern=$2
    shift 2
    result=0
    "$loopblocks" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || result=$?
    cat "$scratch/out" "$scratch/err"
    [ "$result" -eq "$code" ] && grep -q -e "$pattern" "$scratch/err"
}

# prints PATTERN ARGUMENTS...: it succeeds, and a line of standard output matches PATTERN.
prints()
{
    pattern=$1
    shift
    "$loopblocks" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || return 1
    cat "$scratch/out" "$scratch/err"
    grep -q -e "$pattern" "$scratch/out"
}

# cannot_write ARGUMENTS...: standard output is full.
cannot_write()
{
    result=0
    "$loopblocks" "$@" 2>"$scratch/err" >/dev/full || result=$?
    cat "$scratch/err"
    [ "$result" -eq 1 ] && grep -q 'cannot write to standard output: No space left' "$scratch/err"
}

has_closed_output()
{
    result=0
    "$loopblocks" run "$count" --quiet --save "$scratch/closed.safetensors" 2>"$scratch/err" >&- || result=$?
    cat "$scratch/err"
    # What is printed must not end up in the file that got the number of standard output.
    [ "$result" -eq 1 ] && ! grep -q 'x = ' "$scratch/closed.safetensors"
}

saves()
{
    "$loopblocks" run "$count" --quiet --save "$scratch/x.safetensors" && grep -q '"x"' "$scratch/x.safetensors"
}

# stops SIGNAL ARGUMENTS...: the signal ends a run that would take for ever in good order.
stops()
{
    signal=$1
    shift
    # env undoes that a shell has its background jobs ignore SIGINT.
    env --default-signal=INT "$loopblocks" run "$count" --set num_steps=1000000000000 "$@" >"$scratch/out" 2>"$scratch/err" &
    process=$!
    tries=0
    until grep -q ': running' "$scratch/err" || [ "$tries" -ge 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    sleep 0.3
    kill -s "$signal" "$process"
    result=0
    wait "$process" || result=$?
    cat "$scratch/out" "$scratch/err"
    [ "$result" -eq 130 ] && grep -q 'stopped after iteration [0-9]* of loop "count" ([0-9]* of 1000000000000)' "$scratch/err"
}

stops_with_outputs()
{
    stops INT --save "$scratch/stopped.safetensors" && grep -q '^x = [1-9]' "$scratch/out" && [ -s "$scratch/stopped.safetensors" ]
}

stops_with_json()
{
    stops TERM --json && grep -q '"status": "stopped"' "$scratch/out" && grep -q '"path": "count", "iterations": [1-9]' "$scratch/out"
}

# is_silent ARGUMENTS...: it succeeds and says nothing.
is_silent()
{
    "$loopblocks" "$@" >"$scratch/out" 2>&1 || return 1
    cat "$scratch/out"
    [ ! -s "$scratch/out" ]
}

# Standard output of the last command is one JSON value. Without Python nothing here can tell.
is_json()
{
    command -v python3 >/dev/null || return 0
    python3 -c 'import json, sys; json.load(sys.stdin)' <"$scratch/out"
}

prints_only_json()
{
    "$loopblocks" "$@" >"$scratch/out" 2>"$scratch/err"
    cat "$scratch/out" "$scratch/err"
    is_json
}

expect "version" prints '^loopblocks [0-9]' --version
expect "help" prints '^  describe ' --help
expect "help of a command" prints '--set NAME=VALUE' help run
expect "help of a command, as an option" prints '--set NAME=VALUE' run --help
expect "help: standard output is full" cannot_write --help

expect "no command" exits 2 'a command is missing'
expect "unknown command" exits 2 'unknown command "rnu"; did you mean "run"?' rnu
expect "unknown option" exits 2 'unknown option "--jsn"; did you mean --json?' run "$count" --jsn
expect "an option of another command" exits 2 'unknown option "--save"' check "$count" --save x
expect "an option without its argument" exits 2 '--output wants an argument' run "$count" --output
expect "an option with an argument too many" exits 2 '--json takes no argument' run "$count" --json=1
expect "--set without =" exits 2 '--set wants NAME=VALUE, not "x"' run "$count" --set x
expect "no manifest" exits 2 'MANIFEST is missing' run
expect "two manifests" exits 2 'one argument too many' run "$count" "$nested"
expect "a folder of plugins that is none" exits 2 '1 error' run "$count" --plugins "$scratch/none"
expect "a manifest that is not there" exits 3 'none.json: 1 error' run "$scratch/none.json"
expect "an unknown input" exits 2 'num_steps' run "$count" --set num_step=3
expect "an unknown output" exits 2 'count.json: 1 error' run "$count" --output y
expect "an unknown plugin to describe" exits 3 'add-two: 1 error' describe add-two

expect "run" prints '^x = 10$' run "$count"
expect "run: a million iterations" prints '^x = 2000000$' run "$count" --set num_steps=1000000 --set x=0
expect "run: options first, operand after --" prints '^x = 6$' run --set=num_steps=3 -- "$count"
expect "run: a loop in a loop" prints '^x = 12$' run "$nested"
expect "run: an output more" prints '^num_steps = 5$' run "$count" --output num_steps
expect "run: says that it is done" exits 0 'count.json: done in' run "$count"
expect "run: plain lines for loops" exits 0 'count: 5 of 5' run "$count"
expect "run: JSON" prints '"x": 10' run "$count" --json
expect "run: only JSON" prints_only_json run "$count" --json
expect "run: saves" saves
expect "run: no folder to save in" exits 1 'cannot save to .*: its folder does not exist' run "$count" --save "$scratch/none/x"
expect "run: a folder to save over" exits 1 'cannot save to .*: it is a folder' run "$count" --save "$scratch"
expect "run: the disk is full" exits 1 'count.json: 1 error' run "$count" --save /dev/full
expect "run: standard output is full" cannot_write run "$count" --quiet
expect "run: standard output is closed" has_closed_output
expect "run: SIGINT" stops INT
expect "run: SIGTERM" stops TERM
expect "run: stopped, prints and saves" stops_with_outputs
expect "run: stopped, JSON" stops_with_json

expect "check" prints 'count.json: ok' check "$count"
expect "check: nothing to say" is_silent check --quiet "$count"
expect "check: JSON" prints '"status": "ok"' check --json "$count"
expect "list" prints '^block  *add-one  *[0-9]' list
expect "list: JSON" prints_only_json list --json
expect "describe: a block" prints '^  x (i64, required' describe add-one
expect "describe: a loop" prints '^Loop arguments it passes:' describe loop-for
expect "describe: a pipeline" prints 'block1: add-one' describe "$count"
expect "describe: JSON" prints_only_json describe "$count" --json
finish
