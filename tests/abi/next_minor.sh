# SPDX-License-Identifier: MIT
# The host of the next minor, in which every struct that may grow has grown, still runs what today's headers were built with.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"

minor=$(sed -n 's/^#define LB_ABI_MINOR //p' "$LOOPBLOCKS_SRCDIR/sdk/loopblocks/abi.h")
major=$(sed -n 's/^#define LB_ABI_MAJOR //p' "$LOOPBLOCKS_SRCDIR/sdk/loopblocks/abi.h")
abi=$LOOPBLOCKS_SRCDIR/tests/abi

# The SDK of the next minor: one more member at the end of every struct that structs.h lets grow.
grow()
{
    mkdir -p "$scratch/sdk/loopblocks"
    growing=$(sed -n 's/^GROWS(\([a-z_0-9]*\), .*/\1/p' "$abi/$major.$minor/structs.h" | tr '\n' ' ')
    for header in "$LOOPBLOCKS_SRCDIR"/sdk/loopblocks/*.h; do
        awk -v growing=" $growing" -v next_minor=$((minor + 1)) '
            /^#define LB_ABI_MINOR / { $3 = next_minor }
            /^struct lb_[a-z_0-9]+ \{$/ { grows = index(growing, " " $2 " ") }
            /^};$/ { if (grows) print "    lb_function of_next_minor LB_INIT;"; grows = 0 }
            { print }' "$header" >"$scratch/sdk/loopblocks/${header##*/}"
    done
    grown=$(cat "$scratch/sdk/loopblocks/"*.h | grep -c of_next_minor)
    [ "$grown" = "$(echo "$growing" | wc -w)" ] && [ "$grown" -gt 20 ]
}

# The program, from today's sources and those headers, with the flags of this build: what loads sanitized plugins must be sanitized.
build()
{
    flags=$(sed -n 's/^S\["CFLAGS"\]="\(.*\)"$/\1/p' "$LOOPBLOCKS_BUILDDIR/config.status")
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} -std=c11 $flags -O0 -w -D_GNU_SOURCE -DLBH_LIBEXEC_DIR='"/nowhere"' -DLBH_PLUGIN_DIR='"/nowhere"' \
        -DLBH_TEMPLATE_DIR='"/nowhere"' -DLBH_VERSION='"next"' \
        -I"$scratch/sdk" -I"$LOOPBLOCKS_SRCDIR/host" "$LOOPBLOCKS_SRCDIR"/host/*.c "$LOOPBLOCKS_SRCDIR"/host/cli/*.c \
        -o "$scratch/loopblocks" $(pkg-config --cflags --libs libffi jansson libmd) -lm -lpthread
}

# runs MANIFEST EXPECTED OPTION...: whether it prints that.
runs()
{
    manifest=$1 expected=$2
    shift 2
    "$scratch/loopblocks" run "$manifest" "$@" >"$scratch/said" || return 1
    cat "$scratch/said"
    grep -qx -- "$expected" "$scratch/said"
}

if ! pkg-config --exists libffi jansson libmd; then
    echo "1..0 # SKIP pkg-config finds no libffi, jansson or libmd"
    exit 0
fi
expect "the structs can grow" grow
expect "the next minor's host can be built" build

cat >"$scratch/loop.json" <<'END'
{"loopblocks": 1, "inputs": {"x": [1, 2, 3], "num_steps": 3},
 "components": {"random": {"use": "abi-component"}, "guider": {"use": "abi-component"},
                "denoiser": {"use": "abi-component"}, "scheduler": {"use": "abi-component"}},
 "blocks": {"target": {"use": "abi-target"},
            "loop": {"use": "abi-loop", "blocks": {"block": {"use": "abi-block", "config": {"scale": 0.5}}}}},
 "outputs": ["x", "total"]}
END
for folder in "$LOOPBLOCKS_BUILDDIR/tests/abi/$major".*/.libs; do
    version=${folder%/.libs}
    LOOPBLOCKS_PATH=$folder
    export LOOPBLOCKS_PATH
    expect "blocks, a loop and components of ${version##*/} run" runs "$scratch/loop.json" "total = 69.2"
done
LOOPBLOCKS_PATH=$LOOPBLOCKS_BUILDDIR/plugins/.libs
expect "the plugins of today run" runs "$LOOPBLOCKS_SRCDIR/manifests/count.json" "x = 10"

finish
