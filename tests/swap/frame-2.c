/* SPDX-License-Identifier: MIT */
/* A frame of four of another level; its prepare fails where it is told to. */
#define FRAME_VERSION "2.0.0"
#define EXTENT 4
#define LEVEL 10
#define ROOM 10
#define FAULTS
#define _GNU_SOURCE
#include "frame.h"
