/* SPDX-License-Identifier: MIT */
/* Counts its turns by tens, and fails where it is told to. */
#define TURNS_VERSION "2.0.0"
#define BY 10
#define FAULTS
#define _GNU_SOURCE
#include "turns.h"
