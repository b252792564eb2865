/* SPDX-License-Identifier: MIT */
/* A frame of four. */
#define FRAME_VERSION "1.0.0"
#define EXTENT 4
#define LEVEL 1
#define ROOM 10
#include "frame.h"
