/* SPDX-License-Identifier: MIT */
/* A frame of four, with a label that is longer than a str is made for by itself. */
#define FRAME_VERSION "5.0.0"
#define EXTENT 4
#define LEVEL 10000
#define ROOM 9000
#include "frame.h"
