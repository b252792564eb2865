/* SPDX-License-Identifier: MIT */
/* A frame of eight. */
#define FRAME_VERSION "3.0.0"
#define EXTENT 8
#define LEVEL 100
#define ROOM 10
#include "frame.h"
