/* SPDX-License-Identifier: MIT */
/* It ends the process in anger. */
#include <stdlib.h>
#define CALL_BODY abort();
#include "good.h"
