/* SPDX-License-Identifier: MIT */
/* A function is data. */
#include <loopblocks/loopblocks.h>
static const int data = 1;
#define MEMBERS .get_extension = (const void *(*)(const char *)) & data,
#include "good.h"
