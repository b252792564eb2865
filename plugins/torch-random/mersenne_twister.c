/* SPDX-License-Identifier: MIT */
/* The recurrence and the tempering: Matsumoto and Nishimura 1998, "Mersenne Twister", table II. */
#include "mersenne_twister.h"

#define WORDS MERSENNE_TWISTER_WORDS
#define DISTANCE 397

void mersenne_twister_seed(struct mersenne_twister twister, uint32_t seed)
{
    uint32_t *words = twister.words;
    words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) words[i] = UINT32_C(1812433253) * (words[i - 1] ^ words[i - 1] >> 30) + i;
    *twister.index = WORDS;
}

static uint32_t twist(uint32_t upper, uint32_t lower)
{
    const uint32_t joined = (upper & UINT32_C(0x80000000)) | (lower & UINT32_C(0x7fffffff));
    return joined >> 1 ^ (joined & 1 ? UINT32_C(0x9908b0df) : 0);
}

static void renew(uint32_t *words)
{
    int i = 0;
    for (; i < WORDS - DISTANCE; i++) words[i] = words[i + DISTANCE] ^ twist(words[i], words[i + 1]);
    for (; i < WORDS - 1; i++) words[i] = words[i + DISTANCE - WORDS] ^ twist(words[i], words[i + 1]);
    words[WORDS - 1] = words[DISTANCE - 1] ^ twist(words[WORDS - 1], words[0]);
}

uint32_t mersenne_twister_next(struct mersenne_twister twister)
{
    if (*twister.index >= WORDS) {
        renew(twister.words);
        *twister.index = 0;
    }
    uint32_t word = twister.words[(*twister.index)++];
    word ^= word >> 11;
    word ^= word << 7 & UINT32_C(0x9d2c5680);
    word ^= word << 15 & UINT32_C(0xefc60000);
    return word ^ word >> 18;
}
