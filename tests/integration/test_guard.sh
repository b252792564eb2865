# SPDX-License-Identifier: MIT
# `run --guard` as a program: what it says of strays and of crashes, how it ends, and that nothing else is different.

. "${LOOPBLOCKS_SRCDIR:?}/tests/tap.sh"
loopblocks=${LOOPBLOCKS:-$LOOPBLOCKS_BUILDDIR/host/loopblocks}
plugins=$LOOPBLOCKS_BUILDDIR/tests/guard/.libs
# A sanitizer's own handlers would end the program in another way.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0:handle_sigbus=0:handle_abort=0
export ASAN_OPTIONS

# stray DEED [DISTANCE]: writes a manifest whose block does that, and runs it, guarded.
stray()
{
    cat >"$scratch/stray.json" <<END
{"loopblocks": 1, "inputs": {"x": 1, "maybe_list": [1]}, "blocks": {
"block": {"use": "stray", "config": {"deed": "$1", "distance": ${2-0}}}}, "outputs": ["y"]}
END
    result=0
    "$loopblocks" run "$scratch/stray.json" --plugins "$plugins" --guard --quiet >"$scratch/out" 2>"$scratch/err" </dev/null || result=$?
    cat "$scratch/out" "$scratch/err"
}

tells_of_a_stray()
{
    stray write-input
    [ "$result" -eq 1 ] && grep -q '^.*stray.json:2:1: blocks.block: block "block" (stray): wrote input "x", which' "$scratch/err" &&
        grep -q 'declare it in intermediate_outputs' "$scratch/err" && ! grep -q 'y =' "$scratch/out"
}

lets_others_be()
{
    stray none
    [ "$result" -eq 0 ] && grep -q '^y = 2.0$' "$scratch/out"
}

# dies SIGNAL NUMBER DEED: the program dies of the signal, and says before which block was at work.
dies()
{
    stray "$3" 8
    [ "$result" -eq $((128 + $2)) ] && grep -q "^loopblocks: block \"block\" crashed (SIG$1.*) .*(*stray.*so" "$scratch/err"
}

# A thread of a block's cannot be made to leave its call.
dies_of_a_thread()
{
    stray write-on-thread
    [ "$result" -eq 139 ] && grep -q 'block "block" wrote input "x", which it does not declare as an output, and crashed (SIGSEGV' "$scratch/err"
}

# same MANIFEST ARGUMENTS...: it comes to the same, guarded or not.
same()
{
    manifest=$LOOPBLOCKS_SRCDIR/manifests/$1
    shift
    for guard in '' --guard; do
        # There it may leave its picture.
        (cd "$scratch" && "$loopblocks" run "$manifest" --quiet $guard --save "saved$guard" "$@") || return 1
    done
    cmp "$scratch/saved" "$scratch/saved--guard"
}

# as_before TEST: a test program passes as it does without guard mode.
as_before()
{
    LOOPBLOCKS_TEST_GUARD=1 "$LOOPBLOCKS_BUILDDIR/tests/integration/$1" >"$scratch/tap" 2>&1 || {
        grep -v '^ok' "$scratch/tap"
        return 1
    }
    grep -q '^ok' "$scratch/tap"
}

expect 'a stray is an error with its place and its mend' tells_of_a_stray
expect 'a block that keeps to its values runs as before' lets_others_be
expect 'a crash names the block and stays a crash' dies SEGV 11 write-nowhere
expect 'so does an abort' dies ABRT 6 abort
expect 'what a thread of its own touches is named, too' dies_of_a_thread
expect 'a loop comes to the same' same count.json
expect 'loops in loops come to the same' same nested.json
if [ -e "$LOOPBLOCKS_BUILDDIR/plugins/.libs/unet2d.so" ]; then
    # One thread sums in one order.
    OMP_NUM_THREADS=1
    export OMP_NUM_THREADS
    expect 'DDIM samples the same picture' same fashion-ddim.json --set num_inference_steps=3 --set batch_size=2 --set class_labels='[1,7]'
    expect 'DDPM samples the same picture' same fashion-ddpm.json --set num_inference_steps=3 --set batch_size=2 --set class_labels='[1,7]'
fi
# Those whose blocks read no input that is not set: that is what guard mode finds.
for name in denoise diffusion_blocks events foreign loop loop_wrappers profile shapes swap swap_edits swap_shapes swap_states \
    swap_trial swap_wrapper; do
    expect "what test_$name tests holds in guard mode, too" as_before "test_$name"
done
finish
