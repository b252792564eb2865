# SPDX-License-Identifier: MIT
# What `loopblocks conform` says of files that are no blocks: what each is, what was expected, what to do; and that it runs none of them.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
good=$scratch/good.so
: "${CC:=cc}"

# is FOUND MEND FILE: it is refused, as no block, for what it is, with that advice, at once.
is()
{
    found=$1 mend=$2 result=0
    timeout 20 "$loopblocks" conform "$3" >"$scratch/out" 2>"$scratch/err" </dev/null || result=$?
    cat "$scratch/out" "$scratch/err"
    [ "$result" -eq 3 ] && [ ! -s "$scratch/out" ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && grep -q -F -e "found=$found" "$scratch/err" &&
        grep -q -F -e 'expected=' "$scratch/err" && grep -q -F -e "$mend" "$scratch/err"
}

# cc ARGUMENTS...: the compiler of this build.
compile()
{
    # shellcheck disable=SC2086
    $CC "$@"
}

# holds ARGUMENTS...: nothing fails.
holds()
{
    timeout 60 "$loopblocks" conform --level 1 "$@"
}

printf 'int f(void);\nint f(void) { return 1; }\n' >"$scratch/f.c"
printf 'int main(void) { return 0; }\n' >"$scratch/main.c"
compile -O1 -g -fPIC -fvisibility=hidden '-DNAME="good"' -I"$LOOPBLOCKS_SRCDIR/sdk" -I"$LOOPBLOCKS_SRCDIR/tests/conformance/faulty" \
    -shared -o "$good" "$LOOPBLOCKS_SRCDIR/tests/conformance/good/good-block.c"
expect 'a block is one' holds "$good"

expect 'a missing file is missing' is 'no such file' 'build it' "$scratch/nowhere.so"
expect 'a file in no folder is missing' is 'Not a directory' 'name a file' "$good/nowhere.so"
mkdir "$scratch/folder.so"
expect 'a folder is a folder' is 'a folder' 'in it' "$scratch/folder.so"
mkfifo "$scratch/fifo.so"
expect 'a FIFO is a FIFO, and nobody waits for it' is 'a FIFO' 'name the shared object' "$scratch/fifo.so"
expect 'a device is a device' is 'a device' 'name the shared object' /dev/zero

: >"$scratch/empty.so"
expect 'an empty file is empty' is 'an empty file' 'build it again' "$scratch/empty.so"
echo 'Read this first.' >"$scratch/text.so"
expect 'a text is a text' is 'a text file' 'cc -shared' "$scratch/text.so"
printf '\001\002\003\004' >"$scratch/data.so"
expect 'data is data' is 'data of another kind' 'cc -shared' "$scratch/data.so"
printf '#!/bin/sh\ntouch "%s/ran"\n' "$scratch" >"$scratch/script.so"
chmod +x "$scratch/script.so"
expect 'a script is a script' is 'a script' 'cc -shared' "$scratch/script.so"
expect 'a pipeline is JSON' is 'JSON' 'loopblocks check' "$LOOPBLOCKS_SRCDIR/manifests/count.json"
printf '# good.la - a libtool library file\ndlname=good.so\n' >"$scratch/good.la"
expect 'a note of libtool is one' is "libtool's note" '.libs/' "$scratch/good.la"
printf '/* GNU ld script */\nGROUP ( good.so )\n' >"$scratch/linker.so"
expect "a linker's script is one" is 'a script for the linker' 'that it names' "$scratch/linker.so"

if [ "$(id -u)" -eq 0 ]; then
    skip 'a file that may not be read is told' 'root may read all'
else
    cp "$good" "$scratch/locked.so"
    chmod 0 "$scratch/locked.so"
    expect 'a file that may not be read is told' is 'Permission denied' 'chmod' "$scratch/locked.so"
fi

head -c 40 "$good" >"$scratch/header.so"
expect 'a library of which the header is cut is truncated' is 'a truncated file' 'again' "$scratch/header.so"
head -c 3000 "$good" >"$scratch/half.so"
expect 'a library of which half is there is truncated' is 'a truncated file' 'again' "$scratch/half.so"
head -c -100 "$good" >"$scratch/most.so"
expect 'a library of which the end is cut is truncated' is 'a shared object that cannot be read' 'again' "$scratch/most.so"
# The machine's number lies in two bytes from 18 on: 2 is SPARC.
cp "$good" "$scratch/sparc.so"
printf '\002\000' | dd of="$scratch/sparc.so" bs=1 seek=18 conv=notrunc status=none
expect "another machine's library is one" is 'machine 2' 'for this machine' "$scratch/sparc.so"

compile -c -o "$scratch/f.o" "$scratch/f.c"
expect 'an object file is one' is 'an object file' 'cc -shared' "$scratch/f.o"
ar rc "$scratch/f.a" "$scratch/f.o" 2>/dev/null && expect 'an archive is one' is 'an archive' 'cc -shared' "$scratch/f.a"
expect 'a program is one' is 'a program' 'without main' /bin/ls
compile -fPIE -pie -o "$scratch/pie" "$scratch/main.c"
expect 'a program that can lie anywhere is one' is 'a program' 'without main' "$scratch/pie"
compile -no-pie -o "$scratch/fixed" "$scratch/main.c"
expect 'a program that lies in one place is one' is 'an executable' 'cc -shared' "$scratch/fixed"
libm=$(ldconfig -p 2>/dev/null | sed -n 's/.*libm\.so\.6 .*=> //p' | head -n 1)
if [ -n "$libm" ]; then
    expect 'libm is libm' is 'the library libm.so.6, which has neither' 'lb_block' "$libm"
else
    skip 'libm is libm' 'there is no libm.so.6'
fi
compile -fPIC -shared -o "$scratch/f.so" "$scratch/f.c"
expect 'a library without a descriptor has none' is 'a shared object that has neither' 'lb_block' "$scratch/f.so"
printf 'static const int lb_block = 1;\nconst int *f(void);\nconst int *f(void) { return &lb_block; }\n' >"$scratch/hidden.c"
compile -fPIC -shared -o "$scratch/hidden.so" "$scratch/hidden.c"
expect 'a descriptor that is hidden is told' is 'a shared object that keeps its descriptor to itself' 'LB_EXPORT' "$scratch/hidden.so"
printf 'extern const int lb_block;\nconst int *f(void);\nconst int *f(void) { return &lb_block; }\n' >"$scratch/undefined.c"
compile -fPIC -shared -o "$scratch/undefined.so" "$scratch/undefined.c"
expect 'a descriptor that is missing is told' is 'a shared object that refers to lb_block' 'link the object file' "$scratch/undefined.so"

expect 'nothing of it was run' test ! -e "$scratch/ran"
finish
