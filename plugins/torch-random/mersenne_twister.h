/* SPDX-License-Identifier: MIT */
/* The Mersenne Twister MT19937, over a position that somebody else keeps. */
#ifndef PLUGINS_TORCH_RANDOM_MERSENNE_TWISTER_H
#define PLUGINS_TORCH_RANDOM_MERSENNE_TWISTER_H

#include <stdint.h>

#define MERSENNE_TWISTER_WORDS 624

/* A position: 624 words, of which those from `index` on have not been drawn. Borrowed. */
struct mersenne_twister {
    uint32_t *words;
    int64_t *index;
};

/* Starts again from a seed (Matsumoto and Nishimura's init_genrand, of 2002). */
void mersenne_twister_seed(struct mersenne_twister twister, uint32_t seed);

/* Returns the next 32 bits. */
uint32_t mersenne_twister_next(struct mersenne_twister twister);

#endif
