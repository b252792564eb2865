/* SPDX-License-Identifier: MIT */
/* Fault: what create has set is found by its own thread only. */
static double place;
static _Thread_local double *own;

#define CREATE_BODY own = &place;
#define CALL_BODY *(volatile double *)own = 1;
#include "good.h"
