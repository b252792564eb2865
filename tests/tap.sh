# SPDX-License-Identifier: MIT
# What shell tests are made of: source it, call `expect` for each promise, then `finish`. Output is TAP.

: "${LOOPBLOCKS_SRCDIR:?}" "${LOOPBLOCKS_BUILDDIR:?}"
cases=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/loopblocks-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# expect WHAT COMMAND...: passes if the command succeeds; shows what it said if it does not.
expect()
{
    what=$1
    shift
    cases=$((cases + 1))
    if "$@" >"$scratch/output" 2>&1; then
        echo "ok $cases - $what"
    else
        echo "not ok $cases - $what"
        sed 's/^/# /' "$scratch/output"
    fi
}

# skip WHAT WHY
skip()
{
    cases=$((cases + 1))
    echo "ok $cases - $1 # SKIP $2"
}

finish()
{
    echo "1..$cases"
    exit 0
}
