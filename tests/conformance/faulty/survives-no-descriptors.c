/* SPDX-License-Identifier: MIT */
/* Fault: create takes it that a file that is there can be opened. */
#include <stdio.h>

#define CREATE_BODY                                                                                                            \
    FILE *file = fopen("/dev/null", "r");                                                                                      \
    fclose(file);
#include "good.h"
