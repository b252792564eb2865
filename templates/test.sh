#!/bin/sh
# SPDX-License-Identifier: MIT
# sh test.sh MANIFEST EXPECTED: the pipeline has no errors, runs, and prints what is expected, numbers to four digits.
set -e
loopblocks=${LOOPBLOCKS:-loopblocks}
"$loopblocks" check "$1"
found=$("$loopblocks" run --quiet "$1")
printf '%s\n' "$found" | awk -v file="$2" '
function is_number(text) { return text ~ /^-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/ }
function differ(a, b,    gap, size)
{
    if (!is_number(a) || !is_number(b)) return a != b
    gap = a - b
    size = b < 0 ? -b : b + 0
    return (gap < 0 ? -gap : gap) > 1e-4 * (size < 1 ? 1 : size)
}
function fail()
{
    printf "expected: %s\nfound:    %s\n", expected, found
    failed = 1
}
{
    found = $0
    expected = ""
    if ((getline expected < file) <= 0) expected = ""
    wanted = expected
    gsub(/[][,]/, " ")
    gsub(/[][,]/, " ", wanted)
    count = split(wanted, words)
    same = count == NF
    for (k = 1; same && k <= NF; k++) same = !differ($k, words[k])
    if (!same) fail()
}
END {
    found = ""
    while ((getline expected < file) > 0) fail()
    exit failed
}'
echo "$1: as expected"
