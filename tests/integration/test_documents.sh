# SPDX-License-Identifier: MIT
# What the documentation shows is true: its listings are parts of files that tests build and run, its links lead somewhere.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
cd "$LOOPBLOCKS_SRCDIR" || exit 1

# Prints the listings in C, C++ and JSON that are not, line for line, a part of one of the files; fails if there are any.
strange_listings()
{
    # shellcheck disable=SC2046
    awk '
    function judge(    i) {
        for (i = 1; i <= sources; i++) if (index("\n" source[i], "\n" listing)) return
        print document ":" begin ": not a part of any example:\n" listing
        bad = 1
    }
    BEGIN {
        for (i = 2; i < ARGC; i++) {
            while ((getline line < ARGV[i]) > 0) text = text line "\n"
            source[++sources] = text
            text = ""
            ARGV[i] = ""
        }
        document = ARGV[1]
    }
    inside && /^```$/ { if (checked) judge(); inside = 0; next }
    inside { listing = listing $0 "\n"; next }
    /^```/ { inside = 1; checked = /^```(c|cpp|json)$/; begin = NR; listing = "" }
    END { exit bad }
    ' "$1" $(find examples manifests -name '*.c' -o -name '*.cc' -o -name '*.json')
}

# whole DOCUMENT FILE: the document shows all of the file.
whole()
{
    awk 'NR == FNR { file = file $0 "\n"; next } { text = text $0 "\n" } END { exit index(text, "\n" file "```\n") == 0 }' "$2" "$1"
}

# Prints the relative links that lead nowhere; fails if there are any.
broken_links()
{
    folder=$(dirname "$1")
    broken=0
    for link in $(grep -o '](\([^)#]*\)' "$1" | sed 's/^](//'); do
        case $link in *://*) continue ;; esac
        [ -e "$folder/$link" ] || { echo "$1: $link"; broken=1; }
    done
    return $broken
}

for document in README.md CONTRIBUTING.md docs/*.md examples/README.md bench/README.md; do
    expect "$document: listings" strange_listings "$document"
    expect "$document: links" broken_links "$document"
done
expect "README.md shows the first block whole" whole README.md examples/01-first-block/newton.c
expect "README.md shows its pipeline whole" whole README.md examples/01-first-block/sqrt.json
for file in Makefile debian/control debian/rules; do
    expect "packaging.md shows its $file whole" whole docs/packaging.md examples/07-package/$file
done
expect "README.md shows the embedder whole" whole README.md examples/embed/embed.c

finish
