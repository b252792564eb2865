# SPDX-License-Identifier: MIT
# What comes with Loopblocks holds the strictest level: every bundled plugin, and what `loopblocks new` makes of every kind.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=$LOOPBLOCKS_BUILDDIR/host/loopblocks
plugins=$LOOPBLOCKS_BUILDDIR/plugins/.libs
LOOPBLOCKS_PATH=$plugins
LOOPBLOCKS_TEMPLATES=$LOOPBLOCKS_SRCDIR/templates
: "${CC:=cc}" "${CXX:=c++}"
# Wherever the build folder is, compilers that the suite starts find the SDK.
CPATH=$LOOPBLOCKS_SRCDIR/sdk
export LOOPBLOCKS_PATH LOOPBLOCKS_TEMPLATES CC CXX CPATH
cd "$scratch" || exit 1

# holds FILE.so OPTION...: it holds level 5; what it says ends with the line that tells so.
holds()
{
    file=$1
    shift
    timeout 300 "$loopblocks" conform "$@" "$file" >said 2>&1
    result=$?
    grep -A 6 FAILED said
    tail -n 1 said
    [ $result = 0 ] && tail -n 1 said | grep -q ', holds level 5' && ! grep 'is not needed' said
}

# The number of plugins is no secret: none may be missing here.
count=0
for file in "$plugins"/*.so; do
    name=$(basename "$file" .so)
    profile=$LOOPBLOCKS_SRCDIR/plugins/$name/$name.conform.json
    count=$((count + 1))
    if [ -e "$profile" ]; then
        expect "$name holds level 5, but for what its profile allows" holds "$file" --profile "$profile"
    else
        expect "$name holds level 5" holds "$file"
    fi
done
expect "there are plugins" [ $count -ge 12 ]

# new KIND LANGUAGE SUFFIX COMPILER STANDARD: makes a folder, and builds what is in it.
new()
{
    name=my-$1-$3
    "$loopblocks" new "$name" --kind "$1" --lang "$2" || return 1
    # shellcheck disable=SC2086
    $4 -std="$5" -O2 -g -I"$LOOPBLOCKS_SRCDIR/sdk" -fPIC -fvisibility=hidden -shared -Wl,--version-script="$name/exports.map" \
        -o "$name/$name.so" "$name/$name.$3" -lm
}

for kind in block loop scheduler guider denoiser generator; do
    expect "a new $kind in C" new $kind c c "$CC" c11
    expect "it holds level 5, its sanitized builds included" \
        holds my-$kind-c/my-$kind-c.so --source my-$kind-c/my-$kind-c.c
    if command -v "${CXX%% *}" >/dev/null; then
        expect "a new $kind in C++" new $kind c++ cc "$CXX" c++20
        expect "it holds level 5" holds my-$kind-cc/my-$kind-cc.so
    else
        skip "a new $kind in C++" "$CXX is not installed"
    fi
done

finish
