/* SPDX-License-Identifier: MIT */
/* Fault: self remembers how often it was called. */
#define CALL_BODY ((struct good_self *)self)->offset += 1;
#include "good.h"
