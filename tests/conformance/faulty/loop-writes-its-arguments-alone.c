/* SPDX-License-Identifier: MIT */
/* Its fault: it writes behind the struct of its loop arguments. */
#define AFTER_STEP ((volatile double *)args)[2] = 1;
#include "good-loop.h"
