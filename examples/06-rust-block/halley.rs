// SPDX-License-Identifier: MIT
//! A block in Rust, without crates and without Rust's own library: one step of Halley's method towards the square root of a.
#![no_std]

mod loopblocks;
use core::ffi::c_void;
use loopblocks::*;

const A: u32 = 0;
const X: u32 = 1;

static INPUTS: [Input; 2] = [
    Input {
        slot: A,
        name: b"a\0".as_ptr(),
        type_: b"f64\0".as_ptr(),
        required: 1,
        description: b"Of what the root is sought.\0".as_ptr(),
        range: b"[0, null]\0".as_ptr(),
        ..Input::NONE
    },
    Input {
        slot: X,
        name: b"x\0".as_ptr(),
        type_: b"f64\0".as_ptr(),
        required: 1,
        description: b"A guess.\0".as_ptr(),
        ..Input::NONE
    },
];
static OUTPUTS: [Output; 1] = [Output {
    slot: X,
    name: b"x\0".as_ptr(),
    type_: b"f64\0".as_ptr(),
    description: b"A better guess.\0".as_ptr(),
    ..Output::NONE
}];

/// Safe code between what the host lends and what it gets back.
fn improve(a: f64, x: f64) -> Option<f64> {
    let better = x * (x * x + 3.0 * a) / (3.0 * x * x + a);
    better.is_finite().then_some(better)
}

unsafe extern "C" fn call(_self: *mut c_void, _components: *const c_void, state: *mut State) -> Status {
    let state = &*state;
    let (a, x) = (*state.f64(A), state.f64(X));
    match improve(a, *x) {
        Some(better) => {
            *x = better;
            OK
        }
        None => ((*state.host).fail)(state.context, b"no step can be taken from x = %g towards the root of %g\0".as_ptr(), *x, a),
    }
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static lb_block: Block = Block {
    name: b"halley\0".as_ptr(),
    version: b"1.0.0\0".as_ptr(),
    licence: b"MIT\0".as_ptr(),
    description: b"Improves x, a guess of the square root of a, by Halley's method.\0".as_ptr(),
    inputs: Array::of(&INPUTS),
    intermediate_outputs: Array::of(&OUTPUTS),
    call: Some(call),
    ..Block::HEADER
};

extern "C" {
    fn abort() -> !;
}

/// No panic may leave a function, and there is none above: this is never linked in.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unsafe { abort() }
}
