# SPDX-License-Identifier: MIT
# Whose call it was: what the suite says of calls of the C library and of the system that are made in a block's call, on its behalf, or
# by others; and what a block's flags admit.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
conform=$LOOPBLOCKS_BUILDDIR/host/loopblocks-conform
faulty=$LOOPBLOCKS_SRCDIR/tests/conformance/faulty
: "${CC:=cc}"

# build NAME SOURCE FLAGS...: compiles a block.
build()
{
    name=$1 source=$2
    shift 2
    # shellcheck disable=SC2086
    $CC -O1 -g -fPIC -fvisibility=hidden "-DNAME=\"$name\"" -I"$LOOPBLOCKS_SRCDIR/sdk" -I"$faulty" -shared -o "$scratch/$name.so" \
        "$source" "$@"
}

# result CODE PATTERN ID NAME: checks one promise of a block.
result()
{
    code=$1 pattern=$2 found=0
    (cd "$scratch" && exec timeout 60 "$conform" --only "$3" "$4.so") >"$scratch/out" 2>&1 || found=$?
    cat "$scratch/out"
    [ "$found" -eq "$code" ] && grep -q -e "$pattern" "$scratch/out"
}

# A block without a flag, which draws numbers from whatever generator it is given.
cat >"$scratch/draws.c" <<'EOF'
#include <loopblocks/loopblocks.h>
enum { Y };
static const struct lb_output outputs[] = {{.slot = Y, .name = "y", .type = "f64", .description = "A number."}};
static const struct lb_component_use uses[] = {{.slot = 0, .name = "generator", .interface_id = LB_RANDOM_ID, .required = 1}};
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    const struct lb_component_ref *generator = lb_component_at(components, 0);
    return lb_random_of(generator)->uniform(generator->self, generator->state, lb_tensor_of(state, Y));
}
LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER, .name = NAME, .version = "1.0.0", .description = "Draws.",
    .intermediate_outputs = LB_ARRAY(outputs), .components = LB_ARRAY(uses), .call = LB_CALL(call)};
EOF

# A block that asks the host for something it may not have: the failure that is told takes memory, which is the host's.
cat >"$scratch/tells.c" <<'EOF'
#define CALL_BODY (void)lb_set_extent(state, X, 7, 1);
#include "good.h"
EOF

build takes "$faulty/call-allocates-nothing.c"
build takes-by-method "$faulty/call-allocates-nothing--component.c"
build opens "$faulty/call-opens-no-file.c"
build admits-memory "$faulty/call-allocates-nothing.c" '-DMEMBERS=.flags=LB_FLAG_ALLOCATES,'
build admits-files "$faulty/call-opens-no-file.c" '-DMEMBERS=.flags=LB_FLAG_EXTERNAL_EFFECTS,'
build admits-threads "$faulty/call-starts-no-thread.c" '-DMEMBERS=.flags=LB_FLAG_THREADS,'
build admits-else "$faulty/call-allocates-nothing.c" '-DMEMBERS=.flags=LB_FLAG_THREADS|LB_FLAG_EXTERNAL_EFFECTS,'
build draws "$scratch/draws.c"
build tells "$scratch/tells.c"
printf '{"components": {"generator": {"use": "./takes-by-method.so"}}}' >"$scratch/draws.conform.json"

expect 'the function that was called is named' result 1 'takes or gives back memory: malloc' call-allocates-nothing takes
expect 'how to mend it is said' result 1 'mend: .*LB_FLAG_ALLOCATES' call-allocates-nothing takes
if grep -q -F libdw.so "$conform"; then
    expect 'where it was called is said, with the line' result 1 'at call at good.h:[0-9]* in takes.so' call-allocates-nothing takes
else
    skip 'where it was called is said, with the line' 'this build has no libdw'
fi
expect 'where it was called is said without symbols, too' sh -c "strip -g '$scratch/takes.so' && cd '$scratch' &&
    '$conform' --only call-allocates-nothing takes.so | grep -e 'at .*takes.so'"
expect 'the flag admits memory' result 0 'LB_FLAG_ALLOCATES says that it may' call-allocates-nothing admits-memory
expect 'the flag admits files' result 0 'LB_FLAG_EXTERNAL_EFFECTS says that it may' call-opens-no-file admits-files
expect 'the flag admits threads' result 0 'LB_FLAG_THREADS says that it may' call-starts-no-thread admits-threads
expect 'other flags do not admit memory' result 1 malloc call-allocates-nothing admits-else
expect 'what its component takes is not the block'"'"'s' result 0 'ok *call-allocates-nothing' call-allocates-nothing draws
expect 'what the host takes on its behalf is not the block'"'"'s' result 0 'ok *call-allocates-nothing' call-allocates-nothing tells
expect 'a system call that another check is about is left to that one' result 0 'call-opens-no-file' call-makes-no-system-call opens

finish
