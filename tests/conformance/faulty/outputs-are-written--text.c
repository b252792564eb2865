/* SPDX-License-Identifier: MIT */
/* It sets a text in its first call only. */
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "word", .type = "str", .description = "A word."},
#define EXTRA_STATES {.slot = FREE_SLOT + 1, .name = "calls", .type = "i64", .description = "How many there were."},
#define CALL_BODY                                                                                                              \
    if ((*lb_i64(state, FREE_SLOT + 1))++ == 0) lb_set_text(state, FREE_SLOT, "word");
#include "good.h"
