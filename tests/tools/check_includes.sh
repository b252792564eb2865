# SPDX-License-Identifier: MIT
# The tree keeps the include rule, and tools/check-includes finds each way of breaking it.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
check=$LOOPBLOCKS_SRCDIR/tools/check-includes

expect "the tree keeps the include rule" "$check" "$LOOPBLOCKS_SRCDIR"

# A small tree that keeps it. Each case below adds one line to one file.
good()
{
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/sdk/loopblocks" "$scratch/tree/host/cli" "$scratch/tree/host/loopblocks" "$scratch/tree/tools" \
        "$scratch/tree/host/conform/subject" "$scratch/tree/host/conform/rig" "$scratch/tree/host/conform/levels" \
        "$scratch/tree/plugins/common" "$scratch/tree/plugins/ddim" "$scratch/tree/plugins/ddpm" "$scratch/tree/examples/01-block"
    cd "$scratch/tree" || exit 1
    echo '#include <stdint.h>' >sdk/loopblocks/abi.h
    echo '#include <loopblocks/abi.h>' >host/loopblocks/host.h
    printf '%s\n' '# lowest first' loopblocks/host diag 'dylib json manifest' plan loop >tools/host-layers
    printf '#include <loopblocks/host.h>\n' >host/diag.h
    printf '#include "diag.h"\n' >host/dylib.h
    printf '#include "diag.h"\n' >host/manifest.h
    printf '#include "diag.h"\n#include <jansson.h>\n' >host/json.h
    printf '#include "json.h"\n#include "manifest.h"\n' >host/manifest.c
    printf '#include "dylib.h"\n#include <dlfcn.h>\n' >host/dylib.c
    printf '#include "diag.h"\n' >host/plan.h
    printf '#include "plan.h"\n' >host/loop.c
    printf '#include <loopblocks/host.h>\n#include <jansson.h>\n' >host/cli/main.c
    printf '#include "plan.h"\n' >host/conform/case.h
    printf '#include "conform/case.h"\n' >host/conform/subject/crash.h
    printf '#include "conform/subject/crash.h"\n' >host/conform/rig/rig.h
    printf '#include "conform/rig/rig.h"\n' >host/conform/levels/level1.c
    : >host/conform/levels/level1.h
    printf '#include "cli/main.h"\n' >host/conform/suite.c
    : >host/cli/main.h
    printf '#include <math.h>\n' >plugins/common/betas.h
    printf '#include <loopblocks/abi.h>\n#include "../common/betas.h"\n#include "own.h"\n' >plugins/ddim/ddim.c
    : >plugins/ddim/own.h
    printf '#include <loopblocks/abi.h>\n' >examples/01-block/block.c
    printf '#include <loopblocks/host.h>\n' >examples/01-block/embed.c
}

# finds FILE INCLUDE MESSAGE: the include, added to the file as its last line, is reported there and with that message.
finds()
{
    good
    echo "#include $2" >>"$1"
    last=$(wc -l <"$1")
    ! "$check" "$scratch/tree" >"$scratch/found" || return 1
    cat "$scratch/found"
    grep -q "^$1:$last: .*$3" "$scratch/found"
}

good
expect "a good tree passes" "$check" "$scratch/tree"
mkdir -p "$scratch/empty"
expect "nothing at all does not pass" eval '! "$check" "$scratch/empty"'

expect "sdk: a system header" finds sdk/loopblocks/abi.h '<unistd.h>' "sdk/ includes only"
expect "sdk: the host" finds sdk/loopblocks/abi.h '<loopblocks/host.h>' "sdk/ includes nothing but itself"
expect "plugin: the host's public header" finds plugins/ddim/ddim.c '<loopblocks/host.h>' "a plugin includes the SDK"
expect "plugin: the host's inside" finds plugins/ddim/ddim.c '"../../host/diag.h"' "a plugin includes the SDK"
expect "plugin: another plugin" finds plugins/ddpm/ddpm.c '"../ddim/own.h"' "a plugin includes the SDK"
expect "plugin: dlopen" finds plugins/ddim/ddim.c '<dlfcn.h>' "a block loads no libraries"
expect "example: the host's inside" finds examples/01-block/embed.c '"../../host/diag.h"' "only its public header"
expect "command line: the host's inside" finds host/cli/main.c '"../diag.h"' "only its public header"
expect "suite: the SDK's other users" finds host/conform/case.h '"../../plugins/common/betas.h"' "the suite includes the SDK, the host"
expect "suite: from below" finds host/conform/subject/crash.h '"conform/rig/rig.h"' "stands above it"
expect "suite: the levels from the rig" finds host/conform/rig/rig.h '"conform/levels/level1.h"' "stands above it"
expect "host: the suite" finds host/plan.h '"conform/case.h"' "the library includes the SDK and itself"
expect "host: the command line" finds host/plan.h '"cli/options.h"' "the library includes the SDK and itself"
expect "host: a plugin" finds host/plan.h '"../plugins/common/betas.h"' "the library includes the SDK and itself"
expect "host: from below" finds host/dylib.c '"plan.h"' "stands above it"
expect "host: dlfcn.h" finds host/plan.h '<dlfcn.h>' "only dylib"
expect "host: ffi.h" finds host/plan.h '<ffi.h>' "only callbind"
expect "host: jansson.h" finds host/plan.h '<jansson.h>' "only these may include"
expect "host: a file without a layer" finds host/stray.c '<stdio.h>' "has no place"
expect "loop: the manifest" finds host/loop.c '"manifest.h"' "the loop must not include"
expect "loop: the loader" finds host/loop.c '"dylib.h"' "the loop must not include"

finish
