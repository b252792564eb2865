/* SPDX-License-Identifier: MIT */
/* Fault: what create has mapped stays. */
#include <sys/mman.h>

#define CREATE_BODY mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#include "good.h"
