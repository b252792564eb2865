/* SPDX-License-Identifier: MIT */
/* A library in which every public struct is reached, so that its debug information describes them all: abidw reads it. */
#include <loopblocks/loopblocks.h>

#define FROZEN(structure, size, alignment) LB_VISIBLE struct structure *probe_##structure = 0
#define GROWS FROZEN
#include STRUCTS

LB_VISIBLE struct lb_checkpoint *probe_lb_checkpoint = 0;
LB_VISIBLE lb_status probe_lb_status = 0;
LB_VISIBLE lb_function probe_lb_function = 0;
