/* SPDX-License-Identifier: MIT */
/* It ends the process, as if all were well. */
#include <stdlib.h>
#define CALL_BODY exit(0);
#include "good.h"
