/* SPDX-License-Identifier: MIT */
/* A frame of four, and something more. */
#define FRAME_VERSION "4.0.0"
#define EXTENT 4
#define LEVEL 1000
#define ROOM 10
#define MORE
#include "frame.h"
