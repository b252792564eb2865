/* SPDX-License-Identifier: MIT */
/* Counts its turns by ones. */
#define TURNS_VERSION "1.0.0"
#define BY 1
#include "turns.h"
