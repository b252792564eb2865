/* SPDX-License-Identifier: MIT */
/* One number, exact in every element type: how it is read, stored, compared and written. */
#ifndef LBH_VALUE_NUMBER_H
#define LBH_VALUE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

/* Sign and magnitude hold what i64 and u64 can; a double does not. */
struct lbh_number {
    bool is_real;
    bool negative;
    uint64_t magnitude;
    double real;
};

/*
 * Reads an integer, a real, one of the texts "Infinity", "-Infinity" and "NaN", or a text of digits: a u64 above 2^63 - 1 has
 * no other form in JSON as jansson reads it. Returns false for all else.
 */
bool lbh_number_from_json(struct lbh_number *number, const struct json_t *json);

/* Reads and writes an element of a numeric type or bool; data need not be aligned. */
struct lbh_number lbh_number_load(uint32_t element, const void *data);

/*
 * Returns false, and stores nothing, where the number does not fit: a fraction or what is out of range for an integer, what is
 * finite and would become infinite for a float. Floats are rounded to nearest, ties to even.
 */
bool lbh_number_store(const struct lbh_number *number, uint32_t element, void *data);

/* Compares: -1, 0, 1; 2 where one is NaN. */
int lbh_number_compare(const struct lbh_number *a, const struct lbh_number *b);

double lbh_number_real(const struct lbh_number *number);

#define LBH_NUMBER_SIZE 40

/* Writes the shortest text that reads back as the same number, in any locale: 3, 0.1, 1.0, NaN. `single`: the same float. */
const char *lbh_number_format(const struct lbh_number *number, bool single, char buffer[LBH_NUMBER_SIZE]);

/* The 16 bits of a double as a float with so many mantissa bits, and back. */
uint16_t lbh_f16_from_double(double value);
uint16_t lbh_bf16_from_double(double value);
double lbh_f16_to_double(uint16_t bits);
double lbh_bf16_to_double(uint16_t bits);

#endif
