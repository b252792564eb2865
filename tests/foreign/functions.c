/* SPDX-License-Identifier: MIT */
/* Functions that know nothing of Loopblocks: a library as any other, for the tests of foreign blocks. */
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

double take_every_type(int8_t i8, int16_t i16, int32_t i32, int64_t i64, uint8_t u8, uint16_t u16, uint32_t u32, uint64_t u64,
                       float f32, double f64, uint8_t truth);
double take_every_type(int8_t i8, int16_t i16, int32_t i32, int64_t i64, uint8_t u8, uint16_t u16, uint32_t u32, uint64_t u64,
                       float f32, double f64, uint8_t truth)
{
    return (double)i8 + (double)i16 + (double)i32 + (double)i64 + (double)u8 + (double)u16 + (double)u32 + (double)u64 +
           (double)f32 + f64 + (double)truth;
}

void fill(float *data, int64_t count, float value);
void fill(float *data, int64_t count, float value)
{
    for (int64_t i = 0; i < count; i++) data[i] = value;
}

int32_t echo_i32(int32_t value);
int32_t echo_i32(int32_t value)
{
    return value;
}

int8_t echo_i8(int8_t value);
int8_t echo_i8(int8_t value)
{
    return value;
}

const char *find_text(const char *text, const char *part);
const char *find_text(const char *text, const char *part)
{
    return strstr(text, part);
}

uint64_t text_length(const char *text);
uint64_t text_length(const char *text)
{
    return strlen(text);
}

extern const int32_t no_function;
const int32_t no_function = 1;
