/* SPDX-License-Identifier: MIT */
/* Fault: a table that all instances share is freed with the first of them that goes. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

static double *table;
static int users;

#define CREATE_BODY                                                                                                            \
    if (users == 0) table = calloc(4, sizeof *table);                                                                          \
    if (users == 0 && !table) return LB_NO_MEMORY;                                                                             \
    users++;
#define CALL_BODY table[0] = *lb_f64(state, X);
#define DESTROY_BODY                                                                                                           \
    users--;                                                                                                                   \
    free(table);                                                                                                               \
    table = NULL;
#include "good.h"
