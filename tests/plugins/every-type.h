/* SPDX-License-Identifier: MIT */
/* One scalar of every type that can be a loop argument, and doubles enough that some travel on the stack. */
#ifndef TESTS_PLUGINS_EVERY_TYPE_H
#define TESTS_PLUGINS_EVERY_TYPE_H

#include <loopblocks/loopblocks.h>

/* Calls EACH(name as declared, its type in C, the accessor's suffix and type string) for every argument. */
#define EVERY_TYPE(EACH)                                                                                                       \
    EACH(a_i8, int8_t, i8)                                                                                                     \
    EACH(a_f64, double, f64)                                                                                                   \
    EACH(a_i16, int16_t, i16)                                                                                                  \
    EACH(a_u64, uint64_t, u64)                                                                                                 \
    EACH(a_bool, uint8_t, bool)                                                                                                \
    EACH(a_i32, int32_t, i32)                                                                                                  \
    EACH(a_f32, float, f32)                                                                                                    \
    EACH(a_u8, uint8_t, u8)                                                                                                    \
    EACH(a_i64, int64_t, i64)                                                                                                  \
    EACH(a_u16, uint16_t, u16)                                                                                                 \
    EACH(a_u32, uint32_t, u32)                                                                                                 \
    EACH(a_d1, double, f64)                                                                                                    \
    EACH(a_d2, double, f64)                                                                                                    \
    EACH(a_d3, double, f64)                                                                                                    \
    EACH(a_d4, double, f64)                                                                                                    \
    EACH(a_d5, double, f64)                                                                                                    \
    EACH(a_d6, double, f64)                                                                                                    \
    EACH(a_d7, double, f64)                                                                                                    \
    EACH(a_d8, double, f64)

#endif
