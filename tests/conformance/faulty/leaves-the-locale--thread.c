/* SPDX-License-Identifier: MIT */
/* Fault: it sets the locale of the thread. */
#define _GNU_SOURCE
#include <locale.h>

static locale_t own;

#define CREATE_BODY                                                                                                            \
    if (!own) own = newlocale(LC_ALL_MASK, "C", (locale_t)0);                                                                  \
    uselocale(own);
#include "good.h"
