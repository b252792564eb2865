/* SPDX-License-Identifier: MIT */
/* A generator that keeps from its first seed where its position is. */
#include <stdint.h>
static uint64_t *kept;
#define SEED_BODY kept = lb_u64(state, POSITION);
#define NORMAL_BODY (*kept)++;
#include "good-component.h"
