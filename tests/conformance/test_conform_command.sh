# SPDX-License-Identifier: MIT
# `loopblocks conform` as a program: what it exits with, what it writes where, and what of a block it takes to be in order.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
sources=$LOOPBLOCKS_SRCDIR/tests/conformance
: "${CC:=cc}"

# build NAME SOURCE FLAGS...: compiles a block.
build()
{
    name=$1 source=$2
    shift 2
    # shellcheck disable=SC2086
    $CC -O1 -g -fPIC -fvisibility=hidden "-DNAME=\"$name\"" -I"$LOOPBLOCKS_SRCDIR/sdk" -I"$sources/faulty" -shared \
        -o "$scratch/$name.so" "$sources/$source" "$@"
}

# exits CODE PATTERN ARGUMENTS...: the exit code is CODE, and a line of what is said matches PATTERN.
exits()
{
    code=$1 pattern=$2 result=0
    shift 2
    timeout 60 "$loopblocks" conform "$@" >"$scratch/out" 2>&1 </dev/null || result=$?
    cat "$scratch/out"
    [ "$result" -eq "$code" ] && grep -q -e "$pattern" "$scratch/out"
}

lists_each_once()
{
    "$loopblocks" conform --list | awk '{print $2}' | sort | uniq -d >"$scratch/twice"
    [ ! -s "$scratch/twice" ] && [ "$("$loopblocks" conform --list | wc -l)" -ge 50 ]
}

describes()
{
    "$loopblocks" describe --manifest "$scratch/good.so"
}

without_suite()
{
    result=0
    LOOPBLOCKS_CONFORM=$scratch/nowhere "$loopblocks" conform "$scratch/good.so" 2>"$scratch/err" || result=$?
    cat "$scratch/err"
    [ "$result" -eq 1 ] && grep -q 'install check, libelf-dev and libseccomp-dev' "$scratch/err"
}

build good good/good-block.c && build bad faulty/name-is-valid.c && build started faulty/no-constructors.c
cp "$scratch/good.so" "$scratch/stripped.so" && strip "$scratch/stripped.so"
cp "$scratch/started.so" "$scratch/secret.so" && strip "$scratch/secret.so"

expect 'a block that is in order passes' exits 0 'good 1.0.0: passed' --level 1 "$scratch/good.so"
expect 'one that is not fails, with its reason' exits 1 'field=name, expected=a lower-case letter' --level 1 "$scratch/bad.so"
expect 'and with what to do' exits 1 'choose a name like' --level 1 "$scratch/bad.so"
expect 'a single check can be asked for' exits 0 'passed 1 check' --only no-rpath "$scratch/bad.so"
expect 'a check that there is not is told' exits 2 'no-such-check' --only no-such-check "$scratch/good.so"
expect 'a wrong option is told' exits 2 'unknown option' --no-such-option "$scratch/good.so"
expect 'a file is needed' exits 2 'FILE.so is missing' --level 1
expect 'it explains itself' exits 0 '--level' --help
expect 'and help does' "$loopblocks" help conform
expect 'it is among the commands' sh -c "'$loopblocks' help | grep -q '^  conform '"
expect 'it lists its checks, each once' lists_each_once
# What steers programs that are written with Check does not steer this one.
minds_no_environment()
{
    CK_RUN_CASE=none CK_FORK=no CK_TAP_LOG_FILE_NAME=- "$loopblocks" conform --quiet --only no-rpath "$scratch/good.so" >"$scratch/out"
    cat "$scratch/out"
    [ "$(wc -l <"$scratch/out")" -eq 1 ] && grep -q 'passed 1 check' "$scratch/out"
}
# ends SIGNAL STATUS: ended in the midst of a check, it dies of the signal, nothing of it goes on, and its group is left alone.
ends()
{
    printf '%s\n' "LOOPBLOCKS_CACHE= \"$loopblocks\" conform --only runs \"$scratch/runs--hang.so\" & echo \$! >suite" \
        'wait $!' 'echo $? >status' >"$scratch/group.sh"
    rm -f "$scratch/status" "$scratch/suite"
    (cd "$scratch" && exec setsid sh group.sh) >"$scratch/out" 2>&1 &
    group=$! tries=0
    # Three processes have its name: the suite, the test and the block's.
    until [ -s "$scratch/suite" ] && [ "$(pgrep -fc runs--hang.so)" -ge 3 ] || [ $tries -ge 100 ]; do tries=$((tries + 1)) && sleep 0.1; done
    suite=$(cat "$scratch/suite") && kill "-$1" "$suite" && wait $group
    cat "$scratch/out"
    [ "$(cat "$scratch/status")" = "$2" ] || { echo "it ended with $(cat "$scratch/status")"; return 1; }
    tries=0
    while pgrep -f "runs--hang.so" >"$scratch/left" && [ $tries -lt 50 ]; do tries=$((tries + 1)) && sleep 0.1; done
    cat "$scratch/left"
    [ ! -s "$scratch/left" ]
}
build runs--hang faulty/runs--hang.c
if command -v pgrep >/dev/null; then
    expect 'terminated, it ends with all that it started, and alone' ends TERM 143
    expect 'killed, too' ends KILL 137
else
    skip 'terminated, it ends with all that it started' 'pgrep is not installed'
fi
expect 'the variables of Check mean nothing to it' minds_no_environment
expect 'where it was not built it says so' without_suite

printf '{"allow": {"name-is-valid": "it is a test", "file-has-its-name": "it is a test"}}' >"$scratch/bad.conform.json"
expect 'a failure that is allowed is no failure' exits 0 'it is a test' --level 1 --only name-is-valid "$scratch/bad.so"
expect 'TAP is written' exits 0 '^ok 1 ' --only no-rpath --tap - "$scratch/good.so"
expect "JUnit's XML is written" exits 0 '<testcase' --only no-rpath --junit - "$scratch/good.so"
expect 'JSON is written' exits 0 '"id": "no-rpath"' --only no-rpath --json - "$scratch/good.so"

expect 'without a manifest there is none to be checked' exits 0 'there is no .*good.block.json' --only manifest-matches "$scratch/good.so"
expect 'a manifest is written' describes
expect 'and is that of the block' exits 0 'passed 1 check' --only manifest-matches "$scratch/good.so"
build good good/good-block.c -Wl,--build-id=0x0123
expect 'but not that of another build' exits 1 'member=s' --only manifest-matches "$scratch/good.so"

expect 'a stripped block passes' exits 0 'passed 1 check' --only no-constructors "$scratch/stripped.so"
expect 'a stripped one with a constructor is not judged' exits 0 'the library is stripped' --only no-constructors "$scratch/secret.so"
finish
