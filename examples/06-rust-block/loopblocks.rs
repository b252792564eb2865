// SPDX-License-Identifier: MIT
//! The part of the SDK's headers that a block like this one needs, in Rust: the same members in the same order, by which the host
//! reads them. What is in abi.h, tensor.h, state.h and descriptor.h besides can be added in the same way.
#![allow(dead_code)]

use core::ffi::c_void;
use core::ptr::null;

pub type Status = i32;
pub const OK: Status = 0;
pub const FAILED: Status = -1;

/// Text as C has it: bytes that end with \0. Write b"name\0".as_ptr().
pub type Text = *const u8;

/// A descriptor's list. A null pointer and no items where there is none.
#[repr(C)]
pub struct Array {
    items: *const c_void,
    count: u32,
    stride: u32,
}

impl Array {
    pub const NONE: Array = Array { items: null(), count: 0, stride: 0 };

    pub const fn of<T>(items: &'static [T]) -> Array {
        Array { items: items.as_ptr() as *const c_void, count: items.len() as u32, stride: core::mem::size_of::<T>() as u32 }
    }
}

#[repr(C)]
pub struct Input {
    pub slot: u32,
    pub flags: u32,
    pub name: Text,
    pub type_: Text,
    pub required: u32,
    pub reserved: u32,
    pub description: Text,
    pub default_value: Text,
    pub range: Text,
    pub choices: Text,
    pub unit: Text,
    pub group: Text,
}

impl Input {
    pub const NONE: Input = Input {
        slot: 0,
        flags: 0,
        name: null(),
        type_: null(),
        required: 0,
        reserved: 0,
        description: null(),
        default_value: null(),
        range: null(),
        choices: null(),
        unit: null(),
        group: null(),
    };
}

#[repr(C)]
pub struct Output {
    pub slot: u32,
    pub flags: u32,
    pub name: Text,
    pub type_: Text,
    pub description: Text,
    pub unit: Text,
    pub group: Text,
}

impl Output {
    pub const NONE: Output =
        Output { slot: 0, flags: 0, name: null(), type_: null(), description: null(), unit: null(), group: null() };
}

#[repr(C)]
pub struct Tensor {
    pub data: *mut c_void,
    pub device_type: i32,
    pub device_id: i32,
    pub ndim: i32,
    pub code: u8,
    pub bits: u8,
    pub lanes: u16,
    pub shape: *mut i64,
    pub strides: *mut i64,
    pub byte_offset: u64,
}

#[repr(C)]
pub struct Slot {
    pub tensor: Tensor,
    pub flags: u32,
    pub type_: u32,
    pub storage: u32,
    pub reserved: u32,
}

/// What the host does for a block; it goes on after these.
#[repr(C)]
pub struct Host {
    pub struct_size: u32,
    pub abi_minor: u32,
    pub fail: unsafe extern "C" fn(context: *mut c_void, format: Text, ...) -> Status,
}

/// A block's view of its values, lent for the length of a call.
#[repr(C)]
pub struct State {
    pub host: *const Host,
    pub context: *mut c_void,
    pub slots: *const *mut Slot,
    pub configs: *const State,
    pub loop_args: *mut c_void,
    pub loop_first: i64,
    pub progress_done: i64,
    pub progress_total: i64,
}

impl State {
    /// The f64 of a slot: only for slots that are declared as one.
    pub unsafe fn f64(&self, slot: u32) -> *mut f64 {
        (**self.slots.add(slot as usize)).tensor.data as *mut f64
    }
}

type Call = unsafe extern "C" fn(*mut c_void, *const c_void, *mut State) -> Status;

#[repr(C)]
pub struct Block {
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub kind: u32,
    pub flags: u64,
    pub name: Text,
    pub version: Text,
    pub licence: Text,
    pub description: Text,
    pub inputs: Array,
    pub intermediate_outputs: Array,
    pub states: Array,
    pub components: Array,
    pub configs: Array,
    pub call_args: Array,
    pub passes: Array,
    pub required_extensions: Array,
    pub create: Option<unsafe extern "C" fn(info: *const c_void, self_: *mut *mut c_void) -> Status>,
    pub prepare: Option<Call>,
    pub call: Option<Call>,
    pub destroy: Option<unsafe extern "C" fn(self_: *mut c_void)>,
    pub get_extension: Option<unsafe extern "C" fn(id: Text) -> *const c_void>,
}

impl Block {
    pub const HEADER: Block = Block {
        struct_size: core::mem::size_of::<Block>() as u32,
        abi_major: 1,
        abi_minor: 0,
        kind: 1,
        flags: 0,
        name: null(),
        version: null(),
        licence: null(),
        description: null(),
        inputs: Array::NONE,
        intermediate_outputs: Array::NONE,
        states: Array::NONE,
        components: Array::NONE,
        configs: Array::NONE,
        call_args: Array::NONE,
        passes: Array::NONE,
        required_extensions: Array::NONE,
        create: None,
        prepare: None,
        call: None,
        destroy: None,
        get_extension: None,
    };
}

// Constant from the start, whoever reads them.
unsafe impl Sync for Input {}
unsafe impl Sync for Output {}
unsafe impl Sync for Block {}
