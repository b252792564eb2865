/* SPDX-License-Identifier: MIT */
/* Fault: it changes the mask of new files. */
#include <sys/stat.h>

#define CREATE_BODY umask(0171);
#include "good.h"
